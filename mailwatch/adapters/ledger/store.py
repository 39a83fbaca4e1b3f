"""The connection under the ledger's parts: transactions, queries, the timeline."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from mailwatch.adapters.ledger.database import translated
from mailwatch.domain.times import write_instant

Values = tuple[object, ...] | Mapping[str, object]


class Store:
    """One SQLite connection; belongs to the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all of the block or nothing of it."""
        with translated(self._path):
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def one(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        """Return the first row of a query, None if there is none."""
        with translated(self._path):
            row: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return row

    def all(self, query: str, values: Values = ()) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with translated(self._path):
            return self._connection.execute(query, values).fetchall()


def happen(
    connection: sqlite3.Connection, key: str, now: datetime, kind: str, details: Mapping[str, Any]
) -> None:
    """Add to an opportunity's timeline, inside the caller's transaction."""
    connection.execute(
        "insert into event (opportunity, at, kind, details) values (?, ?, ?, ?)",
        (key, write_instant(now), kind, json.dumps(dict(details), ensure_ascii=False)),
    )
