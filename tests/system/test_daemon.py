"""The service against a real Dovecot: hears, survives, stops."""

import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.builders import (
    MUSTERWERK,
    NO_REPLY,
    NORTHWIND,
    TUESDAY,
    Letter,
)
from tests.support.daemon import PATIENCE_SECONDS, Home, Service
from tests.support.dovecot import Dovecot
from tests.support.proxy import Fault, Proxy
from tests.support.user import User

# Long enough ago that what was due the next morning is due by any clock.
THEN = datetime.now(UTC) - timedelta(days=5)
# SIGTERM to the end: what the systemd unit grants.
STOP_SECONDS = 5.0


@pytest.fixture
def home(user: User, tmp_path: Path) -> Home:
    return Home.of(tmp_path, user.port, user.name)


@pytest.fixture
def service(home: Home) -> Iterator[Service]:
    """A service that has made its first round."""
    with home.start() as started:
        started.wait_for("connected account=main")
        yield started


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for what nobody announces."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def times_of_drafts(user: User, letter: Letter) -> int:
    answering = f"In-Reply-To: {letter.message_id}\r\n".encode()
    return sum(answering in stored.content for stored in user.mail("Drafts"))


def taken_in_then(user: User, home: Home, letter: Letter) -> None:
    """Have a rejection in the ledger whose answer has been due since the day after."""
    user.deliver(replace(letter, sent_at=THEN).content, at=THEN)
    assert home.once(THEN).code == 0


def test_mail_that_arrives_is_judged_as_it_arrives(user: User, service: Service) -> None:
    user.deliver(NORTHWIND.content)
    service.wait_for("filed")
    for number in range(6):
        letter = replace(MUSTERWERK, message_id=f"<{number}@northwind.example>")
        role = f"Grafikerin{'abcdef'[number]}"
        letter = replace(letter, subject=f"Ihre Bewerbung als {role}")
        user.deliver(replace(letter, text=letter.text.replace("Grafikerin", role)).content)

    assert len(service.wait_for("filed", times=7)) == 7
    assert len(user.mail("Opportunities")) == 7


def test_a_log_line_names_ids_and_never_words_of_a_mail(user: User, service: Service) -> None:
    user.deliver(NORTHWIND.content)
    (line,) = service.wait_for("took-in")
    service.wait_for("filed")

    code, seconds = service.stop()

    assert re.search(r"account=main mailbox=INBOX uid=\d+ opportunity=[0-9a-f]{16}", line)
    for word in ("Northwind", "jane", "brand designer", "application", "Unfortunately"):
        assert word not in service.log
    assert code == 0
    assert seconds < STOP_SECONDS
    assert service.log.endswith("stopped\n")


def test_what_was_due_while_nobody_was_there_is_placed_at_the_start(user: User, home: Home) -> None:
    taken_in_then(user, home, NORTHWIND)

    with home.start() as service:
        service.wait_for("placed")

    assert times_of_drafts(user, NORTHWIND) == 1


@pytest.mark.parametrize(
    "word",
    [
        b"FETCH",
        pytest.param(b"CAPABILITY", marks=pytest.mark.long),
        pytest.param(b"UIDVALIDITY", marks=pytest.mark.long),
    ],
)
def test_sigterm_ends_it_in_time_while_a_server_says_nothing(
    user: User, tmp_path: Path, word: bytes
) -> None:
    fault = Fault(word, "stall")
    user.deliver(NORTHWIND.content)
    with (
        Proxy(user.port, fault) as proxy,
        Home.of(tmp_path, proxy.port, user.name).start() as service,
    ):
        wait_until(lambda: fault.hits > 0)

        code, seconds = service.stop()

    assert code == 0
    assert seconds < STOP_SECONDS


def test_a_line_that_breaks_is_made_again_and_nothing_is_missed(user: User, tmp_path: Path) -> None:
    with Proxy(user.port) as proxy, Home.of(tmp_path, proxy.port, user.name).start() as service:
        service.wait_for("connected account=main")
        proxy.cut()
        user.deliver(NORTHWIND.content)

        service.wait_for("not connected account=main")
        service.wait_for("took-in")


@pytest.mark.long  # Dovecot says goodbye to an idle client only ten seconds after it was stopped
def test_a_server_that_was_away_is_found_again_and_nothing_is_missed(tmp_path: Path) -> None:
    with Dovecot() as server:
        user = User(server, server.new_user(), server.plain_port)
        with Home.of(tmp_path, user.port, user.name).start() as service:
            service.wait_for("connected account=main")
            server.stop()
            service.wait_for("not connected account=main")
            user.fill(NORTHWIND.content, MUSTERWERK.content)
            server.start()

            service.wait_for("took-in", times=2)


def test_a_service_that_is_killed_leaves_one_draft_and_one_filing(user: User, home: Home) -> None:
    taken_in_then(user, home, NORTHWIND)
    user.deliver(MUSTERWERK.content)

    for words in ("started", "connected"):
        with home.start() as service:
            service.wait_for(words)
            service.kill()
    user.deliver(NO_REPLY.content)
    with home.start() as service:
        service.wait_for("filed")
        service.stop()

    assert times_of_drafts(user, NORTHWIND) == 1
    assert len(user.mail("Opportunities")) == 3


def test_sighup_reads_the_rules_anew_and_keeps_the_old_ones_if_they_are_wrong(
    home: Home, service: Service
) -> None:
    rules = home.folder / "rules" / "en" / "rejection.toml"
    rules.parent.mkdir(parents=True)
    rules.write_text('language = "en"\n\n[[rule]]\nname = "mine"\nkind = "weak"\nphrases = []\n')

    service.send(signal.SIGHUP)
    service.wait_for('"mine"')
    shutil.rmtree(home.folder / "rules")
    service.send(signal.SIGHUP)

    service.wait_for("rules read anew")
    assert "Traceback" not in service.log


def test_a_password_that_was_wrong_and_then_right(user: User, home: Home) -> None:
    home.write_secret("MAILWATCH_PASSWORD=wrong\n")
    user.deliver(NORTHWIND.content, at=TUESDAY)
    assert home.command("run").code == 78

    home.write_secret("MAILWATCH_PASSWORD=correct-horse\n")
    with home.start() as service:
        service.wait_for("took-in")
        service.stop()

    assert home.command("status", "--json").lines[0]["problem"] is None
