import pytest

from mailwatch.domain.judging.categories import category_of
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import NOWHERE, Kind


def said(kind: Kind, category: str, weight: float, rule: str = "") -> Evidence:
    name = rule or f"{kind}-{category}"
    return Evidence(name, "en", kind, weight, "body", "x", 0, 1, "x", NOWHERE, category=category)


CHOSE_ANOTHER = said(Kind.STRONG, "not-selected", 1.0)
A_JOB = said(Kind.CONTEXT, "not-selected", 0.25)
A_PITCH = said(Kind.CONTEXT, "pitch", 0.4)


@pytest.mark.parametrize(
    ("evidence", "category"),
    [
        ([], ""),
        ([CHOSE_ANOTHER, A_JOB], "not-selected"),
        ([CHOSE_ANOTHER, A_PITCH], "pitch"),
        ([CHOSE_ANOTHER, A_JOB, A_PITCH], "pitch"),
        ([CHOSE_ANOTHER, A_JOB, said(Kind.CONTEXT, "grant", 0.2)], "not-selected"),
        ([said(Kind.STRONG, "tender", 1.0), A_JOB], "tender"),
        ([said(Kind.STRONG, "hold", 1.0), A_PITCH], "hold"),
        ([CHOSE_ANOTHER, said(Kind.STRONG, "waitlist", 0.9)], "waitlist"),
        ([CHOSE_ANOTHER, said(Kind.STRONG, "cancelled", 0.5)], "not-selected"),
        ([said(Kind.STRONG, "cancelled", 1.0), said(Kind.STRONG, "hold", 0.9)], "hold"),
        ([CHOSE_ANOTHER, A_JOB, said(Kind.WEAK, "finalist", 0.3)], "finalist"),
        ([said(Kind.STRONG, "hold", 1.0), said(Kind.WEAK, "redirect", 0.1)], "redirect"),
    ],
)
def test_what_became_of_it_goes_before_what_it_was_and_that_before_how_it_was_put(
    evidence: list[Evidence], category: str
) -> None:
    assert category_of(evidence, "en") == category
