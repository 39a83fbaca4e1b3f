"""A pass that is killed at any moment and made again: one draft, one filing, nothing missed."""

import random
import time
from collections import Counter
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.support.builders import ANSWERABLE, REJECTIONS, WEDNESDAY_NOON
from tests.support.dovecot import Dovecot
from tests.support.gate import Gate
from tests.support.passes import WarmStart
from tests.support.user import User

# A pass has about 410; a moment that never comes lets the pass end by itself.
MOMENTS = 430
EVERYDAY = range(3, MOMENTS, 17)
LONGEST_DELAY_SECONDS = 0.02


@pytest.fixture(scope="module")
def warm() -> WarmStart:
    return WarmStart()


@pytest.fixture
def full(user: User) -> User:
    """A user with three rejections, two of which are to be answered at once."""
    user.fill(*(letter.content for letter in REJECTIONS))
    return user


class Executioner:
    """Kills a pass from inside the line, a moment after it was told to."""

    def __init__(self, delay_seconds: float) -> None:
        self._delay_seconds = delay_seconds
        self.victim: ForkServerProcess | None = None

    def strike(self) -> None:
        """Wait, then kill."""
        time.sleep(self._delay_seconds)
        if self.victim is not None:
            self.victim.kill()
            self.victim.join()


def kill_at(moment: int, delay: float, warm: WarmStart, user: User, folder: Path) -> None:
    """Make a pass that is killed at a moment of its line."""
    executioner = Executioner(delay)
    with Gate(user.port, moment, executioner.strike).opened() as gate:
        executioner.victim = warm.start(folder, gate.port, user.name, WEDNESDAY_NOON)
        executioner.victim.join()


def answered(user: User, mailbox: str) -> Counter[bytes]:
    """Count the drafts for each mail they answer."""
    return Counter(
        line.partition(b": ")[2].strip()
        for stored in user.mail(mailbox)
        for line in stored.content.split(b"\r\n")
        if line.startswith(b"In-Reply-To: ")
    )


def assert_all_was_done_once(user: User) -> None:
    assert answered(user, "Drafts") == {a.message_id.encode(): 1 for a in ANSWERABLE}
    filed = Counter(stored.content for stored in user.mail("Opportunities"))
    assert filed == {letter.content: 1 for letter in REJECTIONS}
    inbox = [(stored.content, sorted(stored.flags)) for stored in user.mail()]
    assert inbox == [(letter.content, []) for letter in REJECTIONS]


def test_a_whole_pass_lies_within_the_moments_at_which_it_is_killed(
    warm: WarmStart, full: User, tmp_path: Path
) -> None:
    with Gate(full.port).opened() as gate:
        code = warm.finish(tmp_path, gate.port, full.name, WEDNESDAY_NOON)

    assert code == 0
    assert gate.passed < MOMENTS


@pytest.mark.parametrize("moment", EVERYDAY)
def test_a_pass_killed_and_made_again_did_everything_once(
    warm: WarmStart, full: User, tmp_path: Path, moment: int
) -> None:
    kill_at(moment, 0.0, warm, full, tmp_path)

    assert warm.finish(tmp_path, full.port, full.name, WEDNESDAY_NOON) == 0
    assert_all_was_done_once(full)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [None, 1, 2], ids=["at once", "a little later", "later"])
def test_a_pass_killed_at_each_single_moment_and_made_again(
    warm: WarmStart, dovecot: Dovecot, tmp_path: Path, seed: int | None
) -> None:
    chance = random.Random(seed)  # noqa: S311 - for variety, the same in every run
    for moment in range(1, MOMENTS):
        user = User(dovecot, dovecot.new_user(), dovecot.plain_port)
        user.fill(*(letter.content for letter in REJECTIONS))
        delay = 0.0 if seed is None else chance.uniform(0, LONGEST_DELAY_SECONDS)
        folder = tmp_path / str(moment)

        kill_at(moment, delay, warm, user, folder)

        assert warm.finish(folder, user.port, user.name, WEDNESDAY_NOON) == 0, moment
        assert_all_was_done_once(user)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_pass_killed_again_and_again_comes_to_its_end(
    warm: WarmStart, dovecot: Dovecot, tmp_path: Path
) -> None:
    chance = random.Random(3)  # noqa: S311 - for variety, the same in every run
    for number in range(20):
        user = User(dovecot, dovecot.new_user(), dovecot.plain_port)
        user.fill(*(letter.content for letter in REJECTIONS))
        for _ in range(6):
            kill_at(chance.randrange(10, MOMENTS), 0.0, warm, user, tmp_path / str(number))

        assert warm.finish(tmp_path / str(number), user.port, user.name, WEDNESDAY_NOON) == 0
        assert_all_was_done_once(user)
