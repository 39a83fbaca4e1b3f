"""Putting phrases together from where their parts stand, at all places of a stretch at once.

A step of a phrase is a shift and an AND of sets of places, however many these are; how many steps
there are depends on the phrases alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from mailwatch.domain.judging.stretches import Mask, Stretch

Node = int
"""A number of an atom (a word, or a beginning of words), a run, a word list or a rule."""

Steps = tuple[tuple[int, Node], ...]
"""Nodes in order, each at most so many units of width after the one before."""

Places = Mapping[int, Mask]
"""Where a node stands: by its widths, the places at which it begins."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One way to write one phrase of a list or rule, its *owner*.

    *needs* are the nodes among its *steps* that words and runs alone make up: all must occur.
    """

    owner: Node
    steps: Steps
    needs: frozenset[Node]


@dataclass(slots=True)
class Search:
    """One stretch of text being searched; *operations* counts those on sets of places.

    *alone* says where words and runs alone make up nodes, *chances* are the lines of a node all
    of whose needs occur.
    """

    stretch: Stretch
    alone: Mapping[Node, Places]
    chances: Mapping[Node, Sequence[Line]]
    operations: int = 0
    _places: dict[Node, Places] = field(default_factory=dict)
    _sentences: dict[Node, Mask] = field(default_factory=dict)

    def hits_of(self, node: Node, most: int) -> set[tuple[int, int]]:
        """Return where a rule's *node* stands: for each of its lines and each end the shortest.

        Hits are from place to place. Of each line, *most* are looked for.
        """
        hits = {
            (start, start + width)
            for width, starts in self.alone.get(node, {}).items()
            for start in islice(_bits(starts), most)
        }
        for line in self.chances.get(node, ()):
            if self._shares_a_sentence(line):
                for end in islice(_bits(self._ends_of(line)), most):
                    hits.add((self._latest_start(line, end), end))
        return hits

    def _places_of(self, node: Node) -> Places:
        if node not in self._places:
            found = self.alone.get(node, {})
            if node in self.chances:
                found = dict(found)
                for line in self.chances[node]:
                    if self._shares_a_sentence(line):
                        _add(found, self._places_of_line(line))
            self._places[node] = found
        return self._places[node]

    def _shares_a_sentence(self, line: Line) -> bool:
        """Say whether all parts of *line* stand in one sentence: few do, and this is soon known."""
        shared = -1
        for _, node in line.steps:
            if node not in self._sentences:
                self._sentences[node] = self._sentences_of(node)
            shared &= self._sentences[node]
            if not shared:
                return False
        return True

    def _sentences_of(self, node: Node) -> Mask:
        everywhere = 0
        for starts in self._places_of(node).values():
            everywhere |= starts
        self.operations += 1
        return self.stretch.sentences_of(everywhere)

    def _places_of_line(self, line: Line) -> Places:
        (_, first), *rest = line.steps
        found = self._places_of(first)
        for gap, node in rest:
            found = self._joined(found, gap // self.stretch.unit, self._places_of(node))
        return found

    def _joined(self, found: Places, gap: int, following: Places) -> Places:
        """Return *found* with one of *following* behind it, up to *gap* places further on."""
        joined: dict[int, Mask] = {}
        for width, starts in found.items():
            for behind in range(width, width + gap + 1):
                starts &= self.stretch.inner >> behind  # noqa: PLW2901 - fewer reach further
                if not starts:
                    break
                self.operations += len(following)
                _add(joined, _begun(starts, behind, following))
        return joined

    def _ends_of(self, line: Line) -> Mask:
        """Return the places behind *line*, wherever it stands."""
        allowed, ends = -1, 0
        for gap, node in line.steps:
            if gap:
                allowed = self.stretch.reach(allowed, gap)
            self.operations += 1
            ends = _behind(self._places_of(node), allowed)
            allowed = ends & self.stretch.inner
        return ends

    def _latest_start(self, line: Line, end: int) -> int:
        """Return the last place from which *line* reaches *end*."""
        ends, starts = 1 << end, 0
        for gap, node in reversed(line.steps):
            self.operations += 1
            starts = 0
            for width, places in self._places_of(node).items():
                starts |= places & ends >> width
            ends = self.stretch.reach_back(starts, gap)
        return starts.bit_length() - 1


def _add(found: dict[int, Mask], more: Places) -> None:
    for width, starts in more.items():
        found[width] = found.get(width, 0) | starts


def _begun(starts: Mask, behind: int, following: Places) -> dict[int, Mask]:
    """Return which of *starts* have one of *following* that many places on, by both widths."""
    both = ((behind + width, starts & others >> behind) for width, others in following.items())
    return {width: places for width, places in both if places}


def _behind(places: Places, allowed: Mask) -> Mask:
    """Return the places behind what begins at *allowed* ones."""
    ends = 0
    for width, starts in places.items():
        ends |= (starts & allowed) << width
    return ends


def _bits(mask: Mask) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
