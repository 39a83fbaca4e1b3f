"""format=flowed (RFC 3676): soft line breaks taken back, so that sentences are whole again."""


def unwrap_flowed(text: str, *, drop_spaces: bool = False) -> str:
    """Join the flowed lines of *text*; *drop_spaces* is the DelSp parameter.

    Quoted lines come out as "> " times their depth, and are joined with their like only. The
    signature line "-- " is never joined.
    """
    lines: list[str] = []
    pending: list[str] = []
    pending_depth = 0
    for raw in text.split("\n"):
        depth, content = _unquote(raw)
        is_signature = content == "-- "
        if pending and (depth != pending_depth or is_signature):
            lines.append(_quoted(pending_depth, pending))
            pending = []
        pending_depth = depth
        is_flowed = content.endswith(" ") and not is_signature
        pending.append(content[:-1] if is_flowed and drop_spaces else content)
        if not is_flowed:
            lines.append(_quoted(depth, pending))
            pending = []
    if pending:
        lines.append(_quoted(pending_depth, pending))
    return "\n".join(lines)


def _unquote(line: str) -> tuple[int, str]:
    """Return the quote depth of a line and its content, unstuffed (RFC 3676, 4.4)."""
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _quoted(depth: int, pieces: list[str]) -> str:
    return "> " * min(depth, 20) + "".join(pieces)
