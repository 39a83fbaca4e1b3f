"""An IMAP server inside this process, for `demo`: pymap with its mail in memory.

pymap (MIT) is an existing server in pure Python: no root, no system package, one user.
"""

import asyncio
import imaplib
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from mailwatch.errors import ConfigError, TransientError

HOST = "127.0.0.1"
USER = "lea@example.org"
PASSWORD = "a-demo-password"  # noqa: S105 - of a server on loopback that lives for one command
START_WITHIN_SECONDS = 10.0


@dataclass(slots=True)
class _Running:
    """What the thread of the server hands out once it listens."""

    port: int = 0
    error: BaseException | None = None
    stop: Callable[[], None] = lambda: None


class EmbeddedServer:
    """A server that runs for the length of a `with` block. *port* is where it listens."""

    def __init__(self) -> None:
        self._running = _Running()
        self._is_ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="embedded-imap", daemon=True)

    @property
    def port(self) -> int:
        """The loopback port that the server listens on."""
        return self._running.port

    def __enter__(self) -> Self:
        """Start it. Raise ConfigError if pymap is not installed, TransientError if it won't run."""
        _require_pymap()
        self._thread.start()
        if not self._is_ready.wait(START_WITHIN_SECONDS) or self._running.error:
            raise TransientError(
                f"demo: the embedded IMAP server did not start ({self._running.error}). Try again."
            )
        with self._post_office() as line:
            for mailbox in ("Drafts", "Sent", "Trash"):
                line.create(mailbox)
        return self

    def deliver(self, messages: Iterable[tuple[bytes, datetime]]) -> None:
        """Put mail into INBOX as a delivery would, each with the time it came in."""
        with self._post_office() as line:
            for content, came_in in messages:
                line.append("INBOX", "", imaplib.Time2Internaldate(came_in), content)

    def read(self, mailbox: str) -> tuple[bytes, ...]:
        """Return the messages that lie in *mailbox*."""
        with self._post_office() as line:
            line.select(mailbox, readonly=True)
            _, found = line.fetch("1:*", "(BODY.PEEK[])")
        return tuple(part[1] for part in found if isinstance(part, tuple))

    @contextmanager
    def _post_office(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(HOST, self.port, timeout=START_WITHIN_SECONDS) as line:
            line.login(USER, PASSWORD)
            yield line

    def __exit__(self, *_exception: object) -> None:
        self._running.stop()
        self._thread.join(START_WITHIN_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - the thread that waits for us is told
            self._running.error = error
            self._is_ready.set()

    async def _serve(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        async with AsyncExitStack() as stack:
            server = await _start(stack)
            self._running.port = server.sockets[0].getsockname()[1]
            self._running.stop = lambda: loop.call_soon_threadsafe(stop.set)  # type: ignore[assignment] # the handle is of no use
            self._is_ready.set()
            await stop.wait()


def _require_pymap() -> None:
    try:
        import pymap  # noqa: F401, PLC0415 - an extra, needed only by `demo`
    except ImportError as error:
        raise ConfigError(
            "demo: the embedded IMAP server is not installed. Run: pip install 'mailwatch[demo]'"
        ) from error


async def _start(stack: AsyncExitStack) -> asyncio.Server:
    from proxyprotocol.reader import ProxyProtocolReader  # noqa: PLC0415 - part of the extra
    from pymap.backend.dict import DictBackend  # noqa: PLC0415 - likewise
    from pymap.imap import IMAPServer, IMAPService  # noqa: PLC0415 - likewise

    backend, config = await DictBackend.init(_arguments(DictBackend, IMAPService))
    config.apply_context()
    await backend.start(stack)
    callback = ProxyProtocolReader(config.proxy_protocol).get_callback(
        IMAPServer(backend.login, config)
    )
    server = await asyncio.start_server(callback, host=HOST, port=0)
    return await stack.enter_async_context(server)


def _arguments(backend: Any, service: Any) -> Any:  # noqa: ANN401 - pymap's own types
    """Return pymap's settings, read as its command line would read them."""
    parser = ArgumentParser()
    backend.add_subparser("dict", parser.add_subparsers(dest="backend"))
    service.add_arguments(parser)
    parser.set_defaults(skip_services=[], passlib_cfg=None, debug=False, proxy_protocol=None)
    words = ["--host", HOST, "--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    return parser.parse_args(words)
