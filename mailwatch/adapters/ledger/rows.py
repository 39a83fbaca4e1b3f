"""Values to rows and back: the one place that knows the ledger's columns."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from mailwatch.adapters.ledger.store import Store
from mailwatch.domain.linking import House
from mailwatch.domain.mail.messages import Address, MessageRef
from mailwatch.domain.opportunities import (
    Addressee,
    Confidence,
    Event,
    Facts,
    NamedDay,
    Opportunity,
    Origin,
    Place,
    State,
    Step,
    StepKind,
    StepState,
)
from mailwatch.domain.times import read_instant, write_instant

ADDRESS_FIELDS = ("contact", "reply_to", "acquaintance")
# Letters are told apart from so many before them; more cannot all be worded differently.
MOST_EARLIER = 12
DAY_FIELDS = ("return_day", "deadline")


def opportunity_row(opportunity: Opportunity) -> dict[str, Any]:
    """Return the columns of table opportunity, but for taken_in_at and filing."""
    ref = opportunity.ref
    return {
        "key": opportunity.key,
        "account": ref.account,
        "mailbox": ref.mailbox,
        "uidvalidity": ref.uidvalidity,
        "uid": ref.uid,
        "message_id": opportunity.message_id,
        "thread": json.dumps(opportunity.references),
        "subject": opportunity.subject,
        "sender_name": opportunity.sender.name,
        "sender": opportunity.sender.email,
        "identity": opportunity.identity,
        "received_at": write_instant(opportunity.received_at),
        "language": opportunity.language,
        "category": opportunity.category,
        "stage": opportunity.stage,
        "score": opportunity.score,
        "state": opportunity.state,
        "important": int(opportunity.is_important),
        "words": opportunity.words,
        "facts": json.dumps(asdict(opportunity.facts), ensure_ascii=False, default=str),
    }


def opportunity_of(row: sqlite3.Row) -> Opportunity:
    """Return the opportunity that a row of its table holds."""
    return Opportunity(
        key=row["key"],
        ref=MessageRef(row["account"], row["mailbox"], row["uidvalidity"], row["uid"]),
        message_id=row["message_id"],
        references=tuple(json.loads(row["thread"])),
        subject=row["subject"],
        sender=Address(row["sender_name"], row["sender"]),
        identity=row["identity"],
        received_at=read_instant(row["received_at"]),
        language=row["language"],
        category=row["category"],
        stage=row["stage"],
        score=row["score"],
        state=State(row["state"]),
        facts=facts_of(json.loads(row["facts"])),
        is_important=bool(row["important"]),
        words=row["words"],
    )


def find_opportunity(store: Store, key: str) -> Opportunity:
    """Return the opportunity that a row of another table belongs to."""
    row = store.one("select * from opportunity where key = ?", (key,))
    assert row is not None  # noqa: S101 - the foreign key of that table says so
    return opportunity_of(row)


def facts_of(stored: Mapping[str, Any]) -> Facts:
    """Return the facts of a JSON object; a key of another version is passed over."""
    known = {f.name for f in fields(Facts)}
    values = {name: value for name, value in stored.items() if name in known}
    addresses = {name: Address(**values[name]) for name in ADDRESS_FIELDS if name in values}
    days = {name: _named_day(values[name]) for name in DAY_FIELDS if name in values}
    lists = {
        "open_roles": tuple(values.get("open_roles", ())),
        "origins": tuple(map(_origin, values.get("origins", ()))),
    }
    return Facts(**{**values, **addresses, **days, **lists})


def _origin(stored: Mapping[str, str]) -> Origin:
    place, confidence = Place(stored["place"]), Confidence(stored["confidence"])
    return Origin(stored["fact"], place, confidence)


def _named_day(stored: Mapping[str, Any]) -> NamedDay:
    day = stored["day"]
    return NamedDay(stored["words"], date.fromisoformat(day) if day else None)


def step_of(row: sqlite3.Row) -> Step:
    """Return the step that a row of its table holds."""
    return Step(
        opportunity_key=row["opportunity"],
        kind=StepKind(row["kind"]),
        due_at=read_instant(row["due_at"]),
        state=StepState(row["state"]),
        reason=row["reason"],
        addressee=_addressee_of(json.loads(row["addressee"])) if row["addressee"] else None,
    )


def addressee_text(step: Step) -> str:
    """Return what the column addressee holds."""
    return json.dumps(asdict(step.addressee), ensure_ascii=False) if step.addressee else ""


def _addressee_of(stored: Mapping[str, Any]) -> Addressee:
    known = {f.name: stored[f.name] for f in fields(Addressee) if f.name in stored}
    address, references = Address(**known["address"]), tuple(known.get("references", ()))
    return Addressee(**{**known, "address": address, "references": references})


def earlier_keys(store: Store, opportunity: Opportunity) -> tuple[str, ...]:
    """Return the keys of what came before at the same company, the latest of them, in order."""
    found = store.all(
        "select key, sender, json_extract(facts, '$.company') as company from opportunity"
        " where received_at < ?1 or (received_at = ?1 and key < ?2) order by received_at, key",
        (write_instant(opportunity.received_at), opportunity.key),
    )
    house = House.of(opportunity.facts.company, opportunity.sender.email)
    keys = [row["key"] for row in found if House.of(row["company"], row["sender"]).is_same(house)]
    return tuple(keys[-MOST_EARLIER:])


def event_of(row: sqlite3.Row) -> Event:
    """Return the event that a row of its table holds."""
    details = tuple(json.loads(row["details"]).items())
    return Event(at=read_instant(row["at"]), kind=row["kind"], details=details)
