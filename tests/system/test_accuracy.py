"""The figures that the shipped rules must not fall below, on example mails (tests/corpus)."""

import json
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from mailwatch.adapters import rulepacks
from mailwatch.domain.judging import evaluation, matcher, verdicts
from mailwatch.domain.judging.evaluation import Case, Tally
from mailwatch.domain.judging.evidence import Surroundings
from mailwatch.domain.judging.matcher import Matcher

CORPUS = Path(__file__).parents[1] / "corpus"
BESIDE = Path(__file__).resolve().parents[2].parent / "shared"
MAIL_OF_OTHERS = Path(os.environ.get("MAILWATCH_SHARED", BESIDE)) / "corpus" / "mail.jsonl"
LANGUAGES = sorted(folder.name for folder in CORPUS.iterdir() if folder.is_dir())


@lru_cache(maxsize=1)
def shipped() -> Matcher:
    return matcher.compile_rules(rulepacks.load([rulepacks.shipped()], check_examples=False))


def cases(file: Path) -> Iterator[Case]:
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            yield evaluation.case_of(json.loads(line), number)


def judged(mails: Iterable[Case]) -> Tally:
    rules = shipped()
    return evaluation.evaluate(
        mails, lambda message: verdicts.judge(message, rules, Surroundings())
    ).total


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_mail_that_the_authors_saw_hardly_a_no_is_lost_and_hardly_a_yes_is_taken(
    language: str,
) -> None:
    counts = judged(cases(CORPUS / language / "seen.jsonl"))

    assert counts.missed <= 0.05 * counts.positives
    assert counts.false_alarms <= 0.03 * counts.negatives


def test_of_hard_mail_that_the_authors_never_saw_more_than_half_is_found() -> None:
    unseen = (CORPUS / language / "unseen.jsonl" for language in LANGUAGES)
    counts = judged(case for file in unseen for case in cases(file))

    assert counts.found > 0.5 * counts.positives
    assert counts.false_alarms < 0.33 * counts.negatives


if MAIL_OF_OTHERS.exists():  # it lies beside the project, and never in it

    def test_real_mail_of_others_is_judged_well() -> None:
        every = list(cases(MAIL_OF_OTHERS))
        real = judged(case for case in every if case.kind == "real")
        ham = judged(case for case in every if case.kind == "ham")

        assert real.found >= 0.98 * real.positives
        assert real.false_alarms == 0
        assert ham.false_alarms == 0
