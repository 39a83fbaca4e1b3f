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
from typing import overload

import msgspec

from mailwatch import __version__
from mailwatch.domain.judging.rules import (
    Extracts,
    Hints,
    Pack,
    Program,
    Rows,
    Rule,
    Ruleset,
    SenderSystem,
    Template,
    Vocabulary,
)

FORMAT = 4
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


class _StoredRows(msgspec.Struct, array_like=True):
    numbers: bytes
    ends: bytes


class _StoredVocabulary(msgspec.Struct, array_like=True):
    words: str
    atoms: _StoredRows
    nodes: _StoredRows


class _StoredProgram(msgspec.Struct, array_like=True):
    rules: dict[int, Rule]
    exact: _StoredVocabulary
    prefixes: _StoredVocabulary
    runs: _StoredRows
    run_nodes: _StoredRows
    runs_from: _StoredRows
    lines: _StoredRows
    first_lines: bytes
    lines_for: _StoredRows
    languages: tuple[str, ...]
    first_nodes: bytes


class _Stored(msgspec.Struct, array_like=True):
    key: str
    packs: bytes
    senders: tuple[SenderSystem, ...]
    extracts: tuple[Extracts, ...]
    templates: tuple[Template, ...]
    digest: str
    program: _StoredProgram
    hints: tuple[Hints, ...]


class StoredPacks(Sequence[Pack]):
    """Packs that are made when somebody asks for them: a matcher has their phrases already."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @overload
    def __getitem__(self, at: int) -> Pack: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Pack]: ...
    def __getitem__(self, at: int | slice) -> Pack | Sequence[Pack]:
        return self._packs()[at]

    def __iter__(self) -> Iterator[Pack]:
        return iter(self._packs())

    def __len__(self) -> int:
        return len(self._packs())

    def _packs(self) -> tuple[Pack, ...]:
        return msgspec.msgpack.decode(self._content, type=tuple[Pack, ...])


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
        content = _path(cache, folders).read_bytes()
        if sha256(content[_DIGEST_SIZE:]).digest() != content[:_DIGEST_SIZE]:
            return None
        stored = msgspec.msgpack.decode(content[_DIGEST_SIZE:], type=_Stored)
    except (OSError, msgspec.DecodeError):
        return None
    return _ruleset(stored) if stored.key == key else None


def write(cache: Path, folders: Sequence[Path], key: str, ruleset: Ruleset) -> None:
    """Keep *ruleset*, which has a program; where nothing can be written, do nothing."""
    content = msgspec.msgpack.encode(_stored(key, ruleset))
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


def _stored(key: str, ruleset: Ruleset) -> _Stored:
    program = ruleset.program
    if program is None:
        raise ValueError("only a compiled ruleset is worth keeping")
    return _Stored(
        key=key,
        packs=msgspec.msgpack.encode(tuple(ruleset.packs)),
        senders=ruleset.senders,
        extracts=ruleset.extracts,
        templates=ruleset.templates,
        digest=ruleset.digest,
        program=_stored_program(program),
        hints=ruleset.hints,
    )


def _ruleset(stored: _Stored) -> Ruleset:
    return Ruleset(
        packs=StoredPacks(stored.packs),
        senders=stored.senders,
        extracts=stored.extracts,
        templates=stored.templates,
        digest=stored.digest,
        program=_program(stored.program),
        hints=stored.hints,
    )


def _stored_program(program: Program) -> _StoredProgram:
    return _StoredProgram(
        rules=dict(program.rules),
        exact=_stored_vocabulary(program.exact),
        prefixes=_stored_vocabulary(program.prefixes),
        runs=_stored_rows(program.runs),
        run_nodes=_stored_rows(program.run_nodes),
        runs_from=_stored_rows(program.runs_from),
        lines=_stored_rows(program.lines),
        first_lines=program.first_lines.tobytes(),
        lines_for=_stored_rows(program.lines_for),
        languages=program.languages,
        first_nodes=program.first_nodes.tobytes(),
    )


def _program(stored: _StoredProgram) -> Program:
    return Program(
        rules=stored.rules,
        exact=_vocabulary(stored.exact),
        prefixes=_vocabulary(stored.prefixes),
        runs=_rows(stored.runs),
        run_nodes=_rows(stored.run_nodes),
        runs_from=_rows(stored.runs_from),
        lines=_rows(stored.lines),
        first_lines=array("I", stored.first_lines),
        lines_for=_rows(stored.lines_for),
        languages=stored.languages,
        first_nodes=array("I", stored.first_nodes),
    )


def _stored_vocabulary(vocabulary: Vocabulary) -> _StoredVocabulary:
    words = "\n".join(vocabulary.words)
    return _StoredVocabulary(words, _stored_rows(vocabulary.atoms), _stored_rows(vocabulary.nodes))


def _vocabulary(stored: _StoredVocabulary) -> Vocabulary:
    words = stored.words.split("\n") if stored.words else ()
    numbered = {word: number for number, word in enumerate(words)}
    return Vocabulary(numbered, _rows(stored.atoms), _rows(stored.nodes))


def _stored_rows(rows: Rows) -> _StoredRows:
    return _StoredRows(rows.numbers.tobytes(), rows.ends.tobytes())


def _rows(stored: _StoredRows) -> Rows:
    return Rows(array("I", stored.numbers), array("I", stored.ends))
