"""Sentences with slots, as extract.toml writes them: read once, matched in linear time.

    Thank you for your interest in (the|our) {role} position at {company}

A frame is words with slots in braces. `(a|b|)` stands for either word or for nothing, `...` for
up to 60 characters that nobody asks for. There is no way to write a repetition, and a slot
takes at most 120 characters, so that no mail can make the matching slow.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, product
from operator import attrgetter
from typing import Final, TypeVar

from mailwatch.domain.facts.folding import FIRST_UNSPACED, cuts_word, fold
from mailwatch.errors import RuleError

SLOTS: Final = frozenset({"company", "role", "title", "name", "id", "when", "gap"})
_LONGEST_SLOT = 120
_LONGEST_GAP = 60
_MOST_READINGS = 500

_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w*)\}")
_BLANKS = re.compile(r"\s+")
# A word with an end on both sides, as cuts_word has it.
_WHOLE_WORD = re.compile(f"[^\\W_{FIRST_UNSPACED}-\U0010ffff]+")
_FIRST_WORD = re.compile(rf"^{_WHOLE_WORD.pattern}")
_LAST_WORD = re.compile(rf"(?<![^\W_]){_WHOLE_WORD.pattern}$")

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with slots: what may stand around and between *slots*, so one more of them.

    Each of *literals* is a set of alternatives, folded, the longest first.
    """

    literals: tuple[tuple[str, ...], ...]
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What stood in the slots of a frame; "" where it has no such slot."""

    company: str = ""
    role: str = ""
    title: str = ""
    name: str = ""
    id: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """How frame number *frame* may begin: reading number *order* of it, *literal*."""

    frame: int
    order: int
    literal: str


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames in the order written, found by a word that they begin or end with.

    *openings* has, by the longest whole word in them, the ways in which frames begin. *edges* has
    the numbers of frames by words that begin or end a text which is wholly such a frame. What has
    no such word is under "". So a text is only compared with what shares a word with it.
    """

    frames: tuple[Frame, ...]
    openings: Mapping[str, tuple[Opening, ...]]
    edges: Mapping[str, tuple[int, ...]]

    def openings_in(self, folded: str) -> list[Opening]:
        """Return the openings that may stand in *folded*, in order."""
        found = (one for one in _found(self.openings, folded) if one.literal in folded)
        return sorted(found, key=_ORDER)

    def wholly(self, folded: str) -> Iterator[Frame]:
        """Yield the frames that may account for all of *folded*, in order."""
        return map(self.frames.__getitem__, sorted({*_found(self.edges, folded)}))


_ORDER = attrgetter("frame", "order")


def _found(index: Mapping[str, tuple[_Item, ...]], folded: str) -> Iterator[_Item]:
    shared = index.keys() & {"", *_WHOLE_WORD.findall(folded)}
    return chain.from_iterable(index[word] for word in shared)


@lru_cache(maxsize=256)
def read_frames(texts: tuple[str, ...]) -> Frames:
    """Read frames in the order written. Raise RuleError for one that cannot be read."""
    frames = tuple(map(_read_frame, texts))
    openings: dict[str, list[Opening]] = defaultdict(list)
    edges: dict[str, list[int]] = defaultdict(list)
    for number, frame in enumerate(frames):
        for order, literal in enumerate(frame.literals[0]):
            openings[_longest_word(literal)].append(Opening(number, order, literal))
        for word in _edge_words(frame):
            edges[word].append(number)
    return Frames(frames, _settled(openings), _settled(edges))


def _longest_word(literal: str) -> str:
    return max(_WHOLE_WORD.findall(literal), key=len, default="")


def _edge_words(frame: Frame) -> set[str]:
    """Return words of which a text that is wholly *frame* holds one; {""} where there are none.

    A word beside a slot counts only if something parts it from the slot.
    """
    firsts = {_longest_word(_LAST_WORD.sub("", literal)) for literal in frame.literals[0]}
    lasts = {_longest_word(_FIRST_WORD.sub("", literal)) for literal in frame.literals[-1]}
    return next((words for words in (firsts, lasts) if "" not in words), {""})


def _settled(index: Mapping[str, list[_Item]]) -> dict[str, tuple[_Item, ...]]:
    return {word: tuple(items) for word, items in index.items()}


def match_whole(frames: Frames, text: str) -> Iterator[Filled]:
    """Yield what each frame finds when it has to account for all of *text*."""
    folded = fold(text)
    for frame in frames.wholly(folded):
        spans = _whole_spans(frame, folded)
        if spans is not None:
            yield _filled(frame, text, spans)


def find_in(frames: Frames, text: str) -> Iterator[Filled]:
    """Yield what each frame finds wherever it stands in *text*."""
    folded = fold(text)
    for opening in frames.openings_in(folded):
        frame = frames.frames[opening.frame]
        for start in _starts(opening.literal, folded):
            spans = _spans_from(frame, folded, start)
            if spans is not None:
                yield _filled(frame, text, spans)


