"""Many small words that each say little, added up: what a mail's own words lean to.

A no without any formula ("we went with Ann's brother in the end") has no phrase that a rule could
hold, yet its words are not those of a receipt. What each word weighs is fitted by `scripts/fit`
from the example mails, and stands in rules/<language>/hints.toml.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from mailwatch.domain import text
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import NOWHERE, Hints, Kind, Source
from mailwatch.domain.judging.texts import Texts
from mailwatch.domain.judging.voiding import FORBIDDING_WEIGHT
from mailwatch.domain.mail.messages import Body, SegmentKind

BEGINNING = 5
"""Letters of the beginnings of words: enough to tell words apart, few enough to leave endings."""

WORDS_AT_MOST = 600
"""Words of a body that are looked at; no letter says its no further down."""

TOLD_AT_MOST = 8
"""Hints that a Leaning tells, for people."""


KNOWN_SHARE = 0.2
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


def lean(texts: Texts, evidence: Iterable[Evidence], every: Iterable[Hints]) -> Leaning:
    """Add up what a message's *texts*, in which the rules found *evidence*, hint at.

    Of *every* hints those count that know most of its words; where none knows KNOWN_SHARE of
    them, nothing leans.
    """
    found = units(texts, evidence)
    known = _known_by(frozenset(unit for unit in found if unit.isalnum()), tuple(every))
    if known is None:
        return NOTHING
    weights = {unit: known.weights[unit] for unit in sorted(found & known.weights.keys())}
    telling = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    return Leaning(
        language=known.language,
        score=round(known.base + sum(weights.values()), 3),
        telling=tuple(telling[:TOLD_AT_MOST]),
        words=min(WORDS_AT_MOST, sum(map(len, texts.own_sentences()))),
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


def _known_by(words: AbstractSet[str], every: tuple[Hints, ...]) -> Hints | None:
    """Return the hints that know most of *words*, None where those are too few."""
    knowing = _knowing(every)
    counts = Counter(chain.from_iterable(knowing.get(word, ()) for word in words))
    most = max(counts.values(), default=0)
    if most / max(1, len(words)) < KNOWN_SHARE:
        return None
    return next(hints for at, hints in enumerate(every) if counts[at] == most)


@lru_cache(maxsize=4)
def _knowing(every: tuple[Hints, ...]) -> Mapping[str, tuple[int, ...]]:
    """Return, by word, which of *every* hints know it."""
    knowing: dict[str, tuple[int, ...]] = {}
    for at, hints in enumerate(every):
        for word in filter(str.isalnum, hints.weights):
            knowing[word] = (*knowing.get(word, ()), at)
    return knowing


def units(texts: Texts, evidence: Iterable[Evidence]) -> set[str]:
    """Return all that may be a hint: words of the subject and of the sender's own text, and marks.

    Marks are "?" and "!", and in braces what the rules found: "{veto}", "{heavy veto}" for one
    that decides alone, "{voided}" for a no that does not count.
    """
    subject = [texts.subject.words[:WORDS_AT_MOST]]
    return {
        *_units(subject),
        *_units(texts.own_sentences()),
        *_punctuation(texts.message.body),
        *_marks(evidence),
    }


def _punctuation(body: Body) -> Iterator[str]:
    own = body.words_of(SegmentKind.OWN)
    for mark, signs in _PUNCTUATION.items():
        if any(sign in own for sign in signs):
            yield mark


VOIDED, VETO, HEAVY_VETO = "{voided}", "{veto}", "{heavy veto}"
_PUNCTUATION = {"?": "?\uff1f", "!": "!\uff01"}
MARKS = frozenset((VOIDED, VETO, HEAVY_VETO, *_PUNCTUATION))
"""The units that are no words."""


def _marks(evidence: Iterable[Evidence]) -> Iterator[str]:
    for found in evidence:
        if found.kind is Kind.STRONG and found.voided:
            yield VOIDED
        if found.kind is Kind.VETO and not found.voided:
            yield VETO
            if found.weight <= FORBIDDING_WEIGHT:
                yield HEAVY_VETO


def _units(sentences: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the words of *sentences*, their beginnings and their pairs, up to WORDS_AT_MOST."""
    left = WORDS_AT_MOST
    for sentence in sentences:
        words = [text.fold(word) for word in sentence[:left]]
        left -= len(words)
        yield from words
        yield from (f"{word[:BEGINNING]}*" for word in words if len(word) >= BEGINNING)
        yield from _pairs(words)


def _pairs(words: Sequence[str]) -> Iterator[str]:
    for one, other in pairwise(words):
        if one.isascii() or not (text.is_run_on(one) and text.is_run_on(other)):
            yield f"{one} {other}"
        else:
            yield one + other
