"""Calls and cards: what to say, and the calendar file."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import NamedDay, StepKind, StepState
from mailwatch.domain.tasks import Task, calendar, task_of
from tests.support.builders import step
from tests.support.icalendar import todos
from tests.support.letters import BERLIN, JANE, LEA, MONDAY_NOON, opportunity

UNHURRIED = settings(deadline=None)  # the cores may be shared


def task(kind: StepKind = StepKind.CALL, offer: str = "", **given: object) -> Task:
    due = datetime(2026, 3, 4, 9, 30, tzinfo=BERLIN)
    return task_of(opportunity(**given), step(kind=kind, due_at=due), replace(LEA, offer=offer))


@pytest.mark.parametrize(
    ("about", "who"),
    [
        ({"contact": JANE, "company": "Northwind"}, "Jane Doe, Northwind"),
        ({"sender": JANE, "company": "Northwind"}, "Jane Doe, Northwind"),
        ({"sender": JANE}, "Jane Doe"),
        ({"sender": Address("", "jo@corp.example"), "company": "Northwind"}, "Northwind"),
        ({"sender": Address("", "jo@corp.example")}, "jo@corp.example"),
        ({"sender": NOBODY}, ""),
    ],
)
def test_a_task_names_whoever_is_known(about: dict[str, Any], who: str) -> None:
    assert task(**about).who == who


def test_a_task_has_the_number_that_the_mail_gave_and_no_other() -> None:
    assert task(phone="+49 30 1234567").phone == "+49 30 1234567"
    assert task().phone == ""


@pytest.mark.parametrize(
    ("about", "number", "words"),
    [
        ({"role": "brand designer"}, 0, "of 02 March 2026 about brand designer."),
        ({"subject": "Your bid"}, 0, "about Your bid."),
        ({"reason": "they wanted a local studio"}, 1, "They said: they wanted a local studio"),
        ({"reason": "no budget"}, 1, "and leave it at that"),
        ({"stage": "interview"}, 0, "what you remember best of your talk."),
        ({"subject": "Your {{job_title}}"}, 0, "Thank them for their answer of 02 March 2026."),
        ({"stage": "interview"}, 1, "Ask, once"),
        ({"stage": "interview", "forbids_feedback": True}, 1, "ask for none"),
        ({"stage": "interview", "category": "hold"}, 1, "when you may ask again"),
        ({"category": "filled"}, 1, "nothing to ask about"),
        ({"keeps_on_file": True, "offer": "web design"}, 2, "They keep you on file"),
        ({"offer": "web design"}, 2, "Should they need web design one day"),
        ({}, 2, "glad to hear from them again"),
    ],
)
def test_the_things_to_say_are_those_that_the_mail_or_the_user_gave(
    about: dict[str, Any], number: int, words: str
) -> None:
    points = task(**about).points

    assert len(points) == 3
    assert words in points[number]


def test_the_day_of_their_answer_is_the_users_day() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("UTC"))

    assert "03 March 2026" in task(received_at=late).points[0]


def test_a_calendar_reads_back_as_the_tasks_it_was_made_of() -> None:
    call = task(sender=JANE, company="Smith, Sons; Co", phone="030 1234567")
    card = task(StepKind.NOTE, sender=JANE, key="key-2")

    first, second = todos(calendar([call, card], MONDAY_NOON))

    assert first["UID"] == "key-1-call@mailwatch"
    assert first["SUMMARY"] == "Call Jane Doe, Smith, Sons; Co"
    assert first["DESCRIPTION"].split("\n") == [*call.points, "Phone: 030 1234567"]
    assert (first["DTSTAMP"], first["DUE"]) == ("20260302T110000Z", "20260304T083000Z")
    assert second["SUMMARY"] == "Write a card to Jane Doe"


def test_a_calendar_without_tasks_is_a_calendar() -> None:
    assert todos(calendar([], MONDAY_NOON)) == ()


def test_the_time_of_a_calendar_is_utc_whatever_the_zone_it_was_given_in() -> None:
    local = MONDAY_NOON.astimezone(BERLIN)

    assert calendar([task()], local) == calendar([task()], MONDAY_NOON)


hostile = st.text(
    st.characters() | st.sampled_from("\r\n\\;,:é√\U0001f600\x85\u2028"), max_size=200
)


@UNHURRIED
@given(hostile, hostile, hostile)
def test_no_line_of_a_calendar_is_longer_than_75_octets_or_cut_inside_a_character(
    company: str, reason: str, phone: str
) -> None:
    content = calendar([task(company=company, reason=reason, phone=phone)], MONDAY_NOON)

    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]
    assert not any(octet < 0x20 or octet == 0x7F for line in lines for octet in line)


@UNHURRIED
@given(hostile, hostile)
def test_nothing_that_a_mail_says_adds_a_line_to_a_calendar(company: str, reason: str) -> None:
    content = calendar([task(company=company, reason=reason)], MONDAY_NOON)

    (only,) = todos(content)
    assert list(only) == ["UID", "DTSTAMP", "DUE", "SUMMARY", "DESCRIPTION"]


@UNHURRIED
@given(
    st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from("\\;,: "), max_size=300)
)
def test_words_read_back_as_they_were_written(company: str) -> None:
    (only,) = todos(calendar([task(sender=NOBODY, company=company)], MONDAY_NOON))

    assert only["SUMMARY"] == f"Call {company}"


def test_a_letter_with_a_deadline_is_to_be_sent_before_its_last_day_begins() -> None:
    deadline = NamedDay("You may ask until 12 March", date(2026, 3, 12))

    letter = task(StepKind.THANKS, deadline=deadline, company="Northwind")

    assert letter.title == "Send your letter to Jane Doe, Northwind"
    assert letter.due_at == datetime(2026, 3, 12, 0, 0, tzinfo=BERLIN)
    assert letter.points == ("They set a time: You may ask until 12 March",)


def test_a_letter_that_is_held_is_to_be_written_and_says_why() -> None:
    why = 'the mail is in "cs", you answer in en: write it yourself'
    held = replace(step(state=StepState.HELD), reason=why)

    letter = task_of(opportunity(language="cs"), held, LEA)

    assert letter.title == "Write yourself to Jane Doe"
    assert letter.points == (f"Held: {why}",)


def test_a_deadline_without_a_day_leaves_the_letter_its_own_time() -> None:
    assert task(StepKind.THANKS, deadline=NamedDay("the standstill")).due_at.day == 4


def test_a_call_is_made_before_their_deadline() -> None:
    early = NamedDay("until 3 March", date(2026, 3, 3))
    late = NamedDay("until 30 March", date(2026, 3, 30))

    assert task(deadline=early).due_at == datetime(2026, 3, 3, 0, 0, tzinfo=BERLIN)
    assert task(deadline=late).due_at == task().due_at
