"""Placing while servers refuse and lines break: one trouble stops no other letter."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.accounts import Account, Security
from mailwatch.domain.assess import Desk
from mailwatch.domain.identity import Caps, ReplyPolicy
from mailwatch.domain.judging.matcher import compile_rules
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.linking import UNREACHABLE, Heard
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Opportunity, Step, StepState
from mailwatch.domain.records import Found, News
from mailwatch.domain.writing.drafts import Draft, Placement
from mailwatch.errors import MailwatchError, ProtocolError, RuleError, TransientError
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.place_due import POSTPONEMENT, place_due
from mailwatch.steps.work import Work
from tests.support.builders import WEDNESDAY_NOON, draft, entry
from tests.support.doubles import MemoryDrafts
from tests.support.letters import LEA

NOON = WEDNESDAY_NOON.astimezone(UTC)
ACCOUNT = Account("main", "imap.example.org", 993, Security.TLS, "lea")
NO_RULES = Ruleset((), (), (), (), "")
DESK = Desk(NO_RULES, compile_rules(NO_RULES), LEA, ReplyPolicy())


def write(opportunity: Opportunity, step: Step, _now: datetime) -> Draft:
    return draft(f"<{step.opportunity_key}@example.org>", opportunity.message_id)


class Refusing(MemoryDrafts):
    """Drafts that raise *error* at the letter *refused*; *stores* says whether it arrives."""

    def __init__(self, error: MailwatchError, *, stores: bool = False) -> None:
        super().__init__()
        self.error = error
        self.stores = stores
        self.refused = "<key-1@example.org>"

    def append(self, draft: Draft) -> Placement:
        """Refuse one letter, and store every other."""
        if draft.message_id != self.refused:
            return super().append(draft)
        if self.stores:
            super().append(draft)
        raise self.error


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with two letters to write."""
    with Ledger.open(tmp_path) as opened:
        entries = [entry(f"key-{n}", message_id=f"<{n}@corp.example>") for n in (1, 2)]
        where = MessageRef("main", "INBOX", 1, 7)
        opened.intake.record(where, Found(entries=tuple(entries)), NOON, wants_filing=False)
        yield opened


def place(
    box: MemoryDrafts,
    ledger: Ledger,
    at: datetime = NOON,
    write: Callable[[Opportunity, Step, datetime], Draft] = write,
    caps: Caps = Caps(person_pause=0),  # noqa: B008 - frozen
) -> list[Outcome]:
    """Place what is due, and return what was said. Both letters are to Jane."""
    told: list[Outcome] = []
    desk = replace(DESK, policy=ReplyPolicy(caps=caps))
    place_due(box, ledger.outbox, write, Work(ACCOUNT, desk, at, tell=told.append))
    return told


def states(ledger: Ledger) -> dict[str, StepState]:
    return {o.key: step.state for o, steps in ledger.records.opportunities() for step in steps}


def test_a_letter_that_the_server_refuses_is_tried_later_and_stops_no_other(
    ledger: Ledger,
) -> None:
    box = Refusing(ProtocolError("main: placing a draft: refused. It is left alone."))

    told = place(box, ledger)

    assert [outcome.did for outcome in told] == [Did.FAILED, Did.PLACED]
    assert ledger.outbox.next_due_at("main") == NOON + POSTPONEMENT


def test_a_letter_that_was_refused_once_is_placed_the_next_time(ledger: Ledger) -> None:
    box = Refusing(ProtocolError("main: placing a draft: refused. It is left alone."))
    place(box, ledger)
    box.refused = ""

    told = place(box, ledger, NOON + POSTPONEMENT)

    assert [outcome.did for outcome in told] == [Did.PLACED]
    assert set(states(ledger).values()) == {StepState.PLACED}


@pytest.mark.parametrize("stores", [True, False], ids=["stored", "lost"])
def test_a_letter_whose_answer_was_lost_is_there_once(ledger: Ledger, *, stores: bool) -> None:
    error = TransientError("main: the line broke. It will be tried again.")
    box = Refusing(error, stores=stores)
    with pytest.raises(TransientError):
        place(box, ledger)
    box.refused = ""

    told = place(box, ledger, NOON + timedelta(minutes=1))

    assert [outcome.did for outcome in told] == [Did.FOUND if stores else Did.PLACED, Did.PLACED]
    assert box.stored == {"<key-1@example.org>": 1, "<key-2@example.org>": 1}


def test_a_letter_that_arrived_and_was_deleted_while_the_line_was_broken_is_held(
    ledger: Ledger,
) -> None:
    error = TransientError("main: the line broke. It will be tried again.")
    box = Refusing(error, stores=True)
    with pytest.raises(TransientError):
        place(box, ledger)
    box.drafts.messages.clear()

    place(box, ledger, NOON + timedelta(minutes=1))

    assert states(ledger)["key-1"] is StepState.HELD
    assert box.stored["<key-1@example.org>"] == 1


