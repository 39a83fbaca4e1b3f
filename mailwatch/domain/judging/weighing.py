"""What a mail's other words make of what its phrases decided.

They settle a doubt, raise one, or find a no that no phrase holds. Of a heavy veto they make a
question at most, and they never overrule one of the reasons for which a person must look.
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

DECIDING_WITHOUT_SIGN = 1.8
"""The least of them where no weak rule is a sign of a no: thanks, a line that says nothing and a
name lean to a no, and few people say more when they pass a mail on."""

SIGN_WEIGHT = 0.3
"""Weight from which a weak rule is a sign of a no; thanks and "cannot" weigh less: they are in any
mail."""

ASKING = (1.0, 0.3)
"""Leanings from which a person is asked about a short mail, where nothing or something does."""

CONFIRMING = 1.0
"""A leaning that settles the doubt of a review where no veto is in the mail."""

CONFIRMING_AGAINST = (1.5, 1.5, 0.5, 0.0)
"""The same with a veto in the mail, by the strong rules that say no: a receipt says it once, and
by mistake; a letter that says it in three ways and then shows other jobs is a no."""

RECONSIDERING = 0.3
"""A leaning from which a person is asked in spite of a veto that decides alone."""

DISMISSING = (-1.0, -1.0, -2.0)
"""Leanings below which nobody needs to look, by the strong rules that say no."""

DOUBTING = (0.1, 0.0, -0.2, -0.4, -0.7)
"""Leanings below which a no of a person is doubted: where one strong rule alone says it, then with
each further rule that tells of it; a strong one counts for two."""

DOUBTING_SYSTEMS = (-0.5, -0.8, -1.2, -1.5)
"""The same for a machine, or a sender of whom nothing is known."""

LONGEST = 150
"""Words of a mail that may be a no without any phrase; longer ones lean by chance."""

PLAINLY_SAID = 2
"""Strong rules that say no in a mail of any length."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mail stands before its words are weighed.

    *strong* and *weak* count the rules that tell of a no, *contexts* what names an opportunity:
    rules, or the sender. *is_human* says that a person wrote it, as far as is known. *is_settled*
    is true where no leaning changes anything, *has_heavy_veto* where a veto decides alone. *words*
    counts those of the sender's own text, *signs* the weak rules of SIGN_WEIGHT or more.
    """

    judgement: Judgement
    strong: int
    weak: int
    contexts: int
    has_veto: bool
    is_human: bool
    is_settled: bool
    words: int
    has_heavy_veto: bool = False
    signs: int = 0


def weigh(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    """Return what the leaning makes of the judgement, and why; "" where it stays."""
    if standing.is_settled or not leaning.language:
        return standing.judgement, ""
    if standing.has_heavy_veto:
        return _reconsider(standing, leaning)
    if standing.judgement is Judgement.REJECTION:
        return _doubt(standing, leaning)
    if standing.judgement is Judgement.REVIEW:
        return _settle(standing, leaning)
    return _find(standing, leaning)


def tipping(standing: Standing, leaning: Leaning) -> str:
    """Say how much more of a leaning would have asked a person about other mail; "" where none."""
    is_short_other = standing.judgement is Judgement.OTHER and standing.words <= LONGEST
    if standing.is_settled or standing.has_heavy_veto or not leaning.language or not is_short_other:
        return ""
    limit = _of(ASKING, standing.contexts)
    return f"Its words lean {leaning.score:+.1f}; from {limit:+.1f} on you would be asked."


def _reconsider(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    """Ask a person where a phrase says no and the words do, whatever else is certain."""
    if not standing.strong or leaning.score < RECONSIDERING:
        return standing.judgement, ""
    return Judgement.REVIEW, f"It says no, and so do its other words{_told(leaning)}."


def _doubt(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    limits = DOUBTING if standing.is_human else DOUBTING_SYSTEMS
    if leaning.score >= _of(limits, 2 * standing.strong + standing.weak - 2):
        return standing.judgement, ""
    return Judgement.REVIEW, f"It says no, but its other words lean to other mail{_told(leaning)}."


def _settle(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    if leaning.score < _of(DISMISSING, standing.strong):
        return (
            Judgement.OTHER,
            f"Its other words settle it: they lean to other mail{_told(leaning)}.",
        )
    is_plain = standing.words <= LONGEST or standing.strong >= PLAINLY_SAID
    against = _of(CONFIRMING_AGAINST, standing.strong)
    limit = against if standing.has_veto else CONFIRMING
    if not standing.contexts or not is_plain or leaning.score < limit:
        return standing.judgement, ""
    return Judgement.REJECTION, f"Its other words settle it: a no{_told(leaning)}."


def _find(standing: Standing, leaning: Leaning) -> tuple[Judgement, str]:
    if standing.words > LONGEST:
        return standing.judgement, ""
    may_decide = standing.is_human and not standing.has_veto
    if may_decide and leaning.score >= _deciding(standing):
        return Judgement.REJECTION, f"No phrase says no, but its words lean to one{_told(leaning)}."
    if leaning.score >= _of(ASKING, standing.contexts):
        return Judgement.REVIEW, f"Its words lean to a no{_told(leaning)}."
    return standing.judgement, ""


def _deciding(standing: Standing) -> float:
    limit = _of(DECIDING, standing.contexts)
    return limit if standing.signs else max(limit, DECIDING_WITHOUT_SIGN)


def _of(limits: Sequence[float], count: int) -> float:
    return limits[min(max(count, 0), len(limits) - 1)]


def _told(leaning: Leaning) -> str:
    return f" ({leaning.score:+.1f})"
