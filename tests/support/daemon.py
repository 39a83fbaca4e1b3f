"""The real command line in processes of its own: one pass, or the service until it is ended."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.dovecot import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
# Longer than anything here may take on a busy machine; only a failing test waits for it.
PATIENCE_SECONDS = 30.0

_TOML = """\
[identity]
name = "Lea Example"
addresses = ["lea@example.org", "hello@example.org"]
languages = ["en", "de"]
timezone = "Europe/Berlin"
offer = "brand design"

[account.main]
host = "127.0.0.1"
port = {port}
security = "plain"
username = "{username}"
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended: its exit code and what it said."""

    code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> tuple[dict[str, Any], ...]:
        """What was printed with --json, line by line."""
        return tuple(json.loads(line) for line in self.stdout.splitlines())

    def events(self, name: str) -> tuple[dict[str, Any], ...]:
        """The lines of one event, in order."""
        return tuple(line for line in self.lines if line["event"] == name)


@dataclass(frozen=True, slots=True)
class Home:
    """A configuration and a state folder of one user's, and the command line used there."""

    folder: Path
    state: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, port: int, username: str, more: str = "") -> Self:
        """Set up an account in *folder*; *more* is added to the end of mailwatch.toml.

        Compiled rules are kept beside *folder*, for all the homes there: only the first command
        of a run spends seconds on them.
        """
        environ = {"XDG_CACHE_HOME": str(folder.parent / "cache")}
        home = cls(folder / "config", folder / "state", environ)
        home.folder.mkdir(parents=True)
        home.configure(_TOML.format(port=port, username=username) + more)
        home.write_secret(f"MAILWATCH_PASSWORD={PASSWORD}\n")
        return home

    @property
    def toml(self) -> Path:
        """The configuration file."""
        return self.folder / "mailwatch.toml"

    def configure(self, text: str) -> None:
        """Write mailwatch.toml."""
        self.toml.write_text(text, "utf-8")

    def reconnect(self, port: int, username: str) -> None:
        """Point the account to another port, for instance a proxy's."""
        self.configure(_TOML.format(port=port, username=username))

    def write_secret(self, text: str) -> None:
        """Write .env as a careful user does."""
        path = self.folder / ".env"
        path.write_text(text, "utf-8")
        path.chmod(0o600)

    def once(self, at: datetime, *options: str) -> Finished:
        """Make one pass, as if it were *at*."""
        return self.command("once", "--at", at.isoformat(), "--json", *options)

    def command(self, name: str, *options: str, keys: str | None = None) -> Finished:
        """Run one command to its end; "rules check" is one, too. *keys* are what it is told."""
        done = subprocess.run(
            self.line(name, *options),
            input=keys,
            cwd=ROOT,
            env=self._environ(),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS * 3,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def start(self) -> "Service":
        """Start the service."""
        return Service(self.line("run"), self._environ())

    def line(self, name: str, *options: str) -> Sequence[str]:
        """Return the command line of one command here."""
        places = ("--config", str(self.folder), "--state", str(self.state))
        return (sys.executable, "-m", "mailwatch", *name.split(), *places, *options)

    def _environ(self) -> dict[str, str]:
        usual = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        return {**usual, **self.environ}


class Service:
    """`mailwatch run` in a process of its own, and its log."""

    def __init__(self, line: Sequence[str], environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            line, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True
        )
        self._log: list[str] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self.kill()

    def wait_for(self, words: str, times: int = 1) -> tuple[str, ...]:
        """Wait until *times* log lines contain *words*, and return them."""
        with self._news:
            is_there = self._news.wait_for(
                lambda: len(self.lines(words)) >= times, PATIENCE_SECONDS
            )
        if not is_there:
            raise TimeoutError(f"{words!r} was not logged {times} times:\n{self.log}")
        return self.lines(words)

    def lines(self, words: str) -> tuple[str, ...]:
        """Return the log lines so far that contain *words*."""
        return tuple(line for line in self._log if words in line)

    @property
    def log(self) -> str:
        """All that was logged so far."""
        return "".join(self._log)

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def stop(self) -> tuple[int, float]:
        """End it as systemd does; return its exit code and the seconds that it took."""
        started = time.monotonic()
        self.send(signal.SIGTERM)
        return self.wait(), time.monotonic() - started

    def wait(self) -> int:
        """Wait for it to end by itself; return its exit code."""
        code = self._process.wait(PATIENCE_SECONDS)
        self._reader.join(PATIENCE_SECONDS)
        return code

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self.wait()

    def _read(self) -> None:
        stream: Iterable[str] = self._process.stderr or ()
        for line in stream:
            with self._news:
                self._log.append(line)
                self._news.notify_all()
        if self._process.stderr:
            self._process.stderr.close()
