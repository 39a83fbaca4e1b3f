"""What mail that is read after a no makes of its opportunity."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailwatch.domain.assess import Desk
from mailwatch.domain.cadence import planning
from mailwatch.domain.hindsight import Hindsight, look_back
from mailwatch.domain.identity import ReplyPolicy
from mailwatch.domain.opportunities import Opportunity, State, Step, StepKind, StepState
from mailwatch.domain.traces import Trace
from tests.domain.test_keeping import desk
from tests.support.letters import JANE, MONDAY_NOON, opportunity

DAY = timedelta(days=1)
ABOUT = opportunity(references=("<application@example.org>", "<thanks@example.org>"))
THANKS = Trace(
    account="main",
    message_id="<thanks@example.org>",
    thread=("<invitation@corp.example>",),
    at=MONDAY_NOON - 7 * DAY,
    sender=JANE,
    stage="interview",
    has_talked=True,
    is_own=True,
)


def planned(about: Opportunity, at: Desk) -> Step:
    return planning.plan(about, at.policy, at.identity, MONDAY_NOON)[0]


def seen(
    about: Opportunity = ABOUT,
    *traces: Trace,
    letter: Step | None = None,
    minimum_stage: str = "",
) -> Hindsight | None:
    at = replace(desk(), policy=ReplyPolicy(minimum_stage=minimum_stage))
    return look_back(about, letter or planned(about, at), traces or (THANKS,), at, MONDAY_NOON)


def stage_in(found: Hindsight | None) -> str:
    return found.opportunity.stage if found else "none"


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        (THANKS, "interview"),
        (replace(THANKS, message_id="<x@example.org>", thread=ABOUT.references[:1]), "interview"),
        (replace(THANKS, message_id="<x@example.org>"), "none"),
        (replace(THANKS, at=MONDAY_NOON + 2 * DAY), "none"),
        (replace(THANKS, thread=(ABOUT.message_id,)), "none"),
    ],
)
def test_mail_of_the_thread_that_came_before_the_no_raises_the_stage(
    trace: Trace, expected: str
) -> None:
    assert stage_in(seen(ABOUT, trace)) == expected


def test_a_stage_that_is_further_stays() -> None:
    assert stage_in(seen(replace(ABOUT, stage="final"))) == "final"


def test_a_talk_that_took_place_makes_one_sure_that_was_only_arranged() -> None:
    arranged = seen(ABOUT, replace(THANKS, has_talked=False))
    assert arranged is not None
    assert arranged.opportunity.facts.is_talk_unsure

    sure = seen(arranged.opportunity)

    assert sure is not None
    assert (sure.opportunity.stage, sure.opportunity.facts.is_talk_unsure) == ("interview", False)


def test_a_letter_that_waits_keeps_its_hour() -> None:
    found = seen()

    assert found is not None
    assert found.steps == ()


def test_a_lead_that_matters_now_gets_its_task() -> None:
    found = seen(ABOUT, replace(THANKS, stage="final"))

    assert found is not None
    assert found.opportunity.is_important
    assert [step.kind for step in found.steps] == [StepKind.CALL]


def test_a_letter_that_was_dropped_for_the_stage_alone_is_planned_anew() -> None:
    found = seen(minimum_stage="interview")

    assert found is not None
    assert [(step.kind, step.state) for step in found.steps] == [
        (StepKind.THANKS, StepState.WAITING)
    ]


def test_a_letter_that_was_dropped_for_another_reason_stays_dropped() -> None:
    letter = replace(planned(ABOUT, desk()), state=StepState.DROPPED, reason="you have answered")

    found = seen(letter=letter, minimum_stage="interview")

    assert found is not None
    assert found.steps == ()


def test_what_is_doubted_stays_doubted() -> None:
    found = seen(replace(ABOUT, state=State.REVIEW))

    assert found is not None
    assert (found.opportunity.state, found.steps) == (State.REVIEW, ())
