"""Due times over all zones, hours, holidays and changes of clocks."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mailwatch.domain.cadence.planning import due_at
from mailwatch.domain.identity import WorkingHours
from mailwatch.domain.workdays import Calendar, business_days_between

UNHURRIED = settings(deadline=None)  # the cores may be shared

# Zones that change their clocks on weekdays, by half an hour, at midnight, or that lost a day.
ODD_ZONES = (
    "Africa/Cairo",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Amman",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
)

zones = st.sampled_from(ODD_ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
days = st.dates(date(2005, 1, 1), date(2035, 1, 1))
times = st.times(time(0), time(23, 59))


@st.composite
def working_hours(draw: st.DrawFn) -> WorkingHours:
    start, end = sorted((draw(times), draw(times)))
    span = datetime.combine(date.min, end) - datetime.combine(date.min, start)
    assume(span >= timedelta(hours=2))
    return WorkingHours(start, end, draw(st.frozensets(days, max_size=5)))


@UNHURRIED
@given(instants, st.timedeltas(timedelta(0), timedelta(days=20)), working_hours(), zones, st.text())
def test_a_draft_falls_due_within_working_hours_on_a_business_day(
    received: datetime, since: timedelta, hours: WorkingHours, zone: ZoneInfo, key: str
) -> None:
    moment = due_at(Calendar(hours, zone), received, received + since, key)

    local = moment.astimezone(zone)
    assert hours.start <= local.time() <= hours.end
    assert local.weekday() < 5
    assert local.date() not in hours.holidays


@UNHURRIED
@given(instants, st.timedeltas(timedelta(0), timedelta(days=20)), working_hours(), zones, st.text())
def test_a_draft_falls_due_four_hours_after_the_mail_and_not_in_the_past(
    received: datetime, since: timedelta, hours: WorkingHours, zone: ZoneInfo, key: str
) -> None:
    now = received + since

    moment = due_at(Calendar(hours, zone), received, now, key)

    assert moment >= received + timedelta(hours=4)
    assert moment >= now
    assert moment.tzinfo is UTC


@UNHURRIED
@given(instants, working_hours(), zones, st.text())
def test_a_fresh_mail_is_answered_in_the_first_ninety_minutes_of_work(
    received: datetime, hours: WorkingHours, zone: ZoneInfo, key: str
) -> None:
    local = due_at(Calendar(hours, zone), received, received, key).astimezone(zone)

    # An hour more, for a start of work that the clocks skip.
    start = local.replace(hour=hours.start.hour, minute=hours.start.minute, second=0)
    assert local - start <= timedelta(minutes=150)


@UNHURRIED
@given(instants, st.integers(-30, 300), st.frozensets(days, max_size=20), zones)
def test_business_days_are_those_that_one_counts_on_the_fingers(
    a: datetime, shifts: int, holidays: frozenset[date], zone: ZoneInfo
) -> None:
    b = a + timedelta(hours=7 * shifts)
    hours = WorkingHours(holidays=holidays)
    first, last = a.astimezone(zone).date(), b.astimezone(zone).date()
    calendar = Calendar(hours, zone)

    between = [first + timedelta(days=n + 1) for n in range(max(0, (last - first).days))]
    assert business_days_between(a, b, hours, zone) == sum(map(calendar.is_working_day, between))


offsets = st.one_of(
    st.none(), st.integers(-12 * 4, 14 * 4).map(lambda n: n * timedelta(minutes=15))
)


def meets(calendar: Calendar, moment: datetime) -> bool:
    """Say whether *moment* is within 08:00 to 18:00 of a weekday of theirs."""
    if calendar.theirs is None:
        return True
    local = moment.astimezone(timezone(calendar.theirs))
    return local.weekday() < 5 and time(8) <= local.time() <= time(18)


@UNHURRIED
@given(instants, working_hours(), zones, offsets, st.text())
def test_a_draft_falls_due_within_the_users_hours_wherever_it_goes(
    received: datetime, hours: WorkingHours, zone: ZoneInfo, theirs: timedelta | None, key: str
) -> None:
    moment = due_at(Calendar(hours, zone, theirs), received, received, key)

    local = moment.astimezone(zone)
    assert hours.start <= local.time() <= hours.end
    assert local.weekday() < 5
    assert local.date() not in hours.holidays
    assert moment >= received + timedelta(hours=4)


@UNHURRIED
@given(instants, working_hours(), zones, offsets, st.text())
def test_a_draft_falls_due_in_their_day_where_any_hour_of_the_next_days_is_in_both(
    received: datetime, hours: WorkingHours, zone: ZoneInfo, theirs: timedelta | None, key: str
) -> None:
    calendar = Calendar(hours, zone, theirs)
    moment = due_at(calendar, received, received, key)

    # By the quarter of an hour, from a day later on, so that the morning of it is not over.
    first = received + timedelta(hours=28)
    quarters = (first + n * timedelta(minutes=15) for n in range(5 * 96))
    in_both = any(calendar.now_or_morning(at, key) == at and meets(calendar, at) for at in quarters)
    assert meets(calendar, moment) or not in_both


@UNHURRIED
@given(instants, zones, offsets, st.text())
def test_a_morning_is_the_same_each_time_and_never_before_it_may_be(
    earliest: datetime, zone: ZoneInfo, theirs: timedelta | None, key: str
) -> None:
    calendar = Calendar(WorkingHours(), zone, theirs)

    moment = calendar.morning(earliest, key)

    assert moment >= earliest
    assert moment == calendar.morning(moment, key) == calendar.morning(earliest, key)


@UNHURRIED
@given(instants, working_hours(), zones, offsets, st.text())
def test_what_is_working_time_now_is_not_put_off(
    now: datetime, hours: WorkingHours, zone: ZoneInfo, theirs: timedelta | None, key: str
) -> None:
    calendar = Calendar(hours, zone, theirs)
    due = calendar.now_or_morning(now, key)

    local = now.astimezone(zone)
    is_open = hours.start <= local.time() <= hours.end and calendar.is_working_day(local.date())
    assert due >= now
    assert due > now or is_open
