"""A session with one server: what the steps ask of it, each by its room."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from types import TracebackType
from typing import Self

from mailwatch.adapters.imap import cabinet, draftbox, lookup, reader, watching
from mailwatch.adapters.imap.copies import Target
from mailwatch.adapters.imap.failures import translated
from mailwatch.adapters.imap.line import Line, place_of
from mailwatch.adapters.imap.login import introduce, log_in
from mailwatch.adapters.imap.mailboxes import Mailbox, find_hierarchy, list_mailboxes, on_wire
from mailwatch.adapters.imap.special import Folders, find_folders
from mailwatch.adapters.imap.transport import DEFAULT_TIMEOUTS, Timeouts, hang_up, open_client
from mailwatch.domain.accounts import Account, Filing
from mailwatch.domain.mail.messages import Identified, MailboxStatus, RawMail
from mailwatch.domain.writing.drafts import Draft, Fingerprint, Found, Placement, Shelf
from mailwatch.errors import MailwatchError, ProtocolError, TransientError


def connect(
    account: Account, secret: Callable[[], str], timeouts: Timeouts = DEFAULT_TIMEOUTS
) -> "Session":
    """Connect and log in. *secret* gives the password or token, and is asked each time.

    Raise ConfigError or LoginRefused where the operator must act, TransientError otherwise.
    """
    place = place_of(account)
    with translated(f"{place}: connecting"):
        client = open_client(account, timeouts, place)
    try:
        log_in(client, account, secret, place)
        with translated(f"{place}: asking what the server can do"):
            capabilities = frozenset(c.decode("ascii", "replace") for c in client.capabilities())
        introduce(client, place)
    except BaseException:
        hang_up(client)
        raise
    return Session(Line(client, account, timeouts, capabilities))


class Session:
    """A logged-in line to one account's server; a Reader, a Cabinet and a DraftBox in one.

    Used by one thread. As a context manager it logs out at the end, or merely hangs up after an
    error. After a TransientError it is of no further use.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._reading: MailboxStatus | None = None
        self._searched: dict[str, MailboxStatus] = {}
        self._mailboxes: tuple[Mailbox, ...] = ()
        self._folders: Folders | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(politely=error is None)

    def close(self, *, politely: bool = True) -> None:
        """Log out if the line is still good; hang up in any case."""
        if politely and self._line.is_usable:
            with contextlib.suppress(MailwatchError), self._line.doing("logging out") as client:
                client.logout()
        self._line.is_usable = False
        hang_up(self._line.client)

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server announced after login."""
        return self._line.capabilities

    @property
    def supports_idle(self) -> bool:
        """Say whether the server tells of news by itself."""
        return self._line.offers("IDLE")

    # Reader

    def examine(self, mailbox: str) -> MailboxStatus:
        """Open *mailbox* with EXAMINE. Raise ConfigError if there is no such mailbox."""
        return self._open(mailbox)

    def uids_after(self, uid: int, since: date | None = None) -> tuple[int, ...]:
        """Search the examined mailbox for UIDs above *uid*, ascending; *since* as SEARCH SINCE."""
        status = self._return_to_reading()
        found = reader.search_uids(self._line, uid, status.uidnext, since)
        self._searched[status.name] = status
        return found

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMail]:
        """Fetch header and text parts from the examined mailbox, in ascending order of UID.

        Other mailboxes may be used between two messages: the examined one is opened again.
        """
        return reader.fetch_mails(self._line, uids, self._return_to_reading)

    # Cabinet

    def file(self, status: MailboxStatus, uid: int, way: Filing, folder: str) -> None:
        """Copy, move or label one message, creating and subscribing *folder* where needed."""
        if way is Filing.NONE:
            return
        source = cabinet.Source(status, self._wire(status.name), uid)
        if way is Filing.LABEL and cabinet.label(self._line, source, folder):
            return
        with self._forgetting_on_refusal():
            cabinet.file_message(self._line, source, way, self._target(folder))

    def make_folder(self, folder: str) -> None:
        """Create and subscribe *folder* if it is not there. "/" in it means hierarchy."""
        with self._forgetting_on_refusal():
            self._target(folder)

    def open_tray(self, folder: str) -> MailboxStatus | None:
        """EXAMINE one of our folders; None where there is none. "/" in it means hierarchy."""
        name, is_there = self._native(folder)
        if not is_there:
            self._mailboxes = ()  # the user may make it at any time
            return None
        return self.examine(name)

    # DraftBox

    def find_reply(self, original_id: str, draft_id: str) -> Found | None:
        """Look for a reply in Drafts, Sent and Trash, in this order."""
        return draftbox.find_reply(self._line, self.folders(), original_id, draft_id)

    def look(self, from_uid: int) -> Shelf:
        """Return Drafts as it is now, with the UIDs that are there from *from_uid* on."""
        return draftbox.look(self._line, self.folders().drafts, from_uid)

    def append(self, draft: Draft) -> Placement:
        r"""APPEND to Drafts with (\Draft \Seen). A lost answer is a TransientError: look again."""
        with self._forgetting_on_refusal():
            return draftbox.append(self._line, self.folders().drafts, draft)

    def withdraw(self, placement: Placement, fingerprint: Fingerprint) -> bool:
        """Remove a draft only if it is what we wrote; return whether it was removed."""
        return draftbox.withdraw(self._line, self._wire(placement.mailbox), placement, fingerprint)

    # Desktop

    def drafts_mailbox(self) -> str:
        """Name Drafts. Raise ConfigError if it cannot be found."""
        return self.folders().drafts.name

    def sent_mailboxes(self) -> tuple[str, ...]:
        """Name the mailboxes that hold what was sent; none where there is none to be found."""
        return tuple(folder.name for folder in self.folders().sent)

    def identify(self, uids: Sequence[int]) -> tuple[Identified, ...]:
        """Fetch the ids of messages in the examined mailbox, lowest UID first."""
        self._return_to_reading()
        return lookup.identify(self._line, list(uids))

    def flagged(self) -> tuple[int, ...]:
        r"""Search the examined mailbox for what is \Flagged, ascending."""
        self._return_to_reading()
        with self._line.doing("looking for stars") as client:
            return tuple(sorted(client.search(["FLAGGED"])))

    def is_untouched(self, placement: Placement, fingerprint: Fingerprint) -> bool:
        """Say whether what lies there is byte for byte what we wrote."""
        wire = self._wire(placement.mailbox)
        return draftbox.is_untouched(self._line, wire, placement, fingerprint)

    def is_thrown_away(self, message_id: str) -> bool:
        """Say whether a message of this id lies in Trash."""
        trash = self.folders().trash
        return any(draftbox.holds(self._line, folder, message_id) for folder in trash)

    # Beyond the ports

    def folders(self) -> Folders:
        """Return Drafts, Sent, Trash and Junk and how each was found; asked once a session.

        Raise ConfigError if Drafts is missing or could be one of several.
        """
        if self._folders is None:
            listed = self._list()
            hierarchy = find_hierarchy(self._line, listed)
            account = self._line.account
            self._folders = find_folders(listed, hierarchy, account.drafts, self._line.where)
        return self._folders

    def wait(self, mailbox: str, seconds: float, stop: threading.Event) -> None:
        """Wait for news of *mailbox*, at most *seconds* or until *stop* is set. A hint only.

        Return at once if the mailbox has changed since it was last searched: a server tells each
        piece of news once, and it may have told it in answer to another command.
        """
        searched, now = self._searched.get(mailbox), self._open(mailbox)
        if searched is not None and searched != now:
            return
        watching.wait_for_news(self._line, seconds, stop)

    def noop(self) -> None:
        """Make one round trip: when this returns, the server is alive."""
        watching.look(self._line)

    def _open(self, mailbox: str) -> MailboxStatus:
        self._reading = self._line.examine(mailbox, self._wire(mailbox))
        return self._reading

    def _list(self) -> tuple[Mailbox, ...]:
        if not self._mailboxes:
            self._mailboxes = list_mailboxes(self._line)
        return self._mailboxes

    def _wire(self, name: str) -> bytes:
        return on_wire(name, self._mailboxes)

    def _native(self, folder: str) -> tuple[str, bool]:
        """Return a folder's name as this server has it, and whether it is there."""
        listed = self._list()
        names = {mailbox.name for mailbox in listed}
        native = find_hierarchy(self._line, listed).native(folder)
        name = native if native in names or folder not in names else folder
        return name, name in names

    def _target(self, folder: str) -> Target:
        name, is_there = self._native(folder)
        target = Target(name, self._wire(name))
        if not is_there:
            cabinet.create(self._line, target)
            self._mailboxes = ()
        return target

    def _return_to_reading(self) -> MailboxStatus:
        """Open the examined mailbox again if another one is open; its UIDs must still hold."""
        reading = self._reading
        if reading is None:
            raise ProtocolError(f"{self._line.where}: no mailbox is examined. Examine one first.")
        if self._line.opened != self._wire(reading.name):
            again = self._open(reading.name)
            if again.uidvalidity != reading.uidvalidity:
                raise TransientError(
                    f"{self._line.where}: reading {reading.name}: the mailbox was made anew "
                    "meanwhile (UIDVALIDITY). It will be read from the start."
                )
        return reading

    @contextlib.contextmanager
    def _forgetting_on_refusal(self) -> Iterator[None]:
        """Forget the list of mailboxes if the server refuses: it may have changed."""
        try:
            yield
        except ProtocolError:
            self._mailboxes, self._folders = (), None
            raise
