"""What the ledger promises to the steps, on real SQLite files."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.linking import Heard
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import State, StepKind, StepState
from mailwatch.domain.records import Checkpoint, Found, News
from mailwatch.domain.writing.drafts import Attempt, Placement, Shelf
from tests.support.builders import (
    EVIDENCE,
    TUESDAY_NOON,
    WEDNESDAY_NOON,
    draft,
    entry,
    evidence_saying,
    shelf,
    step,
)

HERE = MessageRef("main", "INBOX", 1, 7)
NOON = TUESDAY_NOON.astimezone(UTC)
LATER = WEDNESDAY_NOON.astimezone(UTC) + timedelta(hours=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


def take_in(ledger: Ledger, *keys: str, where: MessageRef = HERE) -> None:
    """Record waiting opportunities, one for each key."""
    entries = [entry(key, message_id=f"<{key}@corp.example>") for key in keys]
    ledger.intake.record(where, Found(entries=tuple(entries)), NOON, wants_filing=True)


def state_of(ledger: Ledger, key: str = "key-1") -> StepState:
    (found,) = ledger.records.story(key).steps
    return found.state


def test_a_mailbox_never_read_has_no_checkpoint(ledger: Ledger) -> None:
    assert ledger.intake.checkpoint("main", "INBOX") is None


def test_the_checkpoint_moves_with_what_was_found(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    assert ledger.intake.checkpoint("main", "INBOX") == Checkpoint(1, 7)
    assert ledger.intake.checkpoint("other", "INBOX") is None
    assert ledger.intake.checkpoint("main", "Jobs") is None


def test_a_new_uidvalidity_replaces_the_checkpoint(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    take_in(ledger, where=MessageRef("main", "INBOX", 2, 0))

    assert ledger.intake.checkpoint("main", "INBOX") == Checkpoint(2, 0)


def test_what_was_taken_in_comes_back_as_it_was(ledger: Ledger) -> None:
    given = entry("key-1")

    new = ledger.intake.record(HERE, Found(entries=(given,)), NOON, wants_filing=True)

    assert new.entries == (given,)
    assert ledger.records.opportunities() == ((given.opportunity, given.steps),)


def test_an_opportunity_that_is_known_stays_as_it_is(ledger: Ledger) -> None:
    take_in(ledger, "key-1")
    ledger.outbox.settle(step(), StepState.HELD, "nobody reads it", NOON)
    again = entry("key-1", ref=MessageRef("main", "INBOX", 2, 90))

    new = ledger.intake.record(
        again.opportunity.ref, Found(entries=(again,)), LATER, wants_filing=True
    )

    assert new.entries == ()
    assert state_of(ledger) is StepState.HELD
    assert ledger.records.story("key-1").opportunity.ref == HERE


def test_one_message_twice_in_a_batch_is_one_opportunity(ledger: Ledger) -> None:
    new = ledger.intake.record(HERE, Found(entries=(entry(), entry())), NOON, wants_filing=True)

    assert len(new.entries) == 1
    assert len(ledger.records.story("key-1").steps) == 1


def test_a_step_exists_once_whoever_writes(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, "key-1")
    other = sqlite3.connect(tmp_path / "ledger.sqlite3")

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        other.execute(
            "insert into step (opportunity, kind, due_at, state, reason, changed_at)"
            " values ('key-1', 'thanks', '', 'waiting', '', '')"
        )
    other.close()


def test_of_a_record_that_fails_nothing_is_kept(ledger: Ledger) -> None:
    unwritable = entry("key-2", evidence=[evidence_saying("\ud800")])

    with pytest.raises(UnicodeEncodeError):
        ledger.intake.record(HERE, Found(entries=(entry(), unwritable)), NOON, wants_filing=True)

    assert ledger.records.opportunities() == ()
    assert ledger.intake.checkpoint("main", "INBOX") is None


def test_the_thread_of_an_opportunity_is_known(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    assert ledger.intake.thread("main", ["<x@x.example>", "<key-1@corp.example>"]).is_known
    assert not ledger.intake.thread("other", ["<key-1@corp.example>"]).is_known
    assert not ledger.intake.thread("main", ["<x@x.example>", ""]).is_known


def test_the_thread_of_our_draft_is_known(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    ledger.outbox.mark_appending(step(), draft("<ours@example.org>"), Attempt(shelf(), NOON))

    assert ledger.intake.thread("main", ["<ours@example.org>"]).is_known


def test_what_is_to_be_filed_waits_until_it_is(ledger: Ledger) -> None:
    take_in(ledger, "key-1", "key-2")

    ledger.intake.mark_filed("key-1", "Opportunities", NOON)

    waiting = ledger.intake.waiting_for_filing("main")
    assert [opportunity.key for opportunity in waiting] == ["key-2"]
    assert ledger.records.story("key-1").filing == "filed"
    assert ledger.intake.waiting_for_filing("other") == ()


@pytest.mark.parametrize(
    ("state", "wants_filing"), [(State.REVIEW, True), (State.OPEN, False)], ids=["review", "none"]
)
def test_what_is_not_to_be_filed_does_not_wait(
    ledger: Ledger, state: State, *, wants_filing: bool
) -> None:
    ledger.intake.record(
        HERE, Found(entries=(entry(state=state),)), NOON, wants_filing=wants_filing
    )

    assert ledger.intake.waiting_for_filing("main") == ()
    assert ledger.records.story("key-1").filing == "none"


def test_a_step_is_due_when_its_hour_has_come(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    assert ledger.outbox.due("main", WEDNESDAY_NOON - timedelta(microseconds=1)) == ()
    ((opportunity, due),) = ledger.outbox.due("main", WEDNESDAY_NOON)
    assert (opportunity.key, due) == ("key-1", step())
    assert ledger.outbox.due("other", LATER) == ()


def test_steps_come_in_the_order_in_which_they_are_due(ledger: Ledger) -> None:
    for key, hours in (("late", 2), ("early", 0), ("middle", 1)):
        waiting = entry(key, due_at=WEDNESDAY_NOON + timedelta(hours=hours))
        ledger.intake.record(HERE, Found(entries=(waiting,)), NOON, wants_filing=False)

    due = ledger.outbox.due("main", LATER + timedelta(days=1))

    assert [opportunity.key for opportunity, _ in due] == ["early", "middle", "late"]
    assert ledger.outbox.next_due_at("main") == WEDNESDAY_NOON


def test_nothing_is_due_in_an_empty_ledger(ledger: Ledger) -> None:
    assert ledger.outbox.next_due_at("main") is None


def test_an_append_that_began_is_due_again_and_remembers_drafts(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    ledger.outbox.mark_appending(step(), draft(), Attempt(shelf(12), NOON))

    assert ledger.outbox.attempt(step()) == Attempt(Shelf("Drafts", 5, 12), NOON)
    ((_, due),) = ledger.outbox.due("main", LATER)
    assert due.state is StepState.APPENDING


def test_an_append_that_did_not_begin_remembers_nothing(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    assert ledger.outbox.attempt(step()) is None


def test_an_append_that_began_keeps_its_time_when_it_is_postponed(ledger: Ledger) -> None:
    take_in(ledger, "key-1")
    ledger.outbox.mark_appending(step(), draft(), Attempt(shelf(12), NOON))

    ledger.outbox.postpone(step(), LATER, "the server refused", LATER)

    assert ledger.outbox.attempt(step()) == Attempt(shelf(12), NOON)


def test_what_was_placed_and_what_is_being_placed_is_remembered_by_time(ledger: Ledger) -> None:
    take_in(ledger, "key-1", "key-2", "key-3")
    ledger.outbox.mark_placed(step("key-1"), Placement("Drafts", 5, 12), NOON)
    ledger.outbox.mark_appending(step("key-2"), draft(), Attempt(shelf(12), LATER))

    made = ledger.outbox.made_since(NOON)

    assert [(one.at, one.email) for one in made] == [
        (NOON, "jane@corp.example"),
        (LATER, "jane@corp.example"),
    ]
    assert [one.at for one in ledger.outbox.made_since(NOON + timedelta(seconds=1))] == [LATER]


@pytest.mark.parametrize("trouble", [Heard.BOUNCED, Heard.MOVED_ON])
def test_an_address_that_is_of_no_use_is_known_in_every_opportunity(
    ledger: Ledger, trouble: Heard
) -> None:
    take_in(ledger, "key-1", "key-2")
    assert ledger.outbox.trouble_with("jane@corp.example") is None

    news = News("key-1", trouble, NOON)
    ledger.intake.record(HERE, Found(news=(news,)), NOON, wants_filing=False)

    assert ledger.outbox.trouble_with("Jane@CORP.example") is trouble
    assert ledger.outbox.trouble_with("john@corp.example") is None
    assert ledger.outbox.trouble_with("") is None


def test_a_letter_to_somebody_who_has_moved_on_waits_for_the_user(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    news = News("key-1", Heard.MOVED_ON, NOON)
    ledger.intake.record(HERE, Found(news=(news,)), NOON, wants_filing=False)

    (held,) = ledger.records.story("key-1").steps
    assert (held.state, held.reason) == (
        StepState.HELD,
        "they no longer work there: find a contact",
    )


@pytest.mark.parametrize("state", [StepState.HELD, StepState.DROPPED])
def test_a_settled_step_is_never_due_again(ledger: Ledger, state: StepState) -> None:
    take_in(ledger, "key-1")

    ledger.outbox.settle(step(), state, "why", NOON)

    assert ledger.outbox.due("main", LATER) == ()
    assert ledger.outbox.next_due_at("main") is None
    (settled,) = ledger.records.story("key-1").steps
    assert (settled.state, settled.reason) == (state, "why")


def test_a_placed_step_is_never_due_again(ledger: Ledger) -> None:
    take_in(ledger, "key-1")
    ledger.outbox.mark_appending(step(), draft(), Attempt(shelf(12), NOON))

    ledger.outbox.mark_placed(step(), Placement("Drafts", 5, 12), NOON)

    assert ledger.outbox.due("main", LATER) == ()
    assert state_of(ledger) is StepState.PLACED


def test_a_postponed_step_is_due_later_with_its_reason(ledger: Ledger) -> None:
    take_in(ledger, "key-1")

    ledger.outbox.postpone(step(), LATER, "the server refused", NOON)

    assert ledger.outbox.due("main", WEDNESDAY_NOON) == ()
    ((_, due),) = ledger.outbox.due("main", LATER)
    assert (due.due_at, due.reason) == (LATER, "the server refused")


def test_what_is_done_to_one_step_touches_no_other(ledger: Ledger) -> None:
    take_in(ledger, "key-1", "key-2")

    ledger.outbox.settle(step("key-1"), StepState.DROPPED, "why", NOON)
    ledger.outbox.settle(step("key-2", StepKind.DEBRIEF), StepState.DROPPED, "why", NOON)

    assert state_of(ledger, "key-2") is StepState.WAITING


def test_a_story_tells_what_happened_in_order(ledger: Ledger) -> None:
    take_in(ledger, "key-1")
    ledger.intake.mark_filed("key-1", "Opportunities", NOON)
    ledger.outbox.mark_placed(step(), Placement("Drafts", 5, 12), LATER)

    story = ledger.records.story("key-1")

    assert [event.kind for event in story.events] == ["received", "took-in", "filed", "placed"]
    assert story.events[-1].at == LATER
    assert story.taken_in_at == NOON


def test_a_story_keeps_the_evidence_and_no_more_of_a_sentence_than_a_person_reads(
    ledger: Ledger,
) -> None:
    given = entry(evidence=[EVIDENCE, evidence_saying("x" * 5000)])

    ledger.intake.record(HERE, Found(entries=(given,)), NOON, wants_filing=False)

    short, long = ledger.records.story("key-1").evidence
    assert (short.rule, short.text) == ("en/not-proceeding", "not proceed")
    assert short.sentence == EVIDENCE.sentence
    assert len(long.sentence) == 300


def test_an_unknown_key_has_no_story(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.records.story("key-1")


def test_keys_are_found_by_how_they_begin(ledger: Ledger) -> None:
    take_in(ledger, "abc1", "abc2", "b%_1")

    assert ledger.records.keys_like("ABC") == ("abc1", "abc2")
    assert ledger.records.keys_like("%") == ()


def test_what_was_set_aside_is_kept_with_its_reason(ledger: Ledger) -> None:
    broken = MessageRef("main", "INBOX", 1, 5)

    ledger.intake.record(HERE, Found(set_aside=((broken, "too deep"),)), NOON, wants_filing=False)

    (aside,) = ledger.records.set_aside()
    assert (aside.ref, aside.at, aside.reason) == (broken, NOON, "too deep")


def test_a_pulse_keeps_the_last_answer_beside_what_is_wrong_now(ledger: Ledger) -> None:
    ledger.records.note_pulse("main", NOON, "")
    ledger.records.note_pulse("main", LATER, "the login was refused")
    ledger.records.note_pulse("other", LATER, "no such host")

    main, other = ledger.records.pulses()
    assert (main.at, main.problem) == (NOON, "the login was refused")
    assert (other.at, other.problem) == (None, "no such host")
