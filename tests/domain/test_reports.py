"""What reports of mail systems say, whole and in pieces."""

import pytest

from mailwatch.domain.mail.messages import Piece
from mailwatch.domain.mail.mime import read_message, read_pieces, wants_more
from tests.domain.test_mime import multipart, plain

OURS = "<ours@example.org>"
RETURNED = b"Content-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: <ours@example.org>\n"
ENCLOSED = b"Content-Type: message/rfc822\n\nMessage-ID: <ours@example.org>\n\nThe original"
READ = (
    b"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;jane@x.example\n"
    b"Original-Message-ID: <ours@example.org>\nDisposition: manual-action; displayed\n"
)


def status(*actions: bytes) -> bytes:
    groups = (b"Final-Recipient: rfc822;a@x.example\nAction: %s\n" % one for one in actions)
    return b"Content-Type: message/delivery-status\n\nReporting-MTA: dns;x\n\n" + b"\n".join(groups)


def report(*parts: bytes, kind: bytes = b"delivery-status") -> bytes:
    return multipart(b"report; report-type=" + kind, plain(b"Dear sender"), *parts)


@pytest.mark.parametrize(
    ("raw", "is_failure"),
    [
        (report(status(b"failed"), RETURNED), True),
        (report(status(b" Failed "), RETURNED), True),
        (report(status(b"delivered", b"failed")), True),
        (report(status(), RETURNED), True),
        (report(RETURNED), True),
        (report(status(b"delayed"), RETURNED), False),
        (report(status(b"relayed", b"expanded")), False),
        (report(READ, kind=b"disposition-notification"), False),
        (multipart(b"report", plain(b"Read"), READ), False),
        (report(status(b"failed"), kind=b"feedback-report"), False),
        (multipart(b"mixed", plain(b"Dear sender"), status(b"failed")), False),
    ],
)
def test_only_a_report_of_a_mail_that_did_not_arrive_is_a_failure(
    raw: bytes, *, is_failure: bool
) -> None:
    assert read_message(raw).automation.is_failure is is_failure


@pytest.mark.parametrize(
    "raw",
    [
        report(status(b"failed"), RETURNED),
        report(status(b"failed"), ENCLOSED),
        report(READ, kind=b"disposition-notification"),
    ],
)
def test_a_report_names_the_mail_that_it_is_about(raw: bytes) -> None:
    assert read_message(raw).automation.reported_id == OURS


def test_a_report_in_pieces_says_what_the_whole_one_says() -> None:
    header, _, _ = report().partition(b"\n\n")
    split = [p.partition(b"\n\n") for p in (plain(b"Dear sender"), status(b"delayed"), RETURNED)]
    pieces = [Piece(head, content) for head, _, content in split]

    found = read_pieces(header, pieces)

    assert found == read_message(report(status(b"delayed"), RETURNED))
    assert [wants_more(header, pieces[:n]) for n in range(4)] == [True, True, True, False]
