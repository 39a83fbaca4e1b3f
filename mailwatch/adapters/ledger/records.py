"""The ledger for people: opportunities with their stories, and how the service is doing."""

import sqlite3
from dataclasses import replace
from datetime import datetime

from mailwatch.adapters.ledger import rows, traces
from mailwatch.adapters.ledger.store import Store
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Opportunity, Step
from mailwatch.domain.records import (
    Checkpoint,
    KeptEvidence,
    Progress,
    Pulse,
    SetAside,
    Story,
)
from mailwatch.domain.times import read_instant, write_instant


class Records:
    """What the command line reads of the ledger, and the pulse that the service writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def opportunities(self) -> tuple[tuple[Opportunity, tuple[Step, ...]], ...]:
        """Return every opportunity with its steps, the one received last first."""
        found = self._store.all("select * from opportunity order by received_at desc, key")
        return tuple((rows.opportunity_of(row), self._steps(row["key"])) for row in found)

    def keys_like(self, prefix: str) -> tuple[str, ...]:
        """Return the keys that begin with *prefix*, at most ten."""
        found = self._store.all(
            "select key from opportunity where substr(key, 1, length(?1)) = ?1 order by key"
            " limit 10",
            (prefix.lower(),),
        )
        return tuple(row["key"] for row in found)

    def story(self, key: str) -> Story:
        """Return one opportunity in full. Raise KeyError if there is none."""
        row = self._store.one("select * from opportunity where key = ?", (key,))
        if row is None:
            raise KeyError(key)
        found = rows.opportunity_of(row)
        events = self._store.all(
            "select * from event where opportunity = ? order by at, id", (key,)
        )
        evidence = self._store.all(
            "select * from evidence where opportunity = ? order by position", (key,)
        )
        return Story(
            opportunity=replace(found, earlier=rows.earlier_keys(self._store, found)),
            filing=row["filing"],
            taken_in_at=read_instant(row["taken_in_at"]),
            steps=self._steps(key),
            events=tuple(rows.event_of(event) for event in events),
            evidence=tuple(_evidence_of(found) for found in evidence),
            before=traces.of(self._store, key),
        )

    def _steps(self, key: str) -> tuple[Step, ...]:
        found = self._store.all(
            "select * from step where opportunity = ? order by due_at, kind", (key,)
        )
        return tuple(rows.step_of(row) for row in found)

    def set_aside(self) -> tuple[SetAside, ...]:
        """Return the messages that could not be read, the latest first."""
        found = self._store.all("select * from set_aside order by at desc, uid")
        return tuple(SetAside(_ref_of(r), read_instant(r["at"]), r["reason"]) for r in found)

    def progress(self) -> tuple[Progress, ...]:
        """Return how far each mailbox has been read."""
        found = self._store.all("select * from mailbox order by account, name")
        return tuple(
            Progress(
                account=row["account"],
                mailbox=row["name"],
                checkpoint=Checkpoint(row["uidvalidity"], row["last_uid"]),
                checked_at=read_instant(row["checked_at"]),
            )
            for row in found
        )

    def pulses(self) -> tuple[Pulse, ...]:
        """Return when each account's server last answered."""
        found = self._store.all("select * from pulse order by account")
        return tuple(
            Pulse(r["account"], read_instant(r["at"]) if r["at"] else None, r["problem"])
            for r in found
        )

    def note_pulse(self, account: str, now: datetime, problem: str) -> None:
        """Note a completed round trip (*problem* ""), or what is wrong."""
        with self._store.transaction() as connection:
            connection.execute(
                "insert into pulse values (:account, :at, :problem) on conflict do update set"
                " at = case when :problem = '' then :at else at end, problem = :problem",
                {
                    "account": account,
                    "at": "" if problem else write_instant(now),
                    "problem": problem,
                },
            )


def _ref_of(row: sqlite3.Row) -> MessageRef:
    return MessageRef(row["account"], row["mailbox"], row["uidvalidity"], row["uid"])


def _evidence_of(row: sqlite3.Row) -> KeptEvidence:
    return KeptEvidence(
        rule=row["rule"],
        kind=row["kind"],
        weight=row["weight"],
        field=row["field"],
        text=row["text"],
        sentence=row["sentence"],
        voided=row["voided"],
    )
