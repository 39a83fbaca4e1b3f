"""The judgement on one message: which phrases count, and what they come to.

A strong phrase decides where something names an opportunity and nothing speaks against it. Weak
phrases add up and ask a person. All thresholds are sums of the weights in the rule files.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mailwatch.domain.judging.evidence import Evidence, Judgement, Surroundings, Verdict
from mailwatch.domain.judging.matcher import Matcher
from mailwatch.domain.judging.rules import EXCEPTION_MARK, Kind, Rule
from mailwatch.domain.mail.messages import Message, Segment, SegmentKind

DECIDING_WEIGHT = 1.0
"""Strong and weak phrases of one language that weigh this much decide; a strong rule has it."""

REVIEW_WEIGHT = 0.9
"""Weak phrases of one language that weigh this much, of REVIEW_RULES rules, ask a person."""

REVIEW_RULES = 3

FORBIDDING_WEIGHT = -3.0
"""A veto of this weight or less decides alone: another kind of mail, whatever else it says."""

THREAD_WEIGHT = 0.3
"""Weak phrases of this weight ask a person where the mail answers one of the user's own."""

NEAR = 1500
"""Characters between a phrase and the naming of what it is about: a letter's length."""

LETTER_LENGTH = 5000
"""Characters of the sender's own words within which a letter says no; newsletters go on."""

REDIRECT = "redirect"
"""The category of a no that comes with an invitation to something else: always a person's case."""

# There a condition follows what it conditions, behind any comma ("... may be the case").
_CONDITION_LAST = frozenset({"ja", "ko", "zh"})
_BREAKS = frozenset(",;:\u2013\u2014\u3001\uff0c\uff1b")
_CONDITIONED = frozenset({Kind.STRONG, Kind.WEAK, Kind.VETO})

_WHOSE_WORDS = {
    SegmentKind.QUOTED: "stands in quoted text",
    SegmentKind.SIGNATURE: "stands in the signature",
}


@dataclass(frozen=True, slots=True)
class _Case:
    """What the judgement looks at. *counting* holds one piece of evidence per rule and field."""

    evidence: tuple[Evidence, ...]
    counting: tuple[Evidence, ...]
    surroundings: Surroundings
    is_automatic_answer: bool
    is_forward: bool = False

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


def judge(message: Message, matcher: Matcher, surroundings: Surroundings) -> Verdict:
    """Judge *message* by the rules in *matcher* and by what is known from outside."""
    evidence = _gather(message, matcher)
    case = _Case(
        evidence,
        tuple(_once_per_rule_and_field(evidence)),
        surroundings,
        is_automatic_answer=message.automation.auto_submitted == "auto-replied",
        is_forward=message.is_forward,
    )
    excuse = _never_a_rejection(message, surroundings)
    judgement, reason = (Judgement.OTHER, excuse) if excuse else _decide(case)
    language = _language(case)
    return Verdict(
        judgement=judgement,
        score=round(sum(e.weight for e in case.counting), 3),
        language=language,
        category=_named(case.counting, language, lambda e: e.category),
        stage=_named(case.counting, language, lambda e: e.stage),
        evidence=evidence,
        reasons=tuple(_reasons(case, reason)),
    )


def finds_example(matcher: Matcher, rule: Rule, text: str) -> bool:
    """Say whether *rule* hits *text*, by a phrase that no condition takes away."""
    field = "body" if "body" in rule.fields else "subject"
    found = _conditions_applied(matcher.find(field, text), text)
    return any(e.rule == rule.name and e.language == rule.language and not e.voided for e in found)


def _gather(message: Message, matcher: Matcher) -> tuple[Evidence, ...]:
    content, title = message.body.text, message.subject
    foreign = matcher.languages.foreign_to(f"{title}\n{content}")
    found = _outside_own_words(matcher.find("body", content, foreign), message.body.segments)
    body = _conditions_applied(found, content)
    subject = _conditions_applied(matcher.find("subject", title, foreign), title)
    if any(e.kind is Kind.STRONG and not e.voided for e in body):
        subject = tuple(_yielding(e) for e in subject)
    return subject + body


