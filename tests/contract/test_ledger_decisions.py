"""What the ledger promises of the user's decisions, on real SQLite files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import NamedDay, State, Step, StepKind, StepState
from mailwatch.domain.records import Found, Note
from mailwatch.domain.writing.drafts import Attempt, Placement
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON, draft, entry, shelf, step

NOON = TUESDAY_NOON.astimezone(UTC)
DUE = WEDNESDAY_NOON.astimezone(UTC)
LATER = DUE + timedelta(days=60)
CALL = step(kind=StepKind.CALL, due_at=WEDNESDAY_NOON + timedelta(days=1))
CARD = step("key-2", StepKind.NOTE)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with two opportunities, each with a letter that waits."""
    with Ledger.open(tmp_path) as opened:
        both = tuple(entry(key, message_id=f"<{key}@corp.example>") for key in ("key-1", "key-2"))
        opened.intake.record(both[0].opportunity.ref, Found(both), NOON, wants_filing=False)
        yield opened


def place(ledger: Ledger) -> None:
    ledger.outbox.mark_appending(step(), draft(), Attempt(shelf(), NOON))
    ledger.outbox.mark_placed(step(), Placement("Drafts", 5, 12), NOON)


def thanks(ledger: Ledger, key: str = "key-1") -> Step:
    return next(s for s in ledger.records.story(key).steps if s.kind is StepKind.THANKS)


@pytest.mark.parametrize("state", [State.CLOSED, State.WON])
def test_what_has_ended_writes_nothing_more(ledger: Ledger, state: State) -> None:
    ledger.decisions.end("key-1", state, "you said so", NOON)

    story = ledger.records.story("key-1")
    assert story.opportunity.state is state
    assert (thanks(ledger).state, thanks(ledger).reason) == (StepState.DROPPED, "you said so")
    assert story.events[-1].kind == str(state)


def test_what_has_ended_ends_nothing_else(ledger: Ledger) -> None:
    ledger.decisions.end("key-1", State.CLOSED, "you said so", NOON)

    assert thanks(ledger, "key-2").state is StepState.WAITING
    assert ledger.records.story("key-2").opportunity.state is State.OPEN


def test_a_letter_that_is_out_stays_as_it_is_when_the_opportunity_ends(ledger: Ledger) -> None:
    place(ledger)

    ledger.decisions.end("key-1", State.CLOSED, "you said so", NOON)

    assert thanks(ledger).state is StepState.PLACED


def test_nothing_is_due_before_the_end_of_a_snooze(ledger: Ledger) -> None:
    ledger.decisions.mark_important("key-1", [CALL], NOON)

    moved = ledger.decisions.snooze("key-1", LATER, NOON)

    assert moved == 2
    assert {each.due_at for each in ledger.records.story("key-1").steps} == {LATER}
    assert [o.key for o, _ in ledger.outbox.due("main", LATER - timedelta(seconds=1))] == ["key-2"]


def test_a_snooze_brings_nothing_forward(ledger: Ledger) -> None:
    assert ledger.decisions.snooze("key-1", DUE - timedelta(hours=1), NOON) == 0

    assert thanks(ledger).due_at == DUE


def test_a_lead_that_is_important_stays_so_and_has_its_task_once(ledger: Ledger) -> None:
    assert ledger.decisions.mark_important("key-1", [CALL], NOON)

    assert not ledger.decisions.mark_important("key-1", [CALL], LATER)
    assert [task for _, task in ledger.decisions.tasks()] == [CALL]


def test_tasks_come_in_the_order_in_which_they_are_due(ledger: Ledger) -> None:
    ledger.decisions.mark_important("key-1", [CALL], NOON)
    ledger.decisions.mark_important("key-2", [CARD], NOON)

    assert [o.key for o, _ in ledger.decisions.tasks()] == ["key-2", "key-1"]


def test_a_task_that_is_done_is_off_the_list_and_on_the_timeline(ledger: Ledger) -> None:
    ledger.decisions.mark_important("key-1", [CALL], NOON)

    ledger.decisions.finish(CALL, LATER)

    assert ledger.decisions.tasks() == ()
    last = ledger.records.story("key-1").events[-1]
    assert (last.kind, last.details) == ("done", (("task", "call"),))
    assert thanks(ledger).state is StepState.WAITING


def test_the_next_letter_has_the_latest_line_of_the_user(ledger: Ledger) -> None:
    ledger.decisions.add_note("key-1", "We met at the fair.", NOON)
    ledger.decisions.add_note("key-1", "My new studio opens in May.", NOON)

    due = {opportunity.key: opportunity.note for opportunity, _ in ledger.outbox.due("main", DUE)}

    assert due == {"key-1": "My new studio opens in May.", "key-2": ""}


def test_a_line_is_used_once_a_letter_with_it_lies_in_drafts(ledger: Ledger) -> None:
    ledger.decisions.add_note("key-1", "We met at the fair.", NOON)
    assert ledger.decisions.notes("key-1") == (Note("We met at the fair.", NOON),)

    place(ledger)

    assert ledger.decisions.notes("key-1") == (Note("We met at the fair.", NOON, is_used=True),)


def with_deadline(ledger: Ledger, deadline: NamedDay) -> None:
    given = entry("key-3", message_id="<3@corp.example>")
    facts = replace(given.opportunity.facts, deadline=deadline)
    one = replace(given, opportunity=replace(given.opportunity, facts=facts))
    where = MessageRef("main", "INBOX", 1, 9)
    ledger.intake.record(where, Found(entries=(one,)), NOON, wants_filing=False)


@pytest.mark.parametrize("day", [date(2026, 12, 1), None])
def test_a_letter_with_a_deadline_is_on_the_list_until_it_is_sent(
    ledger: Ledger, day: date | None
) -> None:
    deadline = NamedDay("You may ask until 1 December.", day)
    with_deadline(ledger, deadline)

    ((opportunity, letter),) = ledger.decisions.letters_with_deadline()

    assert (opportunity.key, opportunity.facts.deadline) == ("key-3", deadline)
    ledger.sightings.settle(letter, StepState.SENT, "", LATER)
    assert ledger.decisions.letters_with_deadline() == ()


def test_a_letter_of_a_closed_opportunity_has_no_deadline_any_more(ledger: Ledger) -> None:
    with_deadline(ledger, NamedDay("You may ask until 1 December."))

    ledger.decisions.end("key-3", State.WON, "you said so", NOON)

    assert ledger.decisions.letters_with_deadline() == ()


@pytest.mark.parametrize(("language", "expected"), [("cs", ("key-3",)), ("en", ())])
def test_a_letter_held_for_its_language_is_the_users_to_write(
    ledger: Ledger, language: str, expected: tuple[str, ...]
) -> None:
    given = entry("key-3", message_id="<3@corp.example>")
    held = tuple(replace(one, state=StepState.HELD) for one in given.steps)
    one = replace(given, opportunity=replace(given.opportunity, language=language), steps=held)
    where = MessageRef("main", "INBOX", 1, 9)

    ledger.intake.record(where, Found(entries=(one,)), NOON, wants_filing=False)

    found = ledger.decisions.letters_to_write(("de", "en"))
    assert tuple(opportunity.key for opportunity, _ in found) == expected
    for _, letter in found:
        ledger.sightings.settle(letter, StepState.SENT, "", LATER)
    assert ledger.decisions.letters_to_write(("de", "en")) == ()
