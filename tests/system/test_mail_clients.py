"""Our draft in real mail clients: opened from Drafts, changed, saved, sent, and observed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from tests.support.builders import MUSTERWERK, WEDNESDAY_NOON
from tests.support.clawsmail import ClawsMail
from tests.support.daemon import Finished
from tests.support.dovecot import Dovecot, Stored
from tests.support.mailclients import OWN_LINE, Aerc, Desk, MailClient, Neomutt
from tests.support.mailsink import MailSink, Sent
from tests.support.scene import Scene

pytestmark = pytest.mark.long  # each client is started, and waited for, several times

CLIENTS: tuple[MailClient, ...] = (Neomutt(), Aerc(), ClawsMail())
# With letters beyond ASCII wherever a client may break them, and in the middle of a thread.
ABSAGE = replace(
    MUSTERWERK,
    sender="=?utf-8?q?J=C3=B6rg_M=C3=BCller?= <j.mueller@musterwerk.example>",
    subject="=?utf-8?q?R=C3=BCckmeldung_zu_Ihrer_Bewerbung_als_Grafikerin?=",
    text=MUSTERWERK.text.replace("Petra Muster", "Jörg Müller"),
    references="<application@example.org> <thanks@musterwerk.example>",
)
# What anybody's mail says in its header; X-Mailer is how Claws Mail names itself.
EVERYDAY = {
    *("date", "from", "to", "subject", "message-id", "in-reply-to", "references", "x-mailer"),
    *("mime-version", "content-type", "content-transfer-encoding", "content-disposition"),
}
AN_HOUR_ON = WEDNESDAY_NOON + timedelta(hours=1)
THURSDAY_NOON = WEDNESDAY_NOON + timedelta(days=1)


@dataclass(frozen=True)
class Post:
    """A draft that was sent from a mail client, what arrived, and what the next pass said."""

    scene: Scene
    draft: EmailMessage
    handed_over: tuple[Sent, ...]
    next_pass: Finished

    @property
    def letter(self) -> EmailMessage:
        """What they get to read."""
        (only,) = self.handed_over
        return parsed(only.content)


@dataclass(frozen=True)
class Evening:
    """A draft that was changed and saved in a mail client, later passes, and its sending."""

    scene: Scene
    saved: tuple[Stored, ...]
    next_pass: Finished
    next_day: Finished
    kept: tuple[Stored, ...]
    shown: dict[str, Any]
    letter: EmailMessage
    last_pass: Finished


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, _class=EmailMessage, policy=default)


def body_of(message: EmailMessage) -> list[str]:
    """The paragraphs of a mail, however its client breaks their lines."""
    paragraphs: list[str] = message.get_content().replace("\r\n", "\n").split("\n\n")
    return [" ".join(paragraph.split()) for paragraph in paragraphs]


def placed(dovecot: Dovecot, folders: pytest.TempPathFactory) -> Scene:
    """A scene in which our reply to ABSAGE lies in Drafts."""
    scene = Scene.of(dovecot, folders)
    scene.user.deliver(ABSAGE.content)
    scene.go(WEDNESDAY_NOON)
    return scene


def desk_of(scene: Scene, folders: pytest.TempPathFactory, sink: MailSink) -> Desk:
    return Desk(folders.mktemp("client"), scene.user, sink.port)


def show(scene: Scene) -> dict[str, Any]:
    return scene.run("show", "--json", scene.key(ABSAGE)).lines[0]


@pytest.fixture(scope="module", params=CLIENTS, ids=lambda client: client.name)
def post(
    request: pytest.FixtureRequest, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Post]:
    client: MailClient = request.param
    scene = placed(dovecot, tmp_path_factory)
    draft = parsed(scene.draft_to(ABSAGE).content)
    with MailSink() as sink:
        client.send(desk_of(scene, tmp_path_factory, sink))
    yield Post(scene, draft, sink.mail, scene.go(AN_HOUR_ON))
    scene.user.close()


@pytest.fixture(scope="module", params=CLIENTS, ids=lambda client: client.name)
def evening(
    request: pytest.FixtureRequest, dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Evening]:
    client: MailClient = request.param
    scene = placed(dovecot, tmp_path_factory)
    with MailSink() as sink:
        desk = desk_of(scene, tmp_path_factory, sink)
        client.edit(desk)
        saved = scene.user.mail("Drafts")
        next_pass, next_day = scene.go(AN_HOUR_ON), scene.go(THURSDAY_NOON)
        kept, shown = scene.user.mail("Drafts"), show(scene)
        client.send(desk)
    (sent,) = sink.mail
    last_pass = scene.go(THURSDAY_NOON + timedelta(hours=1))
    yield Evening(scene, saved, next_pass, next_day, kept, shown, parsed(sent.content), last_pass)
    scene.user.close()


def test_they_read_the_letter_as_we_wrote_it(post: Post) -> None:
    assert body_of(post.letter) == body_of(post.draft)
    assert body_of(post.letter)[0] == "Guten Tag Jörg Müller,"
    for name in ("From", "To", "Subject"):
        assert str(post.letter[name]) == str(post.draft[name])


def test_the_letter_goes_once_to_the_one_who_wrote_and_to_nobody_else(post: Post) -> None:
    envelopes = [(sent.sender, sent.recipients) for sent in post.handed_over]

    assert envelopes == [("lea@example.org", ("j.mueller@musterwerk.example",))]


def test_the_letter_stays_in_their_thread(post: Post) -> None:
    thread = [*ABSAGE.references.split(), ABSAGE.message_id]

    assert post.letter["In-Reply-To"].split() == [ABSAGE.message_id]
    assert post.letter["References"].split() == thread


def test_nothing_in_the_letter_tells_that_a_program_prepared_it(post: Post) -> None:
    (sent,) = post.handed_over

    assert {name.lower() for name in post.letter} <= EVERYDAY
    assert b"mailwatch" not in sent.content.lower()


def test_the_draft_has_left_drafts_and_lies_in_sent(post: Post) -> None:
    assert post.scene.user.mail("Drafts") == ()
    assert len(post.scene.answers_to(ABSAGE, "Sent")) == 1


def test_the_next_pass_says_that_it_was_sent(post: Post) -> None:
    (said,) = post.next_pass.events("sent")

    assert said["message_id"] == ABSAGE.message_id


@pytest.mark.parametrize("command", ["show", "list"])
def test_show_and_list_say_that_it_was_sent(post: Post, command: str) -> None:
    which = (post.scene.key(ABSAGE),) if command == "show" else ()

    shown = post.scene.run(command, "--json", *which).lines[0]

    states = {step["kind"]: step["state"] for step in shown["steps"]}
    assert states["thanks"] == "sent"


def test_what_was_changed_and_saved_is_one_draft_with_the_users_words(evening: Evening) -> None:
    (draft,) = evening.saved

    assert body_of(parsed(draft.content))[-1].endswith(OWN_LINE)


def test_the_next_pass_says_that_it_was_edited(evening: Evening) -> None:
    assert [line["event"] for line in evening.next_pass.lines] == ["edited"]
    assert evening.next_day.lines == ()
    assert evening.shown["steps"][0]["state"] == "edited"


def test_an_edited_draft_is_left_as_the_user_saved_it(evening: Evening) -> None:
    assert evening.kept == evening.saved


def test_an_edited_draft_is_sent_in_their_thread_and_observed(evening: Evening) -> None:
    assert body_of(evening.letter)[-1].endswith(OWN_LINE)
    assert evening.letter["In-Reply-To"].split() == [ABSAGE.message_id]
    assert len(evening.last_pass.events("sent")) == 1
    assert evening.scene.user.mail("Drafts") == ()
