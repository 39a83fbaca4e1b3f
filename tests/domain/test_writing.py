"""From a step to a draft that is fit to be placed."""

from dataclasses import replace
from datetime import UTC
from email import message_from_bytes, policy

import pytest

from mailwatch.domain.mail.messages import Address
from mailwatch.domain.opportunities import Addressee, Opportunity, StepKind
from mailwatch.domain.writing.correspondence import Desk, compose, write_draft
from mailwatch.domain.writing.letters import Letters
from mailwatch.errors import ProtocolError, RuleError
from tests.support.builders import WEDNESDAY_NOON, step
from tests.support.letters import LEA, opportunity, shipped_letters, shipped_taboos, template

NOON = WEDNESDAY_NOON.astimezone(UTC)
DESK = Desk(shipped_letters(), LEA, b"k" * 32, shipped_taboos())
DOOR = opportunity(company="Northwind", role="designer")


def id_of(door: Opportunity, desk: Desk = DESK, kind: StepKind = StepKind.THANKS) -> str:
    return write_draft(desk, door, step(kind=kind), NOON).message_id


def test_a_step_becomes_a_draft_that_answers_the_mail() -> None:
    draft = write_draft(DESK, DOOR, step(), NOON)

    read = message_from_bytes(draft.content, policy=policy.default)
    assert read["Message-ID"] == draft.message_id
    assert read["In-Reply-To"] == draft.in_reply_to == DOOR.message_id
    assert read["To"] == "Jane Doe <jane@corp.example>"
    assert "Northwind" in read.get_content()


def test_the_same_step_gives_the_same_bytes() -> None:
    assert write_draft(DESK, DOOR, step(), NOON) == write_draft(DESK, DOOR, step(), NOON)


def test_the_message_id_does_not_depend_on_when_or_how_the_letter_is_written() -> None:
    richer = replace(DOOR, facts=replace(DOOR.facts, company="Northwind Ltd"))

    assert id_of(richer) == id_of(DOOR)


def test_every_step_has_a_message_id_of_its_own() -> None:
    ids = {
        id_of(DOOR),
        id_of(DOOR, kind=StepKind.CHECK_IN),
        id_of(replace(DOOR, message_id="<other@corp.example>")),
        id_of(replace(DOOR, ref=replace(DOOR.ref, account="other"))),
        id_of(DOOR, replace(DESK, key=b"o" * 32)),
    }

    assert len(ids) == 5


def test_a_mail_without_a_message_id_is_known_by_the_opportunitys_key() -> None:
    first, second = (opportunity(key=key, message_id="") for key in ("key-1", "key-2"))

    assert id_of(first) != id_of(second)
    assert write_draft(DESK, first, step(), NOON).in_reply_to == ""


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Dear {{ first_name", "rules/en/replies"),
        ("   ", "the letter is empty"),
        ("Hi [YOUR NAME],\n\nThank you.", "an unfilled token is left"),
    ],
)
def test_a_letter_that_is_not_fit_is_not_written_and_says_why(text: str, what: str) -> None:
    with pytest.raises((ProtocolError, RuleError), match=what) as raised:
        compose(replace(DESK, letters=Letters([template(text)])), DOOR, step())

    assert "thanks" in str(raised.value)


def test_a_letter_that_is_not_fit_names_the_remedy() -> None:
    broken = replace(DESK, letters=Letters([template("Hi [YOUR NAME],\n\nThank you.")]))

    with pytest.raises(ProtocolError, match=r"en/thanks.*not fit.*Change the template"):
        write_draft(broken, DOOR, step(), NOON)


def test_an_address_that_nobody_reads_gets_no_draft() -> None:
    machine = replace(DOOR.facts.reply_to, email="no-reply@corp.example")

    with pytest.raises(ProtocolError, match="nobody reads mail"):
        write_draft(DESK, replace(DOOR, facts=replace(DOOR.facts, reply_to=machine)), step(), NOON)


def test_a_step_with_an_addressee_of_its_own_is_a_mail_to_them_in_a_thread_of_its_own() -> None:
    sam = Addressee(Address("Sam Lee", "sam@friends.example"), "informal")
    note = replace(step(kind=StepKind.REFERRER), addressee=sam)

    draft = write_draft(DESK, DOOR, note, NOON)

    read = message_from_bytes(draft.content, policy=policy.default)
    assert read["To"] == "Sam Lee <sam@friends.example>"
    assert "Northwind" in read["Subject"]
    assert read["In-Reply-To"] is None
    assert draft.message_id not in {id_of(DOOR), id_of(replace(DOOR, key="key-2"))}
