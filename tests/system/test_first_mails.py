"""The main job, on a real Dovecot, by the real command line: six mails, three opportunities."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.support.builders import (
    ANSWERABLE,
    MUSTERWERK,
    NORTHWIND,
    OTHERS,
    REJECTIONS,
    TUESDAY,
    TUESDAY_NOON,
    WEDNESDAY_NOON,
    Letter,
)
from tests.support.daemon import Finished, Home
from tests.support.dovecot import Dovecot, Stored
from tests.support.user import User


@dataclass(frozen=True)
class Morning:
    """A user's account before the first pass, and after one pass a day."""

    user: User
    home: Home
    inbox_before: tuple[Stored, ...]
    tuesday: Finished
    drafts_on_tuesday: tuple[Stored, ...]
    wednesday: Finished

    def draft_to(self, letter: Letter) -> Stored:
        """The draft that answers *letter*."""
        answering = f"In-Reply-To: {letter.message_id}\r\n".encode()
        (found,) = (s for s in self.user.mail("Drafts") if answering in s.content)
        return found

    def read_draft(self, letter: Letter) -> EmailMessage:
        """The same, as a mail client reads it."""
        return message_from_bytes(self.draft_to(letter).content, policy=policy.default)


@pytest.fixture(scope="module")
def morning(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    user = User(dovecot, dovecot.new_user(), dovecot.plain_port)
    for number, letter in enumerate((*REJECTIONS, *OTHERS)):
        user.deliver(letter.content, flags=[r"\Seen"] if number % 2 else [], at=TUESDAY)
    home = Home.of(tmp_path_factory.mktemp("home"), user.port, user.name)
    inbox_before = user.mail()
    tuesday = home.once(TUESDAY_NOON)
    drafts_on_tuesday = user.mail("Drafts")
    wednesday = home.once(WEDNESDAY_NOON)
    yield Morning(user, home, inbox_before, tuesday, drafts_on_tuesday, wednesday)
    user.close()


def ids(lines: tuple[dict[str, object], ...]) -> list[object]:
    return [line["message_id"] for line in lines]


def test_three_rejections_become_opportunities_and_nothing_else_does(morning: Morning) -> None:
    assert ids(morning.tuesday.events("took-in")) == [r.message_id for r in REJECTIONS]
    assert {line["event"] for line in morning.tuesday.lines} == {"took-in", "filed"}
    assert (morning.tuesday.code, morning.tuesday.stderr) == (0, "")


def test_each_rejection_lies_once_in_opportunities(morning: Morning) -> None:
    filed = morning.user.mail("Opportunities")

    assert sorted(s.content for s in filed) == sorted(r.content for r in REJECTIONS)


def test_no_draft_is_placed_on_the_day_of_the_rejection(morning: Morning) -> None:
    assert morning.drafts_on_tuesday == ()


def test_drafts_are_due_in_the_first_hours_of_the_next_business_day(morning: Morning) -> None:
    due = [
        datetime.fromisoformat(line["next_step"]["due_at"]).astimezone(TUESDAY.tzinfo)
        for line in morning.tuesday.events("took-in")
    ]

    opening = datetime(2026, 11, 25, 9, 30, tzinfo=TUESDAY.tzinfo)
    assert all(opening <= at <= opening + timedelta(minutes=90) for at in due)


def test_the_two_who_can_be_answered_get_one_draft_each(morning: Morning) -> None:
    answered = {morning.read_draft(letter)["To"] for letter in ANSWERABLE}

    assert answered == {letter.sender for letter in ANSWERABLE}
    assert len(morning.user.mail("Drafts")) == 2
    assert sorted(map(str, ids(morning.wednesday.events("placed")))) == sorted(
        letter.message_id for letter in ANSWERABLE
    )


def test_what_is_said_of_a_placed_draft_is_where_it_lies_and_where_the_mail_does(
    morning: Morning,
) -> None:
    for line in morning.wednesday.events("placed"):
        assert (line["folder"], line["mailbox"]) == ("Drafts", "INBOX")
        assert line["step"]["state"] == "placed"


def test_a_machine_that_nobody_reads_is_held_with_its_reason(morning: Morning) -> None:
    (held,) = (e for e in morning.tuesday.events("took-in") if e["company"] == "Contoso")

    assert held["next_step"]["state"] == "held"
    assert "find a contact" in held["next_step"]["reason"]


@pytest.mark.parametrize(
    ("letter", "words"),
    [(NORTHWIND, "Thank you"), (MUSTERWERK, "Viele Grüße")],
    ids=["en", "de"],
)
def test_a_draft_is_in_the_language_of_the_mail(
    morning: Morning, letter: Letter, words: str
) -> None:
    assert words in morning.read_draft(letter).get_content()


def test_a_draft_continues_the_thread(morning: Morning) -> None:
    draft = morning.read_draft(NORTHWIND)

    assert draft["In-Reply-To"] == NORTHWIND.message_id
    assert draft["References"].split() == [*NORTHWIND.references.split(), NORTHWIND.message_id]
    assert draft["Subject"] == f"Re: {NORTHWIND.subject}"


@pytest.mark.parametrize("letter", ANSWERABLE, ids=["en", "de"])
def test_a_draft_comes_from_the_address_that_was_written_to(
    morning: Morning, letter: Letter
) -> None:
    assert morning.read_draft(letter)["From"] == "Lea Example <lea@example.org>"


@pytest.mark.parametrize("letter", ANSWERABLE, ids=["en", "de"])
def test_a_draft_is_marked_as_a_draft_and_read(morning: Morning, letter: Letter) -> None:
    assert morning.draft_to(letter).flags == {r"\Draft", r"\Seen"}


@pytest.mark.parametrize("letter", ANSWERABLE, ids=["en", "de"])
def test_a_draft_is_ascii_in_short_lines_that_end_in_crlf(morning: Morning, letter: Letter) -> None:
    content = morning.draft_to(letter).content

    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(map(len, content.split(b"\r\n"))) <= 78
    assert b"Content-Transfer-Encoding: quoted-printable\r\n" in content


def test_a_draft_tells_the_recipient_nothing_about_us(morning: Morning) -> None:
    for stored in morning.user.mail("Drafts"):
        header = stored.content.lower().partition(b"\r\n\r\n")[0]
        assert b"mailwatch" not in header
        assert b"\r\nx-" not in header


def test_inbox_is_as_it_was_in_flags_and_bytes(morning: Morning) -> None:
    assert morning.user.mail() == morning.inbox_before


def test_a_third_and_a_fourth_pass_add_nothing(morning: Morning) -> None:
    mailboxes = ("INBOX", "Opportunities", "Drafts", "Sent", "Trash", "Junk")
    before = [morning.user.mail(name) for name in mailboxes]

    later = [morning.home.once(WEDNESDAY_NOON + timedelta(hours=n)) for n in (1, 2)]

    assert [(run.code, run.stdout, run.stderr) for run in later] == [(0, "", "")] * 2
    assert [morning.user.mail(name) for name in mailboxes] == before


def test_the_list_shows_every_opportunity_with_what_became_of_its_step(morning: Morning) -> None:
    listed = morning.home.command("list", "--json").lines

    states = {line["message_id"]: line["steps"][0]["state"] for line in listed}
    assert states == {
        **{letter.message_id: "placed" for letter in ANSWERABLE},
        REJECTIONS[2].message_id: "held",
    }
