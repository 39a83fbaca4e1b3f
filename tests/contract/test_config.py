"""What a configuration that is right becomes."""

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailwatch import config
from mailwatch.config import identity
from mailwatch.domain.accounts import Account, Auth, Filing, Security
from mailwatch.domain.cadence.table import DEFAULTS, Cadence
from mailwatch.domain.identity import Caps, Identity
from mailwatch.domain.spans import Span

TODAY = date(2026, 11, 24)

SMALLEST = """
[identity]
name = "Lea Example"
[account.main]
host = "imap.example.org"
username = "lea@example.org"
"""

WHOLE = r"""
[identity]
name      = "Lea Example"
addresses = ["lea@example.org", "hello@example.org"]
languages = ["en", "de"]
offer     = "brand and web design for small firms"
timezone  = "Europe/Berlin"
signature = "Lea Example\nexample.org"

[account.main]
host     = "imap.example.org"
port     = 1993
security = "tls"
ca_file  = ""
username = "lea@example.org"
auth     = "oauth2"
token_command = ["oama", "access", "lea@example.org"]
watch    = ["INBOX", "Jobs"]
drafts   = "Entwürfe"
filing   = "move"
folder   = "Doors"

[replies]
working_hours = "10:00-16:30"
holidays      = ["2026-12-24", 2026-12-31]
minimum_stage = "interview"
maximum_age   = 5
personal_line = "ask"
"""

ONE_ACCOUNT = """
MAILWATCH_HOST=imap.example.org
MAILWATCH_USERNAME=lea@example.org
MAILWATCH_PASSWORD='pa$$word ${HOME}'
MAILWATCH_NAME="Lea Example"
"""


def load(folder: Path, toml: str = "", dotenv: str = "", **environ: str) -> config.Settings:
    """Load a configuration of these texts, as if *environ* were all of the environment."""
    if toml:
        (folder / "mailwatch.toml").write_text(toml, encoding="utf-8")
    if dotenv:
        (folder / ".env").write_text(dotenv, encoding="utf-8")
        (folder / ".env").chmod(0o600)
    return config.load(folder, environ, TODAY)


def test_every_key_reaches_the_account(tmp_path: Path) -> None:
    settings = load(tmp_path, WHOLE)

    assert settings.accounts == (
        Account(
            name="main",
            host="imap.example.org",
            port=1993,
            security=Security.TLS,
            username="lea@example.org",
            auth=Auth.OAUTH2,
            secret_command=("oama", "access", "lea@example.org"),
            watch=("INBOX", "Jobs"),
            drafts="Entwürfe",
            filing=Filing.MOVE,
            folder="Doors",
        ),
    )


def test_every_key_reaches_the_identity(tmp_path: Path) -> None:
    settings = load(tmp_path, WHOLE)

    assert settings.identity == Identity(
        name="Lea Example",
        addresses=("lea@example.org", "hello@example.org"),
        languages=("en", "de"),
        timezone=ZoneInfo("Europe/Berlin"),
        offer="brand and web design for small firms",
        signature="Lea Example\nexample.org",
    )


def test_every_key_reaches_the_policy(tmp_path: Path) -> None:
    policy = load(tmp_path, WHOLE).policy

    assert (policy.hours.start, policy.hours.end) == (time(10), time(16, 30))
    assert policy.hours.holidays == {date(2026, 12, 24), date(2026, 12, 31)}
    assert (policy.minimum_stage, policy.maximum_age, policy.personal_line) == (
        "interview",
        5,
        "ask",
    )


def test_the_caps_reach_the_policy(tmp_path: Path) -> None:
    caps = "drafts_per_day = 3\nperson_pause = 14\ncompany_pause = 0\n"

    policy = load(tmp_path, f'{SMALLEST}[replies]\nnever = ["Corp"]\n{caps}').policy

    assert policy.caps == Caps(3, 14, 0)
    assert policy.never == ("Corp",)


def test_a_cadence_lies_over_the_one_that_we_bring(tmp_path: Path) -> None:
    cadence = '[cadence]\npitch = { check_ins = ["6 weeks", "1 year"] }\n'

    cadences = load(tmp_path, SMALLEST + cadence).policy.cadences

    assert cadences.of("pitch", "") == Cadence(1, (Span(days=42), Span(months=12)))
    assert cadences.of("hold", "") == DEFAULTS["hold"]


@pytest.mark.parametrize(
    ("written", "mornings"),
    [("at once", 0), ("never", None), ("1 day", 1), ("20 days", 20), (" At  Once ", 0)],
)
def test_thanks_are_at_once_never_or_some_business_days_on(
    tmp_path: Path, written: str, mornings: int | None
) -> None:
    section = f'[cadence.applied]\nthanks = "{written}"\n'

    cadences = load(tmp_path, SMALLEST + section).policy.cadences

    assert cadences.of("", "applied").thanks == mornings


def test_the_entry_other_is_for_whatever_has_none(tmp_path: Path) -> None:
    section = '[cadence.other]\ncheck_ins = ["90 days"]\n'

    cadences = load(tmp_path, SMALLEST + section).policy.cadences

    assert cadences.of("not-selected", "applied").check_ins == (Span(days=90),)
    assert cadences.of("tender", "").check_ins == ()


def test_addresses_default_to_the_usernames_that_are_addresses(tmp_path: Path) -> None:
    other = '[account.shop]\nhost = "imap.example.net"\nusername = "shop"\n'

    assert load(tmp_path, SMALLEST + other).identity.addresses == ("lea@example.org",)


