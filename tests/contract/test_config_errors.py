"""What a configuration that is wrong is told: where, what, and what to do."""

import sys
from datetime import date
from pathlib import Path

import pytest

from mailwatch import config
from mailwatch.errors import ConfigError

TODAY = date(2026, 11, 24)

IDENTITY = '[identity]\nname = "Lea Example"\n'
ACCOUNT = '[account.main]\nhost = "imap.example.org"\nusername = "lea@example.org"\n'
SMALLEST = IDENTITY + ACCOUNT
ONE_ACCOUNT = "MAILWATCH_HOST=h.example\nMAILWATCH_USERNAME=a@h.example\nMAILWATCH_NAME=Lea\n"


def complaint(folder: Path, toml: str = "", dotenv: str = "", mode: int = 0o600) -> str:
    """Load a configuration that is wrong and return what is said of it, from the file's name on."""
    if toml:
        (folder / "mailwatch.toml").write_text(toml, encoding="utf-8")
    if dotenv:
        (folder / ".env").write_text(dotenv, encoding="utf-8")
        (folder / ".env").chmod(mode)
    with pytest.raises(ConfigError) as caught:
        config.load(folder, {}, TODAY)
    return str(caught.value).removeprefix(f"{folder}/")


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_known(tmp_path: Path) -> None:
    said = complaint(tmp_path, SMALLEST + "prot = 993\n")

    assert said == "mailwatch.toml:6: [account.main] prot: unknown key. Did you mean port?"


def test_a_key_that_is_like_no_other_brings_the_list_of_known_ones(tmp_path: Path) -> None:
    said = complaint(tmp_path, SMALLEST + "[replies]\nzzz = 1\n")

    assert "Known here: company_pause, drafts_per_day, holidays, important, " in said


def test_an_unknown_section_is_an_error(tmp_path: Path) -> None:
    said = complaint(tmp_path, SMALLEST + "[reply]\nmaximum_age = 3\n")

    assert said.endswith("reply: unknown key. Did you mean replies?")


def test_a_missing_key_is_shown_as_it_should_be_written(tmp_path: Path) -> None:
    said = complaint(tmp_path, IDENTITY + '[account.main]\nhost = "h.example"\n')

    assert said == (
        'mailwatch.toml:3: [account.main] username: is missing. Write username = "lea@example.org".'
    )


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ('port = "993"', "port", "Write port = 993."),
        ("port = 70000", "port", "Write port = 993."),
        ("port = 0", "port", "Write port = 993."),
        ('watch = "INBOX"', "watch", 'Write watch = ["INBOX"].'),
        ('security = "ssl"', "security", 'Write security = "tls" or security = "starttls"'),
        ('filing = "delete"', "filing", 'Write filing = "copy"'),
        ('password_command = "pass mail"', "password_command", '["pass", "mail/lea"]'),
        ("watch = []", "watch", 'Write watch = ["INBOX"].'),
        ('watch = ["a\\r\\nb"]', "watch", "Write it on one line."),
        ('folder = ""', "folder", "Give it a value."),
        ('folder = "INBOX"', "folder", "choose another"),
        ('drafts = "INBOX"', "drafts", "choose another"),
        ('ca_file = "absent.pem"', "ca_file", "remove the key"),
        ('auth = "oauth2"', "token_command", "Name a command."),
        ('token_command = ["t"]', "token_command", "remove this"),
        ('security = "plain"', "security", 'Use "tls" or "starttls".'),
    ],
)
def test_a_value_out_of_range_is_named_with_its_remedy(
    tmp_path: Path,
    line: str,
    key: str,
    remedy: str,
) -> None:
    said = complaint(tmp_path, SMALLEST + line)

    assert f"[account.main] {key}: " in said
    assert remedy in said


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('working_hours = "9-17"', 'Write it like "09:30-17:00".'),
        ('working_hours = "24:00-25:00"', 'Write it like "09:30-17:00".'),
        ('working_hours = "17:00-09:00"', "Swap the two times."),
        ('holidays = ["24.12."]', '["2026-12-24", "2026-12-31"]'),
        ('holidays = "DE-BAY"', "Did you mean DE-B"),
        ('minimum_stage = "lunch"', "Known here: applied, screen, assessment, interview, "),
        ('minimum_stage = "interveiw"', "Did you mean interview?"),
        ("maximum_age = -1", "Write maximum_age = 10."),
        ("drafts_per_day = -1", "Write drafts_per_day = 20 or drafts_per_day = 0."),
        ("person_pause = 1000", "Write person_pause = 7."),
        ('company_pause = "1 day"', "Write company_pause = 1."),
        ('personal_line = "on"', 'Write personal_line = "off" or personal_line = "ask".'),
    ],
)
def test_a_wish_about_replies_that_cannot_be_is_named_with_its_remedy(
    tmp_path: Path,
    line: str,
    remedy: str,
) -> None:
    said = complaint(tmp_path, f"{SMALLEST}[replies]\n{line}")

    assert said.startswith(f"mailwatch.toml:7: [replies] {line.partition(' ')[0]}: ")
    assert remedy in said


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('thansk = "1 day"', "Did you mean thanks?"),
        ('thanks = "nevr"', "Did you mean never?"),
        ('thanks = "3 weeks"', 'Write it like "1 day", "at once" or "never".'),
        ('thanks = "21 days"', "Take at most 20 days."),
        ("thanks = 1", 'Write thanks = "1 day" or thanks = "at once" or thanks = "never".'),
        ('check_ins = ["3 monts"]', "Did you mean months?"),
        ('check_ins = "3 months"', 'Write check_ins = ["3 months", "6 months"]'),
        ('check_ins = ["0 days"]', "Choose 1 to 3650 days."),
        ('check_ins = ["11 years"]', "Choose 1 to 10 years."),
        ('check_ins = ["1 day", "1 day", "1 day"]', "Name at most 2."),
        ('check_ins = ["soon"]', 'Write it like "6 weeks" or "3 months".'),
    ],
)
def test_a_cadence_that_cannot_be_is_named_with_its_remedy(
    tmp_path: Path, line: str, remedy: str
) -> None:
    said = complaint(tmp_path, f"{SMALLEST}[cadence.pitch]\n{line}")

    assert said.startswith(f"mailwatch.toml:7: [cadence.pitch] {line.partition(' ')[0]}: ")
    assert remedy in said


