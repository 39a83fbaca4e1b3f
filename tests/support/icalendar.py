"""Reads calendar files back, with no more of RFC 5545 than tasks need."""

import re
from collections.abc import Iterator, Sequence

_ESCAPE = re.compile(r"\\(.)")


def todos(content: bytes) -> tuple[dict[str, str], ...]:
    """Return the VTODOs of a calendar, each by its properties."""
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    if (lines[0], lines[-2:]) != ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""]):
        raise ValueError(f"this is no calendar: {content!r}")
    return tuple(_blocks(lines))


def _blocks(lines: Sequence[str]) -> Iterator[dict[str, str]]:
    starts = [number for number, line in enumerate(lines) if line == "BEGIN:VTODO"]
    for start in starts:
        end = lines.index("END:VTODO", start)
        pairs = (line.partition(":") for line in lines[start + 1 : end])
        yield {name: _plain(value) for name, _, value in pairs}


def _plain(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
