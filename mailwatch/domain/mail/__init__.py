"""Mail as it came: bytes into messages, HTML into text, our words apart from theirs."""
