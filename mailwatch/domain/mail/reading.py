"""Which parts of a mail are its text, and that text: chosen, decoded, rendered, bounded."""

import re
from collections.abc import Sequence
from unicodedata import combining

from mailwatch.domain.mail.decoding import decode_text, decode_transfer
from mailwatch.domain.mail.flowed import unwrap_flowed
from mailwatch.domain.mail.html import text_of_html
from mailwatch.domain.mail.parts import Part, children_of, part_at
from mailwatch.domain.text import clean

THIN = 200
TEXT_LIMIT = 200_000
_OCTETS_LIMIT = 1_400_000  # for all texts of a mail: one million octets in base64
_DEPTH_LIMIT = 20
_PARTS_LIMIT = 200
_HTML_KINDS = frozenset({"text/html", "text/enriched", "text/richtext"})
_FILE_KINDS = frozenset(
    {
        "text/calendar", "text/x-vcard", "text/vcard", "text/directory", "text/csv", "text/css",
        "text/javascript", "text/xml", "text/rtf", "text/x-amp-html", "text/rfc822-headers",
        "text/x-patch", "text/x-diff",
    }
)  # fmt: skip
_META_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LOOKS_LIKE_HTML = ("<!doctype html", "<html")
# Beyond 30 marks on one letter nothing is language, and putting them in order takes quadratic
# time (the Stream-Safe Text Format of UAX 15 has the same limit). Hangul fillers are letters
# that cleaning takes out, so that they do not part a run.
_ODD_RUN = re.compile("[^\\w\n -~\u115f\u1160\u3164\uffa0]"
                      "(?:[^\\w\n -~]|[\u115f\u1160\u3164\uffa0]){30,}")  # fmt: skip
_MARKS_LIMIT = 30


class Reading:
    """One pass over a mail: the texts found so far, and what had to be tolerated on the way."""

    __slots__ = ("_octets_left", "_parts_left", "has_enclosed", "has_html", "notes")

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.has_enclosed = False
        self.has_html = False
        self._parts_left = _PARTS_LIMIT
        self._octets_left = _OCTETS_LIMIT

    def texts_of(self, part: Part, depth: int = 0) -> list[str]:
        """Return the texts of *part*, in order, cleaned; none for what is not to be read."""
        self._parts_left -= 1
        if depth > _DEPTH_LIMIT or self._parts_left < 0:
            self.note("too many parts, or too deeply nested: not all was read")
            return []
        if part.kind == "message/rfc822":
            return self._enclosed(part, depth)
        if part.is_multipart:
            return self._of_children(part, children_of(part), depth)
        return self._of_leaf(part, is_root=depth == 0)

    def texts_of_children(self, parent: Part, children: Sequence[Part]) -> list[str]:
        """Return the texts of a multipart whose parts came one by one."""
        return self._of_children(parent, children, 0)

    def note(self, text: str) -> None:
        """Remember, once, that something had to be tolerated."""
        if text and text not in self.notes:
            self.notes.append(text)

    def _of_children(self, parent: Part, children: Sequence[Part], depth: int) -> list[str]:
        if not children:
            self.note(f"{parent.kind} without parts")
            return self._of_leaf(parent, is_root=True)
        if parent.kind == "multipart/alternative":
            return self._alternative(children, depth)
        if parent.kind == "multipart/report":
            return self.texts_of(children[0], depth + 1)
        first_only = parent.kind in {"multipart/related", "multipart/signed"}
        found: list[str] = []
        for child in children:
            texts = self.texts_of(child, depth + 1)
            found += [text for text in texts if text not in found]
            if sum(map(len, found)) > TEXT_LIMIT or (first_only and found):
                break
        return found

    def _alternative(self, children: Sequence[Part], depth: int) -> list[str]:
        """Read the plain alternative, unless it is empty or thin beside a much longer other."""
        plain = [child for child in children if child.kind == "text/plain"]
        others = [child for child in children if child.kind != "text/plain"]
        texts = [text for child in plain[:1] for text in self.texts_of(child, depth + 1)]
        length = sum(map(len, texts))
        if length >= THIN:
            return texts
        for child in others:
            rich = self.texts_of(child, depth + 1)
            if sum(map(len, rich)) > 2 * length + 50 or (rich and not length):
                return rich
        return texts

    def _enclosed(self, part: Part, depth: int) -> list[str]:
        """Read a mail within the mail: a forward."""
        content = part.content(self._octets_left)
        encoding = part.fields.first("content-transfer-encoding")
        decoded, note = decode_transfer(content, encoding)
        self.note(note)
        self.note("forwarded")
        self.has_enclosed = True
        inner = part_at(part.source, part.start, part.end)
        if decoded is not content and decoded != content:
            inner = part_at(decoded, 0, len(decoded))
        return self.texts_of(inner, depth + 1)

    def _of_leaf(self, part: Part, *, is_root: bool) -> list[str]:
        is_text = part.content_type.main in {"text", ""} or (is_root and part.is_multipart)
        if not is_text or part.kind in _FILE_KINDS or part.is_attachment:
            return []
        if part.is_named and not is_root:
            return []
        content = part.content(self._octets_left)
        self._octets_left -= len(content)
        octets, note = decode_transfer(content, part.fields.first("content-transfer-encoding"))
        self.note(note)
        text = clean(stream_safe(self._text(part, octets)[: 2 * TEXT_LIMIT]))[:TEXT_LIMIT].strip(
            "\n"
        )
        if part.end - part.start > len(content) or len(text) == TEXT_LIMIT:
            self.note("very long: cut")
        return [text] if text.strip() else []

    def _text(self, part: Part, octets: bytes) -> str:
        is_html = part.kind in _HTML_KINDS
        label = part.content_type.parameter("charset")
        if is_html and not label:
            meta = _META_CHARSET.search(octets, 0, 2048)
            label = meta.group(1).decode("ascii") if meta else ""
        text, note = decode_text(octets, label)
        self.note(note)
        if is_html or text[:200].lstrip().lower().startswith(_LOOKS_LIKE_HTML):
            self.has_html = True
            return text_of_html(text)
        if part.content_type.parameter("format").lower() == "flowed":
            is_delsp = part.content_type.parameter("delsp").lower() == "yes"
            return unwrap_flowed(text[: 2 * TEXT_LIMIT], drop_spaces=is_delsp)
        return text


def stream_safe(text: str) -> str:
    """Return *text* without the combining marks beyond 30 in one run."""
    return _ODD_RUN.sub(_with_few_marks, text)


def _with_few_marks(match: re.Match[str]) -> str:
    run = match.group()
    rest = (character for character in run[_MARKS_LIMIT:] if not combining(character))
    return run[:_MARKS_LIMIT] + "".join(rest)
