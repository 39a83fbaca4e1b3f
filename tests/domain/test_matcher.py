from collections.abc import Mapping

import pytest

from mailwatch.domain.judging import matcher
from mailwatch.domain.judging.matcher import MOST_HITS, Matcher
from mailwatch.domain.judging.rules import Kind, Pack, Rule, Ruleset, Source, WordList
from mailwatch.errors import RuleError

SOURCE = Source("rules/xx/rejection.toml", 3)


def matcher_of(*phrases: str, **lists: str) -> Matcher:
    """Return a matcher of one rule; each list is written with | between its entries."""
    return compiled(Rule("rule", "xx", Kind.STRONG, phrases, 1.0, SOURCE), lists)


def compiled(rule: Rule, lists: Mapping[str, str]) -> Matcher:
    words = tuple(WordList(n, tuple(e.split("|")), SOURCE) for n, e in lists.items())
    return matcher.compile_rules(Ruleset((Pack("xx", words, (rule,)),), (), (), (), ""))


def found(finder: Matcher, text: str, field: str = "body") -> list[str]:
    return [evidence.text for evidence in finder.find(field, text)]


@pytest.mark.parametrize(
    ("phrase", "text", "hit"),
    [
        ("not selected", "You were NOT selected.", "NOT selected"),
        ("not selected", "not\nselected", "not\nselected"),
        ("applica*", "your applications", "applications"),
        ("für andere", "FUER ANDERE", "FUER ANDERE"),
        ("für andere", "fur andere", "fur andere"),
        ("søknad", "Soeknad", "Soeknad"),
        ("won't go", "we won\u2019t go", "won\u2019t go"),
        (
            "not ... you",
            "not one two three four five six you",
            "not one two three four five six you",
        ),
        ("not ...1 you", "not really you", "not really you"),
        ("very? sad", "sad", "sad"),
        ("very? sad", "very sad", "very sad"),
        ("well-known", "well known", "well known"),
        ("見送", "採用を見送りました", "見送"),
        ("見送り", "見 送\nり", "見 送\nり"),
        ("残念...見送", "残念一二三四五六七八九十一二三四五六七八見送", None),
        ("sélectionnée", "selectionnee", "selectionnee"),
        ("ＡＢＣ", "abc", "abc"),
    ],
)
def test_a_phrase_finds_what_its_language_promises(phrase: str, text: str, hit: str | None) -> None:
    assert found(matcher_of(phrase), text) == [hit or text]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("select", "selected"),
        ("not selected", "selected not"),
        ("not ... you", "not one two three four five six seven you"),
        ("not ... you", "We do not. You do"),
        ("not selected", "not. Selected"),
        ("not ... not", "not"),
        ("残念...見送", "残念一二三四五六七八九十一二三四五六七八九見送"),
    ],
)
def test_a_phrase_finds_nothing_more(phrase: str, text: str) -> None:
    assert found(matcher_of(phrase), text) == []


def test_a_list_stands_for_any_of_its_entries() -> None:
    finder = matcher_of("not {go}", go="proceed*|move ...2 forward")

    assert found(finder, "not proceeding, not move it forward, not forward") == [
        "not proceeding",
        "not move it forward",
    ]


def test_a_list_may_use_another() -> None:
    finder = matcher_of("not {go}", go="{walk} on|run", walk="walk|stroll along")

    assert found(finder, "not walk on, not stroll along on, not run") == [
        "not walk on",
        "not stroll along on",
        "not run",
    ]


def test_a_phrase_may_be_a_list_alone() -> None:
    finder = matcher_of("{go}", go="{walk}|run", walk="walk|stroll along")

    assert found(finder, "run, walk, stroll along") == ["run", "walk", "stroll along"]


def test_an_optional_list_may_be_missing() -> None:
    finder = matcher_of("no {big}? chance", big="big|really big")

    assert found(finder, "no chance, no really big chance") == [
        "no chance",
        "no really big chance",
    ]


def test_of_overlapping_beginnings_the_nearest_counts() -> None:
    assert found(matcher_of("not ... chosen"), "not this and not chosen") == ["not chosen"]


def test_of_hits_within_one_another_the_longest_is_kept() -> None:
    assert found(matcher_of("sad", "very sad news"), "very sad news") == ["very sad news"]


def test_a_subject_is_searched_as_one_sentence() -> None:
    finder = matcher_of("application ... rejected")

    assert found(finder, "Application. Rejected", "subject") == ["Application. Rejected"]
    assert found(finder, "Application. Rejected", "body") == []


def test_a_rule_looks_only_at_its_fields() -> None:
    rule = Rule("rule", "xx", Kind.STRONG, ("rejected",), 1.0, SOURCE, fields=("subject",))
    finder = compiled(rule, {})

    assert found(finder, "rejected", "subject") == ["rejected"]
    assert found(finder, "rejected", "body") == []


def test_evidence_says_where_it_stands_and_in_which_sentence() -> None:
    (evidence,) = matcher_of("not chosen").find("body", "Hello. You were\nnot chosen. Bye.")

    assert (evidence.start, evidence.end) == (16, 26)
    assert evidence.sentence == "You were not chosen"
    assert evidence.sentence_start == 7
    assert evidence.source == SOURCE


def test_a_phrase_is_found_however_far_down_a_sentence_it_stands() -> None:
    (evidence,) = matcher_of("not ... chosen").find("body", f"{'no ' * 10_000}not now chosen")

    assert (evidence.start, evidence.text) == (30_000, "not now chosen")


def test_of_list_entries_that_end_alike_the_shortest_counts() -> None:
    assert found(matcher_of("{sad}", sad="very sad|sad"), "very sad") == ["sad"]


def test_hits_of_one_rule_are_capped() -> None:
    assert len(found(matcher_of("no"), "no " * 1000)) == MOST_HITS


def test_a_long_sentence_is_cut_around_the_hit() -> None:
    (evidence,) = matcher_of("no").find("body", f"{'a ' * 500}no{' b' * 500}")

    assert len(evidence.sentence) <= matcher.LONGEST_SENTENCE + 2
    assert " no " in evidence.sentence


@pytest.mark.parametrize("order", [1, -1])
def test_lists_deeper_in_lists_than_the_search_can_go_are_refused(order: int) -> None:
    chain = {f"list{at}": f"{{list{at + 1}}} on" for at in range(3_000)}
    lists = dict([*chain.items(), ("list3000", "go")][::order])

    with pytest.raises(RuleError, match="50 word lists lie one in the other"):
        matcher_of("not {list0}", **lists)


@pytest.mark.parametrize(
    ("lists", "fault"),
    [
        ({"other": "one"}, "there is no word list {go}"),
        ({"goes": "one"}, "Did you mean {goes}?"),
        ({"go": "{go} on"}, "leads back to itself (go -> go)"),
        ({"go": "{way} on", "way": "{go}"}, "leads back to itself (go -> way -> go)"),
        ({"go": "..."}, "begins with a gap"),
    ],
)
def test_lists_that_lead_nowhere_are_refused(lists: dict[str, str], fault: str) -> None:
    with pytest.raises(RuleError) as refused:
        matcher_of("not {go}", **lists)

    assert fault in str(refused.value)
    assert str(refused.value).startswith("rules/xx/rejection.toml:3: ")
