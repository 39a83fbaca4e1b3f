"""A year of rejections, a pass at noon on each working day and some by night, lived twice.

A year that has gone by: a server gives no mail a date that lies ahead of its clock.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from mailwatch.domain.opportunities import StepKind
from tests.support.builders import BERLIN, Letter
from tests.support.dovecot import Dovecot
from tests.support.scene import (
    AFTER_A_TALK,
    Scene,
    bounce_of,
    by_hand,
    from_them,
    rejection,
    with_own_words,
)

THANKS, CHECK_IN, SECOND = StepKind.THANKS, StepKind.CHECK_IN, StepKind.SECOND_CHECK_IN
NOON = time(12, tzinfo=BERLIN)
NIGHT = time(3, tzinfo=BERLIN)
FIRST_DAY, LAST_DAY = date(2021, 1, 4), date(2021, 12, 17)
QUIET_UNTIL = date(2021, 11, 6)  # a Saturday
END = "\n\nBest regards,\nJane Doe\n{house} Ltd"

TALK = AFTER_A_TALK
HOLD = (
    "Dear Lea,\n\nThank you for the interview. Unfortunately, we have put the position of {role}"
    f" on hold and will not be hiring for the time being.{END}"
)
PITCH = (
    "Dear Lea,\n\nThank you for your proposal. Unfortunately, we have decided to go with another"
    f" agency for this project.{END}"
)
FINAL = (
    "Dear Lea,\n\nThank you for the final interview. It was a close decision, but unfortunately we"
    f" have decided to offer the position of {{role}} to another finalist.{END}"
)
FILLED = (
    "Dear Lea,\n\nThank you for your application. Unfortunately, the position of {role} has"
    f" already been filled.{END}"
)
APPLIED = (
    "Dear Lea,\n\nThank you for your application. Unfortunately, we will not be moving forward"
    f" with your application for the position of {{role}}.{END}"
)
TENDER = (
    "Dear Lea,\n\nThank you for your tender. We regret to inform you that your tender was not"
    " successful and the contract has been awarded to another bidder.\n\nJane Doe\n{house} Council"
)
GRANT = (
    "Dear Lea,\n\nThank you for your grant application. We regret to inform you that your"
    " application for funding was not successful in this round.\n\nJane Doe\n{house} Foundation"
)
SEPTEMBER = TALK.replace("We wish", "You are welcome to apply again from September.\n\nWe wish")
NEXT_CALL = GRANT.replace("in this round.", "in this round. The next call opens on 1 October.")
DEBRIEF = TENDER.replace(
    "another bidder.", "another bidder. You may request a debrief within 5 days."
)
GERMAN = (
    "Sehr geehrte Frau Example,\n\nvielen Dank für das Gespräch in der vergangenen Woche. Leider"
    " müssen wir Ihnen mitteilen, dass wir uns für eine andere Bewerberin entschieden haben.\n\n"
    "Mit freundlichen Grüßen\nJane Doe\n{house} GmbH"
)


@dataclass
class Year:
    """A year as it goes by: who writes when, and what the user does with each draft."""

    scene: Scene
    placed: dict[tuple[str, StepKind], tuple[datetime, bytes]] = field(default_factory=dict)
    by_night: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    _answers: list[tuple[date, bytes]] = field(default_factory=list)

    def live(self) -> None:
        """Let all passes happen, in the order of the calendar."""
        for at in moments():
            self._receive(at)
            for line in self.scene.go(at).events("placed"):
                fate = FATES_BY_ID[line["message_id"]]
                self._keep(fate.letter, StepKind(line["step"]["kind"]), at)
                fate.act(self, fate.letter, at)
            if at.timetz() == NOON:
                self._answer_by_hand(at)

    def letters_to(self, letter: Letter) -> tuple[StepKind, ...]:
        """The kinds of the letters that were placed for an opportunity, in order."""
        return tuple(kind for (message_id, kind) in self.placed if message_id == letter.message_id)

    @property
    def contents(self) -> Mapping[tuple[str, StepKind], bytes]:
        """The drafts, byte for byte as they were placed."""
        return {which: content for which, (_, content) in self.placed.items()}

    def expect(self, content: bytes, on: datetime) -> None:
        """Let a mail come in a few days later."""
        self._answers.append((on.date(), content))

    def _receive(self, at: datetime) -> None:
        new = [f.letter for f in FATES if at - timedelta(days=1) < f.letter.sent_at <= at]
        for letter in new if at.timetz() == NOON else ():
            self.scene.user.deliver(letter.content, at=letter.sent_at)
        for answer in [each for each in self._answers if each[0] <= at.date()]:
            self._answers.remove(answer)
            self.scene.user.deliver(answer[1], at=at)

    def _answer_by_hand(self, at: datetime) -> None:
        for fate in FATES:
            if fate.act is send_but_first_by_hand and fate.letter.sent_at.date() == at.date():
                self.scene.user.deliver(by_hand(fate.letter).content, "Sent", at=at)

    def _keep(self, letter: Letter, kind: StepKind, at: datetime) -> None:
        which = letter.message_id, kind
        if which in self.placed:
            self.twice.append(letter.message_id)
        if at.timetz() == NIGHT:
            self.by_night.append(letter.message_id)
        self.placed[which] = at, self.scene.draft_to(letter).content


def moments() -> Iterator[datetime]:
    """Noon of each working day, and the small hours of each tenth day."""
    for number in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=number)
        if number % 10 == 0:
            yield datetime.combine(day, NIGHT)
        if day.weekday() < 5:
            yield datetime.combine(day, NOON)


Act = Callable[[Year, Letter, datetime], None]


def send(year: Year, letter: Letter, at: datetime) -> None:
    year.scene.send(letter, at=at)


def send_edited(year: Year, letter: Letter, at: datetime) -> None:
    year.scene.send(letter, with_own_words, at=at)


def send_but_first_by_hand(year: Year, letter: Letter, at: datetime) -> None:
    year.scene.send(letter, at=at)  # the first answer is written before any draft is there


def edit(year: Year, letter: Letter, _at: datetime) -> None:
    year.scene.edit(letter, with_own_words)


def throw_away(year: Year, letter: Letter, _at: datetime) -> None:
    year.scene.move(year.scene.draft_to(letter), "Drafts", "Trash")


def throw_the_second_away(year: Year, letter: Letter, at: datetime) -> None:
    act = throw_away if CHECK_IN in year.letters_to(letter) else send
    act(year, letter, at)


def answer_by_hand_instead(year: Year, letter: Letter, at: datetime) -> None:
    number = len(year.letters_to(letter))
    year.scene.user.deliver(by_hand(letter, number).content, "Sent", at=at)


def send_and_be_answered(year: Year, letter: Letter, at: datetime) -> None:
    answer = from_them(
        letter, "Dear Lea,\n\nhow kind. Shall we talk?\n\nJane", to=year.scene.send(letter)
    )
    year.expect(answer.content, at + timedelta(days=10))


def send_in_vain(year: Year, letter: Letter, at: datetime) -> None:
    year.expect(bounce_of(year.scene.send(letter)), at)


def send_and_close(year: Year, letter: Letter, at: datetime) -> None:
    year.scene.send(letter, at=at)
    year.scene.run("close", year.scene.key(letter))


def send_snoozed(year: Year, letter: Letter, at: datetime) -> None:
    if year.letters_to(letter) == (THANKS,):
        year.scene.run("snooze", year.scene.key(letter), QUIET_UNTIL.isoformat())
    year.scene.send(letter, at=at)


@dataclass(frozen=True)
class Fate:
    """One opportunity: what they write, what the user does, and which letters there should be."""

    letter: Letter
    act: Act
    letters: tuple[StepKind, ...]
    first_on: date | None = None


def fate(when: str, house: str, text: str, act: Act, *letters: StepKind, on: str = "") -> Fate:
    letter = rejection(
        house, text=text, at=datetime.fromisoformat(f"2021-{when}").replace(tzinfo=BERLIN)
    )
    return Fate(letter, act, letters, date.fromisoformat(f"2021-{on}") if on else None)


def also(when: str, house: str, text: str, act: Act, *letters: StepKind, on: str) -> Fate:
    """A second opportunity with the same person."""
    first = fate(when, house, text, act, *letters, on=on)
    letter = rejection(house, text=text, role="illustrator", at=first.letter.sent_at)
    return replace(first, letter=replace(letter, message_id=f"<also@{house.lower()}.example>"))


FATES = (
    fate("01-11T10:15", "Aldine", PITCH, send, THANKS, CHECK_IN, SECOND, on="01-12"),
    fate("02-03T10:15", "Bodoni", HOLD, send, THANKS, CHECK_IN, SECOND, on="02-04"),
    fate("01-20T10:15", "Caslon", FINAL, send, THANKS, CHECK_IN, SECOND, on="01-21"),
    fate("03-10T10:15", "Didot", TALK, send, THANKS, CHECK_IN, on="03-11"),
    fate("04-01T10:15", "Elzevir", FILLED, send, THANKS, CHECK_IN, on="04-02"),
    fate("01-27T10:15", "Fournier", APPLIED, send, THANKS, on="01-28"),
    fate("02-17T10:15", "Garamond", TENDER, send, THANKS, on="02-17"),
    fate("03-03T10:15", "Haas", GRANT, send, THANKS, on="03-05"),
    fate("05-05T10:15", "Ibarra", GERMAN, send, THANKS, CHECK_IN, on="05-06"),
    fate("01-18T10:15", "Janson", PITCH, edit, THANKS, on="01-19"),
    fate("01-25T10:15", "Koberger", PITCH, throw_away, THANKS, on="01-26"),
    fate("02-08T10:15", "Lutetia", PITCH, send_but_first_by_hand, CHECK_IN, SECOND),
    fate("02-15T10:15", "Manutius", PITCH, send_and_be_answered, THANKS, on="02-16"),
    fate("03-15T10:15", "Nebiolo", HOLD, send_and_close, THANKS, on="03-16"),
    fate("03-22T10:15", "Optima", HOLD, send_snoozed, THANKS, CHECK_IN, on="03-23"),
    fate("06-04T11:30", "Plantin", TALK, send, THANKS, CHECK_IN, on="06-07"),
    fate("01-13T10:15", "Rockwell", PITCH, send_edited, THANKS, CHECK_IN, SECOND, on="01-14"),
    fate("04-12T10:15", "Sabon", HOLD, throw_the_second_away, THANKS, CHECK_IN, on="04-13"),
    fate("01-14T10:15", "Trajan", PITCH, answer_by_hand_instead, THANKS, CHECK_IN, SECOND),
    fate("05-19T10:15", "Univers", PITCH, send_in_vain, THANKS, on="05-20"),
    fate("02-10T10:15", "Vendome", SEPTEMBER, send, THANKS, CHECK_IN, on="02-11"),
    fate("03-24T10:15", "Walbaum", NEXT_CALL, send, THANKS, CHECK_IN, on="03-26"),
    fate("04-07T10:15", "Xavier", DEBRIEF, send, THANKS, on="04-07"),
    fate("06-15T10:15", "Zapf", FILLED, send, THANKS, CHECK_IN, on="06-16"),
    # Of the same day and by the same person: their second letter has to wait for a week.
    also("06-15T10:20", "Zapf", FILLED, send, THANKS, CHECK_IN, on="06-23"),
)
FATES_BY_ID = {fate.letter.message_id: fate for fate in FATES}

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def years(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Year]]:
    """The same year twice: other users of the server, the same key for Message-IDs."""
    lived = [Year(Scene.of(dovecot, tmp_path_factory)) for _ in range(2)]
    first, second = (year.scene.home.state for year in lived)
    lived[0].live()
    second.mkdir()
    shutil.copy(first / "secret", second / "secret")
    lived[1].live()
    yield lived
    for year in lived:
        year.scene.user.close()


@pytest.fixture(scope="module")
def year(years: list[Year]) -> Year:
    return years[0]


def local(moment: datetime) -> datetime:
    return moment.astimezone(BERLIN)


every_fate = pytest.mark.parametrize("fate", FATES, ids=lambda fate: fate.letter.message_id)


@every_fate
def test_each_house_gets_the_letters_that_its_story_asks_for(year: Year, fate: Fate) -> None:
    assert year.letters_to(fate.letter) == fate.letters


@every_fate
def test_no_house_gets_more_than_three_letters_and_none_twice(year: Year, fate: Fate) -> None:
    assert len(year.letters_to(fate.letter)) <= 3
    assert fate.letter.message_id not in year.twice


@pytest.mark.parametrize(
    "fate", [f for f in FATES if f.first_on], ids=lambda fate: fate.letter.message_id
)
def test_the_first_letter_is_there_on_the_day_that_one_counts_on_the_calendar(
    year: Year, fate: Fate
) -> None:
    at, _ = year.placed[fate.letter.message_id, THANKS]

    assert at.date() == fate.first_on


def test_every_letter_is_there_on_the_day_it_is_due_and_not_before(year: Year) -> None:
    late = {}
    for (message_id, kind), (at, _) in year.placed.items():
        step = year.scene.step(FATES_BY_ID[message_id].letter, kind)
        if step is None or local(step.due_at).date() != at.date() or step.due_at > at:
            late[message_id, kind] = at

    assert late == {}


def test_every_letter_is_due_in_working_hours(year: Year) -> None:
    due = [local(step.due_at) for story in year.scene.stories.values() for step in story.steps]

    assert all(moment.weekday() < 5 for moment in due)
    assert all(time(9, 30) <= moment.time() <= time(17) for moment in due)


def test_nothing_is_placed_by_night(year: Year) -> None:
    assert year.by_night == []


@pytest.mark.parametrize(
    ("house", "kind", "days"),
    [
        ("aldine", CHECK_IN, 90),
        ("aldine", SECOND, 270),
        ("bodoni", CHECK_IN, 42),
        ("bodoni", SECOND, 132),
        ("didot", CHECK_IN, 90),
        ("trajan", CHECK_IN, 90),
    ],
)
def test_a_later_letter_comes_when_its_category_says(
    year: Year, house: str, kind: StepKind, days: int
) -> None:
    message_id = f"<no@{house}.example>"
    first, _ = year.placed[message_id, THANKS]
    later, _ = year.placed[message_id, kind]

    # Each is counted in months of the calendar from the day on which the one before was seen in
    # Sent, and moved to a working day.
    assert days <= (later - first).days <= days + 10


def test_a_snoozed_house_is_written_to_on_the_first_working_day_after(year: Year) -> None:
    at, _ = year.placed["<no@optima.example>", CHECK_IN]

    assert at.date() == date(2021, 11, 8)


@pytest.mark.parametrize(
    ("house", "day"), [("vendome", date(2021, 9, 1)), ("walbaum", date(2021, 10, 1))]
)
def test_a_house_that_names_a_day_is_written_to_on_that_day(
    year: Year, house: str, day: date
) -> None:
    at, _ = year.placed[f"<no@{house}.example>", CHECK_IN]

    assert at.date() == day


def test_a_deadline_is_kept_with_the_words_that_name_it(year: Year) -> None:
    deadline = year.scene.stories["<no@xavier.example>"].opportunity.facts.deadline

    assert deadline.day == date(2021, 4, 12)
    assert "debrief within 5 days" in deadline.words


def test_no_person_gets_two_letters_within_a_week(year: Year) -> None:
    days = sorted(
        at.date() for (message_id, _), (at, _) in year.placed.items() if "@zapf." in message_id
    )

    assert len(days) == 4
    assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(days))


def test_a_finalist_is_to_be_called(year: Year) -> None:
    calls = {
        message_id
        for message_id, story in year.scene.stories.items()
        if any(step.kind is StepKind.CALL for step in story.steps)
    }

    assert calls == {"<no@caslon.example>"}


def test_the_same_year_gives_the_same_drafts_byte_for_byte(years: list[Year]) -> None:
    one, other = years

    assert one.contents == other.contents
    assert len(one.contents) == sum(len(fate.letters) for fate in FATES)


def test_the_same_year_gives_the_same_events(years: list[Year]) -> None:
    one, other = (happenings(year) for year in years)

    assert one == other


# Said by a command, which acts at the hour of the clock on the wall.
SAID_BY_COMMAND = {"closed", "snoozed"}


def happenings(year: Year) -> dict[str, list[object]]:
    """What happened to each opportunity, and when it did in that year."""
    return {
        message_id: [
            (event.kind, event.details, None if event.kind in SAID_BY_COMMAND else event.at)
            for event in story.events
        ]
        for message_id, story in year.scene.stories.items()
    }
