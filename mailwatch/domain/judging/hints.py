"""Many small words that each say little, added up: what a mail's own words lean to.

A no without any formula ("we went with Ann's brother in the end") has no phrase that a rule could
hold, yet its words are not those of a receipt. What each word weighs is fitted by `scripts/fit`
from the example mails, and stands in rules/<language>/hints.toml.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import chain, pairwise
from math import fsum

from mailwatch.domain import text
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import NOWHERE, Hints, Kind, Source
from mailwatch.domain.judging.texts import Texts
from mailwatch.domain.judging.voiding import FORBIDDING_WEIGHT
from mailwatch.domain.mail.messages import SegmentKind

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
    them, nothing leans. Nor does it where rules find something, but only those of languages
    without hints: a neighbour's know many words of Croatian, and take them for their own.
    """
    every, evidence = tuple(every), tuple(evidence)
    spoken = {found.language for found in evidence}
    if spoken and spoken.isdisjoint(hints.language for hints in every):
        return NOTHING
    subject, every_word = _bags(texts)
    known = _known_by(every_word.words, every)
    if known is None:
        return NOTHING
    of_all, of_subject = _hinting(known)
    marks = known.weights.keys() & {*_marks(texts, evidence)}
    found = {*every_word.among(of_all), *subject.among(of_subject), *marks}
    weights = {unit: known.weights[unit] for unit in found}
    return Leaning(
        language=known.language,
        score=round(fsum((known.base, *weights.values())), 3),
        telling=tuple(nsmallest(TOLD_AT_MOST, weights.items(), key=_telling)),
        words=min(WORDS_AT_MOST, sum(map(len, texts.own_sentences()))),
        source=known.source,
    )


def _telling(weighted: tuple[str, float]) -> tuple[float, str]:
    unit, weight = weighted
    return -abs(weight), unit


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


def _known_by(words: AbstractSet[str], every: Sequence[Hints]) -> Hints | None:
    """Return the hints that know most of *words*, None where those are too few."""
    counts = [len(words & hints.weights.keys()) for hints in every]
    most = max(counts, default=0)
    if most / max(1, len(words)) < KNOWN_SHARE:
        return None
    return every[counts.index(most)]


def units(texts: Texts, evidence: Iterable[Evidence]) -> set[str]:
    """Return all that may be a hint: words of the subject and of the sender's own text, and marks.

    Those of the subject come once more with SUBJECT before them: "unsuccessful" up there says more.
    Marks are "?" and "!", and in braces what the rules found: "{veto}", "{heavy veto}" for one
    that decides alone, "{voided}" for a no that does not count.
    """
    subject, every_word = _bags(texts)
    of_subject = (f"{SUBJECT}{unit}" for unit in subject.units())
    return {*every_word.units(), *of_subject, *_marks(texts, evidence)}


SUBJECT = "^"
"""Stands before a unit of the subject."""


VOIDED, VETO, HEAVY_VETO = "{voided}", "{veto}", "{heavy veto}"
_PUNCTUATION = {"?": "?\uff1f", "!": "!\uff01"}
MARKS = frozenset((VOIDED, VETO, HEAVY_VETO, *_PUNCTUATION))
"""The units that are no words."""


def _marks(texts: Texts, evidence: Iterable[Evidence]) -> Iterator[str]:
    own = texts.message.body.words_of(SegmentKind.OWN)
    for mark, signs in _PUNCTUATION.items():
        if any(sign in own for sign in signs):
            yield mark
    for found in evidence:
        if found.kind is Kind.STRONG and found.voided:
            yield VOIDED
        if found.kind is Kind.VETO and not found.voided:
            yield VETO
            if found.weight <= FORBIDDING_WEIGHT:
                yield HEAVY_VETO


_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Hinting:
    """The units of one language's hints, by what they are, with how they are written."""

    words: Mapping[str, str]
    beginnings: Mapping[str, str]
    pairs: Mapping[_Pair, str]

    @classmethod
    def of(cls, units: Mapping[str, str]) -> "_Hinting":
        """Sort *units*, each with how it is written."""
        pairs = {bare: unit for bare, unit in units.items() if " " in bare}
        beginnings = {bare: unit for bare, unit in units.items() if bare.endswith("*")}
        single = units.keys() - pairs.keys() - beginnings.keys()
        return cls(
            words={bare: units[bare] for bare in single},
            beginnings={bare[:-1]: unit for bare, unit in beginnings.items()},
            pairs={(one, other): unit for (one, _, other), unit in _parted(pairs)},
        )


def _parted(pairs: Mapping[str, str]) -> Iterator[tuple[tuple[str, str, str], str]]:
    return ((bare.partition(" "), unit) for bare, unit in pairs.items())


@lru_cache(maxsize=32)
def _hinting(hints: Hints) -> tuple[_Hinting, _Hinting]:
    """Return the units for all words, and those for the subject's."""
    units = hints.weights.keys()
    of_subject = {unit.removeprefix(SUBJECT): unit for unit in units if unit[0] == SUBJECT}
    return _Hinting.of({unit: unit for unit in units - MARKS}), _Hinting.of(of_subject)


@dataclass(frozen=True, slots=True)
class _Bag:
    """Folded words, run-on characters also joined in *pairs*; beginnings of words; other pairs."""

    words: AbstractSet[str]
    beginnings: AbstractSet[str]
    pairs: AbstractSet[_Pair]

    @classmethod
    def of(cls, sentences: Iterable[Sequence[str]]) -> "_Bag":
        """Gather folded words."""
        words: set[str] = set()
        pairs: set[_Pair] = set()
        for sentence in sentences:
            words.update(sentence)
            pairs.update(pairwise(sentence))
        beginnings = {word[:BEGINNING] for word in words if len(word) >= BEGINNING}
        run_on = {word for word in words if not word.isascii() and text.is_run_on(word)}
        joined = {pair for pair in pairs if run_on.issuperset(pair)} if run_on else set()
        return cls(words.union(map("".join, joined)), beginnings, pairs - joined)

    def units(self) -> Iterator[str]:
        """Yield all units of the bag, as they are written."""
        yield from self.words
        yield from (f"{beginning}*" for beginning in self.beginnings)
        yield from map(" ".join, self.pairs)

    def among(self, hinting: _Hinting) -> Iterator[str]:
        """Yield the units of *hinting* that are in the bag."""
        yield from map(hinting.words.__getitem__, self.words & hinting.words.keys())
        beginnings = self.beginnings & hinting.beginnings.keys()
        yield from map(hinting.beginnings.__getitem__, beginnings)
        yield from map(hinting.pairs.__getitem__, self.pairs & hinting.pairs.keys())


def _bags(texts: Texts) -> tuple[_Bag, _Bag]:
    """Return the words of the subject, and these with those of the sender's own text."""
    subject = [*_folded([texts.subject.words])]
    return _Bag.of(subject), _Bag.of(chain(subject, _folded(texts.own_sentences())))


_fold = lru_cache(maxsize=8192)(text.fold)


def _folded(sentences: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    left = WORDS_AT_MOST
    for sentence in sentences:
        folded = [*map(_fold, sentence[:left])]
        left -= len(folded)
        yield folded
