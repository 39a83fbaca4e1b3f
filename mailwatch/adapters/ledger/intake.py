"""The ledger for taking in: checkpoints, new opportunities, what was set aside, filing."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from mailwatch.adapters.ledger import rows, traces
from mailwatch.adapters.ledger.store import Store, happen
from mailwatch.domain.assess import Entry
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.linking import SAME_ROLE_WITHIN, UNREACHABLE, Heard, is_same
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Opportunity, State, Step, StepState
from mailwatch.domain.records import Checkpoint, Found, News, Thread
from mailwatch.domain.times import read_instant, write_instant
from mailwatch.domain.traces import Trace

# An evidence sentence is kept to be read again, not to rebuild the mail (domain.md 7.3).
SENTENCE_LIMIT = 300


# What they write makes our next letter needless, or shows that it would not arrive.
STOPS = {
    Heard.ANSWERED: (StepState.DROPPED, "they have answered"),
    Heard.BOUNCED: (StepState.DROPPED, "mail to them came back"),
    Heard.MOVED_ON: (StepState.HELD, UNREACHABLE[Heard.MOVED_ON]),
}


class Intake:
    """What step take_in needs of the ledger. Each method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def checkpoint(self, account: str, mailbox: str) -> Checkpoint | None:
        """Return how far *mailbox* has been read, None if it never was."""
        return checkpoint(self._store, account, mailbox)

    def thread(self, account: str, message_ids: Sequence[str]) -> Thread:
        """Return what is known of the thread that these Message-IDs are part of.

        Of two opportunities in it the later one counts, and one that is sure before a doubted one.
        """
        values = {"account": account, "ids": json.dumps([i for i in message_ids if i])}
        among = "message_id in (select value from json_each(:ids))"
        known = self._store.one(
            "select key, received_at, state from opportunity"  # noqa: S608 - fixed text
            f" where account = :account and ({among}"
            f" or key in (select opportunity from step where {among}))"
            " order by state = 'review', received_at desc limit 1",
            values,
        )
        is_own = self._is_own(values)
        has_trace = traces.are_in_thread(self._store, message_ids)
        if known is None:
            return Thread(is_known=is_own or has_trace, answers_us=is_own, has_trace=has_trace)
        return Thread(
            is_known=True,
            opportunity=known["key"],
            opened_at=read_instant(known["received_at"]),
            is_doubted=known["state"] == State.REVIEW,
            answers_us=is_own,
            has_trace=has_trace,
        )

    def _is_own(self, values: Mapping[str, str]) -> bool:
        among = "message_id in (select value from json_each(:ids))"
        own = self._store.one(
            f"select 1 from own_message where account = :account and {among}"  # noqa: S608 - fixed text
            f" union all select 1 from step where {among} limit 1",
            values,
        )
        return own is not None

    def attempts(self, refs: Sequence[MessageRef]) -> tuple[int, ...]:
        """Return what the attempts on each of these weigh that were never recorded."""
        query = (
            "select count from attempt where account = ? and mailbox = ? and uidvalidity = ?"
            " and uid = ?"
        )
        found = (self._store.one(query, _place(ref)) for ref in refs)
        return tuple(int(row["count"]) if row else 0 for row in found)

    def attempt(self, refs: Sequence[MessageRef], weight: int) -> None:
        """Add to what the attempts on these weigh; `record` takes them out again.

        What is attempted several times and never recorded has ended the process each time.
        """
        with self._store.transaction() as connection:
            connection.executemany(
                "insert into attempt values (?, ?, ?, ?, ?) on conflict do update set"
                " count = count + excluded.count",
                ((*_place(ref), weight) for ref in refs),
            )

    def record(
        self, where: MessageRef, found: Found, now: datetime, *, wants_filing: bool
    ) -> Found:
        """Keep all that was found up to *where*, and move the checkpoint there.

        Return what is new. An opportunity that is known stays as it is; an entry that says again
        what another mail has said becomes news of that.
        """
        with self._store.transaction() as connection:
            traces.keep(connection, found.traces, now)
            entries, news = [], list(found.news)
            for entry in found.entries:
                twin = self._twin(entry.opportunity)
                if twin:
                    news.append(News(twin, Heard.REPEATED, entry.opportunity.received_at))
                elif keep(connection, entry, now, wants_filing=wants_filing):
                    entries.append(entry)
            new = tuple(one for one in news if _hear(connection, one, now))
            _set_aside(connection, found.set_aside, now)
            move_checkpoint(connection, where, now)
        return Found(tuple(entries), new, found.set_aside)

    def before(self, opportunity: Opportunity) -> tuple[Trace, ...]:
        """Return the traces, of any account, that may be of what came before an opportunity."""
        return traces.before(self._store, opportunity)

    def _twin(self, opportunity: Opportunity) -> str:
        """Return the key of another opportunity that is the same one, "" if there is none."""
        received = opportunity.received_at
        near = (received - SAME_ROLE_WITHIN, received + SAME_ROLE_WITHIN)
        found = self._store.all(
            "select * from opportunity where key <> ? and received_at between ? and ?"
            " order by received_at",
            (opportunity.key, *map(write_instant, near)),
        )
        others = (rows.opportunity_of(row) for row in found)
        is_sure = opportunity.state is State.OPEN
        # What is sure does not drown in what is doubted.
        equals = (other for other in others if not (is_sure and other.state is State.REVIEW))
        return next((other.key for other in equals if is_same(opportunity, other)), "")

    def waiting_for_filing(self, account: str) -> tuple[Opportunity, ...]:
        """Return what is still to be filed on the server, oldest first."""
        found = self._store.all(
            "select * from opportunity where account = ? and filing = 'wanted'"
            " order by taken_in_at, uid",
            (account,),
        )
        return tuple(rows.opportunity_of(row) for row in found)

    def mark_filed(self, key: str, folder: str, now: datetime) -> None:
        """Note that the message lies in *folder* now."""
        with self._store.transaction() as connection:
            connection.execute("update opportunity set filing = 'filed' where key = ?", (key,))
            happen(connection, key, now, "filed", {"folder": folder})


