"""Our reading of FETCH answers must be imapclient's wherever it does not leave it to that."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient.response_parser import parse_fetch_response

from mailwatch.adapters.imap.answers import Record, parse_fetched
from mailwatch.adapters.imap.failures import translated
from mailwatch.errors import MailwatchError

FLAGS = st.lists(st.sampled_from([rb"\Seen", rb"\Flagged", b"later", b"$Junk", rb"\Recent"]))
DATES = st.sampled_from(
    [
        b"23-Nov-2026 09:00:00 +0100",
        b" 1-Jan-1999 23:59:59 -0930",
        b"31-Feb-2026 09:00:00 +0000",
        b"23-Xyz-2026 09:00:00 +0000",
        b"",
        b"nonsense",
    ]
)
LABELS = st.sampled_from(
    [
        b"BODY[HEADER]<0>",
        b"BODY[1.MIME]",
        b"BODY[]",
        b"body[text]<0>",
        b"BODY[HEADER.FIELDS (MESSAGE-ID)]",
    ]
)


@st.composite
def responses(draw: st.DrawFn) -> list[Record]:
    """Draw the records of one response, as imaplib collects them."""
    sequence, uid, size = draw(st.tuples(*[st.integers(1, 2**32 - 1)] * 3))
    head = b"%d (UID %d RFC822.SIZE %d INTERNALDATE %s FLAGS (%s)" % (
        sequence,
        uid,
        size,
        b'"' + draw(DATES) + b'"',
        b" ".join(draw(FLAGS)),
    )
    records: list[Record] = []
    for label in draw(st.lists(LABELS, unique=True)):
        content = draw(st.one_of(st.binary(max_size=40), st.none()))
        if content is None:
            head += b" " + label + b" NIL"
        else:
            head += b" " + label + b" {%d}" % len(content)
            records.append((head, content))
            head = b""
    return [*records, head + b")"]


def normal(answer: dict[int, dict[bytes, object]]) -> dict[int, dict[bytes, object]]:
    """Leave out what nobody asks for, and tell NIL from nothing no more than our callers do."""
    return {
        uid: {
            key: b"" if value is None and key.startswith(b"BODY") else value
            for key, value in items.items()
            if key not in {b"SEQ", b"UID"}
        }
        for uid, items in answer.items()
    }


@given(st.lists(responses(), max_size=4))
def test_a_plain_answer_is_read_as_imapclient_reads_it(parts: list[list[Record]]) -> None:
    records = [record for part in parts for record in part]

    ours = {uid: dict(items) for uid, items in parse_fetched(records).items()}

    assert normal(ours) == normal(dict(parse_fetch_response(records, normalise_times=False)))


@pytest.mark.parametrize(
    ("records", "flags"),
    [
        ([rb'7 (FLAGS (\Seen) UID 3 BODY[TEXT]<0> "quoted \"text\"")'], (rb"\Seen",)),
        ([rb"7 (UID 3 X-GM-LABELS (a b) FLAGS (\Seen))"], (rb"\Seen",)),
        ([rb"7 (UID 3 FLAGS ())", rb"7 (UID 3 FLAGS (\Seen))"], (rb"\Seen",)),
    ],
)
def test_an_unusual_answer_is_read_all_the_same(
    records: list[Record], flags: tuple[bytes, ...]
) -> None:
    assert parse_fetched(records)[3][b"FLAGS"] == flags


def test_news_of_another_message_is_no_answer() -> None:
    assert parse_fetched([rb"2 (FLAGS (\Seen))", rb"9 (UID 5 RFC822.SIZE 1)"]).keys() == {5}


FRAGMENTS = (
    b"(",
    b")",
    b"UID 3",
    b"FLAGS",
    b" ",
    b"BODY[",
    b"]",
    b"{3}",
    b'"',
    b"NIL",
    b"7 (",
    b"\\",
)
NOISE = st.lists(st.sampled_from(FRAGMENTS)).map(b"".join)


@given(st.lists(st.one_of(NOISE, st.tuples(NOISE, st.binary())), max_size=3))
def test_noise_is_read_or_refused_by_an_error_of_ours(records: list[Record]) -> None:
    with contextlib.suppress(MailwatchError), translated("account main"):
        parse_fetched(records)
