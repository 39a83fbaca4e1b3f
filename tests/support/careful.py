"""What the program finds in golden mails, held against what a careful reader finds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mailwatch.domain.assess import Assessment
from mailwatch.domain.facts.folding import squash
from mailwatch.domain.judging.evidence import Judgement
from tests.support.golden import Golden, assessment


class Outcome(StrEnum):
    """How an answer is to be counted. *absent*: there is nothing, and nothing was given."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was given for one field of one mail, and what would have been right."""

    mail: str
    field: str
    given: str
    right: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Whether it is right; a value where there is none is wrong."""
        if not self.given:
            return Outcome.ABSENT if "" in self.right else Outcome.MISSED
        is_right = any(squash(self.given) == squash(one) for one in self.right)
        return Outcome.RIGHT if is_right else Outcome.WRONG

    def __str__(self) -> str:
        """Return it on one line, for people."""
        wanted = " or ".join(repr(one) for one in self.right)
        return f"{self.mail}: {self.field}: {self.given!r} should be {wanted}"


def answers(mails: Iterable[Golden]) -> Iterator[Answer]:
    """Yield an answer for every fact of every mail; of ordinary mail for the verdict alone."""
    for mail in mails:
        judged, may_be_other = assessment(mail), "other" in mail.right("verdict")
        yield Answer(mail.name, "verdict", judged.verdict.judgement, mail.right("verdict"))
        if not may_be_other and judged.verdict.judgement is not Judgement.OTHER:
            for field, given in _found(judged).items():
                yield Answer(mail.name, field, given, mail.right(field))


def tally(all_answers: Iterable[Answer]) -> Mapping[str, Counter[Outcome]]:
    """Count outcomes by field."""
    counts: dict[str, Counter[Outcome]] = {}
    for answer in all_answers:
        counts.setdefault(answer.field, Counter())[answer.outcome] += 1
    return counts


def _found(judged: Assessment) -> Mapping[str, str]:
    facts, verdict = judged.facts, judged.verdict
    is_told_apart = facts.relationship in {"agency", "friend"}
    return {
        "language": verdict.language,
        "category": verdict.category,
        "stage": verdict.stage,
        "company": facts.company,
        "role": facts.role,
        "requisition": facts.requisition,
        "contact": facts.contact.name,
        "reply_to": facts.reply_to.email,
        "phone": facts.phone,
        "form": facts.form,
        "relationship": facts.relationship if is_told_apart else "",
        "reason": facts.reason,
        "return_day": str(facts.return_day.day or ""),
        "deadline": str(facts.deadline.day or ""),
        "feedback": _feedback(offers=facts.offers_feedback, forbids=facts.forbids_feedback),
        "on_file": str(facts.keeps_on_file or ""),
    }


def _feedback(*, offers: bool, forbids: bool) -> str:
    return f"{'offered' if offers else ''}{'forbidden' if forbids else ''}"
