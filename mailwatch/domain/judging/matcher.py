"""All phrases of all packs, sought in one pass over a text.

The pass maps each word to all that it makes up (words of phrases, lists, rules) and notes where.
Only phrases of which a rare part occurs are then tried.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailwatch.domain import text
from mailwatch.domain.judging import compiler
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.languages import Languages
from mailwatch.domain.judging.meanings import Lines, Meaning, Meanings, Same
from mailwatch.domain.judging.rules import Hints, Program, Rule, Ruleset
from mailwatch.domain.judging.search import SENTENCE_BITS, Line, Node, Occurrences, Search, Span

MOST_HITS = 50
"""Hits kept for one rule in one field; more say nothing new."""

LONGEST_SENTENCE = 300
"""Characters of a sentence that go into evidence."""


def compile_rules(ruleset: Ruleset) -> "Matcher":
    """Return a matcher for all of *ruleset*; raise RuleError where a phrase makes no sense."""
    program = ruleset.program or compiler.compile_packs(ruleset)
    same: Same = {}
    languages = Languages.of(ruleset.extracts)
    meanings, lines = Meanings(program, same), Lines(program, same)
    return Matcher(program, meanings, lines, languages, ruleset.hints)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a text, and how many spans were looked at to find it."""

    evidence: tuple[Evidence, ...]
    inspected: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """Compiled rules. Made by `compile_rules`; may be used by several threads at once."""

    program: Program
    meanings: Meanings
    lines: Lines
    languages: Languages
    hints: tuple[Hints, ...]

    def find(
        self, field: str, text: str, foreign: frozenset[str] = frozenset()
    ) -> tuple[Evidence, ...]:
        """Return all hits in cleaned *text*, in order; in the *field* "subject" as one sentence.

        Rules of the languages in *foreign* are not sought.

        Of hits of one rule that lie within one another the longest is kept, and of each rule the
        first MOST_HITS. Of the text, `text.READ_AT_MOST` characters are read.
        """
        return self.search(field, text, foreign).evidence

    def search(self, field: str, content: str, foreign: frozenset[str] = frozenset()) -> Findings:
        """Do as `find` does, and say how much work it was."""
        reading = text.read(content, one_sentence=field == "subject")
        words = {word: known for word in set(reading.words) if (known := self.meanings[word])}
        occurrences = _occurrences(reading, words)
        search = Search(reading, occurrences, self._chances(words, occurrences))
        rules = self.program.rules
        evidence = [
            _evidence(rules[node], field, reading, span)
            for node in {*search.occurrences, *search.chances}
            if node in rules and _is_sought(rules[node], field, foreign)
            for span in _longest(search.hits_of(node))[:MOST_HITS]
        ]
        evidence.sort(key=lambda e: (e.start, e.end, e.language, e.rule))
        return Findings(tuple(evidence), search.inspected)

    def _chances(
        self, words: Mapping[str, Meaning], occurrences: Mapping[Node, Occurrences]
    ) -> dict[Node, list[Line]]:
        """Return the lines whose needs all occur, and not in different sentences only."""
        tried = set[int]().union(*(known.lines for known in words.values()))
        present = set(occurrences)
        chances: dict[Node, list[Line]] = defaultdict(list)
        for line in map(self.lines.__getitem__, tried):
            if line.needs <= present and _share_a_sentence(line.needs, occurrences):
                chances[line.owner].append(line)
        return dict(chances)


def _is_sought(rule: Rule, field: str, foreign: frozenset[str]) -> bool:
    return field in rule.fields and rule.language not in foreign


def _occurrences(reading: text.Reading, words: Mapping[str, Meaning]) -> dict[Node, Occurrences]:
    """Return where single words stand, by the nodes they make up."""
    places: dict[str, list[Span]] = {word: [] for word in words}
    for at, word in enumerate(reading.words):
        if word in places:
            places[word].append((at, at + 1))
    occurrences: dict[Node, Occurrences] = defaultdict(Occurrences)
    for word, spans in places.items():
        bits = _sentence_bits(reading, spans)
        for node in words[word].nodes:
            occurrence = occurrences[node]
            occurrence.spans.append(spans)
            occurrence.sentences |= bits
    return dict(occurrences)


def _sentence_bits(reading: text.Reading, spans: list[Span]) -> int:
    bits = 0
    for start, _ in spans:
        bits |= 1 << reading.sentences[start] % SENTENCE_BITS
    return bits


def _share_a_sentence(nodes: Iterable[Node], occurrences: Mapping[Node, Occurrences]) -> bool:
    shared = -1
    for node in nodes:
        shared &= occurrences[node].sentences
    return bool(shared)


def _longest(spans: list[Span]) -> list[Span]:
    """Return *spans*, which are by start, without those that lie within another."""
    reach: dict[int, int] = dict(spans)  # of one start, the last is the longest
    kept: list[Span] = []
    for start, end in reach.items():
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
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
