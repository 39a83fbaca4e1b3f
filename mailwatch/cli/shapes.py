"""JSON shapes: what programs get, one object a line. Unknown values are null."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click

from mailwatch.domain.assess import Assessment
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.opportunities import Facts, NamedDay, Opportunity, Step, StepState
from mailwatch.domain.records import KeptEvidence, Story
from mailwatch.domain.traces import Trace
from mailwatch.steps.outcomes import Outcome

Shape = dict[str, Any]


def print_line(shape: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of its own."""
    click.echo(json.dumps(shape, ensure_ascii=False))


def or_null(text: str) -> str | None:
    """Return *text*, None where it is empty."""
    return text or None


def moment(at: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the second."""
    return at.isoformat(timespec="seconds") if at else None


def address(value: Address) -> str | None:
    """Return a mailbox as people write it, None for nobody."""
    if not value.email:
        return or_null(value.name)
    return f"{value.name} <{value.email}>" if value.name else value.email


def named_day(named: NamedDay) -> Shape | None:
    """Return a day that they named with their words, None for none; the day may be open."""
    if not named.words:
        return None
    return {"day": named.day.isoformat() if named.day else None, "words": named.words}


def of_assessment(path: str, assessment: Assessment) -> Shape:
    """Return what `scan` says of one message (DESIGN.md 9)."""
    verdict, facts = assessment.verdict, assessment.facts
    return {
        "path": path,
        "message_id": or_null(assessment.message.message_id),
        "verdict": str(verdict.judgement),
        "score": round(verdict.score, 3),
        "language": or_null(verdict.language),
        "category": or_null(verdict.category),
        "stage": or_null(verdict.stage),
        "company": or_null(facts.company),
        "role": or_null(facts.role),
        "contact": address(facts.contact),
        "reply_to": or_null(facts.reply_to.email),
        "evidence": [of_evidence(found) for found in verdict.evidence],
    }


def of_facts(facts: Facts, of_verdict: Mapping[str, str]) -> Shape:
    """Return each fact with where it was found and how far to trust it.

    *of_verdict* has what the judgement adds to *facts*: language, category and stage.
    """
    return {
        origin.fact: {
            "value": of_verdict.get(origin.fact) or _value(getattr(facts, origin.fact, "")),
            "found_in": str(origin.place),
            "confidence": str(origin.confidence),
        }
        for origin in facts.origins
    }


def _value(fact: object) -> object:
    if isinstance(fact, Address):
        return address(fact)
    return named_day(fact) if isinstance(fact, NamedDay) else fact


def of_evidence(found: Evidence) -> Shape:
    """Return one phrase that was found."""
    return {
        "rule": f"{found.language}/{found.rule}",
        "kind": str(found.kind),
        "weight": found.weight,
        "field": found.field,
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "voided": or_null(found.voided),
        "source": f"{found.source.file}:{found.source.line}",
    }


def unreadable(path: str, error: str) -> Shape:
    """Return what `scan` says of a message that cannot be read."""
    return {"path": path, "message_id": None, "verdict": "unreadable", "error": error}


def of_opportunity(opportunity: Opportunity, steps: Iterable[Step]) -> Shape:
    """Return one opportunity with the step that comes next."""
    facts, ref = opportunity.facts, opportunity.ref
    steps = tuple(steps)
    return {
        "id": opportunity.key,
        "account": ref.account,
        "mailbox": ref.mailbox,
        "uid": ref.uid,
        "message_id": or_null(opportunity.message_id),
        "subject": opportunity.subject,
        "received_at": moment(opportunity.received_at),
        "state": str(opportunity.state),
        "score": round(opportunity.score, 3),
        "language": or_null(opportunity.language),
        "category": or_null(opportunity.category),
        "stage": or_null(opportunity.stage),
        "company": or_null(facts.company),
        "role": or_null(facts.role),
        "contact": address(facts.contact),
        "reply_to": or_null(facts.reply_to.email),
        "open_roles": list(facts.open_roles),
        "important": opportunity.is_important,
        "deadline": named_day(facts.deadline),
        "return_day": named_day(facts.return_day),
        "next_step": of_step(next_step(steps)),
        "steps": [of_step(step) for step in steps],
    }


def next_step(steps: Iterable[Step]) -> Step | None:
    """Return the step that comes next, None where nothing is left to come."""
    waiting = {StepState.WAITING, StepState.APPENDING, StepState.HELD}
    open_steps = [step for step in steps if step.state in waiting]
    return min(open_steps, key=lambda step: step.due_at, default=None)


def of_step(step: Step | None) -> Shape | None:
    """Return one step, None for none."""
    if step is None:
        return None
    return {
        "kind": str(step.kind),
        "state": str(step.state),
        "due_at": moment(step.due_at),
        "reason": or_null(step.reason),
        "to": address(step.addressee.address) if step.addressee else None,
    }


def of_story(story: Story) -> Shape:
    """Return one opportunity in full."""
    return {
        **of_opportunity(story.opportunity, story.steps),
        "filing": story.filing,
        "taken_in_at": moment(story.taken_in_at),
        "timeline": [
            {"at": moment(event.at), "event": event.kind, **dict(event.details)}
            for event in story.events
        ],
        "before": [of_trace(trace) for trace in story.before],
        "evidence": [of_kept_evidence(found) for found in story.evidence],
    }


def of_trace(trace: Trace) -> Shape:
    """Return one mail that came before the no: what is kept of it."""
    return {
        "at": moment(trace.at),
        "account": trace.account,
        "message_id": trace.message_id,
        "from": None if trace.is_own else address(trace.sender),
        "to": address(trace.sender) if trace.is_own else None,
        "stage": or_null(trace.stage),
        "role": or_null(trace.role),
    }


def of_kept_evidence(found: KeptEvidence) -> Shape:
    """Return one phrase as the ledger keeps it."""
    return {
        "rule": found.rule,
        "kind": found.kind,
        "weight": found.weight,
        "field": found.field,
        "text": found.text,
        "sentence": found.sentence,
        "voided": or_null(found.voided),
    }


def of_outcome(outcome: Outcome) -> Shape:
    """Return one thing that a pass did."""
    shape: Shape = {"event": str(outcome.did), "account": outcome.account}
    if outcome.opportunity is not None:
        steps = (outcome.step,) if outcome.step else ()
        shape |= of_opportunity(outcome.opportunity, steps)
    if outcome.step is not None:
        shape["step"] = of_step(outcome.step)
    return shape | dict(outcome.details)
