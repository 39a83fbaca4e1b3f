"""What was read from rules folders and compiled, kept in a file until a rule or we change.

The file holds data and no code. One that is damaged, foreign or old is as good as none.
"""

import sys
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from glob import escape, iglob
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from mailwatch import __version__
from mailwatch.adapters.rulepacks import storing
from mailwatch.domain.judging.rules import Ruleset

FORMAT = 5
"""Counts up with every change to what is stored, or to how rules are compiled."""

_PATTERNS = (
    "senders.toml",
    "*/rejection.toml",
    "*/details.toml",
    "*/hints.toml",
    "*/extract.toml",
    "*/replies/*.txt.j2",
)
_DIGEST_SIZE = sha256().digest_size


def key_of(folders: Sequence[Path], *, with_examples: bool) -> str:
    """Return what a stored ruleset must have been made from to be used: every byte and ours.

    *with_examples* says whether the rules' examples were run.
    """
    digest = sha256()
    for folder in folders:
        for path in _files(str(folder)):
            with suppress(OSError), open(path, "rb") as file:  # noqa: PTH123 - twice as fast, for hundreds of files
                content = file.read()
                digest.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
                digest.update(content)
    ours = (__version__, FORMAT, unicodedata.unidata_version, sys.byteorder, array("I").itemsize)
    return f"{ours} {with_examples} {[*map(str, folders)]} {digest.hexdigest()}"


def read(cache: Path, folders: Sequence[Path], key: str) -> Ruleset | None:
    """Return the ruleset that was written under *key*, None where there is none."""
    try:
        content = memoryview(_path(cache, folders).read_bytes())
        if sha256(content[_DIGEST_SIZE:]).digest() != content[:_DIGEST_SIZE]:
            return None
        stored = msgspec.msgpack.decode(content[_DIGEST_SIZE:], type=storing.Stored)
    except (OSError, msgspec.DecodeError):
        return None
    return storing.restored(stored) if stored.key == key else None


def write(cache: Path, folders: Sequence[Path], key: str, ruleset: Ruleset) -> None:
    """Keep *ruleset*, which has a program; where nothing can be written, do nothing."""
    content = msgspec.msgpack.encode(storing.stored(key, ruleset))
    path = _path(cache, folders)
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=cache, prefix=path.name, delete=False) as file:
            file.write(sha256(content).digest() + content)
        Path(file.name).replace(path)


def _path(cache: Path, folders: Sequence[Path]) -> Path:
    name = sha256("\0".join(map(str, folders)).encode("utf-8", "surrogateescape")).hexdigest()
    return cache / f"rules-{name[:16]}"


def _files(folder: str) -> Iterator[str]:
    """Yield the files that a rules folder is read from."""
    for pattern in _PATTERNS:
        yield from sorted(iglob(f"{escape(folder)}/{pattern}"))  # noqa: PTH207 - as above
