"""A terminal that nobody sits at: a program in tmux, the keys it is given, the screen it shows."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.daemon import PATIENCE_SECONDS

_LOOK_AGAIN_SECONDS = 0.05


def executable(name: str, package: str = "") -> str:
    """Return the path of a program; say how to install it where it is missing."""
    path = shutil.which(name)
    if path is None:
        line = f"apt-get install --no-install-recommends {package or name}"
        raise RuntimeError(f"{name} is not installed. Install it: {line}")
    return path


def own_environment(home: Path) -> dict[str, str]:
    """What a program needs to know of its user: a home that nobody else lives in."""
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    places = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    return {**places, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "screen-256color"}


def wait_until(is_so: Callable[[], bool], otherwise: Callable[[], str]) -> None:
    """Wait until something is so; raise TimeoutError with what *otherwise* says if it never is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise())
        time.sleep(_LOOK_AGAIN_SECONDS)


class Terminal:
    """A program that believes somebody sits before it."""

    def __init__(self, line: Sequence[str], environ: Mapping[str, str]) -> None:
        self._tmux = executable("tmux")
        self._line, self._environ = tuple(line), dict(environ)
        # Not below the folder of the test: the path of a socket has at most 107 bytes (unix(7)).
        self._folder = tempfile.TemporaryDirectory(prefix="tmux-")

    def __enter__(self) -> Self:
        self._ask("-f", os.devnull, "new-session", "-d", "-x", "120", "-y", "40", *self._line)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ask("kill-server", must_work=False)
        self._folder.cleanup()

    @property
    def screen(self) -> str:
        """What the program shows; nothing once it has ended."""
        return self._ask("capture-pane", "-p", must_work=False)

    def wait_for(self, words: str) -> None:
        """Wait until the screen shows *words*."""
        wait_until(lambda: words in self.screen, lambda: f"no {words!r} on:\n{self.screen}")

    def press(self, *keys: str) -> None:
        """Press keys, each by its name in tmux."""
        self._ask("send-keys", *keys)

    def enter(self, text: str) -> None:
        """Type a line."""
        self._ask("send-keys", "-l", text)
        self.press("Enter")

    def wait_for_end(self) -> None:
        """Wait until the program has ended by itself."""
        wait_until(lambda: not self.screen, lambda: f"it has not ended:\n{self.screen}")

    def _ask(self, *command: str, must_work: bool = True) -> str:
        line = (self._tmux, "-S", f"{self._folder.name}/socket", *command)
        done = subprocess.run(
            line, env=self._environ, capture_output=True, text=True, check=False, timeout=30
        )
        if must_work and done.returncode:
            raise RuntimeError(f"tmux {command[0]}: {done.stderr}")
        return done.stdout
