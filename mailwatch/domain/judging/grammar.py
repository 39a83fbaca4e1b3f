"""The phrases and word lists of a pack, parsed and checked against each other."""

from collections.abc import Mapping
from difflib import get_close_matches

from mailwatch.domain.judging import phrases
from mailwatch.domain.judging.phrases import Phrase
from mailwatch.domain.judging.rules import Pack, Rule, Ruleset, Source
from mailwatch.errors import RuleError

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
    settled: set[str] = set()
    for words in pack.words:
        for phrase in lists[words.name]:
            _check_names(phrase, lists, wheres[words.name])
    for name in lists:
        _check_circles(name, lists, wheres, (), settled)
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


def _check_circles(
    name: str, lists: Lists, wheres: Mapping[str, str], path: tuple[str, ...], settled: set[str]
) -> None:
    if name in path:
        circle = " -> ".join((*path[path.index(name) :], name))
        raise RuleError(
            f"{wheres[name]}: the word list leads back to itself ({circle})."
            " Take one of these names out of the lists."
        )
    if name not in settled:
        for phrase in lists[name]:
            for inner in phrases.names_in(phrase):
                _check_circles(inner, lists, wheres, (*path, name), settled)
        settled.add(name)
