"""Sections about accounts become accounts, checked against each other."""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from mailwatch.config import words
from mailwatch.config.envfile import ACCOUNT_KEYS, ONE_ACCOUNT_NAMES
from mailwatch.config.schema import AccountSection
from mailwatch.config.tables import Place, entries_of, read
from mailwatch.config.tomlfile import TomlFile
from mailwatch.domain.accounts import Account, Auth, Security

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.PLAIN: 143}


def from_toml(toml: TomlFile) -> tuple[Account, ...]:
    """Make the accounts of the [account.*] sections, in their order, no two of them the same."""
    accounts: dict[str, Account] = {}
    for name, table in _sections(toml).items():
        place = toml.place(f"account.{name}")
        _check_name(place, name, accounts)
        account = _account(name, place, read(place, table, AccountSection))
        _refuse_twin(place, account, accounts.values())
        accounts[name] = _with_ca_file(place, account, toml.path.parent)
    return tuple(accounts.values())


def _sections(toml: TomlFile) -> Mapping[str, object]:
    place = toml.place("account")
    sections = entries_of(place, toml.tables.get("account", {}))
    if any(not isinstance(table, Mapping) for table in sections.values()):
        raise place.error("", "an account needs a name. Write [account.main].")
    return sections


def from_environment(file: str, values: Mapping[str, str]) -> tuple[Account, ...]:
    """Make the one account, "main", that MAILWATCH_HOST and its kin describe, if they are set."""
    place = Place(file, names=ONE_ACCOUNT_NAMES)
    table: dict[str, object] = {
        key: values[ONE_ACCOUNT_NAMES[key]]
        for key in ACCOUNT_KEYS
        if values.get(ONE_ACCOUNT_NAMES[key])
    }
    if not table.keys() & {"host", "username"}:
        return ()
    if "port" in table:
        table["port"] = _port(place, str(table["port"]))
    return (_account("main", place, read(place, table, AccountSection)),)


def _port(place: Place, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > len("65535"):
        raise place.error("port", f"{text!r} is not a number. Write it like 993.")
    return int(text)


def _check_name(place: Place, name: str, others: Iterable[str]) -> None:
    if not _NAME.fullmatch(name):
        raise place.error(
            "",
            "an account's name is 1 to 32 of a-z, 0-9, - and _, the first no sign. "
            "Write it like [account.main].",
        )
    twin = name.replace("-", "_")
    if any(other.replace("-", "_") == twin for other in others):
        raise place.error("", "two accounts would share one password variable. Rename one.")


def _account(name: str, place: Place, section: AccountSection) -> Account:
    account = Account(
        name=name,
        host=words.needed(place, "host", section.host),
        port=section.port or _PORTS[section.security],
        security=section.security,
        username=words.needed(place, "username", section.username),
        auth=section.auth,
        ca_file=section.ca_file,
        secret_command=_secret_command(place, section),
        watch=tuple(words.needed(place, "watch", mailbox) for mailbox in section.watch),
        drafts=words.one_line(place, "drafts", section.drafts),
        filing=section.filing,
        folder=words.needed(place, "folder", section.folder),
    )
    _refuse_open_line(place, account)
    _check_mailboxes(place, account)
    return account


def _secret_command(place: Place, section: AccountSection) -> tuple[str, ...]:
    if section.auth is Auth.OAUTH2:
        if section.password_command:
            raise place.error("password_command", 'is for auth = "password". Use token_command.')
        if not section.token_command:
            raise place.error("token_command", 'is needed with auth = "oauth2". Name a command.')
        return section.token_command
    if section.token_command:
        raise place.error("token_command", 'is for auth = "oauth2". Add that, or remove this.')
    return section.password_command


def _refuse_open_line(place: Place, account: Account) -> None:
    if account.security is Security.PLAIN and not is_loopback(account.host):
        raise place.error(
            "security",
            "plain would send the password over the network for all to read; it is for this "
            'machine only (127.0.0.1, ::1, localhost). Use "tls" or "starttls".',
        )


def is_loopback(host: str) -> bool:
    """Say whether *host* can only be this machine: localhost, 127.0.0.0/8 or ::1."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _check_mailboxes(place: Place, account: Account) -> None:
    if not account.watch:
        raise place.error("watch", 'names no mailbox. Write watch = ["INBOX"].')
    for key, mailbox in (("folder", account.folder), ("drafts", account.drafts)):
        if mailbox in account.watch:
            raise place.error(
                key,
                f"{mailbox!r} is watched too, and mailwatch would read what it wrote. "
                "Remove it from watch or choose another.",
            )


def _refuse_twin(place: Place, account: Account, others: Iterable[Account]) -> None:
    for other in others:
        if (other.host, other.username) == (account.host, account.username):
            raise place.error(
                "username",
                f"is the login of [account.{other.name}] too, and each mail would be taken in "
                "twice. Put all mailboxes into one account's watch.",
            )


def _with_ca_file(place: Place, account: Account, folder: Path) -> Account:
    if not account.ca_file:
        return account
    path = folder / account.ca_file
    if not path.is_file():
        raise place.error(
            "ca_file",
            f"there is no file {path}. Put the server's certificate there (PEM), or remove the key "
            "to trust the system's authorities.",
        )
    return replace(account, ca_file=str(path))
