"""Cadences, caps and days that they name, by configuration and command, on a real server."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from mailwatch.domain.opportunities import StepKind, StepState
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON, Letter
from tests.support.daemon import Finished
from tests.support.dovecot import Dovecot
from tests.support.scene import AFTER_A_TALK, Scene, rejection

SETTINGS = """
[replies]
drafts_per_day = 3
person_pause   = 2
never          = ["neverland.example"]

[cadence]
filled = { thanks = "never" }
interview = { check_ins = ["2 weeks"] }
"""

BID = (
    "Dear Lea,\n\nThank you for your tender. We regret to inform you that your tender was not"
    " successful and the contract has been awarded to another bidder. You may request a debrief"
    " within 7 days.\n\nJane Doe\n{house} Council"
)
GONE = (
    "Dear Lea,\n\nThank you for your application. Unfortunately, the position of {role} has"
    " already been filled.\n\nBest regards,\nJane Doe\n{house} Ltd"
)
LATER = AFTER_A_TALK.replace("We wish", "You are welcome to apply again in March.\n\nWe wish")

TENDER = rejection("Tender", text=BID)
FIRST = rejection("Twice")
SECOND = replace(rejection("Twice", role="illustrator"), message_id="<second@twice.example>")
NEVER = rejection("Neverland")
FILLED = rejection("Filled", text=GONE)
MARCH = rejection("March", text=LATER)
PLAIN = rejection("Plain")
FRIDAY_NOON = WEDNESDAY_NOON + timedelta(days=2)
ALL = (TENDER, FIRST, SECOND, NEVER, FILLED, MARCH, PLAIN)


@dataclass(frozen=True)
class Days:
    """The scene after two days, with what was said on the way."""

    scene: Scene
    shown: Finished
    tasks: Finished
    listed: Finished
    wednesday: Finished


@pytest.fixture(scope="module")
def days(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    scene = Scene.of(dovecot, tmp_path_factory, SETTINGS)
    scene.user.fill(*(letter.content for letter in ALL))
    scene.go(TUESDAY_NOON)
    shown = scene.run("show", scene.key(TENDER))
    tasks = scene.run("tasks", "--json")
    wednesday = scene.go(WEDNESDAY_NOON)
    listed = scene.run("list", "--json")
    scene.go(FRIDAY_NOON)
    for letter in (MARCH, PLAIN):
        scene.send(letter, at=FRIDAY_NOON)
    scene.go(FRIDAY_NOON + timedelta(hours=1))
    yield Days(scene, shown, tasks, listed, wednesday)
    scene.user.close()


def test_a_tender_is_answered_within_the_hour(days: Days) -> None:
    step = days.scene.step(TENDER)

    assert step is not None
    assert (step.state, step.due_at) == (StepState.PLACED, TUESDAY_NOON)


def test_a_deadline_is_shown_and_is_among_the_things_to_do(days: Days) -> None:
    (task,) = days.tasks.lines

    assert "1 December 2026 (You may request a debrief" in " ".join(days.shown.stdout.split())
    assert task["task"] == "thanks"
    assert task["due_at"] == "2026-11-30T23:00:00+00:00"
    assert "They set a time: You may request a debrief within 7 days" in task["points"]


def test_three_drafts_on_one_day_are_enough(days: Days) -> None:
    placed = [line["message_id"] for line in days.wednesday.events("placed")]

    assert len(placed) == 3


def test_what_waits_says_why(days: Days) -> None:
    waiting = {
        line["message_id"]: line["next_step"]["reason"]
        for line in days.listed.lines
        if line["next_step"] and line["next_step"]["state"] == "waiting"
    }

    assert len(waiting) == 1
    assert set(waiting.values()) <= {
        "the same person was written to lately",
        "[replies] drafts_per_day is 3",
    }


def test_what_waited_is_placed_when_there_is_room(days: Days) -> None:
    steps = [days.scene.step(letter) for letter in (FIRST, SECOND)]

    assert [step.state for step in steps if step] == [StepState.PLACED, StepState.PLACED]


@pytest.mark.parametrize(
    ("letter", "reason"),
    [(NEVER, "[replies] never names them"), (FILLED, '[cadence.filled] thanks is "never"')],
    ids=["never", "filled"],
)
def test_who_is_not_to_be_thanked_gets_no_draft_and_the_list_says_why(
    days: Days, letter: Letter, reason: str
) -> None:
    step = days.scene.step(letter)

    assert step is not None
    assert (step.state, step.reason) == (StepState.DROPPED, reason)


@pytest.mark.parametrize(
    ("letter", "day"),
    [(MARCH, date(2027, 3, 1)), (PLAIN, date(2026, 12, 14))],
    ids=["named", "set"],
)
def test_a_check_in_comes_on_the_day_that_they_named_or_as_the_user_has_set(
    days: Days, letter: Letter, day: date
) -> None:
    step = days.scene.step(letter, StepKind.CHECK_IN)

    assert step is not None
    assert step.due_at.date() == day
