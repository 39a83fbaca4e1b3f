"""Rules become numbers: those of words, runs of words, lists and rules, and phrases as steps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from mailwatch.domain import text
from mailwatch.domain.judging import grammar, phrases
from mailwatch.domain.judging.linker import Linker, Numbers
from mailwatch.domain.judging.phrases import Name, Part, Phrase
from mailwatch.domain.judging.rules import Pack, Program, Ruleset
from mailwatch.domain.judging.search import Node

_Key = TypeVar("_Key")


def compile_packs(ruleset: Ruleset) -> Program:
    """Compile all rules of *ruleset*; raise RuleError where a phrase makes no sense."""
    linker = Linker()
    for pack in ruleset.packs:
        linker.add(_numbers(pack, linker.count))
    return linker.program()


def _numbers(pack: Pack, first: Node) -> Numbers:
    """Return *pack* in numbers from *first* on."""
    writing = _Writing(Numbers(pack.language, first))
    lists = grammar.lists_of(pack)
    names = {name: writing.named(name) for name in lists}
    for name, entries in lists.items():
        writing.write(names[name], entries, names)
    for rule in pack.rules:
        node = writing.named("rule", rule.name)
        writing.numbers.rules[node] = replace(rule, phrases=(), match=(), skip=())
        writing.write(node, grammar.phrases_of(rule, lists), names)
    return writing.numbers


@dataclass(slots=True)
class _Writing:
    """Turns phrases into steps of numbers.

    A phrase that is one word, one run of words or one list makes its owner one of the *owners* of
    that node: what stands for the node then stands for the list or rule without any more work.
    """

    numbers: Numbers
    _names: dict[tuple[str, ...], Node] = field(default_factory=dict)

    def named(self, *name: str) -> Node:
        """Return the number of a list or rule."""
        return self._number(self._names, name)

    def write(self, owner: Node, written: Iterable[Phrase], names: Mapping[str, Node]) -> None:
        """Note the phrases *written* in the list or rule *owner*."""
        for phrase in written:
            for variant in phrases.variants(phrase):
                steps = tuple(self._steps(variant, names))
                if len(steps) == 1:
                    self.numbers.owners[steps[0][1]].append(owner)
                else:
                    self.numbers.phrases[owner].append(steps)

    def _number(self, table: dict[_Key, Node], key: _Key) -> Node:
        if key not in table:
            table[key] = self.numbers.first + self.numbers.count
            self.numbers.count += 1
        return table[key]

    def _steps(self, phrase: Phrase, names: Mapping[str, Node]) -> Iterator[tuple[int, Node]]:
        for parts in _in_a_row(phrase):
            gap = parts[0].gap * text.WORD_WIDTH
            item = parts[0].item
            yield gap, names[item.name] if isinstance(item, Name) else self._run(parts)

    def _run(self, parts: Iterable[Part]) -> Node:
        """Return the number of words that follow one another, or of the one word."""
        atoms = tuple(self._atoms(parts))
        return atoms[0] if len(atoms) == 1 else self._number(self.numbers.runs, atoms)

    def _atoms(self, parts: Iterable[Part]) -> Iterator[Node]:
        for part in parts:
            if isinstance(part.item, Name):
                continue
            last = len(part.item.words) - 1
            for at, word in enumerate(part.item.words):
                is_prefix = part.item.is_prefix and at == last
                yield self._number(self.numbers.atoms, (text.spellings(word), is_prefix))


def _in_a_row(phrase: Phrase) -> Iterator[list[Part]]:
    """Yield the lists of *phrase* alone, and together its words without a gap between them."""
    row: list[Part] = []
    for part in phrase:
        if row and (part.gap or isinstance(part.item, Name) or isinstance(row[-1].item, Name)):
            yield row
            row = []
        row.append(part)
    yield row
