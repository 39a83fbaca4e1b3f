"""All phrases of all packs, sought in one pass over a text.

The pass maps each word to the *atoms* it satisfies (a word or a beginning of words that some phrase
uses) and notes where they occur. Only phrases whose atoms all occur are then put together, from
left to right, by merging sorted lists of spans; a word list is put together once per text. Each
merge inspects each span once, so that the work is linear in the text for a given set of rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mailwatch.domain import phrases, text
from mailwatch.domain.evidence import Evidence
from mailwatch.domain.phrases import Name, Phrase, Words
from mailwatch.domain.rules import Pack, Rule, Ruleset

MOST_HITS = 50
"""Hits kept for one rule in one field; more say nothing new."""

LONGEST_SENTENCE = 300
"""Characters of a sentence that go into evidence."""

_WORDS_REMEMBERED = 100_000

Span = tuple[int, int]
"""Where something stands: its first word and the word after its last."""


@dataclass(frozen=True, slots=True)
class _Sequence:
    """One way to write a phrase: nodes in order, each at most *gap* units after the one before."""

    steps: tuple[tuple[int, int], ...]
    atoms: frozenset[int]


class _Atoms(dict[str, tuple[int, ...]]):
    """The atoms that a word of a text satisfies; remembers the words it has been asked for."""

    def __init__(self, exact: Mapping[str, list[int]], prefixes: Mapping[str, list[int]]) -> None:
        super().__init__()
        self._exact = exact
        self._prefixes = prefixes
        self._lengths = sorted({len(prefix) for prefix in prefixes})

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


@dataclass(slots=True)
class _Search:
    """One text being searched; *inspected* counts the spans looked at, the measure of the work."""

    reading: text.Reading
    occurrences: Mapping[int, list[Span]]
    lists: Mapping[int, tuple[_Sequence, ...]]
    inspected: int = 0
    _known: dict[int, list[Span]] = field(default_factory=dict)

    def spans_of(self, sequence: _Sequence) -> list[Span]:
        """Return where *sequence* stands, by end; of spans with one end, the shortest."""
        if not sequence.atoms <= self.occurrences.keys():
            return []
        (_, first), *rest = sequence.steps
        found = self._by_end(self._spans(first))
        for gap, node in rest:
            if not found:
                break
            found = self._by_end(self._joined(found, self._spans(node), gap))
        return found

    def _spans(self, node: int) -> list[Span]:
        """Return where *node* stands, by start."""
        if node not in self.lists:
            return self.occurrences.get(node, [])
        if node not in self._known:
            entries = {span for entry in self.lists[node] for span in self.spans_of(entry)}
            self.inspected += len(entries)
            self._known[node] = sorted(entries)
        return self._known[node]

    def _joined(self, left: list[Span], right: list[Span], gap: int) -> list[Span]:
        """Join each span of *right* to the nearest of *left* that ends before it within *gap*."""
        openings, closings = self.reading.openings, self.reading.closings
        joined: list[Span] = []
        at, last = 0, len(left)
        for start, end in right:
            while at < last and left[at][1] <= start:
                at += 1
            if at and openings[start] - closings[left[at - 1][1] - 1] <= gap:
                joined.append((left[at - 1][0], end))
        self.inspected += len(left) + len(right)
        return joined

    def _by_end(self, spans: list[Span]) -> list[Span]:
        latest: dict[int, int] = {}
        for start, end in spans:
            latest[end] = max(start, latest.get(end, start))
        self.inspected += len(spans)
        return sorted(((start, end) for end, start in latest.items()), key=_end)


def _end(span: Span) -> int:
    return span[1]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a text, and how many spans were looked at to find it."""

    evidence: tuple[Evidence, ...]
    inspected: int


