"""What a letter may speak of: talks, times and names."""

from datetime import date

import pytest

from mailwatch.domain.opportunities import Confidence, NamedDay, Origin, Place, StepKind
from mailwatch.domain.writing.names import spoken
from mailwatch.domain.writing.replies import compose
from mailwatch.domain.writing.telling import facts_for
from tests.support.letters import LEA, opportunity, shipped_letters, shipped_templates

LETTERS = shipped_letters()
GUESSED = Origin("stage", Place.BODY, Confidence.GUESS)


def letter(kind: StepKind = StepKind.THANKS, **given: object) -> str:
    return compose(opportunity(**given), kind, LEA, LETTERS).text


@pytest.mark.parametrize(
    "given",
    [
        {"relationship": "agency"},
        {"relationship": "friend"},
        {"origins": (GUESSED,)},
        {"is_talk_unsure": True},
    ],
    ids=str,
)
def test_whoever_we_have_not_talked_with_hears_nothing_of_a_talk(given: dict[str, object]) -> None:
    texts = [
        letter(kind, stage="interview", key=f"key-{n}", **given)
        for kind in (StepKind.THANKS, StepKind.CHECK_IN)
        for n in range(9)
    ]

    assert not [t for t in texts if "talked" in t or "talk with" in t or "conversation" in t]


def test_a_recruiter_is_thanked_for_the_call_that_was_with_them() -> None:
    assert facts_for(opportunity(stage="screen", relationship="agency"), "thanks", LEA).met


@pytest.mark.parametrize("category", ["grant", "paper", "admission"])
def test_the_last_round_of_a_choice_made_on_paper_is_no_talk(category: str) -> None:
    assert not facts_for(opportunity(stage="final", category=category), "thanks", LEA).met


def asked(day: date | None, words: str = "Ask again then.") -> str:
    return letter(category="hold", return_day=NamedDay(words, day))


def test_a_pause_until_a_month_is_answered_with_that_month() -> None:
    assert "in September" in asked(date(2026, 9, 1))


@pytest.mark.parametrize(
    "day",
    [None, date(2026, 9, 28), date(2026, 3, 20), date(2027, 3, 1)],
    ids=["none", "late in its month", "this month", "in a year"],
)
def test_any_other_time_that_they_named_is_theirs_without_a_month(day: date | None) -> None:
    text = asked(day)

    assert "at the time you mention" in text or "when that time has come" in text
    assert "weeks" not in text


@pytest.mark.parametrize("language", sorted(LETTERS.languages))
@pytest.mark.parametrize("form", ["", "informal", "hant"])
def test_no_language_names_a_time_of_ours_beside_theirs(language: str, form: str) -> None:
    texts = {
        letter(category="hold", language=language, form=form, return_day=named)
        for named in (NamedDay("then", date(2026, 9, 1)), NamedDay("then"), NamedDay())
    }

    assert len(texts) == 3


def test_a_day_that_has_passed_is_no_time_to_ask_again() -> None:
    assert "weeks" in asked(date(2026, 1, 1)) or "months" in asked(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("Rost GmbH & Co. KG", "Rost"),
        ("Bodegas La Cumbre, S.L", "Bodegas La Cumbre"),
        ("Wanderbühne e. V", "Wanderbühne"),
        ("Klit Møbler A/S", "Klit Møbler"),
        ("Brackwater Brewing Ltd", "Brackwater Brewing"),
        ("Znak sp. z o.o.", "Znak"),
        ("Sample & Sons", "Sample & Sons"),
        ("Marsh & Co", "Marsh & Co"),
        ("Such as", "Such as"),
        ("AG", "AG"),
        ("株式会社みどり屋印刷", "株式会社みどり屋印刷"),
    ],
)
def test_a_firm_is_called_as_people_call_it(company: str, said: str) -> None:
    assert spoken(company) == said


@pytest.mark.parametrize("language", ["de", "es", "it", "pt"])
def test_no_letter_names_a_company_that_would_need_an_article(language: str) -> None:
    texts = {t.name: t.text for t in shipped_templates() if t.language == language}

    named = {name for name, text in texts.items() if "{company}" in text}
    in_sentences = {name for name in named if "{company}" in texts[name].partition("greeting()")[2]}
    assert {name.partition(".")[0] for name in named} == {"referrer"}
    assert in_sentences == set()


def test_a_french_house_that_has_its_own_article_is_not_named_behind_a_preposition() -> None:
    texts = [letter(language="fr", role="Xylo", company="La Poste", key=f"k{n}") for n in range(9)]

    assert not [text for text in texts if "La Poste" in text]
    assert any("chez vous" in text for text in texts)


def test_a_role_that_is_called_like_the_company_is_not_named() -> None:
    about = opportunity(role="Sample Works GmbH", company="Sample Works GmbH")

    told = facts_for(about, StepKind.THANKS, LEA)

    assert told.company
    assert not told.role
