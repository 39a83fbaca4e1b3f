"""Mails made to hurt: each is answered, and says what was left out where something was."""

import base64

import pytest

from mailwatch.domain.mail.mime import read_message

HEADER = b"From: a@b.example\nSubject: x\n"
HTML = HEADER + b"Content-Type: text/html; charset=utf-8\n\n"
TEXT = HEADER + b"Content-Type: text/plain; charset=utf-8\n\n"
MIXED = HEADER + b"Content-Type: multipart/mixed; boundary=b\n\n"


def nested(depth: int) -> bytes:
    levels = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        for level in range(depth)
    )
    return HEADER + b"".join(levels) + b"\nhello"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(nested(50_000), id="nested multiparts"),
        pytest.param(HEADER + b"Content-Type: message/rfc822\n\n" * 50_000, id="nested mails"),
        pytest.param(MIXED + b"--b\n\nx\n" * 100_000, id="parts"),
        pytest.param(MIXED + b"--bx\n" * 500_000, id="almost boundaries"),
        pytest.param(HEADER + b"X: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nx", id="encoded words"),
        pytest.param(b"Subject: " + b"=?utf-8?q?a?=\n " * 20_000 + b"\n\nx", id="long subject"),
        pytest.param(b"To: " + b"a@b.example, " * 20_000 + b"\n\nx", id="addresses"),
        pytest.param(b"To: " + b"(" * 60_000 + b"\n\nx", id="comments"),
        pytest.param(b"To: a" + b" " * 8_000 + b"b\n\nx", id="spaces"),
        pytest.param(b"Subject: x\nReferences: <" + b"@" * 60_000 + b"\n\nx", id="at signs"),
        pytest.param(b"Subject: x\n" + b"junk\n" * 500_000, id="header lines"),
        pytest.param(HEADER + b"Content-Type: text/plain" + b";a*1=b" * 1_300, id="parameters"),
        pytest.param(HEADER + b"Date: Mon, 1 Jan 99999999999 10:00 +99999999\n\nx", id="date"),
        pytest.param(HTML + b"<div>" * 200_000 + b"x", id="deep html"),
        pytest.param(HTML + b"<" * 1_000_000, id="angles"),
        pytest.param(HTML + b"<!--" * 250_000, id="comments in html"),
        pytest.param(HTML + b"&#" + b"9" * 1_000_000, id="character reference"),
        pytest.param(
            HTML + b"<p " + b"".join(b"a%d=b " % number for number in range(90_000)) + b">x",
            id="attributes",
        ),
        pytest.param(HTML + b"<blockquote type=cite>" * 500 + b"a<br>" * 100_000, id="citations"),
        pytest.param(TEXT + b"\n" * 1_000_000, id="empty lines"),
        pytest.param(TEXT + b">" * 1_000_000, id="quote marks"),
        pytest.param(TEXT + b"On Mon " * 150_000, id="attributions"),
        pytest.param(TEXT + b"From: x\nfoo\n" * 90_000, id="quoted headers"),
        pytest.param(TEXT + b"---------- Forwarded message\n" * 40_000, id="forwards"),
        pytest.param(TEXT + ("a" + "\u0301\u0323" * 200_000).encode(), id="accents"),
        pytest.param(
            HEADER + b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(b"a" * 20_000_000),
            id="base64",
        ),
        pytest.param(TEXT + b"word. Another word\n" * 1_000_000, id="large"),
    ],
)
def test_a_hostile_mail_is_answered_and_bounded(raw: bytes) -> None:
    message = read_message(raw)

    assert len(message.body.text) <= 400_000
    assert len(message.to) <= 50


def test_what_is_cut_is_noted() -> None:
    assert "very long: cut" in read_message(TEXT + b"word " * 100_000).notes


def test_nesting_beyond_reason_is_noted() -> None:
    assert any("deeply nested" in note for note in read_message(nested(300)).notes)


def test_reasonable_nesting_is_read() -> None:
    assert read_message(nested(10)).body.text == "hello"
