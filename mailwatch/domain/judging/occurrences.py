"""Where single words and runs of words stand, and which phrases are worth trying for it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import not_

from mailwatch.domain.judging.meanings import Run, Word
from mailwatch.domain.judging.search import Line, Node
from mailwatch.domain.judging.stretches import Mask, Stretch
from mailwatch.domain.text import Reading


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be searched for rules of the languages not in *foreign*, as *words* that mean."""

    reading: Reading
    words: Sequence[Word]
    foreign: frozenset[str]

    def runs(self) -> Iterator[tuple[Run, int]]:
        """Yield each run that stands in the text, and the number of its first word."""
        followers = [word.followers for word in self.words]
        atoms = [word.atoms for word in self.words[1:]]
        meet = map(not_, map(frozenset.isdisjoint, followers, atoms))
        for at in compress(count(), meet):
            for atom in followers[at] & atoms[at]:
                yield from self._runs_at(at, atom)

    def _runs_at(self, at: int, following: Node) -> Iterator[tuple[Run, int]]:
        for run in self.words[at].runs[following]:
            first = at - run.pair
            if run.language not in self.foreign and self._holds(run, first):
                yield run, first

    def _holds(self, run: Run, first: int) -> bool:
        after = first + len(run.atoms)
        if first < 0 or after > len(self.words):
            return False
        for at, atom in enumerate(run.atoms, first):
            if atom not in self.words[at].atoms:
                return False
        begins = self.reading.beginnings
        return bisect_right(begins, first) == bisect_right(begins, after - 1)

    def words_in(self, stretch: Stretch) -> Mapping[Word, Mask]:
        """Return the places of each word of *stretch* that means anything alone."""
        found: dict[Word, Mask] = {}
        places = self.reading.places[stretch.first : stretch.after]
        words = self.words[stretch.first : stretch.after]
        for place, word in zip(places, words, strict=True):
            if word.meanings:
                found[word] = found.get(word, 0) | 1 << place - stretch.origin
        return found


@dataclass(slots=True)
class Occurrences:
    """What stands in one stretch of text.

    *places* says where words and runs alone make up nodes: by their width, as a set of places.
    *lines* are worth trying.
    """

    places: dict[Node, dict[int, Mask]] = field(default_factory=dict)
    lines: set[Line] = field(default_factory=set)

    def add(self, lines: Iterable[Line], nodes: Iterable[Node], width: int, starts: Mask) -> None:
        """Note that what makes up *nodes*, and makes *lines* worth trying, stands at *starts*."""
        self.lines.update(lines)
        for node in nodes:
            places = self.places.get(node)
            if places is None:
                self.places[node] = {width: starts}
            else:
                places[width] = places.get(width, 0) | starts

    def chances(self) -> Mapping[Node, Sequence[Line]]:
        """Return the lines all of whose needs occur, by owner."""
        present = set(self.places)
        chances: dict[Node, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.needs <= present:
                chances[line.owner].append(line)
        return chances


def occurrences_in(text: Text, stretch: Stretch, runs: Iterable[tuple[Run, int]]) -> Occurrences:
    """Return what stands in *stretch* of *text*, which holds *runs*."""
    found = Occurrences()
    for word, starts in text.words_in(stretch).items():
        for meaning in word.meanings:
            if meaning.language not in text.foreign:
                found.add(meaning.lines, meaning.nodes, word.width // stretch.unit, starts)
    places = text.reading.places
    for run, first in runs:
        if stretch.first <= first < stretch.after:
            width = places[first + len(run.atoms)] - places[first]
            found.add(run.lines, run.nodes, width, 1 << places[first] - stretch.origin)
    return found
