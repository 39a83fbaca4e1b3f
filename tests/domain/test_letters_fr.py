"""What a reader of French would notice first in the French folder."""

import re

import pytest

from mailwatch.domain.facts.extraction import extract
from mailwatch.domain.judging import verdicts
from mailwatch.domain.judging.evidence import Judgement, Surroundings, Verdict
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.mail.mime import message_of_text
from mailwatch.domain.opportunities import Facts, StepKind
from mailwatch.domain.writing.replies import compose
from tests.support.letters import LEA, opportunity, shipped_letters, shipped_templates
from tests.support.shipped import shipped_matcher, shipped_rules

RULES = shipped_rules()
MATCHER = shipped_matcher()
CLAIRE = Address("Claire Vasseur", "claire@cobalt.example")
LETTERS = [t for t in shipped_templates() if t.language == "fr"]
AU_TU = [t for t in LETTERS if t.name.endswith(".informal")]
AU_VOUS = [t for t in LETTERS if not t.name.endswith(".informal")]


def letter(kind: StepKind = StepKind.THANKS, **given: object) -> str:
    return compose(opportunity(language="fr", **given), kind, LEA, shipped_letters()).text


def verdict_on(body: str, subject: str = "Votre candidature") -> Verdict:
    message = message_of_text(subject, "Claire Vasseur <claire@cobalt.example>", body)
    return verdicts.judge(message, MATCHER, Surroundings())


def facts_of(subject: str, body: str, sender: str = "noreply@talents.example") -> Facts:
    message = message_of_text(subject, sender, body)
    verdict = Verdict(Judgement.REJECTION, 1.0, "fr", "", "", ())
    return extract(message, verdict, RULES, frozenset(), "Lea Example")


def spoken(template: str) -> str:
    """The words of a template, without its notes."""
    return re.sub(r"\{[#%].*?[#%]\}", "", template, flags=re.DOTALL)


# Letters.


def test_a_letter_in_tu_never_says_vous() -> None:
    slips = [
        t.name for t in AU_TU if re.search(r"\b(vous|votre|vos)\b", spoken(t.text), re.IGNORECASE)
    ]

    assert AU_TU
    assert slips == []


def test_a_letter_in_vous_never_says_tu() -> None:
    slips = [
        t.name
        for t in AU_VOUS
        if re.search(r"\b(tu|te|toi|ton|tes)\b", spoken(t.text), re.IGNORECASE)
    ]

    assert AU_VOUS
    assert slips == []


def test_no_letter_tells_whether_a_woman_or_a_man_wrote_it() -> None:
    gendered = r"\b(heureu\w+|ravie?|déçue?|reconnaissante?|touchée?|intéressée?|désolée?|\w+\(e\))"
    slips = [t.name for t in LETTERS if re.search(gendered, spoken(t.text), re.IGNORECASE)]

    assert slips == []


def test_a_letter_never_guesses_madame_or_monsieur() -> None:
    assert letter(contact=CLAIRE).startswith("Bonjour Claire Vasseur,\n\n")


def test_a_letter_in_tu_greets_by_first_name() -> None:
    assert letter(contact=CLAIRE, form="informal").startswith("Bonjour Claire,\n\n")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("comptable", "poste de comptable"),
        ("ingénieure", "poste d'ingénieure"),
        ("Éditrice", "poste d'Éditrice"),
        ("hôte d'accueil", "poste d'hôte d'accueil"),
        ("Head of Design", "poste de Head of Design"),
    ],
)
def test_a_role_is_elided_as_one_says_it(role: str, said: str) -> None:
    assert said in letter(StepKind.CHECK_IN, role=role)


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("Cobalt", "chez Cobalt"),
        ("Clinique des Tilleuls", "à la Clinique des Tilleuls"),
        ("Groupe Varenne", "au Groupe Varenne"),
        ("Institut Belmont", "à l'Institut Belmont"),
        ("Éditions Joubert", "aux Éditions Joubert"),
    ],
)
def test_a_house_has_the_preposition_that_belongs_to_it(company: str, said: str) -> None:
    assert said in letter(StepKind.CHECK_IN, role="comptable", company=company)


def test_a_text_is_not_called_a_post() -> None:
    text = letter(StepKind.CHECK_IN, role="Les eaux basses", category="paper")

    assert "au sujet de « Les eaux basses »" in text


# Facts.


def test_role_and_company_are_read_from_the_subject() -> None:
    facts = facts_of("Votre candidature au poste d'ingénieure chez Cobalt", "Bonjour,")

    assert (facts.role, facts.company) == ("ingénieure", "Cobalt")


def test_a_recruiting_team_is_not_part_of_the_company() -> None:
    facts = facts_of("Réponse", "Bonjour,", "Équipe recrutement Varenne <noreply@t.example>")

    assert facts.company == "Varenne"


def test_tu_is_answered_with_tu() -> None:
    assert facts_of("Réponse", "On a lu ton CV et on te remercie.").form == "informal"


# Verdicts.


def test_a_si_that_concedes_takes_no_refusal_away() -> None:
    verdict = verdict_on("Si votre parcours est riche, il ne correspond pas à nos besoins.")

    assert verdict.judgement is Judgement.REJECTION


def test_a_si_that_conditions_takes_the_refusal_away() -> None:
    verdict = verdict_on("Si votre candidature n'est pas retenue, nous vous écrirons.")

    assert verdict.judgement is Judgement.OTHER


def test_a_number_sign_is_no_negation() -> None:
    verdict = verdict_on("Votre offre pour le lot n° 1 a été retenue.", "Consultation")

    assert verdict.judgement is Judgement.OTHER


def test_a_refusal_without_ne_is_heard() -> None:
    verdict = verdict_on("Du coup on va pas te prendre, désolé.", "Ton essai")

    assert verdict.judgement is Judgement.REJECTION