def _yielding(evidence: Evidence) -> Evidence:
    """Void a veto in the subject: "Thank you for your application!" stands over many a no.

    One that decides alone ("Withdrawing my application") means what it says there, too.
    """
    is_mild = evidence.weight > FORBIDDING_WEIGHT
    if evidence.kind is Kind.VETO and is_mild and not evidence.voided:
        return replace(evidence, voided="stands in the subject only, and the body says no")
    return evidence


def _outside_own_words(
    evidence: Iterable[Evidence], segments: Sequence[Segment]
) -> tuple[Evidence, ...]:
    """Void what does not stand in the sender's own words, or too far down; both run in order."""
    judged: list[Evidence] = []
    at = foreign = 0
    for found in evidence:
        while at < len(segments) and segments[at].end <= found.start:
            foreign += _foreign_length(segments[at])
            at += 1
        voided = _whose(segments[at : at + 2], found)
        if not voided and found.kind is Kind.STRONG and found.start - foreign > LETTER_LENGTH:
            voided = f"stands more than {LETTER_LENGTH} characters down, where no letter says no"
        judged.append(replace(found, voided=voided) if voided else found)
    return tuple(judged)


def _foreign_length(segment: Segment) -> int:
    return 0 if segment.kind is SegmentKind.OWN else segment.end - segment.start


def _whose(segments: Sequence[Segment], found: Evidence) -> str:
    """Say in whose words *found* stands, "" where it is wholly in the sender's own."""
    for segment in segments:
        if segment.start < found.end and segment.kind is not SegmentKind.OWN:
            return _WHOSE_WORDS[segment.kind]
    return ""


def _conditions_applied(evidence: tuple[Evidence, ...], content: str) -> tuple[Evidence, ...]:
    """Void what stands in a conditional sentence of *content*, context apart."""
    evidence = tuple(_exceptions_applied(evidence))
    first: dict[tuple[int, str], Evidence] = {}
    for found in evidence:
        if found.kind is Kind.CONDITION and not found.voided:
            first.setdefault((found.sentence_start, found.language), found)
    return tuple(
        _conditioned(e, first.get((e.sentence_start, e.language)), content) for e in evidence
    )


