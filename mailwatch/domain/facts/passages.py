"""Body text as passages: sentences on one line each, however the mail was wrapped."""

import re
from collections.abc import Iterator

_LONGEST_TEXT = 20_000
# A line this long was probably broken by the mail program (RFC 5322, 2.1.1 advises 78).
_WRAPPED_FROM = 45

# The lookbehind keeps a run of dots from being tried at each of them.
_SENTENCE_END = re.compile(
    r"(?<![.!?])[.!?]{1,9}[\"')\]\u201d\u201c]{0,3}\s+(?=[^a-z\s])|[\u3002\uff01\uff1f]{1,9}"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:dr|prof|mr|mrs|ms|st|no|nr|co|bzw|ref|z\.\s?b|ca|[a-z]|\d{1,2})\.\s*$",
    re.IGNORECASE,
)
_LOOK_BACK = 8


def passages(text: str) -> Iterator[str]:
    """Yield the sentences of *text*, and of a long one its first 20,000 characters."""
    for paragraph in _paragraphs(text[:_LONGEST_TEXT]):
        yield from _sentences(paragraph)


def _paragraphs(text: str) -> Iterator[str]:
    """Join wrapped lines; a short line is one of its own, as in greetings and signatures."""
    gathered: list[str] = []
    was_long = False
    for line in text.splitlines():
        bare = " ".join(line.split())
        if gathered and not (bare and (was_long or bare[0].islower())):
            yield " ".join(gathered)
            gathered = []
        if bare:
            gathered.append(bare)
        was_long = len(bare) >= _WRAPPED_FROM
    if gathered:
        yield " ".join(gathered)


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(paragraph):
        before = paragraph[max(start, end.start() - _LOOK_BACK) : end.end()]
        if not _ABBREVIATION.search(before):
            yield paragraph[start : end.start()].strip()
            start = end.end()
    if paragraph[start:].strip():
        yield paragraph[start:].strip().rstrip(".!?")
