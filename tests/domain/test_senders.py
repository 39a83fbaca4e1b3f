"""Which system a mail came through, who reads an answer, and which of us it was sent to."""

from dataclasses import replace

import pytest

from mailwatch.domain.facts import senders
from mailwatch.domain.mail.messages import (
    NOBODY,
    Address,
    Automation,
    Body,
    Message,
    Segment,
    SegmentKind,
)
from tests.support.shipped import shipped_rules

RULES = shipped_rules()
OWN = frozenset({"lea@sample.example"})


def mail(sender: str, body: str = "We chose someone else.", reply_to: str = "") -> Message:
    return Message(
        message_id="<1@mail.example>",
        in_reply_to=(),
        references=(),
        subject="Your application",
        sender=Address("", sender),
        reply_to=(Address("", reply_to),) if reply_to else (),
        to=(Address("", "lea@sample.example"),),
        cc=(),
        delivered_to=(),
        date=None,
        automation=Automation(),
        body=Body(body, (Segment(SegmentKind.OWN, 0, len(body)),)),
        digest="",
    )


def answered_at(message: Message) -> str:
    return senders.reply_address(message, "en", RULES, OWN)[0].email


def system_named(email: str) -> str:
    system = senders.system_of(Address("", email), RULES.senders)
    return system.name if system else ""


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("no-reply@greenhouse.io", "Greenhouse"),
        ("no-reply@us.greenhouse-mail.io", "Greenhouse"),
        ("x@Hire.Lever.CO", "Lever"),
        ("nordlys@myworkday.com", "Workday"),
        ("jobs-noreply@linkedin.com", "LinkedIn"),
    ],
)
def test_a_system_is_known_by_its_domain_and_by_what_lies_under_it(email: str, name: str) -> None:
    assert system_named(email) == name


@pytest.mark.parametrize(
    "email",
    ["x@evilgreenhouse.io", "x@greenhouse.io.evil.com", "greenhouse.io@evil.com", "x@io", "", "@"],
)
def test_a_domain_that_only_looks_like_a_system_is_none(email: str) -> None:
    assert system_named(email) == ""


def test_the_longest_domain_decides() -> None:
    assert system_named("tok+1@inbound.workablemail.com") == "Workable (inbound)"
    assert system_named("noreply@candidates.workablemail.com") == "Workable"


@pytest.mark.parametrize(
    "local",
    [
        "no-reply",
        "noreply",
        "No.Reply",
        "do_not_reply",
        "donotreply",
        "dont-reply",
        "application-no-reply",
        "NordlysTalent-NoReply",
        "donotreply.nordlysME",
        "NordlysRecruitment_do_not_reply",
        "nordlysnoreply",
        "notifications",
        "notification",
        "mailer-daemon",
        "postmaster",
        "bounces+abc",
        "nordlys+autoreply",
        "bitte-nicht-antworten",
        "nicht.antworten",
        "keine-antwort",
    ],
)
def test_a_box_that_says_nobody_reads_it_is_never_answered(local: str) -> None:
    address, reason = senders.reply_address(mail(f"{local}@nordlys.example"), "en", RULES, OWN)

    assert address == NOBODY
    assert f"{local}@nordlys.example" in reason


@pytest.mark.parametrize(
    "local",
    [
        "nora.reply",
        "casino.reply",
        "pasquale",
        "jobs",
        "careers",
        "bewerbung",
        "jane.doe",
        "antwort",
        "norbert",
        "nadine.otter",
        "systems.design",
        "reply",
        "daemonica",
        "natalie.alert",
    ],
)
def test_a_box_of_people_is_answered(local: str) -> None:
    assert answered_at(mail(f"{local}@nordlys.example")) == f"{local}@nordlys.example"


@pytest.mark.parametrize(
    "email",
    [
        "nordlys+email+tok-1@talent.icims.com",
        "tok+1@inbound.workablemail.com",
        "jane.doe@nordlys.teamtailor-mail.com",
        "x91@recruitee-mailbox.com",
        "inmail-hit-reply@linkedin.com",
        "hit-reply@linkedin.com",
        "jane_x9@indeedemail.com",
        "r-c-81@reply.hellowork.com",
        "breezy-123@breezy.hr",
    ],
)
def test_a_relay_with_a_token_is_answered(email: str) -> None:
    assert answered_at(mail(email)) == email


@pytest.mark.parametrize(
    "email",
    [
        "nordlys+autoreply@talent.icims.com",
        "nordlys@myworkday.com",
        "jobs-noreply@linkedin.com",
        "indeedapply@indeed.com",
        "system@successfactors.eu",
        "hr-xyz@invalidemail.com",
        "no-reply@nordlys.teamtailor-mail.com",
        "emploi@emails.hellowork.com",
    ],
)
def test_a_machine_of_a_system_is_not_answered(email: str) -> None:
    address, reason = senders.reply_address(mail(email), "en", RULES, OWN)

    assert (address, reason) == (NOBODY, f"nobody reads {email}: find a contact")


def test_reply_to_is_answered_where_the_sender_is_a_machine() -> None:
    message = mail("no-reply@greenhouse.io", reply_to="talent@nordlys.example")

    assert answered_at(message) == "talent@nordlys.example"


