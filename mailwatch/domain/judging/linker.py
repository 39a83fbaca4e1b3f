"""Numbered packs become a program: what words make up, and what makes a phrase worth trying."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain

from mailwatch.domain.judging.rules import Program, Rows, Rule, Vocabulary
from mailwatch.domain.judging.search import Node, Steps

_LONG_WORD = 30

Atom = tuple[tuple[str, ...], bool]
"""A word in all its folded spellings, and whether others may begin so."""


@dataclass(slots=True)
class Numbers:
    """One pack in numbers: *count* of them, from *first* on.

    *runs* are words that follow one another, as their atoms. *owners* are the lists and rules
    that a node makes up alone; *phrases* are those of a list or rule that take more than a node.
    """

    language: str
    first: Node
    count: int = 0
    rules: dict[Node, Rule] = field(default_factory=dict)
    atoms: dict[Atom, Node] = field(default_factory=dict)
    runs: dict[tuple[Node, ...], Node] = field(default_factory=dict)
    owners: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))
    phrases: dict[Node, list[Steps]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Words:
    """Folded words and what they are: atoms of runs, and nodes that they make up alone."""

    atoms: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    nodes: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def vocabulary(self) -> Vocabulary:
        """Return the words by number."""
        numbered = {word: number for number, word in enumerate(self.nodes)}
        return Vocabulary(numbered, Rows.of(self.atoms.values()), Rows.of(self.nodes.values()))


@dataclass(slots=True)
class Linker:
    """Puts the numbers of one pack after another into a program."""

    count: int = 0
    _rules: dict[Node, Rule] = field(default_factory=dict)
    _exact: _Words = field(default_factory=_Words)
    _prefixes: _Words = field(default_factory=_Words)
    _runs: list[tuple[int, ...]] = field(default_factory=list)
    _run_nodes: list[Sequence[Node]] = field(default_factory=list)
    _runs_from: list[Sequence[int]] = field(default_factory=list)
    _lines: list[Steps] = field(default_factory=list)
    _lines_of: list[int] = field(default_factory=list)
    _lines_for: list[Sequence[int]] = field(default_factory=list)
    _first_nodes: dict[str, Node] = field(default_factory=dict)

    def add(self, numbers: Numbers) -> None:
        """Link *numbers*, which begin at *count*."""
        pack = _Pack(numbers)
        self._add_lines(pack)
        self._add_runs(pack)
        self._add_words(pack)
        self._rules |= numbers.rules
        self._first_nodes[numbers.language] = numbers.first
        self.count += numbers.count

    def _add_lines(self, pack: "_Pack") -> None:
        of_nodes = [pack.lines_of(node) for node in pack.nodes]
        lines = list(chain.from_iterable(of_nodes))
        lines_for = _inverted(map(pack.trigger, lines), len(self._lines))
        self._lines += lines
        self._lines_of += map(len, of_nodes)
        self._lines_for += (lines_for.get(node, ()) for node in pack.nodes)

    def _add_runs(self, pack: "_Pack") -> None:
        pairs = [pack.rarest_pair(run) for run in pack.numbers.runs]
        firsts = ([run[at]] for run, at in zip(pack.numbers.runs, pairs, strict=True))
        runs_from = _inverted(firsts, len(self._runs))
        self._runs += ((at, *run) for run, at in zip(pack.numbers.runs, pairs, strict=True))
        self._run_nodes += map(pack.sought_of, pack.numbers.runs.values())
        self._runs_from += (runs_from.get(node, ()) for node in pack.nodes)

    def _add_words(self, pack: "_Pack") -> None:
        in_runs = set(chain.from_iterable(pack.numbers.runs))
        for (spellings, is_prefix), atom in pack.numbers.atoms.items():
            words = self._prefixes if is_prefix else self._exact
            for spelling in spellings:
                words.atoms[spelling] += [atom] if atom in in_runs else []
                words.nodes[spelling] += pack.sought_of(atom)

    def program(self) -> Program:
        """Return the program of all packs that were added."""
        return Program(
            rules=self._rules,
            exact=self._exact.vocabulary(),
            prefixes=self._prefixes.vocabulary(),
            runs=Rows.of(self._runs),
            run_nodes=Rows.of(self._run_nodes),
            runs_from=Rows.of(self._runs_from),
            lines=Rows.of(map(chain.from_iterable, self._lines)),
            first_lines=array("I", accumulate(self._lines_of, initial=0)),
            lines_for=Rows.of(self._lines_for),
            languages=tuple(self._first_nodes),
            first_nodes=array("I", self._first_nodes.values()),
        )


@dataclass(frozen=True, slots=True)
class _Trigger:
    nodes: frozenset[Node]
    cost: float


class _Pack:
    """One pack being linked: which of its nodes have lines, and what makes each worth trying."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.nodes = range(numbers.first, numbers.first + numbers.count)
        self._members = _members(numbers.owners)
        self._made_up = _made_up(numbers)
        self._own_costs = _costs(numbers)
        self._costs = _sums(self._own_costs, self._made_up)
        runs = numbers.runs.values()
        self._of_runs = {node for run in runs for node in self._made_up[run] if node != run}
        self._lines: dict[Node, tuple[Steps, ...]] = {}
        self._triggers: dict[Node, _Trigger] = {}
        lines = chain.from_iterable(map(self.lines_of, self.nodes))
        self._sought = {node for line in lines for _, node in line} | numbers.rules.keys()

    def sought_of(self, alone: Node) -> Sequence[Node]:
        """Return what a word or run makes up that is part of a line, or a rule."""
        return sorted(self._sought.intersection(self._made_up[alone]))

    def rarest_pair(self, run: Sequence[Node]) -> int:
        """Return where in *run* the two stand that are likely the rarest side by side."""
        cost = self._own_costs
        return min(range(len(run) - 1), key=lambda at: cost[run[at]] * cost[run[at + 1]])

    def lines_of(self, node: Node) -> tuple[Steps, ...]:
        """Return the lines of *node*: where it has none, words and runs alone make it up.

        A rule that is a list has that as a line where the list holds runs: of the entries that
        end at the same word, only the shortest is a hit.
        """
        if node not in self._lines:
            is_rule = node in self.numbers.rules
            whole: list[Steps] = [
                ((0, member),)
                for member in self._members.get(node, ())
                if self.lines_of(member) or (is_rule and member in self._of_runs)
            ]
            self._lines[node] = (*whole, *self.numbers.phrases.get(node, ()))
        return self._lines[node]

    def trigger(self, line: Steps) -> frozenset[Node]:
        """Return nodes of which one must occur where *line* stands, rare ones if there are."""
        return min((self._trigger_of(node) for _, node in line), key=_cost).nodes

    def _trigger_of(self, node: Node) -> _Trigger:
        if node not in self._triggers:
            lines = self.lines_of(node)
            nodes = frozenset([node]).union(*(self.trigger(line) for line in lines))
            self._triggers[node] = _Trigger(nodes, sum(self._costs[each] for each in nodes))
        return self._triggers[node]


