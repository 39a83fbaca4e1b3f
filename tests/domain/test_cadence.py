from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailwatch.domain.cadence.leads import STAGES
from mailwatch.domain.cadence.planning import due_at, plan
from mailwatch.domain.cadence.table import DEFAULTS, OTHERS, Cadence, Cadences
from mailwatch.domain.identity import ReplyPolicy, WorkingHours
from mailwatch.domain.judging import rules
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import NamedDay, State, Step, StepState
from mailwatch.domain.workdays import Calendar, business_days_between
from mailwatch.errors import ConfigError
from tests.support.letters import BERLIN, LEA, MONDAY_NOON, opportunity

HOURS = WorkingHours()
CALENDAR = Calendar(HOURS, BERLIN)


def berlin(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def due(received: datetime, now: datetime | None = None, hours: WorkingHours = HOURS) -> datetime:
    return due_at(Calendar(hours, BERLIN), received, now or received, "key").astimezone(BERLIN)


def step(now: datetime = MONDAY_NOON, policy: ReplyPolicy | None = None, **given: object) -> Step:
    (only,) = plan(opportunity(**given), policy or ReplyPolicy(), LEA, now)
    return only


def test_a_mail_of_monday_afternoon_is_answered_on_tuesday_morning() -> None:
    assert berlin(3, 9, 30) <= due(berlin(2, 15)) <= berlin(3, 11)


def test_a_mail_of_friday_is_answered_on_monday() -> None:
    assert due(berlin(6, 12)).date() == date(2026, 3, 9)


def test_a_mail_of_the_small_hours_is_answered_the_same_morning() -> None:
    assert due(berlin(3, 1)).date() == date(2026, 3, 3)


def test_a_mail_from_shortly_before_the_morning_waits_a_day() -> None:
    assert due(berlin(3, 8)).date() == date(2026, 3, 4)


def test_a_holiday_is_no_business_day() -> None:
    hours = WorkingHours(holidays=frozenset({date(2026, 3, 3)}))

    assert due(berlin(2, 15), hours=hours).date() == date(2026, 3, 4)


def test_the_moment_is_the_same_each_time() -> None:
    assert due(berlin(2, 15)) == due(berlin(2, 15))


def test_opportunities_do_not_all_fall_due_in_the_same_minute() -> None:
    moments = {due_at(CALENDAR, MONDAY_NOON, MONDAY_NOON, f"key-{n}") for n in range(20)}

    assert len(moments) > 15


def test_a_morning_that_has_passed_within_working_hours_becomes_now() -> None:
    assert due(berlin(2, 15), now=berlin(3, 14)) == berlin(3, 14)


def test_a_morning_that_has_passed_by_night_becomes_the_next_morning() -> None:
    assert due(berlin(2, 15), now=berlin(3, 22)).date() == date(2026, 3, 4)


def test_a_morning_that_has_passed_over_the_weekend_becomes_monday() -> None:
    assert due(berlin(2, 15), now=berlin(7, 12)).date() == date(2026, 3, 9)


@pytest.mark.parametrize(("month", "day"), [(3, 27), (10, 23)])
def test_the_morning_after_a_change_of_clocks_is_by_the_new_clock(month: int, day: int) -> None:
    moment = due(berlin(day, 15, month=month))

    assert moment.weekday() == 0
    assert time(9, 30) <= moment.time() <= time(11)


def test_a_date_in_the_future_counts_as_now() -> None:
    assert due(berlin(27, 12), now=berlin(2, 15)).date() == date(2026, 3, 3)


def test_a_date_before_all_mail_is_no_accident() -> None:
    zone = ZoneInfo("America/New_York")
    first = datetime.min.replace(tzinfo=UTC)

    assert due_at(Calendar(HOURS, zone), first, MONDAY_NOON, "key") > MONDAY_NOON


def test_hours_that_end_before_they_start_are_the_operators_to_correct() -> None:
    backwards = WorkingHours(start=time(17), end=time(9))

    with pytest.raises(ConfigError, match="working_hours"):
        due(berlin(2, 15), hours=backwards)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (berlin(2, 9), berlin(2, 17), 0),
        (berlin(2, 9), berlin(3, 9), 1),
        (berlin(6, 9), berlin(9, 9), 1),
        (berlin(7, 9), berlin(8, 9), 0),
        (berlin(2, 9), berlin(16, 9), 10),
        (berlin(16, 9), berlin(2, 9), 0),
    ],
)
def test_only_working_days_count(first: datetime, last: datetime, days: int) -> None:
    assert business_days_between(first, last, HOURS, BERLIN) == days


def test_holidays_do_not_count_unless_they_fall_on_a_weekend() -> None:
    hours = WorkingHours(holidays=frozenset({date(2026, 3, 3), date(2026, 3, 7)}))

    assert business_days_between(berlin(2, 9), berlin(9, 9), hours, BERLIN) == 4


def test_a_new_opportunity_waits_for_its_morning() -> None:
    planned = step()

    assert planned.state is StepState.WAITING
    assert planned.due_at == due_at(CALENDAR, MONDAY_NOON, MONDAY_NOON, "key-1")


def test_a_tender_does_not_wait_for_the_morning() -> None:
    assert step(category="tender").due_at == MONDAY_NOON


def test_a_funder_is_given_a_day_more() -> None:
    assert step(category="grant").due_at.date() == date(2026, 3, 4)


def test_where_nobody_can_be_answered_the_step_is_held_with_the_reason() -> None:
    planned = step(reply_to=NOBODY, hold_reason="a machine wrote it")

    assert (planned.state, planned.reason) == (StepState.HELD, "a machine wrote it")


