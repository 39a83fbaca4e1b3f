"""Matching over all texts: it agrees with a slow reading of the phrase language, and is linear."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailwatch.domain import text
from mailwatch.domain.judging import matcher, phrases
from mailwatch.domain.judging.phrases import Name, Phrase, Words
from mailwatch.domain.judging.rules import Kind, Pack, Rule, Ruleset, Source, WordList

SOURCE = Source("rules/xx/rejection.toml", 1)
LISTS = {"go": ("a b", "c", "{far}"), "far": ("d", "a ...1 d"), "off": ("採 ...1 用", "b 採")}


def _ruleset(written: tuple[str, ...], lists: Mapping[str, tuple[str, ...]]) -> Ruleset:
    rules = tuple(
        Rule(f"rule-{at}", "xx", Kind.STRONG, (phrase,), 1.0, SOURCE)
        for at, phrase in enumerate(written)
    )
    words = tuple(WordList(name, entries, SOURCE) for name, entries in lists.items())
    return Ruleset((Pack("xx", words, rules),), (), (), (), "")


def _ends(phrase: Phrase, words: list[str], start: int) -> set[int]:
    """Return where *phrase* can end that begins at the word *start*, by trying everything."""
    ends: set[int] = set()
    for variant in phrases.variants(phrase):
        reached = {start}
        for part in variant:
            begins = {s for end in reached for s in _within(part.gap, words, end)}
            reached = {end for begin in begins for end in _item_ends(part.item, words, begin)}
        ends |= reached
    return ends


def _within(gap: int, words: list[str], end: int) -> list[int]:
    """Return where a part may begin at most *gap* words after *end*; three characters are one."""
    begins = range(end, len(words) + 1)
    widths = (sum(1 if text.is_run_on(word) else 3 for word in words[end:s]) for s in begins)
    return [s for s, width in zip(begins, widths, strict=True) if width <= 3 * gap]


def _item_ends(item: Words | Name, words: list[str], start: int) -> set[int]:
    if isinstance(item, Name):
        entries = map(phrases.parse, LISTS[item.name])
        return {end for entry in entries for end in _ends(entry, words, start)}
    end = start + len(item.words)
    return {end} if tuple(words[start:end]) == item.words else set()


ITEMS = st.sampled_from(["a", "b", "c", "d", "採", "{go}", "{far}", "{off}"])
GAPS = st.sampled_from([" ", " ...1 ", " ...2 "])
PHRASES = st.builds(
    lambda first, rest: first + "".join(gap + item for gap, item in rest),
    ITEMS,
    st.lists(st.tuples(GAPS, st.one_of(ITEMS, ITEMS.map("{}?".format))), max_size=4),
)
TEXTS = st.lists(st.sampled_from("abcdx採用"), max_size=30)


@given(PHRASES, TEXTS)
@example("b {go}", ["b", "a", "d"])
@example("b {far}", ["b", "a", "a", "d"])
@example("採 ...1 {off}", ["採", "用", "x", "b", "採"])
def test_a_phrase_is_found_exactly_where_trying_everything_finds_it(
    phrase: str, words: list[str]
) -> None:
    compiled = matcher.compile_rules(_ruleset((phrase,), LISTS))

    found = compiled.find("body", " ".join(words))

    parsed = phrases.parse(phrase)
    possible = {(s, e) for s in range(len(words)) for e in _ends(parsed, words, s)}
    spans = {(evidence.start // 2, (evidence.end + 1) // 2) for evidence in found}
    assert spans <= possible
    assert bool(spans) == bool(possible)
    assert {e for _, e in possible if not any(s <= e <= f for s, f in spans)} == set()


@given(st.permutations(["a ... b", "{go} d", "c", "b {far}?", "x* {go}"]), TEXTS)
def test_the_order_of_rules_never_changes_what_is_found(order: list[str], words: list[str]) -> None:
    content = " ".join(words)
    sorted_rules = matcher.compile_rules(_ruleset(tuple(sorted(order)), LISTS))
    given_rules = matcher.compile_rules(_ruleset(tuple(order), LISTS))

    places = [
        {(e.start, e.end) for e in m.find("body", content)} for m in (sorted_rules, given_rules)
    ]
    assert places[0] == places[1]


@given(st.text(st.sampled_from("no yesNÖö́\u200b採用 .\n,;!|-\u2019\ud800\U0001f600"), max_size=80))
def test_evidence_is_exactly_what_stands_at_its_offsets(raw: str) -> None:
    content = text.clean(raw)
    compiled = matcher.compile_rules(_ruleset(("no", "yes ... no", "採 ... 用", "n* ... o?"), {}))

    found = compiled.find("body", content)

    assert all(content[e.start : e.end] == e.text for e in found)
    assert all(e.sentence_start <= e.start for e in found)


HOSTILE = (
    "not ",
    "not you ",
    "a ",
    "you. not ",
    "not\n",
    "採",
    "採用",
    "not you go on ",
    "-",
    "\n\n",
    ". ",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    lists = {
        "not": ("not", "not not", "not ... not", "{you} not"),
        "you": ("you", "you ... you", "採", "採 ... 採 ... 用"),
    }
    written = (
        "{not} ... {not} ... {you}",
        "not ...50 {you} ...50 not ...50 a?",
        "採 ...50 採 ...50 用",
    )
    compiled = matcher.compile_rules(_ruleset(written, lists))

    small, large = (
        compiled.search("body", text.read(piece * (size // len(piece)))).work
        for size in (10_000, 80_000)
    )

    assert large <= 8.5 * small + 100
