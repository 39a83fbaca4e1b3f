"""What a reader of Swedish, Danish or Norwegian would notice first in the three folders."""

import re

import pytest

from mailwatch.domain.facts.extraction import extract
from mailwatch.domain.judging import verdicts
from mailwatch.domain.judging.evidence import Judgement, Surroundings, Verdict
from mailwatch.domain.judging.rules import Kind
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.mail.mime import message_of_text
from mailwatch.domain.opportunities import Facts, StepKind
from mailwatch.domain.writing.replies import compose
from tests.support.letters import LEA, opportunity, shipped_letters, shipped_templates
from tests.support.shipped import shipped_matcher, shipped_rules

RULES = shipped_rules()
MATCHER = shipped_matcher()
ANNA = Address("Anna Berg", "anna@fjord.example")
NORDIC = ("sv", "da", "no")


def letter(language: str, kind: StepKind = StepKind.THANKS, **given: object) -> str:
    return compose(opportunity(language=language, **given), kind, LEA, shipped_letters()).text


def verdict_on(body: str, subject: str = "Hej") -> Verdict:
    message = message_of_text(subject, "Anna Berg <anna@fjord.example>", body)
    return verdicts.judge(message, MATCHER, Surroundings())


def facts_of(language: str, subject: str, body: str, sender: str = "noreply@jobs.example") -> Facts:
    message = message_of_text(subject, sender, body)
    verdict = Verdict(Judgement.REJECTION, 1.0, language, "", "", ())
    return extract(message, verdict, RULES, frozenset(), "Lea Example")


def spoken(language: str, but: str = "") -> str:
    """All the words of a language's letters, without the notes."""
    ours = (t for t in shipped_templates() if t.language == language)
    texts = (t.text for t in ours if t.name != but)
    return "\n".join(re.sub(r"\{[#%].*?[#%]\}", "", text, flags=re.DOTALL) for text in texts)


# Letters.


@pytest.mark.parametrize(
    ("language", "greeting"), [("sv", "Hej Anna,"), ("da", "Hej Anna"), ("no", "Hei Anna,")]
)
def test_a_letter_greets_by_first_name(language: str, greeting: str) -> None:
    assert letter(language, contact=ANNA).startswith(f"{greeting}\n\n")


@pytest.mark.parametrize(
    ("language", "foreign"),
    [
        ("sv", r"\b(og|ikke|af|jeg|dere|jer|hei|takk|tak|ansøgning\w*|søknad\w*)\b"),
        ("da", r"\b(och|inte|att|av|å|jag|ni|dere|meg|hei|takk|tack|søknad\w*)\b"),
        ("no", r"\b(och|inte|att|af|jag|ni|jer|mig|hej|tak|tack|ansøgning\w*)\b"),
    ],
)
def test_no_word_of_a_neighbour_slipped_into_the_letters(language: str, foreign: str) -> None:
    slips = re.findall(foreign, spoken(language), re.IGNORECASE)

    assert spoken(language)
    assert slips == []


@pytest.mark.parametrize("language", NORDIC)
def test_letters_speak_to_the_house_and_never_to_one_person(language: str) -> None:
    # Who reads a mailbox of many hands is not known; "ni", "I" and "dere" are right for one, too.
    # Only the friend who recommended us is one person, and known.
    singular = r"\b(du|dig|deg|din|ditt|dit|dina|dine)\b"
    letters = re.sub(r"^(FYLL|UDFYLD).*$", "", spoken(language, "referrer"), flags=re.MULTILINE)

    assert re.findall(singular, letters, re.IGNORECASE) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv", "om ”Affisch”"), ("da", "om ”Affisch”"), ("no", "om «Affisch»")],
)
def test_a_piece_of_work_is_not_called_a_post(language: str, said: str) -> None:
    text = letter(language, StepKind.CHECK_IN, role="Affisch", category="pitch")

    assert said in text


# Facts.


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("sv", "Din ansökan till tjänsten som ekonomiassistent hos Norrhamn Logistik"),
        ("da", "Din ansøgning til stillingen som ekonomiassistent hos Norrhamn Logistik"),
        ("no", "Søknaden din på stillingen som ekonomiassistent hos Norrhamn Logistik"),
    ],
)
def test_role_and_company_are_read_from_the_subject(language: str, subject: str) -> None:
    facts = facts_of(language, subject, "Hej")

    assert (facts.role, facts.company) == ("ekonomiassistent", "Norrhamn Logistik")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Vi lämnar inga motiveringar till enskilda beslut."),
        ("da", "Vi giver ikke individuelle begrundelser."),
        ("no", "Vi gir ikke individuelle begrunnelser."),
    ],
)
def test_a_house_that_gives_no_reasons_is_not_asked(language: str, sentence: str) -> None:
    assert facts_of(language, "Beslut", sentence).forbids_feedback


# Verdicts.


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("sv", "Hej Nour,\n\nTack för din ansökan. Tjänsten är tillsatt och du är inte aktuell."),
        ("da", "Kære Nour\n\nTak for din ansøgning. Stillingen er besat af en anden ansøger."),
        ("no", "Hei Nour\n\nTakk for søknaden din. Stillingen er besatt av en annen søker."),
    ],
)
def test_a_refusal_is_answered_in_its_own_language(language: str, body: str) -> None:
    verdict = verdict_on(body)

    assert (verdict.judgement, verdict.language) == (Judgement.REJECTION, language)


@pytest.mark.parametrize(
    "body",
    [
        "Tack för din ansökan. Om du inte hör av oss har tjänsten gått till någon annan.",
        "Tak for din ansøgning. Hører du ikke fra os inden maj, er stillingen besat.",
        "Takk for søknaden. Hører du ikke fra oss innen mai, er stillingen besatt.",
    ],
)
def test_a_case_that_may_come_is_no_refusal(body: str) -> None:
    verdict = verdict_on(body)

    assert verdict.judgement is not Judgement.REJECTION
    assert all(found.kind is not Kind.STRONG for found in verdict.counting)


def test_what_was_applied_for_is_no_condition_in_swedish() -> None:
    verdict = verdict_on("Er ansökan om projektstöd har inte beviljats.", "Beslut")

    assert verdict.judgement is Judgement.REJECTION


def test_what_it_means_is_no_condition_in_danish() -> None:
    verdict = verdict_on("Det betyder, at din ansøgning ikke længere er aktuel.", "Stillingen")

    assert verdict.judgement is Judgement.REJECTION


@pytest.mark.parametrize("yours", ["Din søknad", "Søknaden din"])
def test_the_owner_may_stand_on_either_side_in_norwegian(yours: str) -> None:
    verdict = verdict_on(f"{yours} er dessverre ikke innvilget.", "Tilskudd")

    assert verdict.judgement is Judgement.REJECTION


def test_nynorsk_is_heard_as_norwegian() -> None:
    verdict = verdict_on("Takk for søknaden. Vi har diverre ikkje bruk for fleire montørar no.")

    assert (verdict.judgement, verdict.language) == (Judgement.REJECTION, "no")


@pytest.mark.parametrize(
    "body",
    [
        "Vi har valt en annan sökande till lägenheten.",
        "Vi har valgt en anden lejer til lejligheden.",
        "Vi har valgt en annen leietaker til leiligheten.",
    ],
)
def test_a_flat_is_no_opportunity(body: str) -> None:
    assert verdict_on(body).judgement is Judgement.OTHER
