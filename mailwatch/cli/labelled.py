"""Labelled mail: JSON lines of which each is a mail and what it is."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from mailwatch.domain.judging import evaluation
from mailwatch.domain.judging.evaluation import Case


def cases(file: Path) -> Iterator[Case]:
    """Yield the mails of *file*; raise UsageError, with the line, for one that is no object."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield evaluation.case_of(_row(file, number, line), number)


def _row(file: Path, number: int, line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise click.UsageError(f"{file}:{number}: this line is no JSON ({error}).") from error
    if not isinstance(row, dict):
        raise click.UsageError(f"{file}:{number}: a JSON object is needed here.")
    return row
