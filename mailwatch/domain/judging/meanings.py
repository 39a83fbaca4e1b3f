"""What words mean to compiled rules: looked up when a word is first met, then remembered."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from mailwatch.domain import text
from mailwatch.domain.judging.rules import Program
from mailwatch.domain.judging.search import Line, Node

_WORDS_REMEMBERED = 100_000

# Equal numbers are made one object: dictionaries and sets find it without comparing.
Same = dict[int, int]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word may mean: *nodes* that it makes up alone, *lines* that it makes worth trying."""

    nodes: tuple[Node, ...]
    lines: tuple[int, ...]


class Meanings(dict[str, Meaning | None]):
    """What the words of texts mean, None where nothing; remembers those it has been asked for."""

    def __init__(self, program: Program, same: Same) -> None:
        super().__init__()
        self._program = program
        self._same = same
        self._lengths = sorted(set(map(len, program.prefixes)))

    def __missing__(self, word: str) -> Meaning | None:
        nodes = set(self._nodes(text.fold(word)))
        if len(self) >= _WORDS_REMEMBERED:
            self.clear()
        self[word] = meaning = self._meaning(nodes) if nodes else None
        return meaning

    def _nodes(self, folded: str) -> Iterator[Node]:
        program = self._program
        if folded in program.exact:
            yield from program.exact_nodes[program.exact[folded]]
        for length in takewhile(len(folded).__ge__, self._lengths):
            if folded[:length] in program.prefixes:
                yield from program.prefix_nodes[program.prefixes[folded[:length]]]

    def _meaning(self, nodes: set[Node]) -> Meaning:
        lines = {line for node in nodes for line in self._program.triggers[node]}
        same = self._same
        return Meaning(
            tuple(same.setdefault(node, node) for node in sorted(nodes)),
            tuple(same.setdefault(line, line) for line in sorted(lines)),
        )


class Lines(dict[int, Line]):
    """The lines of a program by their number, each made when it is first tried."""

    def __init__(self, program: Program, same: Same) -> None:
        super().__init__()
        self._program = program
        self._same = same

    def __missing__(self, number: int) -> Line:
        program, same = self._program, self._same
        owner, *row = (
            same.setdefault(each, each)
            for each in (program.owner_of(number), *program.lines[number])
        )
        steps = tuple(zip(row[::2], row[1::2], strict=True))
        needs = frozenset(node for _, node in steps if not program.has_lines(node))
        return self.setdefault(number, Line(owner, steps, needs))
