"""What a mail is about, by its words: a job, a pitch, a tender, a grant, a paper or an admission.

"We chose another" is said of all of them. Each word says a little for one thing or against it;
what it says was fitted to example mails (`fitting`) and stands in rules/<language>/hints.toml.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from math import fsum

from mailwatch.domain.judging import hints
from mailwatch.domain.judging.rules import JOB, Hints, Thing
from mailwatch.domain.judging.texts import Texts

AHEAD = 1.0
"""How far a thing must be ahead of the next to be told. Of everyday mail that nobody had seen, 95
in 100 were told right so, and a quarter was left undecided."""

NAMED = 0.6
"""What it counts where a rule names a thing."""

SOLD_BY_US = 1.5
"""What it counts where those who were chosen are said to sell what we do: it was no job."""


def is_single(unit: str) -> bool:
    """Say whether *unit* (`hints.units`) is a word or a beginning: not two, no mark, no number."""
    return unit.removesuffix("*").isalpha()


def thing_of(
    texts: Texts, every: Iterable[Hints], language: str, named: Mapping[str, float]
) -> str:
    """Return what a mail in *language* is about, "" where its words leave that open.

    *named* are the things that rules name, with what that counts. In a language without examples
    one of them is believed if it is the only one; where there is none, it is a job.
    """
    known = next((one.things for one in every if one.language == language), {})
    if not known:
        return next(iter(named or {JOB})) if len(named) <= 1 else ""
    (best, lead), *others = _ranked(texts, known, named)
    ahead = lead - others[0][1] if others else lead
    return best if ahead >= AHEAD else ""


def _ranked(
    texts: Texts, things: Mapping[str, Thing], named: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Return the things with what words and rules say for each, the likeliest first."""
    units = hints.units(texts, ())
    scores = {
        name: fsum((thing.base, named.get(name, 0.0), *_weights(thing, units)))
        for name, thing in things.items()
    }
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _weights(thing: Thing, units: AbstractSet[str]) -> Iterator[float]:
    return map(thing.weights.__getitem__, thing.weights.keys() & units)