def _exceptions_applied(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """Void what a rule's own `unless` takes away; yield no exceptions, which say nothing."""
    every = tuple(evidence)
    exceptions = {
        (e.sentence_start, e.language, e.rule): e.text for e in every if e.kind is Kind.EXCEPTION
    }
    for found in every:
        if found.kind is not Kind.EXCEPTION:
            name = found.rule + EXCEPTION_MARK
            text = exceptions.get((found.sentence_start, found.language, name))
            yield _excepted(found, text) if text and not found.voided else found


def _excepted(found: Evidence, text: str) -> Evidence:
    return replace(found, voided=f'stands beside "{text}"')


def _conditioned(found: Evidence, condition: Evidence | None, content: str) -> Evidence:
    if condition is None or found.voided or found.kind not in _CONDITIONED:
        return found
    if not _reaches(condition, found, content):
        return found
    return replace(found, voided=f'stands in a conditional sentence: "{condition.text}"')


def _reaches(condition: Evidence, found: Evidence, content: str) -> bool:
    """Say whether *condition*, the sentence's first, concerns *found*: not from behind a comma."""
    if condition.start < found.end or condition.language in _CONDITION_LAST:
        return True
    return _BREAKS.isdisjoint(content[found.end : condition.start])


def _once_per_rule_and_field(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    seen: set[tuple[str, str, str]] = set()
    for found in evidence:
        key = (found.field, found.language, found.rule)
        if not found.voided and key not in seen:
            seen.add(key)
            yield found


def _never_a_rejection(message: Message, surroundings: Surroundings) -> str:
    if message.sender.email.lower() in surroundings.own_addresses:
        return "It comes from one of your own addresses."
    if message.automation.is_report:
        return "It is a delivery report."
    return ""


def _decide(case: _Case) -> tuple[Judgement, str]:
    """Return the judgement and the reason for it."""
    forbidding = [e for e in case.of(Kind.VETO) if e.weight <= FORBIDDING_WEIGHT]
    if forbidding:
        return Judgement.OTHER, f'It is another kind of mail: "{forbidding[0].text}".'
    if case.of(Kind.STRONG):
        return _decide_strong(case)
    if case.of(Kind.VETO):
        return Judgement.OTHER, "It is another kind of mail, and nothing in it decides."
    if not any(_asks_a_person(case, language) for language in _languages(case, Kind.WEAK)):
        return Judgement.OTHER, (
            f"Nothing in it decides; weak phrases of {REVIEW_RULES} rules that weigh"
            f" {REVIEW_WEIGHT} would ask you to look."
        )
    if not case.has_context(Kind.WEAK):
        return Judgement.OTHER, "Only weak phrases, and nothing names an opportunity."
    return Judgement.REVIEW, f"Weak phrases of {REVIEW_RULES} rules or more add up."


def _decide_strong(case: _Case) -> tuple[Judgement, str]:
    if not case.has_context(Kind.STRONG):
        return _decide_without_context(case)
    if case.of(Kind.VETO):
        return Judgement.REVIEW, "It says no, and it also looks like another kind of mail."
    if doubt := _doubt(case):
        return Judgement.REVIEW, doubt
    if not any(_decides(case, language) for language in _languages(case, Kind.STRONG)):
        return Judgement.REVIEW, f"It says no, but its phrases weigh less than {DECIDING_WEIGHT}."
    return Judgement.REJECTION, "It says no, about an opportunity, without a condition."


def _doubt(case: _Case) -> str:
    """Say why a person must look at a no that nothing speaks against, "" if none need."""
    if case.is_forward:
        return "It says no, but it was forwarded: perhaps to somebody else."
    if any(e.category == REDIRECT for e in case.counting):
        return "It says no and invites to something else."
    if case.is_automatic_answer:
        return "It says no, but it was sent by an automatic answerer."
    return ""


def _decide_without_context(case: _Case) -> tuple[Judgement, str]:
    missing = "nothing names an opportunity: no phrase, no recruiting sender, no known thread"
    if len({(e.language, e.rule) for e in case.of(Kind.STRONG)}) > 1 and not case.of(Kind.VETO):
        return Judgement.REVIEW, f"It says no in more than one way, but {missing}."
    return Judgement.OTHER, f"It says no to something, but {missing}."


def _decides(case: _Case, language: str) -> bool:
    strong, weak = case.rules_of(Kind.STRONG, language), case.rules_of(Kind.WEAK, language)
    return bool(strong) and _sum({**weak, **strong}) >= DECIDING_WEIGHT


def _asks_a_person(case: _Case, language: str) -> bool:
    weak = case.rules_of(Kind.WEAK, language)
    if len(weak) >= REVIEW_RULES and _sum(weak) >= REVIEW_WEIGHT:
        return True
    is_answer = case.surroundings.is_known_thread and bool(case.of(Kind.CONTEXT))
    return is_answer and _sum(weak) >= THREAD_WEIGHT


def _sum(weights: Mapping[str, float]) -> float:
    return round(sum(weights.values()), 6)  # three times 0.3 is 0.9


def _languages(case: _Case, kind: Kind) -> set[str]:
    return {e.language for e in case.of(kind)}


def _language(case: _Case) -> str:
    """Return the language whose strong phrases weigh most; then all its phrases, then most hits."""
    languages = sorted({e.language for e in case.counting})
    return max(languages, key=lambda language: _presence(case, language), default="")


def _presence(case: _Case, language: str) -> tuple[float, float, int]:
    mine = [e for e in case.evidence if e.language == language]
    strong = _sum(case.rules_of(Kind.STRONG, language))
    every = sum(abs(e.weight) for e in case.counting if e.language == language)
    return strong, round(every, 6), len(mine)


def _named(evidence: Iterable[Evidence], language: str, name: Callable[[Evidence], str]) -> str:
    """Return the category or stage of the heaviest evidence that has one; redirect outranks all."""
    naming = [e for e in evidence if name(e)]
    best = max(
        naming,
        key=lambda e: (name(e) == REDIRECT, e.weight, e.language == language, -e.start),
        default=None,
    )
    return name(best) if best else ""


def _reasons(case: _Case, reason: str) -> Iterator[str]:
    """Yield what decided, then what spoke for it and against it."""
    yield reason
    for found in case.of(Kind.STRONG):
        yield f'"{found.text}" says no ({found.rule}).'
    for found in case.of(Kind.VETO):
        yield f'"{found.text}" speaks of another kind of mail ({found.rule}).'
    for found in case.evidence:
        if found.voided and found.kind is Kind.STRONG:
            yield f'"{found.text}" does not count: it {found.voided}.'
