"""The state folder: where it lies, who holds it, and the key that names our drafts."""

import contextlib
import fcntl
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from mailwatch.errors import ConfigError, TransientError

KEY_BYTES = 32


def locate(option: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the state folder, whether or not it exists.

    It is *option* (--state), else $STATE_DIRECTORY, else mailwatch in the user's data folder.
    """
    return option.absolute() if option else _default(environ)


def prepare(option: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the state folder, made for the user alone (0700) if it did not exist.

    Raise ConfigError if it cannot be made or others may write to it.
    """
    folder = locate(option, environ)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError as error:
        raise ConfigError(
            f"{folder}: cannot be the state folder ({error.strerror}). Name another with --state.",
        ) from error
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ConfigError(
            f"{folder}: other users of this machine can write here. Run: chmod 700 {folder}",
        )
    return folder


def _default(environ: Mapping[str, str]) -> Path:
    # systemd.exec(5): several directories come joined by colons; the first is the state.
    given = environ.get("STATE_DIRECTORY", "").partition(":")[0]
    if given:
        return Path(given)
    return _of_the_user(environ, "XDG_DATA_HOME", ".local/share")


def cache(environ: Mapping[str, str]) -> Path:
    """Return where compiled rules are kept: $CACHE_DIRECTORY, else the user's cache folder."""
    given = environ.get("CACHE_DIRECTORY", "").partition(":")[0]
    return Path(given) if given else _of_the_user(environ, "XDG_CACHE_HOME", ".cache")


def _of_the_user(environ: Mapping[str, str], variable: str, usual: str) -> Path:
    # The XDG Base Directory Specification has relative values ignored.
    base = Path(environ.get(variable, ""))
    if not base.is_absolute():
        base = Path(environ.get("HOME") or Path.home()) / usual
    return base / "mailwatch"


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold *folder* for this process; the lock ends with the block, or with the process.

    Raise TransientError if another process holds it.
    """
    with os.fdopen(_open(folder / "lock"), "r+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise TransientError(
                f"{folder}: another mailwatch (pid {file.read(20).strip() or 'unknown'}) is at "
                "work here. Stop it, wait for it, or name another folder with --state.",
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def message_key(folder: Path) -> bytes:
    """Return the key of this installation's Message-IDs, made on first use.

    It appears whole or not at all, and two processes that make it at once get the same one. Raise
    ConfigError if the file is damaged.
    """
    path = folder / "secret"
    if not path.exists():
        _create(path, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ConfigError(
            f"{path}: is damaged ({len(key)} bytes instead of {KEY_BYTES}). Restore it from a "
            "backup; if there is none, delete it: drafts placed before may then not be recognised.",
        )
    return key


def message_key_if_any(folder: Path) -> bytes:
    """Return the key if there is one yet, b"" otherwise; nothing is made."""
    return message_key(folder) if (folder / "secret").exists() else b""


def _create(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, does not replace the key of a process that came first.
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags, 0o600)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be written ({error.strerror}). Give the state folder to the user that "
            f"mailwatch runs as: chown -R USER {path.parent}",
        ) from error
