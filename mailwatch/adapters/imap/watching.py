"""Waiting for news of a mailbox: IDLE where the server offers it, now and then a NOOP elsewhere."""

import threading
import time
from collections.abc import Iterable

from mailwatch.adapters.imap.buffers import pending
from mailwatch.adapters.imap.line import Line
from mailwatch.adapters.imap.transport import imap_of
from mailwatch.errors import ProtocolError, TransientError

# How long the end of the service may have to wait for us.
_SLICE_SECONDS = 0.5


def wait_for_news(line: Line, seconds: float, stop: threading.Event) -> None:
    """Return when something happened in the open mailbox, time is up, or *stop* is set.

    What happened is a hint: servers lose some and imapclient may miss some, so that the caller
    searches whatever the reason for returning was. An answer that cannot be understood leaves
    the two sides out of step, and so ends the line.
    """
    deadline = time.monotonic() + seconds
    wait = _idle if line.offers("IDLE") else _poll
    try:
        wait(line, deadline, stop)
    except ProtocolError as error:
        line.is_usable = False
        raise TransientError(f"{error} The line is given up.") from error


def look(line: Line) -> bool:
    """Make one round trip (NOOP); return whether it brought news."""
    with line.doing("asking for news") as client:
        _, responses = client.noop()
    return _is_news(line, responses)


def _poll(line: Line, deadline: float, stop: threading.Event) -> None:
    while not stop.is_set() and (left := deadline - time.monotonic()) > 0:
        stop.wait(min(left, line.timeouts.poll))
        if look(line):
            return


def _idle(line: Line, deadline: float, stop: threading.Event) -> None:
    with line.doing("starting IDLE") as client:
        client.idle()
    with line.doing("waiting in IDLE") as client:
        # What came in one packet with the go-ahead lies in the buffer, where no poll sees it.
        has_news = bool(pending(imap_of(client)))
    while not (has_news or stop.is_set()) and (left := deadline - time.monotonic()) > 0:
        has_news = _listen(line, min(left, _SLICE_SECONDS))
    with line.doing("ending IDLE") as client:
        _, responses = client.idle_done()
    _is_news(line, responses)


def _listen(line: Line, seconds: float) -> bool:
    """Listen once; on a dead line return at once, so that ending IDLE finds out."""
    started = time.monotonic()
    with line.doing("waiting in IDLE") as client:
        responses = client.idle_check(timeout=seconds)
    # imapclient returns nothing, at once and for ever, on a closed line (mjs/imapclient#565).
    is_suspicious = not responses and time.monotonic() - started < seconds / 2
    return is_suspicious or _is_news(line, responses)


def _is_news(line: Line, responses: Iterable[tuple[object, ...]]) -> bool:
    """Say whether one of them is about messages; a BYE ends the line."""
    said = tuple(responses)
    if any(response and response[0] == b"BYE" for response in said):
        line.is_usable = False
        raise TransientError(f"{line.where}: the server said BYE. It will be tried again.")
    return any(response and response[0] not in _CHATTER for response in said)


_CHATTER = (b"OK", b"NO", b"BAD", b"FLAGS", b"CAPABILITY")
