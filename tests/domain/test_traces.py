"""Which of our earlier mail belongs to a rejection, and what it tells of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import Opportunity, State
from mailwatch.domain.traces import Trace, past_of, with_past
from tests.support.letters import JANE, MONDAY_NOON, opportunity

ROBOT = Address("Acme Careers", "no-reply@ats.example")
ADA = Address("Ada Smith", "ada@acme.example")
NOBODY_READS = "nobody reads no-reply@ats.example: find a contact"
DAY = timedelta(days=1)


def trace(number: int = 1, **given: Any) -> Trace:  # noqa: ANN401 - any field of Trace
    at = MONDAY_NOON - given.pop("days", 10) * DAY
    defaults: dict[str, Any] = {"company": "Acme GmbH", "sender": ROBOT, "stage": "applied"}
    fields = {"thread": (), **defaults, **given}
    return Trace("main", f"<{number}@ats.example>", at=at, **fields)


def rejection(**given: Any) -> Opportunity:  # noqa: ANN401 - any field of Opportunity or of its facts
    defaults: dict[str, Any] = {"company": "Acme", "sender": ROBOT}
    unread = {"reply_to": NOBODY, "hold_reason": NOBODY_READS}
    return opportunity(**{**defaults, **unread, **given})


RECEIPT = trace(1, role="Brand designer", days=60)
INVITATION = trace(2, role="Brand designer", sender=ADA, is_person=True, stage="interview")
OTHER_ROLE = trace(3, role="Illustrator", days=30)


@pytest.mark.parametrize(
    ("given", "one"),
    [
        ({"references": ("<1@ats.example>",), "company": ""}, trace(1, company="")),
        (
            {"references": ("<ours@example.org>",), "company": ""},
            trace(thread=("<ours@example.org>",)),
        ),
        ({"message_id": "<1@ats.example>", "company": ""}, trace(1, company="")),
        ({"requisition": "R-1"}, trace(requisition="R-1", role="PM", days=500)),
        ({"role": "brand-designer"}, trace(role="Brand Designer")),
        ({"role": "Brand designer"}, trace(role="", days=364)),
        ({}, trace(role="Brand designer")),
        ({"company": "Acme AG"}, trace(company="acme")),
        ({"company": "Acme"}, trace(company="", sender=ADA, is_person=True)),
        ({"company": "", "sender": ADA}, trace(company="", sender=ADA, is_person=True)),
        ({"role": "PM"}, trace(days=-1)),
    ],
)
def test_earlier_mail_belongs_to_a_rejection(given: dict[str, Any], one: Trace) -> None:
    assert past_of(rejection(**given), "", [one]).traces == (one,)


@pytest.mark.parametrize(
    ("given", "one"),
    [
        ({"references": ("<x@ats.example>",), "company": ""}, trace(company="")),
        ({"company": ""}, trace(company="")),
        ({"company": "Apex"}, trace()),
        ({"company": "Apex"}, trace(company="", sender=ADA, is_person=True)),
        ({"company": "Acme"}, trace(company="", sender=ROBOT)),
        ({"role": "Illustrator"}, trace(role="Brand designer")),
        ({"requisition": "R-1"}, trace(requisition="R-2")),
        ({"requisition": "R-1", "company": "Apex"}, trace(requisition="R-1")),
        ({"role": "PM"}, trace(role="PM", days=366)),
        ({"role": "PM"}, trace(role="PM", days=-3)),
    ],
)
def test_other_mail_does_not(given: dict[str, Any], one: Trace) -> None:
    assert past_of(rejection(**given), "", [one]).traces == ()


def test_the_whole_past_of_a_role_comes_oldest_first_and_nothing_of_another_role() -> None:
    about = rejection(role="Brand designer")

    past = past_of(about, "", [INVITATION, OTHER_ROLE, RECEIPT])

    assert past.traces == (RECEIPT, INVITATION)
    assert (past.stage, past.acquaintance) == ("interview", INVITATION)


def test_where_two_of_ours_are_open_at_a_company_none_is_picked() -> None:
    past = past_of(rejection(), "Your application", [RECEIPT, INVITATION, OTHER_ROLE])

    assert past.traces == ()
    assert set(past.open_roles) == {"Brand designer", "Illustrator"}


@pytest.mark.parametrize(
    "words",
    ["Your application as ILLUSTRATOR\nSorry.", "Sorry.\nThe post of illustrator, that is."],
)
def test_a_role_that_is_named_anywhere_decides_between_two(words: str) -> None:
    past = past_of(rejection(), words, [RECEIPT, OTHER_ROLE])

    assert (past.role, past.traces, past.open_roles) == ("Illustrator", (OTHER_ROLE,), ())


def test_of_two_names_of_which_one_holds_the_other_the_longer_one_is_meant() -> None:
    senior = trace(4, role="Senior brand designer")

    past = past_of(rejection(), "about the senior brand designer", [RECEIPT, senior])

    assert past.traces == (senior,)


def test_the_thread_decides_between_two() -> None:
    past = past_of(rejection(references=("<3@ats.example>",)), "", [RECEIPT, OTHER_ROLE])

    assert (past.role, past.traces, past.open_roles) == ("Illustrator", (OTHER_ROLE,), ())


def test_mail_that_names_no_role_belongs_to_neither_of_two() -> None:
    nameless = trace(5, stage="interview")

    past = past_of(rejection(role="Illustrator"), "", [RECEIPT, OTHER_ROLE, nameless])

    assert past.traces == (OTHER_ROLE,)


def test_one_role_that_is_open_is_no_proof_of_what_the_rejection_is_about() -> None:
    past = past_of(rejection(), "", [RECEIPT])

    assert (past.traces, past.role) == ((RECEIPT,), "")


def test_the_further_of_two_stages_counts() -> None:
    invited = past_of(rejection(), "", [INVITATION])

    assert with_past(rejection(), invited).stage == "interview"
    assert with_past(rejection(stage="applied"), invited).stage == "interview"
    assert with_past(rejection(stage="final"), invited).stage == "final"
    assert with_past(rejection(category="finalist"), invited).stage == ""


@pytest.mark.parametrize(
    ("given", "is_unsure"),
    [
        ({}, True),
        ({"has_talked": True}, False),
        ({"stage": "final"}, False),
        ({"stage": "assessment"}, False),
    ],
)
def test_an_invitation_alone_is_no_proof_of_a_talk(
    given: dict[str, Any], *, is_unsure: bool
) -> None:
    past = past_of(rejection(), "", [replace(INVITATION, **given)])

    assert with_past(rejection(), past).facts.is_talk_unsure is is_unsure


def test_a_talk_that_the_rejection_speaks_of_is_sure() -> None:
    past = past_of(rejection(), "", [INVITATION])

    assert not with_past(rejection(stage="interview"), past).facts.is_talk_unsure


def test_where_a_machine_says_no_the_person_who_wrote_last_is_known() -> None:
    jane = replace(
        INVITATION, message_id="<9@x>", sender=JANE, at=INVITATION.at + DAY, form="formal"
    )
    past = past_of(rejection(), "", [jane, INVITATION, RECEIPT])

    told = with_past(rejection(), past).facts

    assert (told.acquaintance, told.acquaintance_form) == (JANE, "formal")


@pytest.mark.parametrize(
    "given",
    [
        {"reply_to": JANE, "hold_reason": ""},
        {"hold_reason": "they ask not to be written to"},
        {"hold_reason": "the talk belongs on its own pages: answer there"},
    ],
)
def test_a_person_is_not_written_to_instead_of_whom_we_can_answer_or_must_not(
    given: dict[str, Any],
) -> None:
    about = rejection(**given)

    assert with_past(about, past_of(about, "", [INVITATION])).facts.acquaintance == NOBODY


def test_what_could_be_about_two_waits_for_the_user() -> None:
    about = rejection()

    told = with_past(about, past_of(about, "", [RECEIPT, OTHER_ROLE]))

    assert told.state is State.REVIEW
    assert set(told.facts.open_roles) == {"Brand designer", "Illustrator"}
    assert (told.facts.role, told.stage) == ("", "")
