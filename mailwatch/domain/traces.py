"""What is kept of mail that came before a no, and what it tells of the opportunity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailwatch.domain.cadence.leads import rank_of, stage_of
from mailwatch.domain.facts.folding import fold, words_start
from mailwatch.domain.facts.stages import NOTHING, Reached
from mailwatch.domain.linking import bare_name
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import (
    FIND_A_CONTACT,
    Confidence,
    Facts,
    Opportunity,
    Origin,
    Place,
    State,
)

KEPT_FOR = timedelta(days=730)
"""How long a trace is kept; the longest searches that we know of took fourteen months."""

# Without a thread or a number, what is older than a year belongs to another application.
SAME_SEARCH_WITHIN = timedelta(days=365)
CLOCK_TOLERANCE = timedelta(days=1)
SHORTEST_LABEL = 4


@dataclass(frozen=True, slots=True)
class Trace:
    """A receipt, an invitation, a test, an offer or a person's mail: who, when, of what; no text.

    *thread* has the Message-IDs that it answers. *sender* is the person who wrote where
    *is_person* says that it is one who can be written to; *form* is how they address us.
    *has_talked* is true where the mail says that a talk took place. Where *is_own*, the user wrote
    it, and *sender* is whom it was to.
    """

    account: str
    message_id: str
    thread: tuple[str, ...]
    at: datetime
    sender: Address
    is_person: bool = False
    company: str = ""
    role: str = ""
    requisition: str = ""
    stage: str = ""
    has_talked: bool = False
    form: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """The traces of one opportunity, oldest first.

    *role* is what we applied for, where the thread or the mail itself leaves no doubt.
    *open_roles* are those that it could be about; then it has no traces until the user has said.
    *quoted* is what the mail itself quotes of what came before.
    """

    traces: tuple[Trace, ...] = ()
    role: str = ""
    open_roles: tuple[str, ...] = ()
    quoted: Reached = NOTHING

    @property
    def stage(self) -> str:
        """The furthest stage that any of them shows."""
        return max((*(trace.stage for trace in self.traces), self.quoted.stage), key=rank_of)

    @property
    def has_talked(self) -> bool:
        """Whether one of them says that a talk took place; a last round follows upon one."""
        is_proven = self.quoted.has_talked or any(trace.has_talked for trace in self.traces)
        return is_proven or self.stage in {"final", "offer"}

    @property
    def acquaintance(self) -> Trace | None:
        """The last of them that a person wrote."""
        return next((trace for trace in reversed(self.traces) if trace.is_person), None)


NO_PAST = Past()


def past_of(opportunity: Opportunity, words: str, traces: Iterable[Trace]) -> Past:
    """Return what came before an opportunity, out of all the *traces* that there are.

    The thread and the number of the post decide; then the role at the company, which the mail
    may name anywhere in its *words*. Where two of ours are open there and it names neither, none
    is picked.
    """
    limit = opportunity.received_at + CLOCK_TOLERANCE
    earlier = sorted((one for one in traces if one.at <= limit), key=lambda one: one.at)
    sure = [one for one in earlier if _is_tied(one, opportunity)]
    near = [one for one in earlier if one not in sure and _is_at_house(one, opportunity)]
    stated = "" if opportunity.facts.is_guess("role") else opportunity.facts.role
    told = stated or _only(_roles(sure)) or _only(_named(_roles(near), words))
    told = told or opportunity.facts.role
    roles = _roles(near)
    if not told and not sure and len(roles) > 1:
        return Past(open_roles=tuple(roles))
    near = [one for one in near if _is_about(one, told, roles)]
    found = sorted((*sure, *near), key=lambda one: one.at)
    return Past(tuple(found), role=told)


def with_past(opportunity: Opportunity, past: Past) -> Opportunity:
    """Return *opportunity* with what came before it: how far, for what, whom we know there.

    The further of two stages counts. One that could be about several of ours waits for the user.
    """
    facts = _with_role(_with_acquaintance(opportunity.facts, past), past.role)
    facts = replace(facts, open_roles=past.open_roles)
    state = State.REVIEW if past.open_roles else opportunity.state
    if past.has_talked and facts.is_talk_unsure:
        facts = replace(facts, is_talk_unsure=False)
        facts = facts.with_origin(Origin("stage", Place.THREAD, Confidence.SURE))
    if rank_of(past.stage) <= rank_of(stage_of(opportunity)):
        return replace(opportunity, facts=facts, state=state)
    is_unsure = past.stage == "interview" and not past.has_talked
    confidence = Confidence.LIKELY if is_unsure else Confidence.SURE
    facts = facts.with_origin(Origin("stage", Place.THREAD, confidence))
    facts = replace(facts, is_talk_unsure=is_unsure)
    return replace(opportunity, facts=facts, state=state, stage=past.stage)


def _with_role(facts: Facts, role: str) -> Facts:
    """Add the role that earlier mail named, where this one names none or leaves it to a guess."""
    if role in {"", facts.role} or (facts.role and not facts.is_guess("role")):
        return facts
    return replace(facts, role=role).with_origin(Origin("role", Place.THREAD, Confidence.LIKELY))


def _with_acquaintance(facts: Facts, past: Past) -> Facts:
    """Add whom to write to where only a machine would get the answer."""
    trace = past.acquaintance
    is_machine_only = facts.reply_to == NOBODY and facts.hold_reason.endswith(FIND_A_CONTACT)
    if trace is None or not is_machine_only:
        return facts
    return replace(
        facts,
        acquaintance=trace.sender,
        acquaintance_form=trace.form,
        has_met_acquaintance=any(
            one.has_talked for one in past.traces if one.sender.email == trace.sender.email
        ),
    )


def _is_tied(trace: Trace, opportunity: Opportunity) -> bool:
    """Say whether a thread or the number of the post makes the two one."""
    ids = {trace.message_id, *trace.thread} - {""}
    if not ids.isdisjoint((opportunity.message_id, *opportunity.references)):
        return True
    number = opportunity.facts.requisition
    is_same_number = bool(number) and number == trace.requisition
    return is_same_number and _is_of_company(trace, opportunity)


def _is_at_house(trace: Trace, opportunity: Opportunity) -> bool:
    number, other = opportunity.facts.requisition, trace.requisition
    is_another_post = bool(number) and bool(other) and number != other
    is_recent = opportunity.received_at - trace.at <= SAME_SEARCH_WITHIN
    return is_recent and not is_another_post and _is_of_company(trace, opportunity)


def _is_of_company(trace: Trace, opportunity: Opportunity) -> bool:
    """Say whether both come from one company: by its name, its domain, or the same person."""
    company, other = bare_name(opportunity.facts.company), bare_name(trace.company)
    if company and other:
        return company == other
    email = trace.sender.email.casefold()
    if trace.is_person and email == opportunity.sender.email.casefold():
        return True
    labels = [bare_name(label) for label in email.rpartition("@")[2].split(".")[:-1]]
    return len(company) >= SHORTEST_LABEL and trace.is_person and company in labels


def _is_about(trace: Trace, role: str, roles: Sequence[str]) -> bool:
    """Say whether a trace at the company is about *role*; where only one is open, every one is."""
    if trace.role:
        return not role or bare_name(role) == bare_name(trace.role)
    others = [one for one in roles if bare_name(one) != bare_name(role)]
    return not others or (not role and len(roles) == 1)


def _roles(traces: Iterable[Trace]) -> list[str]:
    """Return the different roles, each as it was written last."""
    return [*{bare_name(one.role): one.role for one in traces if one.role}.values()]


def _named(roles: Iterable[str], words: str) -> list[str]:
    """Return those of *roles* that stand in *words*, and in no longer one of them that does."""
    told = fold(words)
    named = [role for role in roles if words_start(fold(role), told) >= 0]
    folded = [fold(role) for role in named]
    return [role for role in named if sum(fold(role) in other for other in folded) == 1]


def _only(roles: Sequence[str]) -> str:
    return roles[0] if len(roles) == 1 else ""
