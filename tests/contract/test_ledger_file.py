"""The file under the ledger: crashes, locks, damage, versions, copies."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger, database
from mailwatch.adapters.ledger.store import Store
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.records import Found
from mailwatch.errors import ConfigError, TransientError
from tests.support.builders import TUESDAY_NOON, entry, step
from tests.support.daemon import ROOT

NOON = TUESDAY_NOON.astimezone(UTC)
HERE = MessageRef("main", "INBOX", 1, 7)

# Ends itself as a power cut would, in the middle of recording a second opportunity.
DYING = """
import os, pathlib, signal, sys
from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.records import Found
from tests.support.builders import TUESDAY_NOON, entry

class LastWords(tuple):
    def __iter__(self):
        yield entry("key-2")
        os.kill(os.getpid(), signal.SIGKILL)

ledger = Ledger.open(pathlib.Path(sys.argv[1]))
where = MessageRef("main", "INBOX", 1, 9)
ledger.intake.record(where, Found(entries=LastWords()), TUESDAY_NOON, wants_filing=True)
"""


def path_in(folder: Path) -> Path:
    return folder / "ledger.sqlite3"


def record(folder: Path, key: str = "key-1") -> None:
    with Ledger.open(folder) as ledger:
        ledger.intake.record(HERE, Found(entries=(entry(key),)), NOON, wants_filing=True)


def pragma(folder: Path, statement: str) -> int:
    with closing(sqlite3.connect(path_in(folder))) as raw:
        found: tuple[int] = raw.execute(f"pragma {statement}").fetchone() or (0,)
    return found[0]


@contextmanager
def held_by_another(folder: Path) -> Iterator[None]:
    """Another process's write transaction."""
    with closing(sqlite3.connect(path_in(folder), isolation_level=None)) as other:
        other.execute("begin immediate")
        yield
        other.execute("rollback")


def test_a_process_killed_while_recording_leaves_checkpoint_and_finds_as_before(
    tmp_path: Path,
) -> None:
    record(tmp_path)

    died = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )

    assert died.returncode == -signal.SIGKILL
    with Ledger.open(tmp_path) as ledger:
        checkpoint = ledger.intake.checkpoint("main", "INBOX")
        assert [o.key for o, _ in ledger.records.opportunities()] == ["key-1"]
    assert checkpoint is not None
    assert checkpoint.last_uid == 7


def test_a_new_ledger_is_at_the_last_migration_and_marked_as_ours(tmp_path: Path) -> None:
    Ledger.open(tmp_path).close()

    scripts = list(Path(database.__file__).parent.glob("migrations/*.sql"))
    assert pragma(tmp_path, "user_version") == len(scripts)
    assert pragma(tmp_path, "application_id") == database.APPLICATION_ID


def test_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(p.name for p in Path(database.__file__).parent.glob("migrations/*.sql"))

    assert [int(name.partition("-")[0].partition("_")[0]) for name in names] == [
        *range(1, len(names) + 1)
    ]


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    record(tmp_path)

    with Ledger.open(tmp_path) as ledger:
        assert len(ledger.records.opportunities()) == 1


def test_a_ledger_of_a_newer_mailwatch_is_left_alone(tmp_path: Path) -> None:
    record(tmp_path)
    pragma(tmp_path, "user_version = 99")

    with pytest.raises(ConfigError, match=r"newer mailwatch.*Install that version"):
        Ledger.open(tmp_path)
    assert pragma(tmp_path, "user_version") == 99


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    pragma(tmp_path, "user_version = 1")

    with pytest.raises(ConfigError, match="not a mailwatch ledger"):
        Ledger.open(tmp_path)


@pytest.mark.parametrize("opened", [Ledger.open, Ledger.rehearsal])
def test_a_damaged_file_is_the_operators_business(
    tmp_path: Path, opened: Callable[[Path], Ledger]
) -> None:
    path_in(tmp_path).write_bytes(b"no database at all, but long enough to look like one " * 99)

    with pytest.raises(ConfigError, match=r"ledger\.sqlite3: .*cannot be read.*Restore a copy"):
        opened(tmp_path)


def test_a_file_damaged_in_the_middle_is_found_out_when_it_is_read(tmp_path: Path) -> None:
    for number in range(100):
        record(tmp_path, f"key-{number}")
    with path_in(tmp_path).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path_in(tmp_path).stat().st_size - 4096))

    with pytest.raises(ConfigError, match="cannot be read"), Ledger.open(tmp_path) as ledger:
        ledger.records.opportunities()


def test_a_folder_that_is_not_there_is_the_operators_business(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="folder can be written to"):
        Ledger.open(tmp_path / "missing")


def test_a_ledger_held_by_another_process_is_for_time_to_mend(tmp_path: Path) -> None:
    connection = database.connect(path_in(tmp_path))
    connection.execute("pragma busy_timeout = 1")
    ledger = Ledger(Store(connection, path_in(tmp_path)))

    with held_by_another(tmp_path), pytest.raises(TransientError, match="in use"):
        ledger.records.note_pulse("main", NOON, "")
    ledger.close()


def test_reading_does_not_wait_for_one_who_writes(tmp_path: Path) -> None:
    record(tmp_path)

    with Ledger.open(tmp_path) as ledger, held_by_another(tmp_path):
        assert len(ledger.outbox.due("main", step().due_at)) == 1


def test_a_rehearsal_knows_what_the_ledger_knows(tmp_path: Path) -> None:
    record(tmp_path)

    with Ledger.rehearsal(tmp_path) as ledger:
        assert len(ledger.records.opportunities()) == 1


def test_a_rehearsal_knows_what_is_still_in_the_log_of_one_who_writes(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as open_ledger:
        open_ledger.intake.record(HERE, Found(entries=(entry(),)), NOON, wants_filing=True)

        with Ledger.rehearsal(tmp_path) as ledger:
            assert len(ledger.records.opportunities()) == 1


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    record(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    with Ledger.rehearsal(tmp_path) as ledger:
        ledger.intake.record(HERE, Found(entries=(entry("key-2"),)), NOON, wants_filing=True)
        assert len(ledger.records.opportunities()) == 2

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_rehearsal_without_a_ledger_makes_none(tmp_path: Path) -> None:
    with Ledger.rehearsal(tmp_path) as ledger:
        assert ledger.records.opportunities() == ()

    assert [*tmp_path.iterdir()] == []


def test_a_ledger_that_may_only_be_read_can_be_read(tmp_path: Path) -> None:
    record(tmp_path)
    path_in(tmp_path).chmod(stat.S_IRUSR)
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)

    with Ledger.rehearsal(tmp_path) as ledger:
        assert len(ledger.records.opportunities()) == 1
    tmp_path.chmod(stat.S_IRWXU)
