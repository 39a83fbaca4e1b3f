"""Where each fact was found, and how far to trust it: what `explain` shows beside a fact."""

from collections.abc import Iterator, Mapping

from mailwatch.domain.facts.case import Case
from mailwatch.domain.facts.contact import read_display
from mailwatch.domain.facts.naming import Named
from mailwatch.domain.facts.persons import is_same_person
from mailwatch.domain.judging.evidence import Verdict
from mailwatch.domain.judging.rules import Kind
from mailwatch.domain.opportunities import Confidence, Facts, Origin, Place

# Facts that only a sentence of the body can give.
_SAID = (
    "reason",
    "return_day",
    "deadline",
    "offers_feedback",
    "forbids_feedback",
    "keeps_on_file",
)
_SAYING = frozenset({Kind.STRONG, Kind.DETAIL})
_EMPTY = Facts()


def origins_of(
    case: Case, verdict: Verdict, facts: Facts, named: Mapping[str, Named]
) -> tuple[Origin, ...]:
    """Return an origin for what the verdict says and for every one of *facts* that is not empty.

    *named* are those that were searched for in several places.
    """
    found = {origin.fact: origin for origin in _origins(case, facts, named)}
    ordered = (found[name] for name in Facts.__slots__ if name in found)
    return (*_of_verdict(verdict), *ordered)


def _of_verdict(verdict: Verdict) -> Iterator[Origin]:
    """Yield where language, category and stage come from: sure where a sentence itself says so."""
    counting = verdict.counting
    naming = {
        "language": [e for e in counting if verdict.language and e.language == verdict.language],
        "category": [e for e in counting if verdict.category and e.category == verdict.category],
        "stage": [e for e in counting if verdict.stage and e.stage == verdict.stage],
    }
    for fact, evidence in naming.items():
        best = max(evidence, key=lambda e: (e.kind in _SAYING, e.weight), default=None)
        if best is not None:
            is_sure = best.kind in _SAYING
            place = Place.SUBJECT if best.field == "subject" else Place.BODY
            yield Origin(fact, place, Confidence.SURE if is_sure else Confidence.LIKELY)
        elif getattr(verdict, fact):
            yield Origin(fact, Place.BODY, Confidence.LIKELY)


def _origins(case: Case, facts: Facts, named: Mapping[str, Named]) -> Iterator[Origin]:
    for name, one in named.items():
        if one.value:
            yield Origin(name, one.place, one.confidence)
    yield from _contact(case, facts)
    if facts.reply_to.email:
        yield Origin("reply_to", Place.ADDRESS, Confidence.SURE)
    if facts.phone:
        yield Origin("phone", Place.SIGNATURE, Confidence.LIKELY)
    # Counted, not said: a quotation may weigh as much as what they wrote.
    for name in ("form", "relationship"):
        if getattr(facts, name):
            yield Origin(name, Place.BODY, Confidence.LIKELY)
    for name in _SAID:
        if getattr(facts, name) != getattr(_EMPTY, name):
            yield Origin(name, Place.BODY, Confidence.SURE)


def _contact(case: Case, facts: Facts) -> Iterator[Origin]:
    """Yield the contact's origin: sure where whoever signed is also who sent it."""
    name = facts.contact.name
    if not name:
        return
    displayed = read_display(case.message.sender.name, case.vocabulary).person
    is_displayed = is_same_person(name, displayed)
    is_signed = any(name.partition(" ")[0] in line for line in case.sign.lines)
    place = Place.SIGNATURE if is_signed else Place.DISPLAY_NAME
    is_sure = is_displayed and is_signed
    yield Origin("contact", place, Confidence.SURE if is_sure else Confidence.LIKELY)
