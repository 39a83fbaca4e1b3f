"""What the ledger promises of letters to somebody else, and of the houses that wrote before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.linking import Heard
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import Addressee, State, Step, StepKind, StepState
from mailwatch.domain.records import Found, News
from mailwatch.domain.writing.drafts import Attempt, Placement
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON, draft, entry, shelf, step

NOON = TUESDAY_NOON.astimezone(UTC)
DUE = WEDNESDAY_NOON.astimezone(UTC)
FRIEND = Addressee(Address("Sam Lee", "sam@friends.example"), "informal")
NOTE = replace(step(kind=StepKind.REFERRER), addressee=FRIEND)
ADVISER = Addressee(
    Address("Jane Doe", "jane@corp.example"),
    message_id="<advice@corp.example>",
    references=("<no@corp.example>", "<thanks@example.org>"),
    subject="Re: Your application",
)
THANKS = replace(step(kind=StepKind.FEEDBACK_THANKS), addressee=ADVISER)
ADVICE = News("key-1", Heard.ANSWERED, NOON, (THANKS,))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        first = entry()
        opened.intake.record(first.opportunity.ref, Found((first,)), NOON, wants_filing=False)
        yield opened


def kept(ledger: Ledger, kind: StepKind) -> Step:
    return next(each for each in ledger.records.story("key-1").steps if each.kind is kind)


def place(ledger: Ledger, placed: Step) -> None:
    ledger.outbox.mark_appending(placed, draft(f"<{placed.kind}@x.example>"), Attempt(shelf(), DUE))
    ledger.outbox.mark_placed(placed, Placement("Drafts", 5, 12), DUE)


def hear(ledger: Ledger, news: News) -> None:
    ref = entry().opportunity.ref
    ledger.intake.record(ref, Found(news=(news,)), NOON, wants_filing=False)


def test_a_letter_to_somebody_else_keeps_its_addressee(ledger: Ledger) -> None:
    assert ledger.decisions.write_to(NOTE, NOON)

    assert kept(ledger, StepKind.REFERRER) == NOTE


def test_it_is_due_for_its_addressee_and_opens_a_thread(ledger: Ledger) -> None:
    ledger.decisions.write_to(NOTE, NOON)

    due = {each.kind: about for about, each in ledger.outbox.due("main", DUE)}

    note, thanks = due[StepKind.REFERRER], due[StepKind.THANKS]
    assert note.facts.reply_to == note.facts.contact == FRIEND.address
    assert (note.message_id, note.references, note.facts.form) == ("", (), "informal")
    assert thanks.message_id == "<no@corp.example>"
    assert thanks.facts.reply_to != FRIEND.address


def test_a_note_that_waits_can_be_given_another_addressee(ledger: Ledger) -> None:
    ledger.decisions.write_to(NOTE, NOON)
    kim = Addressee(Address("Kim", "kim@friends.example"))

    assert ledger.decisions.write_to(replace(NOTE, addressee=kim), NOON)

    assert kept(ledger, StepKind.REFERRER).addressee == kim


def test_a_note_that_was_placed_is_not_written_again(ledger: Ledger) -> None:
    ledger.decisions.write_to(NOTE, NOON)
    place(ledger, NOTE)

    assert not ledger.decisions.write_to(NOTE, NOON)

    assert kept(ledger, StepKind.REFERRER).state is StepState.PLACED


def test_the_users_line_is_kept_for_those_who_turned_us_down(ledger: Ledger) -> None:
    ledger.decisions.write_to(NOTE, NOON)
    ledger.decisions.add_note("key-1", "A line of my own.", NOON)

    lines = {each.kind: about.note for about, each in ledger.outbox.due("main", DUE)}
    place(ledger, NOTE)

    assert lines == {StepKind.THANKS: "A line of my own.", StepKind.REFERRER: ""}
    assert not ledger.decisions.notes("key-1")[0].is_used


def test_a_placed_note_counts_for_its_addressee(ledger: Ledger) -> None:
    ledger.decisions.write_to(NOTE, NOON)
    place(ledger, NOTE)

    (made,) = ledger.outbox.made_since(NOON)

    assert made.email == "sam@friends.example"


def test_advice_stops_what_was_planned_and_is_thanked_for(ledger: Ledger) -> None:
    hear(ledger, ADVICE)

    story = ledger.records.story("key-1")
    states = {each.kind: each.state for each in story.steps}
    assert story.opportunity.state is State.ANSWERED
    assert states == {
        StepKind.THANKS: StepState.DROPPED,
        StepKind.FEEDBACK_THANKS: StepState.WAITING,
    }


def test_thanks_for_advice_answer_the_mail_that_gave_it(ledger: Ledger) -> None:
    hear(ledger, ADVICE)

    ((about, due),) = ledger.outbox.due("main", DUE)

    assert due == THANKS
    assert about.message_id == "<advice@corp.example>"
    assert about.references == ADVISER.references
    assert about.subject == "Re: Your application"


def test_advice_is_thanked_for_once(ledger: Ledger) -> None:
    hear(ledger, ADVICE)
    place(ledger, THANKS)

    hear(ledger, replace(ADVICE, at=NOON + timedelta(hours=1)))

    assert kept(ledger, StepKind.FEEDBACK_THANKS).state is StepState.PLACED


def test_a_mail_that_answers_our_letter_is_known_as_an_answer_to_us(ledger: Ledger) -> None:
    place(ledger, step())

    to_us = ledger.intake.thread("main", ("<no@corp.example>", "<thanks@x.example>"))
    to_theirs = ledger.intake.thread("main", ("<no@corp.example>",))

    assert (to_us.opportunity, to_us.answers_us) == ("key-1", True)
    assert (to_theirs.opportunity, to_theirs.answers_us) == ("key-1", False)


# Houses.


def keep(ledger: Ledger, key: str, company: str, sender: str, days: int) -> None:
    made = entry(key, message_id=f"<{key}@mail.example>")
    about = replace(
        made.opportunity,
        sender=Address("", sender) if sender else NOBODY,
        received_at=made.opportunity.received_at + timedelta(days=days),
        facts=replace(made.opportunity.facts, company=company),
    )
    found = Found((replace(made, opportunity=about),))
    ledger.intake.record(about.ref, found, NOON, wants_filing=False)


@pytest.mark.parametrize(
    ("company", "sender", "is_same"),
    [
        ("Northwind", "hr@other.example", True),
        ("NORTHWIND Ltd.", "hr@northwind.example", True),
        ("", "hr@northwind.example", True),
        ("Southwind", "hr@northwind.example", False),
        ("", "hr@other.example", False),
        ("", "", False),
    ],
)
def test_what_came_before_from_the_same_house_is_known(
    ledger: Ledger, company: str, sender: str, is_same: bool
) -> None:
    keep(ledger, "key-2", company, sender, 40)
    keep(ledger, "key-3", "Northwind", "jane@northwind.example", 80)

    earlier = ledger.records.story("key-3").opportunity.earlier

    assert ("key-2" in earlier) is is_same


def test_what_came_later_is_not_earlier(ledger: Ledger) -> None:
    keep(ledger, "key-2", "Northwind", "jane@northwind.example", 40)
    keep(ledger, "key-3", "Northwind", "jane@northwind.example", 80)

    assert ledger.records.story("key-2").opportunity.earlier == ()
