"""Phrases learned from what the user corrected."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.judging.rules import Kind
from mailwatch.domain.judging.suggestions import Suggestion, suggest
from mailwatch.domain.mail.messages import Message
from mailwatch.domain.mail.mime import read_message
from tests.support.builders import Letter

UNHURRIED = settings(deadline=None)  # the cores may be shared

LUNCHES = ("See you at noon.", "The train was late again.", "Here are the holiday pictures.")


def mail(text: str, subject: str = "Hello") -> Message:
    return read_message(Letter("jo@x.example", subject, text, "<1@x.example>").content)


def mails(*texts: str) -> list[Message]:
    return [mail(text) for text in texts]


MISSED = mails(
    "Dear Lea,\n\nthe jury has let the curtain fall on your entry.\n\nJo",
    "Dear Lea,\n\nsadly the curtain fell: we let the curtain fall on your entry.\n\nMo",
)


def phrases(found: tuple[Suggestion, ...]) -> list[str]:
    return [one.phrase for one in found]


def test_words_that_two_missed_mails_share_become_a_phrase() -> None:
    found = suggest(MISSED, [], mails(*LUNCHES))

    assert found[0].phrase == "let the curtain fall on your"
    assert (found[0].found, found[0].elsewhere) == (2, 0)


def test_a_long_phrase_that_stands_nowhere_else_would_decide() -> None:
    first = suggest(MISSED, [], mails(*LUNCHES))[0]

    assert first.kind is Kind.STRONG
    assert 0.3 <= first.weight <= 1.0


def test_a_phrase_comes_with_a_sentence_that_it_stands_in() -> None:
    first = suggest(MISSED, [], mails(*LUNCHES))[0]

    assert first.example == "the jury has let the curtain fall on your entry"


def test_what_is_usual_elsewhere_is_not_suggested() -> None:
    greeted = mails(*(f"Dear Lea,\n\n{lunch}" for lunch in LUNCHES))

    found = suggest(MISSED, [], greeted)

    assert "dear lea" not in phrases(found)
    assert "dear lea" in phrases(suggest(MISSED, [], mails(*LUNCHES)))


def test_words_of_false_alarms_become_vetoes() -> None:
    alarms = mails("Your parcel could not be delivered.", "A parcel could not be delivered today.")

    found = suggest([], alarms, mails(*LUNCHES))

    assert found[0].phrase == "parcel could not be delivered"
    assert found[0].kind is Kind.VETO
    assert -1.0 <= found[0].weight <= -0.3


def test_a_phrase_of_both_sorts_of_mail_is_suggested_for_neither() -> None:
    assert suggest(MISSED, MISSED, []) == ()


@pytest.mark.parametrize("missed", [[], mails("Nothing.", "Alike here.")])
def test_without_words_in_common_there_is_nothing_to_suggest(missed: list[Message]) -> None:
    assert suggest(missed, [], mails(*LUNCHES)) == ()


def test_a_part_of_a_better_phrase_is_not_suggested_beside_it() -> None:
    found = phrases(suggest(MISSED, [], mails(*LUNCHES)))

    assert not any(a != b and f" {a} " in f" {b} " for a in found for b in found)


def test_the_same_words_a_little_later_are_not_suggested_beside_them() -> None:
    text = "the curtain has come down on your entry"

    found = phrases(suggest(mails(text, text), [], mails(*LUNCHES)))

    assert found == ["curtain has come down on your"]


def test_what_rightly_found_rejections_say_is_no_veto() -> None:
    alarms = mails("A drill! We have chosen another.", "It is a drill. We have chosen another.")
    found = mails("We have chosen another.", "Sadly we have chosen another.")

    vetoes = phrases(suggest([], alarms, mails(*LUNCHES), found))

    assert "a drill" in vetoes
    assert not any("chosen another" in phrase for phrase in vetoes)


def test_at_most_so_many_of_each_sort_are_suggested() -> None:
    text = ". ".join(f"word{n} other{n} third{n}" for n in range(30))

    assert len(suggest(mails(text, text), [], mails(*LUNCHES), most=4)) == 4


def test_what_was_quoted_is_not_learned_from() -> None:
    quoting = "Hi.\n\nOn Monday, Lea wrote:\n> the curtain falls on my stage"

    found = phrases(suggest(mails(quoting, quoting), [], mails(*LUNCHES)))

    assert not any("curtain" in phrase for phrase in found)


def test_where_words_have_no_spaces_between_them_a_phrase_has_none() -> None:
    found = suggest(
        mails("誠に残念ですが幕を下ろします。", "弊社では幕を下ろします。"), [], mails(*LUNCHES)
    )

    assert "幕を下ろします" in phrases(found)


words = st.sampled_from(["the", "curtain", "fell", "parcel", "noon", "late", "we", "are", "sorry"])
texts = st.lists(words, max_size=8).map(" ".join)
corpora = st.lists(texts.map(mail), max_size=4)


@UNHURRIED
@given(corpora, corpora, corpora)
def test_every_suggestion_stands_where_it_says_and_weighs_what_a_rule_may(
    missed: list[Message], alarms: list[Message], others: list[Message]
) -> None:
    for one in suggest(missed, alarms, others):
        corrected, rest = (alarms, [*missed, *others]), (missed, [*alarms, *others])
        inside, outside = corrected if one.kind is Kind.VETO else rest
        assert one.found == sum(holds(message, one.phrase) for message in inside) > 0
        assert one.elsewhere == sum(holds(message, one.phrase) for message in outside)
        assert 0.3 <= abs(one.weight) <= 1.0
        assert f" {one.phrase} " in f" {one.example.lower()} "


def holds(message: Message, phrase: str) -> bool:
    return f" {phrase} " in f" {message.body.text.strip()} "
