"""`mailwatch demo`: the whole job on an embedded IMAP server with sample mail."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from importlib import resources
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import click

from mailwatch.adapters import embedded
from mailwatch.adapters.embedded import EmbeddedServer
from mailwatch.adapters.imap import connect
from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import demo_screen, shapes
from mailwatch.cli.demo_screen import Judged
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import Rooms, rules_of
from mailwatch.config import Settings
from mailwatch.domain.accounts import Account, Security
from mailwatch.domain.assess import assess
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.domain.mail.mime import read_message
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.rounds import go_round
from mailwatch.steps.work import Office, Work

ZONE = ZoneInfo("Europe/Berlin")
IDENTITY = Identity(
    name="Lea Example",
    addresses=(embedded.USER,),
    languages=("en", "de"),
    timezone=ZONE,
    offer="brand and editorial design",
    signature="Lea Example\nexample.org",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What the demo plays on: a server, rooms, a ledger that is gone afterwards."""

    server: EmbeddedServer
    rooms: Rooms
    ledger: Ledger
    office: Office

    def go_round(self, now: datetime, tell: Callable[[Outcome], None]) -> None:
        """Make one complete pass, as `mailwatch once --at` does."""
        account = self.rooms.settings.accounts[0]
        work = Work(account, self.office.desk, now, tell=tell)
        with connect(account, lambda: embedded.PASSWORD) as session:
            go_round(session, self.ledger, self.office.write, work)


@click.command("demo")
@click.option("--keep", is_flag=True, help="Leave the server open for a mail client.")
@common
def command(places: Places, *, keep: bool) -> None:
    """Do the whole job on an embedded IMAP server with sample mail; touch nothing of yours."""
    now = datetime.now(UTC)
    with EmbeddedServer() as server, TemporaryDirectory(prefix="mailwatch-demo-") as folder:
        rooms = _rooms(server)
        mails = _sample_mails(now)
        server.deliver(mails)
        with Ledger.open(Path(folder)) as ledger:
            stage = Stage(server, rooms, ledger, rooms.office(token_bytes(32)))
            play = _play_for_programs if places.as_json else _play_for_people
            play(stage, tuple(content for content, _ in mails), now)
        if keep:
            _stay_open(server)


def _rooms(server: EmbeddedServer) -> Rooms:
    account = Account(
        name="demo",
        host=embedded.HOST,
        port=server.port,
        security=Security.PLAIN,
        username=embedded.USER,
    )
    settings = Settings(
        identity=IDENTITY,
        accounts=(account,),
        policy=ReplyPolicy(),
        folder=Path(),
        rules_folder=None,
        dotenv={},
    )
    return Rooms(settings, rules_of(None))


def _sample_mails(now: datetime) -> list[tuple[bytes, datetime]]:
    """Return the sample mails, each dated some hours before *now*, the latest an hour ago."""
    folder = resources.files("mailwatch.cli") / "samples"
    contents = [file.read_bytes() for file in sorted(folder.iterdir(), key=lambda file: file.name)]
    hours = range(len(contents), 0, -1)
    return [
        _dated(content, now - timedelta(hours=h))
        for content, h in zip(contents, hours, strict=True)
    ]


def _dated(content: bytes, moment: datetime) -> tuple[bytes, datetime]:
    field = f"Date: {format_datetime(moment)}\n".encode()
    return (field + content).replace(b"\n", b"\r\n"), moment


def _judge(stage: Stage, mails: tuple[bytes, ...]) -> list[Judged]:
    messages = [read_message(content) for content in mails]
    return [Judged(message, assess(message, stage.office.desk)) for message in messages]


def _next_morning(stage: Stage, now: datetime) -> datetime:
    """Return the moment when the last of the waiting drafts is due."""
    found = stage.ledger.records.opportunities()
    due = [step.due_at for _, steps in found for step in steps if step.state == "waiting"]
    return max(due, default=now)


def _play_for_people(stage: Stage, mails: tuple[bytes, ...], now: datetime) -> None:
    terminal = demo_screen.open_curtain(stage.server.port, len(mails))
    demo_screen.show_verdicts(terminal, _judge(stage, mails))
    stage.go_round(now, lambda _outcome: None)
    demo_screen.show_opportunities(terminal, stage.ledger.records.opportunities(), now, ZONE)
    later = _next_morning(stage, now)
    placed: list[Outcome] = []
    stage.go_round(later, placed.append)
    demo_screen.show_drafts(terminal, _drafts(stage), later, ZONE)
    again: list[Outcome] = []
    stage.go_round(later + timedelta(minutes=5), again.append)
    demo_screen.close_curtain(terminal, again)


def _play_for_programs(stage: Stage, mails: tuple[bytes, ...], now: datetime) -> None:
    for judged in _judge(stage, mails):
        shapes.print_line(shapes.of_assessment(judged.message.message_id, judged.assessment))
    tell = partial(_print_outcome, {Did.TOOK_IN, Did.NOTICED, Did.FILED, Did.PLACED, Did.HELD})
    stage.go_round(now, tell)
    stage.go_round(_next_morning(stage, now), tell)
    for draft in _drafts(stage):
        shapes.print_line(
            {
                "event": "draft",
                "to": str(draft["To"]),
                "subject": str(draft["Subject"]),
                "in_reply_to": str(draft["In-Reply-To"]),
                "text": draft.get_content(),
            }
        )


def _print_outcome(wanted: set[Did], outcome: Outcome) -> None:
    if outcome.did in wanted:
        shapes.print_line(shapes.of_outcome(outcome))


def _drafts(stage: Stage) -> list[EmailMessage]:
    """Read the drafts back from the server, as a mail client would."""
    contents = stage.server.read("Drafts")
    return [message_from_bytes(content, policy=policy.default) for content in contents]


def _stay_open(server: EmbeddedServer) -> None:
    click.echo(
        f"\nThe server stays open for any mail client: IMAP, {embedded.HOST}, port {server.port},"
        f" no encryption,\nuser {embedded.USER}, password {embedded.PASSWORD}. Ctrl-C ends it."
    )
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
