"""Taking in what came before a no, and the no that it belongs to, in one batch or in several."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.opportunities import Opportunity, State, Step, StepKind, StepState
from mailwatch.domain.records import Story
from mailwatch.steps.observe import FIRST_LOOK_BACK
from mailwatch.steps.take_in import take_in
from mailwatch.steps.work import Work
from tests.support.builders import LUNCH, NORTHWIND, TUESDAY, TUESDAY_NOON, Letter
from tests.support.doubles import MemoryReader
from tests.support.search import ADA, WEEK, invitation, no, receipt
from tests.wire.test_steps_take_in import ACCOUNT, desk

NOW = TUESDAY_NOON.astimezone(UTC)
DESIGNER, ILLUSTRATOR = "Brand Designer", "Illustrator"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


def read(ledger: Ledger, *letters: Letter, account: str = "main", mailbox: str = "INBOX") -> None:
    """Take in letters that lie in one mailbox."""
    reader = MemoryReader(*(letter.content for letter in letters))
    work = Work(replace(ACCOUNT, name=account), desk(), NOW)
    take_in(reader, ledger.intake, work, mailbox)


def stories(ledger: Ledger) -> list[Story]:
    return [ledger.records.story(one.key) for one, _ in ledger.records.opportunities()]


def only(ledger: Ledger) -> tuple[Opportunity, Step]:
    (story,) = stories(ledger)
    (step,) = story.steps
    return story.opportunity, step


PAST = (receipt(DESIGNER), invitation(DESIGNER))


@pytest.mark.parametrize("role", [DESIGNER, ""])
def test_a_machine_that_says_no_after_a_person_wrote_is_answered_to_the_person(
    ledger: Ledger, role: str
) -> None:
    read(ledger, *PAST, no(role))

    opportunity, step = only(ledger)
    assert (opportunity.stage, opportunity.state) == ("interview", State.OPEN)
    assert opportunity.facts.reply_to.email == ""
    assert (step.kind, step.state) == (StepKind.THANKS, StepState.WAITING)
    assert step.addressee is not None
    assert step.addressee.address.email == "ada.smith@woodgrove.example"
    assert step.addressee.message_id == ""
    assert "nobody reads" in step.reason


def test_what_came_before_is_found_in_another_mailbox_and_account_and_pass(ledger: Ledger) -> None:
    read(ledger, PAST[0], account="other")
    read(ledger, PAST[1], mailbox="Jobs")
    read(ledger, no())

    (story,) = stories(ledger)
    assert [trace.stage for trace in story.before] == ["applied", "interview"]
    assert story.opportunity.stage == "interview"


def test_without_a_person_a_machine_is_answered_to_nobody(ledger: Ledger) -> None:
    read(ledger, PAST[0], no())

    opportunity, step = only(ledger)
    assert (opportunity.stage, step.state) == ("applied", StepState.HELD)
    assert step.reason.endswith("find a contact")


def test_a_nameless_no_between_two_applications_is_not_guessed_at(ledger: Ledger) -> None:
    read(ledger, receipt(DESIGNER), receipt(ILLUSTRATOR, 2), no())

    opportunity, step = only(ledger)
    assert opportunity.state is State.REVIEW
    assert set(opportunity.facts.open_roles) == {DESIGNER, ILLUSTRATOR}
    assert opportunity.facts.role == ""
    assert step.state is StepState.DROPPED
    assert step.reason.startswith("ambiguous: ")


def test_when_one_of_two_applications_has_had_its_no_the_next_one_is_about_the_other(
    ledger: Ledger,
) -> None:
    read(ledger, *PAST, receipt(ILLUSTRATOR, 2), no(DESIGNER))
    read(
        ledger, no(message_id="<no-2@woodgrove.example>", sent_at=TUESDAY + WEEK / 14), mailbox="B"
    )

    second, first = stories(ledger)
    assert first.opportunity.facts.role == DESIGNER
    assert second.opportunity.state is State.OPEN
    assert [trace.role for trace in second.before] == [ILLUSTRATOR]


def test_three_copies_of_one_no_are_one_opportunity_with_one_past(ledger: Ledger) -> None:
    copies = [no(message_id=f"<no-{n}@woodgrove.example>") for n in range(3)]
    read(ledger, *PAST, *copies)
    read(ledger, *copies, account="other")

    (story,) = stories(ledger)
    assert len(story.before) == 2


LONG_AGO = TUESDAY - timedelta(days=426)


@pytest.mark.parametrize(
    "old", [receipt(DESIGNER, at=LONG_AGO), replace(NORTHWIND, sent_at=LONG_AGO)]
)
def test_a_thread_that_began_fourteen_months_ago_does_not_make_a_no_old(
    ledger: Ledger, old: Letter
) -> None:
    read(ledger, old)
    read(
        ledger,
        replace(NORTHWIND, message_id="<now@x.example>", references=old.message_id),
        mailbox="B",
    )

    newest = stories(ledger)[0].opportunity
    assert newest.message_id == "<now@x.example>"
    assert newest.received_at == TUESDAY.astimezone(UTC)
    assert ledger.records.story(newest.key).steps[0].state is StepState.WAITING


def test_a_receipt_fourteen_months_old_tells_nothing_outside_its_thread(ledger: Ledger) -> None:
    read(ledger, receipt(DESIGNER, at=LONG_AGO), no(DESIGNER))

    (story,) = stories(ledger)
    assert story.before == ()


def test_what_a_person_writes_in_the_thread_of_an_invitation_is_part_of_the_past(
    ledger: Ledger,
) -> None:
    chat = Letter(
        sender=ADA,
        subject="Re: Interview",
        text="Dear Lea,\n\nthe address is 5 Mill Lane.\n\nKind regards,\nAda Smith",
        message_id="<chat@woodgrove.example>",
        references=PAST[1].message_id,
        sent_at=TUESDAY - WEEK,
    )
    read(ledger, PAST[1])
    read(ledger, chat, mailbox="B")
    read(ledger, no(references="<chat@woodgrove.example>"), mailbox="C")

    (story,) = stories(ledger)
    assert [trace.message_id for trace in story.before] == [PAST[1].message_id, chat.message_id]


def test_no_trace_is_kept_of_private_mail_or_of_what_is_too_old(ledger: Ledger) -> None:
    ancient = receipt(DESIGNER, at=TUESDAY - 3 * FIRST_LOOK_BACK)
    read(ledger, LUNCH, ancient)
    read(ledger, no(), mailbox="B")

    for letter in (LUNCH, ancient):
        assert not ledger.intake.thread("main", (letter.message_id,)).is_known


@pytest.mark.parametrize(
    ("quoted", "is_unsure"),
    [("Thank you for the interview on Monday.", False), ("We would love to meet you.", True)],
)
def test_a_talk_that_the_users_own_quoted_words_speak_of_is_part_of_the_past(
    ledger: Ledger, quoted: str, *, is_unsure: bool
) -> None:
    plain = no(DESIGNER)
    read(ledger, replace(plain, text=f"{plain.text}\n\nOn Monday, Lea wrote:\n> {quoted}\n> Lea"))

    opportunity, _ = only(ledger)
    assert opportunity.stage == "interview"
    assert opportunity.facts.is_talk_unsure is is_unsure
