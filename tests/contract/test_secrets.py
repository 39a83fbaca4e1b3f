"""Where a secret is looked for, in which order, and what is never shown."""

import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailwatch.adapters import secrets
from mailwatch.domain.accounts import Account, Auth, Security
from mailwatch.errors import ConfigError, TransientError

ACCOUNT = Account("main", "imap.example.org", 993, Security.TLS, "lea@example.org")


def printing(text: str, code: int = 0, complaint: str = "") -> tuple[str, ...]:
    """Make a command that prints *text*, complains on stderr and exits with *code*."""
    program = f"import sys; print({text!r}); sys.stderr.write({complaint!r}); sys.exit({code})"
    return (sys.executable, "-c", program)


def credential(folder: Path, text: str) -> dict[str, str]:
    (folder / "main.password").write_text(text)
    return {"CREDENTIALS_DIRECTORY": str(folder)}


def test_a_systemd_credential_goes_first(tmp_path: Path) -> None:
    account = replace(ACCOUNT, secret_command=printing("from command"))
    environ = credential(tmp_path, "from systemd\n") | {"MAILWATCH_MAIN_PASSWORD": "from variable"}

    assert secrets.find(account, environ, {})() == "from systemd"


def test_a_command_goes_before_the_environment() -> None:
    account = replace(ACCOUNT, secret_command=printing("from command"))
    environ = {"MAILWATCH_MAIN_PASSWORD": "from variable"}

    assert secrets.find(account, environ, {})() == "from command"


def test_the_environment_goes_before_the_env_file() -> None:
    dotenv = {"MAILWATCH_MAIN_PASSWORD": "from file"}
    environ = {"MAILWATCH_MAIN_PASSWORD": "from variable"}

    assert secrets.find(ACCOUNT, environ, dotenv)() == "from variable"


def test_the_env_file_goes_last() -> None:
    assert secrets.find(ACCOUNT, {}, {"MAILWATCH_MAIN_PASSWORD": "from file"})() == "from file"


def test_the_variable_of_an_account_with_a_hyphen_has_an_underscore() -> None:
    account = replace(ACCOUNT, name="my-shop")

    assert secrets.find(account, {"MAILWATCH_MY_SHOP_PASSWORD": "x"}, {})() == "x"


def test_the_short_variable_serves_the_only_account() -> None:
    assert secrets.find(ACCOUNT, {}, {"MAILWATCH_PASSWORD": "x"}, is_only=True)() == "x"


def test_the_short_variable_is_never_sent_to_one_of_several_servers() -> None:
    with pytest.raises(ConfigError, match="no password found"):
        secrets.find(ACCOUNT, {}, {"MAILWATCH_PASSWORD": "x"})


def test_a_missing_password_names_every_place_looked_at() -> None:
    with pytest.raises(ConfigError) as caught:
        secrets.find(ACCOUNT, {}, {}, is_only=True)

    assert str(caught.value) == (
        "[account.main]: no password found. Looked for the systemd credential main.password, a "
        "password_command, and MAILWATCH_MAIN_PASSWORD or MAILWATCH_PASSWORD in the environment "
        "and in .env. Provide one of them."
    )


def test_a_password_is_no_token(tmp_path: Path) -> None:
    account = replace(ACCOUNT, auth=Auth.OAUTH2)
    environ = credential(tmp_path, "x") | {"MAILWATCH_MAIN_PASSWORD": "x"}

    with pytest.raises(ConfigError, match="Add a token_command"):
        secrets.find(account, environ, {})


def test_a_token_is_asked_for_anew_each_time(tmp_path: Path) -> None:
    counter = tmp_path / "asked"
    program = f"f = open({str(counter)!r}, 'a+'); f.write('x'); print(f.tell())"
    account = replace(
        ACCOUNT,
        auth=Auth.OAUTH2,
        secret_command=(sys.executable, "-c", program),
    )
    token = secrets.find(account, os.environ, {})

    assert [token(), token()] == ["1", "2"]


def test_only_the_first_line_is_the_secret_and_its_spaces_stay() -> None:
    assert secrets.ask(printing(" a b \r\nlogin: lea"), os.environ) == " a b "


def test_an_empty_credential_is_an_error(tmp_path: Path) -> None:
    password = secrets.find(ACCOUNT, credential(tmp_path, "\n"), {})

    with pytest.raises(ConfigError, match="Write the password on its first line"):
        password()


def test_a_command_is_not_read_by_a_shell(tmp_path: Path) -> None:
    program = "import sys; print(sys.argv[1])"
    command = (sys.executable, "-c", program, f"$(touch {tmp_path}/owned)")

    assert secrets.ask(command, os.environ) == f"$(touch {tmp_path}/owned)"


def test_a_command_does_not_see_our_other_secrets() -> None:
    program = "import os; print([name for name in os.environ if 'MAILWATCH' in name])"
    environ = os.environ | {"MAILWATCH_SHOP_PASSWORD": "x"}

    assert secrets.ask((sys.executable, "-c", program), environ) == "[]"


def test_a_command_that_is_not_there_is_for_the_operator() -> None:
    with pytest.raises(ConfigError, match="/nowhere/pass: cannot be run"):
        secrets.ask(("/nowhere/pass",), os.environ)


def test_a_command_that_prints_nothing_is_for_the_operator() -> None:
    with pytest.raises(ConfigError, match="printed no secret"):
        secrets.ask(printing(""), os.environ)


def test_a_command_that_fails_is_tried_again_and_quoted() -> None:
    command = printing("", code=3, complaint="gpg: no \x1b[31mkey\nmore")

    with pytest.raises(TransientError, match=r"exit code 3 \(gpg: no \[31mkey\)\. Run it by hand"):
        secrets.ask(command, os.environ)


def test_a_secret_is_not_in_the_error_of_its_command() -> None:
    command = printing("hunter2", code=1, complaint="refused: hunter2")

    with pytest.raises(TransientError) as caught:
        secrets.ask(command, os.environ)

    assert "hunter2" not in str(caught.value)
    assert "refused: ***" in str(caught.value)


def test_a_command_that_hangs_is_stopped_without_showing_what_it_printed() -> None:
    program = "import time; print('hunter2', flush=True); time.sleep(60)"

    with pytest.raises(TransientError, match="gave no secret within") as caught:
        secrets.ask((sys.executable, "-c", program), os.environ, timedelta(seconds=0.5))

    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
