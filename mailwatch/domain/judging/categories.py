"""Why and how we were turned down: one category out of what all the evidence says.

An invitation to something else comes first, and then what still stands open or fell through: it
decides what a letter may say. After that it counts what the thing was, and only then how the no was
put: "we chose another" is said of jobs and of bids alike. Where that stays open, so does the
category: a letter that says less is better than one that speaks of what was not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from mailwatch.domain.judging.deciding import REDIRECT
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import JOB, THINGS, Kind
from mailwatch.domain.judging.things import NAMED, SOLD_BY_US

STANDING = ("rescinded", "lapsed", "waitlist", "hold", "cancelled")
"""Categories that say what has become of the thing, whatever it was; the first found counts."""

NEARLY = 0.8
"""Share of the heaviest phrase's weight that a phrase of such a category must have."""

PLATFORM = "platform"
FINALIST = "finalist"
NOT_SELECTED = "not-selected"
SCREENED_OUT = "screened-out"
ON_FILE = "on-file"

TOLD_IN_DETAIL = (FINALIST, NOT_SELECTED, "filled", "closed", "budget")
"""Categories of a job that a detail tells; the first found counts. A place that was filled with
somebody whom they chose was not filled before we were looked at."""

OF_JOBS_ALONE = frozenset({"filled", "closed"})
"""Those of them that are told of jobs alone."""

OF_JOBS = frozenset({*TOLD_IN_DETAIL, SCREENED_OUT, "no-match"})
"""Categories that speak for a job where a phrase of them stands."""

CONTESTABLE = frozenset({"hold", "cancelled"})
"""Those of STANDING whose phrases may be a polite no, too ("we stop the process here")."""

_SEEN = frozenset({"screen", "assessment", "interview", "final"})


def things_named(evidence: Iterable[Evidence]) -> Mapping[str, float]:
    """Return the things that rules name, with what that counts.

    Context says so where most of it does, strong phrases and details say so each.
    """
    naming = tuple(evidence)
    named = {_by_context(naming), *map(_thing_named, naming)} - {""}
    sold = {e.category for e in naming if e.kind is Kind.DETAIL and e.category in THINGS}
    return dict.fromkeys(named, NAMED) | dict.fromkeys(sold, SOLD_BY_US)


def _thing_named(found: Evidence) -> str:
    """Return the thing that one phrase names, "" for context, of which each says little."""
    if found.kind is Kind.STRONG:
        is_job = found.category == SCREENED_OUT
        return found.category if found.category in THINGS else JOB if is_job else ""
    is_job = found.category in OF_JOBS_ALONE or found.stage in _SEEN
    return JOB if found.kind is Kind.DETAIL and is_job else ""


def category_of(evidence: Iterable[Evidence], language: str, thing: str) -> str:
    """Return the category of a mail about *thing*, with this counting *evidence* in *language*.

    It is "" where the evidence does not say, or says different things.
    """
    naming = [found for found in evidence if found.category or found.stage in _SEEN]
    if any(found.category == REDIRECT for found in naming):
        return REDIRECT
    details = {found.category for found in naming if found.kind is Kind.DETAIL}
    if standing := _first(STANDING, details):
        return standing
    standing = _standing(naming)
    is_contested = standing in CONTESTABLE and _says_why_not_us(naming)
    if standing and not is_contested:
        return standing
    heaviest = _heaviest([e for e in naming if e.kind is not Kind.CONTEXT], language)
    if heaviest == PLATFORM:
        return PLATFORM
    if thing in THINGS:
        return thing
    told = _first(TOLD_IN_DETAIL, details)
    return told if told or is_contested or not thing else _put(naming, heaviest)


def _says_why_not_us(evidence: Iterable[Evidence]) -> bool:
    """Say whether a phrase tells of a choice: then nothing was called off."""
    saying = {e.category for e in evidence if e.kind in {Kind.STRONG, Kind.DETAIL}}
    return not saying.isdisjoint(OF_JOBS)


def _put(naming: Sequence[Evidence], heaviest: str) -> str:
    """Return how the no to a job was put, where no detail tells it."""
    said = {found.category for found in naming}
    if FINALIST in said:
        return FINALIST
    is_seen = any(found.kind is Kind.DETAIL and found.stage in _SEEN for found in naming)
    if SCREENED_OUT in said and not is_seen:
        return SCREENED_OUT
    if heaviest in OF_JOBS_ALONE and ON_FILE in said:
        return ON_FILE
    return heaviest if heaviest in OF_JOBS else NOT_SELECTED


def _first(order: Iterable[str], said: Collection[str]) -> str:
    return next((category for category in order if category in said), "")


def _standing(evidence: Iterable[Evidence]) -> str:
    """Return what has become of the thing, "" where no heavy phrase says."""
    strong = [found for found in evidence if found.kind is Kind.STRONG]
    least = NEARLY * max((found.weight for found in strong), default=0.0)
    return _first(STANDING, {found.category for found in strong if found.weight >= least})


def _heaviest(evidence: Iterable[Evidence], language: str) -> str:
    best = max(evidence, key=lambda e: (e.weight, e.language == language, -e.start), default=None)
    return best.category if best else ""


def _by_context(evidence: Iterable[Evidence]) -> str:
    """Return what most context says it was, "" where that cannot be told."""
    weights: dict[str, float] = defaultdict(float)
    for rule, category, weight in {
        (e.rule, e.category, e.weight) for e in evidence if e.kind is Kind.CONTEXT
    }:
        if rule and category in (*THINGS, NOT_SELECTED):
            weights[JOB if category == NOT_SELECTED else category] += weight
    best = max(sorted(weights), key=weights.__getitem__, default="")
    is_clear = sum(weight == weights[best] for weight in weights.values()) == 1 if best else False
    return best if is_clear else ""
