"""Writes ACCURACY.md from the example mails: what scripts/accuracy runs."""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mailwatch.adapters import rulepacks
from mailwatch.cli.wiring import NO_SETTINGS, Rooms
from mailwatch.domain.assess import Desk, judge
from mailwatch.domain.judging import evaluation
from mailwatch.domain.judging.evaluation import Case, Tally
from tests.support import outcomes
from tests.support.careful import Outcome

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
PAGE = ROOT / "ACCURACY.md"

INTRODUCTION = """\
# How often it is right

Made by `scripts/accuracy`; run it to have today's figures. Every mail was written for this
project, so nothing here is a measurement on real inboxes.

**found** is called a rejection, **review** is shown to you for a decision, **missed** is taken for
other mail; **false alarm** is other mail called a rejection, and **in review** other mail shown to
you.

- *Unseen* mails serve to measure only. A third of what each writer wrote was put aside by its
  number before anybody looked, and neither the rules nor the weights of words have seen it. The
  writers had read neither rules nor earlier mails; but the same hands wrote the two thirds that the
  weights are fitted to, so mail of another hand is judged somewhat worse.
- *Plain* mails are what the inbox of somebody who applies for jobs holds: the average letter of the
  average system or recruiter, its receipts, invitations and alerts, and other mail.
- *Ordinary* mails are what systems, offices and people of all trades send. *Hard* ones were made to
  be so: half of the rejections use no formula at all, and most of the other mails were written to
  tempt ("the job's yours", "not one of those", a no that was forwarded to a friend).
- *Short mail of people* is what somebody types who has got an application, an offer or a text: got
  it, will read it, passed on, are you free on Tuesday; a quarter are noes in the same tone.
- *Mail to insiders* goes to people who also judge, hire, buy and edit: thanks for a review, the
  decision on somebody else's paper, a candidate who withdrew; a third are noes to the reader from
  the same senders. Both are by a few hands, which shared lists of situations over
  the languages.
- *Fitted* mails taught the weights of words (`scripts/fit`), *seen* ones the authors of the rules.
  They say that rules and weights do what was meant, and nothing about your mail.
- Some 30 of the English and 25 of the German hard mails are no longer quite unseen: after an early
  measurement the kinds of mistake in them were told to the authors of those packs.
  The five plain mails that were judged wrongly were read once; two of them, which taught a thought,
  are seen mail now.
"""

OUTCOMES = """\
## What became of it, and how far we had come

Of rejections that are labelled with both (`tests/outcomes`), all by one hand, every third unseen.

| mails | field | right | wrong | left open | nothing to tell |
|---|---|---|---|---|---|
"""

SETS = {
    "unseen-plain": "Unseen plain mail",
    "unseen-ordinary": "Unseen ordinary mail",
    "unseen-personal": "Unseen short mail of people",
    "unseen-insiders": "Unseen mail to insiders",
    "unseen": "Unseen hard mail",
    "fitted-plain": "Fitted plain mail",
    "fitted-ordinary": "Fitted ordinary mail",
    "fitted-personal": "Fitted short mail of people",
    "fitted-insiders": "Fitted mail to insiders",
    "fitted": "Fitted hard mail",
    "seen": "Seen mail",
}

HEADER = """\
| language | rejections | found | review | missed | others | false alarms | in review |
|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Judge every example mail and write the page."""
    ruleset = rulepacks.load([rulepacks.shipped()], check_examples=False)
    desk = Rooms(NO_SETTINGS, ruleset).desk()
    sections = [INTRODUCTION]
    for name, title in SETS.items():
        tallies = {f.name: tally(desk, [f / f"{name}.jsonl"]) for f in folders()}
        every = tally(desk, [f / f"{name}.jsonl" for f in folders()])
        rows = "".join(row(x, counts) for x, counts in tallies.items() if counts.positives)
        sections.append(f"## {title}\n\n{HEADER}{rows}{row('**all**', every)}")
    sections.append(OUTCOMES + "".join(outcome_rows()))
    PAGE.write_text("\n".join(sections), encoding="utf-8")
    print(f"{PAGE.name} is written")


def outcome_rows() -> Iterator[str]:
    """Yield the lines of the table of categories and stages."""
    mails = tuple(outcomes.every())
    for name, is_unseen in (("seen", False), ("unseen", True)):
        part = [mail for mail in mails if mail.is_unseen is is_unseen]
        for field in outcomes.FIELDS:
            told = outcomes.counts(part, field)
            counts = (told[one] for one in Outcome)
            yield f"| {name} | {field} | {' | '.join(map(str, counts))} |\n"


def folders() -> list[Path]:
    """Return the folders of example mails that have a rule pack, by language."""
    packs = rulepacks.shipped()
    return sorted(f for f in CORPUS.iterdir() if (packs / f.name / "rejection.toml").exists())


def tally(desk: Desk, files: Sequence[Path]) -> Tally:
    """Judge the mails of those of *files* that are there."""
    mails = chain.from_iterable(cases(file) for file in files if file.exists())
    return evaluation.evaluate(mails, lambda message: judge(message, desk)).total


def cases(file: Path) -> Iterator[Case]:
    """Yield the labelled mails of a file."""
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            yield evaluation.case_of(json.loads(line), number)


def row(language: str, counts: Tally) -> str:
    """Return one line of the table."""
    numbers = (
        *(counts.positives, counts.found, counts.positives_in_review, counts.missed),
        *(counts.negatives, counts.false_alarms, counts.negatives_in_review),
    )
    return f"| {language} | {' | '.join(map(str, numbers))} |\n"


if __name__ == "__main__":
    main()
