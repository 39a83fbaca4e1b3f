"""Whether two mails speak of one opportunity, and what a mail in its thread means."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.judging.evidence import Evidence, Judgement
from mailwatch.domain.judging.rules import Kind
from mailwatch.domain.linking import Heard, heard, is_same, thread_ids
from mailwatch.domain.mail.messages import Address, Automation, Body, Message, Segment, SegmentKind
from mailwatch.domain.opportunities import Opportunity
from tests.support.builders import EVIDENCE, verdict
from tests.support.letters import JANE, MONDAY_NOON, opportunity
from tests.support.shipped import shipped_rules

RULES = shipped_rules()
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


REPORT = Automation(is_report=True, is_failure=True, auto_submitted="auto-replied")
LATE = Automation(is_report=True, auto_submitted="auto-generated")


@pytest.mark.parametrize(
    ("automation", "judgement", "expected"),
    [
        (Automation(), Judgement.OTHER, Heard.ANSWERED),
        (Automation(), Judgement.REVIEW, Heard.REPEATED),
        (Automation(auto_submitted="no"), Judgement.OTHER, Heard.ANSWERED),
        (Automation(), Judgement.REJECTION, Heard.REPEATED),
        (Automation(auto_submitted="auto-generated"), Judgement.REJECTION, Heard.REPEATED),
        (Automation(auto_submitted="auto-replied"), Judgement.OTHER, Heard.AUTO_REPLY),
        (Automation(precedence="auto_reply"), Judgement.OTHER, Heard.AUTO_REPLY),
        (REPORT, Judgement.OTHER, Heard.BOUNCED),
        (REPORT, Judgement.REJECTION, Heard.BOUNCED),
        (LATE, Judgement.OTHER, Heard.AUTO_REPLY),
    ],
)
def test_a_mail_in_the_thread_is_heard_for_what_it_is(
    automation: Automation, judgement: Judgement, expected: Heard
) -> None:
    judged = replace(verdict(EVIDENCE), judgement=judgement)

    assert heard(message(automation=automation), judged, RULES) is expected


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


def test_a_report_belongs_to_the_thread_of_the_mail_that_it_encloses() -> None:
    about = replace(REPORT, reported_id="<ours@example.org>")

    assert thread_ids(message(automation=about)) == ("<ours@example.org>",)


VETO = replace(EVIDENCE, kind=Kind.VETO, rule="interview-invitation")


@pytest.mark.parametrize(
    ("found", "given"),
    [((EVIDENCE, VETO), {}), ((replace(EVIDENCE, category="redirect"),), {"category": "redirect"})],
)
def test_a_second_no_that_says_something_else_as_well_is_doubtful(
    found: tuple[Evidence, ...], given: dict[str, Any]
) -> None:
    judged = replace(verdict(*found), judgement=Judgement.REVIEW, **given)

    assert heard(message(), judged, RULES) is Heard.DOUBTFUL


def test_words_that_only_lean_to_a_no_do_not_make_an_answer_doubtful() -> None:
    assert heard(message(), replace(verdict(), judgement=Judgement.REVIEW), RULES) is Heard.ANSWERED


def test_what_a_machine_writes_unasked_is_no_answer() -> None:
    survey = message("How was it for you?", sender=Address("Acme", "no-reply@acme.example"))

    assert heard(survey, replace(verdict(), judgement=Judgement.OTHER), RULES) is Heard.DOUBTFUL


def test_a_bounce_names_no_more_ids_than_can_be_looked_up() -> None:
    mail = message(" ".join(f"<id-{n}@x.example>" for n in range(1000)), automation=REPORT)

    assert len(thread_ids(mail)) == 20


def test_a_bounce_full_of_brackets_costs_no_time() -> None:
    assert thread_ids(message("<" * 500_000 + "@" * 500_000, automation=REPORT)) == ()


MOVED_ON = (
    ("da", "Jane arbejder ikke længere hos os."),
    ("de", "Frau Doe ist nicht mehr bei uns tätig."),
    ("en", "Jane is no longer with the company."),
    ("es", "Jane ya no trabaja en nuestra empresa."),
    ("fr", "Jane a quitté la société."),
    ("it", "Jane non lavora più presso di noi."),
    ("ja", "担当の者は退職いたしました。"),
    ("ko", "담당자가 퇴사하였습니다."),
    ("nl", "Jane werkt niet meer bij ons."),
    ("no", "Jane jobber ikke lenger hos oss."),
    ("pl", "Jane nie pracuje już w naszej firmie."),
    ("pt", "A Jane já não trabalha na empresa."),
    ("sv", "Jane arbetar inte längre hos oss."),
    ("zh", "该员工已离职。"),
)


@pytest.mark.parametrize(("language", "text"), MOVED_ON)
def test_an_automatic_answer_that_says_who_has_left_is_heard(language: str, text: str) -> None:
    away = message(text, automation=Automation(auto_submitted="auto-replied"))
    written = message(text)

    judged = replace(verdict(), judgement=Judgement.OTHER, language=language)
    assert heard(away, judged, RULES) is Heard.MOVED_ON
    assert heard(written, judged, RULES) is Heard.ANSWERED


def test_an_automatic_answer_of_somebody_on_holiday_is_no_more_than_that() -> None:
    text = "I am away until 3 May and no longer read mail every day. Jane"
    away = message(text, automation=Automation(auto_submitted="auto-replied"))

    assert heard(away, replace(verdict(), judgement=Judgement.OTHER), RULES) is Heard.AUTO_REPLY
