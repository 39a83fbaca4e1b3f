"""`mailwatch rules`: check and measure the rules."""

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from mailwatch.adapters import rulepacks
from mailwatch.adapters.rulepacks import Example
from mailwatch.cli import fitting, labelled, screen, shapes, tuning
from mailwatch.cli.failing import DONE, OPERATOR
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import offline_rooms, rules_folder_of
from mailwatch.domain.assess import judge
from mailwatch.domain.facts import vocabulary
from mailwatch.domain.judging import evaluation
from mailwatch.domain.judging.evaluation import Report, Tally
from mailwatch.domain.writing.letters import Letters


@click.group("rules")
def command() -> None:
    """Check, measure and change the rules."""


command.add_command(tuning.backtest)
command.add_command(tuning.suggest_phrases)
command.add_command(tuning.new)
command.add_command(fitting.fit)


@command.command("check")
@common
def check(places: Places) -> int:
    """Run every rule's own examples, read extracts and letters; exit 78 if one is wrong."""
    own = rules_folder_of(places)
    folders = [rulepacks.shipped(), *([own] if own else [])]
    ruleset = rulepacks.load(folders, check_examples=False)
    vocabulary.check(ruleset)
    Letters(ruleset.templates).check()
    examples = tuple(rulepacks.examples(ruleset))
    failed = [example for example in examples if not example.is_met]
    for example in failed:
        if places.as_json:
            shapes.print_line(_of_example(example))
        else:
            screen.console().print(Text(_sentence(example)))
    if not places.as_json:
        screen.console().print(f"{len(examples)} examples, {len(failed)} failed")
    return OPERATOR if failed else DONE


def _sentence(example: Example) -> str:
    source = example.source
    what = "does not find" if example.expected else "finds"
    return f'{source.file}:{source.line}: rule "{example.rule}" {what} "{example.text}"'


def _of_example(example: Example) -> shapes.Shape:
    return {
        "rule": f"{example.language}/{example.rule}",
        "source": f"{example.source.file}:{example.source.line}",
        "text": example.text,
        "expected": example.expected,
        "found": example.expected is example.is_met,
    }


@command.command("evaluate")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def evaluate(places: Places, file: Path) -> None:
    """Judge labelled mail (JSON lines) and print precision, recall and what went wrong."""
    desk = offline_rooms(places).desk()
    report = evaluation.evaluate(labelled.cases(file), lambda message: judge(message, desk))
    if places.as_json:
        _print_lines(report)
    else:
        _print_tables(report)


def _print_lines(report: Report) -> None:
    shapes.print_line({"group": "total", "name": None, **_of_tally(report.total)})
    for group, tallies in (("language", report.by_language), ("kind", report.by_kind)):
        for name, tally in tallies:
            shapes.print_line({"group": group, "name": name, **_of_tally(tally)})


def _of_tally(tally: Tally) -> shapes.Shape:
    return {
        "rejections": tally.positives,
        "others": tally.negatives,
        "found": tally.found,
        "review": tally.positives_in_review,
        "missed": tally.missed,
        "false_alarms": tally.false_alarms,
        "others_in_review": tally.negatives_in_review,
        "precision": tally.precision,
        "recall": tally.recall,
        "wrong": {
            "false_negatives": list(tally.false_negatives),
            "false_positives": list(tally.false_positives),
        },
    }


def _print_tables(report: Report) -> None:
    terminal = screen.console()
    table = Table(header_style="bold")
    headings = ("", "Rejections", "Found", "Review", "Missed", "Others", "False alarms")
    for column in (*headings, "Precision", "Recall"):
        table.add_column(column, justify="left" if not column else "right")
    rows = [("total", report.total), *report.by_language, *report.by_kind]
    for name, tally in rows:
        table.add_row(Text(name or "(none)"), *_cells(tally))
    terminal.print(table)
    for heading, ids in (
        ("Missed", report.total.false_negatives),
        ("False alarms", report.total.false_positives),
    ):
        if ids:
            terminal.print(Text(f"{heading}: {', '.join(ids)}"))


def _cells(tally: Tally) -> tuple[str, ...]:
    counts = (
        tally.positives,
        tally.found,
        tally.positives_in_review,
        tally.missed,
        tally.negatives,
        tally.false_alarms,
    )
    return (*map(str, counts), _share(tally.precision), _share(tally.recall))


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
