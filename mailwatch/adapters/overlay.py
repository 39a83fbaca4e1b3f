"""The user's own rules folder on disk: started and added to, never rewritten."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mailwatch.errors import ConfigError, RuleError, UserError

HEADING = """\
# Rules of your own. A rule or word list of a name that we ship replaces ours; any other is added;
# `disabled = true` takes one of ours away. See the shipped rules for how phrases are written.
language = {language}
"""


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule to be added."""

    name: str
    kind: str
    phrases: tuple[str, ...]
    matches: tuple[str, ...] = ()


def write(folder: Path, language: str, rule: NewRule | None, check: Callable[[], None]) -> Path:
    """Start the user's pack of a language, and add *rule* if there is one; return its file.

    *check* reads the rules as they then are: if it raises RuleError, the file is as it was.
    """
    if not (language.isascii() and language.isalpha()):
        raise ConfigError(f"{language}: is no language. Write its two letters, for instance en.")
    path = folder / language / "rejection.toml"
    before = _read(path)
    if before and rule is None:
        raise UserError(f"{path}: is there already. Edit it, or add a rule with --name.")
    after = (before or HEADING.format(language=_string(language))) + (_table(rule) if rule else "")
    _put(path, after)
    try:
        check()
    except RuleError:
        _put(path, before)
        raise
    return path


def _read(path: Path) -> str:
    """Return a file with its line ends as they are, "" where there is none."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise RuleError(f"{path}: is not UTF-8 ({error.reason}). Save it as UTF-8.") from error


def _put(path: Path, content: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if content:
            path.write_text(content, encoding="utf-8", newline="")
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}).") from error


def _table(rule: NewRule) -> str:
    lines = [
        "",
        "[[rule]]",
        f"name    = {_string(rule.name)}",
        f"kind    = {_string(rule.kind)}",
        f"phrases = [{', '.join(map(_string, rule.phrases))}]",
    ]
    if rule.matches:
        lines.append(f"match   = [{', '.join(map(_string, rule.matches))}]")
    return "\n".join([*lines, ""])


def _string(text: str) -> str:
    # A JSON string is a TOML basic string but for DEL, which JSON leaves as it is (TOML 1.0).
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
