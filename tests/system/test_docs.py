"""The documents tell the truth: what they name exists, and what exists is named."""

import importlib
import re
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
import pytest

from mailwatch import cli, config
from mailwatch.adapters import rulepacks

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

LONGEST_MAP = 120


def quoted(text: str) -> list[str]:
    """Return what stands between single backticks outside code blocks."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", text)
    return re.findall(r"`([^`\n]+)`", prose)


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of one language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def commands_named(text: str) -> set[str]:
    """Return the commands that *text* shows: "scan", and of a group "rules check"."""
    pattern = r"(?m)(?:`|^|/)mailwatch ((?:rules|replies) [a-z]+|[a-z]+)\b"
    return set(re.findall(pattern, text))


def commands_there() -> set[str]:
    """Return the commands that there are, in the same words."""
    context = click.Context(cli.commands)
    found: set[str] = set()
    for name in cli.commands.list_commands(context):
        command = cli.commands.get_command(context, name)
        if isinstance(command, click.Group):
            found |= {f"{name} {each}" for each in command.list_commands(context)}
        else:
            found.add(name)
    return found


def names_in(words: Iterable[str], pattern: str) -> list[str]:
    return sorted({word for word in words if re.fullmatch(pattern, word)})


def resolves(name: str) -> bool:
    """Say whether a dotted name is a module of ours or something in one."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        return bool(module) and hasattr(importlib.import_module(module), attribute)
    return True


def test_every_command_in_the_readme_exists() -> None:
    assert commands_named(README) - commands_there() == set()


def test_every_command_stands_in_the_readme() -> None:
    assert commands_there() - commands_named(README) == set()


def test_every_option_in_the_table_of_commands_exists() -> None:
    context = click.Context(cli.commands)

    for name, rest, row in re.findall(r"(?m)^\| `mailwatch ([a-z]+)([^`]*)` \|(.*)$", README):
        command = cli.commands.get_command(context, name)
        if isinstance(command, click.Group):
            command = command.get_command(context, rest.split()[0])
        assert command is not None
        known = {option for each in command.params for option in each.opts}
        assert set(re.findall(r"`(--[a-z-]+)", row)) <= known, name


def test_the_example_in_the_readme_is_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "mailwatch.toml").write_text(blocks(README, "toml")[0], encoding="utf-8")

    settings = config.load(tmp_path, {}, date(2026, 11, 24))

    assert [account.name for account in settings.accounts] == ["main"]


def test_the_example_in_the_readme_shows_every_key() -> None:
    example = blocks(README, "toml")[0]
    tables = tomllib.loads(example)
    shown = {
        "identity": set(tables["identity"]),
        "account": set(tables["account"]["main"]) | {"password_command", "token_command"},
        "replies": set(tables["replies"]),
    }

    assert shown == {
        "identity": set(config.schema.IdentitySection.__struct_fields__),
        "account": set(config.schema.AccountSection.__struct_fields__),
        "replies": set(config.schema.RepliesSection.__struct_fields__),
    }


def test_the_rule_in_the_readme_can_be_laid_over_ours(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "rejection.toml").write_text(blocks(README, "toml")[1], encoding="utf-8")

    ruleset = rulepacks.load([rulepacks.shipped(), tmp_path])

    assert "our-guild-says-no" in {rule.name for pack in ruleset.packs for rule in pack.rules}


def test_the_env_file_in_the_readme_is_enough(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(blocks(README, "ini")[0], encoding="utf-8")
    (tmp_path / ".env").chmod(0o600)

    settings = config.load(tmp_path, {}, date(2026, 11, 24))

    assert settings.identity.name == "Lea Example"


@pytest.mark.parametrize("text", [README, ARCHITECTURE, CONTRIBUTING, CHANGELOG])
def test_every_link_to_a_file_leads_somewhere(text: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]

    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("text", [README, ARCHITECTURE, CONTRIBUTING])
def test_every_door_named_exists(text: str) -> None:
    doors = set(re.findall(r"\bscripts/[a-z]+|\.ci/[a-z]+", text))

    assert [door for door in doors if not (ROOT / door).exists()] == []


@pytest.mark.parametrize(
    "name", names_in([*quoted(ARCHITECTURE), *quoted(CONTRIBUTING)], r"mailwatch(\.(?!toml)\w+)*")
)
def test_every_dotted_name_in_the_documents_exists(name: str) -> None:
    assert resolves(name)


@pytest.mark.parametrize(
    "path",
    names_in(
        [*quoted(ARCHITECTURE), *quoted(CONTRIBUTING)],
        r"(tests|rules|systemd|\w+\.toml)(/[\w./-]*)?",
    ),
)
def test_every_path_in_the_documents_exists(path: str) -> None:
    written = re.sub(r"/LANGUAGE\b", "/en", path)

    assert (ROOT / written).exists() or written == "mailwatch.toml"


def test_the_map_is_short_enough_to_be_read() -> None:
    assert len(ARCHITECTURE.splitlines()) <= LONGEST_MAP


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert re.search(r"(?m)^## \[(Unreleased|\d+\.\d+\.\d+)\]", CHANGELOG)
