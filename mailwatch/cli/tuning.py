"""`mailwatch rules backtest`, `suggest` and `new`: changing the rules with open eyes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from mailwatch.adapters import mailfiles, overlay, rulepacks
from mailwatch.cli import screen, shapes
from mailwatch.cli.bars import Bar
from mailwatch.cli.failing import DONE
from mailwatch.cli.options import Places, Since, common, first_day
from mailwatch.cli.wiring import Rooms, offline_rooms, open_rooms, reading_ledger, settings_of
from mailwatch.domain.assess import Desk, judge, opportunity_key
from mailwatch.domain.judging.evidence import Judgement, Verdict
from mailwatch.domain.judging.suggestions import Suggestion, suggest
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Message, MessageRef
from mailwatch.domain.records import Correction
from mailwatch.errors import ProtocolError
from mailwatch.steps.correct import NOT_A_REJECTION, OTHER, REJECTION
from mailwatch.steps.recall import recall

# Enough to know what is usual in this user's mail.
MAIL_TO_COMPARE = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """A message on which two sets of rules differ."""

    where: str
    message: Message
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the rules missed, what they took wrongly, and mail to compare with."""

    missed: list[Message] = field(default_factory=list)
    alarms: list[Message] = field(default_factory=list)
    others: list[Message] = field(default_factory=list)
    found: list[Message] = field(default_factory=list)

    def take(self, message: Message, judgement: Judgement, label: str) -> None:
        """Add a message where it belongs; *label* is what the user said of it, "" for nothing."""
        if label == REJECTION and judgement is not Judgement.REJECTION:
            self.missed.append(message)
        elif label == OTHER and judgement is not Judgement.OTHER:
            self.alarms.append(message)
        elif judgement is Judgement.REJECTION:
            self.found.append(message)
        elif judgement is Judgement.OTHER and len(self.others) < MAIL_TO_COMPARE:
            self.others.append(message)


@click.command("backtest")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rules", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--since", type=Since(), default="1y", help="How far back on the server (1y).")
@common
def backtest(
    places: Places, paths: tuple[Path, ...], folder: Path | None, since: date | timedelta
) -> int:
    """Show what a change of rules would change, over mail already seen or over mail files.

    Without --rules: what your own rules change against ours. With it: what the rules in that
    folder, laid over those in use, would change.
    """
    rooms = offline_rooms(places) if paths else open_rooms(places)
    before, after = _two_desks(rooms, folder)
    mails = _mails_of_files(paths) if paths else _mails_of_accounts(rooms, since)
    changes: list[Change] = []
    count = 0
    with Bar(is_wanted=not places.as_json) as bar:
        for count, (where, message) in enumerate(mails, start=1):
            changes += _changes(where, message, before, after)
            bar.show("judging twice", count, max(count, 1))
    _print_changes(changes, count, as_json=places.as_json)
    return DONE


def _two_desks(rooms: Rooms, folder: Path | None) -> tuple[Desk, Desk]:
    own = rooms.settings.rules_folder
    in_use = [rulepacks.shipped(), *([own] if own else [])]
    if folder is None:
        return _desk(rooms, in_use[:1]), _desk(rooms, in_use)
    return _desk(rooms, in_use), _desk(rooms, [*in_use, folder])


def _desk(rooms: Rooms, folders: Sequence[Path]) -> Desk:
    ruleset = rulepacks.load(folders, check_examples=len(folders) > 1)
    return Rooms(rooms.settings, ruleset).desk()


def _mails_of_files(paths: tuple[Path, ...]) -> Iterator[tuple[str, Message]]:
    for file in mailfiles.read(paths):
        if not file.error:
            try:
                yield file.path, mime.read_message(file.content)
            except ProtocolError:
                continue


def _mails_of_accounts(rooms: Rooms, since: date | timedelta) -> Iterator[tuple[str, Message]]:
    day = first_day(since, datetime.now(UTC))
    for account in rooms.settings.accounts:
        with rooms.connect(account) as session:
            for mailbox in account.watch:
                for ref, message in recall(session, account.name, mailbox, day):
                    yield f"{ref.account} {ref.mailbox} UID {ref.uid}", message


def _changes(where: str, message: Message, before: Desk, after: Desk) -> Iterator[Change]:
    change = Change(where, message, judge(message, before), judge(message, after))
    if change.before.judgement is not change.after.judgement:
        yield change


def _print_changes(changes: Sequence[Change], count: int, *, as_json: bool) -> None:
    if as_json:
        for change in changes:
            shapes.print_line(_of_change(change))
        return
    table = Table(header_style="bold", expand=True)
    for column in ("Before", "After", "From", "Subject", "Because of"):
        table.add_column(column, overflow="fold")
    for change in changes:
        table.add_row(
            Text(change.before.judgement),
            Text(change.after.judgement, style="bold"),
            Text(change.message.sender.name or change.message.sender.email),
            Text(change.message.subject),
            Text("; ".join(_new_words(change))),
        )
    terminal = screen.console()
    if changes:
        terminal.print(table)
    terminal.print(f"{count} messages judged twice, {len(changes)} judged otherwise.")


