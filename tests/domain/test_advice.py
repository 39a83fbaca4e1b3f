"""Thanks for advice, a note to a friend, and yes to what is proposed instead."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from mailwatch.domain.advice import thanks_for_advice
from mailwatch.domain.assess import Desk, assess
from mailwatch.domain.cadence.planning import note_to, plan
from mailwatch.domain.cadence.stopping import why_stop
from mailwatch.domain.identity import ReplyPolicy
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.mail.mime import read_message
from mailwatch.domain.opportunities import Addressee, State, Step, StepKind, StepState
from tests.support.builders import NORTHWIND, TUESDAY_NOON, WEDNESDAY_NOON
from tests.support.letters import LEA, opportunity
from tests.support.scene import from_them
from tests.support.shipped import shipped_matcher, shipped_rules

RULES = shipped_rules()
DESK = Desk(RULES, shipped_matcher(), LEA, ReplyPolicy())
NOON = TUESDAY_NOON.astimezone(UTC)
ADVICE = "Dear Lea,\n\nOne piece of advice: show fewer projects.\n\nBest,\nJane"
FRIEND = Addressee(Address("Sam Lee", "sam@friends.example"), "informal")


def thanks(
    text: str = ADVICE, desk: Desk = DESK, sender: str = NORTHWIND.sender
) -> tuple[Step, ...]:
    """What follows from an answer of theirs at Tuesday noon."""
    letter = replace(from_them(NORTHWIND, text), sender=sender)
    assessment = assess(read_message(letter.content), desk, is_known_thread=True)
    return thanks_for_advice("key-1", assessment, NOON, desk, NOON)


def test_advice_is_thanked_for_the_next_working_morning() -> None:
    (step,) = thanks()

    assert step.kind is StepKind.FEEDBACK_THANKS
    assert (step.due_at - NOON) < timedelta(days=1)
    assert step.due_at.date() == WEDNESDAY_NOON.date()


def test_the_thanks_answer_the_mail_that_gave_the_advice() -> None:
    (step,) = thanks()

    assert step.addressee == Addressee(
        address=Address("Jane Doe", "jane.doe@northwind.example"),
        message_id="<answer-no-1@northwind.example>",
        references=("<no-1@northwind.example>",),
        subject="Re: Your application as a brand designer",
    )


def test_an_answer_without_advice_is_left_to_the_user() -> None:
    assert thanks("Dear Lea,\n\nMany thanks, and good luck.\n\nBest,\nJane") == ()


def test_nobody_is_thanked_where_the_user_does_not_want_it() -> None:
    silent = replace(DESK, policy=ReplyPolicy(thank_for_feedback=False))

    assert thanks(desk=silent) == ()


def test_a_machine_is_not_thanked() -> None:
    assert thanks(sender="Northwind <no-reply@northwind.example>") == ()


def test_old_advice_is_not_thanked_for() -> None:
    assessment = assess(read_message(from_them(NORTHWIND, ADVICE).content), DESK)

    assert thanks_for_advice("key-1", assessment, NOON, DESK, NOON + timedelta(days=30)) == ()


def stopped(kind: StepKind, state: State = State.OPEN, days_late: int = 0, **given: object) -> str:
    about, now = opportunity(state=state, **given), NOON + timedelta(days=days_late)
    policy = ReplyPolicy(never=("corp.example",))
    return why_stop(about, Step("key-1", kind, NOON), policy, LEA, now)


def test_that_they_have_answered_does_not_stop_thanks_for_the_answer() -> None:
    about = opportunity(state=State.ANSWERED)
    step = Step("key-1", StepKind.FEEDBACK_THANKS, NOON)

    assert why_stop(about, step, ReplyPolicy(), LEA, NOON) == ""
    assert "too late" in why_stop(about, step, ReplyPolicy(), LEA, NOON + timedelta(days=30))


@pytest.mark.parametrize("state", [State.WON, State.CLOSED, State.REVIEW])
def test_what_has_ended_stops_thanks_for_advice(state: State) -> None:
    assert stopped(StepKind.FEEDBACK_THANKS, state)


def test_a_note_to_a_friend_is_not_stopped_by_whom_the_user_will_not_write_to() -> None:
    assert stopped(StepKind.THANKS) == "[replies] never names them"
    assert stopped(StepKind.REFERRER) == ""


@pytest.mark.parametrize("state", [State.ANSWERED, State.WON, State.CLOSED])
def test_a_friend_is_told_nothing_that_is_no_longer_so(state: State) -> None:
    assert stopped(StepKind.REFERRER, state)


def test_a_note_to_a_friend_is_due_the_next_working_morning() -> None:
    step = note_to(FRIEND, opportunity(), ReplyPolicy(), LEA, NOON)

    assert (step.kind, step.addressee) == (StepKind.REFERRER, FRIEND)
    assert step.due_at.date() == WEDNESDAY_NOON.date()


def test_a_redirect_is_answered_only_where_the_user_is_interested() -> None:
    about = opportunity(category="redirect", received_at=NOON)

    (silent,) = plan(about, DESK.policy, LEA, NOON)
    (interested,) = plan(about, DESK.policy, LEA, NOON, is_interested=True)

    assert silent.state is StepState.DROPPED
    assert interested.state is StepState.WAITING
