import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.judging import fitting
from mailwatch.domain.judging.fitting import Lesson
from mailwatch.domain.judging.rules import Hints

NO = Lesson(frozenset({"someone", "else", "the"}), is_yes=True)
YES = Lesson(frozenset({"welcome", "aboard", "the"}), is_yes=False)


def score(hints: Hints, lesson: Lesson) -> float:
    return hints.base + sum(hints.weights.get(unit, 0.0) for unit in lesson.units)


def test_words_of_rejections_weigh_for_a_no_and_words_of_others_against_it() -> None:
    hints = fitting.fit("en", [NO, YES] * 3)

    assert hints.weights["someone"] > 0 > hints.weights["welcome"]


def test_a_word_that_stands_in_both_alike_hardly_weighs() -> None:
    hints = fitting.fit("en", [NO, YES] * 3)

    assert abs(hints.weights.get("the", 0.0)) < hints.weights["someone"] / 10


def test_a_word_of_a_single_mail_is_no_hint() -> None:
    rare = Lesson(frozenset({*NO.units, "Xylophon"}), is_yes=True)

    assert "Xylophon" not in fitting.fit("en", [rare, NO, YES, YES]).weights


def test_words_of_a_quarter_of_many_mails_and_pairs_of_them_are_no_hints() -> None:
    no = Lesson(NO.units | {"the one", "one"}, is_yes=True)
    hints = fitting.fit("en", [no, YES] * fitting.COMMON_MAILS)

    assert not {"the", "one", "the one"} & set(hints.weights)


def test_rejections_and_others_count_alike_however_many_there_are() -> None:
    even = fitting.fit("en", [NO] * 10 + [YES] * 10)
    uneven = fitting.fit("en", [NO] * 18 + [YES] * 2)

    assert uneven.weights["someone"] == pytest.approx(even.weights["someone"], rel=0.2)
    assert abs(uneven.base) < 0.1


@pytest.mark.parametrize("lessons", [[], [NO, NO], [YES]])
def test_one_kind_of_mail_alone_teaches_nothing(lessons: list[Lesson]) -> None:
    with pytest.raises(ValueError, match="to tell apart"):
        fitting.fit("en", lessons)


def _marked(lesson: Lesson) -> Lesson:
    units = frozenset(f"{unit}{lesson.is_yes}" for unit in lesson.units)
    return Lesson(units, lesson.is_yes)


LESSONS = st.lists(
    st.builds(Lesson, st.frozensets(st.sampled_from("abcdefgh"), max_size=5), st.booleans()),
    max_size=12,
).map(lambda drawn: [*drawn, NO, YES])


@settings(max_examples=30)
@given(LESSONS)
def test_the_same_mails_give_the_same_weights(lessons: list[Lesson]) -> None:
    one, other = fitting.fit("en", lessons), fitting.fit("en", list(lessons))

    assert (one.base, one.weights) == (other.base, other.weights)


@settings(max_examples=30)
@given(LESSONS)
def test_mails_whose_every_word_belongs_to_one_kind_are_told_apart(lessons: list[Lesson]) -> None:
    apart = [_marked(lesson) for lesson in lessons if lesson.units] * 2
    hints = fitting.fit("en", apart)

    assert all((score(hints, lesson) > 0) is lesson.is_yes for lesson in apart)
