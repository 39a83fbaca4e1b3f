"""The .env file: read once, refused if others could read it too."""

import io
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from mailwatch.config.tables import Place, nearest
from mailwatch.errors import ConfigError

ACCOUNT_KEYS = ("host", "port", "security", "username")
ONE_ACCOUNT_NAMES = {key: f"MAILWATCH_{key.upper()}" for key in (*ACCOUNT_KEYS, "password", "name")}

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_ACCOUNT_PASSWORD = re.compile(r"MAILWATCH_[A-Z0-9_]+_PASSWORD")


def read(path: Path) -> Mapping[str, str]:
    """Return what *path* sets, nothing where there is no such file. No value is interpolated.

    Raise ConfigError if the file cannot be read, can be read by others, or is not well formed.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            _refuse_open_doors(path, os.fstat(file.fileno()).st_mode)
            text = file.read()
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}). Make it a file that belongs to the user "
            f"mailwatch runs as: chown USER {path} && chmod 600 {path}.",
        ) from error
    return dict(_settings(path, parse_stream(io.StringIO(text))))


def is_account_password(name: str) -> bool:
    """Say whether *name* is that of the password of a named account."""
    return _ACCOUNT_PASSWORD.fullmatch(name) is not None


def _refuse_open_doors(path: Path, mode: int) -> None:
    if mode & _OTHERS:
        raise ConfigError(
            f"{path}: other users of this machine can reach it (mode {stat.S_IMODE(mode):04o}). "
            f"Run: chmod 600 {path}",
        )


def _settings(path: Path, bindings: Iterable[Binding]) -> Iterable[tuple[str, str]]:
    for binding in bindings:
        place = Place(str(path), lines={"": binding.original.line})
        if binding.error:
            raise place.error("", "is not NAME=value. Correct the line or begin it with #.")
        if binding.key is None:
            continue
        if binding.value is None:
            raise place.error(binding.key, "has no value. Write NAME=value or remove the line.")
        _refuse_unknown(place, binding.key)
        yield binding.key, binding.value


def _refuse_unknown(place: Place, name: str) -> None:
    known = ONE_ACCOUNT_NAMES.values()
    if not name.startswith("MAILWATCH_") or name in known or is_account_password(name):
        return
    hint = nearest(name, known) or f" Known here: {', '.join(known)}."
    raise place.error(name, f"unknown name.{hint}")
