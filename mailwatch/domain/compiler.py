"""Rules become a program: numbered words and lists, and phrases as sequences of these numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from mailwatch.domain import grammar, phrases, text
from mailwatch.domain.phrases import Name, Phrase, Words
from mailwatch.domain.rules import Pack, Rule, Ruleset
from mailwatch.domain.search import Line, Node

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Program:
    """Compiled rules.

    *exact* and *prefixes* give the atoms of a folded word, *rules* the rule of a node. *triggers*
    gives the lines worth trying where an atom occurs.
    """

    rules: Mapping[Node, Rule]
    exact: Mapping[str, tuple[Node, ...]]
    prefixes: Mapping[str, tuple[Node, ...]]
    triggers: Mapping[Node, tuple[Line, ...]]


def compile_packs(ruleset: Ruleset) -> Program:
    """Compile all rules of *ruleset*; raise RuleError where a phrase makes no sense."""
    compiler = _Compiler()
    for pack in ruleset.packs:
        compiler.add(pack)
    return compiler.program()


@dataclass(slots=True)
class _Compiler:
    """Numbers atoms, lists and rules, and turns phrases into lines of these numbers."""

    rules: dict[Node, Rule] = field(default_factory=dict)
    exact: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    prefixes: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[Node, list[Line]] = field(default_factory=dict)
    uses: dict[Node, int] = field(default_factory=lambda: defaultdict(int))
    _nodes: dict[object, Node] = field(default_factory=dict)
    _triggers: dict[Node, frozenset[Node]] = field(default_factory=dict)

    def add(self, pack: Pack) -> None:
        """Compile the lists and rules of *pack*."""
        lists = grammar.lists_of(pack)
        names = {name: self._node((pack.language, name)) for name in lists}
        for name, entries in lists.items():
            self._write(names[name], entries, names)
        for rule in pack.rules:
            node = self._node((pack.language, rule.kind, rule.name))
            self.rules[node] = rule
            self._write(node, grammar.phrases_of(rule, lists), names)

    def program(self) -> Program:
        """Return what was compiled."""
        triggers: dict[Node, list[Line]] = defaultdict(list)
        for lines in self.lines.values():
            for line in lines:
                for atom in self._trigger(line):
                    triggers[atom].append(line)
        return Program(
            self.rules, _settled(self.exact), _settled(self.prefixes), _settled(triggers)
        )

    def _node(self, key: object) -> Node:
        return self._nodes.setdefault(key, len(self._nodes))

    def _write(self, owner: Node, written: Iterable[Phrase], names: Mapping[str, Node]) -> None:
        self.lines[owner] = [
            self._line(owner, variant, names)
            for phrase in written
            for variant in phrases.variants(phrase)
        ]

    def _line(self, owner: Node, phrase: Phrase, names: Mapping[str, Node]) -> Line:
        steps: list[tuple[int, Node]] = []
        atoms: list[Node] = []
        for part in phrase:
            gap = part.gap * text.WORD_WIDTH
            if isinstance(part.item, Name):
                steps.append((gap, names[part.item.name]))
            else:
                found = self._atoms(part.item)
                atoms += found
                steps += zip([gap] + [0] * (len(found) - 1), found, strict=True)
        for atom in atoms:
            self.uses[atom] += 1
        return Line(owner, tuple(steps), frozenset(atoms))

    def _atoms(self, words: Words) -> list[Node]:
        last = len(words.words) - 1
        return [
            self._atom(text.spellings(word), is_prefix=words.is_prefix and at == last)
            for at, word in enumerate(words.words)
        ]

    def _atom(self, spellings: tuple[str, ...], *, is_prefix: bool) -> Node:
        key = (spellings, is_prefix)
        if key not in self._nodes:
            for spelling in spellings:
                (self.prefixes if is_prefix else self.exact)[spelling].append(self._node(key))
        return self._nodes[key]

    def _trigger(self, line: Line) -> frozenset[Node]:
        """Return atoms of which one must occur where *line* stands, rare ones if there are."""
        choices = [frozenset([atom]) for atom in line.atoms]
        choices += [self._trigger_of(node) for _, node in line.steps if node in self.lines]
        return min(choices, key=lambda atoms: sum(self.uses[atom] for atom in atoms))

    def _trigger_of(self, node: Node) -> frozenset[Node]:
        if node not in self._triggers:
            triggers = (self._trigger(line) for line in self.lines[node])
            self._triggers[node] = frozenset().union(*triggers)
        return self._triggers[node]


def _settled(lists: Mapping[_Key, list[_Item]]) -> dict[_Key, tuple[_Item, ...]]:
    return {key: tuple(items) for key, items in lists.items()}
