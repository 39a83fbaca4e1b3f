"""Mails labelled with category and stage (tests/outcomes), and how many are told right."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mailwatch.adapters import rulepacks
from mailwatch.cli.wiring import NO_SETTINGS, Rooms
from mailwatch.domain.assess import Desk, judge
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.mail.messages import Message
from mailwatch.domain.mail.mime import message_of_text
from tests.support.careful import Answer, Outcome

FOLDER = Path(__file__).resolve().parents[1] / "outcomes"
FIELDS = ("category", "stage")
UNSEEN_EVERY = 3


@dataclass(frozen=True, slots=True)
class Labelled:
    """A rejection, and what a careful reader would call it: several answers may be right."""

    id: str
    right: Mapping[str, tuple[str, ...]]
    message: Message
    is_unseen: bool


def every() -> Iterator[Labelled]:
    """Yield the mails of all languages; every third of a file is unseen."""
    for file in sorted(FOLDER.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            written = json.loads(line)
            yield Labelled(
                id=written["id"],
                right={field: tuple(written[field]) for field in FIELDS},
                message=message_of_text(written["subject"], written["from"], written["body"]),
                is_unseen=number % UNSEEN_EVERY == 0,
            )


def answers(mails: Iterable[Labelled]) -> Iterator[Answer]:
    """Yield what is told of each mail that is found."""
    for mail in mails:
        verdict = judge(mail.message, _desk())
        if verdict.judgement is not Judgement.OTHER:
            for field in FIELDS:
                yield Answer(mail.id, field, getattr(verdict, field), mail.right[field])


def counts(mails: Iterable[Labelled], field: str) -> Counter[Outcome]:
    """Count how *field* is told."""
    return Counter(one.outcome for one in answers(mails) if one.field == field)


@lru_cache(maxsize=1)
def _desk() -> Desk:
    ruleset = rulepacks.load([rulepacks.shipped()], check_examples=False)
    return Rooms(NO_SETTINGS, ruleset).desk()
