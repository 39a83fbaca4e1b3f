"""What a later pass finds, and does not do a second time."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.builders import NORTHWIND, TUESDAY, TUESDAY_NOON, WEDNESDAY_NOON
from tests.support.daemon import Home
from tests.support.user import User

THURSDAY_NOON = WEDNESDAY_NOON + timedelta(days=1)


@pytest.fixture
def home(user: User, tmp_path: Path) -> Home:
    """A home whose user has one rejection, written on Tuesday."""
    user.deliver(NORTHWIND.content, at=TUESDAY)
    return Home.of(tmp_path, user.port, user.name)


def answers(user: User, mailbox: str = "Drafts") -> int:
    """Count what lies in a mailbox and answers the rejection."""
    answering = f"In-Reply-To: {NORTHWIND.message_id}\r\n".encode()
    return sum(answering in stored.content for stored in user.mail(mailbox))


def test_a_draft_that_was_deleted_is_not_placed_again(user: User, home: Home) -> None:
    home.once(WEDNESDAY_NOON)
    user.server.command(user.name, "Drafts", "STORE", "1:*", "+FLAGS", r"(\Deleted)")
    user.server.command(user.name, "Drafts", "EXPUNGE", "1:*")

    later = home.once(THURSDAY_NOON)

    assert (later.code, later.stdout) == (0, "")
    assert user.mail("Drafts") == ()


def test_a_lost_ledger_doubles_neither_draft_nor_filing(user: User, home: Home) -> None:
    home.once(WEDNESDAY_NOON)
    shutil.rmtree(home.state)

    again = home.once(THURSDAY_NOON)

    assert len(again.events("took-in")) == 1
    assert answers(user) == 1
    assert len(user.mail("Opportunities")) == 1


def test_a_lost_ledger_does_not_bring_back_what_was_thrown_away(user: User, home: Home) -> None:
    home.once(WEDNESDAY_NOON)
    user.server.command(user.name, "Drafts", "MOVE", "1:*", "Trash")
    for path in home.state.glob("ledger*"):
        path.unlink()

    again = home.once(THURSDAY_NOON)

    (dropped,) = again.events("dropped")
    assert dropped["step"]["reason"] == "this draft was placed and thrown away"
    assert user.mail("Drafts") == ()


def test_two_installations_on_one_account_leave_one_draft(
    user: User, home: Home, tmp_path: Path
) -> None:
    other = Home.of(tmp_path / "other", user.port, user.name)

    runs = [each.once(WEDNESDAY_NOON) for each in (home, other)]

    assert [len(run.events("took-in")) for run in runs] == [1, 1]
    assert answers(user) == 1
    assert len(user.mail("Opportunities")) == 1


def test_a_mailbox_under_a_new_uidvalidity_doubles_nothing(user: User, home: Home) -> None:
    home.once(WEDNESDAY_NOON)
    before, uidvalidity = user.mail("Opportunities"), progress(home)["uidvalidity"]
    # Dovecot forgets its UIDs with these, and gives all messages new ones.
    for path in user.server.maildir(user.name).glob("dovecot*"):
        path.unlink()

    again = home.once(THURSDAY_NOON)

    assert progress(home)["uidvalidity"] != uidvalidity
    assert (again.code, again.stdout, again.stderr) == (0, "", "")
    assert user.mail("Opportunities") == before
    assert answers(user) == 1


def progress(home: Home) -> dict[str, int]:
    """How far INBOX has been read."""
    (status,) = home.command("status", "--json").lines
    found: dict[str, int] = status["mailboxes"][0]
    return found


def test_a_rejection_that_is_delivered_twice_is_one_opportunity(user: User, home: Home) -> None:
    user.deliver(NORTHWIND.content, at=TUESDAY)

    run = home.once(WEDNESDAY_NOON)

    assert len(run.events("took-in")) == 1
    assert answers(user) == 1


def test_an_answer_of_ones_own_goes_before_ours(user: User, home: Home) -> None:
    own = replace(NORTHWIND, message_id="<own@example.org>", references=NORTHWIND.message_id)
    user.deliver(own.content, "Sent")

    run = home.once(WEDNESDAY_NOON)

    assert run.events("dropped")[0]["step"]["reason"] == "you have already answered"
    assert user.mail("Drafts") == ()


def test_the_clock_set_back_doubles_nothing(user: User, home: Home) -> None:
    home.once(WEDNESDAY_NOON)

    again = home.once(TUESDAY_NOON)

    assert (again.code, again.stdout) == (0, "")
    assert answers(user) == 1


def test_since_looks_at_everything_again_and_doubles_nothing(user: User, home: Home) -> None:
    home.once(WEDNESDAY_NOON)

    again = home.once(THURSDAY_NOON, "--since", "90d")

    assert (again.code, again.stdout) == (0, "")
    assert answers(user) == 1
    assert len(user.mail("Opportunities")) == 1
