"""Fetching for many messages at once, so that neither a bad one nor a big one spoils the batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from mailwatch.adapters.imap.answers import Items, parse_fetched
from mailwatch.adapters.imap.line import Line
from mailwatch.adapters.imap.transport import imap_of
from mailwatch.errors import ProtocolError

# What was fetched of a message that the server or the parser cannot deliver.
NOTHING: Items = {}

# A command line may have 8,000 octets on any server (RFC 7162, 4); Yahoo's take 1,000, and
# this capability of theirs gives them away.
_LINE_LENGTH = 7_500
_YAHOO_LINE_LENGTH = 900
_YAHOO = "XYMHIGHESTMODSEQ"
_MOST_MESSAGES = 500


def fetch_each(line: Line, uids: Sequence[int], items: Sequence[bytes]) -> dict[int, Items]:
    """Fetch *items* of messages in the open mailbox, by UID.

    A message that has gone is left out. Where the answer cannot be understood or is refused, the
    batch is halved until the culprit is alone; it comes with NOTHING.
    """
    if not uids:
        return {}
    try:
        with line.doing("reading messages") as client:
            return _fetch(client, uids, items)
    except ProtocolError:
        if len(uids) == 1:
            return {uids[0]: NOTHING}
    middle = len(uids) // 2
    return fetch_each(line, uids[:middle], items) | fetch_each(line, uids[middle:], items)


def _fetch(client: IMAPClient, uids: Sequence[int], items: Sequence[bytes]) -> dict[int, Items]:
    names = ",".join(map(str, uids))
    kind, records = imap_of(client).uid("FETCH", names, b"(%s)" % b" ".join(items))
    if kind != "OK":
        raise IMAPClientError(f"fetch failed: {records[0]!r}")
    answers = parse_fetched(records)
    return {uid: answers[uid] for uid in uids if uid in answers}


def literal(items: Items, section: bytes) -> bytes:
    """Return a body section among fetched items; b"" where it is missing or NIL.

    The label may carry an origin that is not the one asked for: some servers write `<0.100>`.
    """
    label = b"BODY[" + section + b"]"
    for key, value in items.items():
        if key.startswith(label) and isinstance(value, bytes):
            return value
    return b""


def by_count(line: Line, uids: Iterable[int]) -> Iterator[list[int]]:
    """Split UIDs into batches that fit into one command line."""
    room = _YAHOO_LINE_LENGTH if line.offers(_YAHOO) else _LINE_LENGTH
    return _split(((uid, len(str(uid)) + 1) for uid in uids), room)


def by_size(sizes: Mapping[int, int], limit: int) -> Iterator[list[int]]:
    """Split the UIDs of *sizes* into batches whose sizes add up to *limit* at most."""
    return _split(sizes.items(), limit)


def _split(weighed: Iterable[tuple[int, int]], room: int) -> Iterator[list[int]]:
    batch: list[int] = []
    weight = 0
    for uid, own in weighed:
        if batch and (weight + own > room or len(batch) == _MOST_MESSAGES):
            yield batch
            batch, weight = [], 0
        batch.append(uid)
        weight += own
    if batch:
        yield batch
