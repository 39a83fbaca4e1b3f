"""One complete pass over an account: take in, correct, file, observe, place."""

from typing import Protocol

from mailwatch.steps.correct import Notebook, correct
from mailwatch.steps.file_away import Shelf, file_away
from mailwatch.steps.observe import Diary, observe
from mailwatch.steps.place_due import Outbox, Write, place_due
from mailwatch.steps.ports import Cabinet, Desktop, DraftBox
from mailwatch.steps.take_in import Book, take_in
from mailwatch.steps.work import Work


class Server(Desktop, Cabinet, DraftBox, Protocol):
    """An open session with an account's server."""


class Intake(Book, Shelf, Protocol):
    """The ledger's side of taking in and filing."""


class Books(Protocol):
    """The ledger, by what it is used for."""

    @property
    def intake(self) -> Intake:
        """For taking in and filing."""

    @property
    def corrections(self) -> Notebook:
        """For what the user says."""

    @property
    def sightings(self) -> Diary:
        """For what became of the letters."""

    @property
    def outbox(self) -> Outbox:
        """For placing."""


def go_round(server: Server, books: Books, write: Write, work: Work) -> None:
    """Do everything there is to do for one account at the hour of *work*.

    New mail comes first, so that a setting that stops a later step loses nothing. Safe to repeat
    at any line.
    """
    for mailbox in work.account.watch:
        take_in(server, books.intake, work, mailbox)
    correct(server, books.corrections, work)
    file_away(server, books.intake, work)
    observe(server, books.sightings, work)
    place_due(server, books.outbox, write, work)
