"""Weights for hints, fitted to example mails: logistic regression with a ridge.

Its dual is climbed one example at a time (Yu, Huang and Lin, "Dual coordinate descent methods for
logistic regression", Machine Learning 85, 2011), in an order that depends on their number alone:
the same examples give the same weights, to the last digit.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd, log, sqrt

from mailwatch.domain.judging.hints import MARKS, SUBJECT
from mailwatch.domain.judging.rules import JOB, THINGS, Hints, Thing
from mailwatch.domain.judging.things import is_single

STRENGTH = 0.1
"""What a mistake costs against the weights' squares; larger trusts single mails more."""

ROUNDS = 60
"""Times that each example is looked at; after 40 no weight moves in its second decimal."""

LEAST_MAILS = 2
"""Mails that a unit must occur in to be a hint."""

LARGEST_SHARE = 0.25
"""Words that stand in more of the mails than this are those of the language itself. They tell a
letter from a chat rather than a no from a yes, and are no hints; nor are two of them in a row.
Of fewer than COMMON_MAILS mails that cannot be told."""

COMMON_MAILS = 100

LEAST_WEIGHT = 0.02
"""Weights below this, either way, are left out: half of them, and nothing is judged worse."""

LEAST_THING_WEIGHT = 0.1
"""The same for what a mail is about: of six things to tell apart in each language, a third of the
weights, and a few more mails are left undecided."""

_HALVINGS = 40
_EDGE = 1e-9
_BASE = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One example mail: its units (`hints.units`), and whether it is what is to be told."""

    units: frozenset[str]
    is_yes: bool


def fit(language: str, lessons: Sequence[Lesson]) -> Hints:
    """Return the hints that tell the rejections among *lessons* from the rest.

    Rejections and others count alike, however many there are of each. Raise ValueError where
    either is missing.
    """
    kinds = Counter(lesson.is_yes for lesson in lessons)
    if len(kinds) < 2:  # noqa: PLR2004 - yes and no
        raise ValueError("there must be rejections and other mails to tell apart")
    telling = _telling(lessons)
    lessons = _mixed(lessons)
    rows = [(_BASE, *sorted(lesson.units & telling)) for lesson in lessons]
    signs = [1.0 if lesson.is_yes else -1.0 for lesson in lessons]
    costs = [STRENGTH * len(lessons) / (2 * kinds[lesson.is_yes]) for lesson in lessons]
    weights = _climb(rows, signs, costs)
    return Hints(
        language,
        round(weights.pop(_BASE), 3),
        {u: round(w, 3) for u, w in sorted(weights.items()) if abs(w) >= LEAST_WEIGHT},
    )


def fit_things(language: str, mails: Sequence[tuple[frozenset[str], str]]) -> Mapping[str, Thing]:
    """Return, by thing, what tells mails about it from the rest; *mails* are units and things.

    One of which there are no examples is left out.
    """
    singles = [(frozenset(filter(is_single, units)), thing) for units, thing in mails]
    known = {thing for _, thing in singles}
    things = {}
    for name in (JOB, *THINGS) if len(known) > 1 else ():
        if name in known:
            told = fit(language, [Lesson(units, thing == name) for units, thing in singles])
            heavy = {u: w for u, w in told.weights.items() if abs(w) >= LEAST_THING_WEIGHT}
            things[name] = Thing(told.base, heavy)
    return things


def _mixed(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return *lessons* in another order: files hold like beside like, and climb slowly."""
    stride = max(1, round(len(lessons) * (sqrt(5) - 1) / 2))
    while gcd(stride, len(lessons)) != 1:
        stride += 1
    return [lessons[at * stride % len(lessons)] for at in range(len(lessons))]


def _telling(lessons: Sequence[Lesson]) -> frozenset[str]:
    """Return the units that are neither too rare nor too common to tell anything."""
    counts = Counter(unit for lesson in lessons for unit in lesson.units)
    most = max(LARGEST_SHARE * len(lessons), COMMON_MAILS * LARGEST_SHARE)
    common = {unit for unit, count in counts.items() if count > most and unit not in MARKS}
    return frozenset(
        unit
        for unit, count in counts.items()
        if count >= LEAST_MAILS and not common.issuperset(_words_of(unit))
    )


def _words_of(unit: str) -> list[str]:
    """Return the units that the words of a pair are by themselves."""
    place = SUBJECT if unit.startswith(SUBJECT) else ""
    return [place + word for word in unit.removeprefix(place).split(" ")]


def _climb(
    rows: Sequence[Sequence[str]], signs: Sequence[float], costs: Sequence[float]
) -> dict[str, float]:
    """Return the weight of each unit in *rows*; *costs* bound what each row may pull."""
    pulls = [cost / 2 for cost in costs]
    weights: dict[str, float] = dict.fromkeys((unit for row in rows for unit in row), 0.0)
    for row, sign, pull in zip(rows, signs, pulls, strict=True):
        _add(weights, row, sign * pull)
    for _ in range(ROUNDS):
        for at, row in enumerate(rows):
            margin = signs[at] * sum(map(weights.__getitem__, row))
            better = _best_pull(pulls[at], costs[at], len(row), margin)
            _add(weights, row, signs[at] * (better - pulls[at]))
            pulls[at] = better
    return weights


def _add(weights: dict[str, float], row: Iterable[str], change: float) -> None:
    for unit in row:
        weights[unit] += change


def _best_pull(pull: float, cost: float, length: int, margin: float) -> float:
    """Return the pull of one row that is best while all others stay (Yu et al., equation 17)."""
    low, high = cost * _EDGE, cost * (1 - _EDGE)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        slope = log(middle / (cost - middle)) + length * (middle - pull) + margin
        low, high = (middle, high) if slope < 0 else (low, middle)
    return (low + high) / 2
