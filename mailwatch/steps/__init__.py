"""What the service does: take in, place, observe, correct, one module each."""
