"""Rules as values: what a pack on disk becomes once it has been read and checked."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a rule's phrases say about the mail they stand in (DESIGN.md 6).

    *context* is ours: it names an opportunity ("your application", "candidate"), and a strong
    phrase decides only where something does. An *exception* is what a rule's `unless` becomes:
    where one stands in the same sentence, that rule's phrase does not count. A *hint* is what all
    the other words of a mail come to (`hints`); no rule is of that kind. A *detail* tells
    what became of a thing or how far we had come, and nothing about whether the mail says no.
    """

    STRONG = "strong"
    DETAIL = "detail"
    WEAK = "weak"
    CONDITION = "condition"
    VETO = "veto"
    CONTEXT = "context"
    EXCEPTION = "exception"
    HINT = "hint"


DEFAULT_WEIGHTS: Mapping[Kind, float] = {
    **dict.fromkeys(Kind, 0.0),
    Kind.STRONG: 1.0,
    Kind.WEAK: 0.3,
    Kind.VETO: -1.0,
    Kind.CONTEXT: 0.1,
}
"""What a rule weighs that does not say: one strong hit decides, three weak ones ask a person."""

FIELDS = ("subject", "body")

CATEGORIES = (
    "filled",
    "closed",
    "hold",
    "cancelled",
    "not-selected",
    "screened-out",
    "finalist",
    "no-match",
    "budget",
    "pitch",
    "tender",
    "grant",
    "paper",
    "admission",
    "waitlist",
    "on-file",
    "redirect",
    "lapsed",
    "platform",
    "rescinded",
)
"""Why and how we were turned down: the words a rule's *category* may use."""

THINGS = ("pitch", "tender", "grant", "paper", "admission")
"""The categories that say what the thing was."""

JOB = "job"
"""The thing that has no category of its own: most mail is about one."""

STAGES = ("applied", "screen", "assessment", "interview", "final", "offer", "bid", "shortlist")
"""How far we had come: the words a rule's *stage* may use."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was written: the path of the file as shown to people, and a line from 1."""

    file: str
    line: int


NOWHERE = Source("", 1)


@dataclass(frozen=True, slots=True)
class WordList:
    """A named list that phrases may use as {name}; each entry is itself a phrase."""

    name: str
    entries: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Rule:
    """One named test. *category* and *stage* are "" where the rule does not say."""

    name: str
    language: str
    kind: Kind
    phrases: tuple[str, ...]
    weight: float
    source: Source
    category: str = ""
    stage: str = ""
    fields: tuple[str, ...] = ("subject", "body")
    match: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


EXCEPTION_MARK = "/unless"


def exception_to(rule: Rule, phrases: Iterable[str]) -> Rule:
    """Return the rule that takes *rule*'s hits away where one of *phrases* stands beside them."""
    return replace(
        rule,
        name=rule.name + EXCEPTION_MARK,
        kind=Kind.EXCEPTION,
        phrases=tuple(phrases),
        weight=0.0,
        match=(),
        skip=(),
    )


@dataclass(frozen=True, slots=True)
class Pack:
    """All rules and word lists of one language, the user's own laid over ours."""

    language: str
    words: tuple[WordList, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Many short rows of numbers in two long ones: small in memory, and read from disk at once."""

    numbers: "array[int]"
    ends: "array[int]"

    @classmethod
    def of(cls, rows: Iterable[Iterable[int]]) -> "Rows":
        """Return *rows* as a value."""
        numbers, ends = array("I"), array("I")
        for row in rows:
            numbers.extend(row)
            ends.append(len(numbers))
        return cls(numbers, ends)

    def __getitem__(self, at: int) -> "array[int]":
        return self.numbers[self.ends[at - 1] if at else 0 : self.ends[at]]

    def __len__(self) -> int:
        return len(self.ends)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded *words*, or beginnings of words, by number.

    By that number, *atoms* are what such a word may be in a run of words, and *nodes* are what it
    makes up alone.
    """

    words: Mapping[str, int]
    atoms: Rows
    nodes: Rows


@dataclass(frozen=True, slots=True)
class Program:
    """The rules of all packs, compiled. Nodes are numbers of words, runs, word lists and rules.

    *rules* gives the rule of a node, without its phrases and examples. *exact* and *prefixes* are
    the words that phrases are made of. *runs* are words that follow one another: first where the
    two stand that are likely the rarest pair, then all atoms; *run_nodes* are what a run makes up
    alone, and *runs_from* are, by the first atom of the pair, the runs worth trying. *lines* are
    ways to write phrases, a gap and a node in turn; those of a node begin at its number in
    *first_lines*, and end before the next node's. *lines_for* are, by node, the lines worth trying
    where it stands. The nodes of *languages* follow one another, each from its number in
    *first_nodes* on.
    """

    rules: Mapping[int, Rule]
    exact: Vocabulary
    prefixes: Vocabulary
    runs: Rows
    run_nodes: Rows
    runs_from: Rows
    lines: Rows
    first_lines: "array[int]"
    lines_for: Rows
    languages: tuple[str, ...]
    first_nodes: "array[int]"

    def language_of(self, node: int) -> str:
        """Return the language of the pack that *node* belongs to."""
        return self.languages[bisect_right(self.first_nodes, node) - 1]

    def owner_of(self, line: int) -> int:
        """Return the node of which a line is a phrase."""
        return bisect_right(self.first_lines, line) - 1

    def lines_of(self, node: int) -> tuple[int, int]:
        """Return the number of the first line of *node*, and that after its last."""
        return self.first_lines[node], self.first_lines[node + 1]

    def has_lines(self, node: int) -> bool:
        """Say whether more than one word or run can make up *node*."""
        return self.first_lines[node] < self.first_lines[node + 1]


@dataclass(frozen=True, slots=True)
class SenderSystem:
    """One recruiting system of rules/senders.toml.

    *domains* match by registrable suffix with a dot. *reply* is "no", "routed" or "person":
    whether anyone reads an answer. *routed* lists local parts (with `*`) at those domains that
    are read although the system's others are not. *is_platform* marks places whose rules keep
    the talk on their site (no mail draft).
    """

    name: str
    domains: tuple[str, ...]
    reply: str
    routed: tuple[str, ...] = ()
    is_platform: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Extracts:
    """What one language needs to find facts: lists by name, as written in extract.toml.

    Each is equal to itself alone, so that what is made of it can be remembered by it.
    """

    language: str
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thing:
    """What the words of one language say for one thing: their sum and *base* is high for it."""

    base: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Hints:
    """What the words of one language hint at, each a little: made by `scripts/fit`.

    *weights* gives the weight of a folded word, of a beginning of words ("absag*") and of two
    words in a row ("someone else"; run-on characters without the space). Their sum and *base* is
    above 0 where the words are rather those of a no. *things* say in the same way what a mail is
    about: by JOB and the categories of THINGS, with the weights of single words.
    """

    language: str
    base: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)
    source: Source = NOWHERE
    things: Mapping[str, Thing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """One letter as it lies in rules/<language>/replies: *name* is the file's, less ".txt.j2".

    *is_read* is true where Letters has found no mistake in this very text before.
    """

    language: str
    name: str
    text: str
    source: Source
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Everything read from the rules folders, checked.

    *digest* changes when any rule, word, sender or extract changes: a message judged under one
    digest need not be judged again under the same. *program* is there where the packs have been
    compiled before.
    """

    packs: Sequence[Pack]
    senders: tuple[SenderSystem, ...]
    extracts: tuple[Extracts, ...]
    templates: tuple[Template, ...]
    digest: str
    program: Program | None = None
    hints: tuple[Hints, ...] = ()
