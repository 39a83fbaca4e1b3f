"""Days in any text and any language: none, or one that lies ahead, and never an accident."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.facts.appointments import Dated, deadline, return_day
from mailwatch.domain.facts.days import LISTS, period_in
from mailwatch.domain.facts.vocabulary import Vocabulary, vocabulary_of
from mailwatch.domain.spans import Span
from tests.support.shipped import shipped_rules

UNHURRIED = settings(deadline=None)  # the cores may be shared
RULES = shipped_rules()

# A pack that has no letters need not name months either.
languages = st.sampled_from([one.language for one in RULES.extracts if "days.months" in one.lists])
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
figures = st.sampled_from(
    ["1", "31.", "2027", "2027-02-30", "30.2.", "13月", "0", "999", "1st", ","]
)


@st.composite
def texts_about_days(draw: st.DrawFn) -> tuple[Vocabulary, str]:
    """A language, and its own words about days in any order with figures between."""
    vocabulary = vocabulary_of(RULES, draw(languages))
    lists = (*LISTS, "again.about", "deadline.about", "again.from", "deadline.until")
    entries = [entry for name in lists for entry in vocabulary.own.get(name, ())]
    words = [form.replace("{when}", "") for entry in entries for form in entry.split("|")]
    pieces = draw(st.lists(st.sampled_from(words) | figures | st.text(max_size=3), max_size=8))
    return vocabulary, draw(st.sampled_from([" ", ""])).join(pieces)


@UNHURRIED
@given(texts_about_days(), days)
def test_a_day_that_is_read_lies_ahead_and_within_three_years(
    given_text: tuple[Vocabulary, str], today: date
) -> None:
    vocabulary, text = given_text

    period = period_in(text, vocabulary, today)

    if period is not None:
        assert today < period.first <= Span(months=36).after(today)
        assert period.first <= period.after


@UNHURRIED
@given(texts_about_days(), days)
def test_a_day_to_return_and_a_deadline_come_with_the_words_that_name_them(
    given_text: tuple[Vocabulary, str], today: date
) -> None:
    vocabulary, text = given_text
    mail = Dated((text,), vocabulary, today)

    for named in (return_day(mail), deadline(mail, "tender")):
        assert named.words in text
        assert named.day is None or (named.words and named.day > today)


@UNHURRIED
@given(st.text(), languages, days)
def test_any_text_at_all_can_be_asked_for_a_day(text: str, language: str, today: date) -> None:
    period = period_in(text, vocabulary_of(RULES, language), today)

    assert period is None or period.first > today