def test_a_cadence_on_a_line_of_its_section_is_named_by_that_line(tmp_path: Path) -> None:
    said = complaint(tmp_path, f'{SMALLEST}[cadence]\n\npitch = {{ thanks = "soon" }}')

    assert said.startswith("mailwatch.toml:8: [cadence.pitch] thanks: 'soon' is no span")


def test_a_cadence_of_an_unknown_category_brings_the_nearest(tmp_path: Path) -> None:
    said = complaint(tmp_path, f'{SMALLEST}[cadence.pich]\nthanks = "1 day"')

    assert said == ("mailwatch.toml:6: [cadence.pich] is no category or stage. Did you mean pitch?")


def test_a_cadence_that_is_no_table_is_an_error(tmp_path: Path) -> None:
    said = complaint(tmp_path, f'{SMALLEST}[cadence]\npitch = ["3 months"]')

    assert "[cadence.pitch] must be a table." in said


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('name = ""', "Give it a value."),
        ('name = "Lea\\nBcc: x@example.net"', "Write it on one line."),
        ('name = "Lea"\naddresses = ["lea"]', "Write it like lea@example.org."),
        ('name = "Lea"\naddresses = ["a@b, c@d"]', "Write it like lea@example.org."),
        ('name = "Lea"\nlanguages = ["../en"]', 'Write it like "en".'),
        ('name = "Lea"\ntimezone = "Europe/Berln"', "Did you mean Europe/Berlin?"),
        ('name = "Lea"\nsignature = "Lea\\u0000"', "Write it on one line."),
    ],
)
def test_an_identity_that_cannot_be_is_named_with_its_remedy(
    tmp_path: Path,
    line: str,
    remedy: str,
) -> None:
    said = complaint(tmp_path, f"[identity]\n{line}\n{ACCOUNT}")

    assert "[identity] " in said
    assert remedy in said


@pytest.mark.parametrize("key", ["password", "token", "app_password", "Password"])
def test_a_secret_in_the_file_is_refused_with_its_right_place(tmp_path: Path, key: str) -> None:
    said = complaint(tmp_path, SMALLEST + f'{key} = "hunter2"\n')

    assert f"[account.main] {key}: a secret does not belong in this file." in said
    assert "MAILWATCH_MAIN_PASSWORD=... into .env" in said
    assert "hunter2" not in said


def test_no_address_at_all_is_an_error(tmp_path: Path) -> None:
    said = complaint(tmp_path, SMALLEST.replace("lea@example.org", "lea"))

    assert 'Write [identity] addresses = ["you@example.org"]' in said


def test_an_account_without_a_name_is_an_error(tmp_path: Path) -> None:
    said = complaint(tmp_path, SMALLEST.replace("[account.main]", "[account]"))

    assert said == "mailwatch.toml:3: [account] an account needs a name. Write [account.main]."


