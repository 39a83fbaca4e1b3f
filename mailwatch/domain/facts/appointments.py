"""The days that a mail sets us: from when on they would hear from us, until when we may ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Self

from mailwatch.domain.facts.days import Period, period_in
from mailwatch.domain.facts.folding import fold, words_start
from mailwatch.domain.facts.frames import Frames, find_in
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.mail.messages import Message
from mailwatch.domain.opportunities import UNNAMED, NamedDay
from mailwatch.domain.spans import Span

# As much of a sentence as is kept to be read again (domain.md 7.3).
_LONGEST_WORDS = 300
# What is said so many characters away is said of something else.
_NEAR = 60
_SHORT = 30
_CLAUSE_MARKS = (",", ";", ":", "\u3001", "\uff0c", "\uff1b")
# Elsewhere it is data protection that sets a time and speaks of objections.
WITH_DEADLINES = frozenset({"tender", "grant", "paper", "admission"})
_MOST_SENTENCES = 200  # a letter has fewer; a mail of a thousand must not cost half a second
_MOST_PLACES = 8  # of one phrase in one sentence


@dataclass(frozen=True, slots=True)
class Dated:
    """Sentences with the day on which they were written; None where the mail has no date."""

    sentences: Sequence[str]
    vocabulary: Vocabulary
    written_on: date | None

    @classmethod
    def of(cls, message: Message, sentences: Sequence[str], vocabulary: Vocabulary) -> Self:
        """Return the sentences of *message* with its date, by the writer's own clock."""
        moment, offset = message.date, message.utc_offset or timedelta()
        written_on = (moment + offset).date() if moment else None
        return cls(sentences[:_MOST_SENTENCES], vocabulary, written_on)


@dataclass(frozen=True, slots=True)
class _Place:
    """A phrase that a day may be about, with what stands shortly before and behind it."""

    before: str
    behind: str


def return_day(mail: Dated) -> NamedDay:
    """Return from which day on they would hear from us again ("apply again after March")."""
    for sentence in mail.sentences:
        if not _says(mail, "again.unless", sentence):
            for place in _places(mail, "again.about", sentence):
                if day := _day_to_return(mail, place):
                    return NamedDay(sentence[:_LONGEST_WORDS], _in_its_year(mail, sentence, day))
    return UNNAMED


def deadline(mail: Dated, category: str) -> NamedDay:
    """Return until when reasons may be asked for, or objections made.

    Where the time runs from something else than the mail, a publication for instance, the day
    stays open.
    """
    for sentence in mail.sentences if category in WITH_DEADLINES else ():
        for place in _places(mail, "deadline.about", sentence):
            if period := next(_beside(mail, "deadline.until", place), None):
                runs_elsewhere = _says(mail, "deadline.elsewhere", sentence)
                words = sentence[:_LONGEST_WORDS]
                return NamedDay(words, None if runs_elsewhere else period.first)
    return UNNAMED


def _day_to_return(mail: Dated, place: _Place) -> date | None:
    if period := next(_beside(mail, "again.after", place), None):
        return period.after
    period = next(_beside(mail, "again.from", place), None) or _period(mail, place.behind)
    return period.first if period else None


def _in_its_year(mail: Dated, sentence: str, day: date) -> date:
    """Return *day*, a year on where the sentence speaks of the next year and it is in this."""
    is_this_year = mail.written_on is not None and day.year == mail.written_on.year
    is_early = is_this_year and _says(mail, "days.next_year", sentence)
    return Span(months=12).after(day) if is_early else day


def _says(mail: Dated, name: str, sentence: str) -> bool:
    return next(_places(mail, name, sentence), None) is not None


def _places(mail: Dated, name: str, sentence: str) -> Iterator[_Place]:
    """Yield where a phrase of the list *name* stands in *sentence*."""
    folded = fold(sentence)
    for phrase in map(fold, mail.vocabulary.own.get(name, ())):
        for at in islice(_starts(phrase, folded), _MOST_PLACES):
            end = at + len(phrase)
            yield _Place(_said_before(sentence[:at]), sentence[end : end + _NEAR])


def _starts(phrase: str, folded: str) -> Iterator[int]:
    at = words_start(phrase, folded)
    while at >= 0:
        yield at
        at = words_start(phrase, folded, at + len(phrase))


def _said_before(text: str) -> str:
    """Return what belongs to a phrase of all that stands before it: the clause that holds it.

    A short opening is part of that: "After six months, you may", but not "We delete your data
    after six months, but you may".
    """
    clause = text[max(text.rfind(mark) for mark in _CLAUSE_MARKS) + 1 :]
    opening = text[: len(text) - len(clause)]
    near = (opening if len(opening) <= _SHORT else "") + clause
    return near if len(near) <= _NEAR else _from_word(near[-_NEAR:])


def _from_word(text: str) -> str:
    """Return *text* from the beginning of a word on, where it has blanks between words."""
    return text.partition(" ")[2] or text


def _beside(mail: Dated, name: str, place: _Place) -> Iterator[Period]:
    """Yield what stands in the frames *name*, behind a place and then before it."""
    frames = mail.vocabulary.own_frames(name)
    yield from _periods(mail, frames, place.behind)
    yield from _periods(mail, frames, place.before)


def _periods(mail: Dated, frames: Frames, text: str) -> Iterator[Period]:
    for filled in find_in(frames, text):
        if period := _period(mail, filled.when):
            yield period


def _period(mail: Dated, text: str) -> Period | None:
    return period_in(text, mail.vocabulary, mail.written_on) if mail.written_on else None
