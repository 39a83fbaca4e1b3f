"""`mailwatch rules fit`: weigh the small words of a language by example mails."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import click

from mailwatch.cli import labelled
from mailwatch.cli.failing import DONE
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import offline_rooms
from mailwatch.domain.assess import Desk, judge
from mailwatch.domain.judging import fitting, hints
from mailwatch.domain.judging.evaluation import Case
from mailwatch.domain.judging.fitting import Lesson
from mailwatch.domain.judging.rules import JOB, THINGS, Hints
from mailwatch.domain.judging.texts import Texts

HEADING = """\
# What each word of a mail hints at: above 0 a no, below 0 other mail. Made by `mailwatch rules fit
# {language}` from {rejections} rejections and {others} other mails. Each number may be changed by
# hand, and your own file, laid over this one, changes single words.
"""

THINGS_HEADING = """
# What a mail is about: each word says a little for a thing, or against it. The one that is said
# most for is given, where it is well ahead of the next.
"""


@click.command("fit")
@click.argument("language")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@common
def fit(places: Places, language: str, files: tuple[Path, ...]) -> int:
    """Print a hints.toml for LANGUAGE, fitted to labelled mail (JSON lines as for evaluate)."""
    desk = offline_rooms(places).desk()
    cases = [case for file in files for case in labelled.cases(file)]
    lessons = [_lesson(case, desk) for case in cases]
    try:
        fitted = replace(
            fitting.fit(language, lessons),
            things=fitting.fit_things(language, _about(cases, lessons)),
        )
    except ValueError as error:
        raise click.UsageError(f"{', '.join(map(str, files))}: {error}.") from error
    click.echo("".join(_lines(fitted, cases)), nl=False)
    return DONE


def _lesson(case: Case, desk: Desk) -> Lesson:
    units = hints.units(Texts.of(case.message), judge(case.message, desk).evidence)
    return Lesson(frozenset(units), case.is_positive)


def _about(cases: Iterable[Case], lessons: Iterable[Lesson]) -> list[tuple[frozenset[str], str]]:
    """Return the units of the mails that are about an opportunity, with what it is."""
    pairs = zip(cases, lessons, strict=True)
    return [(lesson.units, case.kind) for case, lesson in pairs if case.kind in (JOB, *THINGS)]


def _lines(fitted: Hints, cases: Iterable[Case]) -> Iterator[str]:
    labels = [case.is_positive for case in cases]
    yield HEADING.format(
        language=fitted.language, rejections=sum(labels), others=len(labels) - sum(labels)
    )
    yield f'language = "{fitted.language}"\nbase = {fitted.base}\n\n[hints]\n'
    yield from _weights(fitted.weights)
    yield THINGS_HEADING if fitted.things else ""
    for name, thing in fitted.things.items():
        yield f"\n[things.{name}]\nbase = {thing.base}\n\n[things.{name}.words]\n"
        yield from _weights(thing.weights)


def _weights(weights: Mapping[str, float]) -> Iterator[str]:
    for word, weight in weights.items():
        yield f'"{word}" = {weight}\n'
