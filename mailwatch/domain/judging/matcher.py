"""All phrases of all packs, sought in one pass over a text.

The pass looks each word up once, for all that it means to any phrase. Only phrases of which a rare
part occurs are then tried, all places of a stretch of text at once.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailwatch.domain import text
from mailwatch.domain.judging import compiler
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.languages import Languages
from mailwatch.domain.judging.meanings import Meanings
from mailwatch.domain.judging.occurrences import Text, occurrences_in
from mailwatch.domain.judging.rules import EXCEPTION_MARK, Hints, Kind, Program, Rule, Ruleset
from mailwatch.domain.judging.search import Node, Search
from mailwatch.domain.judging.stretches import Stretch, stretches_of
from mailwatch.domain.text import Reading

Span = tuple[int, int]
"""Where something stands: its first word and the word after its last, or places of these."""

MOST_HITS = 50
"""Hits kept for one rule in one field; more say nothing new."""

LONGEST_SENTENCE = 300
"""Characters of a sentence that go into evidence."""


def compile_rules(ruleset: Ruleset) -> "Matcher":
    """Return a matcher for all of *ruleset*; raise RuleError where a phrase makes no sense."""
    program = ruleset.program or compiler.compile_packs(ruleset)
    return Matcher(program, Meanings(program), Languages.of(ruleset.extracts), ruleset.hints)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a text, and the work it was: operations, each by the places it was on."""

    evidence: tuple[Evidence, ...]
    work: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """Compiled rules. Made by `compile_rules`; may be used by several threads at once."""

    program: Program
    meanings: Meanings
    languages: Languages
    hints: tuple[Hints, ...]

    def find(self, field: str, content: str) -> tuple[Evidence, ...]:
        """Return all hits in cleaned *content*, in order; a subject is one sentence.

        Of hits of one rule that lie within one another the longest is kept, and of each rule the
        first MOST_HITS. Of the text, `text.READ_AT_MOST` characters are read.
        """
        return self.search(field, text.read(content, one_sentence=field == "subject")).evidence

    def search(
        self, field: str, reading: Reading, foreign: frozenset[str] = frozenset()
    ) -> Findings:
        """Do as `find` does, but for the languages in *foreign*; say how much work it was."""
        words = list(map(self.meanings.__getitem__, reading.words))
        sought = Text(reading, words, foreign)
        runs = tuple(sought.runs())
        hits: dict[Node, list[Span]] = defaultdict(list)
        work = len(words)
        for stretch in stretches_of(reading):
            found = occurrences_in(sought, stretch, runs)
            search = Search(stretch, found.places, found.chances())
            for node, spans in self._hits_in(field, search):
                if len(hits[node]) < MOST_HITS:
                    hits[node] += (_in_words(reading, stretch, span) for span in spans)
            work += search.operations * stretch.size
        return Findings(tuple(self._evidence(field, reading, hits)), work)

    def _hits_in(self, field: str, search: Search) -> Iterator[tuple[Node, list[Span]]]:
        """Yield the nodes of rules that stand in what is searched, and where.

        An exception is only looked for beside what it would take away.
        """
        rules = self.program.rules
        hit: set[tuple[str, str]] = set()
        exceptions: list[Node] = []
        for node in self._rules_of(field, search):
            if rules[node].kind is Kind.EXCEPTION:
                exceptions.append(node)
            elif spans := _longest(sorted(search.hits_of(node, MOST_HITS))):
                hit.add((rules[node].language, rules[node].name + EXCEPTION_MARK))
                yield node, spans
        for node in exceptions:
            if (rules[node].language, rules[node].name) in hit:
                yield node, _longest(sorted(search.hits_of(node, MOST_HITS)))

    def _rules_of(self, field: str, search: Search) -> Iterator[Node]:
        """Yield the nodes of rules that may stand in what is searched."""
        rules = self.program.rules
        for node in search.alone.keys() | search.chances.keys():
            if node in rules and field in rules[node].fields:
                yield node

    def _evidence(
        self, field: str, reading: Reading, hits: Mapping[Node, Sequence[Span]]
    ) -> list[Evidence]:
        rules = self.program.rules
        evidence = [
            _evidence(rules[node], field, reading, span)
            for node, spans in hits.items()
            for span in spans[:MOST_HITS]
        ]
        evidence.sort(key=lambda e: (e.start, e.end, e.language, e.rule))
        return evidence


def _in_words(reading: Reading, stretch: Stretch, span: Span) -> Span:
    """Return a *span* of places in *stretch* as one of words of the text."""
    start, end = span[0] + stretch.origin, span[1] + stretch.origin
    return reading.word_at(start), reading.word_at(end)


def _longest(spans: list[Span]) -> list[Span]:
    """Return *spans*, which are by start, without those that lie within another."""
    reach: dict[int, int] = dict(spans)  # of one start, the last is the longest
    kept: list[Span] = []
    for start, end in reach.items():
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _evidence(rule: Rule, field: str, reading: Reading, span: Span) -> Evidence:
    start, end = reading.span(*span)
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
