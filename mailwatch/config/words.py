"""Checks on single words of the configuration that more than one section needs."""

from mailwatch.config.tables import Place


def one_line(place: Place, key: str, text: str) -> str:
    """Return *text* trimmed. Raise ConfigError if it holds a line end or another control."""
    if not text.strip().isprintable():
        raise place.error(key, "holds a line end or control character. Write it on one line.")
    return text.strip()


def needed(place: Place, key: str, text: str) -> str:
    """Return *text* as one line. Raise ConfigError if nothing is in it."""
    line = one_line(place, key, text)
    if not line:
        raise place.error(key, "is empty. Give it a value.")
    return line


def address(place: Place, key: str, text: str) -> str:
    """Return *text* if it can be a mail address (RFC 5321, 2.3.11), which is only roughly told."""
    local, _, domain = text.rpartition("@")
    is_plain = text.isprintable() and not set(text) & set(' <>,;"()')
    if not (local and domain and is_plain) or "@" in local:
        raise place.error(key, f"{text!r} is not a mail address. Write it like lea@example.org.")
    return text
