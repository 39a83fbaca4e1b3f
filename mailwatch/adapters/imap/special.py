"""Which mailboxes are Drafts, Sent, Trash and Junk, and how we know."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mailwatch.adapters.imap import special_names
from mailwatch.adapters.imap.mailboxes import Hierarchy, Mailbox
from mailwatch.errors import ConfigError


@dataclass(frozen=True, slots=True)
class SpecialFolder:
    """A mailbox with a purpose. *how* is "setting", "attribute" or "name"."""

    name: str
    wire: bytes
    how: str


@dataclass(frozen=True, slots=True)
class Folders:
    """The mailboxes with a purpose. Of Sent, Trash and Junk there may be none, or several."""

    drafts: SpecialFolder
    sent: tuple[SpecialFolder, ...]
    trash: tuple[SpecialFolder, ...]
    junk: tuple[SpecialFolder, ...]


@dataclass(frozen=True, slots=True)
class _Purpose:
    attributes: frozenset[str]
    names: frozenset[str]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _purpose(attributes: Iterable[str], names: Iterable[str]) -> _Purpose:
    return _Purpose(frozenset(attributes), frozenset(map(_folded, names)))


# RFC 6154; \Spam is what XLIST said for \Junk.
_DRAFTS = _purpose(("\\drafts",), special_names.DRAFTS)
_SENT = _purpose(("\\sent",), special_names.SENT)
_TRASH = _purpose(("\\trash",), special_names.TRASH)
_JUNK = _purpose(("\\junk", "\\spam"), special_names.JUNK)


def find_folders(
    mailboxes: Iterable[Mailbox], hierarchy: Hierarchy, drafts: str, place: str
) -> Folders:
    """Find them by the setting, by what the server says, or by name.

    Raise ConfigError if Drafts is missing or could be one of several: a draft in the wrong
    mailbox would be lost on the user.
    """
    listed = tuple(mailboxes)
    return Folders(
        drafts=_drafts(listed, hierarchy, drafts, place),
        sent=_candidates(listed, hierarchy, _SENT),
        trash=_candidates(listed, hierarchy, _TRASH),
        junk=_candidates(listed, hierarchy, _JUNK),
    )


def _drafts(
    listed: tuple[Mailbox, ...], hierarchy: Hierarchy, setting: str, place: str
) -> SpecialFolder:
    if setting:
        return _as_set(listed, hierarchy, setting, place)
    found = _candidates(listed, hierarchy, _DRAFTS)
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(f'"{folder.name}"' for folder in found)
        raise ConfigError(
            f"{place}: finding Drafts: {names} could both be it. Write the right one as `drafts` "
            "into the account's configuration."
        )
    raise ConfigError(
        f"{place}: finding Drafts: no mailbox looks like it. Create one in your mail program, or "
        "write its name as `drafts` into the account's configuration."
    )


def _as_set(
    listed: tuple[Mailbox, ...], hierarchy: Hierarchy, setting: str, place: str
) -> SpecialFolder:
    for name in (setting, hierarchy.native(setting)):
        for mailbox in listed:
            if mailbox.name == name and mailbox.is_selectable:
                return SpecialFolder(mailbox.name, mailbox.wire, "setting")
    raise ConfigError(
        f'{place}: finding Drafts: there is no mailbox "{setting}". Correct `drafts` in the '
        "account's configuration, or create the mailbox."
    )


def _candidates(
    listed: tuple[Mailbox, ...], hierarchy: Hierarchy, purpose: _Purpose
) -> tuple[SpecialFolder, ...]:
    usable = [m for m in listed if m.is_selectable and m.name.upper() != "INBOX"]
    told = [m for m in usable if m.attributes & purpose.attributes]
    if told:
        return _topmost(told, "attribute")
    named = [
        m
        for m in usable
        if hierarchy.is_personal(m.name) and _folded(m.last_component) in purpose.names
    ]
    return _topmost(named, "name")


def _topmost(mailboxes: list[Mailbox], how: str) -> tuple[SpecialFolder, ...]:
    """Leave out what lies below another: Yandex keeps its templates in Drafts|template."""
    names = {m.name for m in mailboxes}
    return tuple(
        SpecialFolder(m.name, m.wire, how)
        for m in mailboxes
        if not any(m.delimiter and m.name.startswith(n + m.delimiter) for n in names)
    )
