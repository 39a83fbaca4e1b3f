"""Many small words that each say little, added up: what a mail's own words lean to.

A no without any formula ("we went with Ann's brother in the end") has no phrase that a rule could
hold, yet its words are not those of a receipt. What each word weighs is fitted by `scripts/fit`
from the example mails, and stands in rules/<language>/hints.toml.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mailwatch.domain import text
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import NOWHERE, Hints, Kind, Source
from mailwatch.domain.judging.voiding import FORBIDDING_WEIGHT
from mailwatch.domain.mail.messages import Message, SegmentKind

BEGINNING = 5
"""Letters of the beginnings of words: enough to tell words apart, few enough to leave endings."""

WORDS_AT_MOST = 600
"""Words of a body that are looked at; no letter says its no further down."""

TOLD_AT_MOST = 8
"""Hints that a Leaning tells, for people."""


KNOWN_SHARE = 0.3
"""Share of a mail's different words that have a weight in its language; of another, fewer have."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What the words of a mail lean to: a no where *score* is above 0, other mail below.

    *language* is the one whose hints were looked up, "" where the mail is in none that has any.
    *telling* are the hints that weigh most, with their weights, heaviest first; *words* counts
    the words of the sender's own text, up to WORDS_AT_MOST, and *source* is the hints' file.
    """

    language: str = ""
    score: float = 0.0
    telling: tuple[tuple[str, float], ...] = ()
    words: int = 0
    source: Source = NOWHERE


NOTHING = Leaning()


def lean(message: Message, evidence: Iterable[Evidence], every: Iterable[Hints]) -> Leaning:
    """Add up what *message*, in which the rules found *evidence*, hints at.

    Of *every* hints those count that know most of its words; where none knows KNOWN_SHARE of
    them, nothing leans.
    """
    every = tuple(every)
    if not every:
        return NOTHING
    own = text.read(_own(message))
    found = _units_of(message, own, evidence)
    words = frozenset(unit for unit in found if unit.isalnum())
    known = max(every, key=lambda hints: _share(words, hints))
    if _share(words, known) < KNOWN_SHARE:
        return NOTHING
    weights = {unit: known.weights[unit] for unit in sorted(found) if unit in known.weights}
    telling = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    return Leaning(
        language=known.language,
        score=round(known.base + sum(weights.values()), 3),
        telling=tuple(telling[:TOLD_AT_MOST]),
        words=len(own.words[:WORDS_AT_MOST]),
        source=known.source,
    )


def told(leaning: Leaning) -> tuple[Evidence, ...]:
    """Return *leaning* as evidence, to be shown and kept beside that of the rules."""
    if not leaning.language:
        return ()
    words = ", ".join(f"{unit} {weight:+.2f}" for unit, weight in leaning.telling)
    return (
        Evidence(
            rule="hints",
            language=leaning.language,
            kind=Kind.HINT,
            weight=leaning.score,
            field="body",
            text="",
            start=0,
            end=0,
            sentence=words,
            source=leaning.source,
        ),
    )


def _share(words: frozenset[str], hints: Hints) -> float:
    return sum(word in hints.weights for word in words) / max(1, len(words))


def units(message: Message, evidence: Iterable[Evidence]) -> set[str]:
    """Return all that may be a hint: words of the subject and of the sender's own text, and marks.

    Marks are "?" and "!", and in braces what the rules found: "{veto}", "{heavy veto}" for one
    that decides alone, "{voided}" for a no that does not count.
    """
    return _units_of(message, text.read(_own(message)), evidence)


def _own(message: Message) -> str:
    return "\n\n".join(
        message.body.text[segment.start : segment.end]
        for segment in message.body.segments
        if segment.kind is SegmentKind.OWN
    )


def _units_of(message: Message, own: text.Reading, evidence: Iterable[Evidence]) -> set[str]:
    return {
        *_units(text.read(message.subject, one_sentence=True)),
        *_units(own),
        *(mark for mark, signs in _PUNCTUATION.items() if not signs.isdisjoint(own.text)),
        *_marks(evidence),
    }


_PUNCTUATION = {"?": frozenset("?\uff1f"), "!": frozenset("!\uff01")}


def _marks(evidence: Iterable[Evidence]) -> Iterator[str]:
    for found in evidence:
        if found.kind is Kind.STRONG and found.voided:
            yield "{voided}"
        if found.kind is Kind.VETO and not found.voided:
            yield "{veto}"
            if found.weight <= FORBIDDING_WEIGHT:
                yield "{heavy veto}"


def _units(reading: text.Reading) -> Iterator[str]:
    words = [text.fold(word) for word in reading.words[:WORDS_AT_MOST]]
    for word in words:
        yield word
        if len(word) >= BEGINNING:
            yield f"{word[:BEGINNING]}*"
    yield from _pairs(words, reading.sentences)


def _pairs(words: Sequence[str], sentences: Sequence[int]) -> Iterator[str]:
    for at in range(len(words) - 1):
        if sentences[at] == sentences[at + 1]:
            one, other = words[at], words[at + 1]
            between = "" if text.is_run_on(one) and text.is_run_on(other) else " "
            yield f"{one}{between}{other}"
