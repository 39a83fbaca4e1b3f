"""No two letters to one company share their wording, in any language."""

import re

import pytest

from mailwatch.domain.identity import Identity
from mailwatch.domain.opportunities import StepKind
from mailwatch.domain.writing.replies import compose
from mailwatch.domain.writing.wording import Picker
from tests.support.letters import BERLIN, JANE, opportunity, shipped_letters

LETTERS = shipped_letters()
OCCASIONS = (
    ("not-selected", ""),
    ("not-selected", "applied"),
    ("not-selected", "interview"),
    ("finalist", "final"),
    ("filled", "interview"),
    ("cancelled", ""),
    ("hold", "interview"),
    ("pitch", "bid"),
    ("tender", "bid"),
    ("grant", ""),
    ("paper", ""),
    ("admission", ""),
    ("waitlist", ""),
    ("on-file", "interview"),
    ("redirect", "interview"),
)
FORMS = ("", "informal", "hant")
MANNERS = sorted(
    (language, form)
    for language in LETTERS.languages
    for form in FORMS
    if not form or LETTERS.choose(language, (f"check-in.{form}", "check-in")).name.endswith(form)
)
# Japanese begins with the names of both, and with a formula.
PARAGRAPHS_OF_GREETING = {"ja": 2}
SENTENCE = re.compile(r"[^.?!。？！\n]+[.?!。？！]")


def sentences(kind: StepKind, language: str, **given: object) -> set[str]:
    """What a letter says between its greeting and its closing."""
    about = opportunity(
        language=language, role="Xylo", company="Wombat", contact=JANE, is_important=True, **given
    )
    lea = Identity("Lea", ("lea@example.org",), (language,), BERLIN, "qualle", "Lea")
    _, *inner, _ = compose(about, kind, lea, LETTERS).text.split("\n\n")
    said = inner[PARAGRAPHS_OF_GREETING.get(language, 1) - 1 :]
    return {sentence.strip() for text in said for sentence in SENTENCE.findall(text)}


@pytest.mark.parametrize(("category", "stage"), OCCASIONS)
@pytest.mark.parametrize(("language", "form"), MANNERS)
def test_a_second_letter_to_a_company_shares_no_sentence_with_the_first(
    language: str, category: str, stage: str, form: str
) -> None:
    about = {"category": category, "stage": stage, "form": form, "reason": "experience"}

    first = sentences(StepKind.THANKS, language, key="first", **about)
    second = sentences(StepKind.THANKS, language, key="second", earlier=("first",), **about)

    assert first
    assert first & second == set()


@pytest.mark.parametrize("relationship", ["agency", "friend", "team"])
@pytest.mark.parametrize("stage", ["applied", "interview", "final"])
@pytest.mark.parametrize(("language", "form"), MANNERS)
def test_neither_do_letters_to_an_agency_a_friend_or_a_team(
    language: str, stage: str, form: str, relationship: str
) -> None:
    about = {"stage": stage, "form": form, "relationship": relationship}

    first = sentences(StepKind.THANKS, language, key="first", **about)
    second = sentences(StepKind.THANKS, language, key="second", earlier=("first",), **about)

    assert first
    assert first & second == set()


@pytest.mark.parametrize("stage", ["", "interview", "bid"])
@pytest.mark.parametrize(("language", "form"), MANNERS)
def test_no_check_in_with_a_company_shares_a_sentence_with_another(
    language: str, stage: str, form: str
) -> None:
    about = {"stage": stage, "form": form}

    first = sentences(StepKind.CHECK_IN, language, key="first", **about)
    again = sentences(StepKind.SECOND_CHECK_IN, language, key="first", **about)

    assert first
    assert first & again == set()


def test_the_third_letter_takes_neither_the_first_ones_wording_nor_the_seconds() -> None:
    wordings = ("one", "two", "three")

    chosen = {Picker({}, seeds)(*wordings) for seeds in (("a",), ("a", "b"), ("a", "b", "c"))}

    assert chosen == set(wordings)


def test_rather_than_say_the_same_again_a_letter_says_less() -> None:
    wordings = ("The post at {company}.", "The post.")

    first, second = (Picker({"company": "Wombat"}, seeds)(*wordings) for seeds in ("a", "ab"))

    assert (first, second) == ("The post at Wombat.", "The post.")


def test_where_all_has_been_said_the_wordings_begin_afresh() -> None:
    assert Picker({}, ("a", "b"))("Thank you.") == "Thank you."
