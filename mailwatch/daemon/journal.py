"""One log line an event: stable words and key facts, never the text of a mail or a secret."""

import logging

from mailwatch.steps.outcomes import Did, Outcome

log = logging.getLogger("mailwatch")

LEVELS = {Did.SET_ASIDE: logging.WARNING, Did.FAILED: logging.WARNING}


def write_down(outcome: Outcome) -> None:
    """Log an outcome of a step."""
    log.log(LEVELS.get(outcome.did, logging.INFO), "%s", line_of(outcome))


def line_of(outcome: Outcome) -> str:
    """Return an outcome as a line: its word, then name=value for each fact."""
    facts: list[tuple[str, str]] = [("account", outcome.account)]
    if outcome.opportunity is not None:
        ref = outcome.opportunity.ref
        facts += [("mailbox", ref.mailbox), ("uid", str(ref.uid))]
        facts += [("opportunity", outcome.opportunity.key)]
    if outcome.step is not None:
        facts += [("step", outcome.step.kind), ("state", outcome.step.state)]
        facts += [("due", outcome.step.due_at.isoformat(timespec="seconds"))]
    facts += outcome.details
    return " ".join([str(outcome.did), *(f"{name}={_quoted(value)}" for name, value in facts)])


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
