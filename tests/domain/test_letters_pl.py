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
OLA = replace(LEA, languages=("pl",), offer="identyfikacja wizualna")
OURS = [t for t in shipped_templates() if t.language == "pl"]
TEXTS = {t.name: re.sub(r"\{#.*?#\}", "", t.text, flags=re.DOTALL) for t in OURS}
KNOWN = {"role": "redaktora", "company": "Głos Powiatu", "contact": JANE}


def letter(**given: object) -> str:
    lost = opportunity(language="pl", **(KNOWN | given))
    return compose(lost, StepKind.THANKS, OLA, LETTERS).text


def test_a_formal_letter_never_says_ty() -> None:
    familiar = r"\b(?:Ty|Ci|Ciebie|Tobie|Tob\u0105|Tw\w+|Was|Wam|Wasz\w*|Wami)\b"

    assert not [
        name
        for name, text in TEXTS.items()
        if not name.endswith(".informal") and re.search(familiar, text)
    ]


def test_a_familiar_letter_never_says_panstwo() -> None:
    familiar = {name: text for name, text in TEXTS.items() if name.endswith(".informal")}

    assert familiar
    assert not [name for name, text in familiar.items() if re.search(r"Państw|Panu|Pani\b", text)]


def test_no_letter_says_whether_its_writer_is_a_man_or_a_woman() -> None:
    told = r"\b\w+(?:łem|łam|łbym|łabym)\b|\bwdzięczn[ya]\b|\bzainteresowan[ya]\b"

    assert not [name for name, text in TEXTS.items() if re.search(told, text)]


def test_no_letter_names_a_company_that_it_would_have_to_decline() -> None:
    assert not [name for name, text in TEXTS.items() if "{company}" in text]


def test_a_greeting_never_guesses_pan_or_pani() -> None:
    assert letter().startswith("Dzień dobry,\n\n")


def test_a_familiar_letter_greets_by_first_name() -> None:
    assert letter(form="informal").startswith("Cześć Jane,\n\n")


@pytest.mark.parametrize("form", ["formal", "informal"])
@pytest.mark.parametrize("stage", ["", "interview", "final", "bid"])
@pytest.mark.parametrize(
    "category", ["not-selected", "filled", "hold", "pitch", "tender", "grant", "paper", "admission"]
)
def test_every_letter_passes_the_lint(category: str, stage: str, form: str) -> None:
    lost = opportunity(language="pl", category=category, stage=stage, form=form, **KNOWN)

    reply = compose(lost, StepKind.THANKS, OLA, LETTERS)

    assert last_reading(reply, lost, OLA) == ()
