"""From a message to an opportunity and its first step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailwatch.domain.assess import (
    Arrival,
    Desk,
    Entry,
    assess,
    entry_of,
    judge,
    opportunity_key,
    received_at,
)
from mailwatch.domain.identity import ReplyPolicy
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.judging.matcher import compile_rules
from mailwatch.domain.judging.rules import (
    DEFAULT_WEIGHTS,
    Kind,
    Pack,
    Rule,
    Ruleset,
    SenderSystem,
    Source,
)
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Message, MessageRef
from mailwatch.domain.opportunities import State, StepKind, StepState
from tests.support.builders import NORTHWIND, TUESDAY, TUESDAY_NOON, Letter
from tests.support.letters import LEA

NOON = TUESDAY_NOON.astimezone(UTC)
REF = MessageRef("main", "INBOX", 1, 7)
ARRIVAL = Arrival(REF, internal_date=TUESDAY)


def rule(kind: Kind, phrase: str) -> Rule:
    weight = DEFAULT_WEIGHTS[kind]
    return Rule(phrase, "en", kind, (phrase,), weight, Source("rules/en/rejection.toml", 1))


RULES = (
    replace(rule(Kind.STRONG, "not chosen"), category="not-selected", stage="interview"),
    rule(Kind.CONTEXT, "your application"),
    rule(Kind.VETO, "we received"),
)
SYSTEM = SenderSystem("Hiring Inc", ("hiring.example",), "never")
RULESET = Ruleset((Pack("en", (), RULES),), (SYSTEM,), (), (), "")
DESK = Desk(RULESET, compile_rules(RULESET), LEA, ReplyPolicy())


def read(text: str, letter: Letter = NORTHWIND) -> Message:
    return mime.read_message(replace(letter, subject="News", text=text).content)


NO = read("Your application was not chosen.\n\nBest regards,\nJane Doe")


def entry(message: Message = NO, arrival: Arrival = ARRIVAL) -> Entry:
    return entry_of(assess(message, DESK), arrival, DESK, NOON)


def test_a_rejection_becomes_an_open_opportunity_with_a_letter_to_write() -> None:
    found = entry()

    assert found.opportunity.state is State.OPEN
    assert [(step.kind, step.state) for step in found.steps] == [
        (StepKind.THANKS, StepState.WAITING)
    ]
    assert found.steps[0].opportunity_key == found.opportunity.key


def test_an_opportunity_keeps_what_the_verdict_and_the_mail_say() -> None:
    opportunity = entry().opportunity

    assert (opportunity.language, opportunity.category) == ("en", "not-selected")
    assert opportunity.stage == "interview"
    assert opportunity.message_id == NORTHWIND.message_id
    assert " ".join(opportunity.references) == NORTHWIND.references
    assert opportunity.ref == REF
    assert opportunity.sender.email == "jane.doe@northwind.example"


def test_the_address_that_was_written_to_is_the_one_that_answers() -> None:
    message = replace(NO, to=(replace(NO.to[0], email="hello@example.org"),))

    assert entry(message).opportunity.identity == "hello@example.org"


def test_what_is_not_certain_is_for_review_and_gets_no_letter() -> None:
    found = entry(read("We received your application. It was not chosen."))

    assert found.opportunity.state is State.REVIEW
    assert [step.state for step in found.steps] == [StepState.DROPPED]


def test_a_message_flagged_in_a_mail_client_is_important() -> None:
    assert entry(arrival=replace(ARRIVAL, is_flagged=True)).opportunity.is_important
    assert not entry().opportunity.is_important


def test_a_recruiting_system_is_context_enough() -> None:
    text = "You were not chosen."
    system = replace(NORTHWIND, sender="Hiring <mail@eu.hiring.example>")

    assert judge(read(text), DESK).judgement is Judgement.OTHER
    assert judge(read(text, system), DESK).judgement is Judgement.REJECTION


def test_a_known_thread_is_context_enough() -> None:
    message = read("You were not chosen.")

    verdict = judge(message, DESK, is_known_thread=True)

    assert verdict.judgement is Judgement.REJECTION


@pytest.mark.parametrize("own", LEA.addresses)
def test_mail_from_oneself_is_no_rejection_however_it_is_written(own: str) -> None:
    message = read("Your application was not chosen.", replace(NORTHWIND, sender=own.upper()))

    assert judge(message, DESK).judgement is Judgement.OTHER


def test_the_key_is_the_same_wherever_and_whenever_the_mail_is_seen() -> None:
    moved = replace(ARRIVAL, ref=MessageRef("main", "Jobs", 99, 1), internal_date=None)

    assert entry(arrival=moved).opportunity.key == entry().opportunity.key
    assert len(entry().opportunity.key) == 16


def test_the_key_tells_accounts_and_mails_apart() -> None:
    keys = {
        opportunity_key("main", NO),
        opportunity_key("other", NO),
        opportunity_key("main", replace(NO, message_id="<other@northwind.example>")),
    }

    assert len(keys) == 3


def test_mails_without_a_message_id_are_told_apart_by_what_they_say() -> None:
    first, second = (read(t, replace(NORTHWIND, message_id="")) for t in ("one", "two"))

    assert opportunity_key("main", first) != opportunity_key("main", second)
    assert opportunity_key("main", first) == opportunity_key("main", first)


BEFORE = NOON - timedelta(days=30)


@pytest.mark.parametrize(
    ("date", "internal_date", "expected"),
    [
        (BEFORE, NOON, BEFORE),
        (NOON + timedelta(hours=23), NOON, NOON + timedelta(hours=23)),
        (NOON + timedelta(hours=25), NOON, NOON),
        (NOON + timedelta(days=3650), BEFORE, BEFORE),
        (None, BEFORE, BEFORE),
        (BEFORE, None, BEFORE),
        (None, None, NOON),
        (NOON + timedelta(days=2), None, NOON),
    ],
    ids=[
        "imported",
        "a zone off",
        "ahead of the server",
        "far ahead",
        "no date",
        "server silent",
        "neither",
        "ahead of us",
    ],
)
def test_a_mail_was_received_when_it_was_written_unless_that_cannot_be(
    date: datetime | None, internal_date: datetime | None, expected: datetime
) -> None:
    assert received_at(date, internal_date, NOON) == expected


def test_when_a_mail_was_received_is_said_in_utc() -> None:
    assert received_at(TUESDAY, None, NOON).tzinfo is UTC


def test_a_rejection_seen_after_a_month_is_kept_and_not_answered() -> None:
    late = entry_of(assess(NO, DESK), ARRIVAL, DESK, NOON + timedelta(days=30))

    assert late.opportunity.state is State.OPEN
    assert [step.state for step in late.steps] == [StepState.DROPPED]
    assert "business days old" in late.steps[0].reason
