"""What the demo shows: verdicts, opportunities, letters."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from mailwatch.cli import screen
from mailwatch.domain.assess import Assessment
from mailwatch.domain.judging.evidence import Evidence, Judgement
from mailwatch.domain.mail.messages import Message
from mailwatch.domain.opportunities import Opportunity, Step
from mailwatch.steps.outcomes import Did, Outcome

STYLES = {
    Judgement.REJECTION: "bold green",
    Judgement.REVIEW: "yellow",
    Judgement.OTHER: "dim",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A sample mail and what we make of it."""

    message: Message
    assessment: Assessment


def open_curtain(port: int, count: int) -> Console:
    """Say what is going to happen; return the terminal."""
    terminal = screen.console()
    terminal.print()
    terminal.print(Text("mailwatch", style="bold"), Text("a rejection is a door you can keep open"))
    terminal.print(
        Text(
            f"An inbox with {count} mails lies on an IMAP server of its own (127.0.0.1:{port})."
            " Nothing of yours is touched.",
            style="dim",
        )
    )
    return terminal


def show_verdicts(terminal: Console, judged: list[Judged]) -> None:
    """Show each mail with its verdict and the words that decided."""
    _heading(terminal, "1", "Which of these is a rejection, and by which words?")
    table = Table(header_style="bold", expand=True, pad_edge=False, box=None)
    table.add_column("From", ratio=3)
    table.add_column("Subject", ratio=4)
    table.add_column("Verdict")
    table.add_column("Because of", ratio=5)
    for one in judged:
        verdict = one.assessment.verdict
        table.add_row(
            Text(one.message.sender.name or one.message.sender.email),
            Text(one.message.subject),
            Text(verdict.judgement, style=STYLES[verdict.judgement]),
            _because(verdict.evidence, verdict.judgement),
        )
    terminal.print(table)


def _because(evidence: tuple[Evidence, ...], judgement: Judgement) -> Text:
    """Return the phrase that weighs most, or the one that speaks against."""
    is_no = judgement is not Judgement.OTHER
    kinds = {"strong"} if is_no else {"veto", "condition"}
    telling = [e for e in evidence if e.kind in kinds and not (is_no and e.voided)]
    if not telling:
        return Text("no phrase of any rule decides", style="dim")
    strongest = max(telling, key=lambda e: abs(e.weight))
    shown = Text(" ".join(strongest.text.split()), style="italic")
    return shown.append(f"  {strongest.language}/{strongest.rule}", style="dim not italic")


def show_opportunities(
    terminal: Console,
    found: tuple[tuple[Opportunity, tuple[Step, ...]], ...],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Show what was filed, and what comes next."""
    _heading(terminal, "2", f"Filed as opportunities, {screen.when(now, zone)}")
    terminal.print(screen.opportunities(found, zone))


def show_drafts(
    terminal: Console, drafts: list[EmailMessage], later: datetime, zone: ZoneInfo
) -> None:
    """Show the letters as they lie in Drafts."""
    _heading(terminal, "3", f"The next business morning, {screen.when(later, zone)}: in Drafts")
    for draft in drafts:
        head = Text()
        for name in ("To", "Subject"):
            head.append(f"{name}: ", style="dim").append(f"{draft[name]}\n")
        letter = head.append("\n").append(draft.get_content().strip())
        terminal.print(Panel(letter, border_style="green", padding=(0, 2)))


def close_curtain(terminal: Console, again: list[Outcome]) -> None:
    """Say what a further pass did, and where to go from here."""
    new = [outcome for outcome in again if outcome.did is Did.PLACED]
    _heading(terminal, "4", f"A further pass placed {len(new)} drafts: one per step, ever")
    terminal.print(
        Text.assemble(
            "They wait where you write mail anyway: read, change, send or delete them there.\n",
            "Your own inbox: write a ",
            ("mailwatch.toml", "bold"),
            " (README), then ",
            ("mailwatch check", "bold"),
            " and ",
            ("mailwatch once --dry-run", "bold"),
            ".",
        )
    )


def _heading(terminal: Console, number: str, text: str) -> None:
    terminal.print()
    terminal.print(Rule(Text(f"{number}  {text}", style="bold"), align="left", style="dim"))
