"""A mail as a tree of parts (RFC 2046), each a window on the same octets, split on demand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailwatch.domain.mail.fields import (
    NO_FIELDS,
    ContentType,
    Fields,
    read_content_type,
    split_header,
)

CHILDREN_LIMIT = 100
_FALSE_HITS_LIMIT = 2000
_BOUNDARY_LIMIT = 200  # RFC 2046 allows 70
_GUESS = re.compile(rb"(?m)^--([^\s-][^\s]{0,99})[ \t]*$")
_GUESS_WINDOW = 4096


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its fields, what they say it is, and where in *source* its content lies."""

    fields: Fields
    content_type: ContentType
    source: bytes
    start: int
    end: int

    @property
    def kind(self) -> str:
        """The content type in lower case; text/plain where none is given (RFC 2045, 5.2)."""
        return self.content_type.kind or "text/plain"

    @property
    def is_multipart(self) -> bool:
        """True where the content is further parts."""
        return self.content_type.main == "multipart"

    @property
    def is_attachment(self) -> bool:
        """True where the part is declared a file, to be kept rather than read."""
        return self._disposition.kind == "x/attachment"

    @property
    def is_named(self) -> bool:
        """True where the part has a file's name."""
        return bool(self._disposition.parameter("filename"))

    @property
    def _disposition(self) -> ContentType:
        return read_content_type("x/" + self.fields.first("content-disposition"))

    def content(self, limit: int) -> bytes:
        """Return at most *limit* octets of the content, as they are encoded."""
        return self.source[self.start : min(self.end, self.start + limit)]


def part_of(fields: Fields, source: bytes, start: int, end: int) -> Part:
    """Make a part of octets whose header has been read."""
    return Part(fields, read_content_type(fields.first("content-type")), source, start, end)


def part_at(source: bytes, start: int, end: int) -> Part:
    """Make a part of octets that begin with its header."""
    if source.startswith(b"\n", start, end):
        return part_of(NO_FIELDS, source, start + 1, end)
    fields, body = split_header(source, start, end)
    return part_of(fields, source, body, end)


def children_of(part: Part) -> tuple[Part, ...]:
    """Split a multipart into its parts, at most 100; () where no boundary is found.

    A multipart without an end simply ends with its octets, as one cut short does.
    """
    boundary = part.content_type.parameter("boundary").encode("utf-8", "replace").rstrip()
    spans = list(_spans(part, boundary)) if boundary else []
    if not spans:
        guess = _GUESS.search(part.source, part.start, min(part.end, part.start + _GUESS_WINDOW))
        spans = list(_spans(part, guess.group(1))) if guess else []
    return tuple(_child(part, start, end) for start, end in spans)


def _child(parent: Part, start: int, end: int) -> Part:
    child = part_at(parent.source, start, end)
    if parent.kind == "multipart/digest" and not child.content_type.kind:
        kind = ContentType("message/rfc822")  # RFC 2046, 5.1.5
        return Part(child.fields, kind, child.source, child.start, child.end)
    return child


def _spans(part: Part, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the parts between the delimiters of *boundary* begin and end."""
    start = -1
    count = 0
    for at, after, is_close in _delimiters(part, boundary[:_BOUNDARY_LIMIT]):
        if start >= 0:
            yield start, max(start, at - 1)  # the line end before a delimiter belongs to it
            count += 1
        start = after
        if is_close or count == CHILDREN_LIMIT:
            return
    if 0 <= start < part.end:
        yield start, part.end


def _delimiters(part: Part, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield each delimiter line: where it begins, where the next line begins, if it is the last."""
    source, needle = part.source, b"--" + boundary
    at = part.start if source.startswith(needle, part.start, part.end) else -1
    if at < 0:
        at = source.find(b"\n" + needle, part.start, part.end) + 1 or -1
    for _ in range(_FALSE_HITS_LIMIT):
        if at < 0:
            return
        rest = at + len(needle)
        line_end = source.find(b"\n", rest, part.end)
        line_end = part.end if line_end < 0 else line_end
        tail = source[rest : min(line_end, rest + 80)].strip()
        if tail in {b"", b"--"}:
            yield at, min(line_end + 1, part.end), tail == b"--"
        at = source.find(b"\n" + needle, min(rest, line_end), part.end) + 1 or -1