@dataclass(frozen=True, slots=True)
class Matcher:
    """Compiled rules. Made by `compile_rules`; may be used by several threads at once."""

    rules: tuple[Rule, ...]
    atoms: _Atoms
    lists: Mapping[int, tuple[_Sequence, ...]]
    triggers: Mapping[int, tuple[tuple[int, _Sequence], ...]]

    def find(self, field: str, text: str) -> tuple[Evidence, ...]:
        """Return all hits in cleaned *text*, in order; in the *field* "subject" as one sentence.

        Of hits of one rule that lie within one another the longest is kept, and of each rule the
        first MOST_HITS. Of the text, `text.READ_AT_MOST` characters are read.
        """
        return self.search(field, text).evidence

    def search(self, field: str, content: str) -> Findings:
        """Do as `find` does, and say how much work it was."""
        reading = text.read(content, one_sentence=field == "subject")
        search = _Search(reading, self._occurrences(reading), self.lists)
        spans: dict[int, list[Span]] = defaultdict(list)
        for index, sequence in self._candidates(search.occurrences):
            if field in self.rules[index].fields:
                spans[index] += search.spans_of(sequence)
        evidence = [
            _evidence(self.rules[index], field, reading, span)
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

    def _candidates(self, present: Iterable[int]) -> Iterable[tuple[int, _Sequence]]:
        seen = {pair for atom in present for pair in self.triggers.get(atom, ())}
        return sorted(seen, key=lambda pair: pair[0])


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


def compile_rules(ruleset: Ruleset) -> Matcher:
    """Return a matcher for all rules of *ruleset*; raise RuleError where a phrase has no sense."""
    compiler = _Compiler()
    for pack in ruleset.packs:
        compiler.add(pack)
    return compiler.matcher()


@dataclass(slots=True)
class _Compiler:
    """Gives every word and every list a number (its node) and turns phrases into sequences."""

    rules: list[Rule] = field(default_factory=list)
    exact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    prefixes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lists: dict[int, tuple[_Sequence, ...]] = field(default_factory=dict)
    sequences: list[tuple[int, _Sequence]] = field(default_factory=list)
    uses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _nodes: dict[object, int] = field(default_factory=dict)

    def add(self, pack: Pack) -> None:
        """Compile the rules of *pack*."""
        lists = parse_lists(pack)
        nodes = {name: self._list_node(pack.language, name, lists) for name in lists}
        for rule in pack.rules:
            for phrase in parse_rule(rule, lists):
                for sequence in self._sequences(phrase, nodes):
                    self.sequences.append((len(self.rules), sequence))
            self.rules.append(rule)

    def matcher(self) -> Matcher:
        """Return what was compiled."""
        triggers: dict[int, list[tuple[int, _Sequence]]] = defaultdict(list)
        for pair in self.sequences:
            for atom in self._trigger(pair[1]):
                triggers[atom].append(pair)
        settled = {atom: tuple(pairs) for atom, pairs in triggers.items()}
        return Matcher(tuple(self.rules), _Atoms(self.exact, self.prefixes), self.lists, settled)

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

    def _sequences(self, phrase: Phrase, names: Mapping[str, int]) -> list[_Sequence]:
        return [self._sequence(variant, names) for variant in phrases.variants(phrase)]

    def _sequence(self, phrase: Phrase, names: Mapping[str, int]) -> _Sequence:
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
        return _Sequence(tuple(steps), atoms_used)

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

    def _trigger(self, sequence: _Sequence) -> frozenset[int]:
        """Return atoms of which one must occur where *sequence* does, rare ones if there are."""
        choices = [frozenset([atom]) for atom in sequence.atoms]
        choices += [self._list_trigger(node) for _, node in sequence.steps if node in self.lists]
        return min(choices, key=lambda atoms: sum(self.uses[atom] for atom in atoms))

    def _list_trigger(self, node: int) -> frozenset[int]:
        return frozenset().union(*(self._trigger(entry) for entry in self.lists[node]))


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


def parse_rule(rule: Rule, lists: Mapping[str, tuple[Phrase, ...]]) -> Sequence[Phrase]:
    """Return the parsed phrases of *rule*; raise RuleError where one makes no sense."""
    where = f'{rule.source.file}:{rule.source.line}: rule "{rule.name}"'
    parsed = [phrases.parse(phrase, where) for phrase in rule.phrases]
    for phrase, written in zip(parsed, rule.phrases, strict=True):
        phrases.check_names(phrase, written, lists, where)
    return parsed
