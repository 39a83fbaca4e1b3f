"""Putting phrases together from where their words stand.

From left to right, by merging sorted lists of spans; a word list is put together once per text.
Each merge inspects each span once, so that the work is linear in the text for given phrases.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailwatch.domain import text

Node = int
"""A number of an atom (a word, or a beginning of words), of a word list or of a rule."""

Span = tuple[int, int]
"""Where something stands: its first word and the word after its last."""


Steps = tuple[tuple[int, Node], ...]
"""Nodes in order, each at most so many units of width after the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One way to write one phrase of a list or rule, its *owner*.

    *needs* are the nodes among its *steps* that only single words can make up: all must occur.
    """

    owner: Node
    steps: Steps
    needs: frozenset[Node]


@dataclass(slots=True)
class Occurrences:
    """Where the single words that make up a node stand.

    *spans* are lists of spans, each in order. *sentences* has a bit for each sentence with such a
    word; as there are SENTENCE_BITS of them, sentences far apart share one. Phrases whose parts
    share no bit need not be put together.
    """

    spans: list[list[Span]] = field(default_factory=list)
    sentences: int = 0


SENTENCE_BITS = 256


@dataclass(slots=True)
class Search:
    """One text being searched; *inspected* counts the spans looked at, the measure of the work.

    *chances* are the lines of a node all of whose needs occur.
    """

    reading: text.Reading
    occurrences: Mapping[Node, Occurrences]
    chances: Mapping[Node, Sequence[Line]]
    inspected: int = 0
    _spans: dict[Node, list[Span]] = field(default_factory=dict)
    _sentences: dict[Node, int] = field(default_factory=dict)

    def spans_of(self, node: Node) -> list[Span]:
        """Return where *node* stands, each span once, by start and then by end."""
        if node not in self._spans:
            found = [*self._single_words(node), *self._spans_of_lines(node)]
            self._spans[node] = found[0] if len(found) == 1 else self._united(found)
        return self._spans[node]

    def hits_of(self, node: Node) -> list[Span]:
        """Return where a rule's *node* stands: for each of its lines and each end the shortest."""
        lines = [_shortest(spans) for spans in self._spans_of_lines(node)]
        return sorted(set().union(*self._single_words(node), *lines))

    def _single_words(self, node: Node) -> list[list[Span]]:
        return self.occurrences[node].spans if node in self.occurrences else []

    def _united(self, found: list[list[Span]]) -> list[Span]:
        self.inspected += sum(map(len, found))
        return sorted(set().union(*found))

    def _spans_of_lines(self, node: Node) -> Iterator[list[Span]]:
        for line in self.chances.get(node, ()):
            if self._sentences_of_line(line):
                spans = self._every_span_of_line(line)
                if spans:
                    yield sorted(spans)

    def _sentences_of_line(self, line: Line) -> int:
        """Return the bits of the sentences that hold all parts of *line*."""
        shared = -1
        for _, node in line.steps:
            shared &= self._sentences_of(node)
        return shared

    def _sentences_of(self, node: Node) -> int:
        if node not in self._sentences:
            bits = self.occurrences[node].sentences if node in self.occurrences else 0
            for line in self.chances.get(node, ()):
                bits |= self._sentences_of_line(line)
            self._sentences[node] = bits
        return self._sentences[node]

    def _every_span_of_line(self, line: Line) -> set[Span]:
        """Return where *line* stands, with every start: what stands before it may need any."""
        (_, first), *rest = line.steps
        found = set(self.spans_of(first))
        for gap, node in rest:
            if not found:
                break
            found = self._every_join(sorted(found, key=_end), self.spans_of(node), gap)
        return found

    def _every_join(self, left: list[Span], right: list[Span], gap: int) -> set[Span]:
        """Join each span of *right* to each of *left*, by end, that ends before it within *gap*.

        As many as end within a gap are looked at, which no text makes more.
        """
        sentences, before = self.reading.sentences, self.reading.before
        ends = [end for _, end in left]
        joined: set[Span] = set()
        for start, end in right:
            for at in range(bisect_right(ends, start) - 1, -1, -1):
                self.inspected += 1
                first, after = left[at]
                is_near = before[start] - before[after] <= gap
                if not is_near or sentences[start] != sentences[after - 1]:
                    break
                joined.add((first, end))
        return joined


def _end(span: Span) -> int:
    return span[1]


def _shortest(spans: list[Span]) -> list[Span]:
    latest = {end: start for start, end in sorted(spans)}
    return [(start, end) for end, start in latest.items()]
