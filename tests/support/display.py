"""A display that nobody looks at: Xvfb, and what a person does on it with the keyboard."""

import os
import subprocess
from types import TracebackType
from typing import Self

from tests.support.daemon import PATIENCE_SECONDS
from tests.support.terminal import executable, wait_until


class Display:
    """A screen of its own, without a window manager: the focus goes where it is asked to."""

    def __init__(self) -> None:
        self._server = executable("Xvfb", "xvfb")
        self._tool = executable("xdotool")
        self._process: subprocess.Popen[bytes] | None = None
        self.name = ""

    def __enter__(self) -> Self:
        # The server takes a number that is free, and tells it once it is ready (Xserver(1)).
        reading, writing = os.pipe()
        line = (self._server, "-displayfd", str(writing), "-nolisten", "tcp")
        screen = ("-screen", "0", "1200x900x24")
        self._process = subprocess.Popen(
            (*line, *screen), pass_fds=(writing,), stderr=subprocess.DEVNULL
        )
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError(f"Xvfb does not start: exit {self._process.wait(PATIENCE_SECONDS)}")
        self.name = f":{number}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)

    @property
    def titles(self) -> str:
        """The titles of all windows, for the report of a failure."""
        return self._ask("search", "--onlyvisible", "--name", ".", "getwindowname", "%@")

    def focus(self, title: str) -> None:
        """Wait for a window whose title has these words, and put the focus into it."""
        wait_until(lambda: self._focused(title), lambda: f"no window {title!r}:\n{self.titles}")

    def close(self, title: str) -> None:
        """Ask the windows with these words in their title to close, until none is left."""

        def is_closed() -> bool:
            windows = self._windows(title)
            for window in windows:
                self._ask("key", "--window", window, "ctrl+w")
            return not windows

        wait_until(is_closed, lambda: f"{title!r} stays open:\n{self.titles}")

    def press(self, *keys: str) -> None:
        """Press keys, each by its name in X."""
        self._ask("key", *keys)

    def press_until(self, key: str, title: str) -> None:
        """Press a key, again and again, until a window with these words in its title opens.

        A program that is still busy forgets a key; once the window is there, no key is pressed.
        """

        def is_open() -> bool:
            if self._windows(title):
                return True
            self.press(key)
            return False

        wait_until(is_open, lambda: f"{key} opens no window {title!r}:\n{self.titles}")
        self.focus(title)

    def type(self, text: str) -> None:
        """Type text where the focus is."""
        self._ask("type", "--delay", "5", text)

    def _focused(self, title: str) -> bool:
        found = self._windows(title)
        if not found:
            return False
        self._ask("windowfocus", found[-1])
        return self._ask("getwindowfocus").strip() == found[-1]

    def _windows(self, title: str) -> list[str]:
        return self._ask("search", "--onlyvisible", "--name", title).split()

    def _ask(self, *command: str) -> str:
        environ = {"DISPLAY": self.name, "PATH": os.environ["PATH"]}
        done = subprocess.run(
            (self._tool, *command),
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        return done.stdout
