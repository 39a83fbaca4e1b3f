"""The ledger for what the user decides: closing, snoozing, importance, notes, tasks done."""

import json
from collections.abc import Sequence
from datetime import datetime

from mailwatch.adapters.ledger import intake, rows
from mailwatch.adapters.ledger.store import Store, happen
from mailwatch.domain.opportunities import Opportunity, State, Step, StepKind, StepState
from mailwatch.domain.records import Note
from mailwatch.domain.times import read_instant, write_instant

OPEN_STEPS = (StepState.WAITING, StepState.HELD)
UNSENT = (*OPEN_STEPS, StepState.APPENDING, StepState.PLACED, StepState.EDITED)


class Decisions:
    """What the commands write for the user. Each method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def end(self, key: str, state: State, reason: str, now: datetime) -> None:
        """Close an opportunity, or mark it won: nothing more is written by itself."""
        with self._store.transaction() as connection:
            connection.execute("update opportunity set state = ? where key = ?", (state, key))
            connection.execute(
                "update step set state = ?, reason = ?, changed_at = ? where opportunity = ?"
                " and state in (?, ?)",
                (StepState.DROPPED, reason, write_instant(now), key, *OPEN_STEPS),
            )
            happen(connection, key, now, str(state), {})

    def snooze(self, key: str, until: datetime, now: datetime) -> int:
        """Let nothing be due before *until*; return how many steps were moved."""
        with self._store.transaction() as connection:
            moved = connection.execute(
                "update step set due_at = ?, changed_at = ? where opportunity = ? and state = ?"
                " and due_at < ?",
                (
                    *(write_instant(until), write_instant(now), key),
                    *(StepState.WAITING, write_instant(until)),
                ),
            ).rowcount
            happen(connection, key, now, "snoozed", {"until": until.date().isoformat()})
        return moved

    def mark_important(self, key: str, tasks: Sequence[Step], now: datetime) -> bool:
        """Mark an opportunity as important and add its *tasks*; return False if it was."""
        return mark_important(self._store, key, tasks, now)

    def write_to(self, step: Step, now: datetime) -> bool:
        """Plan a letter to somebody else; one that still waits gets the new addressee.

        Return False where there is such a letter already.
        """
        with self._store.transaction() as connection:
            if not intake.keep_step(connection, step, now):
                changed = connection.execute(
                    "update step set addressee = ?, changed_at = ? where opportunity = ?"
                    " and kind = ? and state in (?, ?)",
                    (
                        *(rows.addressee_text(step), write_instant(now)),
                        *(step.opportunity_key, step.kind, *OPEN_STEPS),
                    ),
                ).rowcount
                return bool(changed)
            happen(connection, step.opportunity_key, now, "planned", {"step": step.kind})
        return True

    def add_note(self, key: str, text: str, now: datetime) -> None:
        """Keep a line of the user's own."""
        with self._store.transaction() as connection:
            connection.execute(
                "insert into note (opportunity, at, text) values (?, ?, ?)",
                (key, write_instant(now), text),
            )
            happen(connection, key, now, "noted", {"text": text})

    def notes(self, key: str) -> tuple[Note, ...]:
        """Return the user's lines about an opportunity, the oldest first."""
        found = self._store.all("select * from note where opportunity = ? order by id", (key,))
        return tuple(
            Note(row["text"], read_instant(row["at"]), is_used=bool(row["used_at"]))
            for row in found
        )

    def tasks(self) -> tuple[tuple[Opportunity, Step], ...]:
        """Return the calls and notes to make, the one due first first."""
        return self._steps(
            "select * from step where kind in (?, ?) and state = ? order by due_at, opportunity",
            (StepKind.CALL, StepKind.NOTE, StepState.WAITING),
        )

    def letters_with_deadline(self) -> tuple[tuple[Opportunity, Step], ...]:
        """Return first letters that are still to be sent, where they set a time for that."""
        return self._steps(
            "select step.* from step join opportunity on key = opportunity where kind = ?"
            " and opportunity.state = ? and step.state in (?, ?, ?, ?, ?)"
            " and json_extract(facts, '$.deadline.words') <> '' order by due_at, key",
            (StepKind.THANKS, State.OPEN, *UNSENT),
        )

    def letters_to_write(self, languages: Sequence[str]) -> tuple[tuple[Opportunity, Step], ...]:
        """Return first letters that the user has to write: to mail in none of *languages*.

        Not where nobody is known who would read them.
        """
        return self._steps(
            "select step.* from step join opportunity on key = opportunity where kind = ?"
            " and opportunity.state = ? and step.state = ?"
            " and language not in (select value from json_each(?))"
            " and '' <> json_extract(facts, '$.reply_to.email')"
            " || coalesce(json_extract(facts, '$.acquaintance.email'), '') order by due_at, key",
            (StepKind.THANKS, State.OPEN, StepState.HELD, json.dumps(languages)),
        )

    def _steps(self, query: str, values: Sequence[str]) -> tuple[tuple[Opportunity, Step], ...]:
        found = self._store.all(query, tuple(values))
        return tuple(
            (rows.find_opportunity(self._store, row["opportunity"]), rows.step_of(row))
            for row in found
        )

    def finish(self, task: Step, now: datetime) -> None:
        """Mark a task as done."""
        with self._store.transaction() as connection:
            connection.execute(
                "update step set state = ?, changed_at = ? where opportunity = ? and kind = ?",
                (StepState.DONE, write_instant(now), task.opportunity_key, task.kind),
            )
            happen(connection, task.opportunity_key, now, "done", {"task": task.kind})


def mark_important(store: Store, key: str, tasks: Sequence[Step], now: datetime) -> bool:
    """Mark an opportunity as important and add its *tasks*; return False if it was."""
    with store.transaction() as connection:
        changed = connection.execute(
            "update opportunity set important = 1 where key = ? and important = 0", (key,)
        ).rowcount
        if changed:
            happen(connection, key, now, "important", {})
        for task in tasks:
            intake.keep_step(connection, task, now)
    return bool(changed)