def test_a_language_that_the_user_does_not_answer_in_is_held() -> None:
    planned = step(language="fr")

    assert planned.state is StepState.HELD
    assert '"fr"' in planned.reason


def test_ten_business_days_are_not_too_old() -> None:
    assert step(now=MONDAY_NOON + timedelta(days=14)).state is StepState.WAITING


def test_eleven_business_days_are_too_old() -> None:
    assert step(now=MONDAY_NOON + timedelta(days=15)).state is StepState.DROPPED


@pytest.mark.parametrize("category", ["redirect", "rescinded", "lapsed", "platform"])
def test_what_needs_another_answer_than_thanks_is_dropped(category: str) -> None:
    planned = step(category=category)

    assert planned.state is StepState.DROPPED
    assert planned.reason


def test_an_uncertain_verdict_writes_nothing() -> None:
    assert step(state=State.REVIEW).state is StepState.DROPPED


@pytest.mark.parametrize(
    ("stage", "category", "state"),
    [
        ("applied", "not-selected", StepState.DROPPED),
        ("", "not-selected", StepState.DROPPED),
        ("", "pitch", StepState.DROPPED),
        ("interview", "not-selected", StepState.WAITING),
        ("final", "not-selected", StepState.WAITING),
        ("", "finalist", StepState.WAITING),
    ],
)
def test_the_bar_can_be_raised_to_interviews(stage: str, category: str, state: StepState) -> None:
    policy = ReplyPolicy(minimum_stage="interview")

    assert step(policy=policy, stage=stage, category=category).state is state


def test_every_stage_that_a_rule_may_name_has_its_rank() -> None:
    assert set(STAGES) == {"", *rules.STAGES}


@pytest.mark.parametrize("category", ["grant", "tender", "paper", "admission"])
def test_a_deadline_of_theirs_does_not_wait_for_the_morning(category: str) -> None:
    deadline = NamedDay("You may ask until 5 March", date(2026, 3, 5))

    assert step(category=category, deadline=deadline).due_at == MONDAY_NOON


def test_a_deadline_that_stays_open_does_not_wait_either() -> None:
    assert step(category="grant", deadline=NamedDay("the standstill")).due_at == MONDAY_NOON


def test_a_deadline_that_has_passed_hurries_nobody() -> None:
    passed = NamedDay("You may ask until 1 March", date(2026, 3, 1))

    assert step(category="grant", deadline=passed).due_at.date() == date(2026, 3, 4)


def test_a_deadline_found_by_night_waits_for_the_next_working_hour() -> None:
    night = berlin(2, 22)

    planned = step(now=night, category="tender", received_at=night)

    assert berlin(3, 9, 30) <= planned.due_at <= berlin(3, 11)


def test_whoever_is_never_to_be_written_to_gets_no_letter() -> None:
    planned = step(policy=ReplyPolicy(never=("corp.example",)))

    assert (planned.state, planned.reason) == (StepState.DROPPED, "[replies] never names them")


def test_a_category_that_is_never_thanked_says_which_setting_it_was() -> None:
    policy = ReplyPolicy(cadences=Cadences({"applied": Cadence(thanks=None), OTHERS: Cadence()}))

    planned = step(policy=policy, stage="applied")

    assert planned.state is StepState.DROPPED
    assert planned.reason == '[cadence.applied] thanks is "never"'


def test_the_user_says_how_many_mornings_thanks_take() -> None:
    policy = ReplyPolicy(cadences=Cadences({OTHERS: Cadence(thanks=3)}))

    assert step(policy=policy).due_at.date() == date(2026, 3, 5)


def test_every_name_in_the_table_is_a_category_or_a_stage() -> None:
    assert set(DEFAULTS) - {*rules.CATEGORIES, *rules.STAGES} == {OTHERS}


TOKYO, AUCKLAND, NEW_YORK = timedelta(hours=9), timedelta(hours=13), timedelta(hours=-5)


def due_with(theirs: timedelta, received: datetime = MONDAY_NOON) -> datetime:
    return due_at(Calendar(HOURS, BERLIN, theirs), received, received, "key")


def test_a_letter_to_new_york_is_due_when_people_are_up_there() -> None:
    local = due_with(NEW_YORK).astimezone(BERLIN)

    assert time(14) <= local.time() <= time(15, 30)


def test_a_letter_to_tokyo_is_due_before_they_go_home() -> None:
    hours = WorkingHours(time(8), time(16))

    moment = due_at(Calendar(hours, BERLIN, TOKYO), MONDAY_NOON, MONDAY_NOON, "key")

    assert time(8) <= moment.astimezone(BERLIN).time() <= time(10)


def test_their_day_does_not_count_where_it_never_meets_ours() -> None:
    assert due_with(AUCKLAND) == due_at(CALENDAR, MONDAY_NOON, MONDAY_NOON, "key")


def test_a_friday_that_is_their_saturday_waits_for_monday() -> None:
    los_angeles = ZoneInfo("America/Los_Angeles")
    thursday = datetime(2026, 3, 5, 15, 0, tzinfo=los_angeles)
    calendar = Calendar(WorkingHours(time(9), time(17)), los_angeles, TOKYO)

    moment = due_at(calendar, thursday, thursday, "key").astimezone(los_angeles)

    assert moment.date() == date(2026, 3, 9)
    assert moment.time() >= time(15)


def test_a_tender_does_not_wait_for_their_day() -> None:
    planned = step(category="tender", utc_offset_minutes=-8 * 60)

    assert planned.due_at == MONDAY_NOON


def test_the_offset_of_their_mail_is_what_their_day_goes_by() -> None:
    assert step(utc_offset_minutes=-5 * 60).due_at == due_at(
        Calendar(HOURS, BERLIN, NEW_YORK), MONDAY_NOON, MONDAY_NOON, "key-1"
    )
