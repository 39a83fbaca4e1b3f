"""Thanks for advice, a note to a friend, yes to a redirect, two letters to one house."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from mailwatch.domain.opportunities import State, StepKind, StepState
from tests.support.builders import TUESDAY_NOON, WEDNESDAY_NOON, Letter
from tests.support.daemon import Finished
from tests.support.dovecot import Dovecot
from tests.support.scene import Scene, by_hand, from_them, rejection

DAY = timedelta(days=1)
THURSDAY_NOON, FRIDAY_NOON = WEDNESDAY_NOON + DAY, WEDNESDAY_NOON + 2 * DAY
ADVISED = rejection("Advised")
ANSWERED = rejection("Answered")
REPEATED = rejection("Repeated")
HELPED = rejection("Helped")
REDIRECTED = rejection(
    "Redirected",
    text=(
        "Dear Lea,\n\nThank you for your application as a brand designer. Unfortunately, we have"
        " decided to move forward with another candidate. Would you be interested in another"
        " role on our web team?\n\nBest regards,\nJane Doe\n{house} Ltd"
    ),
)
PROPOSED = replace(REDIRECTED, message_id="<no@proposed.example>", subject="Another role")
TWICE = (
    rejection("Twice"),
    replace(rejection("Twice", role="copy editor"), message_id="<no-2@twice.example>"),
)
ALL = (ADVISED, ANSWERED, REPEATED, HELPED, REDIRECTED, *TWICE)
ADVICE = "Hi Lea,\n\nHappy to help. One tip: put the museum project first.\n\nJane"
ANSWER = "Dear Lea,\n\nThere is another opening now. Could you come in on Monday?\n\nJane"
AGAIN = (
    "Dear Lea,\n\nUnfortunately, we have chosen another candidate and will not be taking your"
    " application further. One tip: write less.\n\nJane"
)


@dataclass(frozen=True)
class Week:
    """The scene after a week, and what was said on Thursday and Friday."""

    scene: Scene
    note: Finished
    thursday: Finished
    friday: Finished
    saturday: Finished


@pytest.fixture(scope="module")
def week(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    scene = Scene.of(
        dovecot, tmp_path_factory, "\n[replies]\ncompany_pause = 0\nperson_pause = 0\n"
    )
    scene.user.fill(*(letter.content for letter in ALL))
    scene.go(TUESDAY_NOON)
    scene.press("i", TUESDAY_NOON)
    scene.go(WEDNESDAY_NOON)
    for letter, text in ((ADVISED, ADVICE), (ANSWERED, ANSWER), (REPEATED, AGAIN)):
        sent = scene.send(letter)
        answer = from_them(letter, text, to=sent)
        scene.user.deliver(replace(answer, sent_at=WEDNESDAY_NOON).content)
    note = scene.run("referrer", scene.key(HELPED), "Sam Lee <sam@friends.example>", "--json")
    thursday = scene.go(THURSDAY_NOON)
    friday = scene.go(FRIDAY_NOON)
    yield Week(scene, note, thursday, friday, scene.go(FRIDAY_NOON + DAY))
    scene.user.close()


def drafts_to(scene: Scene, email: str) -> list[EmailMessage]:
    """What lies in Drafts for an address."""
    read = (message_from_bytes(s.content, policy=policy.default) for s in scene.user.mail("Drafts"))
    return [draft for draft in read if email in str(draft["To"])]


def thanks_for_advice(scene: Scene) -> EmailMessage:
    (draft,) = drafts_to(scene, "jane@advised.example")
    return draft


def test_advice_is_thanked_for_in_its_own_thread(week: Week) -> None:
    draft = thanks_for_advice(week.scene)

    assert draft["In-Reply-To"] == "<answer-no@advised.example>"
    assert draft["References"].split()[0] == ADVISED.message_id
    assert draft["Subject"].startswith("Re: Your application")


def test_thanks_for_advice_say_nothing_else(week: Week) -> None:
    paragraphs = thanks_for_advice(week.scene).get_content().strip().split("\r\n\r\n")

    assert len(paragraphs) == 3
    assert len(paragraphs[1].split()) < 25


def test_the_answer_has_stopped_all_other_letters(week: Week) -> None:
    story = week.scene.story(ADVISED)

    assert story.opportunity.state is State.ANSWERED
    assert {step.kind for step in story.steps if step.state is StepState.PLACED} == {
        StepKind.FEEDBACK_THANKS
    }


def test_an_answer_without_advice_is_left_to_the_user(week: Week) -> None:
    assert week.scene.story(ANSWERED).opportunity.state is State.ANSWERED
    assert week.scene.step(ANSWERED, StepKind.FEEDBACK_THANKS) is None
    assert drafts_to(week.scene, "jane@answered.example") == []


def test_advice_that_comes_with_another_no_is_thanked_for_as_well(week: Week) -> None:
    assert week.scene.step(REPEATED, StepKind.FEEDBACK_THANKS) is not None
    assert len(drafts_to(week.scene, "jane@repeated.example")) == 1


def test_the_friend_gets_a_mail_of_their_own(week: Week) -> None:
    (draft,) = drafts_to(week.scene, "sam@friends.example")

    assert draft["In-Reply-To"] is None
    assert draft["References"] is None
    assert "Helped" in draft["Subject"]
    assert draft.get_content().startswith("Hi Sam,")


def test_the_command_says_whom_the_note_is_for(week: Week) -> None:
    (line,) = week.note.lines

    (note,) = [step for step in line["steps"] if step["kind"] == "referrer"]
    assert note["to"] == "Sam Lee <sam@friends.example>"


def test_the_letter_to_those_who_turned_us_down_stays_beside_the_note(week: Week) -> None:
    assert len(week.scene.answers_to(HELPED)) == 1


def test_a_redirect_is_answered_with_interest_once_the_user_says_so(week: Week) -> None:
    draft = week.scene.draft_to(REDIRECTED).content.decode()

    assert "something else" in draft or "suggestion" in draft


def test_two_letters_to_one_house_share_no_sentence(week: Week) -> None:
    first, second = (week.scene.draft_to(letter).content.decode() for letter in TWICE)

    said = [
        {line for line in text.partition("\r\n\r\n")[2].replace("=\r\n", "").split(". ") if line}
        for text in (first, second)
    ]
    assert said[0] & said[1] == set()


@pytest.mark.parametrize(
    ("kind", "template"),
    [
        ("thanks", "en/thanks.interview"),
        ("redirect", "en/redirect"),
        ("re-apply", "en/re-apply"),
        ("second-check-in", "en/check-in"),
        ("feedback-thanks", "en/feedback-thanks"),
        ("referrer", "en/referrer"),
    ],
)
def test_any_letter_can_be_looked_at_for_any_opportunity(
    week: Week, kind: str, template: str
) -> None:
    shown = week.scene.run("replies preview", week.scene.key(HELPED), "--kind", kind, "--json")

    (line,) = shown.lines
    assert line["template"] == template
    assert line["lint"] == []


def test_nothing_is_placed_a_second_time(week: Week) -> None:
    assert week.friday.events("placed") == week.saturday.events("placed") == ()


@pytest.fixture
def scene(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene.of(dovecot, tmp_path_factory)
    yield found
    found.user.close()


def test_a_redirect_that_is_only_called_a_rejection_is_not_answered(scene: Scene) -> None:
    scene.user.deliver(PROPOSED.content)
    scene.go(TUESDAY_NOON)

    scene.press("r", TUESDAY_NOON)
    scene.go(WEDNESDAY_NOON)

    thanks = scene.step(PROPOSED)
    assert thanks is not None
    assert thanks.state is StepState.DROPPED
    assert scene.answers_to(PROPOSED) == ()


def advised(scene: Scene) -> Letter:
    """The user has thanked them, and they have answered with advice."""
    scene.user.deliver(ADVISED.content)
    scene.go(WEDNESDAY_NOON)
    answer = from_them(ADVISED, ADVICE, to=scene.send(ADVISED))
    answer = replace(answer, sent_at=WEDNESDAY_NOON)
    scene.user.deliver(answer.content)
    scene.go(WEDNESDAY_NOON + timedelta(hours=1))
    return answer


def test_advice_that_the_user_has_thanked_for_is_not_thanked_for_again(scene: Scene) -> None:
    answer = advised(scene)
    scene.user.deliver(by_hand(answer).content, "Sent")

    scene.go(THURSDAY_NOON)

    assert drafts_to(scene, "jane@advised.example") == []


def test_the_users_thanks_to_them_do_not_stand_for_the_note_to_the_friend(scene: Scene) -> None:
    scene.user.deliver(HELPED.content)
    scene.go(TUESDAY_NOON)
    scene.run("referrer", scene.key(HELPED), "sam@friends.example")
    scene.user.deliver(by_hand(HELPED).content, "Sent")

    scene.go(WEDNESDAY_NOON + 4 * DAY + DAY)

    assert scene.answers_to(HELPED) == ()
    assert len(drafts_to(scene, "sam@friends.example")) == 1


@pytest.mark.parametrize("person", ["sam", "Sam Lee", "lea@example.org", "@example.org"])
def test_no_note_is_planned_to_nobody_or_to_oneself(scene: Scene, person: str) -> None:
    scene.user.deliver(HELPED.content)
    scene.go(TUESDAY_NOON)

    finished = scene.home.command("referrer", scene.key(HELPED), person)

    assert finished.code == 2
    assert scene.step(HELPED, StepKind.REFERRER) is None