@pytest.mark.parametrize(("security", "port"), [("tls", 993), ("starttls", 143)])
def test_the_port_follows_from_the_security(tmp_path: Path, security: str, port: int) -> None:
    settings = load(tmp_path, SMALLEST + f'security = "{security}"')

    assert settings.accounts[0].port == port


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1"])
def test_plain_is_allowed_on_this_machine(tmp_path: Path, host: str) -> None:
    toml = SMALLEST.replace("imap.example.org", host) + 'security = "plain"'

    assert load(tmp_path, toml).accounts[0].security is Security.PLAIN


def test_a_certificate_is_found_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "bridge.pem").touch()

    settings = load(tmp_path, SMALLEST + 'ca_file = "bridge.pem"')

    assert settings.accounts[0].ca_file == str(tmp_path / "bridge.pem")


def test_an_env_file_alone_makes_one_account(tmp_path: Path) -> None:
    settings = load(tmp_path, dotenv=ONE_ACCOUNT)

    assert settings.accounts == (
        Account("main", "imap.example.org", 993, Security.TLS, "lea@example.org"),
    )
    assert settings.identity.name == "Lea Example"


def test_an_env_file_may_name_port_and_security(tmp_path: Path) -> None:
    dotenv = ONE_ACCOUNT + "MAILWATCH_PORT=1143\nMAILWATCH_SECURITY=starttls\n"

    account = load(tmp_path, dotenv=dotenv).accounts[0]

    assert (account.port, account.security) == (1143, Security.STARTTLS)


def test_no_value_of_an_env_file_is_interpolated(tmp_path: Path) -> None:
    settings = load(tmp_path, dotenv=ONE_ACCOUNT, HOME="/home/lea")

    assert settings.dotenv["MAILWATCH_PASSWORD"] == "pa$$word ${HOME}"


def test_the_environment_goes_before_the_env_file(tmp_path: Path) -> None:
    settings = load(tmp_path, dotenv=ONE_ACCOUNT, MAILWATCH_HOST="imap.example.net")

    assert settings.accounts[0].host == "imap.example.net"


def test_the_environment_alone_is_enough(tmp_path: Path) -> None:
    environ = {"MAILWATCH_HOST": "h.example", "MAILWATCH_USERNAME": "a@h.example"}

    settings = load(tmp_path, MAILWATCH_NAME="Lea", **environ)

    assert settings.accounts[0].host == "h.example"


def test_settings_do_not_show_what_is_in_the_env_file(tmp_path: Path) -> None:
    settings = load(tmp_path, dotenv=ONE_ACCOUNT)

    assert "pa$$word" not in repr(settings)


def test_the_option_goes_before_the_variable(tmp_path: Path) -> None:
    (tmp_path / "mailwatch.toml").write_text(SMALLEST)

    settings = config.load(
        tmp_path / "mailwatch.toml",
        {"MAILWATCH_CONFIG": "/nowhere/mailwatch.toml"},
        TODAY,
    )

    assert settings.folder == tmp_path


def test_the_variable_goes_before_the_users_folder(tmp_path: Path) -> None:
    (tmp_path / "mailwatch.toml").write_text(SMALLEST)

    settings = config.load(
        None,
        {"MAILWATCH_CONFIG": str(tmp_path), "XDG_CONFIG_HOME": "/nowhere"},
        TODAY,
    )

    assert settings.folder == tmp_path


@pytest.mark.parametrize(
    ("variable", "under"),
    [("XDG_CONFIG_HOME", "mailwatch"), ("HOME", ".config/mailwatch")],
)
def test_the_users_folder_is_looked_into_last(tmp_path: Path, variable: str, under: str) -> None:
    folder = tmp_path / under
    folder.mkdir(parents=True)
    (folder / "mailwatch.toml").write_text(SMALLEST)

    assert config.load(None, {variable: str(tmp_path)}, TODAY).folder == folder


def test_the_users_own_rules_are_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()

    assert load(tmp_path, SMALLEST).rules_folder == tmp_path / "rules"


def test_without_own_rules_there_is_no_rules_folder(tmp_path: Path) -> None:
    assert load(tmp_path, SMALLEST).rules_folder is None


def test_a_region_brings_its_own_holidays(tmp_path: Path) -> None:
    holidays = load(tmp_path, SMALLEST + '[replies]\nholidays = "DE-BY"').policy.hours.holidays

    assert date(2027, 1, 6) in holidays  # Epiphany: in Bavaria, not in Berlin
    assert date(2031, 12, 25) in holidays


def test_the_zone_of_the_environment_goes_first(tmp_path: Path) -> None:
    (tmp_path / "timezone").write_text("Asia/Tokyo\n")

    assert identity.system_zone({"TZ": ":Europe/Paris"}, tmp_path) == ZoneInfo("Europe/Paris")


def test_the_zone_of_the_system_is_read_from_its_files(tmp_path: Path) -> None:
    (tmp_path / "timezone").write_text("Asia/Tokyo\n")

    assert identity.system_zone({}, tmp_path) == ZoneInfo("Asia/Tokyo")


def test_the_zone_of_the_system_is_read_from_its_link(tmp_path: Path) -> None:
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Lisbon")

    assert identity.system_zone({}, tmp_path) == ZoneInfo("Europe/Lisbon")


def test_where_nothing_tells_the_zone_it_is_utc(tmp_path: Path) -> None:
    assert identity.system_zone({"TZ": "../../etc/passwd"}, tmp_path) == ZoneInfo("UTC")
