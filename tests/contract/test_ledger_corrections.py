"""What the ledger promises of what the user has said, on real SQLite files."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import State, Step, StepState
from mailwatch.domain.records import Checkpoint, Correction, Found
from mailwatch.domain.writing.drafts import Attempt, Placement
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON, draft, entry, shelf, step

TRAY = MessageRef("main", "Opportunities", 3, 12)
NOON = TUESDAY_NOON.astimezone(UTC)
LATER = NOON + timedelta(hours=1)
PLACE = Placement("Drafts", 5, 12)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


def take_in(ledger: Ledger, state: State = State.OPEN) -> None:
    given = entry(state=state)
    ledger.intake.record(given.opportunity.ref, Found((given,)), NOON, wants_filing=True)


def place(ledger: Ledger) -> None:
    ledger.outbox.mark_appending(step(), draft(), Attempt(shelf(), NOON))
    ledger.outbox.mark_placed(step(), PLACE, NOON)


def said(label: str, key: str = "key-1") -> Correction:
    return Correction(key, TRAY, label, LATER)


def accept(ledger: Ledger, *, wants_filing: bool = False) -> None:
    ledger.corrections.accept(entry(), said("rejection"), wants_filing=wants_filing)


def the_step(ledger: Ledger) -> Step:
    (only,) = ledger.records.story("key-1").steps
    return only


def test_what_nobody_has_spoken_of_is_neither_known_nor_dismissed(ledger: Ledger) -> None:
    assert ledger.corrections.find("key-1") is None
    assert ledger.corrections.dismissed_at("key-1") is None
    assert ledger.corrections.all() == ()


def test_an_unknown_mail_that_the_user_calls_a_rejection_is_opened_with_its_letter(
    ledger: Ledger,
) -> None:
    accept(ledger)

    assert ledger.corrections.find("key-1") == entry().opportunity
    assert the_step(ledger) == step()
    assert ledger.records.story("key-1").filing == "none"


def test_a_doubtful_one_that_the_user_calls_a_rejection_is_filed_and_answered(
    ledger: Ledger,
) -> None:
    take_in(ledger, State.REVIEW)
    ledger.outbox.settle(step(), StepState.DROPPED, "not certain", NOON)

    accept(ledger, wants_filing=True)

    story = ledger.records.story("key-1")
    assert (story.opportunity.state, story.filing) == (State.OPEN, "wanted")
    assert the_step(ledger) == step()


def test_what_is_filed_is_not_filed_again(ledger: Ledger) -> None:
    take_in(ledger)
    ledger.intake.mark_filed("key-1", "Opportunities", NOON)

    accept(ledger, wants_filing=True)

    assert ledger.intake.waiting_for_filing("main") == ()


def test_a_draft_that_was_placed_stays_as_it_is_when_the_user_agrees(ledger: Ledger) -> None:
    take_in(ledger)
    place(ledger)

    accept(ledger)

    assert the_step(ledger).state is StepState.PLACED
    assert len(ledger.records.story("key-1").evidence) == 1


def test_what_the_user_calls_no_rejection_is_closed_and_its_letter_dropped(ledger: Ledger) -> None:
    take_in(ledger)

    placed = ledger.corrections.dismiss(said("other"))

    story = ledger.records.story("key-1")
    assert placed == ()
    assert story.opportunity.state is State.CLOSED
    assert the_step(ledger).state is StepState.DROPPED
    assert the_step(ledger).reason == "you said that this is no rejection"


def test_what_is_dismissed_is_not_filed_any_more(ledger: Ledger) -> None:
    take_in(ledger)

    ledger.corrections.dismiss(said("other"))

    assert ledger.intake.waiting_for_filing("main") == ()


def test_dismissing_hands_back_the_drafts_that_lie_on_the_server(ledger: Ledger) -> None:
    take_in(ledger)
    place(ledger)

    (placed,) = ledger.corrections.dismiss(said("other"))

    assert (placed.placement, placed.fingerprint) == (PLACE, draft().fingerprint)
    assert the_step(ledger).state is StepState.PLACED


@pytest.mark.parametrize("state", [StepState.SENT, StepState.EDITED, StepState.DISCARDED])
def test_dismissing_does_not_rewrite_what_became_of_a_letter(
    ledger: Ledger, state: StepState
) -> None:
    take_in(ledger)
    place(ledger)
    ledger.sightings.settle(step(), state, "", NOON)

    ledger.corrections.dismiss(said("other"))

    assert the_step(ledger).state is state


def test_a_draft_that_was_withdrawn_is_dropped_and_on_the_timeline(ledger: Ledger) -> None:
    take_in(ledger)
    place(ledger)
    (placed,) = ledger.corrections.dismiss(said("other"))

    ledger.corrections.note_withdrawn(placed, said("other"))

    assert the_step(ledger).state is StepState.DROPPED
    assert [e.kind for e in ledger.records.story("key-1").events][-2:] == ["corrected", "withdrawn"]


def test_of_what_the_user_says_the_last_word_counts(ledger: Ledger) -> None:
    take_in(ledger)

    ledger.corrections.dismiss(said("other"))
    assert ledger.corrections.dismissed_at("key-1") == TRAY
    accept(ledger)

    assert ledger.corrections.dismissed_at("key-1") is None
    assert ledger.corrections.all() == (said("rejection"),)


def test_a_mail_that_was_never_taken_in_can_be_called_no_rejection(ledger: Ledger) -> None:
    placed = ledger.corrections.dismiss(said("other", key="key-9"))

    assert placed == ()
    assert ledger.corrections.all() == (said("other", key="key-9"),)


def test_a_tray_has_a_checkpoint_of_its_own(ledger: Ledger) -> None:
    take_in(ledger)

    ledger.corrections.advance(TRAY, NOON)

    assert ledger.corrections.checkpoint("main", "Opportunities") == Checkpoint(3, 12)
    assert ledger.corrections.checkpoint("main", "INBOX") == Checkpoint(1, 7)


def test_a_letter_that_waits_again_is_due_at_its_hour(ledger: Ledger) -> None:
    take_in(ledger)
    ledger.corrections.dismiss(said("other"))

    accept(ledger)

    ((_, due),) = ledger.outbox.due("main", WEDNESDAY_NOON)
    assert due == step()
