"""The table of cadences: which letters an opportunity gets, and how long after one another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailwatch.domain.spans import Span

OTHERS = "other"
"""The entry for whatever has none of its own."""

# "Three touches, then walk away": thanks, and at most two letters after them (domain.md 1.4).
MOST_CHECK_INS = 2


@dataclass(frozen=True, slots=True)
class Cadence:
    """The letters of one category or stage.

    *thanks* counts business mornings after a rejection has been slept on; 0 is the next working
    minute, None is no letter at all. Each of *check_ins* is counted from the letter before.
    """

    thanks: int | None = 1
    check_ins: tuple[Span, ...] = ()


_SIX_WEEKS = Span(days=42)
_QUARTER, _HALF_YEAR = Span(months=3), Span(months=6)

# domain.md 6.6. A tender's right to be told reasons may end after three days (FAR 15.506), so
# its letter does not wait for the morning; funders and admissions are given a day more, and
# their own calendars say when to come back. A finalist is remembered longest; an early
# screening is not asked about again.
DEFAULTS: Mapping[str, Cadence] = {
    "tender": Cadence(thanks=0),
    "grant": Cadence(thanks=2),
    "paper": Cadence(thanks=2),
    "admission": Cadence(thanks=2),
    "waitlist": Cadence(thanks=2),
    "screened-out": Cadence(),
    "hold": Cadence(check_ins=(_SIX_WEEKS, _QUARTER)),
    "pitch": Cadence(check_ins=(_QUARTER, _HALF_YEAR)),
    "finalist": Cadence(check_ins=(_QUARTER, _QUARTER)),
    "final": Cadence(check_ins=(_QUARTER, _QUARTER)),
    "offer": Cadence(check_ins=(_QUARTER, _QUARTER)),
    "filled": Cadence(check_ins=(_QUARTER,)),
    "closed": Cadence(check_ins=(_QUARTER,)),
    "cancelled": Cadence(check_ins=(_QUARTER,)),
    "budget": Cadence(check_ins=(_QUARTER,)),
    "on-file": Cadence(check_ins=(_QUARTER,)),
    "interview": Cadence(check_ins=(_QUARTER,)),
    "shortlist": Cadence(check_ins=(_QUARTER,)),
    OTHERS: Cadence(),
}


@dataclass(frozen=True, slots=True)
class Cadences:
    """Every cadence, by category or stage."""

    entries: Mapping[str, Cadence] = field(default_factory=lambda: DEFAULTS)

    def of(self, category: str, stage: str) -> Cadence:
        """Return the entry of the category, else of the stage, else the one for the others."""
        return self.entries[self.name_of(category, stage)]

    def name_of(self, category: str, stage: str) -> str:
        """Name the entry that `of` returns."""
        named = (name for name in (category, stage) if name in self.entries)
        return next(named, OTHERS)
