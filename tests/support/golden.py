"""Golden mails: what each ought to yield, what it yields, and where the two part.

tests/golden/<language>/<name>.eml is a mail; .toml beside it is what a careful reader finds in
it; .txt is what the program makes of it, as scripts/golden records it.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from mailwatch.adapters import rulepacks
from mailwatch.domain.assess import Arrival, Assessment, Desk, assess, assess_as, entry_of
from mailwatch.domain.cadence.planning import follow_up
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Address, Message, MessageRef
from mailwatch.domain.opportunities import Facts, NamedDay, Opportunity, Step, StepKind, StepState
from mailwatch.domain.writing.correspondence import Desk as WritingDesk
from mailwatch.domain.writing.correspondence import compose
from mailwatch.domain.writing.letters import Letters
from mailwatch.domain.writing.lint import taboos_of
from mailwatch.errors import MailwatchError
from tests.support.shipped import shipped_matcher, shipped_rules

FOLDER = Path(__file__).resolve().parents[1] / "golden"
RULES = rulepacks.shipped()
BERLIN = ZoneInfo("Europe/Berlin")
# A Tuesday evening: the youngest of the mails is hours old, the oldest a week.
AT = datetime(2026, 11, 24, 19, 0, tzinfo=BERLIN)
LEA = Identity(
    name="Lea Example",
    addresses=("lea@example.org",),
    languages=(),
    timezone=BERLIN,
    offer="",
    signature="Lea Example",
)
# Leads who get a call or a card as well as a letter, one in each of four languages.
IMPORTANT = (
    "brackwaterbrewing.example",
    "tuchfabrik-rost.example",
    "porcelaines-ferrand.example",
    "teatroalba.example",
)
# How facts are called in the records where that is not their own name.
NAMED_OTHERWISE = {
    "relation": "relationship",
    "feedback": "offers_feedback",
    "on file": "keeps_on_file",
}


@dataclass(frozen=True, slots=True)
class Golden:
    """A mail with its two companions."""

    mail: Path

    @property
    def name(self) -> str:
        """Language and name: "en/finalist-close-second"."""
        return f"{self.mail.parent.name}/{self.mail.stem}"

    @property
    def expected(self) -> Mapping[str, object]:
        """What a careful reader finds; a key that is not there is nothing found."""
        return tomllib.loads(self.mail.with_suffix(".toml").read_text(encoding="utf-8"))

    def right(self, field: str) -> tuple[str, ...]:
        """Return what would be right in *field*: several answers may be, and "" is nothing."""
        value = self.expected.get(field, "")
        return tuple(map(str, value)) if isinstance(value, list) else (str(value),)

    @property
    def record(self) -> Path:
        """Where it is written down what the program makes of the mail."""
        return self.mail.with_suffix(".txt")


def all_golden() -> tuple[Golden, ...]:
    """Every golden mail, by language and name."""
    return tuple(Golden(path) for path in sorted(FOLDER.glob("*/*.eml")))


def categories() -> frozenset[str]:
    """Every category that a shipped rule may give."""
    rules = (rule for pack in _rules().packs for rule in pack.rules)
    return frozenset(rule.category for rule in rules) - {""}


# --- what the program makes of it ---


@lru_cache(maxsize=1)
def _rules() -> Ruleset:
    return shipped_rules()


@lru_cache(maxsize=1)
def _desk() -> Desk:
    ruleset = _rules()
    return Desk(ruleset, shipped_matcher(), _identity(), ReplyPolicy(important=IMPORTANT))


@lru_cache(maxsize=1)
def _identity() -> Identity:
    languages = tuple(sorted({template.language for template in _rules().templates}))
    return Identity(LEA.name, LEA.addresses, languages, LEA.timezone, LEA.offer, LEA.signature)


@lru_cache(maxsize=1)
def _writing() -> WritingDesk:
    ruleset = _rules()
    return WritingDesk(Letters(ruleset.templates), _identity(), b"", taboos_of(ruleset.extracts))


@lru_cache(maxsize=256)
def assessment(golden: Golden) -> Assessment:
    """Judge a golden mail with the shipped rules and find its facts."""
    return assess(mime.read_message(golden.mail.read_bytes()), _desk())


def facts_of(message: Message) -> Facts:
    """Return what is found in any message, whatever it is, as in a golden mail."""
    desk = _desk()
    return assess_as(Judgement.REJECTION, message, desk).facts


def rendered(golden: Golden) -> str:
    """Write down all that the program makes of a mail: verdict, facts, steps and letter.

    Scores and phrases stay out: rules are tuned more often than their outcome changes.
    """
    lines = list(_verdict_lines(assessment(golden)))
    if assessment(golden).verdict.judgement is not Judgement.OTHER:
        arrival = Arrival(MessageRef("main", golden.name, 1, 1))
        entry = entry_of(assessment(golden), arrival, _desk(), AT)
        opportunity = entry.opportunity
        lines += ["", *_fact_lines(opportunity), "", *_step_lines(opportunity, entry.steps)]
        lines += ["", *_letter_lines(opportunity, entry.steps[0])]
    return "\n".join(lines) + "\n"


def _verdict_lines(judged: Assessment) -> Iterator[str]:
    verdict = judged.verdict
    yield f"{verdict.judgement} in {verdict.language or 'no language'}"
    if verdict.judgement is not Judgement.OTHER:
        yield from (f"{'category':13}{verdict.category}", f"{'stage':13}{verdict.stage}")


def _fact_lines(opportunity: Opportunity) -> Iterator[str]:
    facts = opportunity.facts
    told = {
        "company": facts.company,
        "role": facts.role,
        "requisition": facts.requisition,
        "contact": _written(facts.contact),
        "reply to": facts.reply_to.email,
        "held": facts.hold_reason,
        "phone": facts.phone,
        "form": facts.form,
        "relation": facts.relationship,
        "reason": facts.reason,
        "return day": _day(facts.return_day),
        "deadline": _day(facts.deadline),
        "feedback": _feedback(facts),
        "on file": "yes" if facts.keeps_on_file else "",
    }
    for name, value in told.items():
        if value:
            yield f"{name:13}{value}{_origin(facts, NAMED_OTHERWISE.get(name, name))}"


def _origin(facts: Facts, fact: str) -> str:
    origin = facts.origin_of(fact.replace(" ", "_"))
    return f"  [{origin.place}, {origin.confidence}]" if origin else ""


def _feedback(facts: Facts) -> str:
    told = {"offered": facts.offers_feedback, "forbidden": facts.forbids_feedback}
    return " and ".join(name for name, is_told in told.items() if is_told)


def _step_lines(opportunity: Opportunity, steps: Sequence[Step]) -> Iterator[str]:
    for step in (*steps, *_later(opportunity, steps[0])):
        local = step.due_at.astimezone(BERLIN)
        why = f"  {step.reason}" if step.reason else ""
        yield f"{step.kind:13}{local:%a %d %b %Y %H:%M}  {step.state}{why}"


def _later(opportunity: Opportunity, step: Step) -> Iterator[Step]:
    """Yield the letters that follow if each goes out when it is due."""
    while step.state is StepState.WAITING:
        following = follow_up(opportunity, step, _desk().policy, _identity(), step.due_at)
        if not following:
            return
        step = following[0]
        yield step


def _letter_lines(opportunity: Opportunity, step: Step) -> Iterator[str]:
    if step.state is not StepState.WAITING or step.kind is not StepKind.THANKS:
        yield "no letter"
        return
    try:
        reply = compose(_writing(), opportunity, step)
    except MailwatchError as error:
        yield f"no letter: {error}"
        return
    yield from (f"letter {reply.template}", f"To: {_written(reply.to)}")
    yield from (f"Subject: {reply.subject}", "", reply.text.rstrip())


def _day(named: NamedDay) -> str:
    return " ".join(filter(None, (str(named.day or ""), f"({named.words})" if named.words else "")))


def _written(address: Address) -> str:
    return f"{address.name} <{address.email}>" if address.name else address.email


def difference(golden: Golden) -> str:
    """Return how what the program makes of a mail differs from its record, "" if it does not."""
    recorded = golden.record.read_text(encoding="utf-8") if golden.record.exists() else ""
    lines = unified_diff(
        recorded.splitlines(),
        rendered(golden).splitlines(),
        f"{golden.name}: recorded",
        f"{golden.name}: now",
        lineterm="",
    )
    return "\n".join(lines)
