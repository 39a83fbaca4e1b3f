"""What a whole mail becomes."""

import pytest

from mailwatch.domain.mail.messages import SegmentKind
from mailwatch.domain.mail.mime import message_of_text, read_message
from mailwatch.errors import ProtocolError

HEADER = b"From: Nora Field <nora@studio.example>\nTo: lea@example.org\nSubject: Your proposal\n"
LONG_TEXT = "We read your proposal with pleasure and talked about it for a while. " * 5


def text_of(raw: bytes) -> str:
    return read_message(raw).body.text


def single(body: bytes, *fields: bytes) -> bytes:
    return HEADER + b"".join(field + b"\n" for field in fields) + b"\n" + body


def multipart(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(b"--frontier\n" + part + b"\n" for part in parts) + b"--frontier--\n"
    return single(body, b'Content-Type: multipart/%s; boundary="frontier"' % kind)


def plain(text: bytes) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\n\n" + text


def html(text: bytes) -> bytes:
    return b"Content-Type: text/html; charset=utf-8\n\n" + text


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n\n", b"just words\nand more words", b"a: b\n\nbody", b"\0"]
)
def test_what_is_no_mail_is_a_protocol_error(raw: bytes) -> None:
    with pytest.raises(ProtocolError, match="no mail header"):
        read_message(raw)


@pytest.mark.parametrize(
    "prelude",
    [b"\r\n\n", b"\xef\xbb\xbf", b"From nora@studio.example Tue Mar  3 10:00:00 2026\n"],
)
def test_what_stands_before_the_header_is_passed_over(prelude: bytes) -> None:
    message = read_message(prelude + single(b"Hello"))

    assert (message.sender.email, message.body.text) == ("nora@studio.example", "Hello")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_any_line_end_is_a_line_end(end: bytes) -> None:
    assert text_of(single(b"One\nTwo").replace(b"\n", end)) == "One\nTwo"


def test_a_body_without_an_empty_line_before_it_is_still_read() -> None:
    assert text_of(HEADER + b"Hello there\n\nIt is me") == "Hello there\n\nIt is me"


@pytest.mark.parametrize(
    ("octets", "charset"),
    [
        ("Grüße".encode(), b"utf-8"),
        ("Grüße".encode("latin-1"), b"iso-8859-1"),
        ("Grüße".encode(), b"us-ascii"),
        ("Grüße".encode("cp1252"), b"utf-8"),
        ("Grüße".encode(), b"no-such-charset"),
        ("Grüße".encode(), b"a\0b"),
        ("Grüße".encode(), b"zlib"),
    ],
)
def test_text_is_decoded_whatever_its_label_says(octets: bytes, charset: bytes) -> None:
    assert text_of(single(octets, b'Content-Type: text/plain; charset="%s"' % charset)) == "Grüße"


def test_japanese_without_a_label_is_recognised() -> None:
    assert text_of(single("選考の結果".encode("iso2022_jp"))) == "選考の結果"


def test_japanese_under_the_wrong_japanese_label_is_read() -> None:
    raw = single("選考の結果".encode("cp932"), b"Content-Type: text/plain; charset=iso-2022-jp")

    assert text_of(raw) == "選考の結果"


def test_a_latin_letter_at_the_very_end_is_not_lost() -> None:
    assert text_of(single("Caf\xe9".encode("latin-1"), b"Content-Type: text/plain")) == "Café"


def test_a_charset_nobody_knows_is_noted() -> None:
    message = read_message(single(b"Hi", b"Content-Type: text/plain; charset=x-martian"))

    assert message.notes == ("unknown charset 'x-martian'",)


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        (b"R3LDvMOfZQ==", b"base64", "Grüße"),
        (b"R3LD\n  vMOfZ", b"BASE64", "Grüß"),
        (b"Gr=C3=BC=C3=9Fe=", b"quoted-printable", "Grüße"),
        (b"100 =ZZ sure", b"quoted-printable", "100 =ZZ sure"),
        (b"This is plain text, after all.", b"base64", "This is plain text, after all."),
        (b"Hello", b"x-unheard-of", "Hello"),
    ],
)
def test_a_broken_encoding_is_undone_as_far_as_it_goes(
    body: bytes, encoding: bytes, expected: str
) -> None:
    assert text_of(single(body, b"Content-Transfer-Encoding: " + encoding)) == expected


def test_plain_text_is_preferred_to_html() -> None:
    raw = multipart(b"alternative", plain(LONG_TEXT.encode()), html(b"<p>Something else</p>"))

    assert text_of(raw) == LONG_TEXT


@pytest.mark.parametrize("thin", [b"", b" \n", b"Please use a modern mail program."])
def test_html_is_read_where_plain_text_says_nothing(thin: bytes) -> None:
    raw = multipart(b"alternative", plain(thin), html(b"<p>" + LONG_TEXT.encode() + b"</p>"))

    assert text_of(raw) == LONG_TEXT.strip()


def test_a_short_letter_is_not_taken_for_an_empty_one() -> None:
    raw = multipart(
        b"alternative", plain(b"No, sorry. Nora"), html(b"<p>No, sorry. <b>Nora</b></p>")
    )

    assert text_of(raw) == "No, sorry. Nora"


