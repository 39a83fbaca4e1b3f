"""What the ledger promises of letters that are out, on real SQLite files."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.linking import Heard
from mailwatch.domain.mail.messages import Identified, MessageRef
from mailwatch.domain.opportunities import State, StepKind, StepState
from mailwatch.domain.records import Checkpoint, Found, News, OwnWords
from mailwatch.domain.writing.drafts import Attempt, Placement
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON, draft, entry, shelf, step

NOON = TUESDAY_NOON.astimezone(UTC)
LATER = WEDNESDAY_NOON.astimezone(UTC)
SENT = MessageRef("main", "Sent", 4, 30)
PLACE = Placement("Drafts", 5, 12)
NO, OURS, OTHER = "<no@corp.example>", "<draft@example.org>", "<other@corp.example>"
CHECK_IN = step(kind=StepKind.CHECK_IN, due_at=WEDNESDAY_NOON + timedelta(days=90))
CALL = step(kind=StepKind.CALL)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with one opportunity, whose letter lies in Drafts."""
    with Ledger.open(tmp_path) as opened:
        given = entry()
        opened.intake.record(given.opportunity.ref, Found((given,)), NOON, wants_filing=False)
        opened.outbox.mark_appending(step(), draft(), Attempt(shelf(), NOON))
        opened.outbox.mark_placed(step(), PLACE, NOON)
        yield opened


def sent(message_id: str = "<hand@example.org>", *answers: str) -> Identified:
    return Identified(30, message_id, frozenset(answers), is_deleted=False)


def hear(ledger: Ledger, heard: Heard) -> None:
    where = MessageRef("main", "INBOX", 1, 8)
    news = News("key-1", heard, NOON)
    ledger.intake.record(where, Found(news=(news,)), NOON, wants_filing=False)


def answered_by(ledger: Ledger, seen: Identified, account: str = "main") -> list[str]:
    return [found.key for found in ledger.sightings.answered_by(account, seen)]


def test_a_letter_that_is_out_comes_with_what_it_is_known_by(ledger: Ledger) -> None:
    (letter,) = ledger.sightings.out("main")

    assert (letter.placement, letter.fingerprint) == (PLACE, draft().fingerprint)
    assert (letter.opportunity.key, letter.step.kind) == ("key-1", StepKind.THANKS)
    assert letter.changed_at == NOON


@pytest.mark.parametrize("state", StepState)
def test_a_letter_is_out_until_it_is_known_what_became_of_it(
    ledger: Ledger, state: StepState
) -> None:
    ledger.sightings.settle(step(), state, "", LATER)

    is_out = bool(ledger.sightings.out("main"))
    assert is_out is (state in {StepState.PLACED, StepState.EDITED, StepState.MISSING})


def test_letters_of_another_account_are_not_out_here(ledger: Ledger) -> None:
    assert ledger.sightings.out("other") == ()


def test_a_sent_mail_answers_what_it_refers_to(ledger: Ledger) -> None:
    assert answered_by(ledger, sent("<x@x.example>", OTHER, NO)) == ["key-1"]
    assert answered_by(ledger, sent("<x@x.example>", OTHER)) == []
    assert answered_by(ledger, sent("<x@x.example>", NO), account="other") == []


def test_a_sent_mail_with_the_id_of_our_draft_is_our_letter(ledger: Ledger) -> None:
    assert answered_by(ledger, sent(OURS)) == ["key-1"]


def test_a_sent_mail_without_any_id_answers_nothing(ledger: Ledger) -> None:
    assert answered_by(ledger, sent("")) == []


def test_a_sent_mail_that_was_noted_is_heard_of_once(ledger: Ledger) -> None:
    seen = sent("<hand@example.org>", NO)

    ledger.sightings.note_own(SENT, [seen], OwnWords(), NOON)

    assert answered_by(ledger, seen) == []
    assert answered_by(ledger, sent("<hand-2@example.org>", NO)) == ["key-1"]


def test_what_was_sent_makes_a_thread_known_and_moves_the_checkpoint(ledger: Ledger) -> None:
    ledger.sightings.note_own(SENT, [sent("<mine@example.org>"), sent("")], OwnWords(), NOON)

    assert ledger.intake.thread("main", ["<mine@example.org>"]).is_known
    assert not ledger.intake.thread("other", ["<mine@example.org>"]).is_known
    assert ledger.sightings.checkpoint("main", "Sent") == Checkpoint(4, 30)


def test_what_was_seen_of_a_letter_is_kept_with_reason_and_time(ledger: Ledger) -> None:
    ledger.sightings.settle(step(), StepState.GONE, "seen nowhere", LATER)

    (letter,) = ledger.sightings.letters_of(entry().opportunity)
    assert (letter.step.state, letter.step.reason) == (StepState.GONE, "seen nowhere")
    assert letter.changed_at == LATER
    assert ledger.records.story("key-1").events[-1].kind == "gone"


def test_the_last_letter_comes_first_and_a_call_is_no_letter(ledger: Ledger) -> None:
    ledger.sightings.plan([CHECK_IN, CALL], NOON)

    letters = ledger.sightings.letters_of(entry().opportunity)

    assert [letter.step.kind for letter in letters] == [StepKind.CHECK_IN, StepKind.THANKS]


def test_a_step_is_planned_once(ledger: Ledger) -> None:
    assert ledger.sightings.plan([CHECK_IN], NOON) == (CHECK_IN,)

    assert ledger.sightings.plan([CHECK_IN], LATER) == ()


def test_a_starred_mail_makes_its_lead_important_once(ledger: Ledger) -> None:
    (lead,) = ledger.sightings.starred("main", [OTHER, NO])

    assert ledger.sightings.mark_important(lead.key, [CALL], NOON)
    assert not ledger.sightings.mark_important(lead.key, [CALL], LATER)

    assert ledger.sightings.starred("main", [NO]) == ()
    assert [e.kind for e in ledger.records.story("key-1").events].count("important") == 1
    ((found, task),) = ledger.decisions.tasks()
    assert (found.is_important, task) == (True, CALL)


def test_a_star_on_what_is_over_or_unknown_says_nothing(ledger: Ledger) -> None:
    assert ledger.sightings.starred("main", [OTHER]) == ()
    assert ledger.sightings.starred("other", [NO]) == ()

    ledger.decisions.end("key-1", State.CLOSED, "you closed it", NOON)

    assert ledger.sightings.starred("main", [NO]) == ()


def test_only_a_bounce_is_remembered_as_one(ledger: Ledger) -> None:
    hear(ledger, Heard.AUTO_REPLY)
    assert not ledger.sightings.has_bounced("key-1")

    hear(ledger, Heard.BOUNCED)

    assert ledger.sightings.has_bounced("key-1")
    assert not ledger.sightings.has_bounced("key-2")


def test_the_last_snooze_counts(ledger: Ledger) -> None:
    assert ledger.sightings.quiet_until("key-1") is None

    for days in (200, 100):
        ledger.decisions.snooze("key-1", LATER + timedelta(days=days), NOON)

    assert ledger.sightings.quiet_until("key-1") == date(2027, 3, 5)
