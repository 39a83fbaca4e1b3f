from dataclasses import replace

import pytest

from mailwatch.domain.judging import weighing
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.judging.hints import NOTHING, Leaning
from mailwatch.domain.judging.weighing import Standing

NOTICED = Standing(
    Judgement.OTHER,
    strong=0,
    weak=0,
    contexts=2,
    has_veto=False,
    is_human=True,
    is_settled=False,
    words=60,
)
DOUBTFUL = replace(NOTICED, judgement=Judgement.REVIEW)
FOUND = replace(NOTICED, judgement=Judgement.REJECTION, strong=1)
A_NO, A_HINT, A_YES = Leaning("en", 9.0), Leaning("en", weighing.ASKING[1]), Leaning("en", -9.0)


@pytest.mark.parametrize(
    ("standing", "leaning", "judgement"),
    [
        (NOTICED, A_NO, Judgement.REJECTION),
        (NOTICED, A_HINT, Judgement.REVIEW),
        (NOTICED, A_YES, Judgement.OTHER),
        (replace(NOTICED, contexts=1), A_NO, Judgement.REJECTION),
        (replace(NOTICED, contexts=1), Leaning("en", weighing.DECIDING[2]), Judgement.REVIEW),
        (replace(NOTICED, contexts=1), A_HINT, Judgement.REVIEW),
        (NOTICED, Leaning("en", weighing.DECIDING[2]), Judgement.REVIEW),
        (replace(NOTICED, signs=1), Leaning("en", weighing.DECIDING[2]), Judgement.REJECTION),
        (NOTICED, Leaning("en", weighing.DECIDING_WITHOUT_SIGN), Judgement.REJECTION),
        (replace(NOTICED, contexts=0), A_NO, Judgement.REVIEW),
        (replace(NOTICED, contexts=0), A_HINT, Judgement.OTHER),
        (replace(NOTICED, has_veto=True), A_NO, Judgement.REVIEW),
        (replace(NOTICED, is_human=False), A_NO, Judgement.REVIEW),
        (replace(NOTICED, words=weighing.LONGEST + 1), A_NO, Judgement.OTHER),
        (DOUBTFUL, A_NO, Judgement.REJECTION),
        (DOUBTFUL, A_HINT, Judgement.REVIEW),
        (DOUBTFUL, A_YES, Judgement.OTHER),
        (DOUBTFUL, Leaning("en", weighing.CONFIRMING), Judgement.REJECTION),
        (replace(DOUBTFUL, contexts=0), A_NO, Judgement.REVIEW),
        (replace(DOUBTFUL, words=weighing.LONGEST + 1), A_NO, Judgement.REVIEW),
        (replace(DOUBTFUL, has_veto=True), A_NO, Judgement.REJECTION),
        (
            replace(DOUBTFUL, has_veto=True),
            Leaning("en", weighing.CONFIRMING),
            Judgement.REVIEW,
        ),
        (
            replace(DOUBTFUL, has_veto=True, strong=3),
            Leaning("en", weighing.CONFIRMING_AGAINST[3]),
            Judgement.REJECTION,
        ),
        (replace(DOUBTFUL, words=weighing.LONGEST + 1, strong=2), A_NO, Judgement.REJECTION),
        (replace(NOTICED, has_heavy_veto=True), A_NO, Judgement.OTHER),
        (replace(NOTICED, has_heavy_veto=True, strong=1), A_NO, Judgement.REVIEW),
        (replace(NOTICED, has_heavy_veto=True, strong=1), A_YES, Judgement.OTHER),
        (FOUND, A_NO, Judgement.REJECTION),
        (FOUND, A_YES, Judgement.REVIEW),
    ],
)
def test_a_leaning_finds_settles_and_doubts(
    standing: Standing, leaning: Leaning, judgement: Judgement
) -> None:
    assert weighing.weigh(standing, leaning)[0] is judgement


@pytest.mark.parametrize("ways", [1, 2, 3, 4])
@pytest.mark.parametrize("is_human", [True, False])
def test_the_more_ways_of_saying_no_the_later_they_are_doubted(ways: int, is_human: bool) -> None:
    limit = (weighing.DOUBTING if is_human else weighing.DOUBTING_SYSTEMS)[ways - 1]
    found = replace(FOUND, weak=ways - 1, is_human=is_human)

    assert weighing.weigh(found, Leaning("en", limit - 0.1))[0] is Judgement.REVIEW
    assert weighing.weigh(found, Leaning("en", limit))[0] is Judgement.REJECTION


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


def test_of_other_mail_it_is_said_what_would_have_tipped_it() -> None:
    told = weighing.tipping(NOTICED, Leaning("en", 0.1))

    assert told == "Its words lean +0.1; from +0.3 on you would be asked."


@pytest.mark.parametrize(
    "standing",
    [FOUND, replace(NOTICED, is_settled=True), replace(NOTICED, words=weighing.LONGEST + 1)],
)
def test_where_no_leaning_would_tip_it_nothing_is_said(standing: Standing) -> None:
    assert weighing.tipping(standing, A_YES) == ""
