"""How long to wait before trying again."""

from collections.abc import Callable, Iterator
from datetime import timedelta

BASE = timedelta(seconds=2)
CAP = timedelta(minutes=5)


def backoff(chance: Callable[[], float]) -> Iterator[timedelta]:
    """Yield ever longer delays: doubling up to a cap, each between half and all of its span.

    *chance* returns numbers in [0, 1). Half of the span is certain, so that a server is never
    hammered; the other half is chance, so that clients do not return all at once.
    """
    span = BASE
    while True:
        yield span / 2 + span / 2 * chance()
        span = min(span * 2, CAP)
