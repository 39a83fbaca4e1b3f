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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


def parse(phrase: str, where: str) -> Phrase:
    """Return the parts of *phrase*; raise RuleError, beginning with *where*, if it has no sense."""
    parts: list[Part] = []
    gap = 0
    for sign in _SIGN.finditer(text.clean(phrase)):
        if sign["gap"]:
            gap = _gap(sign["width"], gap, phrase, where)
            if not parts:
                raise _fault(where, phrase, "begins with a gap", "Begin and end with a word")
        elif sign["odd"]:
            raise _fault(
                where,
                phrase,
                f"holds {sign['odd']!r}, which means nothing here",
                "A phrase is words, word*, word?, ... and {list}; it is no regular expression",
            )
        elif not sign["nothing"]:
            parts.append(_part(sign, gap, phrase, where))
            gap = 0
    _check(parts, gap, phrase, where)
    return tuple(parts)


def variants(phrase: Phrase) -> Iterator[Phrase]:
    """Yield the phrase with each choice of its optional parts; gaps around a left-out part add."""
    optional = [at for at, part in enumerate(phrase) if part.is_optional]
    for choice in range(2 ** len(optional)):
        left_out = {at for bit, at in enumerate(optional) if choice >> bit & 1}
        kept = _without(phrase, left_out)
        if kept:
            yield kept


def check_lists(lists: Mapping[str, tuple[Phrase, ...]], wheres: Mapping[str, str]) -> None:
    """Raise RuleError where a list of *lists* names one that is missing, or leads to itself."""
    settled: set[str] = set()
    for name in lists:
        _follow(name, lists, wheres, (), settled)


def names_in(phrase: Phrase) -> tuple[str, ...]:
    """Return the names of the word lists that *phrase* uses."""
    return tuple(part.item.name for part in phrase if isinstance(part.item, Name))


def check_names(
    phrase: Phrase, written: str, lists: Mapping[str, tuple[Phrase, ...]], where: str
) -> None:
    """Raise RuleError where *phrase* uses a word list that is not in *lists*."""
    for name in names_in(phrase):
        if name not in lists:
            known = ", ".join(sorted(lists)) or "none"
            raise _fault(
                where,
                written,
                f"uses the unknown word list {{{name}}}",
                f"Write it under [words] or use one that is there ({known})",
            )


def _part(sign: re.Match[str], gap: int, phrase: str, where: str) -> Part:
    if sign["name"]:
        return Part(Name(sign["name"]), gap, is_optional=bool(sign["name_optional"]))
    words = text.words(sign["words"])
    if sign["star"] and text.is_run_on(words[-1]):
        raise _fault(
            where,
            phrase,
            f"has a * after {sign['words']!r}, a script without word borders",
            "Leave the * out; the characters are found wherever they stand",
        )
    item = Words(words, is_prefix=bool(sign["star"]))
    return Part(item, gap, is_optional=bool(sign["words_optional"]))


def _gap(width: str, pending: int, phrase: str, where: str) -> int:
    gap = int(width[:4]) if width else DEFAULT_GAP
    if pending or not 0 < gap <= WIDEST_GAP:
        raise _fault(
            where,
            phrase,
            "has a gap that cannot be read",
            f"Write one gap between two words, of 1 to {WIDEST_GAP} words",
        )
    return gap


def _check(parts: list[Part], gap: int, phrase: str, where: str) -> None:
    if not parts:
        raise _fault(where, phrase, "is empty", "Write at least one word or delete it")
    if gap:
        raise _fault(where, phrase, "ends with a gap", "Begin and end with a word")
    optional = sum(part.is_optional for part in parts)
    if optional == len(parts):
        raise _fault(where, phrase, "has only optional words", "Take the ? from one of them")
    if optional > MOST_OPTIONAL_PARTS:
        raise _fault(
            where,
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


def _follow(
    name: str,
    lists: Mapping[str, tuple[Phrase, ...]],
    wheres: Mapping[str, str],
    path: tuple[str, ...],
    settled: set[str],
) -> None:
    if name in path:
        circle = " -> ".join((*path[path.index(name) :], name))
        raise RuleError(
            f"{wheres[name]}: the word list leads back to itself ({circle})."
            " Take one of these names out of the lists."
        )
    if name in settled:
        return
    for phrase in lists[name]:
        check_names(phrase, name, lists, wheres[name])
        for inner in names_in(phrase):
            _follow(inner, lists, wheres, (*path, name), settled)
    settled.add(name)


def _fault(where: str, phrase: str, what: str, remedy: str) -> RuleError:
    return RuleError(f'{where}: phrase "{phrase}" {what}. {remedy}.')
