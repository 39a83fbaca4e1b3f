from dataclasses import replace

import pytest

from mailwatch.domain.identity import Identity
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.writing.lint import Finding, is_fit_to_place
from tests.support.letters import LEA, last_reading, opportunity, reply


def findings(text: str, **about: object) -> tuple[Finding, ...]:
    return last_reading(reply(text=f"{text}\n{LEA.signature}"), opportunity(**about), LEA)


def fails_for(identity: Identity = LEA, **given: object) -> bool:
    return not is_fit_to_place(last_reading(reply(**given), opportunity(), identity))


def test_a_plain_letter_has_nothing_wrong_with_it() -> None:
    assert last_reading(reply(), opportunity(), LEA) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Hi {{ first_name }},",
        "Hi {first_name},",
        "Hi [YOUR NAME],",
        "Hi %s,",
        "Thank you, None.",
        "{% if role %}Thanks.",
        "Thank you about the position , and for the time.",
        "Thank you,, and good luck.",
        "Thank you for the talk at .",
        "Thank  you.",
        'Your decision on "" is clear.',
        "",
        "word " * 151,
    ],
)
def test_an_unfinished_letter_stays_out_of_drafts(text: str) -> None:
    assert not is_fit_to_place(findings(text))


@pytest.mark.parametrize(
    "to",
    [
        NOBODY,
        Address("", "LEA@example.org"),
        Address("", "no-reply@corp.example"),
        Address("", "do_not_reply@corp.example"),
        Address("", "jobs-noreply@corp.example"),
    ],
)
def test_a_letter_that_nobody_else_would_read_stays_out_of_drafts(to: Address) -> None:
    assert fails_for(to=to)


def test_a_letter_in_a_language_that_is_not_the_users_stays_out_of_drafts() -> None:
    assert fails_for(identity=replace(LEA, languages=("de",)))


@pytest.mark.parametrize(
    "text",
    [
        "Please reconsider.",
        "That was a mistake.",
        "Was this unfair?",
        "I am just checking in.",
        "What was the salary?",
        "I sent you a small gift.",
        "Why? And how?",
        "Thank you! All the best!",
        "Thank you for for the time.",
        "Thank you\uff01 All the best\uff01",
        "Why\uff1f And how?",
    ],
)
def test_what_is_remembered_badly_is_pointed_out_but_left_to_the_user(text: str) -> None:
    found = findings(text)

    assert [f.level for f in found] == ["warn"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Bitte noch einmal überdenken."),
        ("fr", "Je reviens sur la rémunération."),
        ("es", "Me parece injusto."),
        ("it", "Porterò dei cioccolatini."),
        ("pt", "Qual era o salário?"),
        ("nl", "Ik was overgekwalificeerd."),
        ("pl", "Proszę o zmianę decyzji."),
        ("sv", "Jag ville bara höra hur det går."),
        ("da", "Hvad var lønnen?"),
        ("no", "Jeg fortjener en sjanse til."),
        ("ja", "再考をお願いいたします。"),
        ("ko", "연봉이 궁금합니다."),
        ("zh", "请重新考虑。"),
    ],
)
def test_each_language_has_words_that_are_better_left_out(language: str, text: str) -> None:
    found = last_reading(reply(text=text, language=language), opportunity(), LEA)

    assert [f.what.partition(":")[0] for f in found if f.level == "warn"] != []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I was gifted with patience by a mistakeless teacher."),
        ("sv", "Jag är gift och bor i Lund."),
        ("de", "Der Gehaltene und die Geschenkpapierabteilung."),
        ("de", "A gift is a gift."),
    ],
)
def test_a_word_is_judged_whole_and_in_its_own_language(language: str, text: str) -> None:
    found = last_reading(reply(text=text, language=language), opportunity(), LEA)

    assert [f for f in found if f.level == "warn"] == []


@pytest.mark.parametrize(("characters", "is_too_long"), [(370, False), (400, True)])
def test_what_has_no_blanks_is_measured_by_its_characters(
    characters: int, is_too_long: bool
) -> None:
    assert is_fit_to_place(findings("感" * characters)) is not is_too_long


def test_a_word_in_the_name_of_the_role_is_not_held_against_the_letter() -> None:
    assert findings("About the Salary Analyst position.", role="Salary Analyst") == ()


def test_the_users_signature_is_not_judged() -> None:
    loud = replace(LEA, signature="Lea!! {studio}  [NAME]")

    found = last_reading(reply(text=f"Thank you.\n{loud.signature}"), opportunity(), loud)

    assert found == ()


def test_a_letter_of_150_words_is_not_too_long() -> None:
    assert findings("Thank you " + "word to the wise and " * 29 + "x. y. z.") == ()


def test_a_role_may_begin_with_a_mark() -> None:
    assert findings("Thank you for your message about the .NET developer position.") == ()