def test_the_texts_of_a_mixed_mail_are_joined() -> None:
    assert text_of(multipart(b"mixed", plain(b"One"), plain(b"Two"))) == "One\n\nTwo"


@pytest.mark.parametrize(
    "disposition", [b"attachment", b"attachment; filename=a.txt", b'inline; filename="a.txt"']
)
def test_an_attachment_is_not_read(disposition: bytes) -> None:
    attached = b"Content-Type: text/plain\nContent-Disposition: %s\n\nsecret" % disposition

    assert text_of(multipart(b"mixed", plain(b"See the file."), attached)) == "See the file."


def test_a_mail_forwarded_whole_is_read_as_the_users_own() -> None:
    inner = (
        b"Content-Type: message/rfc822\n\nFrom: boss@firm.example\nSubject: No\n\nWe chose another."
    )
    message = read_message(multipart(b"mixed", plain(b"Look:"), inner))

    assert message.is_forward
    assert message.sender.email == "nora@studio.example"
    assert message.body.words_of(SegmentKind.OWN) == "Look:\n\nWe chose another."
    assert "forwarded" in message.notes


def test_a_signature_does_not_swallow_the_part_that_follows() -> None:
    message = read_message(multipart(b"mixed", plain(b"One\n\n-- \nNora"), plain(b"Two")))

    assert message.body.words_of(SegmentKind.OWN) == "One\n\n\n\nTwo"
    assert message.body.words_of(SegmentKind.SIGNATURE).strip() == "-- \nNora"


def test_an_inline_forward_is_the_users_own_text() -> None:
    body = (
        b"fyi\n\n---------- Forwarded message ---------\nFrom: Boss <boss@firm.example>\n"
        b"Date: Tue, 3 Mar 2026\nSubject: No\nTo: nora@studio.example\n\nWe chose another."
    )
    message = read_message(single(body))

    assert message.is_forward
    assert "We chose another." in message.body.words_of(SegmentKind.OWN)


def test_a_forward_quoted_line_by_line_loses_its_marks() -> None:
    body = (
        b"Begin forwarded message:\n\n> From: boss@firm.example\n> Subject: No\n"
        b"> Date: 3 March 2026\n> \n> We chose\n> another.\n"
    )
    message = read_message(single(body))

    assert message.is_forward
    assert message.body.words_of(SegmentKind.OWN).strip() == "We chose\nanother."


def test_the_subject_decides_whether_a_quoted_header_is_a_forward() -> None:
    body = (
        "zur Info\n\n-----Ursprüngliche Nachricht-----\nVon: Chef <chef@firma.example>\n"
        "Gesendet: Dienstag, 3. März 2026 10:00\nAn: Nora\nBetreff: Absage\n\nLeider nein."
    )

    forward = message_of_text("WG: Absage", "nora@studio.example", body)
    reply = message_of_text("AW: Absage", "nora@studio.example", body)

    assert forward.is_forward
    assert "Leider nein." in forward.body.words_of(SegmentKind.OWN)
    assert not reply.is_forward
    assert "Leider nein." in reply.body.words_of(SegmentKind.QUOTED)


def test_flowed_text_is_unwrapped() -> None:
    raw = single(
        b"We decided \nnot to go on.\n> Any \n> news?\n-- \nNora",
        b"Content-Type: text/plain; format=flowed",
    )

    assert text_of(raw) == "We decided not to go on.\n> Any news?\n-- \nNora"


def test_the_space_before_a_soft_break_is_deleted_where_delsp_says_so() -> None:
    raw = single("選考の \n結果".encode(), b"Content-Type: text/plain; format=flowed; delsp=yes")

    assert text_of(raw) == "選考の結果"


def test_a_report_is_marked_and_only_its_words_for_people_are_read() -> None:
    status = b"Content-Type: message/delivery-status\n\nAction: failed"
    original = b"Content-Type: message/rfc822\n\nSubject: x\n\nThe original"
    message = read_message(multipart(b"report", plain(b"Not delivered."), status, original))

    assert message.automation.is_report
    assert message.body.text == "Not delivered."
    assert not message.is_forward


def test_a_multipart_without_its_end_is_read_to_the_end() -> None:
    raw = multipart(b"mixed", plain(b"One"), plain(b"Two")).replace(b"--frontier--", b"")

    assert text_of(raw) == "One\n\nTwo"


def test_a_wrong_boundary_is_guessed() -> None:
    raw = multipart(b"mixed", plain(b"One")).replace(b'"frontier"', b'"border"')

    assert text_of(raw) == "One"


def test_a_digest_names_the_same_mail_the_same_way() -> None:
    one, again, other = (read_message(single(b)) for b in (b"Hello", b"Hello", b"Goodbye"))

    assert one.digest == again.digest
    assert one.digest != other.digest


def test_labelled_text_becomes_a_message() -> None:
    message = message_of_text("Your\nbid", "Nora Field <nora@Studio.Example>", "No.\r\nSorry.")

    assert message.subject == "Your bid"
    assert (message.sender.name, message.sender.email) == ("Nora Field", "nora@studio.example")
    assert message.body.text == "No.\nSorry."
