"""What header fields say."""

from datetime import UTC, datetime, timedelta

import pytest

from mailwatch.domain.mail import envelope
from mailwatch.domain.mail.addresses import read_addresses, read_sender
from mailwatch.domain.mail.encodedwords import decode_words, one_line
from mailwatch.domain.mail.fields import read_content_type, read_fields
from mailwatch.domain.mail.messages import NOBODY, Address


@pytest.mark.parametrize(
    ("value", "name", "email"),
    [
        ("nora@Studio.Example", "", "nora@studio.example"),
        ("Nora Field <Nora@studio.example>", "Nora Field", "Nora@studio.example"),
        ('"Field, Nora" <nora@studio.example>', "Field, Nora", "nora@studio.example"),
        ("nora@studio.example (Nora Field)", "Nora Field", "nora@studio.example"),
        ("=?utf-8?Q?J=C3=BCrgen?= <j@firm.example>", "Jürgen", "j@firm.example"),
        ("=?utf-8?Q?Field,_Nora?= <n@firm.example>", "Field, Nora", "n@firm.example"),
        ('"=?utf-8?B?SsO8cmdlbg==?=" <j@firm.example>', "Jürgen", "j@firm.example"),
        ("=?utf-8?Q?a=0D=0ABcc:_x?= <j@firm.example>", "a Bcc: x", "j@firm.example"),
        ("=?utf-8?Q?=E2=80=AEevil?= <j@firm.example>", "evil", "j@firm.example"),
        ("Nora at work nora@studio.example", "Nora at work", "nora@studio.example"),
        ("<@relay.example:nora@studio.example>", "", "nora@studio.example"),
        ("nora @ studio . example", "", "nora@studio.example"),
        ("Nora Field", "Nora Field", ""),
        ("Nora <not an address>", "Nora", ""),
        ("Nora <nora@studio.example", "Nora", "nora@studio.example"),
    ],
)
def test_an_address_is_read(value: str, name: str, email: str) -> None:
    assert read_sender(value) == Address(name, email)


def test_an_address_with_a_space_in_it_is_not_made_into_another() -> None:
    assert read_sender('"nora field"@studio.example').email == ""


def test_an_empty_field_names_nobody() -> None:
    assert read_sender("") == NOBODY


def test_groups_and_lists_are_flattened() -> None:
    found = read_addresses("Jury: a@x.example, B <b@x.example>; c@x.example, undisclosed:;")

    assert [address.email for address in found] == ["a@x.example", "b@x.example", "c@x.example"]


def test_at_most_fifty_addresses_are_kept() -> None:
    assert len(read_addresses("a@x.example," * 200)) == 50


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Ulm", "Grüße aus Ulm"),
        ("=?utf-8?b?R3LDvA==?= =?utf-8?b?w59l?=", "Grüße"),
        ("=?utf-8?q?Gr=C3?=\t=?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?a?= =?iso-8859-1?q?=E9?=", "aé"),
        ("=?utf-8*en?q?a_b?=", "a b"),
        ("=?utf-8?Q?Really??=", "Really?"),
        ("=?x-martian?q?a?=", "a"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
    ],
)
def test_encoded_words_are_decoded(text: str, decoded: str) -> None:
    assert decode_words(text) == decoded


def test_a_header_text_is_one_clean_line() -> None:
    assert one_line("a\r\n b\t\x00\u202ec", 100) == "a b c"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<1@x.example>", ("<1@x.example>",)),
        ("<1@x> <2@x>\t<1@x>", ("<1@x>", "<2@x>")),
        ("<[1@x.example>", ("<[1@x.example>",)),
        ("<[a@b", ()),
        ("<a b@x> <<c@x>> <d@> <@e> f@x", ("<c@x>",)),
        ("<a@\u00e9>", ()),
        (f"<{'a' * 600}@x>", ()),
    ],
)
def test_only_well_formed_message_ids_count(value: str, expected: tuple[str, ...]) -> None:
    assert envelope.message_ids(value) == expected


