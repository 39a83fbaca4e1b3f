"""Who the user is and how they wish to answer, as finished values out of the configuration."""

from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

from mailwatch.domain.cadence.table import Cadences


@dataclass(frozen=True, slots=True)
class Identity:
    """The user: *addresses* in the order written, the first being the usual one.

    *languages* are the ones we may answer in, empty for all that there are letters in; *offer*
    completes "if you ever need ..." and is "" where the user gave none; *signature* may span
    lines.
    """

    name: str
    addresses: tuple[str, ...]
    languages: tuple[str, ...]
    timezone: ZoneInfo
    offer: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When the user works, in their zone; Saturday, Sunday and *holidays* are no working days."""

    start: time = time(9, 30)
    end: time = time(17, 0)
    holidays: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Caps:
    """How many drafts are enough.

    *drafts_per_day* is for all accounts together; 0 pauses. *person_pause* and *company_pause*
    are the days from one draft to the next for the same address, or the same company; 0 is none.
    """

    # A brake for a flood, not a pace: three a day (domain.md 6.6) would let a search that brings
    # more refusals than that thank ever later, and at last too late (DESIGN.md 7).
    drafts_per_day: int = 20
    person_pause: int = 7
    company_pause: int = 1


@dataclass(frozen=True, slots=True)
class ReplyPolicy:
    """Whom we answer, when and how often (DESIGN.md 7).

    *minimum_stage* is the least stage that gets a draft ("" means every stage). *maximum_age*
    is in business days: an older rejection is filed and not answered. *important* names
    companies, addresses and domains whose leads get a task as well as a letter; *never* those that
    get no letter at all. *thank_for_feedback* is true where advice of theirs is thanked for.
    """

    hours: WorkingHours = field(default_factory=WorkingHours)
    minimum_stage: str = ""
    maximum_age: int = 10
    personal_line: str = "off"
    important: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    thank_for_feedback: bool = True
    cadences: Cadences = field(default_factory=Cadences)
    caps: Caps = field(default_factory=Caps)
