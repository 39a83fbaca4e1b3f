"""A proxy between client and server that does to the line what networks do."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

_CHUNK = 65_536


@dataclass
class Fault:
    """What happens when *trigger* passes by: "cut" drops the line before handing the bytes on.

    "stall" hands nothing on any more, in either direction. *from_server* says whose words are
    watched; *after* hands the bytes of the trigger on before the fault.
    """

    trigger: bytes
    action: str = "cut"
    from_server: bool = True
    after: bool = False
    times: int = 1
    hits: int = field(default=0)


class Proxy:
    """Listens on loopback, hands each connection on to *port*, and counts the bytes."""

    def __init__(self, port: int, *faults: Fault) -> None:
        self.sent = 0
        self.received = 0
        self._target = port
        self._faults = list(faults)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        self._run(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join(5)  # nobody comes any more, so that cutting reaches everyone
        self.cut()
        for thread in self._threads:
            thread.join(5)

    def plan(self, fault: Fault) -> None:
        """Add a fault; it may strike from now on."""
        self._faults.append(fault)

    def hits(self) -> int:
        """Return how often a fault has struck."""
        return sum(fault.hits for fault in self._faults)

    def cut(self) -> None:
        """Drop all lines now."""
        for each in self._open:
            _close(each)
        self._open.clear()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._target))
            self._open += [client, server]
            line = _Line(client, server)
            self._run(partial(self._pump, line, from_server=False))
            self._run(partial(self._pump, line, from_server=True))

    def _pump(self, line: "_Line", *, from_server: bool) -> None:
        source, sink = (line.server, line.client) if from_server else (line.client, line.server)
        while chunk := _receive(source):
            if from_server:
                self.received += len(chunk)
            else:
                self.sent += len(chunk)
            fault = self._fault_in(chunk, from_server=from_server)
            if fault is not None:
                if fault.after:
                    _send(sink, chunk)
                if fault.action == "stall":
                    line.is_stalled.set()
                else:
                    break
            elif not line.is_stalled.is_set():
                _send(sink, chunk)
        _close(source)
        _close(sink)

    def _fault_in(self, chunk: bytes, *, from_server: bool) -> Fault | None:
        for fault in self._faults:
            if (
                fault.from_server == from_server
                and fault.hits < fault.times
                and fault.trigger in chunk
            ):
                fault.hits += 1
                return fault
        return None

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()


@dataclass(frozen=True)
class _Line:
    client: socket.socket
    server: socket.socket
    is_stalled: threading.Event = field(default_factory=threading.Event)


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(_CHUNK)
    except OSError:
        return b""


def _send(sink: socket.socket, chunk: bytes) -> None:
    try:
        sink.sendall(chunk)
    except OSError:
        return


def _close(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
