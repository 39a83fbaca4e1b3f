"""A span of time as people say it, in months and days, and the day on which it is over."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Span:
    """So many months of the calendar, and so many days on top."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Return the day on which the span is over that begins on *day*.

        A day that a shorter month does not have becomes its last: six months after 31 August
        is the end of February. Raise OverflowError beyond the year 9999.
        """
        years, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + self.months, 12)
        if years > date.max.year:
            raise OverflowError(f"{self}: ends after the year {date.max.year}. Take less.")
        last = monthrange(years, month + 1)[1]
        return date(years, month + 1, min(day.day, last)) + timedelta(days=self.days)
