"""The ledger for what came before a no: traces are kept, found, claimed, and forgotten in time."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from mailwatch.adapters.ledger.store import Store
from mailwatch.domain.linking import bare_name
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.opportunities import Opportunity
from mailwatch.domain.times import read_instant, write_instant
from mailwatch.domain.traces import KEPT_FOR, Trace

# As many as two years of a very busy search may leave.
MOST_TRACES = 500

_INSERT = (
    "insert into trace (account, message_id, at, sender_name, sender, person, company,"
    " house, role, requisition, stage, talked, form, own)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id"
)
_AMONG = "message_id in (select value from json_each(:ids))"


def keep(connection: sqlite3.Connection, traces: Iterable[Trace], now: datetime) -> None:
    """Keep traces that are new, and forget those that are too old."""
    for trace in traces:
        number = connection.execute(_INSERT, _values(trace)).fetchone()
        if number:
            ids = dict.fromkeys((trace.message_id, *trace.thread))
            connection.executemany(
                "insert into trace_thread values (?, ?)", ((one, number["id"]) for one in ids)
            )
    connection.execute("delete from trace where at < ?", (write_instant(now - KEPT_FOR),))


def claim(connection: sqlite3.Connection, key: str, traces: Iterable[Trace]) -> None:
    """Note to which opportunity traces belong: no other one will find them."""
    connection.executemany(
        "update trace set opportunity = ? where account = ? and message_id = ?"
        " and opportunity is null",
        ((key, trace.account, trace.message_id) for trace in traces),
    )


def are_in_thread(store: Store, message_ids: Sequence[str]) -> bool:
    """Say whether a trace has one of these Message-IDs, or answers one of them."""
    values = {"ids": json.dumps([one for one in message_ids if one])}
    return store.one(f"select 1 from trace_thread where {_AMONG}", values) is not None  # noqa: S608 - fixed text


def before(store: Store, opportunity: Opportunity) -> tuple[Trace, ...]:
    """Return the latest unclaimed traces, of any account, that may belong to an opportunity."""
    ids = (opportunity.message_id, *opportunity.references)
    found = store.all(
        "select * from trace where opportunity is null and (house in ('', :house)"  # noqa: S608 - fixed text
        " or (requisition <> '' and requisition = :requisition)"
        f" or id in (select trace from trace_thread where {_AMONG}))"
        f" order by at desc limit {MOST_TRACES}",
        {
            "house": bare_name(opportunity.facts.company),
            "requisition": opportunity.facts.requisition,
            "ids": json.dumps([one for one in ids if one]),
        },
    )
    return tuple(_trace(store, row) for row in found)


def of(store: Store, key: str) -> tuple[Trace, ...]:
    """Return the traces of an opportunity, the oldest first."""
    found = store.all("select * from trace where opportunity = ? order by at, id", (key,))
    return tuple(_trace(store, row) for row in found)


def _values(trace: Trace) -> tuple[str | int, ...]:
    return (
        *(trace.account, trace.message_id, write_instant(trace.at)),
        *(trace.sender.name, trace.sender.email, int(trace.is_person)),
        *(trace.company, bare_name(trace.company), trace.role, trace.requisition),
        *(trace.stage, int(trace.has_talked), trace.form, int(trace.is_own)),
    )


def _trace(store: Store, row: sqlite3.Row) -> Trace:
    ids = store.all(
        "select message_id from trace_thread where trace = ? and message_id <> ?",
        (row["id"], row["message_id"]),
    )
    return Trace(
        account=row["account"],
        message_id=row["message_id"],
        thread=tuple(one["message_id"] for one in ids),
        at=read_instant(row["at"]),
        sender=Address(row["sender_name"], row["sender"]),
        is_person=bool(row["person"]),
        company=row["company"],
        role=row["role"],
        requisition=row["requisition"],
        stage=row["stage"],
        has_talked=bool(row["talked"]),
        form=row["form"],
        is_own=bool(row["own"]),
    )
