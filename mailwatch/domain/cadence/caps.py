"""How many drafts are enough: for one day, for one person, for one company."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mailwatch.domain.identity import Caps
from mailwatch.domain.linking import bare_name
from mailwatch.domain.opportunities import Opportunity
from mailwatch.domain.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Made:
    """A draft that was made not long ago: for which opportunity, to whom, where, when."""

    key: str
    at: datetime
    email: str
    company: str


@dataclass(frozen=True, slots=True)
class Delay:
    """Until when a letter has to wait, and why, in words for the user."""

    until: datetime
    reason: str


def made_for(opportunity: Opportunity, at: datetime) -> Made:
    """Return what a draft made for *opportunity* counts as."""
    told = opportunity.facts
    return Made(opportunity.key, at, told.reply_to.email.casefold(), bare_name(told.company))


def counts_from(caps: Caps, now: datetime) -> datetime:
    """Return from when on a draft may still delay another: a day more, for zones."""
    return now - timedelta(days=max(caps.person_pause, caps.company_pause, 1) + 1)


def delay_of(
    opportunity: Opportunity, made: Iterable[Made], caps: Caps, calendar: Calendar, now: datetime
) -> Delay | None:
    """Return how long a letter has to wait because of those *made* lately, None for not at all.

    Until the first business morning of the first day on which no cap is in its way any more. How
    soon letters about one opportunity follow each other is for the table of cadences to say.
    """
    today = calendar.today(now)
    ours = made_for(opportunity, now)
    days = tuple((calendar.today(one.at), one) for one in made)
    first = max(_reasons(ours, days, caps, today), default=None)
    if first is None or first[0] <= today:
        return None
    midnight = datetime.combine(first[0], time(), calendar.zone)
    return Delay(calendar.morning(midnight, opportunity.key), first[1])


def _reasons(
    ours: Made, days: tuple[tuple[date, Made], ...], caps: Caps, today: date
) -> Iterator[tuple[date, str]]:
    """Yield the first day that each cap allows, and what it is about."""
    if sum(day == today for day, _ in days) >= caps.drafts_per_day:
        yield today + timedelta(days=1), f"[replies] drafts_per_day is {caps.drafts_per_day}"
    others = ((day, one) for day, one in days if one.key != ours.key)
    for day, one in others:
        if ours.email and one.email == ours.email:
            yield _after(day, caps.person_pause), "the same person was written to lately"
        if ours.company and one.company == ours.company:
            yield _after(day, caps.company_pause), "the same company was written to lately"


def _after(day: date, pause: int) -> date:
    return day + timedelta(days=pause)
