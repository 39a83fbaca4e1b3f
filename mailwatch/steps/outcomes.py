"""What a step did, as values: the command line prints them, the service logs them."""

from dataclasses import dataclass, field
from enum import StrEnum

from mailwatch.domain.opportunities import Opportunity, Step


class Did(StrEnum):
    """The stable word for each thing that can happen in a pass."""

    TOOK_IN = "took-in"
    NOTICED = "noticed"
    SET_ASIDE = "set-aside"
    FILED = "filed"
    PLACED = "placed"
    FOUND = "found"
    POSTPONED = "postponed"
    HELD = "held"
    DROPPED = "dropped"
    EDITED = "edited"
    SENT = "sent"
    DISCARDED = "discarded"
    GONE = "gone"
    ANSWERED = "answered"
    BOUNCED = "bounced"
    AUTO_REPLY = "auto-reply"
    MOVED_ON = "moved-on"
    REPEATED = "repeated"
    DOUBTFUL = "doubtful"
    PLANNED = "planned"
    IMPORTANT = "important"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that happened, to which message or opportunity, and how.

    *opportunity* and *step* are None where the outcome is about neither. *details* are facts by
    name, for people and for the log: never text of a mail beyond what the ledger keeps.
    """

    did: Did
    account: str
    opportunity: Opportunity | None = None
    step: Step | None = None
    details: tuple[tuple[str, str], ...] = field(default=())
