"""The same promises on pymap, which has neither SPECIAL-USE nor keywords nor NAMESPACE."""

import imaplib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mailwatch.adapters.imap import Session, connect
from mailwatch.domain.accounts import Account, Filing, Security
from mailwatch.domain.writing.drafts import Place
from mailwatch.errors import ConfigError
from tests.support.dovecot import PASSWORD
from tests.support.mails import draft, mail, multipart
from tests.support.pymap_server import NAME, PymapServer
from tests.support.user import QUICK

ORIGINAL = "<one@corp.example>"
OURS = "<draft@example.org>"


@dataclass(frozen=True)
class TwoViews:
    """A session of ours, and another program's view of the same account."""

    session: Session
    other: imaplib.IMAP4

    def deliver(self, content: bytes, mailbox: str = "INBOX") -> None:
        self.other.append(f'"{mailbox}"', "", "", content)

    def mail(self, mailbox: str = "INBOX") -> list[tuple[bytes, bytes]]:
        self.other.select(f'"{mailbox}"', readonly=True)
        _, answer = self.other.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")
        return [item for item in answer if isinstance(item, tuple)]


@pytest.fixture
def pymap() -> Iterator[TwoViews]:
    with PymapServer() as server:
        account = Account("main", "127.0.0.1", server.port, Security.PLAIN, NAME)
        with imaplib.IMAP4("127.0.0.1", server.port, timeout=20) as other:
            other.login(NAME, PASSWORD)
            other.create("Drafts")
            other.create("Sent")
            with connect(account, lambda: PASSWORD, QUICK) as session:
                yield TwoViews(session, other)


def test_a_mail_is_read_whole_and_left_untouched(pymap: TwoViews) -> None:
    pymap.deliver(mail(body="We chose someone else."))
    before = pymap.mail()
    pymap.session.examine("INBOX")

    (raw,) = pymap.session.fetch(pymap.session.uids_after(0))

    assert raw.header + raw.pieces[0].content == mail(body="We chose someone else.")
    assert pymap.mail() == before


def test_a_second_part_is_fetched_where_the_first_says_nothing(pymap: TwoViews) -> None:
    html = "Content-Type: text/html\n\n<p>" + "We have filled the position. " * 12
    pymap.deliver(multipart("Content-Type: text/plain\n\n ", html, kind="alternative"))
    status = pymap.session.examine("INBOX")

    (raw,) = pymap.session.fetch(pymap.session.uids_after(0))

    assert status.exists == 1
    assert b"filled the position" in raw.pieces[1].content


def test_nothing_is_new_twice(pymap: TwoViews) -> None:
    pymap.deliver(mail())
    pymap.session.examine("INBOX")
    (uid,) = pymap.session.uids_after(0)

    assert pymap.session.uids_after(uid) == ()


def test_a_mailbox_that_does_not_exist_is_for_the_operator(pymap: TwoViews) -> None:
    with pytest.raises(ConfigError):
        pymap.session.examine("Nowhere")


def test_drafts_are_found_by_name(pymap: TwoViews) -> None:
    drafts = pymap.session.folders().drafts

    assert (drafts.name, drafts.how) == ("Drafts", "name")


def test_a_draft_is_placed_found_and_withdrawn(pymap: TwoViews) -> None:
    placement = pymap.session.append(draft())
    found = pymap.session.find_reply(ORIGINAL, OURS)
    is_removed = pymap.session.withdraw(placement, draft().fingerprint)

    assert found is not None
    assert (found.place, found.uid, found.is_ours) == (Place.DRAFTS, placement.uid, True)
    assert is_removed
    assert pymap.session.find_reply(ORIGINAL, OURS) is None


def test_an_answer_in_sent_is_found(pymap: TwoViews) -> None:
    pymap.deliver(mail("<x@client.example>", in_reply_to=ORIGINAL), "Sent")

    found = pymap.session.find_reply(ORIGINAL, OURS)

    assert found is not None
    assert found.place is Place.SENT


def test_a_copy_is_made_once(pymap: TwoViews) -> None:
    pymap.deliver(mail())
    status = pymap.session.examine("INBOX")
    (uid,) = pymap.session.uids_after(0)

    pymap.session.file(status, uid, Filing.COPY, "Opportunities")
    pymap.session.file(status, uid, Filing.COPY, "Opportunities")

    assert len(pymap.mail("Opportunities")) == 1
    assert len(pymap.mail()) == 1


def test_a_move_is_made_once(pymap: TwoViews) -> None:
    pymap.deliver(mail())
    status = pymap.session.examine("INBOX")
    (uid,) = pymap.session.uids_after(0)

    pymap.session.file(status, uid, Filing.MOVE, "Opportunities")
    pymap.session.file(status, uid, Filing.MOVE, "Opportunities")

    assert len(pymap.mail("Opportunities")) == 1
    assert pymap.mail() == []


def test_waiting_ends_when_mail_arrives(pymap: TwoViews) -> None:
    pymap.session.examine("INBOX")
    timer = threading.Timer(0.2, pymap.deliver, [mail()])
    timer.start()
    started = time.monotonic()

    pymap.session.wait("INBOX", 30, threading.Event())
    timer.join()

    assert time.monotonic() - started < 20
