"""What a letter about an opportunity may speak of: what the mail and the user have told us."""

from collections.abc import Iterator
from datetime import timedelta

from mailwatch.domain.cadence.leads import LEADS_THAT_MATTER, stage_of
from mailwatch.domain.identity import Identity
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import Facts, Opportunity, StepKind
from mailwatch.domain.writing import names
from mailwatch.domain.writing.letters import LetterFacts
from mailwatch.domain.writing.lines import one_line

CHECK_INS = (StepKind.CHECK_IN, StepKind.SECOND_CHECK_IN)
# A talk is proven by these alone: a bid, a test or a shortlist can come without one.
STAGES_WITH_A_TALK = frozenset({"screen", "interview", "final", "offer"})
STAGES_WITH_A_JUDGEMENT = STAGES_WITH_A_TALK | {"assessment", "shortlist", "bid"}
JUDGED_CATEGORIES = frozenset({"pitch", "grant", "paper", "finalist"})
# Whoever is told on paper that they came last but one need not have been seen.
ON_PAPER = frozenset({"grant", "paper", "tender", "admission", "waitlist"})
# Of a longer while, or of a day late in a month, its month says too little or too much.
LONGEST_WAY_TO_A_MONTH = timedelta(days=330)
LAST_DAY_OF_ITS_MONTH = 20
# Nothing was judged, or the letter asks in its own way.
NO_FEEDBACK = frozenset(
    {
        *("filled", "closed", "cancelled", "budget", "hold", "tender", "waitlist", "on-file"),
        "redirect",
    }
)


def _told(facts: Facts, name: str) -> str:
    """Return a fact that a letter may name: no guess, and nothing that cannot be one."""
    return "" if facts.is_guess(name) else names.known_fact(getattr(facts, name))


def _role(facts: Facts) -> str:
    """Return the role, "" where it is called like the company: one of the two was misread."""
    role, company = _told(facts, "role"), _told(facts, "company")
    is_company = role.casefold() in {company.casefold(), names.spoken(company).casefold()}
    return "" if is_company else role


def facts_for(opportunity: Opportunity, kind: str, identity: Identity) -> LetterFacts:
    """Return what a letter about *opportunity* may speak of."""
    told, person = opportunity.facts, names.parts(opportunity.facts.contact.name)
    *earlier, key = _seeds(opportunity, kind)
    return LetterFacts(
        key=key,
        earlier=tuple(earlier),
        role=_role(told),
        company=names.spoken(_told(told, "company")),
        reference=_told(told, "requisition"),
        contact_name=person.whole,
        contact_first=person.first,
        contact_last=person.last,
        stage=stage_of(opportunity),
        category=opportunity.category,
        form=told.form,
        relationship=relationship_of(opportunity),
        offer=_offer(opportunity.language, identity),
        name=identity.name,
        signature=identity.signature or identity.name,
        reason_known=bool(told.reason),
        keeps_on_file=told.keeps_on_file,
        offers_feedback=told.offers_feedback,
        forbids_feedback=told.forbids_feedback,
        may_ask_feedback=may_ask_feedback(opportunity),
        met=has_met(opportunity),
        is_important=opportunity.is_important,
        names_a_time=told.return_day.is_ahead(opportunity.received_at.date()),
        return_month=_return_month(opportunity),
    )


def relationship_of(opportunity: Opportunity) -> str:
    """Return who they are to us: what the mail says, "client" where we offered our work, or ""."""
    is_client = stage_of(opportunity) == "bid"
    return opportunity.facts.relationship or ("client" if is_client else "")


def has_met(opportunity: Opportunity) -> bool:
    """Tell whether we have talked with the one who is written to.

    A friend, and a recruiter after the first call, speak of a talk with others; so may the
    person whom earlier mail made known.
    """
    told, stage = opportunity.facts, opportunity.stage
    is_unsure = told.is_talk_unsure or told.is_guess("stage")
    is_on_paper = opportunity.category in ON_PAPER and stage in LEADS_THAT_MATTER
    is_with_others = told.relationship == "friend" or (
        told.relationship == "agency" and stage != "screen"
    )
    if is_unsure or is_on_paper or is_with_others:
        return False
    is_known = not is_to_acquaintance(opportunity) or told.has_met_acquaintance
    return stage in STAGES_WITH_A_TALK and is_known


def _return_month(opportunity: Opportunity) -> int:
    """Return the month from which they would hear from us again, 0 where none says it well."""
    day, today = opportunity.facts.return_day.day, opportunity.received_at.date()
    if day is None or day.day > LAST_DAY_OF_ITS_MONTH:
        return 0
    is_near = (day.year, day.month) > (today.year, today.month)
    return day.month if is_near and day - today < LONGEST_WAY_TO_A_MONTH else 0


def is_to_acquaintance(opportunity: Opportunity) -> bool:
    """Tell whether the person is written to whom earlier mail made known (see `seen_by`)."""
    told = opportunity.facts
    return told.acquaintance != NOBODY and told.reply_to == told.acquaintance


def _seeds(opportunity: Opportunity, kind: str) -> Iterator[str]:
    """Yield a seed for each letter of this kind to the same company, this one's last.

    A second check-in is written with the sentences of the first, and not with the same of them.
    """
    for key in (*opportunity.earlier, opportunity.key):
        yield key
        is_second = kind == StepKind.SECOND_CHECK_IN
        if kind in CHECK_INS and (key != opportunity.key or is_second):
            yield f"{key} {StepKind.SECOND_CHECK_IN}"


def may_ask_feedback(opportunity: Opportunity) -> bool:
    """Tell whether the one question is in place: something was judged, and no reason given yet.

    An offer of feedback may be accepted at every stage and beside a reason, since they brought
    it up.
    """
    told, category = opportunity.facts, opportunity.category
    if told.forbids_feedback or told.relationship == "friend":
        return False
    if told.offers_feedback:
        return True
    if told.reason or category in NO_FEEDBACK:
        return False
    return stage_of(opportunity) in STAGES_WITH_A_JUDGEMENT or category in JUDGED_CATEGORIES


def _offer(language: str, identity: Identity) -> str:
    """Return the offer where it is in the letter's language: it is written in the user's first."""
    return one_line(identity.offer).rstrip(".") if identity.languages[:1] == (language,) else ""
