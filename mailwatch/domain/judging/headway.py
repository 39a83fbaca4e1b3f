"""How far we had come, by what the mail itself says: the furthest that it proves, or nothing."""

from collections.abc import Iterable

from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import JOB, Kind

ORDER = ("offer", "final", "interview", "assessment", "screen", "shortlist")
"""The stages that a mail may prove, the furthest first."""

APPLIED = "applied"
BID = "bid"

WITH_BIDS = frozenset({"pitch", "tender"})
"""Things that begin with an offer of ours."""

ON_PAPER = frozenset({"grant", "paper", "admission"})
"""Things that are decided on paper; whoever came last there was not seen for that."""

_OF_RULES = frozenset({Kind.STRONG, Kind.CONTEXT, Kind.WEAK})


def stage_of(
    evidence: Iterable[Evidence], thing: str, category: str, *, is_human_sender: bool
) -> str:
    """Return how far we had come with *thing*, "" where the counting *evidence* does not prove it.

    A person who writes of nothing but our application may have met us all the same; a machine
    has formulas for those who came further.
    """
    naming = [found for found in evidence if found.stage]
    details = {found.stage for found in naming if found.kind is Kind.DETAIL}
    if thing in WITH_BIDS or category in WITH_BIDS:
        return BID
    if stage := _furthest(details):
        return stage
    rules = [found for found in naming if found.kind in _OF_RULES]
    strong = {found.stage for found in rules if found.kind is Kind.STRONG}
    if strong or thing in ON_PAPER:
        return _furthest(strong) or (APPLIED if APPLIED in strong | details else "")
    if stage := _furthest({found.stage for found in rules}):
        return stage
    is_formula = thing == JOB and not is_human_sender
    return APPLIED if APPLIED in details or is_formula else ""


def _furthest(stages: set[str]) -> str:
    return next((stage for stage in ORDER if stage in stages), "")
