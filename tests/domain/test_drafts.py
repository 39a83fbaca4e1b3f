from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import Opportunity, StepKind
from mailwatch.domain.writing.drafts import build, message_id
from mailwatch.errors import ProtocolError
from tests.support.letters import JANE, LEA, opportunity, reply

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
OUR_ID = "<0123456789abcdef@example.org>"
FIELDS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]


def content(about: Opportunity | None = None, **given: object) -> bytes:
    return build(reply(**given), about or opportunity(), LEA, OUR_ID, AT).content


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(raw: bytes) -> str:
    return str(parsed(raw).get_content()).replace("\r\n", "\n")


def field(raw: bytes, name: str) -> bytes:
    """The raw lines of one field."""
    return raw.split(f"\r\n{name}: ".encode())[1].split(b"\r\n", 1)[0]


def test_the_message_id_is_the_same_for_the_same_step() -> None:
    first = message_id(b"secret", "main", "<no@corp.example>", StepKind.THANKS, "example.org")

    again = message_id(b"secret", "main", "<no@corp.example>", StepKind.THANKS, "example.org")

    assert first == again


@pytest.mark.parametrize(
    ("secret", "account", "original", "kind"),
    [
        (b"other", "main", "<no@corp.example>", StepKind.THANKS),
        (b"secret", "other", "<no@corp.example>", StepKind.THANKS),
        (b"secret", "main", "<other@corp.example>", StepKind.THANKS),
        (b"secret", "main", "<no@corp.example>", StepKind.CHECK_IN),
    ],
)
def test_the_message_id_differs_for_any_other_step(
    secret: bytes, account: str, original: str, kind: StepKind
) -> None:
    ours = message_id(b"secret", "main", "<no@corp.example>", StepKind.THANKS, "example.org")

    assert message_id(secret, account, original, kind, "example.org") != ours


def test_the_message_id_tells_nothing_but_the_senders_domain() -> None:
    ours = message_id(b"secret", "main", "<no@corp.example>", StepKind.THANKS, "example.org")

    local, _, domain = ours.strip("<>").partition("@")
    assert (len(local), set(local) <= set("0123456789abcdef")) == (32, True)
    assert domain == "example.org"


def test_a_draft_has_these_fields_and_no_others() -> None:
    assert parsed(content()).keys() == FIELDS


def test_a_draft_answers_in_the_thread() -> None:
    about = opportunity(references=("<one@corp.example>", "<two@example.org>"))

    raw = content(about)

    assert b"\r\nIn-Reply-To: <no@corp.example>\r\n" in raw
    assert (
        b"\r\nReferences: <one@corp.example>\r\n <two@example.org>\r\n <no@corp.example>\r\n" in raw
    )


def test_a_message_without_an_id_opens_no_thread() -> None:
    draft = build(reply(), opportunity(message_id=""), LEA, OUR_ID, AT)

    assert draft.in_reply_to == ""
    assert parsed(draft.content).keys() == [f for f in FIELDS if f not in FIELDS[5:7]]


def test_a_long_id_is_never_made_an_encoded_word() -> None:
    long = f"<{'A' * 300}@corp.example>"

    raw = content(opportunity(message_id=long, references=(long, "<one@corp.example>")))

    assert f"\r\nIn-Reply-To: {long}\r\n".encode() in raw
    assert b"=?" not in raw


def test_of_too_many_references_the_first_and_the_last_remain() -> None:
    many = tuple(f"<{n:03}-{'x' * 60}@corp.example>" for n in range(100))

    references = parsed(content(opportunity(references=many)))["References"].split()

    assert len(" ".join(references)) <= 986
    assert references[0] == many[0]
    assert references[-2:] == [many[-1], "<no@corp.example>"]


def test_a_malformed_reference_is_left_out() -> None:
    about = opportunity(
        references=("<a b@corp.example>", "<a@corp.example>\r\nBcc: x@evil.example")
    )

    assert parsed(content(about))["References"] == "<no@corp.example>"


def test_the_address_that_was_written_to_answers() -> None:
    raw = content(opportunity(identity="hello@example.org"))

    assert raw.startswith(b"From: Lea Example <hello@example.org>\r\n")


