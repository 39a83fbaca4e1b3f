"""The user's working time: which days and hours are theirs, in their zone."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class Calendar:
    """The user's working time, in their zone. All moments that come out are UTC."""

    hours: WorkingHours
    zone: ZoneInfo

    def is_working_day(self, day: date) -> bool:
        """Tell whether *day* is neither at a weekend nor a holiday."""
        return day.weekday() < SATURDAY and day not in self.hours.holidays

    def is_open(self, moment: datetime) -> bool:
        """Tell whether *moment* lies within working hours."""
        local = moment.astimezone(self.zone)
        return self.is_working_day(local.date()) and (
            self.hours.start <= local.time() <= self.hours.end
        )

    def morning(self, earliest: datetime, key: str) -> datetime:
        """Return the first business morning's moment at or after *earliest*.

        The moment is a little after the start of work, by as much as *key* says. A wall time
        that the clocks skip moves on with them, and to the next day if that leaves the hours.
        """
        first = earliest.astimezone(self.zone).date()
        for days in range(LONGEST_CLOSURE):
            moment = self._morning_of(first + timedelta(days=days), key)
            if moment >= earliest and self.is_open(moment):
                return moment
        raise ConfigError(
            f"[replies] working_hours and holidays: no working time within {LONGEST_CLOSURE} days. "
            "Let the hours end after they start, and leave some days free of holidays."
        )

    def _morning_of(self, day: date, key: str) -> datetime:
        start = datetime.combine(day, self.hours.start)
        room = min(SPREAD, max(timedelta(0), datetime.combine(day, self.hours.end) - start))
        seconds = _number(key) % (int(room.total_seconds()) + 1)
        wall = start + timedelta(seconds=seconds)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)


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
