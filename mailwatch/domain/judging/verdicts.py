"""The judgement on one message: what its phrases decide, and what its other words make of that."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mailwatch.domain.judging import (
    categories,
    deciding,
    headway,
    hints,
    things,
    voiding,
    weighing,
)
from mailwatch.domain.judging.deciding import Case, sum_of
from mailwatch.domain.judging.evidence import Evidence, Judgement, Surroundings, Verdict
from mailwatch.domain.judging.hints import Leaning
from mailwatch.domain.judging.matcher import Matcher
from mailwatch.domain.judging.rules import Hints, Kind, Rule
from mailwatch.domain.judging.texts import Texts
from mailwatch.domain.judging.weighing import Standing
from mailwatch.domain.mail.messages import Message


def judge(
    message: Message,
    matcher: Matcher,
    surroundings: Surroundings,
    said: Judgement | None = None,
) -> Verdict:
    """Judge *message* by the rules in *matcher* and by what is known from outside.

    What the user has *said* it is, it is.
    """
    texts = Texts.of(message)
    foreign = matcher.languages.foreign_to(texts.subject, texts.body)
    evidence = voiding.gather(texts, matcher, foreign)
    case = Case(
        evidence,
        tuple(_once_per_rule_and_field(evidence)),
        surroundings,
        is_automatic_answer=message.automation.auto_submitted == "auto-replied",
        is_forward=message.is_forward,
        is_of_a_discussion=message.is_of_a_discussion and not surroundings.is_known_thread,
    )
    excuse = _never_a_rejection(message, surroundings)
    if excuse and said is None:
        return _verdict(case, Judgement.OTHER, excuse, ())
    judgement, reason = deciding.decide(case)
    spoken = [one for one in matcher.hints if one.language not in foreign]
    leaning = hints.lean(texts, evidence, spoken)
    standing = _standing(case, judgement, leaning)
    weighed, why = weighing.weigh(standing, leaning)
    verdict = _verdict(case, weighed, why or _and(reason, standing, leaning), hints.told(leaning))
    if said is not None:
        verdict = replace(verdict, judgement=said, reasons=(f"you said: {said}",))
    return _told_apart(verdict, case, texts, matcher.hints)


def _told_apart(verdict: Verdict, case: Case, texts: Texts, every: tuple[Hints, ...]) -> Verdict:
    """Return *verdict* with category and stage, as far as they can be told.

    What a mail is about is not asked where it is no rejection: that is most mail.
    """
    counting = case.counting
    is_no = verdict.judgement is not Judgement.OTHER
    named = categories.things_named(counting)
    thing = things.thing_of(texts, every, verdict.language, named) if is_no else ""
    category = categories.category_of(counting, verdict.language, thing)
    if is_no and case.surroundings.is_platform:
        category = categories.PLATFORM
    is_human = case.surroundings.is_human_sender
    stage = headway.stage_of(counting, thing, category, is_human_sender=is_human)
    return replace(verdict, category=category, stage=stage)


def _rules(evidence: Iterable[Evidence]) -> int:
    return len({(e.language, e.rule) for e in evidence})


def _and(reason: str, standing: Standing, leaning: Leaning) -> str:
    return f"{reason} {weighing.tipping(standing, leaning)}".strip()


def _standing(case: Case, judgement: Judgement, leaning: Leaning) -> Standing:
    vetoes = case.of(Kind.VETO)
    is_heavy = any(veto.weight <= voiding.FORBIDDING_WEIGHT for veto in vetoes)
    return Standing(
        judgement,
        strong=_rules(case.of(Kind.STRONG)),
        weak=_rules(case.of(Kind.WEAK)),
        contexts=deciding.contexts(case, leaning.language),
        has_veto=bool(vetoes),
        is_human=case.surroundings.is_human_sender,
        is_settled=bool(deciding.doubt(case)),
        words=leaning.words,
        has_heavy_veto=is_heavy,
        signs=_rules(e for e in case.of(Kind.WEAK) if e.weight >= weighing.SIGN_WEIGHT),
    )


def _verdict(
    case: Case, judgement: Judgement, reason: str, leaning: tuple[Evidence, ...]
) -> Verdict:
    language = _language(case) or "".join(e.language for e in leaning)
    return Verdict(
        judgement=judgement,
        score=round(sum(e.weight for e in (*case.counting, *leaning)), 3),
        language=language,
        category="",
        stage="",
        evidence=(*case.evidence, *leaning),
        reasons=tuple(_reasons(case, reason)),
    )


def finds_example(matcher: Matcher, rule: Rule, text: str) -> bool:
    """Say whether *rule* hits *text*, by a phrase that no condition takes away."""
    field = "body" if "body" in rule.fields else "subject"
    found = voiding.conditions_applied(matcher.find(field, text), text)
    return any(e.rule == rule.name and e.language == rule.language and not e.voided for e in found)


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


def _language(case: Case) -> str:
    """Return the language whose strong phrases weigh most; then all its phrases, then most hits."""
    languages = sorted({e.language for e in case.counting})
    return max(languages, key=lambda language: _presence(case, language), default="")


def _presence(case: Case, language: str) -> tuple[float, float, int]:
    mine = [e for e in case.evidence if e.language == language]
    strong = sum_of(case.rules_of(Kind.STRONG, language))
    every = sum(abs(e.weight) for e in case.counting if e.language == language)
    return strong, round(every, 6), len(mine)


def _reasons(case: Case, reason: str) -> Iterator[str]:
    """Yield what decided, then what spoke for it and against it."""
    yield reason
    for found in case.of(Kind.STRONG):
        yield f'"{found.text}" says no ({found.rule}).'
    for found in case.of(Kind.VETO):
        yield f'"{found.text}" speaks of another kind of mail ({found.rule}).'
    for found in case.evidence:
        if found.voided and found.kind is Kind.STRONG:
            yield f'"{found.text}" does not count: it {found.voided}.'