@pytest.mark.parametrize("name", ['"../x"', '"A"', '"a b"', '""', '"-a"'])
def test_an_account_with_an_unusable_name_is_an_error(tmp_path: Path, name: str) -> None:
    said = complaint(tmp_path, SMALLEST.replace("main", name))

    assert "Write it like [account.main]." in said


def test_two_accounts_may_not_share_a_password_variable(tmp_path: Path) -> None:
    said = complaint(
        tmp_path,
        ACCOUNT.replace("main", "a-b") + ACCOUNT.replace("main", "a_b").replace("imap", "mail"),
    )

    assert "[account.a_b] two accounts would share one password variable." in said


def test_one_login_may_not_be_two_accounts(tmp_path: Path) -> None:
    said = complaint(tmp_path, SMALLEST + ACCOUNT.replace("main", "again"))

    assert "[account.again] username: is the login of [account.main] too" in said


def test_a_file_that_is_no_toml_is_named_with_the_line(tmp_path: Path) -> None:
    said = complaint(tmp_path, "[identity\n")

    assert said.startswith("mailwatch.toml: is not TOML: ")
    assert "line 1" in said


@pytest.mark.parametrize("value", ["[" * 5_000, "{a=" * 5_000, "9" * 5_000])
def test_a_value_without_an_end_is_no_toml(tmp_path: Path, value: str) -> None:
    said = complaint(tmp_path, f"name = {value}\n")

    assert said.startswith("mailwatch.toml: is not TOML: ")


def test_a_named_file_that_is_absent_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"other\.toml: there is no such file\. Create it"):
        config.load(tmp_path / "other.toml", {}, TODAY)


def test_a_folder_without_any_configuration_is_an_error(tmp_path: Path) -> None:
    said = complaint(tmp_path)

    assert said.startswith("mailwatch.toml: no account is set up. Write [account.main]")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_an_env_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    said = complaint(tmp_path, SMALLEST, "MAILWATCH_PASSWORD=hunter2\n", mode)

    assert said.startswith(".env: other users of this machine can reach it")
    assert said.endswith(f"Run: chmod 600 {tmp_path}/.env")


def test_an_env_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()

    assert "chmod 600" in complaint(tmp_path, SMALLEST)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "MAILWATCH_PASWORD=x",
            "MAILWATCH_PASWORD: unknown name. Did you mean MAILWATCH_PASSWORD?",
        ),
        ("MAILWATCH_HOST", "MAILWATCH_HOST: has no value. Write NAME=value or remove the line."),
        ("not a line", "is not NAME=value. Correct the line or begin it with #."),
    ],
)
def test_a_line_of_an_env_file_that_means_nothing_is_an_error(
    tmp_path: Path,
    line: str,
    said: str,
) -> None:
    assert complaint(tmp_path, SMALLEST, f"OTHER=1\n{line}\n") == f".env:2: {said}"


def test_a_password_for_an_account_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    said = complaint(tmp_path, SMALLEST, "MAILWATCH_MIAN_PASSWORD=x\n")

    assert said == (
        ".env: MAILWATCH_MIAN_PASSWORD: belongs to no account. "
        "Did you mean MAILWATCH_MAIN_PASSWORD?"
    )


@pytest.mark.parametrize("port", ["imap", "-1", "99999", "٩٩٣", "9" * 5000])
def test_a_port_of_an_env_file_is_named_as_it_is_written_there(tmp_path: Path, port: str) -> None:
    said = complaint(tmp_path, dotenv=f"{ONE_ACCOUNT}MAILWATCH_PORT={port}\n")

    assert said.startswith(".env: MAILWATCH_PORT: ")


def test_a_name_missing_from_an_env_file_is_named_as_it_is_written_there(tmp_path: Path) -> None:
    said = complaint(tmp_path, dotenv=ONE_ACCOUNT.replace("MAILWATCH_NAME=Lea\n", ""))

    assert said == ".env: MAILWATCH_NAME: is empty. Give it a value."


def test_a_region_without_the_package_says_how_to_install_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)

    said = complaint(tmp_path, SMALLEST + '[replies]\nholidays = "DE"\n')

    assert 'pip install "mailwatch[holidays]"' in said


@pytest.mark.parametrize("name", ["mailwatch.toml", ".env"])
def test_a_file_that_is_not_utf_8_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"A=\xff\n")
    (tmp_path / name).chmod(0o600)

    assert complaint(tmp_path) == f"{name}: is not UTF-8 text. Save it as UTF-8."
