"""The letter: its words, a last look at it, its RFC 5322 bytes."""