@pytest.mark.parametrize("reply_to", ["noreply@nordlys.example", "lea@sample.example", ""])
def test_a_reply_to_that_nobody_else_reads_helps_nothing(reply_to: str) -> None:
    assert answered_at(mail("no-reply@nordlys.example", reply_to=reply_to)) == ""


@pytest.mark.parametrize(
    "body",
    [
        "Hello,\n\nwe chose someone else.\n\nPlease do not reply to this email.",
        "This mailbox is not monitored.",
        "Replies to this message are not read.",
        "Sent from an unmonitored mailbox.",
        "Bitte antworten Sie nicht auf diese E-Mail.",
        "Diese Nachricht wurde automatisch generiert.",
    ],
)
def test_a_body_that_forbids_answers_is_obeyed_in_any_language(body: str) -> None:
    address, reason = senders.reply_address(mail("jobs@nordlys.example", body), "en", RULES, OWN)

    assert address == NOBODY
    assert "nobody reads answers" in reason


def test_a_body_that_speaks_of_replies_is_no_prohibition() -> None:
    message = mail("jobs@nordlys.example", "Sorry that we did not reply to this email sooner.")

    assert answered_at(message) == "jobs@nordlys.example"


def test_quoted_text_does_not_forbid_answers() -> None:
    text = "We chose someone else.\n> Please do not reply to this email."
    cut = text.index(">")
    segments = (
        Segment(SegmentKind.OWN, 0, cut),
        Segment(SegmentKind.QUOTED, cut, len(text)),
    )
    message = replace(mail("jobs@nordlys.example"), body=Body(text, segments))

    assert answered_at(message) == "jobs@nordlys.example"


def test_our_own_mail_is_never_answered_even_with_a_tag() -> None:
    assert answered_at(mail("Lea+jobs@sample.example")) == ""


@pytest.mark.parametrize(
    "automation",
    [
        Automation(auto_submitted="auto-replied"),
        Automation(auto_submitted="auto-notified"),
        Automation(precedence="list"),
        Automation(list_id="<talk.lists.example>"),
        Automation(null_return_path=True),
        Automation(is_report=True),
    ],
)
def test_lists_bounces_and_answering_machines_are_never_answered(automation: Automation) -> None:
    message = replace(mail("jobs@nordlys.example"), automation=automation)
    address, reason = senders.reply_address(message, "en", RULES, OWN)

    assert address == NOBODY
    assert reason


@pytest.mark.parametrize(
    "automation",
    [
        Automation(auto_submitted="auto-generated"),
        Automation(precedence="bulk", has_list_unsubscribe=True),
    ],
)
def test_bulk_marks_alone_do_not_silence_us(automation: Automation) -> None:
    message = replace(mail("jobs@nordlys.example"), automation=automation)

    assert answered_at(message) == "jobs@nordlys.example"


def test_a_platform_keeps_the_talk_to_itself() -> None:
    message = mail("room-1@upwork.com", reply_to="room-1@relay.example")
    address, reason = senders.reply_address(message, "en", RULES, OWN)

    assert address == NOBODY
    assert reason == "Upwork keeps the talk on its own pages: answer there"


def test_a_mail_without_a_sender_is_not_answered() -> None:
    assert answered_at(mail("")) == ""


ADDRESSES = ("lea@sample.example", "Hello@Sample.example")


@pytest.mark.parametrize(
    ("delivered", "to", "cc", "identity"),
    [
        ("hello@sample.example", "lea@sample.example", "", "Hello@Sample.example"),
        ("", "LEA@Sample.Example", "", "lea@sample.example"),
        ("", "hello+jobs@sample.example", "", "Hello@Sample.example"),
        ("", "team@other.example", "hello@sample.example", "Hello@Sample.example"),
        ("", "stranger@other.example", "", "lea@sample.example"),
        ("forwarder@other.example", "hello@sample.example", "", "Hello@Sample.example"),
    ],
)
def test_the_identity_is_the_configured_address_that_was_written_to(
    delivered: str, to: str, cc: str, identity: str
) -> None:
    message = replace(
        mail("jobs@nordlys.example"),
        delivered_to=(delivered,) if delivered else (),
        to=(Address("", to),),
        cc=(Address("", cc),) if cc else (),
    )

    assert senders.identity_of(message, ADDRESSES) == identity


@pytest.mark.parametrize(
    "body",
    [
        "Kontakt os ikke igen.",
        "Wir wünschen keinen weiteren Kontakt.",
        "Please do not contact us again.",
        "No vuelva a contactarnos.",
        "Merci de ne plus nous contacter.",
        "La preghiamo di non contattarci più.",
        "今後のご連絡はご遠慮ください。",
        "더 이상 연락하지 말아 주십시오.",
        "Neem geen contact meer met ons op.",
        "Vi ønsker ikke ytterligere kontakt.",
        "Nie życzymy sobie dalszego kontaktu.",
        "Por favor, não volte a contactar-nos.",
        "Kontakta oss inte igen.",
        "请勿再联系我们。",
    ],
)
def test_whoever_asks_not_to_be_written_to_is_left_in_peace(body: str) -> None:
    answer = senders.reply_address(mail("jane@nordlys.example", body), "en", RULES, OWN)

    assert answer == (NOBODY, "they ask not to be written to")


def test_whoever_can_be_reached_again_is_not_taken_for_one_who_cannot() -> None:
    text = "Please do not hesitate to contact us again."

    assert answered_at(mail("jane@nordlys.example", text)) == "jane@nordlys.example"
