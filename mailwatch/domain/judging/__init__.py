"""Is it a rejection? Rules, phrases, evidence and the verdict."""
