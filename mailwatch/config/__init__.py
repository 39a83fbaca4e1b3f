"""mailwatch.toml and .env become finished, typed objects; no table leaves this room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from mailwatch.config import accounts, cadences, envfile, identity, replies
from mailwatch.config.places import Places, locate
from mailwatch.config.schema import IdentitySection, RepliesSection
from mailwatch.config.tables import Place, nearest, password_variable
from mailwatch.config.tomlfile import TomlFile, open_toml
from mailwatch.domain.accounts import Account
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.errors import ConfigError

__all__ = ["Settings", "load"]


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the user has settled.

    *rules_folder* is the user's own rules/ beside the TOML file, None where there is none.
    *dotenv* is what .env sets: it may hold secrets, so it is never shown.
    """

    identity: Identity
    accounts: tuple[Account, ...]
    policy: ReplyPolicy
    folder: Path
    rules_folder: Path | None
    dotenv: Mapping[str, str] = field(repr=False)

    @property
    def has_one_account(self) -> bool:
        """Whether MAILWATCH_PASSWORD can only mean one account."""
        return len(self.accounts) == 1


def load(option: Path | None, environ: Mapping[str, str], today: date) -> Settings:
    """Read the configuration that *option* (--config) or *environ* points to, or the user's own.

    *today* decides for which years the holidays of a region are worked out. Raise ConfigError at
    the first thing that the user must change.
    """
    places = locate(option, environ)
    toml = open_toml(places)
    dotenv = envfile.read(places.dotenv)
    values = {**dotenv, **environ}
    found = _accounts(places, toml, values)
    _refuse_stray_passwords(places, dotenv, found)
    section = toml.read("identity", IdentitySection)
    return Settings(
        identity=identity.identity(_identity_place(places, toml), section, found, values),
        accounts=found,
        policy=_policy(toml, today),
        folder=places.folder,
        rules_folder=places.rules if places.rules.is_dir() else None,
        dotenv=dotenv,
    )


def _policy(toml: TomlFile, today: date) -> ReplyPolicy:
    section = toml.read("replies", RepliesSection)
    policy = replies.policy(toml.place("replies"), section, today)
    return replace(policy, cadences=cadences.cadences(toml))


def _accounts(
    places: Places,
    toml: TomlFile,
    values: Mapping[str, str],
) -> tuple[Account, ...]:
    found = accounts.from_toml(toml) or accounts.from_environment(str(places.dotenv), values)
    if not found:
        raise ConfigError(
            f"{places.toml}: no account is set up. Write [account.main] with host and username "
            f"there, or MAILWATCH_HOST and MAILWATCH_USERNAME into {places.dotenv}.",
        )
    return found


def _refuse_stray_passwords(
    places: Places,
    dotenv: Mapping[str, str],
    found: Iterable[Account],
) -> None:
    known = [password_variable(account.name) for account in found]
    for name in dotenv:
        if envfile.is_account_password(name) and name not in known:
            hint = nearest(name, known) or " Rename or remove it."
            raise Place(str(places.dotenv)).error(name, f"belongs to no account.{hint}")


def _identity_place(places: Places, toml: TomlFile) -> Place:
    if toml.text:
        return toml.place("identity")
    return Place(str(places.dotenv), names=envfile.ONE_ACCOUNT_NAMES)
