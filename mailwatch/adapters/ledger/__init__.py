"""The ledger: what mailwatch remembers, in one SQLite file.

Evidence sentences and fields are kept, never bodies. Whatever moves a checkpoint does so in the
transaction that writes down what was found up to it.
"""

from pathlib import Path
from types import TracebackType
from typing import Self

from mailwatch.adapters.ledger import database
from mailwatch.adapters.ledger.corrections import Corrections
from mailwatch.adapters.ledger.decisions import Decisions
from mailwatch.adapters.ledger.intake import Intake
from mailwatch.adapters.ledger.outbox import Outbox
from mailwatch.adapters.ledger.records import Records
from mailwatch.adapters.ledger.sightings import Sightings
from mailwatch.adapters.ledger.store import Store

__all__ = ["Ledger"]

FILE_NAME = "ledger.sqlite3"


class Ledger:
    """One connection to the ledger, by what it is used for; belongs to the opening thread.

    Methods raise TransientError where another process holds the file for too long.
    """

    def __init__(self, store: Store) -> None:
        self.intake = Intake(store)
        self.corrections = Corrections(store)
        self.decisions = Decisions(store)
        self.sightings = Sightings(store)
        self.outbox = Outbox(store)
        self.records = Records(store)
        self._store = store

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open or create the ledger of a state folder. ConfigError says what is wrong with it."""
        path = folder / FILE_NAME
        return cls(Store(database.connect(path), path))

    @classmethod
    def rehearsal(cls, folder: Path) -> Self:
        """Return a copy in memory: all that the ledger knows, and nothing written to it stays."""
        path = folder / FILE_NAME
        return cls(Store(database.copy_to_memory(path), path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._store.close()
