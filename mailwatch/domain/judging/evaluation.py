"""How well the rules do on labelled mail: counts, precision, recall, and what went wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mailwatch.domain.judging.evidence import Judgement, Verdict
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Message

REJECTION = "rejection"
"""The label of mail that the rules are to find; every other label is mail to leave alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled mail; *language* and *kind* are "" where the file does not say."""

    id: str
    label: str
    language: str
    kind: str
    message: Message

    @property
    def is_positive(self) -> bool:
        """Say whether it is a rejection."""
        return self.label == REJECTION


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and the verdict on it."""

    case: Case
    verdict: Verdict

    @property
    def is_right(self) -> bool:
        """Say whether the judgement is the label's; a review is not."""
        expected = Judgement.REJECTION if self.case.is_positive else Judgement.OTHER
        return self.verdict.judgement is expected


@dataclass(frozen=True, slots=True)
class Tally:
    """The outcomes of one group. A review is neither found nor a false alarm, and is told apart."""

    positives: int
    negatives: int
    found: int
    positives_in_review: int
    negatives_in_review: int
    false_negatives: tuple[str, ...]
    false_positives: tuple[str, ...]

    @property
    def missed(self) -> int:
        """Count the rejections taken for other mail."""
        return len(self.false_negatives)

    @property
    def false_alarms(self) -> int:
        """Count the other mails taken for rejections."""
        return len(self.false_positives)

    @property
    def precision(self) -> float | None:
        """Return the share of rejections in what was called one; None where nothing was."""
        called = self.found + self.false_alarms
        return self.found / called if called else None

    @property
    def recall(self) -> float | None:
        """Return the share of rejections that were found; None where there were none."""
        return self.found / self.positives if self.positives else None


@dataclass(frozen=True, slots=True)
class Report:
    """The tallies in total and by group, the groups by name."""

    total: Tally
    by_language: tuple[tuple[str, Tally], ...]
    by_kind: tuple[tuple[str, Tally], ...]


def evaluate(cases: Iterable[Case], judge: Callable[[Message], Verdict]) -> Report:
    """Judge each case and report."""
    return report(Outcome(case, judge(case.message)) for case in cases)


def report(outcomes: Iterable[Outcome]) -> Report:
    """Count *outcomes* in total, by language and by kind."""
    every = tuple(outcomes)
    return Report(
        total=_tally(every),
        by_language=tuple(_grouped(every, lambda case: case.language)),
        by_kind=tuple(_grouped(every, lambda case: case.kind)),
    )


def case_of(row: Mapping[str, object], number: int) -> Case:
    """Return the case that one JSON object describes; *number*, its line, is its id if it has none.

    Fields: id, label, lang, kind, subject, from, body; a missing one is empty.
    """
    return Case(
        id=_string(row, "id") or str(number),
        label=_string(row, "label"),
        language=_string(row, "lang"),
        kind=_string(row, "kind"),
        message=mime.message_of_text(
            _string(row, "subject"), _string(row, "from"), _string(row, "body")
        ),
    )


def _string(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)


def _grouped(
    outcomes: tuple[Outcome, ...], name: Callable[[Case], str]
) -> Iterator[tuple[str, Tally]]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(name(outcome.case), []).append(outcome)
    for key in sorted(groups):
        yield key, _tally(groups[key])


def _tally(outcomes: Iterable[Outcome]) -> Tally:
    every = tuple(outcomes)
    positives = [outcome for outcome in every if outcome.case.is_positive]
    negatives = [outcome for outcome in every if not outcome.case.is_positive]
    return Tally(
        positives=len(positives),
        negatives=len(negatives),
        found=len(_judged(positives, Judgement.REJECTION)),
        positives_in_review=len(_judged(positives, Judgement.REVIEW)),
        negatives_in_review=len(_judged(negatives, Judgement.REVIEW)),
        false_negatives=_judged(positives, Judgement.OTHER),
        false_positives=_judged(negatives, Judgement.REJECTION),
    )


def _judged(outcomes: Iterable[Outcome], judgement: Judgement) -> tuple[str, ...]:
    return tuple(o.case.id for o in outcomes if o.verdict.judgement is judgement)
