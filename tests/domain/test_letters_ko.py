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
HANEUL = replace(
    LEA,
    name="김하늘",
    languages=("ko",),
    offer="데이터 분석",
    signature="김하늘\nhaneul@example.org",
)
SEOYEON = replace(JANE, name="박서연")
HIRING = ("applied", "screen", "assessment", "interview", "final")
CATEGORIES = ("filled", "hold", "budget", "pitch", "tender", "grant", "paper", "admission")
ASKING = ("알려 주실 수 있을까요", "들려주시면", "알려 주시면 다음에")


def letter(kind: StepKind = StepKind.THANKS, **given: object) -> str:
    return compose(opportunity(language="ko", **given), kind, HANEUL, LETTERS).text


def test_a_letter_names_whom_it_greets_and_who_writes() -> None:
    text = letter(contact=SEOYEON, role="백엔드 개발자", stage="interview")

    assert re.match(r"안녕하세요, 박서연님\. 백엔드 개발자 포지션.{1,12} 김하늘입니다\.\n\n", text)


def test_a_letter_to_nobody_in_particular_goes_to_whoever_is_in_charge() -> None:
    assert letter(stage="applied").startswith("안녕하세요, 채용 담당자님. ")
    assert letter(category="pitch", stage="bid").startswith("안녕하세요, 담당자님. ")


def test_a_name_without_a_signature_of_its_own_is_signed_with_respect() -> None:
    about = opportunity(language="ko", stage="applied")
    text = compose(about, StepKind.THANKS, replace(HANEUL, signature=""), LETTERS).text

    assert text.endswith("\n\n김하늘 드림")


def test_a_signature_stays_as_it_was_written() -> None:
    assert letter(stage="applied").endswith("\n\n김하늘\nhaneul@example.org")


def test_no_particle_that_depends_on_the_sound_before_it_follows_a_fact() -> None:
    wordings = [
        t.text.partition("#}")[2] or t.text for t in shipped_templates() if t.language == "ko"
    ]
    particles = r"\}['\"]?(?:을|를|은|는|이|가|과|와|으로|로|이나|나|이라|라)(?![가-힣])"

    assert not [text for text in wordings if re.search(particles, text)]


def test_nobody_is_asked_for_reasons_before_anything_was_judged() -> None:
    texts = [letter(stage="applied", key=f"key-{n}") for n in range(20)]

    assert not [text for text in texts for sign in ASKING if sign in text]


def test_a_question_after_an_interview_lets_them_off() -> None:
    texts = [letter(stage="interview", key=f"key-{n}") for n in range(20)]

    assert all(any(sign in text for sign in ASKING) for text in texts)
    assert all("괜찮습니다" in text or "부담은" in text for text in texts)


def test_feedback_that_was_offered_is_accepted() -> None:
    texts = [letter(stage="interview", offers_feedback=True, key=f"key-{n}") for n in range(20)]

    assert all("피드백" in text for text in texts)


@pytest.mark.parametrize("stage", ["", "applied", "assessment"])
def test_no_talk_is_mentioned_where_none_is_proven(stage: str) -> None:
    texts = [letter(stage=stage, key=f"key-{n}") for n in range(20)]

    assert not [text for text in texts if "이야기를 나누" in text or "이야기 나눌" in text]


def test_a_pause_is_met_with_one_question_and_no_regret() -> None:
    texts = [letter(category="hold", stage="final", key=f"key-{n}") for n in range(20)]

    assert {text.count("?") for text in texts} == {1}
    assert not [text for text in texts if "아쉬" in text]


def test_a_funder_hears_no_disappointment() -> None:
    texts = [letter(category="grant", key=f"key-{n}") for n in range(20)]

    assert not [text for text in texts if "아쉬" in text or "아쉽" in text]


def test_the_offer_is_made_once() -> None:
    texts = [letter(stage=stage, key=f"key-{n}") for stage in HIRING for n in range(10)]

    assert {text.count("데이터 분석") for text in texts} <= {0, 1}
    assert any("데이터 분석" in text for text in texts)


def test_letters_stay_short() -> None:
    lengths = [
        len(letter(stage=stage, role="편집자", company="봄날책방", key=f"key-{n}"))
        for stage in HIRING
        for n in range(10)
    ]

    assert max(lengths) <= 400


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_last_reading_has_nothing_to_say(category: str) -> None:
    about = opportunity(
        language="ko", category=category, role="번역", company="봄날책방", contact=SEOYEON
    )

    assert last_reading(compose(about, StepKind.THANKS, HANEUL, LETTERS), about, HANEUL) == ()
