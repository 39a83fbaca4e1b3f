"""The phrases and word lists of a pack, parsed and checked against each other."""

from collections.abc import Mapping
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from mailwatch.domain.judging import phrases
from mailwatch.domain.judging.phrases import Phrase
from mailwatch.domain.judging.rules import Pack, Rule, Ruleset, Source
from mailwatch.errors import RuleError

# The search goes into lists of lists step by step; those that we ship lie five deep.
DEEPEST = 50

Lists = Mapping[str, tuple[Phrase, ...]]
"""The parsed entries of word lists, by name."""


def check(ruleset: Ruleset) -> None:
    """Raise RuleError for the first phrase or word list of *ruleset* that makes no sense."""
    for pack in ruleset.packs:
        lists = lists_of(pack)
        for rule in pack.rules:
            phrases_of(rule, lists)


def lists_of(pack: Pack) -> Lists:
    """Return the parsed word lists of *pack*; raise RuleError where one makes no sense."""
    wheres = {words.name: _where(words.source, f"list {words.name}") for words in pack.words}
    lists = {
        words.name: tuple(_parse(entry, wheres[words.name]) for entry in words.entries)
        for words in pack.words
    }
    for name, entries in lists.items():
        for phrase in entries:
            _check_names(phrase, lists, wheres[name])
    _check_nesting(lists, wheres)
    return lists


def phrases_of(rule: Rule, lists: Lists) -> tuple[Phrase, ...]:
    """Return the parsed phrases of *rule*; raise RuleError where one makes no sense."""
    where = _where(rule.source, f'rule "{rule.name}"')
    parsed = tuple(_parse(phrase, where) for phrase in rule.phrases)
    for phrase in parsed:
        _check_names(phrase, lists, where)
    return parsed


def _where(source: Source, what: str) -> str:
    return f"{source.file}:{source.line}: {what}"


def _parse(phrase: str, where: str) -> Phrase:
    try:
        return phrases.parse(phrase)
    except RuleError as error:
        raise RuleError(f"{where}: {error}") from error


def _check_names(phrase: Phrase, lists: Lists, where: str) -> None:
    for name in phrases.names_in(phrase):
        if name not in lists:
            near = get_close_matches(name, lists, n=1)
            remedy = f"Did you mean {{{near[0]}}}?" if near else "Write it under [words]."
            raise RuleError(f"{where}: there is no word list {{{name}}}. {remedy}")


def _check_nesting(lists: Lists, wheres: Mapping[str, str]) -> None:
    uses = {
        name: [inner for phrase in entries for inner in phrases.names_in(phrase)]
        for name, entries in lists.items()
    }
    depths: dict[str, int] = {}
    for name in _inner_first(uses, wheres):
        depths[name] = 1 + max((depths[inner] for inner in uses[name]), default=0)
        if depths[name] > DEEPEST:
            raise RuleError(
                f"{wheres[name]}: {DEEPEST} word lists lie one in the other below this one."
                " Write the words into fewer lists."
            )


def _inner_first(uses: Mapping[str, list[str]], wheres: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of word lists in an order in which each follows those that it *uses*."""
    try:
        return tuple(TopologicalSorter(uses).static_order())
    except CycleError as error:
        circle: list[str] = error.args[1][::-1]
        raise RuleError(
            f"{wheres[circle[0]]}: the word list leads back to itself ({' -> '.join(circle)})."
            " Take one of these names out of the lists."
        ) from error
