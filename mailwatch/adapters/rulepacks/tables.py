"""One TOML file of a rules folder: its tables as typed values, its faults with their line."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from mailwatch.domain.judging.rules import (
    CATEGORIES,
    DEFAULT_WEIGHTS,
    FIELDS,
    JOB,
    STAGES,
    THINGS,
    Kind,
    Rule,
    Source,
    Thing,
)
from mailwatch.errors import RuleError

_KEY = re.compile(r"""[ \t]*["']?([^"'=\s\[\]#]+)["']?[ \t]*=""")

_NOT_WRITTEN = {Kind.EXCEPTION, Kind.HINT}

_Table = TypeVar("_Table", bound=msgspec.Struct)

# Far beyond what one word may say; and neither "nan" nor "inf", which TOML has, lie between.
HintWeight = Annotated[float, msgspec.Meta(ge=-100.0, le=100.0)]


class RuleTable(msgspec.Struct):
    """A [[rule]] as written. *note* is for people and goes nowhere."""

    name: str
    kind: Kind = Kind.STRONG
    phrases: list[str] = []
    unless: list[str] = []
    weight: float | None = None
    category: str = ""
    stage: str = ""
    fields: list[str] = msgspec.field(default_factory=lambda: list(FIELDS))
    match: list[str] = []
    skip: list[str] = []
    disabled: bool = False
    note: str = ""


class SystemTable(msgspec.Struct):
    """A [[system]] of senders.toml as written."""

    name: str
    domains: list[str]
    reply: str
    routed: list[str] = []
    is_platform: bool = False
    note: str = ""


class WordTables(msgspec.Struct):
    """The [words] of a file, checked for their types."""

    words: dict[str, list[str]] = {}


class ThingTable(msgspec.Struct):
    """A [things.NAME] of a hints.toml as written."""

    base: HintWeight | None = None
    words: dict[str, HintWeight] = {}


class HintTable(msgspec.Struct):
    """A hints.toml as written."""

    language: str = ""
    base: HintWeight | None = None
    hints: dict[str, HintWeight] = {}
    things: dict[str, ThingTable] = {}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that was read: *shown* is its path as people see it."""

    shown: str
    content: str

    @classmethod
    def read(cls, path: Path, shown: str) -> "TomlFile":
        """Read *path*; raise RuleError if it cannot be read as UTF-8."""
        try:
            return cls(shown, path.read_bytes().decode("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(
                f"{shown}: cannot be read ({error}). Make it a readable file in UTF-8."
            ) from error

    def tables(self) -> dict[str, object]:
        """Return the parsed content; raise RuleError where it is no TOML."""
        try:
            return tomllib.loads(self.content)
        except (ValueError, RecursionError) as error:  # also of numbers and lists without an end
            raise RuleError(
                f"{self.shown}: is not TOML: {error}. Mend the text at that place; strings stand"
                " in double quotes, lists in [ ]."
            ) from error

    def lines_of(self, header: str) -> list[int]:
        """Return the lines, from 1, that begin with *header*, such as "[[rule]]"."""
        pattern = re.compile(rf"^[ \t]*{re.escape(header)}", re.MULTILINE)
        return [self._line(match.start()) for match in pattern.finditer(self.content)]

    def lines_of_keys(self) -> dict[str, int]:
        """Return the line on which each key is first set."""
        lines: dict[str, int] = {}
        for number, line in enumerate(self.content.splitlines(), 1):
            if match := _KEY.match(line):
                lines.setdefault(match[1], number)
        return lines

    def _line(self, offset: int) -> int:
        return self.content.count("\n", 0, offset) + 1


def convert(table: object, kind: type[_Table], where: str) -> _Table:
    """Return *table* as a *kind*; raise RuleError for an unknown key or a wrong type."""
    if isinstance(table, dict):
        check_keys(table, kind.__struct_fields__, where)
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise RuleError(f"{where}: {error}. Give it the type that is expected.") from error


def check_keys(found: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raise RuleError for the first key of *found* that is not *known*."""
    names = sorted(known)
    for key in found:
        if key not in names:
            raise RuleError(f'{where}: unknown key "{key}". {_nearest(key, names)}')


def rule_of(table: RuleTable, language: str, source: Source) -> Rule:
    """Return the rule that *table* describes; raise RuleError for a value that is not allowed."""
    where = f'{source.file}:{source.line}: rule "{table.name}"'
    if not table.phrases:
        raise RuleError(f"{where}: phrases is empty. Add at least one phrase or delete the rule.")
    check_value("kind", table.kind, (k for k in Kind if k not in _NOT_WRITTEN), where)
    check_value("category", table.category, ("", *CATEGORIES), where)
    check_value("stage", table.stage, ("", *STAGES), where)
    for name in table.fields or [""]:
        check_value("fields", name, FIELDS, where)
    weight = DEFAULT_WEIGHTS[table.kind] if table.weight is None else table.weight
    _check_weight(table.kind, weight, where)
    return Rule(
        name=table.name,
        language=language,
        kind=table.kind,
        phrases=tuple(table.phrases),
        weight=weight,
        source=source,
        category=table.category,
        stage=table.stage,
        fields=tuple(table.fields),
        match=tuple(table.match),
        skip=tuple(table.skip),
    )


def things_of(
    written: Mapping[str, ThingTable], before: Mapping[str, Thing], where: str
) -> dict[str, Thing]:
    """Lay the things *written* over those *before*, word by word."""
    things = dict(before)
    for name, table in written.items():
        check_value("things", name, (JOB, *THINGS), where)
        known = things.get(name, Thing())
        base = known.base if table.base is None else table.base
        things[name] = Thing(base, {**known.weights, **table.words})
    return things


def check_value(key: str, value: str, allowed: Iterable[str], where: str) -> None:
    """Raise RuleError unless *value* is one of those *allowed*."""
    names = tuple(allowed)
    if value not in names:
        raise RuleError(f'{where}: {key} "{value}" is not known. {_nearest(value, names)}')


def _check_weight(kind: Kind, weight: float, where: str) -> None:
    least, most = (-10, 0) if kind is Kind.VETO else (0, 10)
    if not least <= weight <= most:
        raise RuleError(
            f"{where}: weight {weight} is out of range for {kind}."
            f" Choose a number from {least} to {most}."
        )


def _nearest(word: str, names: Iterable[str]) -> str:
    known = [name for name in names if name]
    near = get_close_matches(word, known, n=1)
    return f'Did you mean "{near[0]}"?' if near else f"Choose one of: {', '.join(known)}."
