"""How scripts/bench prints and times."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

ROUNDS = 5


def say(what: str, figure: str, beside: str = "", other: str = "", ratio: str = "") -> None:
    """Print one line: what was measured, its figure, and the figure beside it."""
    comparison = f"  beside {beside}: {other}  (ratio {ratio})" if beside else ""
    print(f"{what:<44}{figure:>16}{comparison}", flush=True)


def per_second(work: Callable[[Thing], object], things: Sequence[Thing]) -> float:
    """Return how many things a second *work* does in the best of ROUNDS rounds."""
    return len(things) / min(_seconds(work, things) for _ in range(ROUNDS))


def _seconds(work: Callable[[Thing], object], things: Sequence[Thing]) -> float:
    started = time.perf_counter()
    for thing in things:
        work(thing)
    return time.perf_counter() - started
