"""What a later pass finds, and does not do a second time."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.opportunities import Step, StepState
from tests.support.builders import NORTHWIND, TUESDAY, TUESDAY_NOON, WEDNESDAY_NOON
from tests.support.dovecot import Dovecot
from tests.support.passes import WarmStart
from tests.support.user import User

THURSDAY_NOON = WEDNESDAY_NOON + timedelta(days=1)


@dataclass(frozen=True)
class Installation:
    """A mailwatch that makes a pass when it is told to."""

    warm: WarmStart
    user: User
    state: Path

    def go(self, at: datetime) -> None:
        """Make one pass."""
        assert self.warm.finish(self.state, self.user.port, self.user.name, at) == 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all opportunities."""
        with Ledger.rehearsal(self.state) as ledger:
            return tuple(step for _, steps in ledger.records.opportunities() for step in steps)

    @property
    def uidvalidity(self) -> int:
        """That of INBOX when it was last read."""
        with Ledger.rehearsal(self.state) as ledger:
            found = ledger.intake.checkpoint("main", "INBOX")
        return found.uidvalidity if found else 0


@pytest.fixture(scope="module")
def warm() -> WarmStart:
    return WarmStart()


@pytest.fixture
def install(warm: WarmStart, user: User, tmp_path: Path) -> Callable[[str], Installation]:
    """Set up any number of installations for a user with one rejection, written on Tuesday."""
    user.fill(NORTHWIND.content)
    return lambda name: Installation(warm, user, tmp_path / name)


@pytest.fixture
def mailwatch(install: Callable[[str], Installation]) -> Installation:
    """The usual one."""
    return install("usual")


def answers(user: User, mailbox: str = "Drafts") -> int:
    """Count what lies in a mailbox and answers the rejection."""
    answering = f"In-Reply-To: {NORTHWIND.message_id}\r\n".encode()
    return sum(answering in stored.content for stored in user.mail(mailbox))


def give_inbox_a_new_uidvalidity(user: User) -> None:
    """Have Dovecot forget its UIDs; they start with "3 V<uidvalidity> N<uidnext>" in its list."""
    maildir = user.server.maildir(user.name)
    uidlist = maildir / "dovecot-uidlist"
    head = re.sub(rb"^3 V\d+ N\d+", b"3 V123456789 N1", uidlist.read_bytes().partition(b"\n")[0])
    uidlist.write_bytes(head + b"\n")
    for path in maildir.glob("dovecot.*index*"):
        path.unlink()


def test_a_draft_that_was_deleted_is_not_placed_again(user: User, mailwatch: Installation) -> None:
    mailwatch.go(WEDNESDAY_NOON)
    assert answers(user) == 1
    user.server.command(user.name, "Drafts", "STORE", "1:*", "+FLAGS", r"(\Deleted)")
    user.server.command(user.name, "Drafts", "EXPUNGE", "1:*")

    mailwatch.go(THURSDAY_NOON)

    assert user.mail("Drafts") == ()


def test_a_lost_ledger_doubles_neither_draft_nor_filing(
    user: User, mailwatch: Installation
) -> None:
    mailwatch.go(WEDNESDAY_NOON)
    shutil.rmtree(mailwatch.state)

    mailwatch.go(THURSDAY_NOON)

    assert len(mailwatch.steps) == 1
    assert answers(user) == 1
    assert len(user.mail("Opportunities")) == 1


def test_a_lost_ledger_does_not_bring_back_what_was_thrown_away(
    user: User, mailwatch: Installation
) -> None:
    mailwatch.go(WEDNESDAY_NOON)
    user.server.command(user.name, "Drafts", "MOVE", "1:*", "Trash")
    for path in mailwatch.state.glob("ledger*"):
        path.unlink()

    mailwatch.go(THURSDAY_NOON)

    (dropped,) = mailwatch.steps
    assert (dropped.state, dropped.reason) == (
        StepState.DROPPED,
        "this draft was placed and thrown away",
    )
    assert user.mail("Drafts") == ()


def test_two_installations_on_one_account_leave_one_draft(
    user: User, install: Callable[[str], Installation]
) -> None:
    for name in ("one", "two"):
        install(name).go(WEDNESDAY_NOON)

    assert answers(user) == 1
    assert len(user.mail("Opportunities")) == 1


def go_at_once(warm: WarmStart, user: User, folder: Path, installations: int) -> None:
    """Let several installations that know nothing make a pass at the same time."""
    started = [
        warm.start(folder / str(number), user.port, user.name, WEDNESDAY_NOON)
        for number in range(installations)
    ]
    for each in started:
        each.join()
    assert {each.exitcode for each in started} == {0}


def test_two_installations_at_work_at_once_leave_one_draft_and_one_copy(
    user: User, warm: WarmStart, tmp_path: Path
) -> None:
    user.fill(NORTHWIND.content)

    go_at_once(warm, user, tmp_path, installations=2)

    assert answers(user) == 1
    assert len(user.mail("Opportunities")) == 1


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("installations", [2, 3])
def test_several_installations_at_work_at_once_never_leave_more(
    dovecot: Dovecot, warm: WarmStart, tmp_path: Path, installations: int
) -> None:
    for number in range(60):
        user = User(dovecot, dovecot.new_user(), dovecot.plain_port)
        user.fill(NORTHWIND.content)

        go_at_once(warm, user, tmp_path / str(number), installations)

        assert answers(user) == 1, number
        assert len(user.mail("Opportunities")) == 1, number


def test_a_copy_that_another_installation_files_late_is_not_read_as_a_correction(
    user: User, mailwatch: Installation
) -> None:
    mailwatch.go(WEDNESDAY_NOON)
    tray = '"Opportunities/Not a rejection"'
    user.server.command(user.name, "Opportunities", "MOVE", "1", tray)
    mailwatch.go(WEDNESDAY_NOON + timedelta(hours=1))
    user.server.command(user.name, "INBOX", "COPY", "1", "Opportunities")

    mailwatch.go(THURSDAY_NOON)

    assert [step.reason for step in mailwatch.steps] == ["you said that this is no rejection"]
    assert answers(user) == 0


def test_a_mailbox_under_a_new_uidvalidity_doubles_nothing(
    user: User, mailwatch: Installation
) -> None:
    mailwatch.go(WEDNESDAY_NOON)
    filed, uidvalidity = user.mail("Opportunities"), mailwatch.uidvalidity
    give_inbox_a_new_uidvalidity(user)

    mailwatch.go(THURSDAY_NOON)

    assert mailwatch.uidvalidity != uidvalidity
    assert user.mail("Opportunities") == filed
    assert answers(user) == 1


def test_a_rejection_that_is_delivered_twice_is_one_opportunity(
    user: User, mailwatch: Installation
) -> None:
    user.deliver(NORTHWIND.content, at=TUESDAY)

    mailwatch.go(WEDNESDAY_NOON)

    assert len(mailwatch.steps) == 1
    assert answers(user) == 1


def test_an_answer_of_ones_own_goes_before_ours(user: User, mailwatch: Installation) -> None:
    own = replace(NORTHWIND, message_id="<own@example.org>", references=NORTHWIND.message_id)
    user.deliver(own.content, "Sent")

    mailwatch.go(WEDNESDAY_NOON)

    assert mailwatch.steps[0].reason == "you have already answered"
    assert user.mail("Drafts") == ()


def test_the_clock_set_back_doubles_nothing(user: User, mailwatch: Installation) -> None:
    mailwatch.go(WEDNESDAY_NOON)

    mailwatch.go(TUESDAY_NOON)

    assert answers(user) == 1
    assert len(user.mail("Opportunities")) == 1
