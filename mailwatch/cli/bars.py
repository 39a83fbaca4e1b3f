"""A progress bar for long work, on a terminal only."""

from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mailwatch.cli.screen import console


class Bar:
    """Shows how far a piece of work has come; silent where nobody is looking.

    Goes to standard error, so that what is printed beside it can be read by a program.
    """

    def __init__(self, *, is_wanted: bool = True) -> None:
        terminal = console(to_stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        is_shown = is_wanted and terminal.is_terminal
        self._progress = Progress(*columns, console=terminal, transient=True, disable=not is_shown)
        self._tasks = {"": self._progress.add_task("", visible=False)}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, what: str, done: int, total: int) -> None:
        """Show that *done* of *total* of *what* are done."""
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what)
        self._progress.update(self._tasks[what], completed=done, total=total)
