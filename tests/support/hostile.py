"""The ways by which something from outside comes in; each takes any bytes at all.

What a way takes is read as a mail, a phrase, rules or settings, and led on as far as it would go
in earnest. The errors of `mailwatch.errors` are answers; whatever else it raises is a fault.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from mailwatch import config
from mailwatch.adapters import rulepacks
from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import shapes
from mailwatch.cli.wiring import NO_SETTINGS, Rooms
from mailwatch.domain import text
from mailwatch.domain.assess import Arrival, Assessment, Desk, assess, assess_as, entry_of
from mailwatch.domain.facts import vocabulary
from mailwatch.domain.judging import matcher
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.judging.rules import Kind, Pack, Rule, Ruleset, Source, WordList
from mailwatch.domain.keeping import trace_of
from mailwatch.domain.linking import heard, thread_ids
from mailwatch.domain.mail.messages import Message, MessageRef, Piece
from mailwatch.domain.mail.mime import message_of_text, read_message, read_pieces, wants_more
from mailwatch.domain.records import Found
from mailwatch.domain.writing.correspondence import Desk as WritingDesk
from mailwatch.domain.writing.correspondence import write_draft
from mailwatch.domain.writing.letters import Letters
from mailwatch.errors import MailwatchError
from tests.support.letters import LEA
from tests.support.shipped import shipped_rules

Way = Callable[[bytes], None]

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ARRIVAL = Arrival(MessageRef("main", "INBOX", 1, 7), is_known_thread=True, has_trace=True)
SWOLLEN = 20_000
# One of each: plain words, words with umlauts and formal address, characters in a row.
LANGUAGES = ("de", "en", "ja")
# Rules that are read in a moment: what lies over them is read with them, many times a second.
OURS = {
    "en/rejection.toml": """\
language = "en"
[words]
go = ["proceed*", "move {on}"]
on = ["on", "forward"]
[[rule]]
name = "no"
phrases = ["not ... {go}"]
match = ["We will not move forward."]
""",
    "en/extract.toml": """\
language = "en"
[again]
from = ["again from {when}"]
[days]
months = ["january|jan", "february", "march", "april", "may", "june", "july", "august",
  "september", "october", "november", "december"]
""",
    "en/replies/thanks.txt.j2": "{{ pick('Dear {contact_first},', 'Hello,') }}\n\nThank you.\n",
}
# All but letters: those are little programs of the user's, and may run as long as they like.
OVERLAYS = (
    "en/rejection.toml",
    "en/extract.toml",
    "en/hints.toml",
    "senders.toml",
    "de/rejection.toml",
)
NO = message_of_text(
    "No", "Jane <jane@corp.example>", "Dear Lea,\n\nWe will not proceed.\nTry again from May.\n"
)


@dataclass(frozen=True, slots=True)
class Office:
    """What mail is judged and answered with."""

    desk: Desk
    writing: WritingDesk

    @classmethod
    def of(cls, ruleset: Ruleset) -> Self:
        """Sit down with these rules, as Lea, who answers in every language."""
        identity = replace(LEA, languages=())
        rooms = Rooms(replace(NO_SETTINGS, identity=identity), ruleset)
        return cls(rooms.desk(), rooms.writing(b"key"))

    def consider(self, message: Message) -> None:
        """Take a message for what it is, and then for a rejection, whatever it is."""
        assessment = assess(message, self.desk, is_known_thread=True)
        thread_ids(message)
        heard(message, assessment.verdict, self.desk.ruleset)
        trace_of(assessment, ARRIVAL, self.desk, NOON)
        if assessment.verdict.judgement is not Judgement.REJECTION:
            assessment = assess_as(Judgement.REJECTION, message, self.desk)
        self._answer(assessment)

    def _answer(self, assessment: Assessment) -> None:
        """Remember an assessment, show it, and write every letter that it comes to."""
        entry = entry_of(assessment, ARRIVAL, self.desk, NOON)
        with Ledger.rehearsal(Path("nowhere")) as ledger:
            found = Found(entries=(entry,))
            ledger.intake.record(ARRIVAL.ref, found, NOON, wants_filing=True)
            story = ledger.records.story(entry.opportunity.key)
        for shape in (shapes.of_assessment("a.eml", assessment), shapes.of_story(story)):
            json.dumps(shape, ensure_ascii=False).encode()
        for step in entry.steps:
            with suppress(MailwatchError):
                write_draft(self.writing, story.opportunity, step, NOON)


@lru_cache(maxsize=1)
def office() -> Office:
    """Return the office with some of the rules that we ship: with all, a mail takes four times."""
    whole = shipped_rules()
    return Office.of(
        replace(
            whole,
            packs=[pack for pack in whole.packs if pack.language in LANGUAGES],
            extracts=tuple(one for one in whole.extracts if one.language in LANGUAGES),
            templates=tuple(one for one in whole.templates if one.language in LANGUAGES),
            hints=tuple(one for one in whole.hints if one.language in LANGUAGES),
        )
    )


def take(way: str, raw: bytes) -> bool:
    """Take *raw* in by a way; return whether it was usable, and not refused by an error of ours."""
    try:
        WAYS[way](raw)
    except MailwatchError:
        return False
    return True


def take_mail(raw: bytes) -> None:
    """Read a mail whole and in pieces, judge it, remember it, and write the letters."""
    office().consider(read_message(raw))
    header, _, body = raw.partition(b"\n\n")
    pieces = [Piece(body[:200], body), Piece(b"", body[200:])]
    with suppress(MailwatchError):
        wants_more(header, pieces)
        read_pieces(header, pieces)


def take_swollen_mail(raw: bytes) -> None:
    """Take a mail in which the last part, after a NUL, comes many thousand times."""
    head, _, piece = raw.rpartition(b"\0")
    take_mail(head + piece * (SWOLLEN // max(len(piece), 1)))


def take_phrase(raw: bytes) -> None:
    """Compile two phrases, either of which may use the other by name, and find them in a text."""
    first, second, content = [*raw.decode("utf-8", "replace").split("\n", 2), "", ""][:3]
    source = Source("rules/en/rejection.toml", 1)
    rule = Rule("rule", "en", Kind.STRONG, (first,), 1.0, source)
    pack = Pack("en", (WordList("list", (second or "x",), source),), (rule,))
    compiled = matcher.compile_rules(Ruleset((pack,), (), (), (), ""))
    cleaned = text.clean(content)
    for found in compiled.find("body", cleaned):
        assert cleaned[found.start : found.end] == found.text


def take_rules(raw: bytes) -> None:
    """Lay one file over others, at a place that the first byte chooses; judge and write by it."""
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours"), Path(folder, "theirs")
        for name, content in OURS.items():
            _put(ours / name, content.encode())
        _put(theirs / OVERLAYS[(raw[0] if raw else 0) % len(OVERLAYS)], raw[1:])
        ruleset = rulepacks.load([ours, theirs], check_examples=True)
        vocabulary.check(ruleset)
        Letters(ruleset.templates).check()
        Office.of(ruleset).consider(NO)


def take_settings(raw: bytes) -> None:
    """Read mailwatch.toml and, after a NUL, .env."""
    toml, _, dotenv = raw.partition(b"\0")
    with TemporaryDirectory() as folder:
        _put(Path(folder, "mailwatch.toml"), toml)
        _put(Path(folder, ".env"), dotenv)
        config.load(Path(folder), {}, date(2026, 11, 24))


WAYS: Mapping[str, Way] = {
    "mail": take_mail,
    "swollen": take_swollen_mail,
    "phrase": take_phrase,
    "rules": take_rules,
    "settings": take_settings,
}


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
