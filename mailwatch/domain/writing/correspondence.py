"""From a step to the draft: compose, read it once more, make RFC 5322 of it."""

from dataclasses import dataclass
from datetime import datetime

from mailwatch.domain.identity import Identity
from mailwatch.domain.opportunities import Opportunity, Step, seen_by
from mailwatch.domain.writing import drafts, lint, replies
from mailwatch.domain.writing.drafts import Draft, Reply
from mailwatch.domain.writing.letters import Letters
from mailwatch.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class Desk:
    """What is written with: the letters, who signs, and the key of our Message-IDs.

    *taboos* are the words that a letter had better do without. *asks_for_a_line* is true where
    the user wants to add words of their own to each letter (`personal_line = "ask"`).
    """

    letters: Letters
    identity: Identity
    key: bytes
    taboos: lint.Taboos
    asks_for_a_line: bool = False


def write_draft(desk: Desk, opportunity: Opportunity, step: Step, now: datetime) -> Draft:
    """Return the draft of a step. Raise ProtocolError, with what is wrong, if it fails the lint."""
    about = seen_by(opportunity, step)
    reply = compose(desk, about, step)
    if desk.asks_for_a_line:
        reply = replies.ask_for_a_personal_line(reply, desk.letters)
    sender = drafts.sender_of(about, desk.identity)
    message_id = drafts.message_id(
        desk.key,
        about.ref.account,
        about.message_id or about.key,
        step.kind,
        sender.email.rpartition("@")[2],
    )
    return drafts.build(reply, about, desk.identity, message_id, now)


def compose(desk: Desk, opportunity: Opportunity, step: Step) -> Reply:
    """Return what a step would say. Raise ProtocolError if the letter fails the lint."""
    about = seen_by(opportunity, step)
    reply = replies.compose(about, step.kind, desk.identity, desk.letters)
    if about.note:
        reply = replies.with_line(reply, about.note)
    findings = lint.lint(reply, about, desk.identity, desk.taboos)
    failures = "; ".join(finding.what for finding in findings if finding.level == "fail")
    if failures:
        raise ProtocolError(
            f"{reply.template}: the letter is not fit to be placed: {failures}."
            " Change the template, or write to them yourself."
        )
    return reply
