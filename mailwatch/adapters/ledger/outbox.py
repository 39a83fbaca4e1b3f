"""The ledger for placing: steps that are due, and what became of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from mailwatch.adapters.ledger import rows
from mailwatch.adapters.ledger.store import Store, happen
from mailwatch.domain.cadence.caps import Made, made_for
from mailwatch.domain.linking import Heard
from mailwatch.domain.opportunities import (
    SIDE_LETTERS,
    Opportunity,
    Step,
    StepState,
    seen_by,
)
from mailwatch.domain.times import read_instant, write_instant
from mailwatch.domain.writing.drafts import Attempt, Draft, Placement, Shelf

Happening = tuple[datetime, str, Mapping[str, str]]


# The user's line is for those who turned us down, and for no friend.
USE_NOTE = "update note set used_at = :now where opportunity = :key and used_at = ''"


class Outbox:
    """What step place_due needs of the ledger. Each method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def due(self, account: str, now: datetime) -> tuple[tuple[Opportunity, Step], ...]:
        """Return the steps of *account* whose hour has come, earliest first."""
        found = self._store.all(
            "select step.* from step join opportunity on key = opportunity where account = ?"
            " and step.state in ('waiting', 'appending') and due_at <= ?"
            " and step.kind not in ('call', 'note') order by due_at, key",
            (account, write_instant(now)),
        )
        steps = tuple(map(rows.step_of, found))
        return tuple((self._as_written_to(step), step) for step in steps)

    def _as_written_to(self, step: Step) -> Opportunity:
        """Return the opportunity of a step with all that its letter needs."""
        found = rows.find_opportunity(self._store, step.opportunity_key)
        opportunity = replace(found, earlier=rows.earlier_keys(self._store, found))
        if step.kind in SIDE_LETTERS:
            return seen_by(opportunity, step)
        row = self._store.one(
            "select text from note where opportunity = ? and used_at = '' order by id desc limit 1",
            (found.key,),
        )
        noted = replace(opportunity, note=row["text"]) if row else opportunity
        return seen_by(noted, step)

    def next_due_at(self, account: str) -> datetime | None:
        """Return when the next step of *account* is due, None if none waits."""
        row = self._store.one(
            "select min(due_at) as at from step join opportunity on key = opportunity"
            " where account = ? and step.state in ('waiting', 'appending')"
            " and step.kind not in ('call', 'note')",
            (account,),
        )
        return read_instant(row["at"]) if row and row["at"] else None

    def made_since(self, since: datetime) -> tuple[Made, ...]:
        """Return what was placed since then, or is being placed, for whatever account."""
        found = self._store.all(
            "select step.*, at from event join step using (opportunity) where event.kind = 'placed'"
            " and step.kind = json_extract(details, '$.step') and at >= ?"
            " union all select *, changed_at from step where state = 'appending'",
            (write_instant(since),),
        )
        return tuple(self._made(rows.step_of(row), read_instant(row["at"])) for row in found)

    def _made(self, step: Step, at: datetime) -> Made:
        opportunity = rows.find_opportunity(self._store, step.opportunity_key)
        return made_for(seen_by(opportunity, step), at)

    def trouble_with(self, email: str) -> Heard | None:
        """Return what was last heard of that makes this address useless, None for nothing."""
        row = self._store.one(
            "select kind from event join opportunity on key = opportunity where kind in (:a, :b)"
            " and :email <> '' and :email in (lower(json_extract(facts, '$.reply_to.email')),"
            " lower(json_extract(facts, '$.acquaintance.email')))"
            " order by at desc limit 1",
            {"a": Heard.BOUNCED, "b": Heard.MOVED_ON, "email": email.lower()},
        )
        return Heard(row["kind"]) if row else None

    def mark_appending(self, step: Step, draft: Draft, attempt: Attempt) -> None:
        """Note that *draft* is about to be appended, and what Drafts looked like before."""
        shelf = attempt.shelf
        self._change(
            step,
            "update step set state = 'appending', message_id = ?, content = ?, mailbox = ?,"
            " uidvalidity = ?, uid = ?, changed_at = ?",
            (
                *(draft.message_id, sha256(draft.content).hexdigest()),
                *(shelf.mailbox, shelf.uidvalidity, shelf.uidnext),
                write_instant(attempt.at),
            ),
        )

    def attempt(self, step: Step) -> Attempt | None:
        """Return how this step's append began, None if none has."""
        row = self._store.one(
            "select mailbox, uidvalidity, uid, changed_at from step where opportunity = ?"
            " and kind = ? and state = 'appending'",
            (step.opportunity_key, step.kind),
        )
        if row is None:
            return None
        shelf = Shelf(row["mailbox"], row["uidvalidity"], row["uid"])
        return Attempt(shelf, read_instant(row["changed_at"]))

    def mark_placed(self, step: Step, placement: Placement, now: datetime) -> None:
        """Note where the draft lies."""
        place = (placement.mailbox, placement.uidvalidity, placement.uid)
        self._change(
            step,
            "update step set state = 'placed', reason = '', mailbox = ?, uidvalidity = ?,"
            " uid = ?, changed_at = ?",
            (*place, write_instant(now)),
            (now, "placed", {"step": step.kind, "mailbox": placement.mailbox}),
            "" if step.kind in SIDE_LETTERS else USE_NOTE,
        )

    def settle(self, step: Step, state: StepState, reason: str, now: datetime) -> None:
        """Hold or drop a step, with the reason that the user will read."""
        self._change(
            step,
            "update step set state = ?, reason = ?, changed_at = ?",
            (state, reason, write_instant(now)),
            (now, str(state), {"step": step.kind, "reason": reason}),
        )

    def postpone(self, step: Step, until: datetime, reason: str, now: datetime) -> None:
        """Move a step that could not be carried out, so that it does not stop the others.

        One whose append began keeps the time of that.
        """
        self._change(
            step,
            "update step set due_at = ?, reason = ?,"
            " changed_at = case state when 'appending' then changed_at else ? end",
            (write_instant(until), reason, write_instant(now)),
        )

    def _change(
        self,
        step: Step,
        statement: str,
        values: tuple[object, ...],
        happening: Happening | None = None,
        also: str = "",
    ) -> None:
        with self._store.transaction() as connection:
            connection.execute(
                f"{statement} where opportunity = ? and kind = ?",
                (*values, step.opportunity_key, step.kind),
            )
            if also:
                now = write_instant(happening[0]) if happening else ""
                connection.execute(also, {"now": now, "key": step.opportunity_key})
            if happening:
                happen(connection, step.opportunity_key, *happening)