def checkpoint(store: Store, account: str, mailbox: str) -> Checkpoint | None:
    """Return how far *mailbox* has been read, None if it never was."""
    row = store.one(
        "select uidvalidity, last_uid from mailbox where account = ? and name = ?",
        (account, mailbox),
    )
    return Checkpoint(row["uidvalidity"], row["last_uid"]) if row else None


def _place(ref: MessageRef) -> tuple[str, str, int, int]:
    return ref.account, ref.mailbox, ref.uidvalidity, ref.uid


def _hear(connection: sqlite3.Connection, news: News, now: datetime) -> bool:
    """Note news of an opportunity on its timeline, once, and stop what it makes needless."""
    at, heard = write_instant(news.at), str(news.heard)
    is_new = connection.execute(
        "select 1 from opportunity where key = ?1 and not exists"
        " (select 1 from event where opportunity = ?1 and at = ?2 and kind = ?3)",
        (news.opportunity, at, heard),
    ).fetchone()
    if not is_new:
        return False
    happen(connection, news.opportunity, news.at, heard, {})
    if news.heard in STOPS:
        connection.execute(
            "update step set state = ?, reason = ?, changed_at = ? where opportunity = ?"
            " and state in (?, ?)",
            (
                *(*STOPS[news.heard], write_instant(now), news.opportunity),
                *(StepState.WAITING, StepState.HELD),
            ),
        )
    if news.heard is Heard.ANSWERED:
        connection.execute(
            "update opportunity set state = ? where key = ? and state in (?, ?)",
            (State.ANSWERED, news.opportunity, State.OPEN, State.REVIEW),
        )
    for step in news.steps:
        keep_step(connection, step, now)
    return True


def _set_aside(
    connection: sqlite3.Connection, refs: Sequence[tuple[MessageRef, str]], now: datetime
) -> None:
    connection.executemany(
        "insert or replace into set_aside values (?, ?, ?, ?, ?, ?)",
        ((*_place(ref), write_instant(now), reason) for ref, reason in refs),
    )


def move_checkpoint(connection: sqlite3.Connection, where: MessageRef, now: datetime) -> None:
    """Set how far a mailbox has been read, and forget the attempts up to there."""
    connection.execute(
        "insert or replace into mailbox values (?, ?, ?, ?, ?)",
        (*_place(where), write_instant(now)),
    )
    connection.execute(
        "delete from attempt where account = ? and mailbox = ? and (uidvalidity <> ? or uid <= ?)",
        _place(where),
    )


def keep(
    connection: sqlite3.Connection, entry: Entry, now: datetime, *, wants_filing: bool
) -> bool:
    """Insert an entry with all that belongs to it; return False where its key is known."""
    opportunity = entry.opportunity
    if not _insert(connection, opportunity, now, wants_filing=wants_filing):
        return False
    _keep_evidence(connection, entry)
    keep_steps(connection, entry, now)
    traces.claim(connection, opportunity.key, entry.past.traces)
    details = {"verdict": str(entry.verdict.judgement), "mailbox": opportunity.ref.mailbox}
    if roles := ", ".join(opportunity.facts.open_roles):
        details["ambiguous"] = roles
    happen(connection, opportunity.key, opportunity.received_at, "received", {})
    happen(connection, opportunity.key, now, "took-in", details)
    return True


def _insert(
    connection: sqlite3.Connection, opportunity: Opportunity, now: datetime, *, wants_filing: bool
) -> bool:
    is_filed = wants_filing and opportunity.state is State.OPEN
    columns = {
        **rows.opportunity_row(opportunity),
        "taken_in_at": write_instant(now),
        "filing": "wanted" if is_filed else "none",
    }
    names = ", ".join(columns)
    slots = ", ".join(f":{name}" for name in columns)
    cursor = connection.execute(
        f"insert into opportunity ({names}) values ({slots}) on conflict do nothing",  # noqa: S608 - the names are ours
        columns,
    )
    return cursor.rowcount == 1


def _keep_evidence(connection: sqlite3.Connection, entry: Entry) -> None:
    key = entry.opportunity.key
    connection.executemany(
        "insert into evidence values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (key, position, f"{e.language}/{e.rule}", e.kind, e.weight, e.field, *_words(e))
            for position, e in enumerate(entry.verdict.evidence)
        ),
    )


def _words(evidence: Evidence) -> tuple[str, str, str]:
    return evidence.text, evidence.sentence[:SENTENCE_LIMIT], evidence.voided


def keep_steps(connection: sqlite3.Connection, entry: Entry, now: datetime) -> None:
    """Insert the steps of an entry; a step that is there stays as it is."""
    for step in entry.steps:
        keep_step(connection, step, now)


def keep_step(connection: sqlite3.Connection, step: Step, now: datetime) -> bool:
    """Insert a step; return False, and leave it as it is, where it is there."""
    cursor = connection.execute(
        "insert into step (opportunity, kind, due_at, state, reason, changed_at, addressee)"
        " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        (
            *(step.opportunity_key, step.kind, write_instant(step.due_at)),
            *(step.state, step.reason, write_instant(now), rows.addressee_text(step)),
        ),
    )
    return cursor.rowcount == 1
