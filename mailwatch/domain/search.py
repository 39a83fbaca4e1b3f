"""Putting phrases together from where their words stand.

From left to right, by merging sorted lists of spans; a word list is put together once per text.
Each merge inspects each span once, so that the work is linear in the text for given phrases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailwatch.domain import text

Node = int
"""A number of an atom (a word, or a beginning of words), of a word list or of a rule."""

Span = tuple[int, int]
"""Where something stands: its first word and the word after its last."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One way to write one phrase of a list or rule, its *owner*.

    *steps* are nodes in order, each at most so many units of width after the one before; *needs*
    are those among them that single words can make up, all of which must occur.
    """

    owner: Node
    steps: tuple[tuple[int, Node], ...]
    needs: frozenset[Node]


@dataclass(slots=True)
class Search:
    """One text being searched; *inspected* counts the spans looked at, the measure of the work.

    *occurrences* are lists of the spans of single words that make up a node, each in order;
    *chances* are the lines of a node that may stand in the text.
    """

    reading: text.Reading
    occurrences: Mapping[Node, Sequence[list[Span]]]
    chances: Mapping[Node, Sequence[Line]]
    inspected: int = 0
    _known: dict[Node, list[Span]] = field(default_factory=dict)

    def spans_of(self, node: Node) -> list[Span]:
        """Return where *node* stands, each span once, by start and then by end."""
        if node not in self._known:
            found = [*self.occurrences.get(node, ()), *self._spans_of_lines(node)]
            self._known[node] = found[0] if len(found) == 1 else self._united(found)
        return self._known[node]

    def _united(self, found: list[list[Span]]) -> list[Span]:
        self.inspected += sum(map(len, found))
        return sorted(set().union(*found))

    def _spans_of_lines(self, node: Node) -> Iterator[list[Span]]:
        for line in self.chances.get(node, ()):
            spans = self._spans_of_line(line)
            if spans:
                yield sorted(spans)

    def _spans_of_line(self, line: Line) -> list[Span]:
        """Return where *line* stands, by end; of spans with one end, the shortest."""
        if not all(self.spans_of(node) for _, node in line.steps):
            return []
        (_, first), *rest = line.steps
        found = self._by_end(first, self.spans_of(first))
        for gap, node in rest:
            if not found:
                break
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
        """Order spans that end in *node* by their end; those that end in single words are so."""
        if node not in self.chances:
            return spans
        self.inspected += len(spans)
        latest = {end: start for start, end in sorted(spans)}
        return sorted(((start, end) for end, start in latest.items()), key=_end)


def _end(span: Span) -> int:
    return span[1]
