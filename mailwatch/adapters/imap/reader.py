"""Reading mailboxes: which messages are new, and the header and text of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from mailwatch.adapters.imap.answers import Items
from mailwatch.adapters.imap.batches import by_count, by_size, fetch_each, literal
from mailwatch.adapters.imap.line import Line
from mailwatch.adapters.imap.parts import PART_LIMIT, fetch_pieces
from mailwatch.domain.mail.messages import Piece, RawMail

# imaplib gives up on a line beyond 1,000,000 octets; a UID has up to 10 digits and a space.
_SEARCH_WINDOW = 80_000

# What one command may bring; imapclient holds a whole answer in memory, about twice.
_EXPECTED_OCTETS = 8 * 1024 * 1024
_FIRST_LOOK = (b"RFC822.SIZE", b"INTERNALDATE", b"FLAGS", b"BODY.PEEK[HEADER]<0.65536>")


def search_uids(line: Line, above: int, uidnext: int, since: date | None) -> tuple[int, ...]:
    """Search the open mailbox for UIDs above *above*, ascending.

    A reply that could grow too long is asked for in windows of sequence numbers. The newest
    window comes first: a message expunged meanwhile shifts the others downwards, into windows
    that are still to come, so that none slips through.
    """
    expected = min(line.exists, max(uidnext - above, 0)) if uidnext else line.exists
    windows: Iterable[tuple[str, ...]] = [()]
    if expected > _SEARCH_WINDOW:
        windows = _windows(line.exists)
    found: set[int] = set()
    for window in windows:
        criteria: list[object] = [*window, "UID", f"{above + 1}:*"]
        if since is not None:
            criteria += ["SINCE", since]
        with line.doing("searching for new mail") as client:
            found.update(client.search(criteria))
    # n:* always holds the last message, even if its UID is less than n (RFC 9051, 9).
    return tuple(sorted(uid for uid in found if uid > above))


def fetch_mails(
    line: Line, uids: Sequence[int], make_ready: Callable[[], object]
) -> Iterator[RawMail]:
    """Fetch header and text parts in ascending order of UID, a bounded batch at a time.

    *make_ready* opens the right mailbox, and is called whenever the caller may have changed it.
    """
    for batch in by_count(line, sorted(set(uids))):
        make_ready()
        looks = fetch_each(line, batch, _FIRST_LOOK)
        expected = {uid: min(_size(looks[uid]), PART_LIMIT) for uid in batch if uid in looks}
        for portion in by_size(expected, _EXPECTED_OCTETS):
            make_ready()
            headers = {uid: literal(looks[uid], b"HEADER") for uid in portion}
            pieces = fetch_pieces(line, {uid: header for uid, header in headers.items() if header})
            for uid in portion:
                yield _mail(uid, looks.pop(uid), headers[uid], pieces.get(uid, ()))


def _windows(exists: int) -> Iterator[tuple[str]]:
    for top in range(exists, 0, -_SEARCH_WINDOW):
        bottom = max(1, top - _SEARCH_WINDOW + 1)
        yield (f"{bottom}:{'*' if top == exists else top}",)


def _mail(uid: int, items: Items, header: bytes, pieces: tuple[Piece, ...]) -> RawMail:
    received = items.get(b"INTERNALDATE")
    flags = items.get(b"FLAGS")
    return RawMail(
        uid=uid,
        internal_date=received.astimezone(UTC) if isinstance(received, datetime) else None,
        flags=_flags(flags if isinstance(flags, tuple) else ()),
        size=_size(items),
        header=header,
        pieces=pieces,
    )


def _flags(flags: tuple[object, ...]) -> tuple[str, ...]:
    # imapclient makes numbers of keywords that consist of digits.
    return tuple(f.decode("ascii", "replace") if isinstance(f, bytes) else str(f) for f in flags)


def _size(items: Mapping[bytes, object]) -> int:
    size = items.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0
