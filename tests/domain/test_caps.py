"""How many drafts are enough: a day, a person, a company."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.cadence.caps import Delay, Made, counts_from, delay_of, made_for
from mailwatch.domain.identity import Caps, WorkingHours
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.workdays import Calendar
from tests.support.letters import BERLIN, MONDAY_NOON, opportunity

UNHURRIED = settings(deadline=None)  # the cores may be shared
CALENDAR = Calendar(WorkingHours(), BERLIN)
CAPS = Caps()
DAY = timedelta(days=1)


def made(
    days_ago: int = 0, email: str = "someone@else.example", company: str = "elsewhere"
) -> Made:
    return Made("other", MONDAY_NOON - days_ago * DAY, email, company)


def delay(*others: Made, caps: Caps = CAPS, **given: object) -> Delay | None:
    return delay_of(opportunity(**given), others, caps, CALENDAR, MONDAY_NOON)


def until(*others: Made, caps: Caps = CAPS, **given: object) -> date | None:
    found = delay(*others, caps=caps, **given)
    return found.until.astimezone(BERLIN).date() if found else None


def test_nothing_waits_where_nothing_was_made() -> None:
    assert delay() is None


def test_the_twenty_first_draft_of_a_day_waits_for_the_next_morning() -> None:
    nineteen, twenty = [made()] * 19, [made()] * 20

    assert until(*nineteen) is None
    assert until(*twenty) == date(2026, 3, 3)


def test_drafts_of_yesterday_do_not_count_for_today() -> None:
    assert until(*[made(days_ago=1)] * 20) is None


def test_the_day_is_that_of_the_user() -> None:
    late_on_sunday_in_berlin = datetime(2026, 3, 1, 22, 59, tzinfo=UTC)
    others = [Made("other", late_on_sunday_in_berlin, "", "")] * 20

    assert until(*others) is None


def test_no_draft_a_day_is_a_pause() -> None:
    assert until(caps=Caps(drafts_per_day=0)) == date(2026, 3, 3)


@pytest.mark.parametrize(("days_ago", "day"), [(0, 9), (3, 6), (6, 3), (7, None)])
def test_a_person_is_written_to_once_a_week(days_ago: int, day: int | None) -> None:
    expected = date(2026, 3, day) if day else None

    assert until(made(days_ago, email="jane@corp.example")) == expected


def test_a_wait_that_ends_at_a_weekend_ends_on_monday() -> None:
    assert until(made(2, email="jane@corp.example")) == date(2026, 3, 9)


def test_two_letters_to_one_company_are_not_of_one_day() -> None:
    al, bo = Address("", "al@blend.example"), Address("", "bo@blend.example")
    other = made_for(opportunity(key="other", company="Blend360", reply_to=al), MONDAY_NOON)

    assert until(other, company="Blend 360 Inc.", reply_to=bo) == date(2026, 3, 3)


@pytest.mark.parametrize("caps", [Caps(company_pause=0, person_pause=0)])
def test_a_pause_of_no_days_is_none(caps: Caps) -> None:
    other = made(email="jane@corp.example", company="corp")

    assert delay(other, caps=caps, company="Corp") is None


def test_whom_nothing_is_known_of_is_not_one_and_the_same() -> None:
    other = made(email="", company="")

    assert delay(other, reply_to=Address("", ""), company="") is None


def test_a_letter_does_not_wait_for_another_about_the_same_opportunity() -> None:
    before = made_for(opportunity(company="Corp"), MONDAY_NOON)

    assert delay(before, company="Corp") is None


def test_the_longest_wait_counts_and_says_why() -> None:
    found = delay(made(email="jane@corp.example"), *[made()] * 20)

    assert found is not None
    assert found.reason == "the same person was written to lately"


def test_no_reason_tells_an_address() -> None:
    found = delay(made(email="jane@corp.example", company="corp"), company="Corp")

    assert found is not None
    assert "jane" not in found.reason


past = st.builds(
    Made,
    key=st.just("other"),
    at=st.integers(0, 24 * 40).map(lambda hours: MONDAY_NOON - timedelta(hours=hours)),
    email=st.sampled_from(["jane@corp.example", "someone@else.example", ""]),
    company=st.sampled_from(["corp", "elsewhere", ""]),
)
caps_of_all_kinds = st.builds(
    Caps,
    drafts_per_day=st.integers(0, 4),
    person_pause=st.integers(0, 40),
    company_pause=st.integers(0, 40),
)


@UNHURRIED
@given(st.lists(past, max_size=12), caps_of_all_kinds)
def test_a_letter_that_waits_is_not_made_to_wait_for_the_same_again(
    others: list[Made], caps: Caps
) -> None:
    one = opportunity(company="Corp")
    found = delay_of(one, others, caps, CALENDAR, MONDAY_NOON)

    if found and caps.drafts_per_day:
        assert delay_of(one, others, caps, CALENDAR, found.until) is None
        assert found.until > MONDAY_NOON


@UNHURRIED
@given(st.lists(past, max_size=12), caps_of_all_kinds)
def test_what_is_older_than_what_counts_delays_nothing(others: list[Made], caps: Caps) -> None:
    one = opportunity(company="Corp")
    counting = [each for each in others if each.at >= counts_from(caps, MONDAY_NOON)]

    assert delay_of(one, counting, caps, CALENDAR, MONDAY_NOON) == delay_of(
        one, others, caps, CALENDAR, MONDAY_NOON
    )
