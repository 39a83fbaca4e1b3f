"""Which languages a mail is written in, by its small words.

A phrase of one language may happen to stand in another ("come" is Italian, too). Each pack lists
the small words of its language, and its phrases count only in a mail that has some share of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailwatch.domain.judging.rules import Extracts
from mailwatch.domain.text import fold, words

LIST = "words.common"
# Fewer small words than this tell nothing: a line may be in any language.
LEAST = 5
# A mail in two languages has this share of the more frequent one's small words in the other.
SHARE = 0.3
READ_AT_MOST = 3_000


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that list their small words, and of each such word, folded, those that do."""

    known: frozenset[str]
    of_word: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, extracts: Iterable[Extracts]) -> "Languages":
        """Gather the lists of small words."""
        of_word: dict[str, tuple[str, ...]] = {}
        known = [one for one in extracts if LIST in one.lists]
        for one in known:
            for word in {fold(each) for each in one.lists[LIST]}:
                of_word[word] = (*of_word.get(word, ()), one.language)
        return cls(frozenset(one.language for one in known), of_word)

    def foreign_to(self, content: str) -> frozenset[str]:
        """Return the languages that cleaned *content* is certainly not written in.

        Its beginning tells; READ_AT_MOST characters are looked at.
        """
        counts: Counter[str] = Counter()
        for word in words(content[:READ_AT_MOST]):
            counts.update(self.of_word.get(word.lower() if word.isascii() else fold(word), ()))
        most = max(counts.values(), default=0)
        if most < LEAST:
            return frozenset()
        return frozenset(one for one in self.known if counts[one] < SHARE * most)
