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
RUI = replace(LEA, languages=("pt",), offer="design para pequenas empresas")
OURS = [t for t in shipped_templates() if t.language == "pt"]
KNOWN = {"role": "Analista", "company": "Grupo Aroeira", "contact": JANE}


def letter(**given: object) -> str:
    lost = opportunity(language="pt", **(KNOWN | given))
    return compose(lost, StepKind.THANKS, RUI, LETTERS).text


def test_letters_in_the_third_person_never_say_tu() -> None:
    distant = [t for t in OURS if not t.name.endswith(".informal")]
    familiar = r"\b(?:tu|te|ti|contigo|teu|tua|precisares|preferires|tiveres|puderes)\b"

    assert distant
    assert not [t.name for t in distant if re.search(familiar, t.text.lower())]


def test_letters_keep_to_words_that_are_at_home_in_brazil_and_in_portugal() -> None:
    only_one_country = (
        r"\b(?:voc[eê]s?|equip[ae]|time|contac?to|conn?osco|convosco|projecto|cumprimentos)\b"
    )
    texts = {t.name: re.sub(r"\{#.*?#\}", "", t.text, flags=re.DOTALL) for t in OURS}

    assert not [name for name, text in texts.items() if re.search(only_one_country, text.lower())]


def test_no_letter_says_whether_its_writer_is_a_man_or_a_woman() -> None:
    told = r"\b(?:(?:muito )?obrigad|grat|interessad|desiludid|decepcionad|honrad)[oa]\b"
    texts = {t.name: re.sub(r"\{#.*?#\}", "", t.text, flags=re.DOTALL) for t in OURS}

    assert not [name for name, text in texts.items() if re.search(told, text.lower())]


def test_a_greeting_never_guesses_senhor_or_senhora() -> None:
    assert letter().startswith("Olá, Jane Doe,\n\n")


def test_a_letter_in_tu_greets_by_first_name() -> None:
    assert letter(form="informal").startswith("Olá, Jane,\n\n")


@pytest.mark.parametrize("form", ["formal", "informal"])
@pytest.mark.parametrize("stage", ["", "interview", "final", "bid"])
@pytest.mark.parametrize(
    "category", ["not-selected", "filled", "hold", "pitch", "tender", "grant", "paper", "admission"]
)
def test_every_letter_passes_the_lint(category: str, stage: str, form: str) -> None:
    lost = opportunity(language="pt", category=category, stage=stage, form=form, **KNOWN)

    reply = compose(lost, StepKind.THANKS, RUI, LETTERS)

    assert last_reading(reply, lost, RUI) == ()
