"""`once --dry-run` says what a real pass would say, and leaves no trace anywhere."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.support.builders import OTHERS, REJECTIONS, TUESDAY, TUESDAY_NOON, WEDNESDAY_NOON
from tests.support.daemon import Finished, Home
from tests.support.dovecot import Dovecot
from tests.support.user import User

A_MONTH_LATER = datetime(2026, 12, 21, 12, 0, tzinfo=TUESDAY.tzinfo)

Traces = dict[str, object]


def traces(user: User, home: Home) -> Traces:
    """All mailboxes with their mail, and every file of the state folder, with its time."""
    mailboxes = {name: user.mail(name) for name in user.server.mailboxes(user.name)}
    files = {
        str(path): (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns)
        for path in home.state.rglob("*")
        if path.is_file()
    }
    return {**mailboxes, **files, "is there": home.state.exists()}


@dataclass(frozen=True)
class Day:
    """A rehearsal, and the same pass made afterwards."""

    before: Traces
    rehearsed: Finished
    between: Traces
    made: Finished


def live(user: User, home: Home, at: datetime, *options: str) -> Day:
    before = traces(user, home)
    rehearsed = home.once(at, "--dry-run", *options)
    return Day(before, rehearsed, traces(user, home), home.once(at, *options))


def home_with_mail(dovecot: Dovecot, folder: Path) -> tuple[User, Home]:
    user = User(dovecot, dovecot.new_user(), dovecot.plain_port)
    for letter in (*REJECTIONS, *OTHERS):
        user.deliver(letter.content, at=TUESDAY)
    return user, Home.of(folder, user.port, user.name)


@pytest.fixture(scope="module")
def days(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Day, Day]]:
    """Tuesday, when the mail is taken in, and Wednesday, when drafts are placed."""
    user, home = home_with_mail(dovecot, tmp_path_factory.mktemp("home"))
    yield live(user, home, TUESDAY_NOON), live(user, home, WEDNESDAY_NOON)
    user.close()


@pytest.mark.parametrize("number", [0, 1], ids=["Tuesday", "Wednesday"])
def test_a_rehearsal_says_line_by_line_what_the_pass_says(
    days: tuple[Day, Day], number: int
) -> None:
    assert days[number].rehearsed == days[number].made


@pytest.mark.parametrize("number", [0, 1], ids=["Tuesday", "Wednesday"])
def test_a_rehearsal_leaves_server_and_state_folder_as_they_were(
    days: tuple[Day, Day], number: int
) -> None:
    assert days[number].between == days[number].before


def test_a_first_rehearsal_makes_no_state_folder(days: tuple[Day, Day]) -> None:
    tuesday, wednesday = days

    assert not tuesday.between["is there"]
    assert wednesday.before["is there"]


def test_a_rehearsal_names_what_is_taken_in_and_what_is_placed(days: tuple[Day, Day]) -> None:
    tuesday, wednesday = days

    assert len(tuesday.rehearsed.events("took-in")) == 3
    assert len(wednesday.rehearsed.events("placed")) == 2


def test_old_mail_is_filed_and_not_answered_alike_in_both(dovecot: Dovecot, tmp_path: Path) -> None:
    user, home = home_with_mail(dovecot, tmp_path)

    day = live(user, home, A_MONTH_LATER, "--since", "90d")

    assert day.rehearsed == day.made
    assert [line["next_step"] for line in day.made.events("took-in")] == [None] * 3
    assert user.mail("Drafts") == ()
    assert len(user.mail("Opportunities")) == 3
