"""Stars, tasks and the commands by which the user decides, on a real server."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailwatch.domain.opportunities import State, StepKind, StepState
from tests.support.builders import NO_REPLY, TUESDAY_NOON, WEDNESDAY_NOON, Letter
from tests.support.daemon import Finished
from tests.support.dovecot import Dovecot
from tests.support.icalendar import todos
from tests.support.scene import Scene, by_hand, rejection

HOUR = timedelta(hours=1)
STARRED = rejection("Starred")
STARRED_THERE = rejection("Starredthere")
STARRED_LATE = rejection("Starredlate")
IMPORTANT = rejection("Important")
PLAIN = rejection("Plain")
NOTED = rejection("Noted")
SNOOZED = rejection("Snoozed")
CLOSED = rejection("Closed")
NAMED = rejection("Named")
ALL = (
    *(STARRED, STARRED_THERE, STARRED_LATE, IMPORTANT, PLAIN, NOTED, SNOOZED, CLOSED, NAMED),
    NO_REPLY,
)
CZECH = replace(
    rejection(
        "Tisk", text="Dobrý den,\n\nna místo grafičky jsme nakonec vybrali jinou uchazečku.\n\nJana"
    ),
    subject="Výběrové řízení",
)
OWN_LINE = "By the way, my studio has moved to Hamburg."


@dataclass(frozen=True)
class Days:
    """The scene after two days of decisions, and what was said."""

    scene: Scene
    starred: Finished
    wednesday: Finished
    again: Finished
    tasks: Finished
    calendar: bytes
    preview: Finished

    def task_keys(self) -> set[str]:
        """The opportunities for which there is something to do in person."""
        return {line["id"] for line in self.tasks.lines}


@pytest.fixture(scope="module")
def days(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    scene = Scene.of(dovecot, tmp_path_factory, '\n[replies]\nimportant = ["named.example"]\n')
    scene.user.fill(*(letter.content for letter in ALL))
    scene.flag(scene.find(STARRED), "INBOX", r"\Flagged")
    scene.go(TUESDAY_NOON)
    scene.flag(scene.find(STARRED_LATE), "INBOX", r"\Flagged")
    scene.flag(scene.find(STARRED_THERE, "Opportunities"), "Opportunities", r"\Flagged")
    decide(scene)
    preview = scene.run("replies preview", scene.key(NOTED), "--json")
    starred, wednesday = scene.go(TUESDAY_NOON + HOUR), scene.go(WEDNESDAY_NOON)
    again = scene.go(WEDNESDAY_NOON + HOUR)
    file = tmp_path_factory.mktemp("calendar") / "tasks.ics"
    scene.run("tasks", "--ics", str(file))
    tasks = scene.run("tasks", "--json")
    yield Days(scene, starred, wednesday, again, tasks, file.read_bytes(), preview)
    scene.user.close()


def decide(scene: Scene) -> None:
    """Say what is to become of some opportunities, by command."""
    scene.run("important", scene.key(IMPORTANT))
    scene.run("note", scene.key(NOTED), OWN_LINE)
    scene.run("snooze", scene.key(SNOOZED), "2027-01-02")
    scene.run("close", scene.key(CLOSED))


LEADS = (STARRED, STARRED_THERE, STARRED_LATE, IMPORTANT, NAMED)
by_id = pytest.mark.parametrize("letter", LEADS, ids=lambda letter: letter.message_id)


@by_id
def test_a_star_a_command_or_a_name_makes_a_lead_important(days: Days, letter: Letter) -> None:
    assert days.scene.story(letter).opportunity.is_important


def test_a_star_is_seen_once(days: Days) -> None:
    said = {line["message_id"] for line in days.starred.events("important")}

    assert said == {STARRED_LATE.message_id, STARRED_THERE.message_id}
    assert all(line["important"] for line in days.starred.events("important"))
    assert days.wednesday.events("important") == days.again.events("important") == ()


def test_no_star_is_taken_away_and_none_is_added(days: Days) -> None:
    for letter in ALL:
        is_starred = letter in {STARRED, STARRED_LATE}
        assert days.scene.find(letter).flags == ({r"\Flagged"} if is_starred else set())


def test_there_is_a_call_for_each_important_lead_and_for_no_other(days: Days) -> None:
    assert days.task_keys() == {days.scene.key(letter) for letter in LEADS}
    assert {line["task"] for line in days.tasks.lines} == {"call"}


def test_a_task_says_whom_to_call_when_and_three_things_to_say(days: Days) -> None:
    task = next(line for line in days.tasks.lines if line["id"] == days.scene.key(NAMED))

    assert task["who"] == "Jane Doe, Named Ltd"
    assert task["due_at"].startswith("2026-11-26T")
    assert len(task["points"]) == 3


def test_the_calendar_holds_the_same_tasks(days: Days) -> None:
    found = todos(days.calendar)

    assert {todo["UID"].partition("-")[0] for todo in found} == days.task_keys()
    assert {todo["SUMMARY"] for todo in found} >= {"Call Jane Doe, Named Ltd"}
    assert all(todo["DUE"].startswith("20261126T") for todo in found)


@by_id
def test_an_important_lead_gets_its_letter_all_the_same(days: Days, letter: Letter) -> None:
    assert len(days.scene.answers_to(letter)) == 1


def test_a_line_of_the_users_own_is_in_the_next_letter_as_previewed(days: Days) -> None:
    (preview,) = days.preview.lines

    assert OWN_LINE in preview["text"]
    assert OWN_LINE.encode() in days.scene.draft_to(NOTED).content
    assert OWN_LINE.encode() not in days.scene.draft_to(PLAIN).content


def test_what_is_snoozed_is_due_on_the_first_working_morning_after(days: Days) -> None:
    thanks = days.scene.step(SNOOZED)

    assert days.scene.answers_to(SNOOZED) == ()
    assert thanks is not None
    assert thanks.due_at.date().isoformat() == "2027-01-04"
    assert 8 <= thanks.due_at.hour <= 10


def test_what_is_closed_before_its_hour_gets_no_letter(days: Days) -> None:
    thanks = days.scene.step(CLOSED)

    assert days.scene.story(CLOSED).opportunity.state is State.CLOSED
    assert days.scene.answers_to(CLOSED) == ()
    assert thanks is not None
    assert (thanks.state, thanks.reason) == (StepState.DROPPED, "you closed it")


def test_a_machine_that_nobody_reads_is_held(days: Days) -> None:
    thanks = days.scene.step(NO_REPLY)

    assert thanks is not None
    assert thanks.state is StepState.HELD


@pytest.fixture
def scene(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene.of(dovecot, tmp_path_factory)
    yield found
    found.user.close()


def test_a_task_that_is_done_is_off_the_list_and_not_made_again(scene: Scene) -> None:
    uid = scene.user.deliver(STARRED.content, flags=[r"\Flagged"])
    scene.go(TUESDAY_NOON)

    left = scene.run("tasks", "--done", scene.key(STARRED)[:8], "--json")
    scene.go(WEDNESDAY_NOON)

    assert (uid, left.lines) == (1, ())
    call = scene.step(STARRED, StepKind.CALL)
    assert call is not None
    assert call.state is StepState.DONE


def test_an_answer_by_hand_does_the_letter_and_not_the_call(scene: Scene) -> None:
    scene.user.deliver(STARRED.content, flags=[r"\Flagged"])
    scene.go(WEDNESDAY_NOON)
    scene.user.deliver(by_hand(STARRED).content, "Sent")

    scene.go(WEDNESDAY_NOON + HOUR)

    thanks, call = scene.step(STARRED), scene.step(STARRED, StepKind.CALL)
    assert thanks is not None
    assert thanks.state is StepState.DROPPED
    assert call is not None
    assert call.state is StepState.WAITING


def test_a_no_in_a_language_without_letters_is_filed_and_left_to_the_user(scene: Scene) -> None:
    scene.user.deliver(CZECH.content)

    scene.go(WEDNESDAY_NOON)

    (task,) = scene.run("tasks", "--json").lines
    assert scene.find(CZECH, "Opportunities").content == scene.find(CZECH).content
    assert scene.answers_to(CZECH) == ()
    assert task["who"] == "Jane Doe"
    assert task["points"] == ['Held: the mail is in "cs", you answer in en, de: write it yourself']


def test_samples_of_a_language_without_letters_are_refused(scene: Scene) -> None:
    finished = scene.home.command("replies preview", "--language", "cs")

    assert finished.code == 78
    assert "rules/cs/replies: there are no letters in this language" in finished.stderr


def test_no_command_decides_about_what_is_not_there(scene: Scene) -> None:
    finished = scene.home.command("close", "abcdef")

    assert finished.code == 2
    assert "there is no such opportunity" in finished.stderr


def test_samples_of_every_letter_of_a_language_can_be_read(scene: Scene) -> None:
    previews = scene.run("replies preview", "--language", "de", "--json").lines

    shipped = Path(__file__).parents[2] / "rules" / "de" / "replies"
    names = {path.name.removesuffix(".txt.j2") for path in shipped.glob("[!_]*.j2")}
    assert {line["template"].split("/")[1].split(",")[0] for line in previews} == names
    assert all(line["text"].strip() for line in previews)
