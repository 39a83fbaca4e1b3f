"""Opportunities to answer, a user to answer them, and the letters that we ship."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailwatch.domain.identity import Identity
from mailwatch.domain.judging.rules import Source, Template
from mailwatch.domain.mail.messages import Address, MessageRef
from mailwatch.domain.opportunities import Facts, Opportunity, State
from mailwatch.domain.writing.drafts import Reply
from mailwatch.domain.writing.letters import Letters
from mailwatch.domain.writing.lint import Finding, Taboos, lint

RULES = Path(__file__).resolve().parents[2] / "rules"
BERLIN = ZoneInfo("Europe/Berlin")
JANE = Address("Jane Doe", "jane@corp.example")
MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)

LEA = Identity(
    name="Lea Example",
    addresses=("lea@example.org", "hello@example.org"),
    languages=("en", "de"),
    timezone=BERLIN,
    offer="brand and web design",
    signature="Lea Example\nexample.org",
)


def opportunity(**given: Any) -> Opportunity:  # noqa: ANN401 - any field of Opportunity or of its facts
    """An opportunity turned down, with Jane to answer to; name only what matters."""
    of_facts = {f.name: given.pop(f.name) for f in fields(Facts) if f.name in given}
    defaults: dict[str, Any] = {
        "key": "key-1",
        "ref": MessageRef("main", "INBOX", 1, 7),
        "message_id": "<no@corp.example>",
        "references": (),
        "subject": "Your application",
        "sender": JANE,
        "identity": "lea@example.org",
        "received_at": MONDAY_NOON,
        "language": "en",
        "category": "not-selected",
        "stage": "",
        "score": 3.0,
        "state": State.OPEN,
        "facts": Facts(**({"reply_to": JANE} | of_facts)),
    }
    return Opportunity(**(defaults | given))


def reply(**given: Any) -> Reply:  # noqa: ANN401 - any field of Reply
    """A short reply to Jane."""
    defaults: dict[str, Any] = {
        "to": JANE,
        "subject": "Re: Your application",
        "text": "Hi Jane,\n\nThank you for letting me know.\n\nBest regards,\n" + LEA.signature,
        "language": "en",
        "template": "en/thanks",
    }
    return Reply(**(defaults | given))


def template(text: str, name: str = "thanks", language: str = "en") -> Template:
    """A letter of one's own."""
    return Template(language, name, text, Source(f"rules/{language}/replies/{name}.txt.j2", 1))


def shipped_templates() -> tuple[Template, ...]:
    """Every letter in rules/, read straight from its file."""
    return tuple(
        Template(
            path.parts[-3],
            path.name.removesuffix(".txt.j2"),
            path.read_text(encoding="utf-8"),
            Source(str(path.relative_to(RULES.parent)), 1),
        )
        for path in sorted(RULES.glob("*/replies/*.txt.j2"))
    )


@lru_cache(maxsize=1)
def shipped_taboos() -> Taboos:
    """What every language lists as better left out of a letter."""
    return {path.parent.name: _taboos_in(path) for path in RULES.glob("*/extract.toml")}


def _taboos_in(path: Path) -> Mapping[str, tuple[str, ...]]:
    lists = tomllib.loads(path.read_text(encoding="utf-8")).get("letter", {})
    return {f"letter.{name}": tuple(entries) for name, entries in lists.items()}


def last_reading(reply: Reply, about: Opportunity, identity: Identity) -> tuple[Finding, ...]:
    """What the last reading of a letter finds, with the lists that we ship."""
    return lint(reply, about, identity, shipped_taboos())


@lru_cache(maxsize=1)
def shipped_letters() -> Letters:
    """Every letter in rules/, compiled once."""
    return Letters(shipped_templates())
