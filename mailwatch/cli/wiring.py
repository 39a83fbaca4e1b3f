"""The composition root: settings, rules, ledger and servers, put together for a command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import token_bytes
from zoneinfo import ZoneInfo

from mailwatch import config
from mailwatch.adapters import rulepacks, secrets, statefolder
from mailwatch.adapters.imap import Session, connect
from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.options import Places
from mailwatch.config import Settings
from mailwatch.config.places import locate
from mailwatch.domain.accounts import Account
from mailwatch.domain.assess import Desk
from mailwatch.domain.facts import vocabulary
from mailwatch.domain.identity import Identity, ReplyPolicy
from mailwatch.domain.judging.matcher import compile_rules
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.writing.correspondence import Desk as WritingDesk
from mailwatch.domain.writing.correspondence import write_draft
from mailwatch.domain.writing.letters import Letters
from mailwatch.domain.writing.lint import Taboos, taboos_of
from mailwatch.steps.work import Office

NO_SETTINGS = Settings(
    identity=Identity(name="", addresses=(), languages=(), timezone=ZoneInfo("UTC")),
    accounts=(),
    policy=ReplyPolicy(),
    folder=Path(),
    rules_folder=None,
    dotenv={},
)


@dataclass(frozen=True, slots=True)
class Rooms:
    """What a command works in: the settings and the rules, both checked."""

    settings: Settings
    ruleset: Ruleset

    @property
    def identity(self) -> Identity:
        """Who the user is; without a choice of theirs, every language with letters may answer."""
        identity = self.settings.identity
        with_letters = sorted({template.language for template in self.ruleset.templates})
        return replace(identity, languages=identity.languages or tuple(with_letters))

    def desk(self) -> Desk:
        """Return what messages are judged with."""
        matcher = compile_rules(self.ruleset)
        return Desk(self.ruleset, matcher, self.identity, self.settings.policy)

    def letters(self) -> Letters:
        """Return the letters, compiled and checked."""
        return Letters(self.ruleset.templates)

    def taboos(self) -> Taboos:
        """Return the words that a letter had better do without."""
        return taboos_of(self.ruleset.extracts)

    def writing(self, key: bytes) -> WritingDesk:
        """Return what letters are written with."""
        asks = self.settings.policy.personal_line == "ask"
        return WritingDesk(self.letters(), self.identity, key, self.taboos(), asks_for_a_line=asks)

    def office(self, key: bytes) -> Office:
        """Return what a pass judges and writes with."""
        return Office(self.desk(), partial(write_draft, self.writing(key)))

    def connect(self, account: Account) -> Session:
        """Log in to the server of *account*."""
        settings = self.settings
        is_only = settings.has_one_account
        secret = secrets.find(account, os.environ, settings.dotenv, is_only=is_only)
        return connect(account, secret)


def settings_of(places: Places) -> Settings:
    """Read the configuration."""
    return config.load(places.config, os.environ, datetime.now(UTC).date())


def rules_of(rules_folder: Path | None) -> Ruleset:
    """Read the shipped rules with the user's own over them.

    That the examples and extracts of the shipped rules hold is for our tests to say; they are
    looked at again where rules of the user's lie over them.
    """
    own = [rules_folder] if rules_folder else []
    ruleset = rulepacks.load(
        [rulepacks.shipped(), *own], check_examples=bool(own), cache=statefolder.cache(os.environ)
    )
    if own:
        vocabulary.check(ruleset)
    return ruleset


def open_rooms(places: Places) -> Rooms:
    """Read configuration and rules. Raise UserError for the first thing that is wrong."""
    settings = settings_of(places)
    return Rooms(settings, rules_of(settings.rules_folder))


def offline_rooms(places: Places) -> Rooms:
    """Return rooms to judge in without an account: the configuration counts where there is one."""
    return open_rooms(places) if _is_configured(places) else Rooms(NO_SETTINGS, rules_of(None))


def rules_folder_of(places: Places) -> Path | None:
    """Return the user's own rules folder, None where there is none."""
    return settings_of(places).rules_folder if _is_configured(places) else None


def _is_configured(places: Places) -> bool:
    where = locate(places.config, os.environ)
    return where.is_named or where.toml.exists() or where.dotenv.exists()


@contextmanager
def working_ledger(places: Places) -> Iterator[tuple[Ledger, bytes]]:
    """Open the ledger to work with, alone, and return it with the key of our Message-IDs."""
    folder = statefolder.prepare(places.state, os.environ)
    with statefolder.lock(folder), Ledger.open(folder) as ledger:
        yield ledger, statefolder.message_key(folder)


@contextmanager
def rehearsing_ledger(places: Places) -> Iterator[tuple[Ledger, bytes]]:
    """Return a copy of the ledger and the key: a pass over them leaves nothing behind."""
    folder = statefolder.locate(places.state, os.environ)
    with Ledger.rehearsal(folder) as ledger:
        yield ledger, statefolder.message_key_if_any(folder) or token_bytes(32)


@contextmanager
def reading_ledger(places: Places) -> Iterator[Ledger]:
    """Open a copy of the ledger to read: nothing is created, and nobody is kept from working."""
    with Ledger.rehearsal(statefolder.locate(places.state, os.environ)) as ledger:
        yield ledger
