"""A ruleset as it lies in a file: numbers in rows, each word and each weight once.

Words are shared by the phrases and the hints of all languages, and a weight by many words: what
is read here is small in memory because nothing of it is there twice.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Generic, TypeVar, overload

import msgspec

from mailwatch.domain.judging.rules import (
    Extracts,
    Hints,
    Pack,
    Program,
    Rows,
    Rule,
    Ruleset,
    SenderSystem,
    Source,
    Template,
    Thing,
    Vocabulary,
)

T = TypeVar("T", str, float)


class _StoredRows(msgspec.Struct, array_like=True):
    numbers: bytes
    ends: bytes


class _StoredVocabulary(msgspec.Struct, array_like=True):
    words: bytes
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


class _StoredWeights(msgspec.Struct, array_like=True):
    base: float
    words: bytes
    weights: bytes


class _StoredHints(msgspec.Struct, array_like=True):
    language: str
    source: Source
    own: _StoredWeights
    things: dict[str, _StoredWeights]


class Stored(msgspec.Struct, array_like=True):
    """A ruleset under its *key*; words and weights are named by their numbers among these."""

    key: str
    words: list[str]
    weights: list[float]
    packs: bytes
    senders: tuple[SenderSystem, ...]
    extracts: tuple[Extracts, ...]
    templates: tuple[Template, ...]
    digest: str
    program: _StoredProgram
    hints: tuple[_StoredHints, ...]


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
        return msgspec.msgpack.decode(zlib.decompress(self._content), type=tuple[Pack, ...])


class _Table(Generic[T]):
    """Values by their numbers, each once."""

    def __init__(self, values: Iterable[T]) -> None:
        self._numbers: dict[T, int] = {
            value: number for number, value in enumerate(dict.fromkeys(values))
        }

    @property
    def values(self) -> list[T]:
        """The values in the order of their numbers."""
        return list(self._numbers)

    def numbers(self, values: Iterable[T]) -> bytes:
        """Return the numbers of *values*."""
        return array("I", map(self._numbers.__getitem__, values)).tobytes()


def stored(key: str, ruleset: Ruleset) -> Stored:
    """Lay out *ruleset*, which has a program."""
    program = ruleset.program
    if program is None:
        raise ValueError("only a compiled ruleset is worth keeping")
    weighed = [*_weighed(ruleset.hints)]
    vocabularies = (program.exact.words, program.prefixes.words)
    words = _Table(chain(*vocabularies, *weighed))
    weights = _Table(chain.from_iterable(each.values() for each in weighed))
    return Stored(
        key=key,
        words=words.values,
        weights=weights.values,
        packs=zlib.compress(msgspec.msgpack.encode(tuple(ruleset.packs))),
        senders=ruleset.senders,
        extracts=ruleset.extracts,
        templates=ruleset.templates,
        digest=ruleset.digest,
        program=_stored_program(program, words),
        hints=tuple(_stored_hints(hints, words, weights) for hints in ruleset.hints),
    )


def restored(stored: Stored) -> Ruleset:
    """Return the ruleset that was laid out."""
    return Ruleset(
        packs=StoredPacks(stored.packs),
        senders=stored.senders,
        extracts=stored.extracts,
        templates=stored.templates,
        digest=stored.digest,
        program=_program(stored.program, stored.words),
        hints=tuple(_hints(hints, stored) for hints in stored.hints),
    )


def _weighed(every: Iterable[Hints]) -> Iterator[Mapping[str, float]]:
    for hints in every:
        yield hints.weights
        yield from (thing.weights for thing in hints.things.values())


def _stored_hints(hints: Hints, words: _Table[str], weights: _Table[float]) -> _StoredHints:
    def lay_out(each: Hints | Thing) -> _StoredWeights:
        numbered = words.numbers(each.weights), weights.numbers(each.weights.values())
        return _StoredWeights(each.base, *numbered)

    things = {name: lay_out(thing) for name, thing in hints.things.items()}
    return _StoredHints(hints.language, hints.source, lay_out(hints), things)


def _hints(hints: _StoredHints, stored: Stored) -> Hints:
    things = {
        name: Thing(thing.base, _weights(thing, stored)) for name, thing in hints.things.items()
    }
    own = hints.own
    return Hints(hints.language, own.base, _weights(own, stored), hints.source, things)


def _weights(weighed: _StoredWeights, stored: Stored) -> dict[str, float]:
    words = map(stored.words.__getitem__, array("I", weighed.words))
    return dict(
        zip(words, map(stored.weights.__getitem__, array("I", weighed.weights)), strict=True)
    )


def _stored_program(program: Program, words: _Table[str]) -> _StoredProgram:
    return _StoredProgram(
        rules=dict(program.rules),
        exact=_stored_vocabulary(program.exact, words),
        prefixes=_stored_vocabulary(program.prefixes, words),
        runs=_stored_rows(program.runs),
        run_nodes=_stored_rows(program.run_nodes),
        runs_from=_stored_rows(program.runs_from),
        lines=_stored_rows(program.lines),
        first_lines=program.first_lines.tobytes(),
        lines_for=_stored_rows(program.lines_for),
        languages=program.languages,
        first_nodes=program.first_nodes.tobytes(),
    )


def _program(stored: _StoredProgram, words: list[str]) -> Program:
    return Program(
        rules=stored.rules,
        exact=_vocabulary(stored.exact, words),
        prefixes=_vocabulary(stored.prefixes, words),
        runs=_rows(stored.runs),
        run_nodes=_rows(stored.run_nodes),
        runs_from=_rows(stored.runs_from),
        lines=_rows(stored.lines),
        first_lines=array("I", stored.first_lines),
        lines_for=_rows(stored.lines_for),
        languages=stored.languages,
        first_nodes=array("I", stored.first_nodes),
    )


def _stored_vocabulary(vocabulary: Vocabulary, words: _Table[str]) -> _StoredVocabulary:
    numbers = words.numbers(vocabulary.words)
    return _StoredVocabulary(
        numbers, _stored_rows(vocabulary.atoms), _stored_rows(vocabulary.nodes)
    )


def _vocabulary(stored: _StoredVocabulary, words: list[str]) -> Vocabulary:
    own = map(words.__getitem__, array("I", stored.words))
    numbered = {word: number for number, word in enumerate(own)}
    return Vocabulary(numbered, _rows(stored.atoms), _rows(stored.nodes))


def _stored_rows(rows: Rows) -> _StoredRows:
    return _StoredRows(rows.numbers.tobytes(), rows.ends.tobytes())


def _rows(stored: _StoredRows) -> Rows:
    return Rows(array("I", stored.numbers), array("I", stored.ends))
