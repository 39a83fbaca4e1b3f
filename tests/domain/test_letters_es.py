"""What a reader of Spanish would notice first in the Spanish folder."""

import re
from dataclasses import replace

import pytest

from mailwatch.domain.facts.extraction import extract
from mailwatch.domain.judging import verdicts
from mailwatch.domain.judging.evidence import Judgement, Surroundings, Verdict
from mailwatch.domain.judging.rules import Kind
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.mail.mime import message_of_text
from mailwatch.domain.opportunities import Facts, StepKind
from mailwatch.domain.writing.replies import compose
from tests.support.letters import LEA, last_reading, opportunity, shipped_letters, shipped_templates
from tests.support.shipped import shipped_matcher, shipped_rules

RULES = shipped_rules()
MATCHER = shipped_matcher()
LAURA = Address("Laura Pérez", "laura@nordlys.example")
INES = replace(LEA, languages=("es",), offer="diseño de marca")
LETTERS = [t for t in shipped_templates() if t.language == "es" and t.name != "fill-in"]
DE_TU = [t for t in LETTERS if t.name.endswith(".informal")]
DE_USTED = [t for t in LETTERS if not t.name.endswith(".informal")]


def letter(kind: StepKind = StepKind.THANKS, **given: object) -> str:
    return compose(opportunity(language="es", **given), kind, LEA, shipped_letters()).text


def verdict_on(body: str, subject: str = "Tu candidatura") -> Verdict:
    message = message_of_text(subject, "Laura Pérez <laura@nordlys.example>", body)
    return verdicts.judge(message, MATCHER, Surroundings())


def facts_of(subject: str, body: str) -> Facts:
    message = message_of_text(subject, "noreply@talento.example", body)
    verdict = Verdict(Judgement.REJECTION, 1.0, "es", "", "", ())
    return extract(message, verdict, RULES, frozenset(), "Lea Example")


def spoken(template: str) -> str:
    """The words of a template, without its notes."""
    return re.sub(r"\{[#%].*?[#%]\}", "", template, flags=re.DOTALL)


# Letters.


def test_a_letter_in_tu_never_says_usted() -> None:
    formal = r"\b(ustede?s?|suy[oa]s?|piense|cuente|dude|dígame|escríbame|podría \w+me)\b"
    slips = [t.name for t in DE_TU if re.search(formal, spoken(t.text), re.IGNORECASE)]

    assert DE_TU
    assert slips == []


def test_a_letter_in_usted_never_says_tu() -> None:
    informal = r"\b(tú|te|ti|tus?|contigo|piensa en|cuenta conmigo|dime|escríbeme)\b"
    slips = [t.name for t in DE_USTED if re.search(informal, spoken(t.text), re.IGNORECASE)]

    assert DE_USTED
    assert slips == []


def test_a_letter_in_tu_never_chooses_between_vosotros_and_ustedes() -> None:
    plural = r"\b(vosotr[oa]s|os|vuestr[oa]s?|ustedes)\b"
    slips = [t.name for t in DE_TU if re.search(plural, spoken(t.text), re.IGNORECASE)]

    assert slips == []


def test_no_letter_tells_whether_a_woman_or_a_man_wrote_it() -> None:
    gendered = (
        r"\b(agradecid|encantad|interesad|decepcionad|desilusionad|dispuest|content|ilusionad)[oa]\b"
        r"|\bjunt[oa]s\b|\w/[oa]\b|\([oa]\)"
    )
    slips = [t.name for t in LETTERS if re.search(gendered, spoken(t.text), re.IGNORECASE)]

    assert slips == []


def test_every_question_is_opened_as_well_as_closed() -> None:
    slips = [t.name for t in LETTERS if t.text.count("¿") != t.text.count("?")]

    assert slips == []


def test_a_letter_never_guesses_senor_or_senora() -> None:
    assert letter(contact=LAURA).startswith("Buenos días, Laura Pérez:\n\n")


def test_a_letter_in_tu_greets_by_first_name() -> None:
    assert letter(contact=LAURA, form="informal").startswith("Hola, Laura:\n\n")


@pytest.mark.parametrize("form", ["formal", "informal"])
@pytest.mark.parametrize("category", ["finalist", "filled", "hold", "pitch", "grant", "waitlist"])
def test_a_full_letter_leaves_nothing_to_mend(category: str, form: str) -> None:
    finalist = opportunity(
        language="es",
        category=category,
        form=form,
        role="Analista de datos",
        company="Nordlys",
        contact=LAURA,
        reply_to=LAURA,
        stage="final",
    )

    reply = compose(finalist, StepKind.THANKS, INES, shipped_letters())

    assert last_reading(reply, finalist, INES) == ()


# Rules.


@pytest.mark.parametrize(
    "body",
    [
        "Si bien tu perfil nos gustó, no has sido seleccionada.",
        "Hemos elegido a una persona que sí tiene carné de camión.",
        "La plaza ya está cubierta y guardamos tu CV por si surge otra.",
    ],
)
def test_not_every_si_is_a_condition(body: str) -> None:
    verdict = verdict_on(body)

    assert verdict.judgement is not Judgement.OTHER
    assert not any(found.voided for found in verdict.evidence if found.kind is Kind.STRONG)


def test_si_no_makes_a_condition() -> None:
    body = "Si no has sido seleccionada, te lo diremos la semana que viene."

    assert verdict_on(body).judgement is Judgement.OTHER


def test_a_decision_for_you_is_no_rejection() -> None:
    body = "Entre todas las propuestas, nos quedamos con tu propuesta. ¿Cuándo puedes empezar?"

    assert verdict_on(body).judgement is not Judgement.REJECTION


def test_voseo_is_understood() -> None:
    assert verdict_on("Esta vez quedaste afuera, pero seguí postulándote.").language == "es"


# Facts.


def test_company_and_role_are_read_from_a_subject() -> None:
    facts = facts_of("Tu candidatura para el puesto de Ingeniera de datos en Nordlys", "Hola.")

    assert (facts.company, facts.role) == ("Nordlys", "Ingeniera de datos")


@pytest.mark.parametrize(
    ("body", "form"),
    [("Le agradecemos su interés.", "formal"), ("Te agradecemos tu interés.", "informal")],
)
def test_the_form_of_address_is_told(body: str, form: str) -> None:
    assert facts_of("Candidatura", body).form == form


def test_a_refusal_to_explain_is_heard() -> None:
    body = "Por el volumen recibido no podemos ofrecer feedback individual."

    assert facts_of("Candidatura", body).forbids_feedback
