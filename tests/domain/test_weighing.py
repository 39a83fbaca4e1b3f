from dataclasses import replace

import pytest

from mailwatch.domain.judging import weighing
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.judging.hints import NOTHING, Leaning
from mailwatch.domain.judging.weighing import Standing

NOTICED = Standing(
    Judgement.OTHER,
    strong_rules=0,
    has_context=True,
    has_veto=False,
    is_settled=False,
    words=60,
)
DOUBTFUL = replace(NOTICED, judgement=Judgement.REVIEW)
FOUND = replace(NOTICED, judgement=Judgement.REJECTION, strong_rules=1)
A_NO, A_HINT, A_YES = Leaning("en", 9.0), Leaning("en", weighing.ASKING), Leaning("en", -9.0)


@pytest.mark.parametrize(
    ("standing", "leaning", "judgement"),
    [
        (NOTICED, A_NO, Judgement.REJECTION),
        (NOTICED, A_HINT, Judgement.REVIEW),
        (NOTICED, A_YES, Judgement.OTHER),
        (replace(NOTICED, has_context=False), A_NO, Judgement.REVIEW),
        (replace(NOTICED, has_context=False), A_HINT, Judgement.OTHER),
        (replace(NOTICED, has_veto=True), A_NO, Judgement.REVIEW),
        (replace(NOTICED, words=weighing.LONGEST + 1), A_NO, Judgement.OTHER),
        (DOUBTFUL, A_NO, Judgement.REJECTION),
        (DOUBTFUL, A_HINT, Judgement.REVIEW),
        (replace(DOUBTFUL, has_veto=True), A_NO, Judgement.REVIEW),
        (FOUND, A_NO, Judgement.REJECTION),
        (FOUND, A_YES, Judgement.REVIEW),
    ],
)
def test_a_leaning_finds_settles_and_doubts(
    standing: Standing, leaning: Leaning, judgement: Judgement
) -> None:
    assert weighing.weigh(standing, leaning)[0] is judgement


def test_several_ways_of_saying_no_are_doubted_later_than_one() -> None:
    leaning = Leaning("en", (weighing.DOUBTING + weighing.DISBELIEVING) / 2)

    assert weighing.weigh(FOUND, leaning)[0] is Judgement.REVIEW
    assert weighing.weigh(replace(FOUND, strong_rules=2), leaning)[0] is Judgement.REJECTION


@pytest.mark.parametrize("standing", [NOTICED, DOUBTFUL, FOUND])
@pytest.mark.parametrize("leaning", [A_NO, A_YES])
def test_what_is_settled_stays(standing: Standing, leaning: Leaning) -> None:
    settled = replace(standing, is_settled=True)

    assert weighing.weigh(settled, leaning) == (standing.judgement, "")


@pytest.mark.parametrize("standing", [NOTICED, DOUBTFUL, FOUND])
def test_a_mail_that_leans_nowhere_stays(standing: Standing) -> None:
    assert weighing.weigh(standing, NOTHING) == (standing.judgement, "")


@pytest.mark.parametrize("standing", [NOTICED, FOUND])
def test_a_change_says_how_far_the_words_lean(standing: Standing) -> None:
    leaning = A_NO if standing is NOTICED else A_YES

    assert f"{leaning.score:+.1f}" in weighing.weigh(standing, leaning)[1]
