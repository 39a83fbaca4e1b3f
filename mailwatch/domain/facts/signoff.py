"""The end of a letter: the closing, and the lines of whoever signed it."""

from dataclasses import dataclass

from mailwatch.domain.facts.folding import fold
from mailwatch.domain.facts.persons import person_name
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.mail.messages import Body, SegmentKind

_MOST_LINES = 7
_LONGEST_LINE = 90
_LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class SignOff:
    """The lines under the closing, and all text above it.

    *is_closed* is false where no closing was found; the lines are then the last of the letter.
    """

    above: str
    lines: tuple[str, ...]
    is_closed: bool


def sign_off(body: Body, sender_name: str, vocabulary: Vocabulary) -> SignOff:
    """Split a letter where its last closing stands, or where the sender's name is a line."""
    own = body.words_of(SegmentKind.OWN)[:_LONGEST_TEXT]
    signature = body.words_of(SegmentKind.SIGNATURE)[:_LONGEST_TEXT]
    lines = [line.strip() for line in own.splitlines()]
    tail = [line.strip() for line in signature.splitlines() if line.strip() not in {"", "--"}]
    for index in range(len(lines) - 1, -1, -1):
        rest = _after_closing(lines[index], vocabulary)
        if rest is not None:
            below = [line for line in (rest, *lines[index + 1 :], *tail) if line]
            return SignOff("\n".join(lines[:index]), _short(below), is_closed=True)
    for index in range(len(lines) - 1, 0, -1):
        if sender_name and fold(lines[index]) == fold(sender_name):
            below = [line for line in (*lines[index:], *tail) if line]
            return SignOff("\n".join(lines[:index]), _short(below), is_closed=True)
    below = tail or [line for line in lines if line][-2:]
    return SignOff(own, _short(below), is_closed=bool(tail))


def _short(lines: list[str]) -> tuple[str, ...]:
    return tuple(line for line in lines[:_MOST_LINES] if len(line) <= _LONGEST_LINE)


def _after_closing(line: str, vocabulary: Vocabulary) -> str | None:
    """Return what follows the closing on its own line, None where *line* is no closing."""
    folded = fold(line)
    # French ones fill a line: "Je vous prie d'agréer, Madame, ... mes salutations distinguées."
    if folded.startswith(vocabulary.folded("contact.long_closings")):
        return ""
    closings = vocabulary.folded("contact.closings")
    if not folded.startswith(closings):
        return None
    for closing in closings:
        if folded.startswith(closing):
            rest = line[len(closing) :]
            bare = rest.strip(" ,.!;:-\u2013\u2014*_\u3002\u3001")
            if not bare or (not rest[0].isalnum() and person_name(bare, vocabulary)):
                return bare
    return None
