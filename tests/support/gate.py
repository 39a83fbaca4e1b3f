"""A line to the server on which one chosen moment does something terrible to the client."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial

CHUNK = 65_536


class Gate:
    """Listens on loopback and hands every chunk on to *port*, counting them.

    Each chunk is two moments: before it is handed on, and after. At the moment *chosen* (from 1)
    *act* is called, once; 0 is never. *chosen* may also be words: the moment before they are
    handed on for the first time.
    """

    def __init__(
        self, port: int, chosen: int | bytes = 0, act: Callable[[], None] = lambda: None
    ) -> None:
        self.passed = 0
        self.act = act
        self._chosen = chosen
        self._target = port
        self._counting = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    @contextlib.contextmanager
    def opened(self) -> Iterator["Gate"]:
        """Let connections through for the length of a block."""
        listening = threading.Thread(target=self._listen, daemon=True)
        listening.start()
        yield self
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        listening.join()

    def _listen(self) -> None:
        pumps: list[threading.Thread] = []
        while (client := self._accept()) is not None:
            server = socket.create_connection(("127.0.0.1", self._target))
            for source, sink in ((client, server), (server, client)):
                pumps.append(threading.Thread(target=partial(self._pump, source, sink)))
                pumps[-1].start()
        for pump in pumps:
            pump.join()

    def _accept(self) -> socket.socket | None:
        try:
            return self._listener.accept()[0]
        except OSError:
            return None

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                self._let_pass(chunk)
                sink.sendall(chunk)
                self._let_pass(b"")
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        sink.close()

    def _let_pass(self, chunk: bytes) -> None:
        with self._counting:
            self.passed += 1
            is_chosen = self._is_chosen(chunk)
            if is_chosen:
                self._chosen = 0
        if is_chosen:
            self.act()

    def _is_chosen(self, chunk: bytes) -> bool:
        if isinstance(self._chosen, bytes):
            return self._chosen in chunk
        return self.passed == self._chosen
