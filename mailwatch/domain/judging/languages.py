"""Which languages a mail is written in, by its small words.

A phrase of one language may happen to stand in another ("come" is Italian, too). Each pack lists
the small words of its language, and its phrases count only in a mail that has some share of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mailwatch.domain.judging.rules import Extracts
from mailwatch.domain.text import fold

LIST = "words.common"
# Fewer small words than this tell nothing: a line may be in any language.
LEAST = 5
# A mail in two languages has this share of the more frequent one's small words in the other.
SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Languages:
    """The small words of each language that lists them, folded."""

    common: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, extracts: Iterable[Extracts]) -> "Languages":
        """Gather the lists of small words."""
        return cls(
            {
                one.language: frozenset(fold(word) for word in one.lists[LIST])
                for one in extracts
                if LIST in one.lists
            }
        )

    def foreign_to(self, words: Sequence[str]) -> frozenset[str]:
        """Return the languages that a text of these folded words is certainly not written in."""
        counts = {
            language: sum(word in common for word in words)
            for language, common in self.common.items()
        }
        most = max(counts.values(), default=0)
        if most < LEAST:
            return frozenset()
        return frozenset(language for language, n in counts.items() if n < SHARE * most)