def _new_words(change: Change) -> list[str]:
    known = {(found.rule, found.text) for found in change.before.counting}
    words = {(found.rule, found.text) for found in change.after.counting} - known
    return [f"{' '.join(text.split())} ({rule})" for rule, text in sorted(words)]


def _of_change(change: Change) -> shapes.Shape:
    return {
        "where": change.where,
        "message_id": shapes.or_null(change.message.message_id),
        "before": str(change.before.judgement),
        "after": str(change.after.judgement),
        "because": _new_words(change),
    }


@click.command("suggest")
@click.option("--since", type=Since(), default="1y", help="How far back to compare with (1y).")
@common
def suggest_phrases(places: Places, since: date | timedelta) -> int:
    """Propose phrases from what you corrected: statistics over words, nothing leaves here."""
    rooms = open_rooms(places)
    with reading_ledger(places) as ledger:
        corrections = ledger.corrections.all()
    lesson = _lesson(rooms, corrections, first_day(since, datetime.now(UTC)))
    found = suggest(lesson.missed, lesson.alarms, lesson.others, lesson.found)
    if places.as_json:
        for suggestion in found:
            shapes.print_line(_of_suggestion(suggestion))
    else:
        _print_suggestions(found, lesson)
    return DONE


def _lesson(rooms: Rooms, corrections: Sequence[Correction], day: date | None) -> Lesson:
    """Read the mail to learn from; of several copies of a mail, one."""
    desk, lesson, seen = rooms.desk(), Lesson(), set[str]()
    said = {correction.key: correction.label for correction in corrections}
    for ref, message in _sorted_mail(rooms, day):
        key = opportunity_key(ref.account, message)
        if key not in seen:
            seen.add(key)
            lesson.take(message, judge(message, desk).judgement, said.get(key, ""))
    return lesson


def _sorted_mail(rooms: Rooms, day: date | None) -> Iterator[tuple[MessageRef, Message]]:
    for account in rooms.settings.accounts:
        with rooms.connect(account) as session:
            trays = (account.folder, f"{account.folder}/{NOT_A_REJECTION}")
            for tray in trays:
                yield from recall(session, account.name, tray)
            for mailbox in account.watch:
                yield from recall(session, account.name, mailbox, day)


def _of_suggestion(suggestion: Suggestion) -> shapes.Shape:
    return {
        "phrase": suggestion.phrase,
        "kind": str(suggestion.kind),
        "weight": suggestion.weight,
        "found": suggestion.found,
        "elsewhere": suggestion.elsewhere,
        "example": suggestion.example,
    }


def _print_suggestions(found: Sequence[Suggestion], lesson: Lesson) -> None:
    terminal = screen.console()
    terminal.print(
        f"Learned from {len(lesson.missed)} missed rejections and {len(lesson.alarms)} false"
        f" alarms that you corrected, beside {len(lesson.others) + len(lesson.found)} other mails."
    )
    if not found:
        terminal.print("Nothing tells them apart yet: two mails that share words are needed.")
        return
    table = Table(header_style="bold", expand=True)
    for column in ("Phrase", "Kind", "Weight", "Would hit", "Elsewhere", "As in"):
        table.add_column(column, overflow="fold")
    for one in found:
        counts = (f"{one.weight:+.2f}", str(one.found), str(one.elsewhere))
        table.add_row(Text(one.phrase, style="bold"), Text(one.kind), *counts, Text(one.example))
    terminal.print(table)
    terminal.print("Take one over: mailwatch rules new LANGUAGE --name NAME --phrase 'PHRASE'")


@click.command("new")
@click.argument("language")
@click.option("--name", default="", help="Name of a rule to add.")
@click.option("--kind", default="strong", help="strong, weak, condition, veto or context.")
@click.option("--phrase", "phrases", multiple=True, help="A phrase of it; may be repeated.")
@click.option("--match", "matches", multiple=True, help="A sentence that it must find.")
@common
def new(  # noqa: PLR0917 - an option of the command each
    places: Places,
    language: str,
    name: str,
    kind: str,
    phrases: tuple[str, ...],
    matches: tuple[str, ...],
) -> int:
    """Start your own rules for a language, or add a rule to them."""
    folder = settings_of(places).folder / "rules"
    rule = overlay.NewRule(name, kind, phrases, matches) if name else None
    path = overlay.write(folder, language, rule, _checked(folder))
    click.echo(f"{path}: written. Try it: mailwatch rules check; mailwatch rules backtest")
    return DONE


def _checked(folder: Path) -> Callable[[], None]:
    """Return what makes sure that the rules still make sense with the user's own over them."""
    return lambda: _load_with(folder)


def _load_with(folder: Path) -> None:
    rulepacks.load([rulepacks.shipped(), folder], check_examples=True)
