"""What was read and compiled is kept, and never stands in for rules that have changed."""

from dataclasses import asdict
from pathlib import Path
from shutil import copytree

import pytest

from mailwatch.adapters import rulepacks
from mailwatch.domain.judging.matcher import compile_rules
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.errors import RuleError

PACK = """\
language = "en"

[words]
go = ["proceed*", "move {on}"]
on = ["on", "forward"]

[[rule]]
name    = "not-going-on"
phrases = ["not ... {go}"]
match   = ["We will not move forward."]
"""
TEXT = "We will not be proceeding, and not move on."


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a rules folder with a rule, a list of facts and a letter."""
    folder = tmp_path / "rules"
    (folder / "en" / "replies").mkdir(parents=True)
    (folder / "en" / "rejection.toml").write_text(PACK, encoding="utf-8")
    (folder / "en" / "extract.toml").write_text('roles = ["designer"]\n', encoding="utf-8")
    (folder / "en" / "replies" / "thanks.txt.j2").write_text("Thank you", encoding="utf-8")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def hits(ruleset: Ruleset) -> list[str]:
    return [found.text for found in compile_rules(ruleset).find("body", TEXT)]


def kept(cache: Path) -> Path:
    """Return the one file in the cache."""
    (file,) = cache.iterdir()
    return file


def test_kept_rules_are_those_that_were_read(rules: Path, cache: Path) -> None:
    fresh = rulepacks.load([rules])
    rulepacks.load([rules], cache=cache)

    again = rulepacks.load([rules], cache=cache)

    assert tuple(again.packs) == fresh.packs
    assert [extracts.lists for extracts in again.extracts] == [{"roles": ("designer",)}]
    assert [letter.text for letter in again.templates] == ["Thank you"]
    assert (again.senders, again.digest) == (fresh.senders, fresh.digest)


def test_kept_rules_find_what_fresh_ones_find(rules: Path, cache: Path) -> None:
    rulepacks.load([rules], cache=cache)

    again = rulepacks.load([rules], cache=cache)

    assert again.program is not None
    assert hits(again) == hits(rulepacks.load([rules])) == ["not be proceeding", "not move on"]


def test_shipped_rules_can_be_kept(tmp_path: Path, cache: Path) -> None:
    rules = copytree(rulepacks.shipped(), tmp_path / "shipped")
    fresh = rulepacks.load([rules], check_examples=False, cache=cache)

    again = rulepacks.load([rules], check_examples=False, cache=cache)

    assert again.program == fresh.program
    assert all(letter.is_read for letter in again.templates)
    assert [*map(asdict, again.hints)] == [*map(asdict, fresh.hints)]


def test_a_word_of_several_languages_is_kept_in_memory_once(rules: Path, cache: Path) -> None:
    for language in ("en", "de"):
        (rules / language).mkdir(exist_ok=True)
        hints = f'language = "{language}"\n[hints]\nproceeding = 0.25\n'
        (rules / language / "hints.toml").write_text(hints, "utf-8")
    rulepacks.load([rules], cache=cache)

    again = rulepacks.load([rules], cache=cache)

    words = [word for hints in again.hints for word in hints.weights]
    assert words == ["proceeding", "proceeding"]
    assert words[0] is words[1]


def test_a_changed_rule_is_noticed_though_size_and_time_stay(rules: Path, cache: Path) -> None:
    rulepacks.load([rules], check_examples=False, cache=cache)
    file = rules / "en" / "rejection.toml"
    file.write_text(PACK.replace("not ... {go}", "ton ... {go}"), encoding="utf-8")

    again = rulepacks.load([rules], check_examples=False, cache=cache)

    assert hits(again) == []


def test_a_broken_rule_is_refused_though_good_ones_are_kept(rules: Path, cache: Path) -> None:
    rulepacks.load([rules], cache=cache)
    (rules / "en" / "rejection.toml").write_text(PACK.replace("{on}", "{off}"), encoding="utf-8")

    for _ in range(2):
        with pytest.raises(RuleError, match=r"no word list \{off\}"):
            rulepacks.load([rules], cache=cache)


def test_a_broken_letter_is_refused_and_not_kept(rules: Path, cache: Path) -> None:
    (rules / "en" / "replies" / "thanks.txt.j2").write_text("{{ salary }}", encoding="utf-8")

    for _ in range(2):
        with pytest.raises(RuleError, match='"salary" is not a known fact'):
            rulepacks.load([rules], cache=cache)


def test_rules_kept_unchecked_do_not_pass_for_checked_ones(rules: Path, cache: Path) -> None:
    file = rules / "en" / "rejection.toml"
    file.write_text(PACK.replace("We will not", "We will"), encoding="utf-8")
    rulepacks.load([rules], check_examples=False, cache=cache)

    with pytest.raises(RuleError, match="does not find its example"):
        rulepacks.load([rules], cache=cache)


@pytest.mark.parametrize("size", [0, 10, 40, -1])
def test_a_file_that_is_cut_short_is_as_good_as_none(rules: Path, cache: Path, size: int) -> None:
    rulepacks.load([rules], cache=cache)
    whole = kept(cache).read_bytes()
    kept(cache).write_bytes(whole[:size])

    again = rulepacks.load([rules], cache=cache)

    assert hits(again) == ["not be proceeding", "not move on"]
    assert kept(cache).read_bytes() == whole


def test_a_file_with_one_wrong_byte_is_as_good_as_none(rules: Path, cache: Path) -> None:
    rulepacks.load([rules], cache=cache)
    whole = kept(cache).read_bytes()
    kept(cache).write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])

    again = rulepacks.load([rules], cache=cache)

    assert hits(again) == ["not be proceeding", "not move on"]
    assert kept(cache).read_bytes() == whole


def test_nothing_depends_on_a_cache_that_cannot_be_written(rules: Path, cache: Path) -> None:
    cache.write_text("no folder")

    assert hits(rulepacks.load([rules], cache=cache)) == ["not be proceeding", "not move on"]


def test_what_is_kept_is_for_its_owner_alone(rules: Path, cache: Path) -> None:
    rulepacks.load([rules], cache=cache)

    assert kept(cache).stat().st_mode & 0o077 == 0
