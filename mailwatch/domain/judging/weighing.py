"""What a mail's other words make of what its phrases decided.

They settle a doubt, raise one, or find a no that no phrase holds; they never overrule a heavy veto,
nor one of the reasons for which a person must look.
"""

from dataclasses import dataclass

from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.judging.hints import Leaning

DECIDING = 1.5
"""A leaning from which a short mail about an opportunity is a no without any phrase."""

ASKING = 0.7
"""A leaning from which a person is asked."""

ASKING_ANYWAY = 1.0
"""The same, where nothing names an opportunity."""

CONFIRMING = 1.0
"""A leaning that settles the doubt of a review."""

DOUBTING = 0.0
"""A leaning below which a single strong phrase is doubted."""

DISBELIEVING = -1.0
"""A leaning below which several are."""

LONGEST = 250
"""Words of a mail that may be a no without any phrase; longer ones lean by chance."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mail stands before its words are weighed.

    *strong_rules* counts the rules that say no. *is_settled* is true where no leaning changes
    anything. *words* counts those of the sender's own text.
    """

    judgement: Judgement
    strong_rules: int
    has_context: bool
    has_veto: bool
    is_settled: bool
    words: int


def weigh(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    """Return what the leaning makes of the judgement, and why; "" where it stays."""
    if standing.is_settled or not leaning.language:
        return standing.judgement, ""
    if standing.judgement is Judgement.REJECTION:
        return _doubt(standing, leaning)
    if standing.judgement is Judgement.REVIEW:
        return _settle(standing, leaning)
    return _find(standing, leaning)


def _doubt(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    least = DOUBTING if standing.strong_rules <= 1 else DISBELIEVING
    if leaning.score >= least:
        return standing.judgement, ""
    return Judgement.REVIEW, f"It says no, but its other words lean to other mail{_told(leaning)}."


def _settle(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    if standing.has_veto or leaning.score < CONFIRMING:
        return standing.judgement, ""
    return Judgement.REJECTION, f"Its other words settle it: they lean to a no{_told(leaning)}."


def _find(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    if standing.words > LONGEST:
        return standing.judgement, ""
    if standing.has_context and not standing.has_veto and leaning.score >= DECIDING:
        return Judgement.REJECTION, f"No phrase says no, but its words lean to one{_told(leaning)}."
    if leaning.score >= (ASKING if standing.has_context else ASKING_ANYWAY):
        return Judgement.REVIEW, f"Its words lean to a no{_told(leaning)}."
    return standing.judgement, ""


def _told(leaning: Leaning) -> str:
    return f" ({leaning.score:+.1f})"
