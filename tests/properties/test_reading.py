"""Nothing that arrives can make reading fail."""

import os
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.mail.messages import Message, Piece, Segment
from mailwatch.domain.mail.mime import message_of_text, read_message, read_pieces, wants_more
from mailwatch.domain.mail.quotes import segments
from mailwatch.errors import ProtocolError
from tests.support.seeds import MAIL, PIECES_OF_MAIL

LINES = (
    "> quoted", ">", "", " ", "-- ", "--", "words", "Sent from my telephone", "wrote:",
    "On 3 March 2026 10:00 Lea <lea@example.org>", "Lea wrote on 3 March:", "From: x", "To: y",
    "Sent: z", "Subject: s", "-----Original Message-----", "---------- Forwarded message",
    "_" * 32, "This e-mail is confidential.", "Begin forwarded message:", "：", "写道：",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    raw = MAIL
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(raw)))
        end = at + draw(st.sampled_from((0, 0, 1, 5, 60)))
        raw = raw[:at] + draw(st.sampled_from(PIECES_OF_MAIL)) + raw[end:]
    return raw


@st.composite
def nested(draw: st.DrawFn) -> bytes:
    raw = b"Subject: x\n"
    for _ in range(draw(st.integers(1, 40))):
        kind = draw(st.sampled_from((b"mixed", b"alternative", b"related", b"digest", b"report")))
        boundary = draw(st.sampled_from((b"a", b"ab", b"b", b'"', b"")))
        raw += b"Content-Type: multipart/%s; boundary=%s\n\n--%s\n" % (kind, boundary, boundary)
    return raw + b"\nhello\n--a--\n--b\n\nx"


def is_whole(text: str, found: tuple[Segment, ...]) -> bool:
    starts = [segment.start for segment in found]
    ends = [segment.end for segment in found]
    covered = [0, *ends] == [*starts, len(text)]
    return covered and all(segment.start < segment.end for segment in found)


def answer(raw: bytes) -> Message | None:
    try:
        return read_message(raw)
    except ProtocolError:
        return None


@given(st.one_of(st.binary(max_size=300), mutated(), nested()))
@settings(max_examples=400)
def test_any_octets_are_a_message_or_a_protocol_error(raw: bytes) -> None:
    message = answer(raw)

    assert message is None or is_whole(message.body.text, message.body.segments)
    assert message is None or not {"\r", "\n", "\0"} & set(message.subject + message.sender.name)


@given(mutated(), st.integers(0, 1500), st.integers(0, 3))
@settings(max_examples=200)
def test_any_pieces_are_a_message_or_a_protocol_error(raw: bytes, cut: int, number: int) -> None:
    header, pieces = raw[:cut], [Piece(raw[cut : cut + 90], raw[cut:])] * number

    try:
        message = read_pieces(header, pieces)
    except ProtocolError:
        message = message_of_text("", "", "")

    assert is_whole(message.body.text, message.body.segments)
    assert wants_more(header, pieces) in {True, False}


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(LINES), max_size=25).map("\n".join)),
    st.booleans(),
)
@settings(max_examples=500)
def test_segments_cover_any_text_in_order_and_without_gaps(text: str, is_forward: bool) -> None:
    assert is_whole(text, segments(text, is_forward=is_forward))


@given(st.lists(st.sampled_from(LINES), max_size=25).map("\n".join))
def test_some_words_are_always_own(text: str) -> None:
    found = segments(text)

    assert not text.strip() or any(
        segment.kind == "own" and text[segment.start : segment.end].strip() for segment in found
    )


SHARED = Path(
    os.environ.get("MAILWATCH_SHARED", Path(__file__).resolve().parents[2].parent / "shared")
)
RAW = SHARED / "corpus" / "raw.tar.gz"

# The mail of others is not part of the project: where it does not lie beside it, there is
# nothing to run on, and the test is not collected.
if RAW.is_file():
    import tarfile

    def test_every_mail_of_the_raw_corpus_is_answered_within_a_second() -> None:
        slowest, count = timedelta(), 0
        with tarfile.open(RAW) as archive:
            for member in archive:
                file = archive.extractfile(member)
                if file is None:
                    continue
                raw, began = file.read(), perf_counter()
                answer(raw)
                slowest = max(slowest, timedelta(seconds=perf_counter() - began))
                count += 1

        assert count == 1527
        assert slowest < timedelta(seconds=1)
