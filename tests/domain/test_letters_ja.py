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
WATARU = replace(
    LEA,
    name="佐伯 航",
    languages=("ja",),
    offer="装丁の仕事",
    signature="佐伯 航\nsaeki@example.org",
)
MINORI = replace(JANE, name="片桐 みのり")
HIRING = ("applied", "screen", "assessment", "interview", "final")
ASKING = ("差し支え", "お聞かせ", "教えて", "ご教示", "伺えましたら")


def letter(kind: StepKind = StepKind.THANKS, **given: object) -> str:
    return compose(opportunity(language="ja", **given), kind, WATARU, LETTERS).text


def test_a_letter_opens_with_company_and_person_on_lines_of_their_own() -> None:
    text = letter(company="株式会社ミナト", contact=MINORI, stage="interview")

    assert text.startswith("株式会社ミナト\n片桐 みのり 様\n\nお世話になっております。佐伯 航")


def test_a_letter_to_nobody_in_particular_goes_to_whoever_is_in_charge() -> None:
    assert letter(stage="applied").startswith("採用ご担当者様\n\n")


@pytest.mark.parametrize("stage", HIRING)
def test_nobody_who_hires_is_asked_for_reasons_unasked(stage: str) -> None:
    texts = [letter(stage=stage, key=f"key-{n}") for n in range(20)]

    assert not [text for text in texts for sign in ASKING if sign in text]


def test_feedback_that_was_offered_is_accepted() -> None:
    texts = [letter(stage="interview", offers_feedback=True, key=f"key-{n}") for n in range(20)]

    assert all("フィードバック" in text for text in texts)


def test_a_client_may_be_asked_what_decided_it() -> None:
    texts = [letter(category="pitch", stage="bid", key=f"key-{n}") for n in range(20)]

    assert all(any(sign in text for sign in ASKING) for text in texts)


def test_at_the_stage_of_papers_no_answer_is_expected() -> None:
    assert "ご返信には及びません" in letter(stage="applied")


def test_a_pause_is_met_with_one_question() -> None:
    texts = [letter(category="hold", stage="final", key=f"key-{n}") for n in range(20)]

    assert {text.count("でしょうか") for text in texts} == {1}
    assert not [text for text in texts if "残念" in text]


def test_the_offer_is_made_once() -> None:
    texts = [letter(stage=stage, key=f"key-{n}") for stage in HIRING for n in range(10)]

    assert {text.count("装丁の仕事") for text in texts} <= {0, 1}
    assert any("装丁の仕事" in text for text in texts)


def test_no_letter_calls_a_school_or_a_foundation_a_company() -> None:
    wordings = [
        t.text.partition("#}")[2] or t.text for t in shipped_templates() if t.language == "ja"
    ]

    assert wordings
    assert not [text for text in wordings if "貴社" in text or "御社" in text]


def test_letters_keep_to_the_length_that_is_usual() -> None:
    lengths = [
        len(letter(stage=stage, role="編集者", company="灯書房", key=f"key-{n}"))
        for stage in HIRING
        for n in range(10)
    ]

    assert min(lengths) >= 120
    assert max(lengths) <= 320


def test_the_last_reading_has_nothing_to_say() -> None:
    about = opportunity(language="ja", stage="interview", role="編集者", contact=MINORI)

    assert last_reading(compose(about, StepKind.THANKS, WATARU, LETTERS), about, WATARU) == ()


def test_a_recruiter_is_not_addressed_as_one_of_their_clients() -> None:
    text = letter(company="青葉製作所", relationship="agency", contact=JANE)

    assert text.startswith("Jane Doe 様\n")
