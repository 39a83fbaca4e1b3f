"""What the phrases found in one message come to, by themselves.

A strong phrase decides where something names an opportunity and nothing speaks against it. Weak
phrases add up and ask a person. All thresholds are sums of the weights in the rule files.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailwatch.domain.judging import voiding
from mailwatch.domain.judging.evidence import Evidence, Judgement, Surroundings
from mailwatch.domain.judging.rules import DEFAULT_WEIGHTS, Kind

DECIDING_WEIGHT = 1.0
"""Strong and weak phrases of one language that weigh this much decide; a strong rule has it."""

REVIEW_WEIGHT = 0.9
"""Weak phrases of one language that weigh this much, of REVIEW_RULES rules, ask a person."""

REVIEW_RULES = 3

THREAD_WEIGHT = 0.3
"""Weak phrases of this weight ask a person where the mail answers one of the user's own."""

NEAR = 1500
"""Characters between a phrase and the naming of what it is about: a letter's length."""

CONTEXT_WEIGHT = DEFAULT_WEIGHTS[Kind.CONTEXT]

REDIRECT = "redirect"
"""The category of a no that comes with an invitation to something else: always a person's case."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the judgement looks at. *counting* holds one piece of evidence per rule and field."""

    evidence: tuple[Evidence, ...]
    counting: tuple[Evidence, ...]
    surroundings: Surroundings
    is_automatic_answer: bool
    is_forward: bool = False
    is_of_a_discussion: bool = False

    def of(self, kind: Kind) -> tuple[Evidence, ...]:
        """Return the counting evidence of one kind."""
        return tuple(e for e in self.counting if e.kind is kind)

    def rules_of(self, kind: Kind, language: str) -> dict[str, float]:
        """Return the rules of one kind and language that count, with their weights.

        The same words count once, for the rule that gives them most weight.
        """
        mine = [e for e in self.of(kind) if e.language == language]
        return {e.rule: e.weight for e in _apart(mine)}

    def has_context(self, kind: Kind) -> bool:
        """Say whether an opportunity is named where evidence of *kind* counts.

        The sender or the thread may name it, the subject, or a phrase within NEAR characters; of
        a newsletter's many articles one names a job and another says no.
        """
        if self.surroundings.is_known_thread or self.surroundings.is_recruiting_sender:
            return True
        found = [e for e in self.evidence if e.kind is kind and not e.voided]
        contexts = [e for e in self.evidence if e.kind is Kind.CONTEXT]
        if any(e.field == "subject" for e in contexts):
            return True
        if contexts and any(e.field == "subject" for e in found):
            return True
        places = sorted(e.start for e in found)
        return any(_is_near(context.start, places) for context in contexts)


def _apart(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """Yield the evidence that shares no words with a weightier piece of it."""
    taken: list[Evidence] = []
    for found in sorted(evidence, key=lambda e: (-abs(e.weight), e.start)):
        if not any(_overlap(found, other) for other in taken):
            taken.append(found)
            yield found


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _is_near(start: int, places: Sequence[int]) -> bool:
    at = bisect_left(places, start - NEAR)
    return at < len(places) and places[at] <= start + NEAR


def contexts(case: Case, language: str) -> int:
    """Count what names an opportunity: rules of *language*, and a recruiting sender.

    A known thread does not count: thanks for our own letter come in one, too. Nor does a rule of
    less than the usual weight ("engineer" alone).
    """
    mine = {
        e.rule
        for e in case.evidence
        if e.kind is Kind.CONTEXT and e.language == language and e.weight >= CONTEXT_WEIGHT
    }
    return len(mine) + case.surroundings.is_recruiting_sender


def decide(case: Case) -> tuple[Judgement, str]:
    """Return the judgement and the reason for it."""
    forbidding = [e for e in case.of(Kind.VETO) if e.weight <= voiding.FORBIDDING_WEIGHT]
    if forbidding:
        return Judgement.OTHER, f'It is another kind of mail: "{forbidding[0].text}".'
    if case.of(Kind.STRONG):
        return _decide_strong(case)
    if case.of(Kind.VETO):
        return Judgement.OTHER, "It is another kind of mail, and nothing in it decides."
    if not any(_asks_a_person(case, language) for language in languages_of(case, Kind.WEAK)):
        return Judgement.OTHER, (
            f"Nothing in it decides; weak phrases of {REVIEW_RULES} rules that weigh"
            f" {REVIEW_WEIGHT} would ask you to look."
        )
    if not case.has_context(Kind.WEAK):
        return Judgement.OTHER, "Only weak phrases, and nothing names an opportunity."
    return Judgement.REVIEW, f"Weak phrases of {REVIEW_RULES} rules or more add up."


def _decide_strong(case: Case) -> tuple[Judgement, str]:
    if not case.has_context(Kind.STRONG):
        return _decide_without_context(case)
    if case.of(Kind.VETO):
        return Judgement.REVIEW, "It says no, and it also looks like another kind of mail."
    if reason := doubt(case):
        return Judgement.REVIEW, reason
    if not any(_decides(case, language) for language in languages_of(case, Kind.STRONG)):
        return Judgement.REVIEW, f"It says no, but its phrases weigh less than {DECIDING_WEIGHT}."
    return Judgement.REJECTION, "It says no, about an opportunity, without a condition."


def doubt(case: Case) -> str:
    """Say why a person must look at a no that nothing speaks against, "" if none need."""
    if case.is_forward:
        return "It says no, but it was forwarded: perhaps to somebody else."
    if case.is_of_a_discussion:
        return "It says no, but to all readers of a mailing list."
    if any(e.category == REDIRECT for e in case.counting):
        return "It says no and invites to something else."
    if case.is_automatic_answer:
        return "It says no, but it was sent by an automatic answerer."
    return ""


def _decide_without_context(case: Case) -> tuple[Judgement, str]:
    missing = "nothing names an opportunity: no phrase, no recruiting sender, no known thread"
    if len({(e.language, e.rule) for e in case.of(Kind.STRONG)}) > 1 and not case.of(Kind.VETO):
        return Judgement.REVIEW, f"It says no in more than one way, but {missing}."
    return Judgement.OTHER, f"It says no to something, but {missing}."


def _decides(case: Case, language: str) -> bool:
    strong, weak = case.rules_of(Kind.STRONG, language), case.rules_of(Kind.WEAK, language)
    return bool(strong) and sum_of({**weak, **strong}) >= DECIDING_WEIGHT


def _asks_a_person(case: Case, language: str) -> bool:
    weak = case.rules_of(Kind.WEAK, language)
    if len(weak) >= REVIEW_RULES and sum_of(weak) >= REVIEW_WEIGHT:
        return True
    is_answer = case.surroundings.is_known_thread and bool(case.of(Kind.CONTEXT))
    return is_answer and sum_of(weak) >= THREAD_WEIGHT


def sum_of(weights: Mapping[str, float]) -> float:
    """Return the sum of *weights*, rounded."""
    return round(sum(weights.values()), 6)  # three times 0.3 is 0.9


def languages_of(case: Case, kind: Kind) -> set[str]:
    """Return the languages of the counting evidence of one kind."""
    return {e.language for e in case.of(kind)}
