"""A machine said no, and earlier mail made a person known: who is written to, and how."""

from datetime import timedelta
from typing import Any

import pytest

from mailwatch.domain.cadence.planning import follow_up, plan
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.opportunities import (
    Addressee,
    Opportunity,
    State,
    Step,
    StepKind,
    StepState,
    seen_by,
)
from mailwatch.domain.writing.drafts import Reply
from mailwatch.domain.writing.replies import compose
from tests.support.letters import (
    BERLIN,
    LEA,
    MONDAY_NOON,
    last_reading,
    opportunity,
    shipped_letters,
)

ADA = Address("Ada Smith", "ada@acme.example")
WHY = "nobody reads no-reply@acme.example: find a contact"
LETTERS = shipped_letters()


def rejection(**given: Any) -> Opportunity:  # noqa: ANN401 - any field of Opportunity or of its facts
    unread = {"reply_to": NOBODY, "hold_reason": WHY, "acquaintance": ADA}
    return opportunity(**{**unread, "acquaintance_form": "informal", **given})


def planned(**given: Any) -> Step:  # noqa: ANN401 - likewise
    (only,) = plan(rejection(**given), ReplyPolicy(), LEA, MONDAY_NOON)
    return only


def letter(kind: str = "thanks", *, language: str = "en", **given: Any) -> Reply:  # noqa: ANN401 - likewise
    about = rejection(language=language, role="Xylo", company="Acme", **given)
    step = Step(about.key, StepKind.THANKS, MONDAY_NOON, addressee=Addressee(ADA))
    me = Identity("Lea Example", ("lea@example.org",), (language,), BERLIN)
    return compose(seen_by(about, step), kind, me, LETTERS)


def test_the_letter_goes_to_the_person_in_a_thread_of_its_own_and_says_why() -> None:
    step = planned()

    assert step.state is StepState.WAITING
    assert step.addressee == Addressee(ADA, "informal")
    assert step.reason == "nobody reads no-reply@acme.example"


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"language": "fr"}, StepState.HELD),
        ({"state": State.REVIEW}, StepState.DROPPED),
        ({"category": "platform"}, StepState.DROPPED),
        ({"received_at": MONDAY_NOON - timedelta(days=30)}, StepState.DROPPED),
    ],
)
def test_what_stops_a_letter_stops_this_one_too(given: dict[str, Any], state: StepState) -> None:
    assert planned(**given).state is state


def test_whoever_can_be_answered_is_answered() -> None:
    step = planned(reply_to=ADA, hold_reason="")

    assert (step.addressee, step.reason) == (None, "")


def test_the_one_who_is_never_to_be_written_to_is_not_written_to_here_either() -> None:
    (step,) = plan(rejection(), ReplyPolicy(never=("ada@acme.example",)), LEA, MONDAY_NOON)

    assert step.state is StepState.DROPPED


def test_the_next_letter_goes_to_the_same_person() -> None:
    about, step = rejection(stage="interview"), planned()

    (check_in,) = follow_up(seen_by(about, step), step, ReplyPolicy(), LEA, MONDAY_NOON)

    assert (check_in.kind, check_in.addressee) == (StepKind.CHECK_IN, step.addressee)
    assert check_in.state is StepState.WAITING


def test_a_no_that_could_be_about_two_asks_which() -> None:
    step = planned(state=State.REVIEW, open_roles=("Designer", "Illustrator"))

    assert step.state is StepState.DROPPED
    assert step.reason.startswith("ambiguous: it could be about Designer or Illustrator.")


@pytest.mark.parametrize("language", sorted(LETTERS.languages))
@pytest.mark.parametrize("category", ["not-selected", "hold", "cancelled", "pitch"])
@pytest.mark.parametrize("stage", ["", "interview"])
def test_the_letter_answers_nothing_and_names_its_subject(
    language: str, category: str, stage: str
) -> None:
    reply = letter(language=language, category=category, stage=stage)

    assert reply.template == f"{language}/contact"
    assert (reply.to, reply.subject.startswith("Re:")) == (ADA, False)
    assert "Acme" in reply.subject + reply.text or "Xylo" in reply.subject + reply.text


@pytest.mark.parametrize(
    ("given", "thanks"),
    [
        ({"stage": "interview", "has_met_acquaintance": True}, "conversation|talk with you"),
        ({"stage": "interview"}, "my application|in person"),
        (
            {"stage": "interview", "has_met_acquaintance": True, "is_talk_unsure": True},
            "my application|in person",
        ),
        ({"stage": "applied"}, "my application|in person"),
    ],
)
def test_a_talk_is_thanked_for_only_where_there_was_one(given: dict[str, Any], thanks: str) -> None:
    texts = [letter(key=str(number), **given).text for number in range(20)]

    assert all(any(word in text for word in thanks.split("|")) for text in texts)
    if thanks.startswith("my"):
        assert not any("conversation" in text for text in texts)


def test_the_letter_to_a_person_is_fit_to_be_placed() -> None:
    reply = letter(stage="interview")

    assert last_reading(reply, rejection(), LEA) == ()


def test_a_check_in_carries_the_subject_on() -> None:
    first = letter(stage="interview")

    assert letter("check-in", stage="interview").subject == f"Re: {first.subject}"
