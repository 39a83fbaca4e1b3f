"""Which mail that is no rejection leaves a trace, and what the trace holds."""

from dataclasses import replace
from datetime import UTC, timedelta
from functools import lru_cache

import pytest

from mailwatch.domain.assess import Arrival, Desk, assess
from mailwatch.domain.identity import ReplyPolicy
from mailwatch.domain.keeping import trace_of
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Address, MessageRef
from mailwatch.domain.traces import KEPT_FOR, Trace
from tests.support.builders import INTERVIEW, LUNCH, RECEIPT, TUESDAY_NOON, Letter
from tests.support.letters import LEA
from tests.support.search import ADA, invitation, receipt
from tests.support.shipped import shipped_matcher, shipped_rules

NOON = TUESDAY_NOON.astimezone(UTC)
ARRIVAL = Arrival(MessageRef("main", "INBOX", 1, 7))


@lru_cache(maxsize=1)
def desk() -> Desk:
    ruleset = shipped_rules()
    return Desk(ruleset, shipped_matcher(), LEA, ReplyPolicy())


def trace(letter: Letter, arrival: Arrival = ARRIVAL, extra: bytes = b"") -> Trace | None:
    message = mime.read_message(extra + letter.content)
    assessment = assess(message, desk(), is_known_thread=arrival.is_known_thread)
    return trace_of(assessment, arrival, desk(), NOON)


def test_a_receipt_leaves_who_when_and_what_for() -> None:
    sent = receipt("Brand Designer")

    assert trace(sent) == Trace(
        account="main",
        message_id=sent.message_id,
        thread=(),
        at=sent.sent_at.astimezone(UTC),
        sender=Address("Woodgrove Careers", "no-reply@woodgrove.example"),
        company="Woodgrove",
        role="Brand Designer",
        stage="applied",
    )


def test_an_invitation_by_a_person_leaves_whom_to_write_to() -> None:
    found = trace(invitation("Brand Designer"))

    assert found is not None
    assert (found.is_person, found.sender.email) == (True, "ada.smith@woodgrove.example")
    assert (found.stage, found.has_talked) == ("interview", False)


def test_a_person_who_writes_through_a_recruiting_system_is_nobody_to_write_to() -> None:
    found = trace(replace(invitation("Designer"), sender="Ada Smith <ada.smith@greenhouse.io>"))

    assert found is not None
    assert not found.is_person


@pytest.mark.parametrize("letter", [RECEIPT, INTERVIEW])
def test_mail_of_an_application_leaves_a_trace(letter: Letter) -> None:
    assert trace(letter) is not None


SMALL_TALK = replace(
    LUNCH, sender=ADA, text="Dear Lea,\n\nthe address is 5 Mill Lane.\n\nAda Smith"
)
KNOWN = replace(ARRIVAL, is_known_thread=True)


@pytest.mark.parametrize("arrival", [ARRIVAL, KNOWN])
def test_private_mail_leaves_none(arrival: Arrival) -> None:
    assert trace(LUNCH, arrival) is None
    assert trace(SMALL_TALK, arrival) is None


def test_what_a_person_writes_in_the_thread_of_a_trace_leaves_one() -> None:
    found = trace(SMALL_TALK, replace(KNOWN, has_trace=True))

    assert found is not None
    assert (found.is_person, found.stage) == (True, "")


def test_a_circular_leaves_none() -> None:
    assert trace(receipt("Designer"), extra=b"List-Id: <news.woodgrove.example>\r\n") is None


@pytest.mark.parametrize(("age", "is_kept"), [(KEPT_FOR, True), (KEPT_FOR + timedelta(1), False)])
def test_what_would_be_forgotten_at_once_is_not_kept(age: timedelta, *, is_kept: bool) -> None:
    found = trace(receipt("Designer", at=TUESDAY_NOON - age))

    assert (found is not None) is is_kept
