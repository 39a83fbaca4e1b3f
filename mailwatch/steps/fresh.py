"""What a batch of mail has come to so far, which is not in the ledger yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from mailwatch.domain.assess import Entry
from mailwatch.domain.opportunities import State
from mailwatch.domain.records import Thread
from mailwatch.domain.traces import Trace


@dataclass(frozen=True, slots=True)
class Fresh:
    """Entries and traces, in the order found: one mail of a batch may answer another."""

    entries: list[Entry] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    def add(self, finding: object) -> None:
        """Keep an entry or a trace for the mail after it; anything else is passed over."""
        if isinstance(finding, Entry):
            self.entries.append(finding)
        if isinstance(finding, Trace):
            self.traces.append(finding)

    def thread(self, ids: Collection[str]) -> Thread | None:
        """Return the thread of these Message-IDs, None where no entry is in it."""
        opened = [entry.opportunity for entry in self.entries]
        mine = [one for one in opened if one.message_id and one.message_id in ids]
        if not mine:
            return None
        return Thread(
            is_known=True,
            opportunity=mine[-1].key,
            opened_at=mine[-1].received_at,
            is_doubted=mine[-1].state is State.REVIEW,
        )

    def with_trace(self, thread: Thread, ids: Collection[str]) -> Thread:
        """Return what the ledger knows of a thread, and that a trace is in it, if one is."""
        tied = ({trace.message_id, *trace.thread} for trace in self.traces)
        if all(own.isdisjoint(ids) for own in tied):
            return thread
        return replace(thread, is_known=True, has_trace=True)

    def before(self, known: Iterable[Trace]) -> list[Trace]:
        """Return the traces that no entry has claimed, out of those here and those *known*."""
        taken = {trace for entry in self.entries for trace in entry.past.traces}
        return [trace for trace in (*known, *self.traces) if trace not in taken]
