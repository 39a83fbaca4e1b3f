import pytest

from mailwatch.domain.judging.categories import category_of, things_named
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import JOB, NOWHERE, Kind
from mailwatch.domain.judging.things import NAMED, SOLD_BY_US


def said(kind: Kind, category: str, weight: float = 0.0, stage: str = "") -> Evidence:
    return Evidence(
        f"{kind}-{category}",
        *("en", kind, weight, "body", "x", 0, 1, "x", NOWHERE),
        category=category,
        stage=stage,
    )


def told(category: str) -> Evidence:
    return said(Kind.DETAIL, category)


CHOSE_ANOTHER = said(Kind.STRONG, "not-selected", 1.0)
NO_REASON = said(Kind.STRONG, "", 1.0)
A_JOB = said(Kind.CONTEXT, "not-selected", 0.25)
A_PITCH = said(Kind.CONTEXT, "pitch", 0.4)
STOPPED = said(Kind.STRONG, "cancelled", 1.0)
READ = said(Kind.DETAIL, "screened-out", stage="applied")
TALKED = said(Kind.DETAIL, "", stage="interview")


@pytest.mark.parametrize(
    ("evidence", "thing", "category"),
    [
        ([], "", ""),
        ([CHOSE_ANOTHER], JOB, "not-selected"),
        ([CHOSE_ANOTHER], "pitch", "pitch"),
        ([NO_REASON], JOB, "not-selected"),
        ([said(Kind.STRONG, "hold", 1.0)], "pitch", "hold"),
        ([CHOSE_ANOTHER, said(Kind.STRONG, "waitlist", 0.9)], JOB, "waitlist"),
        ([CHOSE_ANOTHER, said(Kind.STRONG, "cancelled", 0.5)], JOB, "not-selected"),
        ([CHOSE_ANOTHER, said(Kind.WEAK, "finalist", 0.3)], JOB, "finalist"),
        ([said(Kind.STRONG, "hold", 1.0), said(Kind.WEAK, "redirect", 0.1)], JOB, "redirect"),
        ([told("redirect"), told("not-selected")], JOB, "redirect"),
    ],
)
def test_what_became_of_it_goes_before_what_it_was_and_that_before_how_it_was_put(
    evidence: list[Evidence], thing: str, category: str
) -> None:
    assert category_of(evidence, "en", thing) == category


@pytest.mark.parametrize(
    ("evidence", "category"),
    [
        ([STOPPED, told("hold")], "hold"),
        ([STOPPED, told("closed")], "closed"),
        ([told("filled"), told("not-selected")], "not-selected"),
        ([told("not-selected"), told("finalist")], "finalist"),
        ([CHOSE_ANOTHER, READ], "screened-out"),
        ([CHOSE_ANOTHER, READ, TALKED], "not-selected"),
        ([said(Kind.STRONG, "closed", 1.0), said(Kind.WEAK, "on-file", 0.3)], "on-file"),
    ],
)
def test_a_detail_tells_more_than_the_phrase_that_said_no(
    evidence: list[Evidence], category: str
) -> None:
    assert category_of(evidence, "en", JOB) == category


def test_a_phrase_that_may_mean_a_stop_or_a_no_decides_nothing_beside_a_choice() -> None:
    assert category_of([STOPPED, CHOSE_ANOTHER], "en", JOB) == ""


def test_how_a_no_was_put_stays_open_where_it_is_not_known_what_it_was_about() -> None:
    assert category_of([CHOSE_ANOTHER], "en", "") == ""


@pytest.mark.parametrize(
    ("evidence", "named"),
    [
        ([], {}),
        ([A_JOB], {JOB: NAMED}),
        ([A_JOB, A_PITCH], {"pitch": NAMED}),
        ([A_PITCH, said(Kind.CONTEXT, "grant", 0.4)], {}),
        ([said(Kind.STRONG, "tender", 1.0), A_JOB], {"tender": NAMED, JOB: NAMED}),
        ([TALKED], {JOB: NAMED}),
        ([told("filled")], {JOB: NAMED}),
        ([told("not-selected")], {}),
        ([told("pitch"), A_PITCH], {"pitch": SOLD_BY_US}),
    ],
)
def test_a_thing_is_named_by_most_context_and_by_what_is_said_of_it_alone(
    evidence: list[Evidence], named: dict[str, float]
) -> None:
    assert things_named(evidence) == named
