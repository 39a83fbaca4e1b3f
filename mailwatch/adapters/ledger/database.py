"""The SQLite file under the ledger: opening, migrating, copying."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path

from mailwatch.errors import ConfigError, TransientError

# Ours, so that a stray database is told apart ("mwlg"; SQLite file format, 1.3.18).
APPLICATION_ID = 0x6D776C67
BUSY_SECONDS = 10.0


def connect(path: Path) -> sqlite3.Connection:
    """Open the ledger at *path*, creating or migrating it.

    Raise ConfigError if the file is no ledger, is newer than this program or cannot be opened.
    """
    with translated(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        _prepare(connection, path)
    return connection


def copy_to_memory(path: Path) -> sqlite3.Connection:
    """Return a ledger in memory with all that *path* holds; empty if there is no such file.

    Nothing appears beside *path*, and nobody is kept from writing.
    """
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with translated(path):
        if path.exists():
            _copy(path, memory)
        _prepare(memory, path)
    return memory


def _copy(path: Path, memory: sqlite3.Connection) -> None:
    """Copy the file without leaving -wal and -shm files of our own.

    A mere reader of a database in WAL mode makes both and cannot take them away again. So the
    file is read as one that nobody writes to, unless somebody does or did meanwhile.
    """
    before = path.stat()
    if not _is_in_use(path):
        _backup(f"{path.absolute().as_uri()}?immutable=1", memory)
        if not _is_in_use(path) and _when(before) == _when(path.stat()):
            return
    _backup(f"{path.absolute().as_uri()}?mode=ro", memory)


def _backup(uri: str, memory: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(uri, uri=True)) as source:
        source.backup(memory)


def _is_in_use(path: Path) -> bool:
    return path.with_name(f"{path.name}-wal").exists()


def _when(found: os.stat_result) -> tuple[int, int]:
    return found.st_mtime_ns, found.st_size


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute("pragma journal_mode = wal")
    # FULL: a mark is on the disk before the act it announces is begun.
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    _migrate(connection, path)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    known = _migrations()
    version = _pragma(connection, "user_version")
    if version and _pragma(connection, "application_id") != APPLICATION_ID:
        raise ConfigError(f"{path}: this is not a mailwatch ledger. Name another --state folder.")
    if version > len(known):
        raise ConfigError(
            f"{path}: the ledger was written by a newer mailwatch (version {version} of its"
            f" tables, {len(known)} known here). Install that version again."
        )
    for number, script in enumerate(known[version:], start=version + 1):
        connection.executescript(
            f"begin immediate; {script}; pragma user_version = {number};"
            f" pragma application_id = {APPLICATION_ID}; commit;"
        )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"pragma {name}").fetchone()[0])


def _migrations() -> list[str]:
    folder = resources.files("mailwatch.adapters.ledger") / "migrations"
    scripts = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [script.read_text(encoding="utf-8") for script in scripts]


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours: locked means later, anything else is the operator's."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise TransientError(f"{path}: the ledger is in use. Try again in a moment.") from error
        raise ConfigError(f"{path}: {error}. See that the folder can be written to.") from error
    except sqlite3.DatabaseError as error:
        raise ConfigError(
            f"{path}: the ledger cannot be read ({error}). Restore a copy, or move it away and"
            " start anew: replies that exist on the server are found there."
        ) from error
