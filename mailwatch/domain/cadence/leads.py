"""How far we had come with somebody, and whether that lead matters more than others."""

from collections.abc import Iterable

from mailwatch.domain.identity import ReplyPolicy
from mailwatch.domain.opportunities import Opportunity

# How far we had come. A bid counts as a first talk, a shortlist as an interview.
STAGES = {
    "": 0,
    "applied": 1,
    "screen": 2,
    "bid": 2,
    "assessment": 3,
    "shortlist": 4,
    "interview": 4,
    "final": 5,
    "offer": 6,
}

LEADS_THAT_MATTER = frozenset({"final", "offer"})

# Where the mail names no stage, its category may prove one.
PROVEN_STAGES = {
    "screened-out": "applied",
    "finalist": "final",
    "pitch": "bid",
    "tender": "bid",
}


def stage_of(opportunity: Opportunity) -> str:
    """Return how far we had come: what the mail says, else what its category proves, else ""."""
    return opportunity.stage or PROVEN_STAGES.get(opportunity.category, "")


def rank_of(stage: str) -> int:
    """Return a number for how far a stage is: the further, the higher."""
    return STAGES.get(stage, 0)


def is_important(opportunity: Opportunity, policy: ReplyPolicy) -> bool:
    """Say whether a lead matters: a finalist's, or one that the user has named."""
    is_far = stage_of(opportunity) in LEADS_THAT_MATTER
    return is_far or is_among(policy.important, opportunity)


def is_among(names: Iterable[str], opportunity: Opportunity) -> bool:
    """Say whether one of *names* is a company, an address or a domain of this opportunity.

    Names count in any spelling of case; domains with all that is below them.
    """
    named, facts = {name.casefold() for name in names}, opportunity.facts
    written = (opportunity.sender, facts.contact, facts.reply_to)
    emails = {address.email.casefold() for address in written} - {""}
    domains = {email.rpartition("@")[2] for email in emails}
    return (
        facts.company.casefold() in named
        or bool(emails & named)
        or any(_lies_in(domain, name) for domain in domains for name in named)
    )


def _lies_in(domain: str, name: str) -> bool:
    return domain == name or domain.endswith(f".{name}")
