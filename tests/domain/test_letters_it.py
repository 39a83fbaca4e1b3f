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
LUCA = replace(LEA, languages=("it",), offer="grafica per piccole imprese")
OURS = [t for t in shipped_templates() if t.language == "it"]
KNOWN = {"role": "Grafico", "company": "Ceramiche Valdarno", "contact": JANE}


def letter(**given: object) -> str:
    lost = opportunity(language="it", **(KNOWN | given))
    return compose(lost, StepKind.THANKS, LUCA, LETTERS).text


def test_letters_in_tu_never_say_lei() -> None:
    familiar = [t for t in OURS if t.name.endswith(".informal")]

    assert familiar
    assert not [t.name for t in familiar if re.search(r"\b(Lei|Le|La|Sua|Suo)\b", t.text)]


def test_letters_in_lei_never_say_tu() -> None:
    formal = [t for t in OURS if not t.name.endswith(".informal")]

    assert formal
    assert not [t.name for t in formal if re.search(r"\b(ti|te|tu|tuo|tua|ciao)\b", t.text.lower())]


def test_no_letter_says_whether_its_writer_is_a_man_or_a_woman() -> None:
    told = r"\b(?:sono stat|grat|liet|content|delus|interessat|dispost|pront)[oa]\b"

    assert not [t.name for t in OURS if re.search(told, t.text)]


def test_a_greeting_never_guesses_dottore_or_signora() -> None:
    assert letter().startswith("Buongiorno Jane Doe,\n\n")


def test_a_letter_in_tu_greets_by_first_name() -> None:
    assert letter(form="informal").startswith("Ciao Jane,\n\n")


@pytest.mark.parametrize("form", ["formal", "informal"])
@pytest.mark.parametrize("stage", ["", "interview", "final", "bid"])
@pytest.mark.parametrize(
    "category", ["not-selected", "filled", "hold", "pitch", "tender", "grant", "paper", "admission"]
)
def test_every_letter_passes_the_lint(category: str, stage: str, form: str) -> None:
    lost = opportunity(language="it", category=category, stage=stage, form=form, **KNOWN)

    reply = compose(lost, StepKind.THANKS, LUCA, LETTERS)

    assert last_reading(reply, lost, LUCA) == ()
