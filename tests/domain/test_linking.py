"""Whether two mails speak of one opportunity, and what a mail in its thread means."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.linking import Heard, heard, is_same, thread_ids
from mailwatch.domain.mail.messages import Address, Automation, Body, Message, Segment, SegmentKind
from mailwatch.domain.opportunities import Opportunity
from tests.support.builders import verdict
from tests.support.letters import JANE, MONDAY_NOON, opportunity

UNHURRIED = settings(deadline=None)  # the cores may be shared
ROBOT = Address("Careers", "no-reply@ats.example")
DAY = timedelta(days=1)


def rejection(**given: Any) -> Opportunity:  # noqa: ANN401 - any field of Opportunity or of its facts
    days = given.pop("days", 0)
    return opportunity(received_at=MONDAY_NOON + days * DAY, **given)


DESIGNER = {"company": "Acme GmbH", "role": "Brand designer"}
SAME_WORDS = {"sender": JANE, "words": "4f", "subject": "Your application"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (DESIGNER, DESIGNER | {"sender": ROBOT}),
        (DESIGNER, {"company": "ACME", "role": "brand-designer", "days": 30}),
        ({"company": "Blend 360 Inc.", "role": "PM"}, {"company": "Blend360", "role": "PM"}),
        (SAME_WORDS, SAME_WORDS | {"days": 3}),
        (SAME_WORDS, SAME_WORDS | {"subject": "AW: Re:  your APPLICATION"}),
        ({"company": "Acme", "requisition": "R-1"}, {"company": "Acme AG", "requisition": "R-1"}),
        ({"sender": ROBOT, "requisition": "R-1"}, {"sender": ROBOT, "requisition": "R-1"}),
    ],
)
def test_two_mails_are_about_one_opportunity(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert is_same(rejection(**one), rejection(**other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (DESIGNER, DESIGNER | {"role": "Illustrator"}),
        (DESIGNER, DESIGNER | {"company": "Acne GmbH"}),
        (DESIGNER, DESIGNER | {"days": 31}),
        (DESIGNER | {"requisition": "R-1"}, DESIGNER | {"requisition": "R-2"}),
        ({"company": "Acme", "role": ""}, {"company": "Acme", "role": ""}),
        (SAME_WORDS, SAME_WORDS | {"days": 4}),
        (SAME_WORDS, SAME_WORDS | {"words": "5e"}),
        (SAME_WORDS, SAME_WORDS | {"subject": "Another one"}),
        (SAME_WORDS, SAME_WORDS | {"sender": ROBOT}),
        (SAME_WORDS | {"role": "Designer"}, SAME_WORDS | {"role": "Illustrator"}),
        (SAME_WORDS | {"words": ""}, SAME_WORDS | {"words": ""}),
        ({"requisition": "R-1", "sender": JANE}, {"requisition": "R-1", "sender": ROBOT}),
        ({"company": "", "role": "Designer"}, {"company": "", "role": "Designer"}),
    ],
)
def test_two_mails_are_about_two_opportunities(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not is_same(rejection(**one), rejection(**other))


few = st.sampled_from
opportunities = st.builds(
    rejection,
    company=few(["", "Acme", "Acme GmbH", "AG", "Ægir"]),
    role=few(["", "Designer", "designer ", "Illustrator"]),
    requisition=few(["", "R-1", "R-2"]),
    sender=few([JANE, ROBOT, Address("", "")]),
    words=few(["", "4f", "5e"]),
    subject=few(["", "Your application", "Re: your application"]),
    days=st.integers(0, 40),
)


@UNHURRIED
@given(opportunities, opportunities)
def test_whether_two_are_one_does_not_depend_on_which_came_first(
    one: Opportunity, other: Opportunity
) -> None:
    assert is_same(one, other) is is_same(other, one)


def message(text: str = "", **given: Any) -> Message:  # noqa: ANN401 - any field of Message
    defaults: dict[str, Any] = {
        "message_id": "<re-1@corp.example>",
        "in_reply_to": (),
        "references": (),
        "subject": "Re: Your application",
        "sender": JANE,
        "reply_to": (),
        "to": (),
        "cc": (),
        "delivered_to": (),
        "date": MONDAY_NOON,
        "automation": Automation(),
        "body": Body(text, (Segment(SegmentKind.OWN, 0, len(text)),)),
        "digest": "d1",
    }
    return Message(**(defaults | given))


REPORT = Automation(is_report=True, auto_submitted="auto-replied")


@pytest.mark.parametrize(
    ("automation", "judgement", "expected"),
    [
        (Automation(), Judgement.OTHER, Heard.ANSWERED),
        (Automation(), Judgement.REVIEW, Heard.ANSWERED),
        (Automation(auto_submitted="no"), Judgement.OTHER, Heard.ANSWERED),
        (Automation(), Judgement.REJECTION, Heard.REPEATED),
        (Automation(auto_submitted="auto-generated"), Judgement.REJECTION, Heard.REPEATED),
        (Automation(auto_submitted="auto-replied"), Judgement.OTHER, Heard.AUTO_REPLY),
        (Automation(precedence="auto_reply"), Judgement.OTHER, Heard.AUTO_REPLY),
        (REPORT, Judgement.OTHER, Heard.BOUNCED),
        (REPORT, Judgement.REJECTION, Heard.BOUNCED),
    ],
)
def test_a_mail_in_the_thread_is_heard_for_what_it_is(
    automation: Automation, judgement: Judgement, expected: Heard
) -> None:
    judged = replace(verdict(), judgement=judgement)

    assert heard(message(automation=automation), judged) is expected


def test_a_mail_belongs_to_the_thread_that_its_header_names() -> None:
    mail = message(
        "see <c@x.example>", in_reply_to=("<b@x.example>",), references=("<a@x.example>",)
    )

    assert thread_ids(mail) == ("<b@x.example>", "<a@x.example>")


def test_an_id_that_is_named_twice_is_asked_for_once() -> None:
    mail = message(in_reply_to=("<a@x.example>",), references=("<a@x.example>",))

    assert thread_ids(mail) == ("<a@x.example>",)


def test_a_bounce_belongs_to_the_thread_of_what_came_back() -> None:
    mail = message("It came back.\nMessage-ID: <ours@example.org>\n", automation=REPORT)

    assert thread_ids(mail) == ("<ours@example.org>",)


def test_a_bounce_names_no_more_ids_than_can_be_looked_up() -> None:
    mail = message(" ".join(f"<id-{n}@x.example>" for n in range(1000)), automation=REPORT)

    assert len(thread_ids(mail)) == 20


def test_a_bounce_full_of_brackets_costs_no_time() -> None:
    assert thread_ids(message("<" * 500_000 + "@" * 500_000, automation=REPORT)) == ()
