"""`mailwatch run`: the service."""

import logging
import os
import sys
from functools import partial

import click

from mailwatch.adapters import statefolder
from mailwatch.adapters.ledger import Ledger
from mailwatch.adapters.systemd import Notifier
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import Rooms, open_rooms
from mailwatch.daemon import Post, Service, serve
from mailwatch.steps.work import Office

# The journal reads a priority from the start of each line (sd-daemon(3)).
PRIORITIES = {logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}


@click.command("run")
@common
def command(places: Places) -> None:
    """Watch all accounts until told to stop (SIGTERM); read the rules anew on SIGHUP."""
    set_up_logging()
    rooms = open_rooms(places)
    folder = statefolder.prepare(places.state, os.environ)
    with statefolder.lock(folder):
        furniture = Furniture(places, rooms, statefolder.message_key(folder))
        open_ledger = partial(Ledger.open, folder)
        open_ledger().close()
        posts = [
            Post(account, partial(rooms.connect, account), open_ledger, furniture.office)
            for account in rooms.settings.accounts
        ]
        serve(Service(posts, open_ledger, Notifier.from_environ(os.environ), furniture.reload))


class Furniture:
    """What the watchers judge and write with; a reload puts new furniture in at once."""

    def __init__(self, places: Places, rooms: Rooms, key: bytes) -> None:
        self._places = places
        self._key = key
        self._office = rooms.office(key)

    def office(self) -> Office:
        """Return what is in use now."""
        return self._office

    def reload(self) -> None:
        """Read configuration and rules anew; keep the old and raise UserError if they are wrong."""
        self._office = open_rooms(self._places).office(self._key)


class JournalFormatter(logging.Formatter):
    """Puts the priority before each line, for the journal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as lines that each carry their priority."""
        priority = PRIORITIES.get(record.levelno, PRIORITIES[logging.INFO])
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


def set_up_logging() -> None:
    """Log to standard error: as the journal likes it under systemd, with the time elsewhere."""
    handler = logging.StreamHandler(sys.stderr)
    if "JOURNAL_STREAM" in os.environ:
        handler.setFormatter(JournalFormatter("%(message)s"))
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # The library under the IMAP door logs whole mails at DEBUG (imap.md 0).
    logging.getLogger("imapclient").setLevel(logging.WARNING)
