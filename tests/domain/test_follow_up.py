"""What follows a letter, what stops one, and which leads ask for more than a letter."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.cadence.leads import is_important
from mailwatch.domain.cadence.planning import follow_up, not_before, plan, tasks
from mailwatch.domain.cadence.stopping import why_stop
from mailwatch.domain.cadence.table import OTHERS, Cadence, Cadences
from mailwatch.domain.identity import ReplyPolicy, WorkingHours
from mailwatch.domain.judging.rules import CATEGORIES, STAGES
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import NamedDay, Opportunity, State, Step, StepKind, StepState
from mailwatch.domain.spans import Span
from mailwatch.domain.workdays import Calendar
from tests.support.letters import BERLIN, JANE, LEA, MONDAY_NOON, opportunity

POLICY = ReplyPolicy()
THANKS, CHECK_IN, SECOND = StepKind.THANKS, StepKind.CHECK_IN, StepKind.SECOND_CHECK_IN
UNHURRIED = settings(deadline=None)  # the cores may be shared


def after(kind: StepKind, **given: object) -> tuple[Step, ...]:
    step = Step("key-1", kind, MONDAY_NOON)
    return follow_up(opportunity(**given), step, POLICY, LEA, MONDAY_NOON)


def days_after(kind: StepKind, **given: object) -> int:
    (step,) = after(kind, **given)
    return (step.due_at - MONDAY_NOON).days


@pytest.mark.parametrize(
    ("about", "first", "second"),
    [
        ({"category": "hold"}, 42, 90),
        ({"category": "pitch"}, 90, 180),
        ({"category": "finalist"}, 90, 90),
        ({"stage": "final"}, 90, 90),
        ({"stage": "offer"}, 90, 90),
        ({"category": "hold", "stage": "interview"}, 42, 90),
    ],
    ids=str,
)
def test_those_who_came_closest_are_written_to_twice_more(
    about: dict[str, str], first: int, second: int
) -> None:
    assert first - 1 <= days_after(THANKS, **about) <= first + 6
    assert second - 1 <= days_after(CHECK_IN, **about) <= second + 6


@pytest.mark.parametrize(
    "about",
    [
        {"category": "filled"},
        {"category": "closed"},
        {"category": "budget"},
        {"category": "on-file"},
        {"stage": "interview"},
        {"stage": "shortlist"},
    ],
    ids=str,
)
def test_where_a_door_may_open_again_there_is_one_more_letter(about: dict[str, str]) -> None:
    assert 89 <= days_after(THANKS, **about) <= 96
    assert after(CHECK_IN, **about) == ()


@pytest.mark.parametrize(
    "about",
    [
        {"category": "not-selected"},
        {"stage": "applied"},
        {"stage": "screen"},
        {"category": "screened-out", "stage": "interview"},
        {"category": "tender", "stage": "final"},
        {"category": "grant"},
        {"category": "paper"},
        {"category": "admission"},
        {"category": "waitlist"},
    ],
    ids=str,
)
def test_those_who_would_be_bothered_are_left_in_peace(about: dict[str, str]) -> None:
    assert after(THANKS, **about) == ()


def day_after_thanks(day: date, **given: object) -> date:
    (step,) = after(THANKS, return_day=NamedDay("Come back.", day), **given)
    return step.due_at.astimezone(BERLIN).date()


@pytest.mark.parametrize("category", ["pitch", "grant", "not-selected", "screened-out"])
def test_a_day_that_they_named_is_the_day_of_the_check_in(category: str) -> None:
    assert day_after_thanks(date(2026, 9, 1), category=category) == date(2026, 9, 1)


def test_a_day_that_they_named_moves_to_a_working_day() -> None:
    assert day_after_thanks(date(2026, 5, 1), category="pitch") == date(2026, 5, 1)
    assert day_after_thanks(date(2026, 5, 2), category="pitch") == date(2026, 5, 4)


def test_a_day_that_has_passed_counts_no_more() -> None:
    given = {"category": "pitch", "return_day": NamedDay("Come back.", date(2026, 3, 2))}

    assert 89 <= days_after(THANKS, **given) <= 96


def test_a_named_day_is_for_the_first_check_in_alone() -> None:
    given = {"category": "hold", "return_day": NamedDay("Come back.", date(2026, 9, 1))}

    assert 89 <= days_after(CHECK_IN, **given) <= 96


def test_a_cadence_of_the_users_own_is_followed() -> None:
    cadences = Cadences({"pitch": Cadence(check_ins=(Span(days=14),)), OTHERS: Cadence()})
    policy = ReplyPolicy(cadences=cadences)
    one = opportunity(category="pitch")

    (step,) = follow_up(one, Step("key-1", THANKS, MONDAY_NOON), policy, LEA, MONDAY_NOON)

    assert step.due_at.date() == date(2026, 3, 17)
    assert follow_up(one, step, policy, LEA, step.due_at) == ()


def test_a_table_that_names_a_fourth_letter_is_not_followed_there() -> None:
    cadences = Cadences({OTHERS: Cadence(check_ins=(Span(days=7),) * 5)})
    policy = ReplyPolicy(cadences=cadences)
    second = Step("key-1", SECOND, MONDAY_NOON)

    assert follow_up(opportunity(), second, policy, LEA, MONDAY_NOON) == ()


def test_a_letter_is_stopped_to_whom_the_user_has_come_to_name() -> None:
    policy = ReplyPolicy(never=("JANE@corp.example",))
    step = Step("key-1", CHECK_IN, MONDAY_NOON)

    assert why_stop(opportunity(), step, policy, LEA, MONDAY_NOON) == "[replies] never names them"


@pytest.mark.parametrize("kind", [SECOND, StepKind.DEBRIEF, StepKind.CALL, StepKind.NOTE])
def test_nothing_follows_a_last_letter_or_a_task(kind: StepKind) -> None:
    assert after(kind, category="pitch") == ()


@pytest.mark.parametrize("state", [s for s in State if s is not State.OPEN])
def test_nothing_follows_once_the_opportunity_is_no_longer_open(state: State) -> None:
    assert after(THANKS, category="pitch", state=state) == ()


def test_a_letter_to_nobody_is_held_with_its_reason() -> None:
    (step,) = after(THANKS, category="pitch", reply_to=NOBODY, hold_reason="a machine wrote it")

    assert (step.kind, step.state, step.reason) == (CHECK_IN, StepState.HELD, "a machine wrote it")


def moved(until: datetime) -> Step:
    due = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    return not_before(until, Step("key-1", THANKS, due), Calendar(WorkingHours(), BERLIN))


def test_a_step_that_is_due_later_anyway_is_not_moved() -> None:
    assert moved(MONDAY_NOON).due_at == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def test_a_step_that_may_not_be_due_yet_waits_for_the_next_working_morning() -> None:
    saturday = datetime(2026, 3, 7, 0, 0, tzinfo=UTC)

    due = moved(saturday).due_at.astimezone(BERLIN)

    assert due.date().isoformat() == "2026-03-09"
    assert time(9, 30) <= due.time() <= time(11)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
opportunities = st.builds(
    opportunity,
    key=st.text(max_size=8),
    category=st.sampled_from(sorted(CATEGORIES)),
    stage=st.sampled_from(["", *sorted(STAGES)]),
)


def letters_from(one: Opportunity, now: datetime, hours: WorkingHours) -> list[Step]:
    """All letters of an opportunity, each sent as soon as it was due."""
    policy = replace(POLICY, hours=hours)
    letters = [Step(one.key, THANKS, now)]
    while follows := follow_up(one, letters[-1], policy, LEA, letters[-1].due_at):
        letters += follows
    return letters


@UNHURRIED
@given(opportunities, moments)
def test_there_is_never_a_fourth_letter(one: Opportunity, now: datetime) -> None:
    letters = letters_from(one, now, WorkingHours())

    assert len(letters) <= 3
    assert len({letter.kind for letter in letters}) == len(letters)


@UNHURRIED
@given(opportunities, moments, st.integers(0, 12))
def test_every_letter_that_follows_is_due_on_a_working_morning(
    one: Opportunity, now: datetime, start: int
) -> None:
    hours = WorkingHours(time(start), time(start + 8))

    for letter in letters_from(one, now, hours)[1:]:
        local = letter.due_at.astimezone(BERLIN)
        opening = datetime.combine(local.date(), hours.start, BERLIN)
        assert local.weekday() < 5
        assert timedelta(0) <= local - opening <= timedelta(minutes=150)


@UNHURRIED
@given(opportunities, moments)
def test_a_letter_never_follows_sooner_than_six_weeks(one: Opportunity, now: datetime) -> None:
    letters = letters_from(one, now, WorkingHours())

    pairs = pairwise(letters)
    assert all(b.due_at - a.due_at >= timedelta(weeks=6) for a, b in pairs)


def stopped(state: State = State.OPEN, kind: StepKind = THANKS, days_late: int = 0) -> str:
    now = MONDAY_NOON + timedelta(days=days_late)
    return why_stop(opportunity(state=state), Step("key-1", kind, MONDAY_NOON), POLICY, LEA, now)


@pytest.mark.parametrize("kind", [THANKS, CHECK_IN, SECOND])
@pytest.mark.parametrize("state", [s for s in State if s is not State.OPEN])
def test_a_letter_is_stopped_where_the_opportunity_is_no_longer_open(
    state: State, kind: StepKind
) -> None:
    assert stopped(state, kind)


def test_thanks_may_come_ten_business_days_late_and_no_later() -> None:
    assert stopped(days_late=14) == ""
    assert "11 business days" in stopped(days_late=15)


def test_a_later_letter_is_not_stopped_by_a_machine_that_slept() -> None:
    assert stopped(kind=CHECK_IN, days_late=60) == ""


def test_whoever_answers_older_mail_also_lets_thanks_come_later() -> None:
    patient = ReplyPolicy(maximum_age=30)
    step = Step("key-1", THANKS, MONDAY_NOON)

    assert why_stop(opportunity(), step, patient, LEA, MONDAY_NOON + timedelta(days=42)) == ""


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        ({"stage": "interview"}, StepKind.CALL),
        ({"stage": "screen"}, StepKind.CALL),
        ({"category": "pitch"}, StepKind.CALL),
        ({"stage": "applied"}, StepKind.NOTE),
        ({}, StepKind.NOTE),
    ],
    ids=str,
)
def test_one_calls_where_one_has_talked_and_writes_a_card_elsewhere(
    about: dict[str, str], kind: StepKind
) -> None:
    (task,) = tasks(opportunity(**about), POLICY, LEA, MONDAY_NOON)

    assert task.kind is kind


def test_a_task_is_due_on_the_morning_after_the_letter() -> None:
    one = opportunity(is_important=True)

    letter, task = plan(one, POLICY, LEA, MONDAY_NOON)

    assert [letter.due_at.day, task.due_at.day] == [3, 4]


def test_what_is_not_answered_is_not_called_either() -> None:
    one = opportunity(is_important=True, category="rescinded")

    (only,) = plan(one, POLICY, LEA, MONDAY_NOON)

    assert only.kind is THANKS


@pytest.mark.parametrize(
    ("about", "name", "expected"),
    [
        ({"company": "Northwind"}, "NORTHWIND", True),
        ({"company": "Northwind"}, "North", False),
        ({"sender": Address("", "jo@Corp.example")}, "jo@corp.example", True),
        ({"contact": Address("", "jo@corp.example")}, "JO@corp.example", True),
        ({"reply_to": Address("", "jo@corp.example")}, "corp.example", True),
        ({"contact": Address("", "jo@hr.corp.example")}, "corp.example", True),
        ({"contact": Address("", "jo@notcorp.example")}, "corp.example", False),
        ({"sender": NOBODY}, "corp.example", False),
    ],
)
def test_a_lead_matters_where_the_user_has_named_it(
    about: dict[str, object], name: str, *, expected: bool
) -> None:
    elsewhere = {"sender": Address("", "jo@elsewhere.example"), "reply_to": NOBODY}
    one = opportunity(**(elsewhere | about))

    assert is_important(one, ReplyPolicy(important=(name,))) is expected


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"stage": "final"}, True),
        ({"stage": "offer"}, True),
        ({"category": "finalist"}, True),
        ({"stage": "interview"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_a_finalist_matters_without_being_named(about: dict[str, str], *, expected: bool) -> None:
    assert is_important(opportunity(sender=JANE, **about), POLICY) is expected
