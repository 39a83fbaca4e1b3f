"""Days as people write them, read by the lists of a language."""

from datetime import date

import pytest

from mailwatch.domain.facts import vocabulary
from mailwatch.domain.facts.days import Period, period_in
from mailwatch.domain.judging.rules import Extracts, Ruleset
from mailwatch.domain.spans import Span
from mailwatch.errors import RuleError
from tests.support.shipped import shipped_rules

RULES = shipped_rules()
TODAY = date(2026, 8, 31)


def read(text: str, language: str = "en", today: date = TODAY) -> Period | None:
    return period_in(text, vocabulary.vocabulary_of(RULES, language), today)


def first(text: str, language: str = "en") -> str:
    period = read(text, language)
    return period.first.isoformat() if period else ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 June", "2027-06-01"),
        ("the 1st of June", "2027-06-01"),
        ("June 1st, 2028", "2028-06-01"),
        ("June 2, 2027", "2027-06-02"),
        ("Tuesday, 15 September", "2026-09-15"),
        ("early March", "2027-03-01"),
        ("Sept 2026", "2026-09-01"),
        ("December", "2026-12-01"),
        ("2027-06-01", "2027-06-01"),
        ("1.6.2027", "2027-06-01"),
        ("2027", "2027-01-01"),
        ("next year", "2027-01-01"),
        ("six months", "2027-02-28"),
        ("a year", "2027-08-31"),
        ("another 2 weeks", "2026-09-14"),
        ("10 days", "2026-09-10"),
        ("5 working days", "2026-09-07"),
        ("half a year", "2027-02-28"),
    ],
)
def test_a_day_is_read_as_the_next_one_of_that_name(text: str, day: str) -> None:
    assert first(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the future",
        "the end of March",
        "late March",
        "some months",
        "3-6 months",
        "months",
        "Q3",
        "the spring",
        "the 31st of June",
        "45 March",
        "1/6/2027",
        "1 June 2025",
        "31 August 2026",
        "2026",
        "2099",
        "four years",
        "10000 days",
        "Mayfair",
        "marching on",
        "one of our places",
    ],
)
def test_what_is_vague_past_or_far_away_is_no_day(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "after"),
    [("March", date(2027, 4, 1)), ("1 June", date(2027, 6, 2)), ("2027", date(2028, 1, 1))],
)
def test_a_period_ends_where_the_next_begins(text: str, after: date) -> None:
    period = read(text)

    assert period is not None
    assert period.after == after


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("de", "dem 1. Juni", "2027-06-01"),
        ("de", "Anfang März 2027", "2027-03-01"),
        ("de", "einem halben Jahr", "2027-02-28"),
        ("de", "30.09.", "2026-09-30"),
        ("fr", "1er septembre 2026", "2026-09-01"),
        ("fr", "sept mois", "2027-03-31"),
        ("fr", "sept. 2026", "2026-09-01"),
        ("es", "1 de marzo de 2027", "2027-03-01"),
        ("it", "1° settembre", "2026-09-01"),
        ("pt", "1º de junho", "2027-06-01"),
        ("nl", "zes weken", "2026-10-12"),
        ("sv", "den 1:a juni", "2027-06-01"),
        ("da", "den 1. juni", "2027-06-01"),
        ("no", "et halvt år", "2027-02-28"),
        ("pl", "sześciu miesięcy", "2027-02-28"),
        ("ja", "2027年4月1日", "2027-04-01"),
        ("zh", "您可以在半年", "2027-02-28"),
        ("zh", "十二个月", "2027-08-31"),
        ("ko", "2027년 3월", "2027-03-01"),
    ],
)
def test_a_day_is_read_in_each_language(language: str, text: str, day: str) -> None:
    assert first(text, language) == day


def test_a_month_that_has_begun_is_that_of_the_next_year() -> None:
    assert read("March", today=date(2026, 3, 10)) == Period(date(2027, 3, 1), date(2027, 4, 1))


@pytest.mark.parametrize("text", ["1 " * 5000, "the " * 5000, "9" * 20_000, "years " * 5000])
def test_a_long_text_is_not_read_to_its_end(text: str) -> None:
    assert read(text) is None


def test_months_that_are_not_twelve_are_the_operators_to_complete() -> None:
    ruleset = Ruleset((), (), (Extracts("en", {"days.months": ("january", "february")}),), (), "")

    with pytest.raises(RuleError, match=r"rules/en/extract\.toml: \[days\] months has 2 entries"):
        vocabulary.check(ruleset)


@pytest.mark.parametrize(
    ("span", "day", "end"),
    [
        (Span(months=6), date(2026, 8, 31), date(2027, 2, 28)),
        (Span(months=6), date(2027, 8, 31), date(2028, 2, 29)),
        (Span(months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (Span(months=1), date(2026, 12, 31), date(2027, 1, 31)),
        (Span(days=42), date(2026, 12, 31), date(2027, 2, 11)),
        (Span(), date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_a_span_ends_on_the_day_that_people_would_name(span: Span, day: date, end: date) -> None:
    assert span.after(day) == end


def test_a_span_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OverflowError, match="ends after the year 9999"):
        Span(months=12 * 9000).after(TODAY)
