"""A table of settings becomes a typed section, and each mistake in it a sentence with its place."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

import msgspec

from mailwatch.errors import ConfigError

Section = TypeVar("Section", bound=msgspec.Struct)

SECRET_KEYS = frozenset(
    {"password", "passwd", "pass", "passphrase", "app_password", "secret", "token", "api_key"}
    | {"access_token", "refresh_token", "client_secret"},
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where settings were written, so that an error can point there.

    *section* is as in the file, without brackets, "" where the file has none. *lines* knows the
    lines of some keys ("" being the section's own); *names* what the user calls a key where it is
    not the key itself.
    """

    file: str
    section: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def error(self, key: str, problem: str) -> ConfigError:
        """Make the error for *key* ("" for the whole section); *problem* ends with the remedy."""
        line = self.lines.get(key) or self.lines.get("")
        where = f"{self.file}:{line}:" if line else f"{self.file}:"
        section = f" [{self.section}]" if self.section else ""
        name = f" {self.names.get(key, key)}:" if key else ""
        return ConfigError(f"{where}{section}{name} {problem}")


def place_in(file: str, text: str, section: str) -> Place:
    """Describe *section* of the TOML *text*, with the line of each key that is plainly written."""
    lines: dict[str, int] = {}
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.strip()
        if written.startswith("["):
            current = written.strip("[").partition("]")[0].strip()
            written = "=" if current == section else ""
        if current == section and "=" in written and not written.startswith("#"):
            lines.setdefault(written.partition("=")[0].strip(" \t\"'"), number)
    return Place(file, section, lines)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean X?" for the known word most like *word*, else ""."""
    written = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(word.casefold(), list(written), n=1)
    return f" Did you mean {written[found[0]]}?" if found else ""


def read(place: Place, table: object, kind: type[Section]) -> Section:
    """Make a section of *table*. Raise ConfigError at the first key that is not as it should be."""
    entries = entries_of(place, table)
    fields = {each.name: each for each in msgspec.structs.fields(kind)}
    refuse_unknown(place, entries, fields)
    for each in fields.values():
        if each.required and each.name not in entries:
            raise place.error(each.name, f"is missing. {_remedy(each)}")
    return kind(**{key: _convert(place, fields[key], value) for key, value in entries.items()})


def entries_of(place: Place, table: object) -> Mapping[str, object]:
    """Return *table* as a mapping. Raise ConfigError if it is anything but a TOML table."""
    if isinstance(table, Mapping):
        return table
    name = place.section.partition(".")[0]
    raise place.error("", f"must be a table. Write [{name}] or [{name}.NAME] on a line of its own.")


def refuse_unknown(place: Place, entries: Iterable[str], known: Iterable[str]) -> None:
    """Raise ConfigError for the first of *entries* that is not *known*; secrets get advice."""
    names = sorted(known)
    for key in entries:
        if key.casefold() in SECRET_KEYS:
            raise place.error(key, _secret_advice(place.section))
        if key not in names:
            hint = nearest(key, names) or f" Known here: {', '.join(names)}."
            raise place.error(key, f"unknown key.{hint}")


def _secret_advice(section: str) -> str:
    account = section.partition(".")[2] or "main"
    return (
        "a secret does not belong in this file. Remove it here, and write "
        f"{password_variable(account)}=... into .env beside it (chmod 600), "
        "or use password_command."
    )


def password_variable(account: str) -> str:
    """Name the environment variable that holds the password of *account*."""
    return f"MAILWATCH_{account.upper().replace('-', '_')}_PASSWORD"


def _convert(place: Place, field_info: msgspec.structs.FieldInfo, value: object) -> object:
    try:
        return msgspec.convert(value, type=field_info.type)
    except msgspec.ValidationError as error:
        problem = str(error).replace("`", "").replace(" - at $", ", at ")
        raise place.error(field_info.name, f"{problem}. {_remedy(field_info)}") from error


def _remedy(field_info: msgspec.structs.FieldInfo) -> str:
    examples = [example for meta in _metas(field_info.type) for example in meta.examples or ()]
    return "Write " + " or ".join(f"{field_info.name} = {each}" for each in examples) + "."


def _metas(annotation: Any) -> list[msgspec.Meta]:  # noqa: ANN401 - an annotation can be anything
    return [each for each in get_args(annotation) if isinstance(each, msgspec.Meta)]
