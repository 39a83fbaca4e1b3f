"""The lists of every language's extract.toml, joined under their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mailwatch.domain.facts.folding import fold, squash
from mailwatch.domain.facts.frames import Frames, read_frames
from mailwatch.domain.judging.rules import Extracts, Ruleset
from mailwatch.errors import RuleError


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Lists by name, the mail's own language first, then the others in the order loaded.

    A mail may quote a company's English team name under German text; so most lists are read in
    every language. *own* is the mail's language alone, for words that mean something else
    elsewhere.
    """

    language: str
    own: Mapping[str, tuple[str, ...]]
    joined: Mapping[str, tuple[str, ...]]

    def entries(self, name: str) -> tuple[str, ...]:
        """Return a list as written; empty where no language has it."""
        return self.joined.get(name, ())

    def folded(self, name: str) -> tuple[str, ...]:
        """Return a list without case and accents."""
        return _folded(self.entries(name))

    def squashed(self, name: str) -> frozenset[str]:
        """Return a list as bare letters and digits."""
        return _squashed(self.entries(name))

    def squashed_words(self, name: str) -> frozenset[str]:
        """Return the single words of a list as bare letters and digits."""
        return _squashed_words(self.entries(name))

    def frames(self, name: str) -> Frames:
        """Return a list read as frames."""
        return read_frames(self.entries(name))

    def own_frames(self, name: str) -> Frames:
        """Return a list of the mail's own language alone, read as frames."""
        return read_frames(tuple(self.own.get(name, ())))


# The lists that are read as sentences with slots (rules/en/extract.toml).
FRAME_LISTS = (
    "subject.templates",
    "body.templates",
    "signature.templates",
    "no_reply.lines",
    "no_contact.lines",
    "moved_on.lines",
    "feedback.forbids",
    "feedback.offers",
    "relationship.agency",
    "relationship.friend",
    "stages.applied",
    "stages.assessment",
    "stages.interview",
    "stages.talked",
    "stages.final",
    "stages.offer",
    "wrote.assessment",
    "wrote.interview",
    "wrote.talked",
    "wrote.final",
    "wrote.offer",
    "advice.lines",
    "letter.argues",
    "letter.prods",
    "letter.money",
    "letter.gifts",
    "on_file.lines",
    "again.from",
    "again.after",
    "deadline.until",
)
MONTHS_OF_A_YEAR = 12


def check(ruleset: Ruleset) -> None:
    """Read every list that has a form to keep. Raise RuleError for the first wrong one."""
    for extracts in ruleset.extracts:
        _check_months(extracts)
        for name in FRAME_LISTS:
            try:
                read_frames(tuple(extracts.lists.get(name, ())))
            except RuleError as error:
                raise RuleError(f"rules/{extracts.language}/{error}") from error


def _check_months(extracts: Extracts) -> None:
    months = len(extracts.lists.get("days.months", ()))
    if months not in {0, MONTHS_OF_A_YEAR}:
        raise RuleError(
            f"rules/{extracts.language}/extract.toml: [days] months has {months} entries. Write"
            ' twelve, from January on, each with its other forms: "january|jan".'
        )


def vocabulary_of(ruleset: Ruleset, language: str) -> Vocabulary:
    """Join the extracts of *ruleset*, those of *language* first."""
    return _joined(ruleset.extracts, language)


@lru_cache(maxsize=32)
def _joined(given: tuple[Extracts, ...], language: str) -> Vocabulary:
    extracts = sorted(given, key=lambda extract: extract.language != language)
    joined: dict[str, tuple[str, ...]] = {}
    for extract in extracts:
        for name, entries in extract.lists.items():
            joined[name] = joined.get(name, ()) + tuple(entries)
    own = next((extract.lists for extract in extracts if extract.language == language), {})
    return Vocabulary(language, own, joined)


@lru_cache(maxsize=256)
def _folded(entries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(entry) for entry in entries)


@lru_cache(maxsize=256)
def _squashed(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(squash(entry) for entry in entries) - {""}


@lru_cache(maxsize=256)
def _squashed_words(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(squash(word) for entry in entries for word in entry.split())
