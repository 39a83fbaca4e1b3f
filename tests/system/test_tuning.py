"""Learning from what the user corrected: review, suggest, backtest, new; on a real server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from mailwatch.domain.opportunities import State, StepState
from tests.support.builders import (
    INTERVIEW,
    LUNCH,
    NORTHWIND,
    RECEIPT,
    TUESDAY_NOON,
    WEDNESDAY_NOON,
    Letter,
)
from tests.support.daemon import Finished
from tests.support.dovecot import Dovecot
from tests.support.scene import Scene, rejection

OURS, NOT_OURS = "Opportunities", "Opportunities/Not a rejection"
OPERATOR = 78

# Two that the rules do not find, and that share words; one was moved, of one a copy was made.
MISSED = rejection(
    "Missed", text="Dear Lea,\n\nthe curtain has come down on your entry this time.\n\nJane Doe"
)
COPIED = rejection(
    "Copied", text="Hello Lea,\n\nthis year the curtain has come down on your entry.\n\nJane Doe"
)
UNSORTED = rejection(
    "Unsorted", text="Hi Lea,\n\nhere, too, the curtain has come down on your entry.\n\nJane Doe"
)
# Two that the rules find, though they are none.
DRILLS = tuple(
    rejection(
        house,
        text=NORTHWIND.text.replace("\n\n", f"\n\n{drill}\n\n", 1).replace("Northwind", house),
    )
    for house, drill in (
        ("Monday", "This is a drill for our new staff, first round."),
        ("Friday", "This is a drill for our new staff, second round."),
    )
)
# Somebody passed on a no: whose it is only Lea can tell.
DOUBTFUL = tuple(
    Letter(
        sender=f"Jane Doe <jane@{house}.example>",
        subject="Fwd: Your application",
        text=(
            "Hello Lea,\n\nthis came to us.\n\n---------- Forwarded message ---------\n"
            f"From: Sam Lee <sam@{house}.example>\nDate: Mon, 23 Nov 2026 at 10:00\n"
            f"Subject: Your application\nTo: Jane Doe <jane@{house}.example>\n\n"
            "Thank you for your application. After careful consideration we have decided to move"
            " forward with another candidate.\n\nBest regards,\nSam Lee"
        ),
        message_id=f"<perhaps@{house}.example>",
    )
    for house in ("yes", "no", "later", "unseen")
)
YES, NO, LATER, UNSEEN = DOUBTFUL
PHRASE = "curtain has come down on your"


@dataclass(frozen=True)
class Lesson:
    """The scene after some corrections, and what the commands said."""

    scene: Scene
    reviewing: Finished
    suggested: Finished

    def phrases(self, kind: str) -> list[str]:
        """The phrases that were suggested, of one kind."""
        return [line["phrase"] for line in self.suggested.lines if line["kind"] == kind]


@dataclass(frozen=True)
class Rules:
    """What the commands said when a phrase was taken over, wrongly at first."""

    wrong: Finished
    was_written: bool
    new: Finished
    checked: Finished
    compared: Finished


@pytest.fixture(scope="module")
def lesson(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    scene = Scene.of(dovecot, tmp_path_factory)
    for letter in (*DRILLS, *DOUBTFUL, MISSED, COPIED, NORTHWIND, LUNCH, RECEIPT, INTERVIEW):
        scene.user.deliver(letter.content)
    scene.go(TUESDAY_NOON)
    scene.move(scene.find(MISSED), "INBOX", OURS)
    scene.user.deliver(COPIED.content, OURS)
    for letter in DRILLS:
        scene.move(scene.find(letter, OURS), OURS, NOT_OURS)
    scene.go(TUESDAY_NOON + timedelta(hours=1))
    reviewing = scene.press("r\nxn\nsq", TUESDAY_NOON + timedelta(hours=1))
    scene.go(WEDNESDAY_NOON)
    yield Lesson(scene, reviewing, scene.run("rules suggest", "--json"))
    scene.user.close()


@pytest.fixture(scope="module")
def rules(lesson: Lesson) -> Rules:
    scene = lesson.scene
    scene.user.deliver(UNSORTED.content)
    own = scene.home.folder / "rules" / "en" / "rejection.toml"
    wrong = scene.home.command("rules new", "en", "--name", "curtain")
    return Rules(
        wrong,
        was_written=own.exists(),
        new=scene.run("rules new", "en", "--name", "curtain", "--phrase", PHRASE),
        checked=scene.run("rules check"),
        compared=scene.run("rules backtest", "--json"),
    )


def test_review_shows_the_doubtful_ones_and_what_made_them_so(lesson: Lesson) -> None:
    shown = lesson.reviewing.stdout

    assert "1 of 4" in shown
    assert "Jane Doe <jane@yes.example>" in shown
    assert "After careful consideration" in shown


def test_what_is_reviewed_as_a_rejection_is_filed_and_answered(lesson: Lesson) -> None:
    opened = [o for o in DOUBTFUL if lesson.scene.story(o).opportunity.state is State.OPEN]

    (yes,) = opened
    assert len(lesson.scene.answers_to(yes)) == 1
    assert lesson.scene.find(yes, OURS).flags == frozenset()


def test_what_is_reviewed_as_none_is_closed_and_never_answered(lesson: Lesson) -> None:
    closed = [o for o in DOUBTFUL if lesson.scene.story(o).opportunity.state is State.CLOSED]

    (no,) = closed
    assert lesson.scene.answers_to(no) == ()
    assert lesson.scene.events(no)[-1] == "corrected"


def test_what_is_skipped_or_not_reached_stays_doubtful(lesson: Lesson) -> None:
    left = [o for o in DOUBTFUL if lesson.scene.story(o).opportunity.state is State.REVIEW]

    assert len(left) == 2
    assert all(lesson.scene.answers_to(letter) == () for letter in left)


def test_words_that_two_missed_mails_share_are_suggested(lesson: Lesson) -> None:
    (curtain,) = (line for line in lesson.suggested.lines if "curtain" in line["phrase"])

    assert (curtain["phrase"], curtain["kind"], curtain["found"]) == (PHRASE, "strong", 2)
    assert PHRASE in curtain["example"]


def test_words_that_two_false_alarms_share_are_suggested_as_a_veto(lesson: Lesson) -> None:
    assert any("drill" in phrase for phrase in lesson.phrases("veto"))


def test_what_true_rejections_say_is_not_suggested_as_a_veto(lesson: Lesson) -> None:
    assert not any("another candidate" in phrase for phrase in lesson.phrases("veto"))


@pytest.mark.long
def test_a_wrong_rule_is_refused_with_advice_and_not_written(rules: Rules) -> None:
    assert rules.wrong.code == OPERATOR
    assert rules.wrong.stderr.startswith("mailwatch: ")
    assert 'rule "curtain": phrases is empty' in rules.wrong.stderr
    assert not rules.was_written


@pytest.mark.long
def test_a_phrase_that_is_taken_over_passes_the_check(rules: Rules) -> None:
    assert "written" in rules.new.stdout
    assert rules.checked.stdout.splitlines()[-1].endswith(", 0 failed")


@pytest.mark.long
def test_a_backtest_shows_what_a_rule_of_ones_own_changes_and_nothing_else(rules: Rules) -> None:
    changes = {line["message_id"]: line for line in rules.compared.lines}

    assert changes.keys() == {COPIED.message_id, UNSORTED.message_id}
    unsorted = changes[UNSORTED.message_id]
    assert (unsorted["before"], unsorted["after"]) == ("other", "rejection")
    assert unsorted["because"] == [f"{PHRASE} (curtain)"]


@pytest.mark.long
def test_a_backtest_changes_nothing(lesson: Lesson, rules: Rules) -> None:
    assert rules.compared.code == 0
    assert UNSORTED.message_id not in lesson.scene.stories
    assert lesson.scene.find(UNSORTED).flags == frozenset()


def test_reading_for_a_lesson_leaves_the_mail_as_it_was(lesson: Lesson) -> None:
    assert not any(stored.flags for stored in lesson.scene.user.mail(OURS))
    assert not any(stored.flags for stored in lesson.scene.user.mail(NOT_OURS))


def test_the_letters_of_what_was_sorted_are_placed(lesson: Lesson) -> None:
    for letter in (MISSED, COPIED):
        thanks = lesson.scene.step(letter)
        assert thanks is not None
        assert thanks.state is StepState.PLACED
