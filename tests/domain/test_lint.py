from dataclasses import replace

import pytest

from mailwatch.domain.identity import Identity
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.writing.lint import Finding, is_fit_to_place, lint
from tests.support.letters import LEA, opportunity, reply


def findings(text: str, **about: object) -> tuple[Finding, ...]:
    return lint(reply(text=f"{text}\n{LEA.signature}"), opportunity(**about), LEA)


def fails_for(identity: Identity = LEA, **given: object) -> bool:
    return not is_fit_to_place(lint(reply(**given), opportunity(), identity))


def test_a_plain_letter_has_nothing_wrong_with_it() -> None:
    assert lint(reply(), opportunity(), LEA) == ()


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
        "Bitte noch einmal überdenken.",
    ],
)
def test_what_is_remembered_badly_is_pointed_out_but_left_to_the_user(text: str) -> None:
    found = findings(text)

    assert [f.level for f in found] == ["warn"]


def test_a_word_in_the_name_of_the_role_is_not_held_against_the_letter() -> None:
    assert findings("About the Salary Analyst position.", role="Salary Analyst") == ()


def test_the_users_signature_is_not_judged() -> None:
    loud = replace(LEA, signature="Lea!! {studio}  [NAME]")

    found = lint(reply(text=f"Thank you.\n{loud.signature}"), opportunity(), loud)

    assert found == ()


def test_a_letter_of_150_words_is_not_too_long() -> None:
    assert findings("Thank you " + "word to the wise and " * 29 + "x. y. z.") == ()


def test_a_role_may_begin_with_a_mark() -> None:
    assert findings("Thank you for your message about the .NET developer position.") == ()
