"""Where the configuration lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "mailwatch.toml"


@dataclass(frozen=True, slots=True)
class Places:
    """The folder of the configuration and the files in it, whether or not they exist.

    *is_named* is true where the user named the file itself, so that its absence is an error.
    """

    toml: Path
    is_named: bool

    @property
    def folder(self) -> Path:
        """The folder that all paths of the configuration are relative to."""
        return self.toml.parent

    @property
    def dotenv(self) -> Path:
        """The file of secrets beside the TOML file."""
        return self.folder / ".env"

    @property
    def rules(self) -> Path:
        """The user's own rules, which lie over ours."""
        return self.folder / "rules"


def locate(option: Path | None, environ: Mapping[str, str]) -> Places:
    """Choose the configuration: *option*, else $MAILWATCH_CONFIG, else the user's config folder.

    A folder stands for the mailwatch.toml inside.
    """
    chosen = option or _path_or_none(environ.get("MAILWATCH_CONFIG", ""))
    if chosen is None:
        return Places(_user_folder(environ).absolute() / FILE_NAME, is_named=False)
    chosen = chosen.absolute()
    if chosen.is_dir():
        return Places(chosen / FILE_NAME, is_named=False)
    return Places(chosen, is_named=True)


def _path_or_none(text: str) -> Path | None:
    return Path(text) if text else None


def _user_folder(environ: Mapping[str, str]) -> Path:
    # The XDG Base Directory Specification has relative values ignored.
    base = Path(environ.get("XDG_CONFIG_HOME", ""))
    if not base.is_absolute():
        base = Path(environ.get("HOME") or Path.home()) / ".config"
    return base / "mailwatch"