@pytest.mark.parametrize("error", [ProtocolError, RuleError])
def test_a_letter_that_cannot_be_written_is_held_with_the_reason(
    ledger: Ledger, error: type[MailwatchError]
) -> None:
    def fail(opportunity: Opportunity, step: Step, now: datetime) -> Draft:
        if opportunity.key == "key-1":
            raise error("en/thanks: a word is missing. Change the template.")
        return write(opportunity, step, now)

    held, placed = place(MemoryDrafts(), ledger, write=fail)

    assert (held.did, placed.did) == (Did.HELD, Did.PLACED)
    assert held.step is not None
    assert "a word is missing" in held.step.reason
    assert states(ledger)["key-1"] is StepState.HELD


def test_nothing_is_placed_before_its_hour(ledger: Ledger) -> None:
    box = MemoryDrafts()

    assert place(box, ledger, NOON - timedelta(seconds=1)) == []
    assert box.stored == {}


def test_a_second_letter_to_the_same_person_waits_for_its_morning_and_says_why(
    ledger: Ledger,
) -> None:
    box = MemoryDrafts()

    placed, waits = place(box, ledger, caps=Caps(person_pause=7))

    assert (placed.did, waits.did) == (Did.PLACED, Did.POSTPONED)
    assert waits.step is not None
    # A week from a Wednesday.
    assert waits.step.due_at.date().isoformat() == "2026-12-02"
    assert waits.step.reason == "the same person was written to lately"
    assert states(ledger)["key-2"] is StepState.WAITING
    assert ledger.outbox.next_due_at("main") == waits.step.due_at


def test_a_letter_that_had_to_wait_is_placed_when_its_time_has_come(ledger: Ledger) -> None:
    box = MemoryDrafts()
    _, waits = place(box, ledger, caps=Caps(person_pause=7))
    assert waits.step is not None

    told = place(box, ledger, waits.step.due_at, caps=Caps(person_pause=7))

    assert [outcome.did for outcome in told] == [Did.PLACED]
    assert set(states(ledger).values()) == {StepState.PLACED}


def test_one_draft_a_day_is_one_for_all_accounts(ledger: Ledger) -> None:
    there = MessageRef("other", "INBOX", 1, 7)
    third = entry("key-3", ref=there, message_id="<3@corp.example>")
    ledger.intake.record(there, Found(entries=(third,)), NOON, wants_filing=False)
    one_a_day = Caps(drafts_per_day=1, person_pause=0, company_pause=0)
    place(MemoryDrafts(), ledger, caps=one_a_day)

    told: list[Outcome] = []
    other = replace(ACCOUNT, name="other")
    desk = replace(DESK, policy=ReplyPolicy(caps=one_a_day))
    place_due(MemoryDrafts(), ledger.outbox, write, Work(other, desk, NOON, tell=told.append))

    assert [outcome.did for outcome in told] == [Did.POSTPONED]


def test_a_letter_whose_append_began_is_not_held_up_by_a_cap(ledger: Ledger) -> None:
    error = TransientError("main: the line broke. It will be tried again.")
    box = Refusing(error)
    one_a_day = Caps(drafts_per_day=1)
    with pytest.raises(TransientError):
        place(box, ledger, caps=one_a_day)
    box.refused = ""

    first, second = place(box, ledger, NOON + timedelta(minutes=1), caps=one_a_day)

    assert (first.did, second.did) == (Did.PLACED, Did.POSTPONED)


def test_a_reply_that_is_there_already_needs_no_room_for_a_draft(ledger: Ledger) -> None:
    box = MemoryDrafts()
    box.drafts.add("<mine@example.org>", "<1@corp.example>", b"mine")

    told = place(box, ledger, caps=Caps(drafts_per_day=0))

    assert [outcome.did for outcome in told] == [Did.DROPPED, Did.POSTPONED]


@pytest.mark.parametrize("trouble", [Heard.BOUNCED, Heard.MOVED_ON])
def test_nobody_is_written_to_who_was_found_unreachable_elsewhere(
    ledger: Ledger, trouble: Heard
) -> None:
    ledger.outbox.settle(
        ledger.records.story("key-1").steps[0], StepState.SENT, "", NOON - timedelta(days=3)
    )
    bounce = News("key-1", trouble, NOON)
    where = MessageRef("main", "INBOX", 1, 8)
    ledger.intake.record(where, Found(news=(bounce,)), NOON, wants_filing=False)
    box = MemoryDrafts()

    (told,) = place(box, ledger)

    assert told.did is Did.HELD
    assert told.step is not None
    assert told.step.reason == UNREACHABLE[trouble]
    assert box.stored == {}
