"""Fixtures and options that all tests share."""

import os
from collections.abc import Callable, Generator, Iterator

import pytest

from mailwatch.adapters.imap import Session, connect
from mailwatch.domain.accounts import Account, Security
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.user import QUICK, User


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take minutes, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out, unless asked for or in continuous integration."""
    if config.getoption("--long") or os.environ.get("CI") == "true":
        return
    kept = [item for item in items if item.get_closest_marker("long") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what Dovecot logged with a test that failed on it."""
    report = yield
    user = getattr(item, "funcargs", {}).get("user")
    if report.failed and isinstance(user, User):
        report.sections.append(("Dovecot", user.server.log()[-4_000:]))
    return report


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot for the whole run; every test has users of its own on it."""
    with Dovecot() as server:
        yield server


@pytest.fixture
def user(dovecot: Dovecot) -> Iterator[User]:
    """A user whom no other test knows."""
    fresh = User(dovecot, dovecot.new_user(), dovecot.plain_port)
    yield fresh
    fresh.close()


@pytest.fixture
def connect_to() -> Iterator[Callable[[int], Session]]:
    """Log in to any port on loopback; the sessions end with the test."""
    sessions: list[Session] = []

    def log_in(port: int) -> Session:
        account = Account("main", "127.0.0.1", port, Security.PLAIN, "lea")
        sessions.append(connect(account, lambda: PASSWORD, QUICK))
        return sessions[-1]

    yield log_in
    for session in sessions:
        session.close()