def stands_in(frames: Frames, text: str) -> bool:
    """Return whether any frame stands in *text*."""
    return next(find_in(frames, text), None) is not None


@lru_cache(maxsize=8192)
def _read_frame(written: str) -> Frame:
    parts = _SLOT.split(_BLANKS.sub(" ", written.replace("...", "{gap}")).strip())
    slots, between = tuple(parts[1::2]), parts[0::2]
    unknown = sorted(set(slots) - SLOTS)
    if unknown:
        raise RuleError(
            f'extract.toml: "{written}" has an unknown slot {{{unknown[0]}}}. '
            f"Use one of: {', '.join(sorted(SLOTS - {'gap'}))}."
        )
    literals = [_alternatives(written, part) for part in between]
    literals[0] = _trimmed(literals[0], str.lstrip)
    literals[-1] = _trimmed(literals[-1], str.rstrip)
    if not all(map(any, literals[1:-1])) or not any(map(any, literals)):
        raise RuleError(
            f'extract.toml: "{written}" does not say where a slot ends. '
            "Put a word between its slots."
        )
    return Frame(tuple(literals), slots)


def _alternatives(written: str, part: str) -> tuple[str, ...]:
    """Return all readings of a stretch between two slots, the longest first."""
    pieces = _CHOICE.split(part)
    choices = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    readings = {_BLANKS.sub(" ", fold("".join(words))) for words in product(*choices)}
    if len(readings) > _MOST_READINGS:
        raise RuleError(
            f'extract.toml: "{written}" can be read in {len(readings)} ways. '
            f"Split it into entries with at most {_MOST_READINGS} each."
        )
    return _longest_first(readings)


def _trimmed(literals: tuple[str, ...], trim: Callable[[str], str]) -> tuple[str, ...]:
    return _longest_first(set(map(trim, literals)))


def _longest_first(readings: set[str]) -> tuple[str, ...]:
    return tuple(sorted(readings, key=lambda reading: (-len(reading), reading)))


def _whole_spans(frame: Frame, folded: str) -> list[tuple[int, int]] | None:
    first = next(filter(folded.startswith, frame.literals[0]), None)
    last = next(filter(folded.endswith, frame.literals[-1]), None)
    if first is None or last is None or not frame.slots:
        return None
    spans, position, end = [], len(first), len(folded) - len(last)
    for slot, literals in zip(frame.slots, frame.literals[1:-1], strict=False):
        # A role may hold the separator ("Engineer at Scale at Acme"), a company hardly ever.
        seek = _last if slot in {"role", "title"} else _first
        found, after = seek(literals, folded, position, end)
        if found <= position:
            return None
        spans.append((position, found))
        position = after
    return [*spans, (position, end)] if position < end else None


def _first(literals: tuple[str, ...], folded: str, start: int, end: int) -> tuple[int, int]:
    """Return where the first of *literals* begins and ends; the longest where two begin."""
    found = [(at, -len(word)) for word in literals if (at := folded.find(word, start, end)) >= 0]
    if not found:
        return -1, -1
    at, length = min(found)
    return at, at - length


def _last(literals: tuple[str, ...], folded: str, start: int, end: int) -> tuple[int, int]:
    """Return where the last of *literals* begins and ends; the longest where two end."""
    found = [
        (at + len(word), len(word))
        for word in literals
        if (at := folded.rfind(word, start, end)) >= 0
    ]
    if not found:
        return -1, -1
    after, length = max(found)
    return after - length, after


def _starts(literal: str, folded: str) -> Iterator[int]:
    """Yield where *literal* ends wherever it stands as words of its own."""
    if not literal:
        yield 0
        return
    at = folded.find(literal)
    while at >= 0:
        if not (cuts_word(folded, at) or cuts_word(folded, at + len(literal))):
            yield at + len(literal)
        at = folded.find(literal, at + len(literal))


def _spans_from(frame: Frame, folded: str, position: int) -> list[tuple[int, int]] | None:
    spans = []
    for slot, literals in zip(frame.slots, frame.literals[1:], strict=True):
        is_gap = slot == "gap"
        # A gap of no words has one blank, which belongs to the words on both its sides.
        least = position - 1 if is_gap else position + 1
        reach = position + (_LONGEST_GAP if is_gap else _LONGEST_SLOT)
        found = after = min(reach, len(folded))
        if any(literals):
            found, after = _first(literals, folded, max(least, 0), reach + len(literals[0]))
        if found < least:
            return None
        spans.append((position, found))
        position = after
    return None if any(frame.literals[-1]) and cuts_word(folded, position) else spans


def _filled(frame: Frame, text: str, spans: list[tuple[int, int]]) -> Filled:
    values = {
        slot: text[start:end].strip()
        for slot, (start, end) in zip(frame.slots, spans, strict=True)
        if slot != "gap"
    }
    return Filled(**values)
