"""What the ledger promises of the user's own words, on real SQLite files."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.assess import Entry
from mailwatch.domain.hindsight import Hindsight
from mailwatch.domain.mail.messages import Identified, MessageRef
from mailwatch.domain.opportunities import State, StepKind, StepState
from mailwatch.domain.records import Checkpoint, Found, OwnWords
from mailwatch.domain.traces import Past, Trace
from tests.support.builders import TUESDAY_NOON, entry, step
from tests.support.letters import JANE

NOON = TUESDAY_NOON.astimezone(UTC)
SENT = MessageRef("main", "Sent", 4, 30)
THANKS = Trace(
    account="main",
    message_id="<thanks@example.org>",
    thread=("<invitation@corp.example>",),
    at=NOON - timedelta(days=7),
    sender=JANE,
    stage="interview",
    has_talked=True,
    is_own=True,
)
EVERY_ID = {
    "<thanks@example.org>",
    "<invitation@corp.example>",
    "<no@corp.example>",
    "<application@example.org>",
    "<other@corp.example>",
}


def in_a_thread(state: State = State.OPEN, letter: StepState = StepState.WAITING) -> Entry:
    given = entry(state=state)
    about = replace(given.opportunity, references=("<application@example.org>",))
    return replace(given, opportunity=about, steps=(step(state=letter),))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


def keep(ledger: Ledger, *entries: Entry) -> None:
    where = MessageRef("main", "INBOX", 1, 7)
    ledger.intake.record(where, Found(entries), NOON, wants_filing=False)


def note(ledger: Ledger, words: OwnWords) -> None:
    seen = Identified(30, THANKS.message_id, frozenset(THANKS.thread), is_deleted=False)
    ledger.sightings.note_own(SENT, [seen], words, NOON)


def hindsight(given: Entry, *kinds: StepKind) -> OwnWords:
    raised = replace(given.opportunity, stage="interview")
    steps = tuple(step(kind=kind) for kind in kinds)
    return OwnWords((THANKS,), (Hindsight(raised, Past((THANKS,)), steps),))


def test_a_trace_of_own_words_is_found_as_it_was_kept(ledger: Ledger) -> None:
    note(ledger, OwnWords((THANKS,)))

    about = replace(in_a_thread().opportunity, references=(THANKS.message_id,))
    assert ledger.intake.before(about) == (THANKS,)


def test_traces_and_checkpoint_are_kept_together_or_not_at_all(
    ledger: Ledger, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "ledger.sqlite3")
    other.execute("create trigger no before insert on trace begin select raise(abort, 'no'); end")

    with pytest.raises(Exception, match="no"):
        note(ledger, OwnWords((THANKS,)))
    other.execute("drop trigger no")
    other.close()

    assert ledger.sightings.checkpoint("main", "Sent") is None
    assert ledger.sightings.own("main", EVERY_ID) == frozenset()
    note(ledger, OwnWords((THANKS,)))
    assert ledger.sightings.checkpoint("main", "Sent") == Checkpoint(4, 30)


def test_the_threads_of_a_search_are_those_of_traces_and_opportunities(ledger: Ledger) -> None:
    assert ledger.sightings.of_a_search("main", EVERY_ID) == frozenset()

    note(ledger, OwnWords((THANKS,)))
    keep(ledger, in_a_thread())

    assert ledger.sightings.of_a_search("main", EVERY_ID) == EVERY_ID - {"<other@corp.example>"}
    assert ledger.sightings.of_a_search("other", EVERY_ID) == {
        THANKS.message_id,
        *THANKS.thread,
    }


def test_own_mail_is_known_by_its_account(ledger: Ledger) -> None:
    note(ledger, OwnWords())

    assert ledger.sightings.own("main", EVERY_ID) == {THANKS.message_id}
    assert ledger.sightings.own("other", EVERY_ID) == frozenset()


@pytest.mark.parametrize(
    ("state", "letter", "is_found"),
    [
        (State.OPEN, StepState.WAITING, True),
        (State.OPEN, StepState.HELD, True),
        (State.REVIEW, StepState.DROPPED, True),
        (State.OPEN, StepState.APPENDING, False),
        (State.OPEN, StepState.PLACED, False),
        (State.OPEN, StepState.SENT, False),
        (State.CLOSED, StepState.DROPPED, False),
        (State.ANSWERED, StepState.DROPPED, False),
    ],
)
def test_an_opportunity_is_unanswered_until_its_letter_is_on_its_way(
    ledger: Ledger, state: State, letter: StepState, *, is_found: bool
) -> None:
    keep(ledger, in_a_thread(state, letter))

    for known in ("<application@example.org>", "<no@corp.example>"):
        assert bool(ledger.sightings.unanswered("main", {known})) is is_found
    assert ledger.sightings.unanswered("main", {"<other@corp.example>"}) == ()
    assert ledger.sightings.unanswered("other", {"<no@corp.example>"}) == ()


def test_hindsight_changes_the_stage_and_claims_the_trace(ledger: Ledger) -> None:
    given = in_a_thread()
    keep(ledger, given)

    note(ledger, hindsight(given))

    story = ledger.records.story("key-1")
    assert (story.opportunity.stage, story.before) == ("interview", (THANKS,))
    assert [event.kind for event in story.events][-1] == "reached"
    assert story.steps == given.steps


def test_hindsight_that_is_noted_twice_happens_once(ledger: Ledger) -> None:
    given = in_a_thread()
    keep(ledger, given)

    note(ledger, hindsight(given, StepKind.CALL))
    note(ledger, hindsight(given, StepKind.CALL))

    story = ledger.records.story("key-1")
    assert [event.kind for event in story.events].count("reached") == 1
    assert sorted(one.kind for one in story.steps) == [StepKind.CALL, StepKind.THANKS]


def test_hindsight_brings_a_dropped_letter_back_and_changes_no_other(ledger: Ledger) -> None:
    for state, expected in ((StepState.DROPPED, StepState.WAITING), (StepState.SENT,) * 2):
        given = in_a_thread(letter=state)
        given = replace(
            given,
            opportunity=replace(given.opportunity, key=state, message_id=f"<{state}@x.example>"),
            steps=(step(state, state=state),),
        )
        keep(ledger, given)
        words = hindsight(given)
        anew = replace(words.hindsight[0], steps=(step(state),))

        note(ledger, replace(words, hindsight=(anew,)))

        assert ledger.records.story(state).steps[0].state is expected
