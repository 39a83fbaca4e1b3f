"""An SMTP server on loopback that takes any mail and passes none on: where mail clients send to."""

import itertools
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tests.support.daemon import PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail as it was handed over: who it is from, whom it is for (RFC 5321), and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


class MailSink:
    """Keeps all mail that is sent to its port."""

    def __init__(self) -> None:
        self._mail: list[Sent] = []
        # Kept before the client hears that it was taken: when a client is done, so are we.
        self._server = _Server(self._mail.append)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join(PATIENCE_SECONDS)
        self._server.server_close()

    @property
    def mail(self) -> tuple[Sent, ...]:
        """All that was sent so far."""
        return tuple(self._mail)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, keep: Callable[[Sent], None]) -> None:
        self.keep = keep
        super().__init__(("127.0.0.1", 0), _Talk)


class _Talk(socketserver.StreamRequestHandler):
    """One connection: as much of RFC 5321 as clients use without extensions or login."""

    server: _Server
    timeout = PATIENCE_SECONDS

    def handle(self) -> None:
        self._sender = ""
        self._recipients: list[str] = []
        self._say("220 sink.example ESMTP")
        while line := self.rfile.readline().decode():
            command = line.strip().partition(" ")[0].upper()
            if command == "QUIT":
                self._say("221 good-bye")
                return
            self._say(self._answer(command, line))

    def _answer(self, command: str, line: str) -> str:
        if command == "MAIL":
            self._sender, self._recipients = _path(line), []
        elif command == "RCPT":
            self._recipients.append(_path(line))
        elif command == "DATA":
            self._say("354 go on")
            self.server.keep(Sent(self._sender, tuple(self._recipients), self._read_mail()))
        elif command not in {"EHLO", "HELO", "RSET", "NOOP"}:
            return "502 not here"
        return "250 sink.example"

    def _read_mail(self) -> bytes:
        lines = iter(self.rfile.readline, b"")
        kept = itertools.takewhile(lambda line: line != b".\r\n", lines)
        # A line that begins with a dot was given another one (RFC 5321, 4.5.2).
        return b"".join(line[line.startswith(b".") :] for line in kept)

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


def _path(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
