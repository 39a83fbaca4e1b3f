"""What the ledger promises of mail that came before a no, on real SQLite files."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.assess import Entry
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Opportunity, State
from mailwatch.domain.records import Correction, Found
from mailwatch.domain.traces import KEPT_FOR, Past, Trace
from tests.support.builders import TUESDAY_NOON, entry
from tests.support.letters import JANE, opportunity

NOON = TUESDAY_NOON.astimezone(UTC)
HERE = MessageRef("main", "INBOX", 1, 7)
RECEIPT = Trace(
    account="main",
    message_id="<receipt@acme.example>",
    thread=("<application@example.org>",),
    at=NOON - timedelta(days=20),
    sender=JANE,
    is_person=True,
    company="Acme GmbH",
    role="Brand designer",
    requisition="R-1",
    stage="interview",
    has_talked=True,
    form="formal",
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


def keep(ledger: Ledger, *traces: Trace, entries: tuple[Entry, ...] = ()) -> Found:
    return ledger.intake.record(HERE, Found(entries, traces=traces), NOON, wants_filing=False)


def about(**given: Any) -> Opportunity:  # noqa: ANN401 - any field of Opportunity or of its facts
    return opportunity(**({"company": "Apex"} | given))


@pytest.mark.parametrize(
    "given",
    [
        {"company": "ACME"},
        {"requisition": "R-1"},
        {"references": ("<receipt@acme.example>",)},
        {"references": ("<application@example.org>",)},
        {"message_id": "<receipt@acme.example>"},
    ],
)
def test_a_trace_is_found_as_it_was_kept(ledger: Ledger, given: dict[str, Any]) -> None:
    keep(ledger, RECEIPT)

    assert ledger.intake.before(about(**given)) == (RECEIPT,)
    assert ledger.corrections.before(about(**given)) == (RECEIPT,)


def test_a_trace_of_another_house_is_not_found(ledger: Ledger) -> None:
    keep(ledger, RECEIPT)

    assert ledger.intake.before(about(requisition="", message_id="")) == ()


def test_a_trace_without_a_company_may_be_anybodys(ledger: Ledger) -> None:
    nameless = replace(RECEIPT, company="")
    keep(ledger, nameless)

    assert ledger.intake.before(about()) == (nameless,)


def test_traces_of_every_account_are_found_the_latest_first(ledger: Ledger) -> None:
    later = replace(RECEIPT, account="other", at=RECEIPT.at + timedelta(days=1))
    keep(ledger, RECEIPT, later)

    assert ledger.intake.before(about(company="Acme")) == (later, RECEIPT)


def test_a_trace_that_is_seen_again_is_one(ledger: Ledger) -> None:
    keep(ledger, RECEIPT)
    keep(ledger, replace(RECEIPT, role="Something else"))

    assert ledger.intake.before(about(company="Acme")) == (RECEIPT,)


def test_a_mail_that_answers_a_trace_or_what_it_answers_is_in_a_known_thread(
    ledger: Ledger,
) -> None:
    keep(ledger, RECEIPT)

    for known in (RECEIPT.message_id, *RECEIPT.thread):
        thread = ledger.intake.thread("other", (known,))
        assert (thread.is_known, thread.has_trace, thread.opportunity) == (True, True, "")
    assert not ledger.intake.thread("main", ("<x@acme.example>", "")).is_known


def claimed(key: str = "key-1") -> Entry:
    return replace(entry(key), past=Past((RECEIPT,)))


def test_a_trace_of_one_opportunity_is_found_for_no_other(ledger: Ledger) -> None:
    keep(ledger, RECEIPT, entries=(claimed(),))

    assert ledger.records.story("key-1").before == (RECEIPT,)
    assert ledger.intake.before(about(company="Acme")) == ()


def test_an_opportunity_that_is_known_claims_nothing(ledger: Ledger) -> None:
    keep(ledger, entries=(entry(),))
    keep(ledger, RECEIPT, entries=(claimed(),))

    assert ledger.records.story("key-1").before == ()
    assert ledger.intake.before(about(company="Acme")) == (RECEIPT,)


def test_traces_are_forgotten_after_two_years(ledger: Ledger) -> None:
    old = replace(RECEIPT, message_id="<old@acme.example>", at=NOON - KEPT_FOR)
    keep(ledger, RECEIPT, old)

    ledger.intake.record(HERE, Found(), NOON + timedelta(days=1), wants_filing=False)

    assert ledger.intake.before(about(company="Acme")) == (RECEIPT,)
    assert not ledger.intake.thread("main", (old.message_id,)).is_known


def test_no_words_of_a_mail_are_kept_and_nothing_of_a_trace_outlives_its_opportunity(
    ledger: Ledger, tmp_path: Path
) -> None:
    keep(ledger, RECEIPT, entries=(claimed(),))

    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as connection:
        columns = {row[1] for row in connection.execute("pragma table_info(trace)")}
        connection.execute("pragma foreign_keys = on")
        connection.execute("delete from opportunity")
        traces = connection.execute("select * from trace").fetchall()
        threads = connection.execute("select * from trace_thread").fetchall()

    assert columns.isdisjoint({"subject", "text", "body", "words", "sentence"})
    assert (traces, threads) == ([], [])


def test_what_the_user_says_of_a_doubted_mail_is_kept_with_its_past(ledger: Ledger) -> None:
    doubted = entry(state=State.REVIEW)
    keep(ledger, RECEIPT, entries=(doubted,))
    facts = replace(doubted.opportunity.facts, role="Brand designer")
    certain = replace(doubted.opportunity, state=State.OPEN, stage="interview", facts=facts)
    chosen = Entry(certain, doubted.verdict, doubted.steps, Past((RECEIPT,)))

    ledger.corrections.accept(
        chosen, Correction("key-1", HERE, "rejection", NOON), wants_filing=False
    )

    story = ledger.records.story("key-1")
    assert (story.opportunity.stage, story.opportunity.facts.role) == (
        "interview",
        "Brand designer",
    )
    assert (story.opportunity.state, story.before) == (State.OPEN, (RECEIPT,))


def test_a_sure_no_does_not_drown_in_a_doubted_one(ledger: Ledger) -> None:
    same = {"company": "Acme", "role": "Designer"}
    doubted = replace(
        entry("key-1", state=State.REVIEW),
        opportunity=opportunity(key="key-1", state=State.REVIEW, **same),
    )
    sure = replace(
        entry("key-2"),
        opportunity=opportunity(key="key-2", message_id="<2@corp.example>", **same),
        steps=(),
    )
    keep(ledger, entries=(doubted,))

    assert keep(ledger, entries=(sure,)).entries == (sure,)


def test_of_two_opportunities_in_a_thread_the_later_one_is_spoken_of(ledger: Ledger) -> None:
    ids = {"key-1": "<1@corp.example>", "key-2": "<2@corp.example>"}
    for days, (key, message_id) in enumerate(ids.items()):
        given = entry(key, message_id=message_id)
        moved = replace(given.opportunity, received_at=NOON + timedelta(days=400 * days))
        keep(ledger, entries=(replace(given, opportunity=moved),))

    thread = ledger.intake.thread("main", tuple(ids.values()))

    assert thread.opportunity == "key-2"
    assert thread.opened_at == NOON + timedelta(days=400)
