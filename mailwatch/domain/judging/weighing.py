"""What a mail's other words make of what its phrases decided.

They settle a doubt, raise one, or find a no that no phrase holds; they never overrule a heavy veto,
nor one of the reasons for which a person must look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.judging.hints import Leaning

DECIDING = (inf, 1.75, 1.0)
"""Leanings from which a short mail of a person is a no without any phrase, where nothing, one or
two things name an opportunity: rules, or the sender. Systems say no in formulas, which
have rules, and their receipts read much like their noes."""

ASKING = (1.2, 0.5)
"""Leanings from which a person is asked about a short mail, where nothing or something does."""

CONFIRMING = 1.0
"""A leaning that settles the doubt of a review; with a veto in the mail, CONFIRMING_AGAINST."""

CONFIRMING_AGAINST = 1.5

DISMISSING = -1.0
"""A leaning below which nobody needs to look."""

DOUBTING = (0.3, 0.2, 0.0, -0.3)
"""Leanings below which a no of a person is doubted: where one strong rule alone says it, then with
each further rule that tells of it; a strong one counts for two."""

DOUBTING_SYSTEMS = (-0.5, -0.8, -1.2, -1.5)
"""The same for a machine, or a sender of whom nothing is known."""

LONGEST = 150
"""Words of a mail that may be a no without any phrase; longer ones lean by chance."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mail stands before its words are weighed.

    *rules* counts those that tell of a no, a strong one twice, *contexts* what names an
    opportunity: rules, or the sender. *is_human* says that a person wrote it, as far as is known.
    *is_settled* is true where no leaning changes anything. *words* counts those of the sender's
    own text.
    """

    judgement: Judgement
    rules: int
    contexts: int
    has_veto: bool
    is_human: bool
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


def tipping(standing: Standing, leaning: Leaning) -> str:
    """Say how much more of a leaning would have asked a person about other mail; "" where none."""
    is_short_other = standing.judgement is Judgement.OTHER and standing.words <= LONGEST
    if standing.is_settled or not leaning.language or not is_short_other:
        return ""
    limit = _of(ASKING, standing.contexts)
    return f"Its words lean {leaning.score:+.1f}; from {limit:+.1f} on you would be asked."


def _doubt(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    limits = DOUBTING if standing.is_human else DOUBTING_SYSTEMS
    if leaning.score >= _of(limits, standing.rules - 2):
        return standing.judgement, ""
    return Judgement.REVIEW, f"It says no, but its other words lean to other mail{_told(leaning)}."


def _settle(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    if leaning.score < DISMISSING:
        return (
            Judgement.OTHER,
            f"Its other words settle it: they lean to other mail{_told(leaning)}.",
        )
    is_letter = standing.contexts > 0 and standing.words <= LONGEST
    limit = CONFIRMING_AGAINST if standing.has_veto else CONFIRMING
    if not is_letter or leaning.score < limit:
        return standing.judgement, ""
    return Judgement.REJECTION, f"Its other words settle it: a no{_told(leaning)}."


def _find(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    if standing.words > LONGEST:
        return standing.judgement, ""
    may_decide = standing.is_human and not standing.has_veto
    if may_decide and leaning.score >= _of(DECIDING, standing.contexts):
        return Judgement.REJECTION, f"No phrase says no, but its words lean to one{_told(leaning)}."
    if leaning.score >= _of(ASKING, standing.contexts):
        return Judgement.REVIEW, f"Its words lean to a no{_told(leaning)}."
    return standing.judgement, ""


def _of(limits: Sequence[float], count: int) -> float:
    return limits[min(max(count, 0), len(limits) - 1)]


def _told(leaning: Leaning) -> str:
    return f" ({leaning.score:+.1f})"
