"""The TOML file as read: its tables, and where each stands."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mailwatch.config.places import Places
from mailwatch.config.tables import Place, Section, place_in, read, refuse_unknown
from mailwatch.errors import ConfigError

SECTIONS = ("identity", "account", "replies", "cadence")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One mailwatch.toml; *text* is "" and there are no *tables* where the file does not exist."""

    path: Path
    text: str
    tables: Mapping[str, object]

    def place(self, section: str) -> Place:
        """Describe where *section* stands, for errors."""
        return place_in(str(self.path), self.text, section)

    def read(self, section: str, kind: type[Section]) -> Section:
        """Make a typed section of the table *section*, which may be absent."""
        return read(self.place(section), self.tables.get(section, {}), kind)


def open_toml(places: Places) -> TomlFile:
    """Read the file of *places*. Raise ConfigError if it is named but absent, or not as needed."""
    text = _text(places)
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of numbers and lists without an end
        raise ConfigError(f"{places.toml}: is not TOML: {error}. Correct that line.") from error
    file = TomlFile(places.toml, text, tables)
    refuse_unknown(file.place(""), tables, SECTIONS)
    return file


def _text(places: Places) -> str:
    try:
        return places.toml.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        if places.is_named:
            raise ConfigError(
                f"{places.toml}: there is no such file. Create it as the README shows, or name "
                "another with --config.",
            ) from error
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"{places.toml}: is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise ConfigError(
            f"{places.toml}: cannot be read ({error.strerror}). Let the user that mailwatch runs "
            f"as read it: chmod u+r {places.toml}.",
        ) from error
