"""pymap in a process of its own: a second judge, lest Dovecot's ways become our rules."""

import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

from tests.support.dovecot import PASSWORD, free_port

NAME = "lea"
_START_SECONDS = 30.0


class PymapServer:
    """One user with an empty account in memory; it keeps no keywords and knows no SPECIAL-USE."""

    def __init__(self) -> None:
        self.port = free_port()

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", "from pymap.main import main; main()"]
        listen = ["--host", "127.0.0.1", "--port", str(self.port), "--no-tls"]
        user = ["dict", "--demo-user", NAME, "--demo-password", PASSWORD]
        self._process = subprocess.Popen(
            [*command, *listen, *user], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"pymap does not start: {self._end()!r}")
            time.sleep(0.02)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _end(self) -> bytes:
        self._process.terminate()
        output, _ = self._process.communicate(timeout=10)
        return output

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                return probe.recv(4) == b"* OK"
        except OSError:
            return False
