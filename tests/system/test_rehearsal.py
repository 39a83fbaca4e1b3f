"""`once --dry-run` says what a real pass would say, and leaves no trace anywhere."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.builders import OTHERS, REJECTIONS, TUESDAY, TUESDAY_NOON, WEDNESDAY_NOON
from tests.support.daemon import Home
from tests.support.user import User


@pytest.fixture
def home(user: User, tmp_path: Path) -> Home:
    for letter in (*REJECTIONS, *OTHERS):
        user.deliver(letter.content, at=TUESDAY)
    return Home.of(tmp_path, user.port, user.name)


def traces(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file below *folder*, by what is in it and when it was written."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def everything(user: User) -> dict[str, object]:
    return {name: user.mail(name) for name in sorted(user.server.mailboxes(user.name))}


def test_a_rehearsal_on_the_first_day_says_what_is_taken_in(user: User, home: Home) -> None:
    rehearsed = home.once(TUESDAY_NOON, "--dry-run")

    assert rehearsed == home.once(TUESDAY_NOON)
    assert len(rehearsed.events("took-in")) == 3
    assert len(user.mail("Opportunities")) == 3


def test_a_rehearsal_makes_neither_a_state_folder_nor_a_mailbox(user: User, home: Home) -> None:
    before = everything(user)

    home.once(TUESDAY_NOON, "--dry-run")

    assert not home.state.exists()
    assert everything(user) == before


def test_a_rehearsal_says_which_drafts_would_be_placed(user: User, home: Home) -> None:
    home.once(TUESDAY_NOON)

    rehearsed = home.once(WEDNESDAY_NOON, "--dry-run")

    assert rehearsed == home.once(WEDNESDAY_NOON)
    assert len(rehearsed.events("placed")) == 2
    assert len(user.mail("Drafts")) == 2


@pytest.mark.parametrize("at", [TUESDAY_NOON, WEDNESDAY_NOON], ids=["again", "next day"])
def test_a_rehearsal_leaves_server_and_state_folder_as_they_were(
    user: User, home: Home, at: datetime
) -> None:
    home.once(TUESDAY_NOON)
    server, files = everything(user), traces(home.state)

    home.once(at, "--dry-run")

    assert everything(user) == server
    assert traces(home.state) == files


def test_old_mail_is_filed_and_not_answered_alike_in_both(user: User, home: Home) -> None:
    at = datetime(2026, 12, 21, 12, 0, tzinfo=TUESDAY.tzinfo)

    rehearsed = home.once(at, "--dry-run", "--since", "90d")

    assert rehearsed == home.once(at, "--since", "90d")
    assert {line["next_step"] is None for line in rehearsed.events("took-in")} == {True}
    assert user.mail("Drafts") == ()
