"""Placing while servers refuse and lines break: one trouble stops no other letter."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.accounts import Account, Security
from mailwatch.domain.assess import Desk
from mailwatch.domain.identity import Caps, ReplyPolicy
from mailwatch.domain.judging.matcher import compile_rules
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Opportunity, Step, StepState
from mailwatch.domain.records import Found
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
# Both letters are to Jane.
POLICY = ReplyPolicy(caps=Caps(person_pause=0))
DESK = Desk(NO_RULES, compile_rules(NO_RULES), LEA, POLICY)


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
) -> list[Outcome]:
    """Place what is due, and return what was said."""
    told: list[Outcome] = []
    place_due(box, ledger.outbox, write, Work(ACCOUNT, DESK, at, tell=told.append))
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
