"""The mailboxes of an account: their names on the wire and for people, and their hierarchy."""

from collections.abc import Iterable
from dataclasses import dataclass

from imapclient import imap_utf7

from mailwatch.adapters.imap.line import Line
from mailwatch.errors import ProtocolError

_UNSELECTABLE = frozenset({"\\noselect", "\\nonexistent"})


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One line of LIST. *wire* is the name as the server wrote it, *name* is for people.

    *attributes* are lower-cased; *delimiter* is "" on a flat server.
    """

    name: str
    wire: bytes
    attributes: frozenset[str]
    delimiter: str

    @property
    def is_selectable(self) -> bool:
        """Say whether messages can lie in it."""
        return not self.attributes & _UNSELECTABLE

    @property
    def last_component(self) -> str:
        """The name below its parents."""
        return self.name.rpartition(self.delimiter)[2] if self.delimiter else self.name


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """How names are built on this server: the personal namespace (RFC 2342) and its delimiter."""

    prefix: str
    delimiter: str

    def native(self, setting: str) -> str:
        """Turn a folder of the configuration, where "/" means hierarchy, into the server's name.

        A setting that already begins with the prefix is kept: people copy names from clients.
        """
        name = setting.replace("/", self.delimiter) if self.delimiter else setting
        return name if name.startswith(self.prefix) else self.prefix + name

    def is_personal(self, name: str) -> bool:
        """Say whether *name* lies in the user's own namespace."""
        return name.startswith(self.prefix)


def list_mailboxes(line: Line) -> tuple[Mailbox, ...]:
    """List all mailboxes; where only XLIST tells what they are for, with its attributes."""
    with line.doing("listing mailboxes") as client:
        listed = _mailboxes(client.list_folders())
    if not line.offers("XLIST") or any(m.attributes & _USES for m in listed):
        return listed
    with line.doing("listing mailboxes") as client:
        return _mailboxes(client.xlist_folders())


_USES = frozenset({"\\drafts", "\\sent", "\\trash", "\\junk"})


def find_hierarchy(line: Line, mailboxes: Iterable[Mailbox]) -> Hierarchy:
    """Find the personal namespace: from NAMESPACE, else from where the mailboxes lie."""
    listed = tuple(mailboxes)
    delimiter = next((m.delimiter for m in listed if m.delimiter), "")
    if line.offers("NAMESPACE"):
        try:
            with line.doing("asking for the namespace") as client:
                personal = client.namespace().personal or ()
        except ProtocolError:
            personal = ()
        if personal:
            prefix, separator = personal[0]
            return Hierarchy(readable(prefix), separator or delimiter)
    below_inbox = f"INBOX{delimiter}"
    others = [m.name for m in listed if m.name.upper() != "INBOX"]
    is_below = bool(delimiter and others) and all(name.startswith(below_inbox) for name in others)
    return Hierarchy(below_inbox if is_below else "", delimiter)


def on_wire(name: str, mailboxes: Iterable[Mailbox] = ()) -> bytes:
    """Return the name as the server wrote it, or in modified UTF-7 if it is not listed.

    Control characters come out as base64, so that no name can end a command.
    """
    for mailbox in mailboxes:
        if mailbox.name == name:
            return mailbox.wire
    encoded: bytes = imap_utf7.encode(name)
    return encoded


def readable(wire: bytes) -> str:
    """Decode modified UTF-7 (RFC 9051, A.1); what breaks its rules is shown as it came."""
    if not wire.isascii():
        return wire.decode("utf-8", "replace")  # servers that write UTF-8 without UTF8=ACCEPT
    try:
        name: str = imap_utf7.decode(wire)
    except ValueError:
        return wire.decode("ascii")
    return name


_Row = tuple[tuple[object, ...], bytes | None, object]


def _mailboxes(rows: Iterable[_Row]) -> tuple[Mailbox, ...]:
    named = ((_as_bytes(name), attributes, delimiter) for attributes, delimiter, name in rows)
    return tuple(
        Mailbox(
            name=readable(wire),
            wire=wire,
            attributes=frozenset(
                a.decode("ascii", "replace").lower() for a in attributes if isinstance(a, bytes)
            ),
            delimiter=(delimiter or b"").decode("ascii", "replace"),
        )
        for wire, attributes, delimiter in named
        if wire
    )


def _as_bytes(name: object) -> bytes:
    # imapclient gives names of digits as str, and NIL as None.
    if isinstance(name, str):
        return name.encode("ascii", "replace")
    return name if isinstance(name, bytes) else b""
