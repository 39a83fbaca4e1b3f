"""An opportunity: who turned us down, for what, how far we had come, and what comes next."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from mailwatch.domain.mail.messages import NOBODY, Address, MessageRef


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a mail names: the sentence that does, and the day; None where it stays open.

    "" in *words* says that the mail names none.
    """

    words: str = ""
    day: date | None = None

    def is_ahead(self, today: date) -> bool:
        """Tell whether a day was named that has not passed, or one that is still open."""
        return bool(self.words) and (self.day is None or today <= self.day)


UNNAMED = NamedDay()

FIND_A_CONTACT = ": find a contact"
"""How the reason ends for which a letter is held that a person could be sent instead."""


class Place(StrEnum):
    """Where a fact was found, the most trusted place first (domain.md 5.1)."""

    THREAD = "thread"
    SUBJECT = "subject"
    BODY = "body"
    DISPLAY_NAME = "display name"
    SIGNATURE = "signature"
    DOMAIN = "domain"
    ADDRESS = "address"


class Confidence(StrEnum):
    """How far a fact is to be trusted.

    *sure*: a sentence made to say it does say it, or two places agree. *likely*: one place has
    it, and it is nobody else's. *guess*: nothing speaks against it, but it could be another thing;
    the user sees it, no letter does.
    """

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the fact called *fact* was found, and how far to trust it."""

    fact: str
    place: Place
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mail says about an opportunity; "" (or NOBODY) is unknown, never a guess.

    *contact* is the person who wrote, if one did. *reply_to* is where an answer would go and NOBODY
    where nobody would read it; *hold_reason* then says why, in words for the user. *form* is the
    form of address in languages that have two: "formal", "informal" or ""; in English how they
    greet ("Dear Ms", "Hi"), in Chinese the script, "hans" or "hant". *relationship* is who they are
    to us: "agency" (a recruiter who writes for a client), "friend", "team" (a mailbox of many
    hands) or "". *forbids_feedback* is true where the mail asks not to be asked for reasons.
    *return_day* is from when on they would hear from us again, *deadline* the last day to ask or to
    object. *utc_offset_minutes* is how far their clock was from UTC, None where that is not known.

    The rest is from mail that came before: *open_roles* are those that this one may be about,
    where it does not say which; *acquaintance* is a person there who can be written to where only
    a machine would get the answer, *acquaintance_form* how they address us,
    *has_met_acquaintance* whether they speak of a talk that took place. *is_talk_unsure* is true
    where a talk was arranged, and nothing says that it took place.
    *origins* has an entry for each fact that was found, and for language, category and stage.
    """

    company: str = ""
    role: str = ""
    requisition: str = ""
    contact: Address = NOBODY
    reply_to: Address = NOBODY
    hold_reason: str = ""
    form: str = ""
    relationship: str = ""
    forbids_feedback: bool = False
    offers_feedback: bool = False
    keeps_on_file: bool = False
    reason: str = ""
    phone: str = ""
    return_day: NamedDay = UNNAMED
    deadline: NamedDay = UNNAMED
    utc_offset_minutes: int | None = None
    open_roles: tuple[str, ...] = ()
    acquaintance: Address = NOBODY
    acquaintance_form: str = ""
    has_met_acquaintance: bool = False
    is_talk_unsure: bool = False
    origins: tuple[Origin, ...] = ()

    def origin_of(self, fact: str) -> Origin | None:
        """Return where a fact was found, None for one that was not, or that the user gave."""
        return next((origin for origin in self.origins if origin.fact == fact), None)

    def with_origin(self, origin: Origin) -> "Facts":
        """Return the facts with another origin for one of them."""
        others = tuple(one for one in self.origins if one.fact != origin.fact)
        return replace(self, origins=(*others, origin))

    def is_guess(self, fact: str) -> bool:
        """Tell whether a fact had better not stand in a letter."""
        origin = self.origin_of(fact)
        return origin is not None and origin.confidence is Confidence.GUESS


class State(StrEnum):
    """Where an opportunity stands. *answered*: they wrote again, and the door is open."""

    OPEN = "open"
    REVIEW = "review"
    ANSWERED = "answered"
    WON = "won"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One door that can be kept open.

    *key* is derived from the account and the Message-ID (`opportunity_key`). *identity* is the
    address of the user that the mail was sent to, and so the one that answers. *received_at*
    is aware (UTC). *words* is the SHA-256 (hex) of what the sender wrote; *note*
    is a line of the user's own that the next letter is to hold. *earlier* has the keys of those
    at the same company that came before, in order: letters are told apart by them.
    """

    key: str
    ref: MessageRef
    message_id: str
    references: tuple[str, ...]
    subject: str
    sender: Address
    identity: str
    received_at: datetime
    language: str
    category: str
    stage: str
    score: float
    state: State
    facts: Facts
    is_important: bool = False
    words: str = ""
    note: str = ""
    earlier: tuple[str, ...] = ()


class StepKind(StrEnum):
    """One follow-up in an opportunity's cadence (DESIGN.md 2)."""

    THANKS = "thanks"
    CHECK_IN = "check-in"
    SECOND_CHECK_IN = "second-check-in"
    DEBRIEF = "debrief"
    FEEDBACK_THANKS = "feedback-thanks"
    REFERRER = "referrer"
    CALL = "call"
    NOTE = "note"


SIDE_LETTERS = frozenset({StepKind.FEEDBACK_THANKS, StepKind.REFERRER})
"""Letters that go to others, or that answer another mail, than the one that said no."""


class StepState(StrEnum):
    """What has become of a step.

    waiting -> appending -> placed is the way of a draft. *held* waits for the user (nobody to
    answer); *dropped* was decided against (a stop rule, too old); neither is ever placed.

    What the user did with a placed draft is observed: *edited* (it is theirs now), *sent* (a copy
    was seen in Sent), *discarded* (it lies in Trash), *missing* (it has just left Drafts), *gone*
    (it left Drafts and was seen nowhere: sent or discarded). *done* is a task that was done.
    """

    WAITING = "waiting"
    APPENDING = "appending"
    PLACED = "placed"
    EDITED = "edited"
    SENT = "sent"
    DISCARDED = "discarded"
    MISSING = "missing"
    GONE = "gone"
    DONE = "done"
    HELD = "held"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a step writes, where that is not who turned us down, and which mail it answers.

    *message_id*, *references* and *subject* are those of that mail; all of them are empty for a
    letter that opens a thread. *form* is how to address them, "" for as the opportunity has it.
    """

    address: Address
    form: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step as planned: *due_at* is aware (UTC); *reason* says why it is held or dropped.

    *addressee* is None where it writes to who turned us down.
    """

    opportunity_key: str
    kind: StepKind
    due_at: datetime
    state: StepState = StepState.WAITING
    reason: str = ""
    addressee: Addressee | None = None


def seen_by(opportunity: Opportunity, step: Step) -> Opportunity:
    """Return *opportunity* as a step has to see it: with its own addressee, if it has one."""
    to = step.addressee
    if to is None:
        return opportunity
    told = opportunity.facts
    facts = replace(
        told,
        contact=to.address,
        reply_to=to.address,
        hold_reason="",
        form=to.form or told.form,
        relationship="",
    )
    return replace(
        opportunity,
        facts=facts,
        message_id=to.message_id,
        references=to.references,
        subject=to.subject,
    )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an opportunity: a stable word and its facts, for the timeline."""

    at: datetime
    kind: str
    details: tuple[tuple[str, str], ...] = field(default=())
