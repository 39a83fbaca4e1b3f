"""What came before a no, on a real server: from the receipt to the draft for a person."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from mailwatch.domain.opportunities import State, StepKind
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON
from tests.support.dovecot import Dovecot
from tests.support.scene import Scene, bounce_of
from tests.support.search import ADA, from_lea, invitation, no, receipt

DESIGNER, ILLUSTRATOR = "Brand Designer", "Illustrator"
TO_ADA = b"To: Ada Smith <ada.smith@woodgrove.example>\r\n"
NO = no()
TALKED = re.compile(rb"interview|conversation|talk|meet|speak")


@pytest.fixture
def scene(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene.of(dovecot, tmp_path_factory)
    yield found
    found.user.close()


def test_a_machines_no_is_answered_to_the_person_who_had_invited(scene: Scene) -> None:
    scene.user.fill(receipt(DESIGNER).content, invitation(DESIGNER).content, NO.content)
    scene.go(TUESDAY_NOON)

    scene.go(WEDNESDAY_NOON)

    (draft,) = scene.user.mail("Drafts")
    header, _, text = draft.content.partition(b"\r\n\r\n")
    assert TO_ADA in header
    assert b"In-Reply-To" not in header
    assert b"References" not in header
    assert text.startswith(b"Dear Ada,")
    assert scene.story(NO).opportunity.stage == "interview"
    (listed,) = scene.run("list", "--json").lines
    assert listed["steps"][0]["to"] == "Ada Smith <ada.smith@woodgrove.example>"


def test_list_and_show_say_to_whom_it_goes_and_what_came_before(scene: Scene) -> None:
    scene.user.fill(receipt(DESIGNER).content, invitation(DESIGNER).content, NO.content)
    scene.go(TUESDAY_NOON)

    listed, shown = scene.run("list").stdout, scene.run("show", scene.key(NO)).stdout

    assert "Ada Smith" in " ".join(listed.split())
    assert "nobody reads" in " ".join(shown.split())
    for word in ("receipt", "interview"):
        assert word in shown
    (told,) = scene.run("show", scene.key(NO), "--json").lines
    assert [before["stage"] for before in told["before"]] == ["applied", "interview"]


def test_a_check_in_goes_on_from_the_letter_to_the_person(scene: Scene) -> None:
    scene.user.fill(invitation(DESIGNER).content, NO.content)
    scene.go(TUESDAY_NOON)
    scene.go(WEDNESDAY_NOON)
    (draft,) = scene.user.mail("Drafts")
    scene.user.deliver(draft.content, "Sent", flags=(r"\Seen",))
    scene.expunge("Drafts", draft)
    scene.go(WEDNESDAY_NOON + timedelta(hours=1))

    scene.go(WEDNESDAY_NOON + timedelta(days=100))

    (check_in,) = scene.user.mail("Drafts")
    own = next(line for line in draft.content.split(b"\r\n") if line.startswith(b"Message-ID: "))
    subject = next(line for line in draft.content.split(b"\r\n") if line.startswith(b"Subject: "))
    assert TO_ADA in check_in.content
    assert b"In-Reply-To: " + own.removeprefix(b"Message-ID: ") in check_in.content
    assert b"Subject: Re: " + subject.removeprefix(b"Subject: ") in check_in.content


def test_a_letter_to_the_person_that_comes_back_is_heard_of(scene: Scene) -> None:
    scene.user.fill(invitation(DESIGNER).content, NO.content)
    scene.go(TUESDAY_NOON)
    scene.go(WEDNESDAY_NOON)
    (draft,) = scene.user.mail("Drafts")
    scene.user.deliver(bounce_of(draft.content))

    scene.go(WEDNESDAY_NOON + timedelta(hours=1))

    assert "bounced" in scene.events(NO)
    assert scene.step(NO, StepKind.CHECK_IN) is None


def test_between_two_applications_the_user_is_asked_and_the_answer_is_kept(scene: Scene) -> None:
    scene.user.fill(
        receipt(DESIGNER).content,
        receipt(ILLUSTRATOR, 2).content,
        invitation(ILLUSTRATOR).content,
        NO.content,
    )
    scene.go(TUESDAY_NOON)
    assert scene.user.mail("Drafts") == ()
    story = scene.story(NO)
    assert story.opportunity.state is State.REVIEW
    asked = scene.run("review", keys="q")
    key = next(k for k in "12" if f"[{k}] it is about: {ILLUSTRATOR}" in asked.stdout)

    scene.run("review", keys=key)

    story = scene.story(NO)
    assert story.opportunity.facts.role == ILLUSTRATOR
    assert (story.opportunity.state, story.opportunity.stage) == (State.OPEN, "interview")
    assert [trace.role for trace in story.before] == [ILLUSTRATOR, ILLUSTRATOR]


THANKS = from_lea(
    "Dear Ada,\n\nthanks for taking the time to speak with me on Tuesday.\n\nLea",
    receipt(DESIGNER).message_id,
    subject="Re: Your application",
)
ADAS_NO = no(
    sender=ADA,
    subject="Re: Your application",
    text=(
        "Dear Lea,\n\nUnfortunately, we have decided to move forward with another candidate for the"
        " position of Brand Designer.\n\nKind regards,\nAda Smith\nWoodgrove Ltd"
    ),
    references=f"{receipt(DESIGNER).message_id} {THANKS.message_id}",
)


@pytest.mark.parametrize("is_read_late", [False, True])
def test_a_no_without_a_word_of_the_talk_is_thanked_for_it_as_our_own_mail_speaks_of_one(
    scene: Scene, *, is_read_late: bool
) -> None:
    scene.user.fill(receipt(DESIGNER).content)
    scene.user.deliver(THANKS.content, "Sent")
    if not is_read_late:
        scene.go(TUESDAY_NOON)
    scene.user.deliver(ADAS_NO.content)
    scene.go(TUESDAY_NOON)

    scene.go(WEDNESDAY_NOON)

    assert scene.story(ADAS_NO).opportunity.stage == "interview"
    (draft,) = scene.user.mail("Drafts")
    assert TALKED.search(draft.content), draft.content.decode()
    shown = " ".join(scene.run("show", scene.key(ADAS_NO)).stdout.split())
    assert "you wrote: interview" in shown
    (told,) = scene.run("show", scene.key(ADAS_NO), "--json").lines
    assert [before["to"] for before in told["before"]] == [None, ADA]


def test_without_that_mail_of_ours_no_talk_is_thanked_for(scene: Scene) -> None:
    scene.user.fill(receipt(DESIGNER).content, ADAS_NO.content)
    scene.go(TUESDAY_NOON)

    scene.go(WEDNESDAY_NOON)

    assert scene.story(ADAS_NO).opportunity.stage == "applied"
    (draft,) = scene.user.mail("Drafts")
    assert not TALKED.search(draft.content), draft.content.decode()