def test_of_many_references_the_first_and_the_newest_are_kept() -> None:
    value = " ".join(f"<{number}@x.example>" for number in range(2000))
    found = envelope.references(read_fields(f"References: {value}\n".encode()))

    assert len(found) == 50
    assert (found[0], found[-1]) == ("<0@x.example>", "<1999@x.example>")


def test_in_reply_to_stands_in_for_references() -> None:
    assert envelope.references(read_fields(b"In-Reply-To: <1@x.example>\n")) == ("<1@x.example>",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Tue, 3 Mar 2026 10:00:00 +0100", datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("3 Mar 2026 10:00:00 GMT (Greenwich)", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Tue, 3 Mar 2026 10:00:00 -0000", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("Tue, 3 Mar 1026 10:00:00 +0100", None),
        ("Tue, 3 Mar 9999 23:59:59 -2359", None),
        ("Tue, 33 Mar 2026 10:00:00 +99999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_utc_or_none(value: str, expected: datetime | None) -> None:
    assert envelope.date(read_fields(f"Date: {value}\n".encode())) == expected


def test_the_sender_field_stands_in_where_from_names_nobody() -> None:
    fields = read_fields(b"From: The team\nSender: team@firm.example\n")

    assert envelope.sender(fields).email == "team@firm.example"


def test_what_headers_say_about_machines_is_kept() -> None:
    block = (
        b"Auto-Submitted: Auto-Generated (rule)\nPrecedence: BULK\nList-Id: News <news.x.example>\n"
        b"List-Unsubscribe: <mailto:u@x.example>\nReturn-Path: < >\n"
    )
    found = envelope.automation(read_fields(block), read_content_type("multipart/report; a=b"))

    assert (found.auto_submitted, found.precedence) == ("auto-generated", "bulk")
    assert found.list_id == "news.x.example"
    assert found.has_list_unsubscribe
    assert found.null_return_path
    assert found.is_report


def test_delivered_to_gathers_three_fields() -> None:
    block = b"Delivered-To: a@x.example\nX-Original-To: b@x.example\nEnvelope-To: <a@x.example>\n"

    assert envelope.delivered_to(read_fields(block)) == ("a@x.example", "b@x.example")


@pytest.mark.parametrize("subject", ["Fwd: No", "FW: No", "WG: Absage", "TR : Refus", "转发：结果"])
def test_a_forwarding_subject_is_recognised(subject: str) -> None:
    assert envelope.is_forwarding_subject(subject)


@pytest.mark.parametrize("subject", ["Re: Fwd: No", "Forward planning", "True: yes", ""])
def test_another_subject_is_no_forward(subject: str) -> None:
    assert not envelope.is_forwarding_subject(subject)


def test_continued_and_encoded_parameters_are_put_together() -> None:
    value = 'text/plain; name*0*=utf-8\'\'Gr%C3%BC; name*1=sse; charset="a\\"b"; boundary=x (c)'
    found = read_content_type(value)

    assert found.parameter("name") == "Grüsse"
    assert found.parameter("charset") == 'a"b'
    assert found.parameter("boundary") == "x"


def test_a_folded_field_is_one_line() -> None:
    assert read_fields(b"Subject: a\n  b\n\tc\n").first("subject") == "a b c"


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("Mon, 2 Mar 2026 12:00:00 +0900", 9),
        ("Mon, 2 Mar 2026 12:00:00 -0330", -3.5),
        ("Mon, 2 Mar 2026 12:00:00 EST", -5),
        ("Mon, 2 Mar 2026 12:00:00 +0000", None),
        ("Mon, 2 Mar 2026 12:00:00 -0000", None),
        ("Mon, 2 Mar 2026 12:00:00 GMT", None),
        ("Mon, 2 Mar 2026 12:00:00 +1900", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_tells_the_writers_clock_unless_it_is_written_as_utc(
    written: str, hours: float | None
) -> None:
    fields = read_fields(f"Date: {written}\n".encode())

    expected = None if hours is None else timedelta(hours=hours)
    assert envelope.utc_offset(fields) == expected
