"""The service manager: what sd_notify(3) and sd_watchdog_enabled(3) promise, without a library."""

import logging
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notifier:
    """Tells systemd how the service is; says nothing where *address* is "".

    *watchdog_every* is how often `watchdog` should be called, None where systemd does not wait for
    it. No method raises: a service that works must not fail because nobody listens.
    """

    address: str = ""
    watchdog_every: timedelta | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Notifier":
        """Make the notifier that $NOTIFY_SOCKET and $WATCHDOG_USEC ask for."""
        return cls(environ.get("NOTIFY_SOCKET", ""), _watchdog_every(environ))

    def ready(self) -> None:
        """Say that start-up is over."""
        self._tell("READY=1")

    def status(self, text: str) -> None:
        """Show one line in `systemctl status`."""
        self._tell(f"STATUS={' '.join(text.split())}")

    def watchdog(self) -> None:
        """Prove progress. Call it only where something has been done, never from a mere timer."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the service is on its way out."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if not self.address:
            return
        # An "@" stands for the NUL byte of Linux's abstract namespace (unix(7)).
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
                line.settimeout(1)
                line.sendto(message.encode(), address)
        except OSError as error:
            log.warning("systemd not told: %s", error.strerror)


def _watchdog_every(environ: Mapping[str, str]) -> timedelta | None:
    microseconds = environ.get("WATCHDOG_USEC", "")
    is_for_us = environ.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
    if not (is_for_us and microseconds.isascii() and microseconds.isdigit()):
        return None
    # sd_watchdog_enabled(3) recommends half the time that systemd waits.
    return timedelta(microseconds=int(microseconds)) / 2 or None
