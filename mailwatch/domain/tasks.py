"""What the user has to do: a call or a card, a letter to write or in time; and as a calendar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from mailwatch.domain.identity import Identity
from mailwatch.domain.opportunities import Opportunity, Step, StepKind, StepState
from mailwatch.domain.writing.names import known_fact
from mailwatch.domain.writing.telling import has_met, may_ask_feedback

# RFC 5545, 3.1: lines of a calendar are folded at 75 octets.
FOLDED_AT = 75
DELETE = "\x7f"


VERBS = {StepKind.CALL: "Call", StepKind.NOTE: "Write a card to"}
TO_SEND, TO_WRITE = "Send your letter to", "Write yourself to"


@dataclass(frozen=True, slots=True)
class Task:
    """A call to make, a card to write, or a letter: to send before their deadline, or to write.

    *phone* is "" where the mail gave none. *due_at* is never later than the last day they set.
    """

    opportunity: Opportunity
    step: Step
    due_at: datetime
    who: str
    phone: str
    points: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is to be done, and with whom."""
        letter = TO_WRITE if self.step.state is StepState.HELD else TO_SEND
        return f"{VERBS.get(self.step.kind, letter)} {self.who}"


def task_of(opportunity: Opportunity, step: Step, identity: Identity) -> Task:
    """Return a task with what the user needs for it; nothing that the mail did not say."""
    facts, sender = opportunity.facts, opportunity.sender
    person = facts.contact.name or facts.acquaintance.name or sender.name
    who = ", ".join(filter(None, (person, facts.company))) or sender.email
    points = _points(opportunity, identity) if step.kind in VERBS else ()
    deadline = [f"They set a time: {facts.deadline.words}"] if facts.deadline.words else []
    held = [f"Held: {step.reason}"] if step.state is StepState.HELD else []
    due = _due(opportunity, step, identity)
    return Task(opportunity, step, due, who, facts.phone, (*held, *deadline, *points))


def _due(opportunity: Opportunity, step: Step, identity: Identity) -> datetime:
    """Return when it is to be done: before their last day begins, if they set one."""
    day = opportunity.facts.deadline.day
    if day is None:
        return step.due_at
    last = datetime.combine(day, time(), identity.timezone).astimezone(UTC)
    return min(step.due_at, last) if step.kind in VERBS else last


def _points(opportunity: Opportunity, identity: Identity) -> Iterator[str]:
    """Yield three things to say: thanks for what, what came of it, what may come."""
    yield _thanks(opportunity, identity)
    yield _matter(opportunity)
    if opportunity.facts.keeps_on_file:
        yield "They keep you on file: say what you would be glad to be called for."
    elif identity.offer:
        yield f"Should they need {identity.offer} one day, you would be glad to hear."
    else:
        yield "Say that you would be glad to hear from them again."


def _thanks(opportunity: Opportunity, identity: Identity) -> str:
    """Return for what to thank them; what a broken mail merge left in a subject is not said."""
    about = known_fact(opportunity.facts.role) or known_fact(opportunity.subject)
    day = opportunity.received_at.astimezone(identity.timezone).strftime("%d %B %Y")
    answer = " about ".join(filter(None, (f"Thank them for their answer of {day}", about)))
    remembered = ", and say what you remember best of your talk" if has_met(opportunity) else ""
    return f"{answer}{remembered}."


def _matter(opportunity: Opportunity) -> str:
    """Return the one thing to hear from them, or to leave alone."""
    facts = opportunity.facts
    if facts.reason:
        return f"They said: {facts.reason}. Thank them for saying so, and leave it at that."
    if opportunity.category == "hold":
        return "Nothing is decided: ask when you may ask again."
    if facts.forbids_feedback:
        return "They give no reasons: ask for none, and wish them well."
    if may_ask_feedback(opportunity):
        return "Ask, once, what could have been better; take no for an answer."
    return "There is nothing to ask about: wish them well."


def calendar(tasks: Iterable[Task], now: datetime) -> bytes:
    """Return the tasks as an iCalendar file (RFC 5545) of VTODOs, CRLF-ended."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mailwatch//tasks//EN"]
    for task in tasks:
        lines += _todo(task, now)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _todo(task: Task, now: datetime) -> list[str]:
    notes = [*task.points, *([f"Phone: {task.phone}"] if task.phone else [])]
    return [
        "BEGIN:VTODO",
        f"UID:{task.opportunity.key}-{task.step.kind}@mailwatch",
        f"DTSTAMP:{_stamp(now)}",
        f"DUE:{_stamp(task.due_at)}",
        f"SUMMARY:{_escaped(task.title)}",
        f"DESCRIPTION:{_escaped(chr(10).join(notes))}",
        "END:VTODO",
    ]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Return TEXT as RFC 5545, 3.3.11 has it, which knows no control characters."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    lines = ("".join(c for c in line if c >= " " and c != DELETE) for line in text.splitlines())
    return "\\n".join(lines)


def _folded(line: str) -> bytes:
    """Return a line cut at 75 octets, never inside a character, with CRLF."""
    pieces, current = [], b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(current) + len(octets) > FOLDED_AT:
            pieces.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*pieces, current]) + b"\r\n"
