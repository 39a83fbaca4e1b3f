"""The user's own rules on disk: started, added to, and as they were where a rule is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mailwatch.adapters import rulepacks
from mailwatch.adapters.overlay import NewRule, write
from mailwatch.domain.judging.rules import Kind, Rule
from mailwatch.errors import ConfigError, RuleError, UserError

CURTAIN = NewRule(
    name="curtain",
    kind="strong",
    phrases=("the curtain ...2 down", "lights* out"),
    matches=('He said: "The curtain has \\ come down\x7f".',),
)


def reading(folder: Path) -> Callable[[], None]:
    """What the command line checks with, less the shipped rules."""
    return lambda: _load(folder)


def _load(folder: Path) -> None:
    rulepacks.load([folder], check_examples=True)


def rules_in(folder: Path) -> list[Rule]:
    ruleset = rulepacks.load([folder], check_examples=True)
    return [rule for pack in ruleset.packs for rule in pack.rules]


def start(folder: Path) -> Path:
    return write(folder, "en", None, reading(folder))


def test_a_pack_that_was_started_loads(tmp_path: Path) -> None:
    path = start(tmp_path)

    assert path == tmp_path / "en" / "rejection.toml"
    _load(tmp_path)


def test_a_rule_that_was_added_is_there_as_it_was_given(tmp_path: Path) -> None:
    write(tmp_path, "en", CURTAIN, reading(tmp_path))

    (rule,) = rules_in(tmp_path)
    assert (rule.name, rule.kind, rule.phrases) == ("curtain", Kind.STRONG, CURTAIN.phrases)


def test_a_rule_is_added_to_what_is_there(tmp_path: Path) -> None:
    path = start(tmp_path)
    before = path.read_bytes()

    write(tmp_path, "en", CURTAIN, reading(tmp_path))

    assert path.read_bytes().startswith(before)
    assert [rule.name for rule in rules_in(tmp_path)] == ["curtain"]


def test_what_is_there_is_not_started_again(tmp_path: Path) -> None:
    path = start(tmp_path)
    before = path.read_bytes()

    with pytest.raises(UserError, match="is there already"):
        start(tmp_path)

    assert path.read_bytes() == before


WRONG = (
    NewRule("curtain", "strong", ()),
    NewRule("curtain", "loud", ("the curtain",)),
    NewRule("curtain", "strong", ("the {nothing} fell",)),
    NewRule("curtain", "strong", ("the curtain",), ("The window.",)),
)


@pytest.mark.parametrize("rule", WRONG, ids=["no phrase", "no kind", "no list", "no match"])
def test_where_a_rule_is_wrong_the_file_is_as_it_was(tmp_path: Path, rule: NewRule) -> None:
    path = start(tmp_path)
    path.write_bytes(path.read_bytes() + b"# mine, with a\r\n# line end of my own")
    before = path.read_bytes()

    with pytest.raises(RuleError):
        write(tmp_path, "en", rule, reading(tmp_path))

    assert path.read_bytes() == before


def test_where_a_first_rule_is_wrong_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        write(tmp_path, "en", WRONG[0], reading(tmp_path))

    assert not (tmp_path / "en" / "rejection.toml").exists()
    _load(tmp_path)


def test_the_line_ends_of_the_user_are_kept(tmp_path: Path) -> None:
    path = start(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()

    write(tmp_path, "en", CURTAIN, reading(tmp_path))

    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize("language", ["", "../en", "e/n", "en.toml", "é"])
def test_what_is_no_language_names_no_folder(tmp_path: Path, language: str) -> None:
    with pytest.raises(ConfigError, match="no language"):
        write(tmp_path / "rules", language, None, reading(tmp_path))

    assert not (tmp_path / "rules").exists()


def test_a_folder_that_cannot_be_written_to_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "en").write_text("a file where a folder should be")

    with pytest.raises(ConfigError, match="cannot be"):
        write(tmp_path, "en", CURTAIN, reading(tmp_path))


def test_a_file_that_is_not_utf_8_is_left_alone(tmp_path: Path) -> None:
    path = start(tmp_path)
    path.write_bytes(b"# caf\xe9\n")

    with pytest.raises(RuleError, match="UTF-8"):
        write(tmp_path, "en", CURTAIN, reading(tmp_path))

    assert path.read_bytes() == b"# caf\xe9\n"
