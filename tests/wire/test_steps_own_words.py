"""Reading the user's own words out of Sent, on a real server and a real ledger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.mail.messages import Identified, MessageRef
from mailwatch.domain.records import OwnWords, Story
from mailwatch.steps.observe import observe
from mailwatch.steps.own_words import MOST_READ, own_words
from mailwatch.steps.take_in import take_in
from mailwatch.steps.work import Work
from tests.support.builders import LUNCH, TUESDAY, TUESDAY_NOON, Letter
from tests.support.doubles import MemoryReader, ids_of
from tests.support.search import from_lea, no, receipt
from tests.support.user import User
from tests.wire.test_steps_take_in import desk, work

DESIGNER = "Brand Designer"
RECEIPT = receipt(DESIGNER)
TALKED = "Dear Ada,\n\nthank you for the interview on Tuesday.\n\nLea"
THANKS = from_lea(TALKED, RECEIPT.message_id)
NO = no(references=f"{RECEIPT.message_id} {THANKS.message_id}")
SENT = MessageRef("main", "Sent", 1, 1000)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


def take(user: User, ledger: Ledger) -> None:
    session = user.connect()
    given = Work(user.account, desk(), TUESDAY_NOON.astimezone(UTC))
    take_in(session, ledger.intake, given, "INBOX")
    observe(session, ledger.sightings, given)


def story_of(ledger: Ledger) -> Story:
    ((opportunity, _),) = ledger.records.opportunities()
    return ledger.records.story(opportunity.key)


def told_by(ledger: Ledger, *letters: Letter) -> tuple[MemoryReader, OwnWords]:
    """Read letters that lie in Sent, in a mailbox in memory that says what was fetched."""
    return read(ledger, *(letter.content for letter in letters))


def read(ledger: Ledger, *mails: bytes) -> tuple[MemoryReader, OwnWords]:
    reader = MemoryReader(*mails)
    seen = [
        Identified(uid, own, frozenset(answers.split()), is_deleted=False)
        for uid, mail in reader.mails.items()
        for own, answers in [ids(mail)]
    ]
    return reader, own_words(reader, ledger.sightings, work(), SENT, seen)


def ids(mail: bytes) -> tuple[str, str]:
    own, _ = ids_of(mail)
    _, answers = ids_of(mail.replace(b"References: ", b"In-Reply-To: "))
    return own, answers


def with_receipt(ledger: Ledger) -> None:
    take_in(MemoryReader(RECEIPT.content), ledger.intake, work(), "INBOX")


@pytest.mark.parametrize("is_late", [False, True])
def test_a_note_of_thanks_in_sent_is_part_of_the_past_whether_read_before_the_no_or_after(
    user: User, ledger: Ledger, *, is_late: bool
) -> None:
    user.deliver(RECEIPT.content)
    user.deliver(THANKS.content, "Sent")
    if not is_late:
        take(user, ledger)
    user.deliver(NO.content)

    take(user, ledger)

    story = story_of(ledger)
    assert story.opportunity.stage == "interview"
    assert not story.opportunity.facts.is_talk_unsure
    assert [trace.is_own for trace in story.before] == [False, True]


def test_another_look_at_sent_changes_nothing(user: User, ledger: Ledger) -> None:
    user.deliver(RECEIPT.content)
    user.deliver(THANKS.content, "Sent")
    user.deliver(NO.content)
    take(user, ledger)
    known = story_of(ledger)

    take(user, ledger)
    with user.server.raw(user.name) as client:
        client.rename('"Sent"', '"Old"')
    user.create("Sent")
    user.deliver(THANKS.content, "Sent")
    take(user, ledger)

    assert story_of(ledger) == known


def test_own_mail_alone_makes_a_thread_too(ledger: Ledger) -> None:
    pitch = from_lea("Dear Ada,\n\nmay I show you my work?\n\nLea", message_id="<1@example.org>")
    thanks = from_lea(
        "Thank you for the interview for the position.", "<1@example.org>", message_id="<2@x.org>"
    )

    _, words = told_by(ledger, pitch, thanks)

    assert [trace.message_id for trace in words.traces] == ["<2@x.org>"]


def test_only_mail_in_threads_that_are_known_is_fetched(ledger: Ledger) -> None:
    with_receipt(ledger)
    elsewhere = replace(THANKS, message_id="<2@example.org>", references="<a@friends.example>")
    alone = replace(THANKS, message_id="<3@example.org>", references="")

    reader, words = told_by(ledger, elsewhere, THANKS, alone, LUNCH)

    assert reader.fetched == [2]
    assert [trace.message_id for trace in words.traces] == [THANKS.message_id]


def test_of_many_no_more_than_so_many_are_fetched_those_of_a_search_first(
    ledger: Ledger,
) -> None:
    with_receipt(ledger)
    chat = [
        from_lea("Yes.", f"<{number - 1}@example.org>", message_id=f"<{number}@example.org>")
        for number in range(2 * MOST_READ)
    ]

    reader, words = told_by(ledger, THANKS, *chat)

    assert len(reader.fetched) == MOST_READ
    assert reader.fetched[0] == 1
    assert [trace.message_id for trace in words.traces] == [THANKS.message_id]


@pytest.mark.parametrize("broken", [b"", b"nothing of a mail\r\n\r\n"])
def test_what_cannot_be_read_is_passed_over(ledger: Ledger, broken: bytes) -> None:
    with_receipt(ledger)
    reader = MemoryReader(broken, THANKS.content)
    seen = [
        Identified(uid, f"<{uid}@x.org>", frozenset({RECEIPT.message_id}), is_deleted=False)
        for uid in reader.mails
    ]

    words = own_words(reader, ledger.sightings, work(), SENT, seen)

    assert reader.fetched == [1, 2]
    assert [trace.message_id for trace in words.traces] == [THANKS.message_id]


def test_thanks_that_are_sent_after_the_no_tell_nothing_of_what_came_before_it(
    user: User, ledger: Ledger
) -> None:
    user.deliver(replace(NO, references="").content)
    hour_later = TUESDAY + timedelta(hours=1)
    user.deliver(from_lea(TALKED, NO.message_id, at=hour_later).content, "Sent")

    take(user, ledger)

    story = story_of(ledger)
    assert story.opportunity.stage != "interview"
    assert story.before == ()
    assert story.steps[0].reason == "you have already answered"