def _cost(trigger: _Trigger) -> float:
    return trigger.cost


def _costs(pack: Numbers) -> dict[Node, float]:
    """Guess how often each word and run occurs in mail.

    A word is rarer the longer it is (Zipf's law of abbreviation: half as often for each letter
    serves well enough), and the fewer phrases use it, for want of anything else in Chinese. A run
    is rarer than its rarest word.
    """
    steps = (node for each in pack.phrases.values() for line in each for _, node in line)
    uses = Counter(chain(steps, chain.from_iterable(pack.runs)))
    costs = {
        atom: (1 + uses[atom]) * sum(0.5 ** min(len(each), _LONG_WORD) for each in spellings)
        for (spellings, _), atom in pack.atoms.items()
    }
    for run, node in pack.runs.items():
        costs[node] = min(costs[atom] for atom in run) / len(run)
    return costs


def _sums(own: Mapping[Node, float], made_up: Mapping[Node, tuple[Node, ...]]) -> dict[Node, float]:
    """Return what all that makes up a node alone comes to."""
    costs: dict[Node, float] = defaultdict(float)
    for each, nodes in made_up.items():
        for node in nodes:
            costs[node] += own[each]
    return costs


def _inverted(lists: Iterable[Iterable[Node]], first: int) -> dict[Node, list[int]]:
    """Return, by node, the numbers of *lists* that hold it; the lists count from *first*."""
    inverted: dict[Node, list[int]] = defaultdict(list)
    for number, nodes in enumerate(lists, first):
        for node in nodes:
            inverted[node].append(number)
    return inverted


def _members(owners: Mapping[Node, Iterable[Node]]) -> dict[Node, list[Node]]:
    """Return, by node, what makes it up alone."""
    members: dict[Node, list[Node]] = defaultdict(list)
    for member, every in owners.items():
        for owner in every:
            members[owner].append(member)
    return members


def _made_up(numbers: Numbers) -> dict[Node, tuple[Node, ...]]:
    """Return, by word and run, all that it makes up alone.

    A run makes up a rule only where it is a phrase of the rule; `lines_of` says why.
    """
    made_up = {atom: _all_owners(atom, numbers.owners) for atom in numbers.atoms.values()}
    for run in numbers.runs.values():
        own = numbers.owners.get(run, ())
        owners = _all_owners(run, numbers.owners)
        made_up[run] = tuple(n for n in owners if n not in numbers.rules or n in own)
    return made_up


def _all_owners(node: Node, owners: Mapping[Node, list[Node]]) -> tuple[Node, ...]:
    """Return *node*, its owners, their owners and so on, each once."""
    found = {node: None}
    waiting = [node]
    while waiting:
        for owner in owners.get(waiting.pop(), ()):
            if owner not in found:
                found[owner] = None
                waiting.append(owner)
    return tuple(found)
