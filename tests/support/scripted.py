"""An IMAP server that says what a test wrote for it: for what no real server will do on demand.

A script is a list of exchanges. Each names the beginning of the command it expects, without the
tag, and what is answered; `{tag}` in an answer is the command's tag, and at `{line}` the server
waits for a line of the client. Commands that the script
does not foresee get the answers below, which make a small, quiet account.
"""

import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from io import BufferedReader
from types import TracebackType
from typing import Self

CAPABILITIES = "IMAP4rev1 UIDPLUS IDLE"


@dataclass(frozen=True)
class Exchange:
    """One expected command and its answer; *then* is "" or "close".

    A *limit* of 0 answers each time.
    """

    command: str
    answer: str | bytes
    then: str = ""
    limit: int = 0


@dataclass
class Heard:
    """All that a client said, in order: whole command lines without tags, and literals."""

    lines: list[bytes] = field(default_factory=list)

    def commands(self, verb: str) -> list[bytes]:
        """Return the commands that begin with *verb*, in order."""
        return [line for line in self.lines if line.upper().startswith(verb.upper().encode())]


class ScriptedServer:
    """Serves its script to any number of connections, one after the other."""

    def __init__(
        self,
        *script: Exchange,
        capabilities: str = CAPABILITIES,
        greeting: str = "* OK ready",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.heard = Heard()
        self._script = script
        self._used: dict[Exchange, int] = {}
        self._capabilities = capabilities
        self._greeting = greeting
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._thread.join(5)
        for each in self._open:
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            try:
                with connection:
                    self._talk(connection)
            except OSError:
                continue

    def _talk(self, connection: socket.socket) -> None:
        connection.sendall(self._greeting.encode() + b"\r\n")
        reader = connection.makefile("rb")
        idling = b""
        while line := reader.readline():
            if line.strip().upper() == b"DONE":
                line = idling + b" DONE"
            tag, _, command = line.rstrip(b"\r\n").partition(b" ")
            idling = tag
            command = self._with_literals(command, reader, connection)
            self.heard.lines.append(command)
            exchange = self._exchange_for(command)
            answer = exchange.answer if exchange else self._usual(command)
            self._say(answer, tag, reader, connection)
            if exchange and exchange.then == "close":
                return
            if exchange and exchange.then == "tls" and self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
                reader = connection.makefile("rb")

    def _say(
        self, answer: str | bytes, tag: bytes, reader: BufferedReader, connection: socket.socket
    ) -> None:
        words = answer.encode() if isinstance(answer, str) else answer
        first, *rest = words.replace(b"{tag}", tag).split(b"{line}")
        connection.sendall(first)
        for part in rest:
            self.heard.lines.append(reader.readline().rstrip(b"\r\n"))
            connection.sendall(part)

    def _with_literals(
        self, command: bytes, reader: BufferedReader, connection: socket.socket
    ) -> bytes:
        while match := re.search(rb"\{(\d+)(\+?)\}$", command):
            if not match.group(2):
                connection.sendall(b"+ go on\r\n")
            size = int(match.group(1))
            literal = reader.read(size)
            rest = reader.readline()
            command = command[: match.start()] + literal + rest.rstrip(b"\r\n")
        return command

    def _exchange_for(self, command: bytes) -> Exchange | None:
        for exchange in self._script:
            used = self._used.get(exchange, 0)
            is_meant = command.upper().startswith(exchange.command.upper().encode())
            if is_meant and (not exchange.limit or used < exchange.limit):
                self._used[exchange] = used + 1
                return exchange
        return None

    def _usual(self, command: bytes) -> str:
        verb = command.split(b" ")[0].upper()
        if verb == b"UID":
            verb = b" ".join(command.split(b" ")[:2]).upper()
        answers = {
            b"CAPABILITY": f"* CAPABILITY {self._capabilities}\r\n",
            b"LIST": LIST,
            b"SELECT": MAILBOX,
            b"EXAMINE": MAILBOX,
            b"IDLE": "+ idling\r\n",
            b"LOGOUT": "* BYE bye\r\n",
            b"UID SEARCH": "* SEARCH\r\n",
        }
        before = answers.get(verb, "")
        return before if verb == b"IDLE" else before + "{tag} OK done\r\n"


LIST = (
    '* LIST (\\HasNoChildren) "/" "INBOX"\r\n'
    '* LIST (\\HasNoChildren \\Drafts) "/" "Drafts"\r\n'
    '* LIST (\\HasNoChildren \\Sent) "/" "Sent"\r\n'
)
MAILBOX = (
    "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n"
    "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)] kept\r\n"
    "* 1 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 2] next\r\n"
)


def fetched(uid: int, *items: tuple[str, str | bytes]) -> str:
    """Write one FETCH response; a value in bytes becomes a literal."""
    words = [f"UID {uid}"]
    for name, value in items:
        if isinstance(value, bytes):
            words.append(f"{name} {{{len(value)}}}\r\n{value.decode()}")
        else:
            words.append(f"{name} {value}")
    return f"* {uid} FETCH ({' '.join(words)})\r\n"
