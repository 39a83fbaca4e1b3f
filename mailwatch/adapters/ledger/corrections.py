"""The ledger for corrections: what the user has said of a message, and what follows from it."""

import sqlite3
from datetime import datetime

from mailwatch.adapters.ledger import intake, rows, traces
from mailwatch.adapters.ledger.store import Store, happen
from mailwatch.domain.assess import Entry
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Opportunity, State, StepState
from mailwatch.domain.records import Checkpoint, Correction, PlacedDraft
from mailwatch.domain.times import read_instant, write_instant
from mailwatch.domain.traces import Trace
from mailwatch.domain.writing.drafts import Fingerprint, Placement

DISMISSED = "you said that this is no rejection"
NOT_YET_OUT = (StepState.WAITING, StepState.HELD, StepState.APPENDING)


class Corrections:
    """What step correct and `review` need of the ledger. Each method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, key: str) -> Opportunity | None:
        """Return an opportunity by its key, None if it is not known."""
        row = self._store.one("select * from opportunity where key = ?", (key,))
        return rows.opportunity_of(row) if row else None

    def dismissed_at(self, key: str) -> MessageRef | None:
        """Say where the user put what they last said to be no rejection; None if they did not."""
        row = self._store.one("select * from correction where message_key = ?", (key,))
        return _correction(row).ref if row and row["label"] == Judgement.OTHER else None

    def accept(self, entry: Entry, correction: Correction, *, wants_filing: bool) -> None:
        """Open what the user says is a rejection, whether it was unknown, doubted or closed.

        Of one that is known, the evidence and the drafts that were placed stay as they are;
        facts and stage are those of *entry*.
        """
        with self._store.transaction() as connection:
            now = correction.at
            if not intake.keep(connection, entry, now, wants_filing=wants_filing):
                _open(connection, entry, now, wants_filing=wants_filing)
            _note(connection, correction)

    def dismiss(self, correction: Correction) -> tuple[PlacedDraft, ...]:
        """Close what the user says is no rejection; return the drafts that were placed for it."""
        key, now = correction.key, correction.at
        with self._store.transaction() as connection:
            placed = connection.execute(
                "select * from step where opportunity = ? and state = ?", (key, StepState.PLACED)
            ).fetchall()
            connection.execute(
                "update opportunity set state = ?, filing = 'none' where key = ?",
                (State.CLOSED, key),
            )
            connection.execute(
                "update step set state = ?, reason = ?, changed_at = ? where opportunity = ?"
                " and state in (?, ?, ?)",
                (StepState.DROPPED, DISMISSED, write_instant(now), key, *NOT_YET_OUT),
            )
            _note(connection, correction)
        return tuple(_placed(row) for row in placed)

    def note_withdrawn(self, draft: PlacedDraft, correction: Correction) -> None:
        """Note that a draft of ours was taken out of Drafts again."""
        step, now = draft.step, correction.at
        with self._store.transaction() as connection:
            connection.execute(
                "update step set state = ?, reason = ?, changed_at = ? where opportunity = ?"
                " and kind = ?",
                (
                    *(StepState.DROPPED, DISMISSED, write_instant(now)),
                    *(step.opportunity_key, step.kind),
                ),
            )
            happen(connection, step.opportunity_key, now, "withdrawn", {"step": step.kind})

    def checkpoint(self, account: str, mailbox: str) -> Checkpoint | None:
        """Return how far a tray has been read, None if it never was."""
        return intake.checkpoint(self._store, account, mailbox)

    def advance(self, where: MessageRef, now: datetime) -> None:
        """Move the checkpoint of a tray to *where*."""
        with self._store.transaction() as connection:
            intake.move_checkpoint(connection, where, now)

    def before(self, opportunity: Opportunity) -> tuple[Trace, ...]:
        """Return the traces, of any account, that may be of what came before an opportunity."""
        return traces.before(self._store, opportunity)

    def all(self) -> tuple[Correction, ...]:
        """Return every correction, the oldest first."""
        found = self._store.all("select * from correction order by at, message_key")
        return tuple(_correction(row) for row in found)


def _open(
    connection: sqlite3.Connection, entry: Entry, now: datetime, *, wants_filing: bool
) -> None:
    key = entry.opportunity.key
    connection.execute(
        "update opportunity set state = :open, stage = :stage, facts = :facts, filing ="
        " case when filing = 'filed' or not :wanted then filing else 'wanted' end"
        " where key = :key",
        {
            **rows.opportunity_row(entry.opportunity),
            "open": State.OPEN,
            "wanted": wants_filing,
        },
    )
    traces.claim(connection, key, entry.past.traces)
    connection.execute(
        "delete from step where opportunity = ? and state in (?, ?, ?)",
        (key, StepState.WAITING, StepState.HELD, StepState.DROPPED),
    )
    intake.keep_steps(connection, entry, now)


def _note(connection: sqlite3.Connection, correction: Correction) -> None:
    ref = correction.ref
    connection.execute(
        "insert or replace into correction values (?, ?, ?, ?, ?, ?, ?)",
        (
            *(ref.account, correction.key, ref.mailbox, ref.uidvalidity, ref.uid),
            *(correction.label, write_instant(correction.at)),
        ),
    )
    known = connection.execute("select 1 from opportunity where key = ?", (correction.key,))
    if known.fetchone():
        details = {"label": correction.label}
        happen(connection, correction.key, correction.at, "corrected", details)


def _placed(row: sqlite3.Row) -> PlacedDraft:
    return PlacedDraft(
        step=rows.step_of(row),
        placement=Placement(row["mailbox"], row["uidvalidity"], row["uid"]),
        fingerprint=Fingerprint(row["message_id"], row["content"]),
    )


def _correction(row: sqlite3.Row) -> Correction:
    return Correction(
        key=row["message_key"],
        ref=MessageRef(row["account"], row["mailbox"], row["uidvalidity"], row["uid"]),
        label=row["label"],
        at=read_instant(row["at"]),
    )
