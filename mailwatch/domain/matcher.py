"""All phrases of all packs, sought in one pass over a text.

The pass maps each word to the atoms it satisfies (a word, or a beginning of words, that some phrase
uses) and notes where they occur. Only phrases of which a rare atom occurs are then tried.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mailwatch.domain import compiler, text
from mailwatch.domain.compiler import Program, Test
from mailwatch.domain.evidence import Evidence
from mailwatch.domain.rules import Rule, Ruleset
from mailwatch.domain.search import Search, Span

MOST_HITS = 50
"""Hits kept for one rule in one field; more say nothing new."""

LONGEST_SENTENCE = 300
"""Characters of a sentence that go into evidence."""

_WORDS_REMEMBERED = 100_000


def compile_rules(ruleset: Ruleset) -> "Matcher":
    """Return a matcher for all of *ruleset*; raise RuleError where a phrase makes no sense."""
    program = compiler.compile_packs(ruleset)
    return Matcher(program, _Atoms(program))


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a text, and how many spans were looked at to find it."""

    evidence: tuple[Evidence, ...]
    inspected: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """Compiled rules. Made by `compile_rules`; may be used by several threads at once."""

    program: Program
    atoms: "_Atoms"

    def find(self, field: str, text: str) -> tuple[Evidence, ...]:
        """Return all hits in cleaned *text*, in order; in the *field* "subject" as one sentence.

        Of hits of one rule that lie within one another the longest is kept, and of each rule the
        first MOST_HITS. Of the text, `text.READ_AT_MOST` characters are read.
        """
        return self.search(field, text).evidence

    def search(self, field: str, content: str) -> Findings:
        """Do as `find` does, and say how much work it was."""
        reading = text.read(content, one_sentence=field == "subject")
        search = Search(reading, self._occurrences(reading), self.program.lists)
        rules = self.program.rules
        spans: dict[int, list[Span]] = defaultdict(list)
        for index, sequence in self._candidates(search.occurrences):
            if field in rules[index].fields:
                spans[index] += search.spans_of(sequence)
        evidence = [
            _evidence(rules[index], field, reading, span)
            for index, found in spans.items()
            for span in _longest(found)[:MOST_HITS]
        ]
        evidence.sort(key=lambda e: (e.start, e.end, e.language, e.rule))
        return Findings(tuple(evidence), search.inspected)

    def _occurrences(self, reading: text.Reading) -> dict[int, list[Span]]:
        occurrences: dict[int, list[Span]] = {}
        atoms_of = self.atoms
        for at, word in enumerate(reading.words):
            for atom in atoms_of[word]:
                occurrences.setdefault(atom, []).append((at, at + 1))
        return occurrences

    def _candidates(self, present: Iterable[int]) -> Iterable[Test]:
        seen = {pair for atom in present for pair in self.program.triggers.get(atom, ())}
        return sorted(seen, key=lambda pair: pair[0])


class _Atoms(dict[str, tuple[int, ...]]):
    """The atoms that a word of a text satisfies; remembers the words it has been asked for."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._exact = program.exact
        self._prefixes = program.prefixes
        self._lengths = sorted({len(prefix) for prefix in program.prefixes})

    def __missing__(self, word: str) -> tuple[int, ...]:
        folded = text.fold(word)
        found = set(self._exact.get(folded, ()))
        for length in self._lengths:
            if length > len(folded):
                break
            found.update(self._prefixes.get(folded[:length], ()))
        if len(self) >= _WORDS_REMEMBERED:
            self.clear()
        self[word] = atoms = tuple(sorted(found))
        return atoms


def _longest(spans: list[Span]) -> list[Span]:
    """Return *spans* by start, without those that lie within another."""
    kept: list[Span] = []
    reach = -1
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if end > reach:
            kept.append((start, end))
            reach = end
    return kept


def _evidence(rule: Rule, field: str, reading: text.Reading, span: Span) -> Evidence:
    start, end = reading.starts[span[0]], reading.ends[span[1] - 1]
    first, last = reading.sentence_at(span[0])
    return Evidence(
        rule=rule.name,
        language=rule.language,
        kind=rule.kind,
        weight=rule.weight,
        field=field,
        text=reading.text[start:end],
        start=start,
        end=end,
        sentence=_shortened(reading.text, (first, last), (start, end)),
        source=rule.source,
        category=rule.category,
        stage=rule.stage,
        sentence_start=first,
    )


def _shortened(content: str, sentence: tuple[int, int], hit: tuple[int, int]) -> str:
    """Return the sentence on one line; of a long one, what surrounds the hit."""
    spare = max(0, LONGEST_SENTENCE - (hit[1] - hit[0])) // 2
    first, last = max(sentence[0], hit[0] - spare), min(sentence[1], hit[1] + spare)
    return " ".join(content[first:last].split())
