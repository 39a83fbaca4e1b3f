"""Why and how we were turned down: one category out of what all the evidence says.

An invitation to something else comes first, and then what still stands open or fell through: it
decides what a letter may say. After that it counts what the thing was, where the mail names it, and
only then how the no was put: "we chose another" is said of jobs and of bids alike.
"""

from collections import defaultdict
from collections.abc import Iterable

from mailwatch.domain.judging.deciding import REDIRECT
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import Kind

STANDING = ("rescinded", "lapsed", "waitlist", "hold", "cancelled")
"""Categories that say what has become of the thing, whatever it was; the first found counts."""

NEARLY = 0.8
"""Share of the heaviest phrase's weight that a phrase of such a category must have."""

THINGS = frozenset({"pitch", "tender", "grant", "paper", "admission"})
"""Categories that say what the thing was; a job has none."""

GENERAL = frozenset({"", "filled", "closed", "not-selected", "screened-out", "no-match", "budget"})
"""Categories that say how a no was put."""

FINALIST = "finalist"
_JOB = "not-selected"


def category_of(evidence: Iterable[Evidence], language: str) -> str:
    """Return the category of a mail with this counting *evidence*, "" where it has none."""
    naming = [found for found in evidence if found.category]
    if any(found.category == REDIRECT for found in naming):
        return REDIRECT
    best = _standing(naming) or _heaviest(naming, language)
    if best not in GENERAL:
        return best
    thing = _thing(naming)
    if thing:
        return thing
    return FINALIST if any(found.category == FINALIST for found in naming) else best


def _standing(evidence: Iterable[Evidence]) -> str:
    """Return what has become of the thing, "" where no heavy phrase says."""
    strong = [found for found in evidence if found.kind is Kind.STRONG]
    least = NEARLY * max((found.weight for found in strong), default=0.0)
    said = {found.category for found in strong if found.weight >= least}
    return next((category for category in STANDING if category in said), "")


def _heaviest(evidence: Iterable[Evidence], language: str) -> str:
    best = max(evidence, key=lambda e: (e.weight, e.language == language, -e.start), default=None)
    return best.category if best else ""


def _thing(evidence: Iterable[Evidence]) -> str:
    """Return what most context says it was, "" for a job or where that cannot be told."""
    weights: dict[str, float] = defaultdict(float)
    for rule, category, weight in {
        (e.rule, e.category, e.weight) for e in evidence if e.kind is not Kind.STRONG
    }:
        if rule and category in THINGS | {_JOB}:
            weights[category] += weight
    job = weights.pop(_JOB, 0.0)
    best = max(sorted(weights), key=weights.__getitem__, default="")
    return best if best and weights[best] > job else ""
