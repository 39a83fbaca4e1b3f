"""`mailwatch scan`: judge mail files offline; change nothing."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from mailwatch.adapters import mailfiles
from mailwatch.adapters.mailfiles import MailFile
from mailwatch.cli import screen, shapes
from mailwatch.cli.bars import Bar
from mailwatch.cli.failing import DONE
from mailwatch.cli.options import Moment, Places, common
from mailwatch.cli.wiring import offline_rooms
from mailwatch.domain.assess import Assessment, Desk, assess
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.mail import mime
from mailwatch.errors import ProtocolError

STYLES = {Judgement.REJECTION: "green", Judgement.REVIEW: "yellow"}


@click.command("scan")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--at", type=Moment(), help="Act as if it were then (ISO 8601).")
@click.option("--all", "with_others", is_flag=True, help="List the others in the table too.")
@common
def command(
    places: Places, paths: tuple[Path, ...], at: datetime | None, *, with_others: bool
) -> int:
    """Judge mail files: .eml, mbox, Maildir, a folder or a tar archive of them."""
    del at  # a judgement does not depend on the time; the option is the same as on `once`
    desk = offline_rooms(places).desk()
    table = _Table(with_others=with_others)
    show = table.add if not places.as_json else _print_line
    with Bar(is_wanted=not places.as_json) as bar:
        total = mailfiles.count(paths)
        for done, (file, judged) in enumerate(_judge(paths, desk), start=1):
            show(file, judged)
            bar.show("judging", min(done, total), total)
    if not places.as_json:
        table.show()
    return DONE


def _judge(paths: tuple[Path, ...], desk: Desk) -> Iterator[tuple[MailFile, Assessment | str]]:
    """Yield each message with its assessment, or with why it cannot be read."""
    for file in mailfiles.read(paths):
        if file.error:
            yield file, file.error
            continue
        try:
            yield file, assess(mime.read_message(file.content), desk)
        except ProtocolError as error:
            yield file, str(error)


def _print_line(file: MailFile, judged: Assessment | str) -> None:
    if isinstance(judged, str):
        shapes.print_line(shapes.unreadable(file.path, judged))
    else:
        shapes.print_line(shapes.of_assessment(file.path, judged))


class _Table:
    """Collects what people want to see, and counts the rest."""

    def __init__(self, *, with_others: bool) -> None:
        self._counts: Counter[str] = Counter()
        self._with_others = with_others
        self._table = Table(header_style="bold", expand=True)
        for column in ("Verdict", "Score", "Who", "Role", "Why", "Message"):
            self._table.add_column(column, overflow="fold")

    def add(self, file: MailFile, judged: Assessment | str) -> None:
        """Take one message up."""
        if isinstance(judged, str):
            self._counts["unreadable"] += 1
            self._table.add_row(Text("unreadable", style="red"), "", "", "", "", Text(judged))
            return
        verdict, facts = judged.verdict, judged.facts
        self._counts[verdict.judgement] += 1
        if verdict.judgement is Judgement.OTHER and not self._with_others:
            return
        why = ", ".join(word for word in (verdict.category, verdict.stage) if word)
        self._table.add_row(
            Text(verdict.judgement, style=STYLES.get(verdict.judgement, "")),
            f"{verdict.score:.2f}",
            Text(facts.company or shapes.address(judged.message.sender) or ""),
            Text(facts.role),
            Text(why),
            Text(file.path),
        )

    def show(self) -> None:
        """Print the table, and how many there were of each kind."""
        terminal = screen.console()
        if self._table.row_count:
            terminal.print(self._table)
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self._counts.most_common())
        terminal.print(counts or "no messages")
