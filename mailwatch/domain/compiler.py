"""Rules become a program: numbered words and lists, and phrases as sequences of these numbers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from mailwatch.domain import phrases, text
from mailwatch.domain.phrases import Name, Phrase, Words
from mailwatch.domain.rules import Pack, Rule, Ruleset
from mailwatch.domain.search import Sequence

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")

Test = tuple[int, Sequence]
"""A sequence that, where it is found, is a hit of the rule of this number."""


@dataclass(frozen=True, slots=True)
class Program:
    """Compiled rules.

    A *node* is a number of a word (an atom: some spelling, or some beginning of a word) or of a
    word list. *exact* and *prefixes* give the atoms of a folded word; *lists* the sequences of a
    list; *triggers* the tests worth trying where an atom occurs.
    """

    rules: tuple[Rule, ...]
    exact: Mapping[str, tuple[int, ...]]
    prefixes: Mapping[str, tuple[int, ...]]
    lists: Mapping[int, tuple[Sequence, ...]]
    triggers: Mapping[int, tuple[Test, ...]]


def compile_packs(ruleset: Ruleset) -> Program:
    """Compile all rules of *ruleset*; raise RuleError where a phrase makes no sense."""
    compiler = _Compiler()
    for pack in ruleset.packs:
        compiler.add(pack)
    return compiler.program()


def check(ruleset: Ruleset) -> None:
    """Raise RuleError for the first phrase or word list of *ruleset* that makes no sense."""
    for pack in ruleset.packs:
        lists = parse_lists(pack)
        for rule in pack.rules:
            parse_rule(rule, lists)


def parse_lists(pack: Pack) -> dict[str, tuple[Phrase, ...]]:
    """Return the parsed word lists of *pack*; raise RuleError where one makes no sense."""
    wheres = {w.name: f"{w.source.file}:{w.source.line}: list {w.name}" for w in pack.words}
    lists = {
        w.name: tuple(phrases.parse(entry, wheres[w.name]) for entry in w.entries)
        for w in pack.words
    }
    phrases.check_lists(lists, wheres)
    return lists


def parse_rule(rule: Rule, lists: Mapping[str, tuple[Phrase, ...]]) -> list[Phrase]:
    """Return the parsed phrases of *rule*; raise RuleError where one makes no sense."""
    where = f'{rule.source.file}:{rule.source.line}: rule "{rule.name}"'
    parsed = [phrases.parse(phrase, where) for phrase in rule.phrases]
    for phrase, written in zip(parsed, rule.phrases, strict=True):
        phrases.check_names(phrase, written, lists, where)
    return parsed


@dataclass(slots=True)
class _Compiler:
    """Gives every word and every list a number (its node) and turns phrases into sequences."""

    rules: list[Rule] = field(default_factory=list)
    exact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    prefixes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lists: dict[int, tuple[Sequence, ...]] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)
    uses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _nodes: dict[object, int] = field(default_factory=dict)
    _list_triggers: dict[int, frozenset[int]] = field(default_factory=dict)

    def add(self, pack: Pack) -> None:
        """Compile the rules of *pack*."""
        lists = parse_lists(pack)
        nodes = {name: self._list_node(pack.language, name, lists) for name in lists}
        for rule in pack.rules:
            for phrase in parse_rule(rule, lists):
                for sequence in self._sequences(phrase, nodes):
                    self.tests.append((len(self.rules), sequence))
            self.rules.append(rule)

    def program(self) -> Program:
        """Return what was compiled."""
        triggers: dict[int, list[Test]] = defaultdict(list)
        for test in self.tests:
            for atom in self._trigger(test[1]):
                triggers[atom].append(test)
        return Program(
            rules=tuple(self.rules),
            exact=_settled(self.exact),
            prefixes=_settled(self.prefixes),
            lists=self.lists,
            triggers=_settled(triggers),
        )

    def _list_node(self, language: str, name: str, lists: Mapping[str, tuple[Phrase, ...]]) -> int:
        key = (language, name)
        if key not in self._nodes:
            self._nodes[key] = node = len(self._nodes)
            inner = {
                used: self._list_node(language, used, lists)
                for phrase in lists[name]
                for used in phrases.names_in(phrase)
            }
            self.lists[node] = tuple(s for p in lists[name] for s in self._sequences(p, inner))
        return self._nodes[key]

    def _sequences(self, phrase: Phrase, names: Mapping[str, int]) -> list[Sequence]:
        return [self._sequence(variant, names) for variant in phrases.variants(phrase)]

    def _sequence(self, phrase: Phrase, names: Mapping[str, int]) -> Sequence:
        steps: list[tuple[int, int]] = []
        for part in phrase:
            gap = part.gap * text.WORD_WIDTH
            if isinstance(part.item, Name):
                steps.append((gap, names[part.item.name]))
            else:
                atoms = self._atoms(part.item)
                steps += zip([gap] + [0] * (len(atoms) - 1), atoms, strict=True)
        atoms_used = frozenset(node for _, node in steps if node not in self.lists)
        for atom in atoms_used:
            self.uses[atom] += 1
        return Sequence(tuple(steps), atoms_used)

    def _atoms(self, words: Words) -> list[int]:
        last = len(words.words) - 1
        return [
            self._atom(text.spellings(word), is_prefix=words.is_prefix and at == last)
            for at, word in enumerate(words.words)
        ]

    def _atom(self, spellings: tuple[str, ...], *, is_prefix: bool) -> int:
        key = (spellings, is_prefix)
        if key not in self._nodes:
            self._nodes[key] = node = len(self._nodes)
            for spelling in spellings:
                (self.prefixes if is_prefix else self.exact)[spelling].append(node)
        return self._nodes[key]

    def _trigger(self, sequence: Sequence) -> frozenset[int]:
        """Return atoms of which one must occur where *sequence* does, rare ones if there are."""
        choices = [frozenset([atom]) for atom in sequence.atoms]
        choices += [self._list_trigger(node) for _, node in sequence.steps if node in self.lists]
        return min(choices, key=lambda atoms: sum(self.uses[atom] for atom in atoms))

    def _list_trigger(self, node: int) -> frozenset[int]:
        if node not in self._list_triggers:
            triggers = (self._trigger(entry) for entry in self.lists[node])
            self._list_triggers[node] = frozenset().union(*triggers)
        return self._list_triggers[node]


def _settled(lists: Mapping[_Key, list[_Item]]) -> dict[_Key, tuple[_Item, ...]]:
    return {key: tuple(items) for key, items in lists.items()}
