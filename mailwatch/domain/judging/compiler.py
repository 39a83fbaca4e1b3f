"""Rules become a program: numbered words and lists, and phrases as sequences of these numbers."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import TypeVar

from mailwatch.domain import text
from mailwatch.domain.judging import grammar, phrases
from mailwatch.domain.judging.phrases import Name, Phrase, Words
from mailwatch.domain.judging.rules import Pack, Program, Rows, Rule, Ruleset
from mailwatch.domain.judging.search import Node, Steps

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")
_LONG_WORD = 30


def compile_packs(ruleset: Ruleset) -> Program:
    """Compile all rules of *ruleset*; raise RuleError where a phrase makes no sense."""
    compiler = _Compiler()
    for pack in ruleset.packs:
        compiler.add(pack)
    return _program(compiler)


@dataclass(slots=True)
class _Compiler:
    """Numbers atoms, lists and rules, and turns phrases into steps of these numbers.

    A phrase that is one word, or one list, makes its owner one of the *owners* of that node: the
    word then makes up the list or rule without any work at search time.
    """

    rules: dict[Node, Rule] = field(default_factory=dict)
    atoms: dict[tuple[tuple[str, ...], bool], Node] = field(default_factory=dict)
    owners: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))
    phrases: dict[Node, list[Steps]] = field(default_factory=lambda: defaultdict(list))
    _names: dict[tuple[str, ...], Node] = field(default_factory=dict)

    def add(self, pack: Pack) -> None:
        """Compile the lists and rules of *pack*."""
        lists = grammar.lists_of(pack)
        names = {name: self._named(pack.language, name) for name in lists}
        for name, entries in lists.items():
            self._write(names[name], entries, names)
        for rule in pack.rules:
            node = self._named(pack.language, "rule", rule.name)
            self.rules[node] = replace(rule, phrases=(), match=(), skip=())
            self._write(node, grammar.phrases_of(rule, lists), names)

    @property
    def count(self) -> int:
        """The number of nodes so far, which is that of the next."""
        return len(self._names) + len(self.atoms)

    def _named(self, *name: str) -> Node:
        return self._names.setdefault(name, self.count)

    def _write(self, owner: Node, written: Iterable[Phrase], names: Mapping[str, Node]) -> None:
        for phrase in written:
            for variant in phrases.variants(phrase):
                steps = tuple(self._steps(variant, names))
                if len(steps) == 1:
                    self.owners[steps[0][1]].append(owner)
                else:
                    self.phrases[owner].append(steps)

    def _steps(self, phrase: Phrase, names: Mapping[str, Node]) -> Iterator[tuple[int, Node]]:
        for part in phrase:
            gap = part.gap * text.WORD_WIDTH
            if isinstance(part.item, Name):
                yield gap, names[part.item.name]
            else:
                for atom in self._atoms(part.item):
                    yield gap, atom
                    gap = 0

    def _atoms(self, words: Words) -> Iterator[Node]:
        last = len(words.words) - 1
        for at, word in enumerate(words.words):
            key = (text.spellings(word), words.is_prefix and at == last)
            yield self.atoms.setdefault(key, self.count)


@dataclass(frozen=True, slots=True)
class _Trigger:
    nodes: frozenset[Node]
    cost: float


@dataclass(slots=True)
class _Linker:
    """Turns what was compiled into lines, and chooses what makes each of them worth trying.

    *members* are the nodes that make up a node alone; *costs* say how often a node may occur.
    """

    phrases: Mapping[Node, list[Steps]]
    members: Mapping[Node, list[Node]]
    costs: Mapping[Node, float]
    _lines: dict[Node, tuple[Steps, ...]] = field(default_factory=dict)
    _triggers: dict[Node, _Trigger] = field(default_factory=dict)

    def lines_of(self, node: Node) -> tuple[Steps, ...]:
        """Return the lines of *node*: a node that has any can be more than a single word."""
        if node not in self._lines:
            members = self.members.get(node, ())
            whole: list[Steps] = [((0, member),) for member in members if self.lines_of(member)]
            self._lines[node] = (*whole, *self.phrases.get(node, ()))
        return self._lines[node]

    def trigger(self, line: Steps) -> frozenset[Node]:
        """Return nodes of which one must occur where *line* stands, rare ones if there are."""
        return min((self._trigger_of(node) for _, node in line), key=_cost).nodes

    def _trigger_of(self, node: Node) -> _Trigger:
        if node not in self._triggers:
            lines = self.lines_of(node)
            nodes = frozenset([node]).union(*(self.trigger(line) for line in lines))
            self._triggers[node] = _Trigger(nodes, sum(self.costs[each] for each in nodes))
        return self._triggers[node]


def _cost(trigger: _Trigger) -> float:
    return trigger.cost


def _program(compiler: _Compiler) -> Program:
    """Link what was compiled, and give each word all the nodes it makes up."""
    made_up = {atom: _all_owners(atom, compiler.owners) for atom in compiler.atoms.values()}
    linker = _Linker(compiler.phrases, _inverted(compiler.owners), _costs(compiler, made_up))
    of_nodes = [linker.lines_of(node) for node in range(compiler.count)]
    lines = list(chain.from_iterable(of_nodes))
    triggers = _inverted({at: linker.trigger(line) for at, line in enumerate(lines)})
    sought = {node for line in lines for _, node in line} | compiler.rules.keys()
    exact, prefixes = _words(compiler, {a: sought.intersection(n) for a, n in made_up.items()})
    return Program(
        rules=compiler.rules,
        exact={word: at for at, word in enumerate(exact)},
        exact_nodes=Rows.of(exact.values()),
        prefixes={word: at for at, word in enumerate(prefixes)},
        prefix_nodes=Rows.of(prefixes.values()),
        lines=Rows.of(map(chain.from_iterable, lines)),
        first_lines=array("I", accumulate(map(len, of_nodes), initial=0)),
        triggers=Rows.of(triggers.get(node, ()) for node in range(compiler.count)),
    )


def _words(
    compiler: _Compiler, made_up: Mapping[Node, Iterable[Node]]
) -> tuple[dict[str, list[Node]], dict[str, list[Node]]]:
    """Return the nodes of each folded word, and of each folded beginning of words."""
    exact: dict[str, list[Node]] = defaultdict(list)
    prefixes: dict[str, list[Node]] = defaultdict(list)
    for (spellings, is_prefix), atom in compiler.atoms.items():
        for spelling in spellings:
            (prefixes if is_prefix else exact)[spelling] += made_up[atom]
    return exact, prefixes


def _costs(compiler: _Compiler, made_up: Mapping[Node, tuple[Node, ...]]) -> dict[Node, float]:
    """Guess how often each node occurs in mail.

    A word is rarer the longer it is (Zipf's law of abbreviation: half as often for each letter
    serves well enough), and the fewer phrases use it, for want of anything else in Chinese.
    """
    uses = Counter(node for each in compiler.phrases.values() for s in each for _, node in s)
    costs: dict[Node, float] = defaultdict(float)
    for (spellings, _), atom in compiler.atoms.items():
        cost = (1 + uses[atom]) * sum(0.5 ** min(len(s), _LONG_WORD) for s in spellings)
        for node in made_up[atom]:
            costs[node] += cost
    return costs


def _inverted(lists: Mapping[_Key, Iterable[_Item]]) -> dict[_Item, list[_Key]]:
    inverted: dict[_Item, list[_Key]] = defaultdict(list)
    for key, items in lists.items():
        for item in items:
            inverted[item].append(key)
    return inverted


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
