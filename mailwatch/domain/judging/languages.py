"""Which languages a mail is written in, by its small words.

A phrase of one language may happen to stand in another ("come" is Italian, too). Each pack lists
the small words of its language, and its phrases count only in a mail that has some share of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from mailwatch.domain.judging.rules import Extracts
from mailwatch.domain.text import Reading, fold

LIST = "words.common"
# Less than one small word that two languages share, and one that is its own, tells nothing: a
# line may be in any language.
LEAST = 1.5
# A mail in two languages has this share of the more frequent one's small words in the other.
SHARE = 0.2
READ_AT_MOST = 3_000
_WORDS_REMEMBERED = 30_000


class SmallWords(dict[str, tuple[str, ...]]):
    """The languages of which a word is a small one; remembers those it has been asked for."""

    def __init__(self, of_word: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._of_word = of_word

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _WORDS_REMEMBERED:
            self.clear()
        self[word] = languages = self._of_word.get(fold(word), ())
        return languages


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that list their small words, and of each such word those that do."""

    known: frozenset[str]
    small_words: "SmallWords"

    @classmethod
    def of(cls, extracts: Iterable[Extracts]) -> "Languages":
        """Gather the lists of small words."""
        of_word: dict[str, tuple[str, ...]] = {}
        known = [one for one in extracts if LIST in one.lists]
        for one in known:
            for word in {fold(each) for each in one.lists[LIST]}:
                of_word[word] = (*of_word.get(word, ()), one.language)
        return cls(frozenset(one.language for one in known), SmallWords(of_word))

    def foreign_to(self, *readings: Reading) -> frozenset[str]:
        """Return the languages that what was read is certainly not written in.

        Its beginning tells, of which READ_AT_MOST characters are looked at. A small word that many
        languages have ("de") says less than one of a single language ("the").
        """
        beginning = chain.from_iterable(_beginnings_of(readings))
        small = Counter(map(self.small_words.__getitem__, beginning))
        counts: dict[str, float] = defaultdict(float)
        for languages, times in small.items():
            for language in languages:
                counts[language] += times / len(languages)
        most = max(counts.values(), default=0)
        if most < LEAST:
            return frozenset()
        return frozenset(one for one in self.known if counts[one] < SHARE * most)


def _beginnings_of(readings: Iterable[Reading]) -> Iterator[Sequence[str]]:
    left = READ_AT_MOST
    for reading in readings:
        _, after = reading.between(0, left)
        yield reading.words[:after]
        left -= len(reading.text) + 1
