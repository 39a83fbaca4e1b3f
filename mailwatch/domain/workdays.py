"""The user's working time, in their zone, and where it meets that of whom they write to."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailwatch.domain.identity import WorkingHours
from mailwatch.errors import ConfigError

# Mornings are spread, so that ten answers do not appear in the same minute.
SPREAD = timedelta(minutes=90)
# A calendar without a free day for so long is a mistake in the configuration.
LONGEST_CLOSURE = 400
# No mail is older than mail itself (RFC 561, September 1973); also keeps zone arithmetic in range.
FIRST_MAIL = datetime(1973, 9, 5, tzinfo=UTC)
SATURDAY = 5
# When most people are at work anywhere. Where no stretch of it meets the user's own within a
# week, it never will: New Zealand's day begins when Europe's has ended.
THEIR_DAY = (time(8), time(18))
DAYS_TO_MEET = 7


Stretch = tuple[datetime, datetime]
"""The first moment of a stretch of time and its last, in UTC."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The user's working time, in their zone. All moments that come out are UTC.

    *theirs* is how far the clocks of whoever is answered are from UTC, None where that is not
    known. It is the offset of their own mail: their clocks may have changed since.
    """

    hours: WorkingHours
    zone: ZoneInfo
    theirs: timedelta | None = None

    def is_working_day(self, day: date) -> bool:
        """Tell whether *day* is neither at a weekend nor a holiday."""
        return day.weekday() < SATURDAY and day not in self.hours.holidays

    def today(self, moment: datetime) -> date:
        """Return the user's date at *moment*."""
        return moment.astimezone(self.zone).date()

    def now_or_morning(self, now: datetime, key: str) -> datetime:
        """Return *now* where it is working time, theirs as well; else the next morning."""
        stretch = self._of_both(self.today(now))
        if stretch and stretch[0] <= now <= stretch[1]:
            return now.astimezone(UTC)
        return self.morning(now, key)

    def morning(self, earliest: datetime, key: str) -> datetime:
        """Return the first business morning's moment at or after *earliest*.

        The moment is a little after the start of work, by as much as *key* says; where *theirs*
        is known, after the hour from which both are at work. If there is none such within a
        week, the user's hours alone count. Clocks that skip or repeat an hour narrow the day.
        """
        days = _days_from(self.today(earliest), LONGEST_CLOSURE)
        own = _first_in(map(self._ours, days), earliest, key)
        if own is None:
            raise ConfigError(
                f"[replies] working_hours and holidays: no working time within {LONGEST_CLOSURE}"
                " days. Let the hours end after they start, and leave some days free of holidays."
            )
        if self.theirs is None:
            return own
        wait = (self.today(own) - self.today(earliest)).days + DAYS_TO_MEET
        days = _days_from(self.today(earliest), wait)
        return _first_in(map(self._of_both, days), earliest, key) or own

    def _ours(self, day: date) -> Stretch | None:
        if not self.is_working_day(day):
            return None
        # A wall time that the clocks skip or repeat is two moments: the narrower ones count.
        start, end = self._moments(day, self.hours.start), self._moments(day, self.hours.end)
        return (max(start), min(end)) if max(start) <= min(end) else None

    def _moments(self, day: date, wall: time) -> tuple[datetime, datetime]:
        written = datetime.combine(day, wall, self.zone)
        return written.astimezone(UTC), written.replace(fold=1).astimezone(UTC)

    def _of_both(self, day: date) -> Stretch | None:
        """Return when on the user's *day* both are at work, on a weekday of theirs too."""
        ours = self._ours(day)
        if ours is None or self.theirs is None:
            return ours
        for theirs in _days_from(day - timedelta(days=1), days=3):
            begin = datetime.combine(theirs, THEIR_DAY[0], UTC) - self.theirs
            end = datetime.combine(theirs, THEIR_DAY[1], UTC) - self.theirs
            shared = max(begin, ours[0]), min(end, ours[1])
            if theirs.weekday() < SATURDAY and shared[0] <= shared[1]:
                return shared
        return None


def _days_from(first: date, days: int) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(days))


def _first_in(stretches: Iterable[Stretch | None], earliest: datetime, key: str) -> datetime | None:
    """Return the first moment from *earliest* on that *key* picks out of *stretches*."""
    moments = (_early_in(stretch, key) for stretch in stretches if stretch)
    return next((moment for moment in moments if moment >= earliest), None)


def _early_in(stretch: Stretch, key: str) -> datetime:
    start, end = stretch
    room = min(SPREAD, end - start)
    return start + timedelta(seconds=_number(key) % (int(room.total_seconds()) + 1))


def business_days_between(a: datetime, b: datetime, hours: WorkingHours, zone: ZoneInfo) -> int:
    """Count the working days after *a*'s day up to and with *b*'s; 0 if *b* is not later."""
    first = max(a, FIRST_MAIL).astimezone(zone).date()
    last = max(b, FIRST_MAIL).astimezone(zone).date()
    if last <= first:
        return 0
    weeks, rest = divmod((last - first).days, 7)
    odd = sum((last - timedelta(days=days)).weekday() < SATURDAY for days in range(rest))
    closed = sum(first < day <= last and day.weekday() < SATURDAY for day in hours.holidays)
    return 5 * weeks + odd - closed


def _number(key: str) -> int:
    """Return a large number that is the same for the same *key* on every machine and day."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:8])
