"""What words mean to compiled rules: looked up when a word is first met, then remembered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, takewhile

from mailwatch.domain import text
from mailwatch.domain.judging.rules import Program, Vocabulary
from mailwatch.domain.judging.search import Line, Node

_WORDS_REMEMBERED = 30_000


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Words that follow one another in one sentence, as *atoms*, and the *nodes* they make up.

    The atom at *pair* and the next are likely the rarest pair. *lines* are to be tried for it.
    """

    language: str
    pair: int
    atoms: tuple[Node, ...]
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a word means alone in one language: *nodes* it makes up, *lines* to be tried for it."""

    language: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What a word, *width* units wide, is to the rules of all languages.

    *atoms* are the words of runs that it may be. *runs* are worth trying where their atom comes
    next; *followers* are all these atoms.
    """

    width: int
    atoms: frozenset[Node] = frozenset()
    runs: Mapping[Node, tuple[Run, ...]] = field(default_factory=dict)
    followers: frozenset[Node] = frozenset()
    meanings: tuple[Meaning, ...] = ()


_NOTHING = Word(text.WORD_WIDTH)


class Meanings(dict[str, Word]):
    """What the words of texts mean; remembers those it has been asked for."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._parts = _Parts(program)
        self._lengths = sorted(set(map(len, program.prefixes.words)))

    def __missing__(self, word: str) -> Word:
        if len(self) >= _WORDS_REMEMBERED:
            self.clear()
        rows = list(self._rows(text.fold(word)))
        self[word] = meant = self._word(word, rows) if rows else _NOTHING
        return meant

    def _rows(self, folded: str) -> Iterator[tuple[Vocabulary, int]]:
        exact, prefixes = self._program.exact, self._program.prefixes
        if folded in exact.words:
            yield exact, exact.words[folded]
        for length in takewhile(len(folded).__ge__, self._lengths):
            if folded[:length] in prefixes.words:
                yield prefixes, prefixes.words[folded[:length]]

    def _word(self, word: str, rows: Iterable[tuple[Vocabulary, int]]) -> Word:
        atoms: set[Node] = set()
        nodes: set[Node] = set()
        for vocabulary, row in rows:
            atoms.update(vocabulary.atoms[row])
            nodes.update(vocabulary.nodes[row])
        runs = self._parts.runs_from(atoms)
        by_language = groupby(sorted(nodes), self._program.language_of)
        return Word(
            1 if text.is_run_on(word) else text.WORD_WIDTH,
            frozenset(map(self._parts.same, atoms)),
            runs,
            frozenset(runs),
            tuple(self._parts.meaning(language, every) for language, every in by_language),
        )


class _Parts:
    """The runs and lines of a program, each made when it is first tried."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._same: dict[int, int] = {}
        self._runs: dict[int, Run] = {}
        self._lines: dict[int, Line] = {}

    def same(self, number: int) -> int:
        """Return one object for equal numbers: sets find it without comparing."""
        return self._same.setdefault(number, number)

    def runs_from(self, atoms: Iterable[Node]) -> Mapping[Node, tuple[Run, ...]]:
        """Return the runs worth trying where one of *atoms* stands, by the atom to come next."""
        runs: dict[Node, list[Run]] = defaultdict(list)
        for atom in atoms:
            for run in map(self._run, self._program.runs_from[atom]):
                runs[run.atoms[run.pair + 1]].append(run)
        return {following: tuple(each) for following, each in runs.items()}

    def meaning(self, language: str, nodes: Iterable[Node]) -> Meaning:
        """Return what a word means that makes up *nodes*."""
        nodes = tuple(map(self.same, nodes))
        return Meaning(language, nodes, self._lines_for(nodes))

    def _lines_for(self, nodes: Iterable[Node]) -> tuple[Line, ...]:
        numbers = {number for node in nodes for number in self._program.lines_for[node]}
        return tuple(map(self._line, sorted(numbers)))

    def _run(self, number: int) -> Run:
        if number not in self._runs:
            program = self._program
            pair, *atoms = map(self.same, program.runs[number])
            nodes = tuple(map(self.same, program.run_nodes[number]))
            language = program.language_of(atoms[0])
            self._runs[number] = Run(language, pair, tuple(atoms), nodes, self._lines_for(nodes))
        return self._runs[number]

    def _line(self, number: int) -> Line:
        if number not in self._lines:
            program = self._program
            owner, *row = map(self.same, (program.owner_of(number), *program.lines[number]))
            steps = tuple(zip(row[::2], row[1::2], strict=True))
            needs = frozenset(node for _, node in steps if not program.has_lines(node))
            self._lines[number] = Line(owner, steps, needs)
        return self._lines[number]
