"""Putting phrases together from where their words stand.

From left to right, by merging sorted lists of spans; a word list is put together once per text.
Each merge inspects each span once, so that the work is linear in the text for given phrases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailwatch.domain import text

Span = tuple[int, int]
"""Where something stands: its first word and the word after its last."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One way to write a phrase: nodes in order, each at most *gap* units after the one before."""

    steps: tuple[tuple[int, int], ...]
    atoms: frozenset[int]


@dataclass(slots=True)
class Search:
    """One text being searched; *inspected* counts the spans looked at, the measure of the work."""

    reading: text.Reading
    occurrences: Mapping[int, list[Span]]
    lists: Mapping[int, tuple[Sequence, ...]]
    inspected: int = 0
    _known: dict[int, list[Span]] = field(default_factory=dict)

    def spans_of(self, sequence: Sequence) -> list[Span]:
        """Return where *sequence* stands, by end; of spans with one end, the shortest."""
        if not sequence.atoms <= self.occurrences.keys():
            return []
        (_, first), *rest = sequence.steps
        found = self._by_end(self._spans(first))
        for gap, node in rest:
            if not found:
                break
            found = self._by_end(self._joined(found, self._spans(node), gap))
        return found

    def _spans(self, node: int) -> list[Span]:
        """Return where *node* stands, by start."""
        if node not in self.lists:
            return self.occurrences.get(node, [])
        if node not in self._known:
            entries = {span for entry in self.lists[node] for span in self.spans_of(entry)}
            self.inspected += len(entries)
            self._known[node] = sorted(entries)
        return self._known[node]

    def _joined(self, left: list[Span], right: list[Span], gap: int) -> list[Span]:
        """Join each span of *right* to the nearest of *left* that ends before it within *gap*."""
        openings, closings = self.reading.openings, self.reading.closings
        joined: list[Span] = []
        at, last = 0, len(left)
        for start, end in right:
            while at < last and left[at][1] <= start:
                at += 1
            if at and openings[start] - closings[left[at - 1][1] - 1] <= gap:
                joined.append((left[at - 1][0], end))
        self.inspected += len(left) + len(right)
        return joined

    def _by_end(self, spans: list[Span]) -> list[Span]:
        latest: dict[int, int] = {}
        for start, end in spans:
            latest[end] = max(start, latest.get(end, start))
        self.inspected += len(spans)
        return sorted(((start, end) for end, start in latest.items()), key=_end)


def _end(span: Span) -> int:
    return span[1]
