"""The figures that the shipped rules must not fall below, on example mails (tests/corpus)."""

import json
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from mailwatch.cli.wiring import NO_SETTINGS, Rooms
from mailwatch.domain.assess import Desk, judge
from mailwatch.domain.judging import evaluation
from mailwatch.domain.judging.evaluation import Case, Tally
from tests.support.shipped import shipped_rules

CORPUS = Path(__file__).parents[1] / "corpus"
BESIDE = Path(__file__).resolve().parents[2].parent / "shared"
MAIL_OF_OTHERS = Path(os.environ.get("MAILWATCH_SHARED", BESIDE)) / "corpus" / "mail.jsonl"
LANGUAGES = sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())


@lru_cache(maxsize=1)
def shipped() -> Desk:
    ruleset = shipped_rules()
    return Rooms(NO_SETTINGS, ruleset).desk()


def cases(*names: str) -> Iterator[Case]:
    """Yield the mails of these files of each language."""
    for name in names:
        for file in sorted(CORPUS.glob(name)):
            yield from of_file(file)


def of_file(file: Path) -> Iterator[Case]:
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            yield evaluation.case_of(json.loads(line), number)


def judged(mails: Iterable[Case]) -> Tally:
    desk = shipped()
    return evaluation.evaluate(mails, lambda message: judge(message, desk)).total


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_mail_that_the_authors_saw_hardly_a_no_is_lost_and_hardly_a_yes_is_taken(
    language: str,
) -> None:
    counts = judged(cases(f"{language}/seen.jsonl"))

    assert counts.missed <= 0.05 * counts.positives
    assert counts.false_alarms <= 0.03 * counts.negatives


def test_of_hard_mail_that_nobody_saw_nearly_half_is_found_and_three_quarters_are_not_missed() -> (
    None
):
    counts = judged(cases("*/unseen.jsonl"))

    assert counts.found > 0.47 * counts.positives
    assert counts.missed < 0.25 * counts.positives
    assert counts.false_alarms < 0.08 * counts.negatives


def test_of_plain_mail_that_nobody_saw_nearly_all_is_found_and_none_is_missed() -> None:
    counts = judged(cases("*/unseen-plain.jsonl"))

    assert counts.found > 0.9 * counts.positives
    assert counts.missed < 0.02 * counts.positives
    assert counts.false_alarms < 0.02 * counts.negatives


def test_of_short_mail_of_people_that_nobody_saw_hardly_any_is_taken_for_a_no() -> None:
    counts = judged(cases("*/unseen-personal.jsonl"))

    assert counts.missed < 0.2 * counts.positives
    assert counts.false_alarms < 0.03 * counts.negatives


def test_of_ordinary_mail_that_nobody_saw_most_is_found_and_little_else_is_taken() -> None:
    counts = judged(cases("*/unseen-ordinary.jsonl"))

    assert counts.missed < 0.2 * counts.positives
    assert counts.false_alarms < 0.03 * counts.negatives


def test_of_mail_to_insiders_that_nobody_saw_most_is_found_and_little_else_is_taken() -> None:
    counts = judged(cases("*/unseen-insiders.jsonl"))

    assert counts.missed < 0.25 * counts.positives
    assert counts.false_alarms < 0.11 * counts.negatives


if MAIL_OF_OTHERS.exists():  # it lies beside the project, and never in it

    def test_real_mail_of_others_is_judged_well() -> None:
        every = list(of_file(MAIL_OF_OTHERS))
        real = judged(case for case in every if case.kind == "real")
        ham = judged(case for case in every if case.kind == "ham")

        assert real.found >= 0.95 * real.positives
        assert real.missed == 0
        assert real.false_alarms == 0
        assert ham.false_alarms <= 0.003 * ham.negatives
