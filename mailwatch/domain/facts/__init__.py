"""Who and what: the facts that a mail gives, and whether anyone reads an answer."""
