"""A text in stretches of whole sentences, each so short that its places fit a small integer.

A set of places is a long integer with a bit for each. Sets of one stretch are shifted and masked
in one step each, so that the work on a text is that on a stretch times the number of stretches.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from mailwatch.domain.text import Reading

Mask = int
"""A set of places, as bits."""

MOST_PLACES = 3000
"""Places of a stretch. A sentence longer than that is cut, and no phrase is found across."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words from *first* to before *after* of a text, at *size* places from *origin* on.

    A place is *unit* units of width. *inner* are the places at which no sentence begins, *last*
    those of which each is the last of a sentence.
    """

    first: int
    after: int
    origin: int
    size: int
    unit: int
    inner: Mask
    last: Mask
    _runs: dict[int, Mask] = field(default_factory=dict)

    def reach(self, ends: Mask, gap: int) -> Mask:
        """Return the places up to *gap* units after *ends* in the same sentence."""
        reached = ends & self.inner
        for step in _steps_to(gap // self.unit):
            reached |= reached << step & self._run(step)
        return reached

    def reach_back(self, starts: Mask, gap: int) -> Mask:
        """Return the places from which `reach` leads to *starts*."""
        reached = starts & self.inner
        for step in _steps_to(gap // self.unit):
            reached |= (reached & self._run(step + 1)) >> step
        return reached

    def sentences_of(self, places: Mask) -> Mask:
        """Return the last place of each sentence in which one of *places* lies.

        All ones up to the last place are added, and what lies below carries into it.
        """
        below = ((1 << self.size) - 1) ^ self.last
        return ((places & below) + below | places) & self.last

    def _run(self, length: int) -> Mask:
        """Return the places that are the last of *length* in a row at which no sentence begins."""
        if length not in self._runs:
            half = length // 2
            self._runs[length] = (
                self._run(half) & self._run(length - half) << half if half else self.inner
            )
        return self._runs[length]


@lru_cache(maxsize=256)
def _steps_to(gap: int) -> tuple[int, ...]:
    """Return steps of which each reaches one place further than all before it, up to *gap*."""
    steps: list[int] = []
    while (done := sum(steps)) < gap:
        steps.append(min(done + 1, gap - done))
    return tuple(steps)


def stretches_of(reading: Reading) -> Iterator[Stretch]:
    """Cut *reading* into stretches, in order."""
    places, beginnings = reading.places, reading.beginnings
    first, count = 0, len(reading.words)
    while first < count:
        after = bisect_right(places, places[first] + MOST_PLACES) - 1
        if after < count:
            begins = beginnings[bisect_right(beginnings, after) - 1]
            after = begins if begins > first else after
        yield _stretch(reading, first, after)
        first = after


def _stretch(reading: Reading, first: int, after: int) -> Stretch:
    origin = reading.places[first]
    size = reading.places[after] - origin
    beginnings = reading.beginnings
    starts = 0
    for word in beginnings[bisect_left(beginnings, first) : bisect_left(beginnings, after)]:
        starts |= 1 << reading.places[word] - origin
    return Stretch(
        first,
        after,
        origin,
        size,
        reading.unit,
        inner=((1 << size) - 1) ^ starts,
        last=(starts | 1 << size) >> 1,
    )
