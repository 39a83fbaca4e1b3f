import re
from dataclasses import replace

import pytest

from mailwatch.domain.opportunities import StepKind
from mailwatch.domain.writing.replies import compose
from tests.support.letters import (
    JANE,
    LEA,
    last_reading,
    opportunity,
    shipped_letters,
    shipped_templates,
)

LETTERS = shipped_letters()
NOOR = replace(LEA, languages=("nl",), offer="huisstijl en webdesign")
OURS = [t for t in shipped_templates() if t.language == "nl"]
KNOWN = {"role": "Redacteur", "company": "De Kade", "contact": JANE}


def letter(**given: object) -> str:
    lost = opportunity(language="nl", **(KNOWN | given))
    return compose(lost, StepKind.THANKS, NOOR, LETTERS).text


def test_a_letter_in_u_never_says_je() -> None:
    distant = [t for t in OURS if not t.name.endswith(".informal")]

    assert distant
    assert not [t.name for t in distant if re.search(r"\b(?:je|jij|jou|jouw|jullie)\b", t.text)]


def test_a_letter_in_je_never_says_u() -> None:
    familiar = [t for t in OURS if t.name.endswith(".informal")]

    assert familiar
    assert not [t.name for t in familiar if re.search(r"\b(?:[Uu]|[Uu]w)\b", t.text)]


def test_a_greeting_never_guesses_heer_or_mevrouw() -> None:
    assert letter().startswith("Beste Jane Doe,\n\n")


def test_a_letter_in_je_greets_by_first_name() -> None:
    assert letter(form="informal").startswith("Beste Jane,\n\n")


@pytest.mark.parametrize("form", ["formal", "informal"])
@pytest.mark.parametrize("stage", ["", "interview", "final", "bid"])
@pytest.mark.parametrize(
    "category", ["not-selected", "filled", "hold", "pitch", "tender", "grant", "paper", "admission"]
)
def test_every_letter_passes_the_lint(category: str, stage: str, form: str) -> None:
    lost = opportunity(language="nl", category=category, stage=stage, form=form, **KNOWN)

    reply = compose(lost, StepKind.THANKS, NOOR, LETTERS)

    assert last_reading(reply, lost, NOOR) == ()
