"""Mail files on disk: .eml, mbox, Maildir, folders of them, and tar archives of folders."""

import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mailwatch.errors import UserError

# An mbox separator with its asctime date (RFC 4155, appendix A); a "From " in prose has none.
SEPARATOR = re.compile(rb"From \S{0,320} ?.{0,40}\d{1,2}:\d{2}", re.ASCII)
# More of one message is never read: its text lies at its beginning.
LONGEST_MESSAGE = 32 * 1024 * 1024
# A Maildir's own files, and what an editor leaves (cr.yp.to/proto/maildir.html).
HIDDEN = "."
NOT_MAIL = frozenset({"tmp"})


@dataclass(frozen=True, slots=True)
class MailFile:
    """One message of a file. *path* is what people call it; *error* is "" unless unreadable."""

    path: str
    content: bytes
    error: str = ""


def read(paths: Iterable[Path]) -> Iterator[MailFile]:
    """Yield every message under *paths*, folders in the order of their names.

    Raise UserError for a path that does not exist. A file that cannot be opened is yielded with
    its error.
    """
    for path in paths:
        if not path.exists():
            raise UserError(f"{path}: there is no such file or folder. See how it is spelled.")
        for file in _files(path):
            yield from _open(file)


def count(paths: Iterable[Path]) -> int:
    """Return how many files `read` will open."""
    return sum(1 for path in paths if path.exists() for _ in _files(path))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for entry in sorted(path.iterdir()):
        is_maildir_tmp = entry.name in NOT_MAIL and (path / "cur").is_dir()
        is_subfolder = entry.is_dir() and (entry / "cur").is_dir()
        if is_maildir_tmp or (entry.name.startswith(HIDDEN) and not is_subfolder):
            continue
        yield from _files(entry)


def _open(path: Path) -> Iterator[MailFile]:
    try:
        if tarfile.is_tarfile(path):
            yield from _archive(path)
            return
        with path.open("rb") as file:
            yield from _messages(str(path), file)
    except (OSError, tarfile.TarError) as error:
        yield MailFile(str(path), b"", f"{path}: cannot be opened ({error})")


def _archive(path: Path) -> Iterator[MailFile]:
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield from _messages(f"{path}/{member.name}", file)


def _messages(path: str, lines: Iterable[bytes]) -> Iterator[MailFile]:
    """Split an mbox at its separators; anything else is one message."""
    found = 0
    for found, content in enumerate(_split(lines), start=1):
        yield MailFile(path if found == 1 else f"{path}#{found}", content)
    if not found:
        yield MailFile(path, b"", f"{path}: the file is empty")


def _split(lines: Iterable[bytes]) -> Iterator[bytes]:
    message: list[bytes] = []
    size, is_mbox, after_blank = 0, False, True
    for number, line in enumerate(lines):
        is_separator = after_blank and line.startswith(b"From ") and bool(SEPARATOR.match(line))
        if number == 0:
            is_mbox = is_separator
        elif is_separator and is_mbox:
            yield b"".join(message)
            message, size = [], 0
        if size < LONGEST_MESSAGE:
            message.append(line)
            size += len(line)
        after_blank = not line.strip()
    if message:
        yield b"".join(message)
