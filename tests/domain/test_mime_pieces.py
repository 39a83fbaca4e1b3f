"""A mail that came in pieces says what the whole mail says."""

from email.message import EmailMessage

import pytest

from mailwatch.domain.mail.messages import Piece
from mailwatch.domain.mail.mime import read_message, read_pieces, wants_more

HEADER = b"From: Nora Field <nora@studio.example>\nTo: lea@example.org\nSubject: Your proposal\n"
LONG_TEXT = "We read your proposal with pleasure and talked about it for a while. " * 5


def built() -> list[bytes]:
    simple, both, attached, nested = (EmailMessage() for _ in range(4))
    for mail in (simple, both, attached, nested):
        mail["From"], mail["Subject"] = "Nora <nora@studio.example>", "Grüße aus Köln"
        mail["Message-ID"] = "<1@studio.example>"
        mail.set_content(f"Schöne Grüße.\n\n{LONG_TEXT}")
    for mail in (both, nested):
        mail.add_alternative(f"<p>Schöne Grüße.</p><p>{LONG_TEXT}</p>", subtype="html")
    for mail in (attached, nested):
        mail.add_attachment(b"\0\1", maintype="application", subtype="pdf", filename="a.pdf")
    return [mail.as_bytes() for mail in (simple, both, attached, nested)]


def fetched(raw: bytes, limit: int = 100_000) -> tuple[bytes, list[Piece]]:
    """Cut a mail made by built() into what a server would send for its header and part 1, 2."""
    header, _, body = raw.partition(b"\n\n")
    if b"boundary=" not in header:
        return header, [Piece(b"", body[:limit])]
    boundary = b"--" + header.partition(b'boundary="')[2].partition(b'"')[0]
    parts = [part.strip(b"\n") for part in body.split(boundary)[1:-1]]
    split = [part.partition(b"\n\n") for part in parts]
    return header, [Piece(head, content[:limit]) for head, _, content in split]


@pytest.mark.parametrize("raw", built(), ids=["simple", "alternative", "attachment", "nested"])
def test_pieces_say_what_the_whole_mail_says(raw: bytes) -> None:
    whole = read_message(raw)
    header, pieces = fetched(raw)

    assert read_pieces(header, pieces) == whole
    assert read_pieces(header, pieces[:1]).body.text.strip() == whole.body.text.strip()


@pytest.mark.parametrize("raw", built(), ids=["simple", "alternative", "attachment", "nested"])
@pytest.mark.parametrize("limit", [301, 302, 303, 304])
def test_pieces_cut_anywhere_say_the_beginning(raw: bytes, limit: int) -> None:
    header, pieces = fetched(raw, limit)

    assert read_pieces(header, pieces).body.text.startswith("Schöne Grüße.")


MIXED = HEADER + b"Content-Type: multipart/mixed; boundary=b\n"
ALTERNATIVE = HEADER + b"Content-Type: multipart/alternative; boundary=b\n"
IMAGE = Piece(b"Content-Type: image/png\n", b"abcd")
THIN = Piece(b"Content-Type: text/plain\n", b"Use another program.")
LONG = Piece(b"Content-Type: text/plain\n", LONG_TEXT.encode())
GONE = Piece(b"", b"")


@pytest.mark.parametrize(
    ("header", "pieces", "expected"),
    [
        (HEADER, [Piece(b"", b"")], False),
        (MIXED, [], True),
        (MIXED, [IMAGE], True),
        (MIXED, [IMAGE, LONG], False),
        (MIXED, [IMAGE, GONE], False),
        (MIXED, [IMAGE] * 8, False),
        (ALTERNATIVE, [THIN], True),
        (ALTERNATIVE, [THIN, Piece(b"Content-Type: text/html\n", b"<p>No.</p>")], False),
        (ALTERNATIVE, [LONG], False),
    ],
)
def test_more_is_wanted_only_where_there_is_more_and_no_text_yet(
    header: bytes,
    pieces: list[Piece],
    expected: bool,
) -> None:
    assert wants_more(header, pieces) is expected
