"""The ledger for observing: drafts that are out, what was seen of them, what follows."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from mailwatch.adapters.ledger import decisions, intake, rows, traces
from mailwatch.adapters.ledger.store import Store, happen
from mailwatch.domain.hindsight import Hindsight
from mailwatch.domain.linking import Heard
from mailwatch.domain.mail.messages import Identified, MessageRef
from mailwatch.domain.opportunities import Opportunity, State, Step, StepState, seen_by
from mailwatch.domain.records import Checkpoint, Letter, OwnWords
from mailwatch.domain.times import read_instant, write_instant
from mailwatch.domain.writing.drafts import Fingerprint, Placement

OUT = (StepState.PLACED, StepState.EDITED, StepState.MISSING)


class Sightings:
    """What step observe needs of the ledger. Each method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def checkpoint(self, account: str, mailbox: str) -> Checkpoint | None:
        """Return how far a mailbox of sent mail has been read, None if it never was."""
        return intake.checkpoint(self._store, account, mailbox)

    def of_a_search(self, account: str, message_ids: Collection[str]) -> frozenset[str]:
        """Return those of these Message-IDs that a trace or an opportunity has or answers."""
        return self._among(
            account,
            message_ids,
            "select message_id from trace_thread"
            " union all select message_id from opportunity where account = :account"
            " union all select value from opportunity, json_each(thread) where account = :account",
        )

    def own(self, account: str, message_ids: Collection[str]) -> frozenset[str]:
        """Return those of these Message-IDs that are of the user's own mail."""
        query = "select message_id from own_message where account = :account"
        return self._among(account, message_ids, query)

    def _among(self, account: str, message_ids: Collection[str], query: str) -> frozenset[str]:
        found = self._store.all(
            f"select value from json_each(:ids) where value in ({query})",  # noqa: S608 - fixed text
            {"account": account, "ids": json.dumps(sorted(message_ids))},
        )
        return frozenset(row["value"] for row in found)

    def unanswered(
        self, account: str, message_ids: Collection[str]
    ) -> tuple[tuple[Opportunity, Step], ...]:
        """Return the opportunities of these threads whose first letter is not out, with it."""
        found = self._store.all(
            "with known as (select value from json_each(:ids))"
            " select step.* from step join opportunity on key = opportunity"
            " where account = :account and step.kind = 'thanks'"
            " and step.state in ('waiting', 'held', 'dropped')"
            " and opportunity.state in ('open', 'review') and (opportunity.message_id in known"
            " or exists (select 1 from json_each(thread) where value in known))"
            " order by received_at, key",
            {"account": account, "ids": json.dumps(sorted(message_ids))},
        )
        return tuple(
            (rows.find_opportunity(self._store, row["opportunity"]), rows.step_of(row))
            for row in found
        )

    def note_own(
        self, where: MessageRef, seen: Iterable[Identified], words: OwnWords, now: datetime
    ) -> None:
        """Remember the ids of sent mail up to *where*, and its words; move its checkpoint there."""
        with self._store.transaction() as connection:
            traces.keep(connection, words.traces, now)
            for hindsight in words.hindsight:
                _see_anew(connection, hindsight, now)
            connection.executemany(
                "insert or ignore into own_message values (?, ?)",
                ((where.account, one.message_id) for one in seen if one.message_id),
            )
            intake.move_checkpoint(connection, where, now)

    def out(self, account: str) -> tuple[Letter, ...]:
        """Return the letters that lie in Drafts as far as is known, or have just left it."""
        return self._letters(account, OUT)

    def answered_by(self, account: str, seen: Identified) -> tuple[Opportunity, ...]:
        """Return the opportunities that a sent message answers, by their mail or our draft.

        None for one that was noted before, and has been heard of then.
        """
        ids = json.dumps(sorted(seen.answers))
        found = self._store.all(
            "select * from opportunity where account = :account and (message_id <> '' and"
            " message_id in (select value from json_each(:ids)) or key in (select opportunity"
            " from step where message_id <> '' and message_id = :own)) and not exists (select 1"
            " from own_message where account = :account and message_id = :own)",
            {"account": account, "ids": ids, "own": seen.message_id},
        )
        return tuple(rows.opportunity_of(row) for row in found)

    def starred(self, account: str, message_ids: Iterable[str]) -> tuple[Opportunity, ...]:
        """Return the open opportunities of these mails that are not yet marked as important."""
        found = self._store.all(
            "select * from opportunity where account = ? and state = ? and important = 0"
            " and message_id <> '' and message_id in (select value from json_each(?))",
            (account, State.OPEN, json.dumps(sorted(message_ids))),
        )
        return tuple(rows.opportunity_of(row) for row in found)

    def mark_important(self, key: str, tasks: Sequence[Step], now: datetime) -> bool:
        """Mark an opportunity as important and add its *tasks*; return False if it was."""
        return decisions.mark_important(self._store, key, tasks, now)

    def letters_of(self, opportunity: Opportunity) -> tuple[Letter, ...]:
        """Return every letter of an opportunity, whatever became of it, the last first."""
        every = self._letters(opportunity.ref.account, tuple(StepState))
        mine = [one for one in every if one.opportunity.key == opportunity.key]
        return tuple(sorted(mine, key=lambda one: one.step.due_at, reverse=True))

    def settle(self, step: Step, state: StepState, reason: str, now: datetime) -> None:
        """Note what was seen of a step, in its state and on the timeline."""
        with self._store.transaction() as connection:
            connection.execute(
                "update step set state = ?, reason = ?, changed_at = ? where opportunity = ?"
                " and kind = ?",
                (state, reason, write_instant(now), step.opportunity_key, step.kind),
            )
            happen(connection, step.opportunity_key, now, str(state), {"step": step.kind})

    def has_bounced(self, key: str) -> bool:
        """Say whether mail to them came back."""
        return self._has_heard(key, Heard.BOUNCED)

    def has_been_received(self, key: str) -> bool:
        """Say whether a machine of theirs has answered: something must have been sent."""
        return self._has_heard(key, Heard.AUTO_REPLY)

    def _has_heard(self, key: str, heard: Heard) -> bool:
        values = (key, str(heard))
        found = self._store.one("select 1 from event where opportunity = ? and kind = ?", values)
        return found is not None

    def quiet_until(self, key: str) -> date | None:
        """Return the day until which the user wants to hear nothing of it, None for none."""
        row = self._store.one(
            "select details from event where opportunity = ? and kind = 'snoozed'"
            " order by id desc limit 1",
            (key,),
        )
        return date.fromisoformat(json.loads(row["details"])["until"]) if row else None

    def plan(self, steps: Sequence[Step], now: datetime) -> tuple[Step, ...]:
        """Add steps to come; return those that were not there yet."""
        with self._store.transaction() as connection:
            return tuple(step for step in steps if intake.keep_step(connection, step, now))

    def _letters(self, account: str, states: Sequence[StepState]) -> tuple[Letter, ...]:
        found = self._store.all(
            "select step.* from step join opportunity on key = opportunity where account = ?"
            " and step.kind not in ('call', 'note')"
            " and step.state in (select value from json_each(?)) order by due_at, key",
            (account, json.dumps([str(state) for state in states])),
        )
        return tuple(
            Letter(
                opportunity=seen_by(
                    rows.find_opportunity(self._store, row["opportunity"]), rows.step_of(row)
                ),
                step=rows.step_of(row),
                placement=Placement(row["mailbox"], row["uidvalidity"], row["uid"]),
                fingerprint=Fingerprint(row["message_id"], row["content"]),
                changed_at=read_instant(row["changed_at"]),
            )
            for row in found
        )


def _see_anew(connection: sqlite3.Connection, hindsight: Hindsight, now: datetime) -> None:
    """Change an opportunity to how it is seen now, and add the steps that follow from that."""
    opportunity = hindsight.opportunity
    changed = connection.execute(
        "update opportunity set stage = :stage, facts = :facts, important = :important"
        " where key = :key and (stage <> :stage or facts <> :facts)",
        rows.opportunity_row(opportunity),
    ).rowcount
    if changed:
        happen(connection, opportunity.key, now, "reached", {"stage": opportunity.stage})
    traces.claim(connection, opportunity.key, hindsight.past.traces)
    for step in hindsight.steps:
        connection.execute(
            "delete from step where opportunity = ? and kind = ? and state = ?",
            (step.opportunity_key, step.kind, StepState.DROPPED),
        )
        intake.keep_step(connection, step, now)
