"""The phrase language: from what a person writes in a rule file to parts that can be matched.

A phrase is words, in order, inside one sentence (DESIGN.md 6):

    word        that word, however cased or accented; in Chinese, Japanese and Korean a run
                of characters, without borders
    word*       any word that begins so
    ... or ...3 a gap of up to 6 (or 3) words; a run-on character counts a third of a word
    {name}      any entry of the word list of that name; entries are phrases themselves
    word?       may be there; so may {name}?

Hyphens and apostrophes part words, in phrases as in texts; commas mean nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailwatch.domain import text
from mailwatch.errors import RuleError

DEFAULT_GAP = 6
WIDEST_GAP = 50
MOST_OPTIONAL_PARTS = 5


@dataclass(frozen=True, slots=True)
class Words:
    """Words that follow one another; *is_prefix* is true where the last may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a word list."""

    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a phrase, at most *gap* words after the piece before it."""

    item: Words | Name
    gap: int = 0
    is_optional: bool = False


Phrase = tuple[Part, ...]

# East Asian commas, middle dots and stops, which stand between words there.
_BETWEEN = r"\u00b7\u3001\u30fb\uff0c"
_STOPS = r"\u2026\u3002\uff01\uff1f"
_SIGN = re.compile(
    rf"""(?P<gap> (?: \.{{3}} | \u2026 ) (?P<width> \d* ) )
      | \{{ (?P<name> [^{{}}\s]+ ) \}} (?P<name_optional> \? )?
      | (?P<words> [^\W_] (?: [a-zA-Z0-9] | [^\x00-\x7f\s{_BETWEEN}{_STOPS}] | ['&/-](?=\w) )* )
        (?P<star> \* )? (?P<words_optional> \? )?
      | (?P<nothing> [\s,'\u2019{_BETWEEN}-]+ )
      | (?P<odd> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=65_536)
def parse(phrase: str) -> Phrase:
    """Return the parts of *phrase*; raise RuleError if it makes no sense.

    Remembered, because rules are checked when they are read and parsed again to be compiled.
    """
    parts: list[Part] = []
    gap = 0
    for sign in _SIGN.finditer(text.clean(phrase)):
        if sign["gap"]:
            gap = _gap(sign["width"], gap, phrase)
            if not parts:
                raise _fault(phrase, "begins with a gap", "Begin and end with a word")
        elif sign["odd"]:
            raise _fault(
                phrase,
                f"holds {sign['odd']!r}, which means nothing here",
                "A phrase is words, word*, word?, ... and {list}; it is no regular expression",
            )
        elif not sign["nothing"]:
            parts.append(_part(sign, gap, phrase))
            gap = 0
    _check(parts, gap, phrase)
    return tuple(parts)


def variants(phrase: Phrase) -> Iterator[Phrase]:
    """Yield the phrase with each choice of its optional parts; gaps around a left-out part add."""
    optional = [at for at, part in enumerate(phrase) if part.is_optional]
    if not optional:
        yield phrase
        return
    for choice in range(2 ** len(optional)):
        left_out = {at for bit, at in enumerate(optional) if choice >> bit & 1}
        kept = _without(phrase, left_out)
        if kept:
            yield kept


def names_in(phrase: Phrase) -> tuple[str, ...]:
    """Return the names of the word lists that *phrase* uses."""
    return tuple(part.item.name for part in phrase if isinstance(part.item, Name))


def _part(sign: re.Match[str], gap: int, phrase: str) -> Part:
    if sign["name"]:
        return Part(Name(sign["name"]), gap, is_optional=bool(sign["name_optional"]))
    words = text.words(sign["words"])
    if sign["star"] and text.is_run_on(words[-1]):
        raise _fault(
            phrase,
            f"has a * after {sign['words']!r}, a script without word borders",
            "Leave the * out; the characters are found wherever they stand",
        )
    item = Words(words, is_prefix=bool(sign["star"]))
    return Part(item, gap, is_optional=bool(sign["words_optional"]))


def _gap(width: str, pending: int, phrase: str) -> int:
    gap = int(width[:4]) if width else DEFAULT_GAP
    if pending or not 0 < gap <= WIDEST_GAP:
        raise _fault(
            phrase,
            "has a gap that cannot be read",
            f"Write one gap between two words, of 1 to {WIDEST_GAP} words",
        )
    return gap


def _check(parts: list[Part], gap: int, phrase: str) -> None:
    if not parts:
        raise _fault(phrase, "is empty", "Write at least one word or delete it")
    if gap:
        raise _fault(phrase, "ends with a gap", "Begin and end with a word")
    optional = sum(part.is_optional for part in parts)
    if optional == len(parts):
        raise _fault(phrase, "has only optional words", "Take the ? from one of them")
    if optional > MOST_OPTIONAL_PARTS:
        raise _fault(
            phrase,
            f"has more than {MOST_OPTIONAL_PARTS} optional words",
            "Use a gap, or write two phrases",
        )


def _without(phrase: Phrase, left_out: set[int]) -> Phrase:
    kept: list[Part] = []
    gap = 0
    for at, part in enumerate(phrase):
        gap += part.gap
        if at not in left_out:
            kept.append(Part(part.item, gap if kept else 0))
            gap = 0
    return tuple(kept)


def _fault(phrase: str, what: str, remedy: str) -> RuleError:
    return RuleError(f'phrase "{phrase}" {what}. {remedy}.')
