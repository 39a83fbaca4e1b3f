"""What became of each draft, seen by IMAP alone: one morning, and as many fates as houses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from mailwatch.domain.opportunities import State, StepKind, StepState
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON, Letter
from tests.support.daemon import Finished
from tests.support.dovecot import Dovecot
from tests.support.scene import (
    Scene,
    bounce_of,
    by_hand,
    from_them,
    rejection,
    under_a_new_id,
    with_own_words,
)

UNTOUCHED = rejection("Untouched")
EDITED = rejection("Edited")
RENEWED = rejection("Renewed")
BESIDE = rejection("Beside")
BESIDE_ANSWERED = rejection("Besideanswered")
SENT = rejection("Sent")
SENT_ANEW = rejection("Sentanew")
BY_HAND_BEFORE = rejection("Before")
BY_HAND_AFTER = rejection("After")
BY_HAND_EDITED = rejection("Handedited")
BINNED = rejection("Binned")
EXPUNGED = rejection("Expunged")
MARKED = rejection("Marked")
ANSWERED = rejection("Answered")
ANSWERED_EDITED = rejection("Answerededited")
BOUNCED = rejection("Bounced")
AWAY = rejection("Away")
LATE = rejection("Late")
LOST = rejection("Lost")
REPEATED = rejection("Repeated")
DOUBTED = rejection("Doubted")
CLOSED = rejection("Closed")
CLOSED_EDITED = rejection("Closededited")
WON = rejection("Won")
ALL = (
    *(UNTOUCHED, EDITED, RENEWED, SENT, SENT_ANEW, BY_HAND_BEFORE, BY_HAND_AFTER, BY_HAND_EDITED),
    *(
        BESIDE,
        BESIDE_ANSWERED,
        BINNED,
        EXPUNGED,
        MARKED,
        ANSWERED,
        ANSWERED_EDITED,
        BOUNCED,
        AWAY,
        LATE,
        LOST,
        REPEATED,
        DOUBTED,
    ),
    *(CLOSED, CLOSED_EDITED, WON),
)
BEFORE = ["received", "took-in", "filed"]
PLACED = [*BEFORE, "placed"]

ANSWER = "Dear Lea,\n\nthank you, that was kind. Would you have time for a call on Friday?\n\nJane"
SECOND_NO = (
    "Dear Lea,\n\nwe have to tell you once more that unfortunately we have decided to move forward"
    " with another candidate.\n\nJane"
)
PERHAPS = (
    "Dear Lea,\n\nwe cannot offer you this position, but we would like to consider you for another"
    " role, that of an illustrator. Are you interested?\n\nJane"
)
HOUR = timedelta(hours=1)
AN_HOUR_ON = WEDNESDAY_NOON + HOUR
THURSDAY_NOON = WEDNESDAY_NOON + timedelta(days=1)


@dataclass(frozen=True)
class Morning:
    """The scene after all passes, and what the passes said."""

    scene: Scene
    placed: Finished
    seen: Finished
    minutes_later: Finished
    half_an_hour_later: Finished
    next_day: Finished

    def said_of(self, letter: Letter) -> list[str]:
        """What the passes since the draft was placed said of an opportunity, in order."""
        passes = (self.seen, self.minutes_later, self.half_an_hour_later, self.next_day)
        lines = [line for each in passes for line in each.lines]
        return [line["event"] for line in lines if line.get("message_id") == letter.message_id]


@pytest.fixture(scope="module")
def morning(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    scene = Scene.of(dovecot, tmp_path_factory, "[replies]\ndrafts_per_day = 40\n")
    scene.user.fill(*(letter.content for letter in ALL))
    scene.go(TUESDAY_NOON)
    scene.user.deliver(by_hand(BY_HAND_BEFORE).content, "Sent")
    placed = scene.go(WEDNESDAY_NOON)
    live_an_hour(scene)
    yield Morning(
        scene,
        placed,
        scene.go(AN_HOUR_ON),
        scene.go(AN_HOUR_ON + timedelta(minutes=10)),
        scene.go(AN_HOUR_ON + timedelta(minutes=30)),
        scene.go(THURSDAY_NOON),
    )
    scene.user.close()


def live_an_hour(scene: Scene) -> None:
    """Do to each draft what its house is named for."""
    for letter in (EDITED, BY_HAND_EDITED, ANSWERED_EDITED, CLOSED_EDITED):
        scene.edit(letter, with_own_words)
    scene.edit(RENEWED, under_a_new_id)
    for letter in (BESIDE, BESIDE_ANSWERED):
        scene.user.deliver(with_own_words(scene.draft_to(letter).content), "Drafts")
    scene.send(SENT)
    scene.send(SENT_ANEW, under_a_new_id)
    for letter in (BY_HAND_AFTER, BY_HAND_EDITED):
        scene.user.deliver(by_hand(letter).content, "Sent")
    scene.move(scene.draft_to(BINNED), "Drafts", "Trash")
    scene.expunge("Drafts", scene.draft_to(EXPUNGED))
    scene.flag(scene.draft_to(MARKED), "Drafts", r"\Deleted")
    for letter in (ANSWERED, ANSWERED_EDITED, BESIDE_ANSWERED):
        scene.user.deliver(from_them(letter, ANSWER).content)
    scene.user.deliver(from_them(REPEATED, SECOND_NO).content)
    scene.user.deliver(from_them(DOUBTED, PERHAPS).content)
    scene.user.deliver(bounce_of(scene.send(BOUNCED)))
    scene.user.deliver(away(from_them(AWAY, "I am out of the office.", to=scene.send(AWAY))))
    scene.user.deliver(bounce_of(scene.send(LATE), action="delayed"))
    scene.user.deliver(away(from_them(LOST, "I am out of the office.")))
    scene.expunge("Drafts", scene.draft_to(LOST))
    for letter in (CLOSED, CLOSED_EDITED):
        scene.run("close", scene.key(letter))
    scene.run("won", scene.key(WON))


def away(letter: Letter) -> bytes:
    return b"Auto-Submitted: auto-replied\r\n" + letter.content


@pytest.mark.parametrize(
    ("letter", "events", "state"),
    [
        (UNTOUCHED, PLACED, StepState.PLACED),
        (EDITED, [*PLACED, "edited"], StepState.EDITED),
        (RENEWED, [*PLACED, "edited"], StepState.EDITED),
        (BESIDE, [*PLACED, "edited"], StepState.EDITED),
        (BESIDE_ANSWERED, [*PLACED, "answered", "edited"], StepState.EDITED),
        (SENT, [*PLACED, "sent"], StepState.SENT),
        (SENT_ANEW, [*PLACED, "sent"], StepState.SENT),
        (BY_HAND_BEFORE, [*BEFORE, "dropped"], StepState.DROPPED),
        (BY_HAND_AFTER, [*PLACED, "dropped"], StepState.DROPPED),
        (BY_HAND_EDITED, [*PLACED, "dropped"], StepState.DROPPED),
        (BINNED, [*PLACED, "discarded"], StepState.DISCARDED),
        (EXPUNGED, [*PLACED, "missing", "gone"], StepState.GONE),
        (MARKED, [*PLACED, "missing", "gone"], StepState.GONE),
        (ANSWERED, [*PLACED, "answered", "dropped"], StepState.DROPPED),
        (ANSWERED_EDITED, [*PLACED, "answered", "edited"], StepState.EDITED),
        (BOUNCED, [*PLACED, "bounced", "sent"], StepState.SENT),
        (AWAY, [*PLACED, "auto-reply", "sent"], StepState.SENT),
        (LATE, [*PLACED, "auto-reply", "sent"], StepState.SENT),
        (LOST, [*PLACED, "auto-reply", "missing", "gone"], StepState.GONE),
        (REPEATED, [*PLACED, "repeated"], StepState.PLACED),
        (DOUBTED, [*PLACED, "doubtful"], StepState.PLACED),
        (CLOSED, [*PLACED, "closed", "dropped"], StepState.DROPPED),
        (CLOSED_EDITED, [*PLACED, "closed", "edited"], StepState.EDITED),
        (WON, [*PLACED, "won", "dropped"], StepState.DROPPED),
    ],
    ids=lambda value: value.message_id if isinstance(value, Letter) else "",
)
def test_each_thing_that_became_of_a_draft_stands_once_on_the_timeline(
    morning: Morning, letter: Letter, events: list[str], state: StepState
) -> None:
    thanks = morning.scene.step(letter)

    # What happened elsewhere has the time of that; the order here is that of being told.
    assert sorted(morning.scene.events(letter)) == sorted(events)
    assert thanks is not None
    assert thanks.state is state


@pytest.mark.parametrize(
    ("letter", "count"),
    [
        (UNTOUCHED, 1),
        (EDITED, 1),
        (RENEWED, 1),
        (BESIDE, 2),
        (BESIDE_ANSWERED, 1),
        (BY_HAND_EDITED, 1),
        (ANSWERED_EDITED, 1),
        (CLOSED_EDITED, 1),
        (REPEATED, 1),
        (DOUBTED, 1),
        (MARKED, 1),
        (SENT, 0),
        (SENT_ANEW, 0),
        (BY_HAND_BEFORE, 0),
        (BY_HAND_AFTER, 0),
        (BINNED, 0),
        (EXPUNGED, 0),
        (ANSWERED, 0),
        (BOUNCED, 0),
        (LATE, 0),
        (LOST, 0),
        (CLOSED, 0),
        (WON, 0),
    ],
    ids=lambda value: value.message_id if isinstance(value, Letter) else "",
)
def test_an_untouched_draft_goes_where_it_is_not_needed_and_any_other_stays(
    morning: Morning, letter: Letter, count: int
) -> None:
    assert len(morning.scene.answers_to(letter)) == count


def test_each_letter_that_was_not_answered_by_hand_is_placed_once(morning: Morning) -> None:
    placed = {line["message_id"] for line in morning.placed.events("placed")}

    assert placed == {letter.message_id for letter in ALL if letter is not BY_HAND_BEFORE}
    assert len(morning.placed.events("placed")) == len(ALL) - 1


def test_nothing_is_placed_a_second_time(morning: Morning) -> None:
    passes = (
        *(morning.seen, morning.minutes_later, morning.half_an_hour_later),
        morning.next_day,
    )

    assert [line for each in passes for line in each.events("placed")] == []


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (UNTOUCHED, []),
        (EDITED, ["edited"]),
        (RENEWED, ["edited"]),
        (SENT, ["sent", "planned"]),
        (SENT_ANEW, ["sent", "planned"]),
        (BY_HAND_AFTER, ["dropped", "planned"]),
        (BINNED, ["discarded"]),
        (EXPUNGED, ["gone"]),
        (LOST, ["gone", "planned"]),
        (LATE, ["sent", "planned"]),
        (BOUNCED, ["sent"]),
        (AWAY, ["sent", "planned"]),
        (CLOSED, ["dropped"]),
    ],
    ids=lambda value: value.message_id if isinstance(value, Letter) else "",
)
def test_each_thing_is_said_once_with_what_follows_from_it(
    morning: Morning, letter: Letter, said: list[str]
) -> None:
    assert morning.said_of(letter) == said


def test_a_draft_that_left_drafts_is_given_a_quarter_of_an_hour_to_show_up_in_sent(
    morning: Morning,
) -> None:
    assert morning.seen.events("gone") == morning.minutes_later.events("gone") == ()
    gone = {line["message_id"] for line in morning.half_an_hour_later.events("gone")}
    assert gone == {EXPUNGED.message_id, MARKED.message_id, LOST.message_id}


def test_when_all_has_been_seen_there_is_nothing_more_to_say(morning: Morning) -> None:
    assert morning.next_day.lines == ()


@pytest.mark.parametrize(
    ("letter", "state"),
    [
        (ANSWERED, State.ANSWERED),
        (ANSWERED_EDITED, State.ANSWERED),
        (BOUNCED, State.OPEN),
        (AWAY, State.OPEN),
        (LATE, State.OPEN),
        (REPEATED, State.OPEN),
        (DOUBTED, State.OPEN),
        (CLOSED, State.CLOSED),
        (WON, State.WON),
    ],
    ids=lambda value: value.message_id if isinstance(value, Letter) else "",
)
def test_only_an_answer_opens_the_door_again(
    morning: Morning, letter: Letter, state: State
) -> None:
    assert morning.scene.story(letter).opportunity.state is state


def test_a_second_no_in_the_thread_is_news_and_no_new_opportunity(morning: Morning) -> None:
    assert len(morning.scene.stories) == len(ALL)
    (news,) = morning.seen.events("repeated")
    assert news["opportunity"] == morning.scene.key(REPEATED)


@pytest.mark.parametrize(
    "letter",
    [SENT, SENT_ANEW, BY_HAND_BEFORE, BY_HAND_AFTER, AWAY, LATE, LOST],
    ids=lambda letter: letter.message_id,
)
def test_a_letter_that_went_out_is_followed_by_one_in_three_months(
    morning: Morning, letter: Letter
) -> None:
    check_in = morning.scene.step(letter, StepKind.CHECK_IN)

    assert check_in is not None
    assert check_in.state is StepState.WAITING
    assert (check_in.due_at - WEDNESDAY_NOON).days in range(88, 95)


@pytest.mark.parametrize(
    "letter",
    [UNTOUCHED, EDITED, BINNED, EXPUNGED, ANSWERED, BOUNCED, CLOSED, WON],
    ids=lambda letter: letter.message_id,
)
def test_what_was_not_sent_came_back_or_has_ended_is_not_followed_up(
    morning: Morning, letter: Letter
) -> None:
    assert morning.scene.step(letter, StepKind.CHECK_IN) is None


@pytest.mark.parametrize(
    ("letter", "reason"),
    [
        (BY_HAND_BEFORE, "you have already answered"),
        (BY_HAND_AFTER, "you have already answered"),
        (ANSWERED, "they have answered"),
        (CLOSED, "it is closed"),
    ],
    ids=lambda value: value.message_id if isinstance(value, Letter) else "",
)
def test_a_letter_that_is_not_needed_any_more_says_why(
    morning: Morning, letter: Letter, reason: str
) -> None:
    thanks = morning.scene.step(letter)

    assert thanks is not None
    assert thanks.reason == reason


@pytest.fixture
def scene(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene.of(dovecot, tmp_path_factory)
    found.user.deliver(SENT.content)
    found.go(WEDNESDAY_NOON)
    yield found
    found.user.close()


def test_a_check_in_is_placed_though_the_thanks_in_sent_answer_the_same_mail(scene: Scene) -> None:
    scene.send(SENT)
    scene.go(AN_HOUR_ON)

    placed = scene.go(AN_HOUR_ON + timedelta(days=100)).events("placed")

    assert [line["step"]["kind"] for line in placed] == ["check-in"]
    assert len(scene.answers_to(SENT)) == 1


def test_sent_mail_under_a_new_uidvalidity_is_no_second_answer(scene: Scene) -> None:
    scene.user.deliver(by_hand(SENT).content, "Sent")
    scene.go(AN_HOUR_ON)
    renumber(scene, "Sent")

    scene.go(THURSDAY_NOON)

    check_in = scene.step(SENT, StepKind.CHECK_IN)
    assert check_in is not None
    assert check_in.state is StepState.WAITING
    assert scene.events(SENT).count("dropped") == 1


def renumber(scene: Scene, mailbox: str) -> None:
    """Make a mailbox anew with the same mail: it then has another UIDVALIDITY."""
    kept = scene.user.mail(mailbox)
    with scene.user.server.raw(scene.user.name) as client:
        client.rename(mailbox, f"{mailbox}-before")
        client.create(mailbox)
    for stored in kept:
        scene.user.deliver(stored.content, mailbox)


def test_a_draft_that_is_no_longer_marked_as_deleted_is_placed_as_before(scene: Scene) -> None:
    draft = scene.draft_to(SENT)
    scene.flag(draft, "Drafts", r"\Deleted")
    scene.go(AN_HOUR_ON)
    scene.user.server.command(
        scene.user.name, "Drafts", "STORE", str(draft.uid), "-FLAGS", r"(\Deleted)"
    )

    scene.go(THURSDAY_NOON)

    thanks = scene.step(SENT)
    assert thanks is not None
    assert thanks.state is StepState.PLACED
