"""Putting phrases together from where their words stand.

From left to right, by merging sorted lists of spans; a word list is put together once per text.
Each merge inspects each span once, so that the work is linear in the text for given phrases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailwatch.domain import text

Node = int
"""A number of an atom (a word, or a beginning of words), of a word list or of a rule."""

Span = tuple[int, int]
"""Where something stands: its first word and the word after its last."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One way to write one phrase of a list or rule, its *owner*.

    *steps* are nodes in order, each at most so many units of width after the one before;
    *atoms* are those among them that are words.
    """

    owner: Node
    steps: tuple[tuple[int, Node], ...]
    atoms: frozenset[Node]


@dataclass(slots=True)
class Search:
    """One text being searched; *inspected* counts the spans looked at, the measure of the work.

    *occurrences* are the spans of atoms, *chances* the lines of lists and rules whose atoms all
    occur.
    """

    reading: text.Reading
    occurrences: Mapping[Node, list[Span]]
    chances: Mapping[Node, Sequence[Line]]
    inspected: int = 0
    _known: dict[Node, list[Span]] = field(default_factory=dict)

    def spans_of(self, node: Node) -> list[Span]:
        """Return where *node* stands, each span once, by start and then by end."""
        if node in self.occurrences:
            return self.occurrences[node]
        if node not in self._known:
            self._known[node] = self._put_together(self.chances.get(node, ()))
        return self._known[node]

    def _put_together(self, lines: Sequence[Line]) -> list[Span]:
        found = [spans for line in lines if (spans := self._spans_of_line(line))]
        if len(found) == 1:
            return sorted(found[0])
        self.inspected += sum(map(len, found))
        return sorted(set().union(*found))

    def _spans_of_line(self, line: Line) -> list[Span]:
        """Return where *line* stands, by end; of spans with one end, the shortest."""
        if any(not self.spans_of(node) for _, node in line.steps):
            return []
        (_, first), *rest = line.steps
        found = self._by_end(first, self.spans_of(first))
        for gap, node in rest:
            found = self._by_end(node, self._joined(found, self.spans_of(node), gap))
        return found

    def _joined(self, left: list[Span], right: list[Span], gap: int) -> list[Span]:
        """Join each span of *right* to the nearest of *left* that ends before it within *gap*."""
        openings, closings = self.reading.openings, self.reading.closings
        self.inspected += len(left) + len(right)
        joined: list[Span] = []
        at, last = 0, len(left)
        for start, end in right:
            while at < last and left[at][1] <= start:
                at += 1
            if at and openings[start] - closings[left[at - 1][1] - 1] <= gap:
                joined.append((left[at - 1][0], end))
        return joined

    def _by_end(self, node: Node, spans: list[Span]) -> list[Span]:
        """Order spans that end in *node* by their end; those that end in an atom are so."""
        if node in self.occurrences or len(spans) < 2:  # noqa: PLR2004 - one is in any order
            return spans
        self.inspected += len(spans)
        latest = {end: start for start, end in sorted(spans)}
        return sorted(((start, end) for end, start in latest.items()), key=_end)


def _end(span: Span) -> int:
    return span[1]
