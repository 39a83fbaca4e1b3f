"""What only the operator can mend: where, what, what to do; exit code 78; never a traceback."""

import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.builders import NORTHWIND, TUESDAY, TUESDAY_NOON
from tests.support.daemon import Finished, Home
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.user import User

OPERATOR = 78


@pytest.fixture
def home(user: User, tmp_path: Path) -> Home:
    user.deliver(NORTHWIND.content, at=TUESDAY)
    return Home.of(tmp_path, user.port, user.name)


@dataclass(frozen=True)
class Advice:
    """The words that a message must have: where it is, what it is, what to do."""

    where: str
    what: str
    remedy: str

    def is_in(self, finished: Finished) -> bool:
        """Say whether a process ended with this advice and nothing else."""
        said = finished.stderr
        assert "Traceback" not in said
        assert said.startswith("mailwatch: ")
        return all(part in said for part in (self.where, self.what, self.remedy))


def test_a_wrong_password(user: User, home: Home) -> None:
    home.write_secret("MAILWATCH_PASSWORD=wrong\n")

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice("main", "refused the login", "Check username and password").is_in(finished)
    assert "wrong" not in finished.stderr
    assert user.name in finished.stderr or "127.0.0.1" in finished.stderr


def test_no_password_at_all(home: Home) -> None:
    home.write_secret("")

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice("[account.main]", "no password found", "Provide one").is_in(finished)


def test_an_unknown_key(home: Home) -> None:
    home.configure(home.toml.read_text().replace("username", "usrname"))

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice(str(home.toml), "usrname", "username").is_in(finished)


def test_a_file_that_is_no_toml(home: Home) -> None:
    home.configure("[identity\n")

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice(str(home.toml), "line 1", "").is_in(finished)


def test_a_rule_without_phrases(home: Home) -> None:
    rules = home.folder / "rules" / "en"
    rules.mkdir(parents=True)
    rules.joinpath("rejection.toml").write_text(
        'language = "en"\n\n[[rule]]\nname = "mine"\nkind = "strong"\nphrases = []\n'
    )

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice("rejection.toml", '"mine"', "phrase").is_in(finished)


def test_an_env_file_that_others_can_read(home: Home) -> None:
    (home.folder / ".env").chmod(0o644)

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice(".env", "0644", "chmod 600").is_in(finished)
    assert PASSWORD not in finished.stderr


def test_a_mailbox_to_watch_that_is_not_there(home: Home) -> None:
    home.configure(home.toml.read_text() + 'watch = ["Jobs"]\n')

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice("main", "Jobs", "watch").is_in(finished)


def test_a_drafts_folder_that_is_not_there(home: Home) -> None:
    home.configure(home.toml.read_text() + 'drafts = "Replies"\n')

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice("main", "Replies", "drafts").is_in(finished)


def test_a_server_without_drafts_loses_no_mail(tmp_path: Path) -> None:
    with Dovecot(special=False) as server:
        user = User(server, server.new_user(), server.plain_port)
        user.deliver(NORTHWIND.content, at=TUESDAY)
        home = Home.of(tmp_path, user.port, user.name)

        finished = home.once(TUESDAY_NOON)

        assert finished.code == OPERATOR
        assert Advice("main", "Drafts", "drafts").is_in(finished)
        assert len(finished.events("took-in")) == 1
        assert len(user.mail("Opportunities")) == 1


def test_a_certificate_that_nobody_vouches_for(dovecot: Dovecot, home: Home) -> None:
    toml = home.toml.read_text().replace('security = "plain"', 'security = "tls"')
    home.configure(toml.replace(str(dovecot.plain_port), str(dovecot.tls_port)))

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert Advice("main", "certificate cannot be trusted", "ca_file").is_in(finished)


def test_a_certificate_named_in_ca_file_is_trusted(dovecot: Dovecot, home: Home) -> None:
    toml = home.toml.read_text().replace('security = "plain"', 'security = "tls"')
    toml = toml.replace(str(dovecot.plain_port), str(dovecot.tls_port))
    toml = toml.replace("127.0.0.1", "localhost")
    home.configure(f'{toml}ca_file = "{dovecot.ca_file}"\n')

    finished = home.once(TUESDAY_NOON)

    assert (finished.code, finished.stderr) == (0, "")
    assert len(finished.events("took-in")) == 1


def test_the_service_ends_with_the_same_advice(home: Home) -> None:
    home.write_secret("MAILWATCH_PASSWORD=wrong\n")

    finished = home.command("run")

    assert finished.code == OPERATOR
    assert "Traceback" not in finished.stderr
    assert "Check username and password" in finished.stderr.splitlines()[-1]


def test_check_names_the_remedy_too(home: Home) -> None:
    home.write_secret("MAILWATCH_PASSWORD=wrong\n")

    finished = home.command("check", "--json")

    (failure,) = (line for line in finished.lines if not line["ok"])
    assert finished.code == OPERATOR
    assert "Check username and password" in failure["error"]


def test_a_server_that_is_down_is_for_time_to_mend(home: Home, user: User) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        home.reconnect(taken.getsockname()[1], user.name)
        finished = home.once(TUESDAY_NOON)

    assert finished.code == 1
    assert Advice("main", "network failed", "tried again").is_in(finished)


def test_one_account_that_fails_stops_no_other(dovecot: Dovecot, home: Home) -> None:
    other = f'\n[account.other]\nhost = "127.0.0.1"\nport = {dovecot.plain_port}\n'
    home.configure(home.toml.read_text() + f'{other}security = "plain"\nusername = "elsewhere"\n')
    home.write_secret(f"MAILWATCH_MAIN_PASSWORD={PASSWORD}\nMAILWATCH_OTHER_PASSWORD=wrong\n")

    finished = home.once(TUESDAY_NOON)

    assert finished.code == OPERATOR
    assert len(finished.events("took-in")) == 1
    assert finished.stderr.count("mailwatch: ") == 1


def test_beside_a_service_one_may_read_and_not_work(home: Home) -> None:
    with home.start() as service:
        service.wait_for("took-in")

        second, reading = home.once(TUESDAY_NOON), home.command("list", "--json")

    assert second.code == 1
    assert Advice(str(home.state), "another mailwatch (pid", "--state").is_in(second)
    assert (reading.code, len(reading.lines)) == (0, 1)
