"""Own words: read of Sent what shows how far the user had come with somebody."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from mailwatch.domain.assess import Arrival
from mailwatch.domain.hindsight import Hindsight, look_back
from mailwatch.domain.keeping import own_trace_of
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Identified, MessageRef, RawMail
from mailwatch.domain.opportunities import Opportunity, Step
from mailwatch.domain.records import OwnWords
from mailwatch.domain.traces import Trace
from mailwatch.steps.guarding import Unreadable, guarded
from mailwatch.steps.ports import Reader
from mailwatch.steps.work import Work

# Of a batch no more are fetched, those of a search first, then the newest.
MOST_READ = 100


class Threads(Protocol):
    """The ledger, as far as the user's own words need it."""

    def of_a_search(self, account: str, message_ids: Collection[str]) -> frozenset[str]:
        """Return those of these Message-IDs that a trace or an opportunity has or answers."""

    def own(self, account: str, message_ids: Collection[str]) -> frozenset[str]:
        """Return those of these Message-IDs that are of the user's own mail."""

    def unanswered(
        self, account: str, message_ids: Collection[str]
    ) -> tuple[tuple[Opportunity, Step], ...]:
        """Return the opportunities of these threads whose first letter is not out, with it."""


def own_words(
    reader: Reader, threads: Threads, work: Work, where: MessageRef, seen: Sequence[Identified]
) -> OwnWords:
    """Return what mail *seen* in the examined mailbox of sent mail, up to *where*, tells of a past.

    Only mail in threads that we know is fetched, and of one batch not too much. What cannot be
    read is passed over. Nothing is written: that is left to the transaction of the checkpoint.
    """
    of_a_search = _of_a_search(threads, where.account, seen)
    wanted = _wanted(threads, where.account, seen, of_a_search)
    if not wanted:
        return OwnWords()
    found = (
        _trace(raw, where, work, is_of_a_search=raw.uid in of_a_search)
        for raw in reader.fetch(wanted)
    )
    traces = tuple(one for one in found if isinstance(one, Trace))
    return OwnWords(traces, tuple(_hindsight(threads, work, traces)) if traces else ())


def _of_a_search(threads: Threads, account: str, seen: Iterable[Identified]) -> frozenset[int]:
    """Return the UIDs of those that are part of a thread in which we search for something."""
    every = tuple(seen)
    known = threads.of_a_search(account, {one for each in every for one in _ids(each)})
    return frozenset(one.uid for one in every if not known.isdisjoint(_ids(one)))


def _wanted(
    threads: Threads, account: str, seen: Iterable[Identified], of_a_search: Collection[int]
) -> list[int]:
    """Return the UIDs of what is worth fetching, ascending."""
    answers = [one for one in seen if one.answers and one.uid not in of_a_search]
    own = threads.own(account, {one for each in answers for one in each.answers})
    own |= {one.message_id for one in seen}
    others = [one.uid for one in answers if not own.isdisjoint(one.answers)]
    return sorted([*sorted(others), *sorted(of_a_search)][-MOST_READ:])


def _ids(seen: Identified) -> frozenset[str]:
    return (seen.answers | {seen.message_id}) - {""}


def _trace(
    raw: RawMail, where: MessageRef, work: Work, *, is_of_a_search: bool
) -> Trace | Unreadable | None:
    ref = MessageRef(where.account, where.mailbox, where.uidvalidity, raw.uid)
    arrival = Arrival(ref, raw.internal_date, is_known_thread=True, has_trace=is_of_a_search)

    def read() -> Trace | None:
        message = mime.read_pieces(raw.header, raw.pieces)
        return own_trace_of(message, arrival, work.desk, work.now)

    return guarded(read) if raw.header else None


def _hindsight(threads: Threads, work: Work, traces: Sequence[Trace]) -> Iterable[Hindsight]:
    """Yield what the traces make of opportunities that came before they were read."""
    ids = {one for trace in traces for one in (trace.message_id, *trace.thread)}
    left = list(traces)
    for opportunity, letter in threads.unanswered(work.account.name, ids):
        found = look_back(opportunity, letter, left, work.desk, work.now)
        if found is not None:
            left = [one for one in left if one not in found.past.traces]
            yield found
