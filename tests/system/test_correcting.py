"""What the user moves: into the folder of rejections, and into the one for what is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from mailwatch.domain.opportunities import State, Step, StepState
from tests.support.builders import LUNCH, RECEIPT, TUESDAY_NOON, WEDNESDAY_NOON, Letter
from tests.support.daemon import Finished
from tests.support.dovecot import Dovecot
from tests.support.scene import Scene, from_them, rejection, with_own_words

HOUR = timedelta(hours=1)
THURSDAY_NOON = WEDNESDAY_NOON + timedelta(days=1)
FRIDAY_NOON = WEDNESDAY_NOON + timedelta(days=2)
OURS, NOT_OURS = "Opportunities", "Opportunities/Not a rejection"

MISSED = rejection("Missed", text="Dear Lea,\n\nthe curtain has come down on this one.\n\nJane Doe")
COPIED = rejection("Copied", text="Dear Lea,\n\nthe music has stopped for now.\n\nJane Doe")
FILED = rejection("Filed")
CLOSED_SOON = rejection("Closedsoon")
ANSWERED_SOON = rejection("Answeredsoon")
DISMISSED_SOON = rejection("Dismissedsoon")
DISMISSED = rejection("Dismissed")
DISMISSED_EDITED = rejection("Dismissededited")
DISMISSED_COPY = rejection("Dismissedcopy")
SENT_FIRST = rejection("Sentfirst")
BACK_AGAIN = rejection("Backagain")
FOUND = (
    *(FILED, CLOSED_SOON, ANSWERED_SOON, DISMISSED_SOON, DISMISSED, DISMISSED_EDITED),
    *(DISMISSED_COPY, SENT_FIRST, BACK_AGAIN),
)
ALL_DISMISSED = (DISMISSED_SOON, DISMISSED, DISMISSED_EDITED, DISMISSED_COPY, SENT_FIRST)


@dataclass(frozen=True)
class Week:
    """The scene after a week of sorting, and what the passes said."""

    scene: Scene
    tuesday: Finished
    heard: Finished
    wednesday: Finished
    sorted_out: Finished
    thursday: Finished
    friday: Finished

    def thanks(self, letter: Letter) -> Step:
        """The first letter to a house."""
        step = self.scene.step(letter)
        assert step is not None
        return step


def named(*letters: Letter) -> set[str]:
    return {letter.message_id for letter in letters}


def ids(finished: Finished, event: str) -> set[str]:
    return {line["message_id"] for line in finished.events(event)}


@pytest.fixture(scope="module")
def week(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    scene = Scene.of(dovecot, tmp_path_factory)
    scene.user.fill(*(letter.content for letter in (*FOUND, MISSED, COPIED, LUNCH, RECEIPT)))
    tuesday = scene.go(TUESDAY_NOON)
    sort_on_tuesday(scene)
    heard, wednesday = scene.go(TUESDAY_NOON + HOUR), scene.go(WEDNESDAY_NOON)
    sort_on_wednesday(scene)
    sorted_out, thursday = scene.go(WEDNESDAY_NOON + HOUR), scene.go(THURSDAY_NOON)
    scene.move(scene.find(BACK_AGAIN, NOT_OURS), NOT_OURS, OURS)
    yield Week(scene, tuesday, heard, wednesday, sorted_out, thursday, scene.go(FRIDAY_NOON))
    scene.user.close()


def sort_on_tuesday(scene: Scene) -> None:
    """Before our own copies are seen again: file what was missed, and decide on some others."""
    scene.move(scene.find(MISSED), "INBOX", OURS)
    scene.user.deliver(COPIED.content, OURS)
    scene.run("close", scene.key(CLOSED_SOON))
    scene.user.deliver(from_them(ANSWERED_SOON, "Thank you! Have you time on Friday?").content)
    scene.move(scene.find(DISMISSED_SOON, OURS), OURS, NOT_OURS)


def sort_on_wednesday(scene: Scene) -> None:
    """After the drafts have been placed: say of five that they are none."""
    scene.edit(DISMISSED_EDITED, with_own_words)
    scene.send(SENT_FIRST)
    for letter in (DISMISSED, DISMISSED_EDITED, SENT_FIRST, BACK_AGAIN):
        scene.move(scene.find(letter, OURS), OURS, NOT_OURS)
    scene.user.deliver(DISMISSED_COPY.content, NOT_OURS)


def test_there_is_a_folder_for_what_is_no_rejection_as_soon_as_something_was_filed(
    week: Week,
) -> None:
    assert NOT_OURS in week.scene.user.server.mailboxes(week.scene.user.name, "LSUB")


def test_mail_that_the_user_puts_among_the_rejections_is_taken_in_as_one(week: Week) -> None:
    assert ids(week.tuesday, "took-in") == named(*FOUND)
    assert ids(week.heard, "took-in") == named(MISSED, COPIED)
    assert week.scene.story(MISSED).opportunity.state is State.OPEN


def test_it_says_who_made_a_rejection_of_it(week: Week) -> None:
    assert {line["by"] for line in week.heard.events("took-in")} == {"you"}


def test_what_the_user_has_sorted_is_answered_at_its_hour_like_any_other(week: Week) -> None:
    assert named(MISSED, COPIED) <= ids(week.wednesday, "placed")
    assert len(week.scene.answers_to(MISSED)) == len(week.scene.answers_to(COPIED)) == 1


def test_the_copies_that_we_filed_are_not_taken_in_again(week: Week) -> None:
    later = (week.wednesday, week.sorted_out, week.thursday)

    assert [each.events("took-in") for each in later] == [(), (), ()]
    assert week.scene.events(FILED) == ["received", "took-in", "filed", "placed"]


def test_the_copy_that_we_filed_does_not_open_again_what_the_user_closed(week: Week) -> None:
    assert week.scene.story(CLOSED_SOON).opportunity.state is State.CLOSED
    assert week.scene.answers_to(CLOSED_SOON) == ()


def test_the_copy_that_we_filed_does_not_turn_their_answer_into_a_no(week: Week) -> None:
    assert week.scene.story(ANSWERED_SOON).opportunity.state is State.ANSWERED
    assert week.scene.answers_to(ANSWERED_SOON) == ()


@pytest.mark.parametrize("letter", ALL_DISMISSED, ids=lambda letter: letter.message_id)
def test_what_the_user_says_is_no_rejection_is_closed(week: Week, letter: Letter) -> None:
    assert week.scene.story(letter).opportunity.state is State.CLOSED
    assert week.scene.events(letter).count("corrected") == 1


def test_what_is_dismissed_before_its_hour_is_never_drafted(week: Week) -> None:
    assert ids(week.heard, "dismissed") == named(DISMISSED_SOON)
    assert "placed" not in week.scene.events(DISMISSED_SOON)


def test_an_untouched_draft_is_withdrawn_with_its_opportunity(week: Week) -> None:
    assert ids(week.sorted_out, "withdrawn") == named(DISMISSED, DISMISSED_COPY, BACK_AGAIN)
    assert week.scene.answers_to(DISMISSED) == week.scene.answers_to(DISMISSED_COPY) == ()
    assert week.thanks(DISMISSED).reason == "you said that this is no rejection"


def test_a_draft_that_the_user_has_edited_is_left_to_them(week: Week) -> None:
    assert b"A line of my own." in week.scene.draft_to(DISMISSED_EDITED).content
    assert "withdrawn" not in week.scene.events(DISMISSED_EDITED)


@pytest.mark.parametrize("letter", ALL_DISMISSED, ids=lambda letter: letter.message_id)
def test_what_was_dismissed_is_never_drafted_again(week: Week, letter: Letter) -> None:
    later = (week.sorted_out, week.thursday, week.friday)

    assert not any(letter.message_id in ids(each, "placed") for each in later)


def test_what_was_put_back_among_the_rejections_is_answered_after_all(week: Week) -> None:
    assert ids(week.friday, "took-in") == named(BACK_AGAIN)
    assert week.scene.story(BACK_AGAIN).opportunity.state is State.OPEN
    assert len(week.scene.answers_to(BACK_AGAIN)) == 1


def test_no_other_mail_is_touched(week: Week) -> None:
    inbox = {stored.content: stored.flags for stored in week.scene.user.mail()}

    assert not any(inbox.values())
    assert inbox.keys() >= {LUNCH.content, RECEIPT.content, COPIED.content}


def test_what_the_user_says_is_remembered_for_learning(week: Week) -> None:
    with_corrections = {
        letter.message_id
        for letter in (MISSED, COPIED, BACK_AGAIN, *ALL_DISMISSED)
        if "corrected" in week.scene.events(letter)
    }

    assert len(with_corrections) == 8


def test_a_letter_that_had_been_sent_stays_sent(week: Week) -> None:
    assert week.thanks(SENT_FIRST).state is StepState.SENT