def test_a_tag_in_the_address_is_kept() -> None:
    raw = content(opportunity(identity="lea+jobs@example.org"))

    assert raw.startswith(b"From: Lea Example <lea+jobs@example.org>\r\n")


def test_an_address_that_is_not_the_users_never_becomes_the_sender() -> None:
    raw = content(opportunity(identity="boss@evil.example"))

    assert raw.startswith(b"From: Lea Example <lea@example.org>\r\n")


def test_the_name_of_the_addressee_may_be_in_any_script() -> None:
    raw = content(to=Address("Jörg Müller 採用", "hr@corp.example"))

    assert parsed(raw)["To"] == "Jörg Müller 採用 <hr@corp.example>"
    assert raw.isascii()


def test_a_comma_in_a_name_does_not_make_two_addressees() -> None:
    raw = content(to=Address('Doe, "Jane" <x@evil.example>', "jane@corp.example"))

    assert [a.addr_spec for a in parsed(raw)["To"].addresses] == ["jane@corp.example"]


def test_a_domain_in_another_script_is_written_in_ascii() -> None:
    raw = content(to=Address("", "hr@müller.example"))

    assert b"\r\nTo: hr@xn--mller-kva.example\r\n" in raw


@pytest.mark.parametrize("email", ["", "jane", "jane@", "ja ne@corp.example", "jörg@corp.example"])
def test_an_unusable_address_is_refused(email: str) -> None:
    with pytest.raises(ProtocolError, match="address"):
        content(to=Address("Jane", email))


def test_a_reply_to_nobody_has_no_to_field() -> None:
    assert "To" not in parsed(content(to=NOBODY))


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Your application",
        "Re: Ihre Bewerbung als Qualitätsprüferin – Ergebnis 結果 🎨",
        "Re: " + "a long subject of many words " * 10,
        "Re: " + "x" * 400,
        "Re: not =?utf-8?q?decoded?= twice",
    ],
)
def test_a_subject_comes_back_as_it_was(subject: str) -> None:
    assert parsed(content(subject=subject))["Subject"] == subject.strip()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\0"])
def test_no_line_end_in_a_value_starts_another_field(end: str) -> None:
    hostile = f"Hello{end}Bcc: everyone@evil.example{end}{end}<html>"

    raw = content(subject=hostile, to=replace(JANE, name=hostile))

    assert parsed(raw).keys() == FIELDS


def test_a_line_end_in_the_message_id_is_refused() -> None:
    with pytest.raises(ProtocolError, match="header"):
        build(reply(), opportunity(), LEA, f"{OUR_ID}\r\nBcc: everyone@evil.example", AT)


def test_marks_that_turn_the_direction_of_a_name_are_taken_out() -> None:
    raw = content(to=Address("Jane \u202eeoD", "jane@corp.example"))

    assert parsed(raw)["To"].addresses[0].display_name == "Jane eoD"


def test_short_ascii_travels_as_it_is() -> None:
    assert field(content(), "Content-Transfer-Encoding") == b"7bit"


def test_other_letters_travel_quoted_and_come_back() -> None:
    raw = content(text="Grüße – 🎨\n\nLea")

    assert field(raw, "Content-Transfer-Encoding") == b"quoted-printable"
    assert text_of(raw) == "Grüße – 🎨\n\nLea\n"


def test_a_long_paragraph_is_not_broken() -> None:
    paragraph = "word " * 150 + "end"

    assert text_of(content(text=paragraph)) == f"{paragraph}\n"


def test_a_line_that_begins_with_from_is_not_changed_by_mailbox_files() -> None:
    raw = content(text="Thank you.\n\nFrom Monday on I am away.")

    assert b"\r\nFrom Monday" not in raw
    assert "\nFrom Monday" in text_of(raw)


def test_a_draft_is_crlf_throughout() -> None:
    raw = content(text="a\rb\r\nc\nd\x85e\0f")

    assert raw.endswith(b"\r\n")
    assert raw.replace(b"\r\n", b"").translate(None, b"\r\n\0") == raw.replace(b"\r\n", b"")


def test_the_date_is_that_of_the_user() -> None:
    assert field(content(), "Date") == b"Tue, 03 Mar 2026 10:00:00 +0100"


def test_the_same_reply_gives_the_same_bytes() -> None:
    assert content() == content()
