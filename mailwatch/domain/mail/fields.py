"""A header block as its fields, bounded in size, tolerant of what is malformed (RFC 5322, 2.2)."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from mailwatch.domain.mail.decoding import decode_text

BLOCK_LIMIT = 64 * 1024
FIELD_LIMIT = 8 * 1024

_NAME = rb"[!-9;-~]{1,200}[ \t]*:"
_FIELD = re.compile(rb"(?m)^([!-9;-~]{1,200})[ \t]*:(.*(?:\n[ \t].*)*)")
# The body begins after an empty line; or, where that was forgotten, at a line that is no field
# and that no field follows.
_BODY = re.compile(rb"(?m)^(?:(\n)|(?!" + _NAME + rb"|[ \t]).+\n(?!" + _NAME + rb"))")
_FOLD = re.compile(rb"\n[ \t]+")
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*?)")
_TOKEN = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one header block, in order, unfolded and not yet decoded."""

    items: tuple[tuple[str, bytes], ...]

    def first(self, name: str) -> str:
        """Return the text of the first field called *name* (in lower case), or ""."""
        for key, value in self.items:
            if key == name:
                return _text(value)
        return ""

    def every(self, name: str) -> tuple[str, ...]:
        """Return the texts of all fields called *name*."""
        return tuple(_text(value) for key, value in self.items if key == name)

    def has(self, name: str) -> bool:
        """Tell whether there is a field called *name*."""
        return any(key == name for key, _ in self.items)


NO_FIELDS = Fields(())


@dataclass(frozen=True, slots=True)
class ContentType:
    """A Content-Type (RFC 2045, 5.1), or another field of the same form."""

    kind: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def main(self) -> str:
        """The part before the slash."""
        return self.kind.partition("/")[0]

    def parameter(self, name: str) -> str:
        """Return a parameter, or ""."""
        return next((value for key, value in self.parameters if key == name), "")


def unify_line_ends(raw: bytes) -> bytes:
    """Make every CR LF and every bare CR an LF."""
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in raw else raw


def split_header(raw: bytes, start: int, end: int) -> tuple[Fields, int]:
    """Read the header block at *start*; return its fields and where its body begins."""
    match = _BODY.search(raw, start, end)
    if match is None:
        return read_fields(raw[start:end]), end
    body = match.end() if match.group(1) else match.start()
    return read_fields(raw[start : match.start()]), body


def read_fields(block: bytes) -> Fields:
    """Read the fields of a header block with LF line ends; what is no field is passed over."""
    found = _FIELD.finditer(block[:BLOCK_LIMIT])
    return Fields(tuple((m.group(1).lower().decode("ascii"), _unfolded(m.group(2))) for m in found))


def _unfolded(value: bytes) -> bytes:
    """Put a field on one line. Of one too long, keep both ends: References grow at the end."""
    line = (_FOLD.sub(b" ", value) if b"\n" in value else value).strip()
    if len(line) <= FIELD_LIMIT:
        return line
    half = FIELD_LIMIT // 2
    return line[:half] + b" " + line[-half:]


def _text(value: bytes) -> str:
    return decode_text(value)[0]


def read_content_type(value: str) -> ContentType:
    """Read a Content-Type field; its kind is "" where the field is absent or malformed."""
    head = value.partition(";")[0].strip().lower()
    kind = head if _TOKEN.fullmatch(head) else ""
    return ContentType(kind, read_parameters(value))


def read_parameters(value: str) -> tuple[tuple[str, str], ...]:
    """Read the parameters of a field, with the continuations and charsets of RFC 2231."""
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, given in _PARAMETER.findall(value):
        form = _CONTINUED.match(name.lower())
        if form is not None:
            piece = (int(form.group(2) or 0), bool(form.group(3)), _unquoted(given))
            pieces.setdefault(form.group(1), []).append(piece)
    return tuple((name, _joined(found)) for name, found in pieces.items())


def _unquoted(value: str) -> str:
    value = value.strip()
    if not value.startswith('"'):
        return value.split(maxsplit=1)[0] if value else ""
    return re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'))


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """Join the continuations of one parameter; of a parameter given twice, the first counts."""
    by_number = {number: (encoded, text) for number, encoded, text in reversed(pieces)}
    ordered = [by_number[number] for number in sorted(by_number)]
    if not any(encoded for encoded, _ in ordered):
        return "".join(text for _, text in ordered)
    joined = "".join(text for _, text in ordered)
    charset, _, rest = joined.partition("'")
    octets = rest.partition("'")[2] if rest else joined
    return decode_text(unquote_to_bytes(octets), charset if rest else "")[0]
