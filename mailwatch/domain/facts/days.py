"""Days as mails write them: "1 June", "from March 2027 on", "in six months"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from mailwatch.domain.facts.folding import cuts_word, fold
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.spans import Span
from mailwatch.domain.workdays import SATURDAY

UNITS = {
    "days.day": Span(days=1),
    "days.week": Span(days=7),
    "days.month": Span(months=1),
    "days.year": Span(months=12),
}
LISTS = (
    *("days.months", "days.numbers", "days.working_day", "days.half_year", "days.next_year"),
    *("days.fillers", *UNITS),
)

# What lies further ahead than three years is a misreading, or nobody's plan.
_FURTHEST = Span(months=36)
_LONGEST = 60  # of what is read as one day
_MOST_FILLERS = 4
_TAIL = 14  # so many characters of an unspaced script may be a day

_WRITTEN = (
    re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?: ?(?P<year>20\d\d))?(?!\d)", re.ASCII),
    re.compile(
        "(?:(?P<year>20[0-9]{2}) ?[\u5e74\ub144] ?)?(?P<month>[0-9]{1,2}) ?[\u6708\uc6d4]"
        "(?: ?(?P<day>[0-9]{1,2}) ?[\u65e5\uc77c])?"
    ),
)
_NUMBER = re.compile(r"\d{1,3}(?!\d)", re.ASCII)
# With what marks it as the first, second ...: 1st, 2nd, 3rd, 4th, 1er, 1., 1o, 1°, 1:a.
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o|a|°|:a|:e|\.)?(?!\w)", re.ASCII)
_YEAR = re.compile(r"20\d\d(?!\d)", re.ASCII)
_BLANKS = " ,\t\u3000"
_UNSPACED = "\u2e80"  # from here on scripts write words without blanks between them

_Thing = TypeVar("_Thing")
Choices = tuple[tuple[_Thing, str], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar that was named: its first day, and the day after its last."""

    first: date
    after: date


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists [days] of one language, folded: what is meant, and how it is written."""

    months: Choices[int]
    numbers: Choices[int]
    units: Choices[Span]
    working_days: Choices[None]
    half_year: Choices[None]
    next_year: Choices[None]
    fillers: Choices[None]


def period_in(text: str, vocabulary: Vocabulary, today: date) -> Period | None:
    """Return the day or month that *text* begins with, or the end of a span from *today* on.

    Where words are written without blanks, it is what *text* ends with. What is vague, lies
    before *today* or years ahead is None.
    """
    own = vocabulary.own
    words = _words(tuple(tuple(own.get(name, ())) for name in LISTS))
    folded = fold(text.strip())
    if any(character >= _UNSPACED for character in folded):
        found = _Reader(folded[-_TAIL:], words, today).read_end()
    else:
        found = _Reader(folded[:_LONGEST], words, today).read()
    if found is None or not today < found.first <= _FURTHEST.after(today):
        return None
    return found


@lru_cache(maxsize=32)
def _words(lists: tuple[tuple[str, ...], ...]) -> _Words:
    by_name = dict(zip(LISTS, lists, strict=True))
    units = [(span, form) for name, span in UNITS.items() for form in _forms(by_name[name])]
    return _Words(
        months=_numbered(by_name["days.months"]),
        numbers=_numbered(by_name["days.numbers"]),
        units=_longest_first(units),
        working_days=_plain(by_name["days.working_day"]),
        half_year=_plain(by_name["days.half_year"]),
        next_year=_plain(by_name["days.next_year"]),
        fillers=_plain(by_name["days.fillers"]),
    )


def _numbered(entries: Sequence[str]) -> Choices[int]:
    """Return what each of a list of alternatives stands for: 1 for those of the first entry."""
    return _longest_first(
        (number, form) for number, entry in enumerate(entries, 1) for form in _forms([entry])
    )


def _plain(entries: Sequence[str]) -> Choices[None]:
    return _longest_first((None, form) for form in _forms(entries))


def _forms(entries: Iterable[str]) -> Iterator[str]:
    return (fold(form.strip()) for entry in entries for form in entry.split("|"))


def _longest_first(choices: Iterable[tuple[_Thing, str]]) -> Choices[_Thing]:
    return tuple(sorted(choices, key=lambda choice: -len(choice[1])))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one short text, folded, from a place on; each reading returns the end as well."""

    text: str
    words: _Words
    today: date

    def read(self) -> Period | None:
        """Return what *text* begins with, past a few words such as "the" and "early"."""
        found = self._read(0)
        return found[0] if found else None

    def read_end(self) -> Period | None:
        """Return what *text* ends with."""
        found = filter(None, map(self._read, range(len(self.text))))
        return next((period for period, end in found if end == len(self.text)), None)

    def _read(self, at: int) -> tuple[Period, int] | None:
        readings = (
            *(self._written, self._span, self._half_year, self._next_year),
            *(self._day_month, self._month_day, self._year),
        )
        for start in islice(self._past_fillers(at), _MOST_FILLERS):
            for reading in readings:
                if found := reading(start):
                    return found
        return None

    def _past_fillers(self, at: int) -> Iterator[int]:
        """Yield where something may begin: at *at*, and after each filler that stands there."""
        start: int | None = self._past_blanks(at)
        while start is not None:
            yield start
            filler = self._one_of(self.words.fillers, start)
            start = self._past_blanks(filler[1]) if filler else None

    def _written(self, at: int) -> tuple[Period, int] | None:
        for pattern in _WRITTEN:
            if found := pattern.match(self.text, at):
                day, year = found["day"], found["year"]
                period = self._period(int(found["month"]), day, year)
                return (period, found.end()) if period else None
        return None

    def _span(self, at: int) -> tuple[Period, int] | None:
        number = self._number(at)
        if number is None:
            return None
        count, end = number[0], self._past_blanks(number[1])
        if working := self._one_of(self.words.working_days, end):
            return _ending(_working_days_after(self.today, count)), working[1]
        if unit := self._one_of(self.words.units, end):
            span = Span(unit[0].months * count, unit[0].days * count)
            return _ending(span.after(self.today)), unit[1]
        return None

    def _half_year(self, at: int) -> tuple[Period, int] | None:
        found = self._one_of(self.words.half_year, at)
        return (_ending(Span(months=6).after(self.today)), found[1]) if found else None

    def _next_year(self, at: int) -> tuple[Period, int] | None:
        found = self._one_of(self.words.next_year, at)
        return (_whole_year(date(self.today.year + 1, 1, 1)), found[1]) if found else None

    def _day_month(self, at: int) -> tuple[Period, int] | None:
        day = _DAY.match(self.text, at)
        if day is None:
            return None
        for start in islice(self._past_fillers(day.end()), 2):
            if month := self._one_of(self.words.months, start):
                return self._with_year(month[0], day[1], month[1])
        return None

    def _month_day(self, at: int) -> tuple[Period, int] | None:
        month = self._one_of(self.words.months, at)
        if month is None:
            return None
        day = _DAY.match(self.text, self._past_blanks(month[1]))
        return self._with_year(month[0], day[1] if day else None, day.end() if day else month[1])

    def _year(self, at: int) -> tuple[Period, int] | None:
        found = _YEAR.match(self.text, at)
        period = self._period(1, None, found[0]) if found else None
        return (_whole_year(period.first), found.end()) if found and period else None

    def _with_year(self, month: int, day: str | None, end: int) -> tuple[Period, int] | None:
        """Return a period in the year that stands at *end*, else in the next that has it."""
        years = (_YEAR.match(self.text, at) for at in islice(self._past_fillers(end), 2))
        year = next(filter(None, years), None)
        period = self._period(month, day, year[0] if year else None)
        return (period, year.end() if year else end) if period else None

    def _period(self, month: int, day: str | None, year: str | None) -> Period | None:
        this = self.today.year
        for candidate in (int(year),) if year else (this, this + 1):
            try:
                first = date(candidate, month, int(day) if day else 1)
            except ValueError:
                continue
            if first > self.today:
                return Period(first, (Span(days=1) if day else Span(months=1)).after(first))
        return None

    def _number(self, at: int) -> tuple[int, int] | None:
        if found := _NUMBER.match(self.text, at):
            return int(found[0]), found.end()
        return self._one_of(self.words.numbers, at)

    def _one_of(self, choices: Choices[_Thing], at: int) -> tuple[_Thing, int] | None:
        """Return which of *choices* stands at *at* as words of its own, and where it ends."""
        for thing, form in choices:
            end = at + len(form)
            if self.text.startswith(form, at) and not cuts_word(self.text, end):
                return thing, end
        return None

    def _past_blanks(self, at: int) -> int:
        while at < len(self.text) and self.text[at] in _BLANKS:
            at += 1
        return at


def _whole_year(first: date) -> Period:
    return Period(first, Span(months=12).after(first))


def _ending(day: date) -> Period:
    """Return the period that a span comes to: nothing but the day on which it is over."""
    return Period(day, day)


def _working_days_after(day: date, count: int) -> date:
    """Return the day that lies *count* weekdays on; holidays of theirs are not known."""
    for _ in range(count):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return day
