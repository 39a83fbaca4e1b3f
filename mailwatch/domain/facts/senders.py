"""Senders: which system a mail came through, whether anyone reads an answer, and who we are."""

import re
from datetime import timedelta
from fnmatch import fnmatchcase

from mailwatch.domain.facts.folding import squash
from mailwatch.domain.facts.frames import stands_in
from mailwatch.domain.facts.passages import passages
from mailwatch.domain.facts.vocabulary import Vocabulary, vocabulary_of
from mailwatch.domain.judging.rules import Ruleset, SenderSystem
from mailwatch.domain.mail.messages import NOBODY, Address, Message, SegmentKind

_LONGEST_LOCAL = 255  # RFC 5321, 4.5.3.1.1 allows 64; relays with tokens exceed it
_TOKENS = re.compile(r"[._+=-]+")

# Local parts that no language needs to translate (RFC 2142, RFC 3464, RFC 3834).
_MACHINE_STEMS = frozenset({"noreply", "donotreply", "dontreply", "nonreply", "autoreply"})
_MACHINE_BOXES = frozenset({"mailerdaemon", "postmaster", "bounce", "bounces", "daemon"})


def system_of(address: Address, systems: tuple[SenderSystem, ...]) -> SenderSystem | None:
    """Return the recruiting system that *address* belongs to; the most specific domain wins.

    A domain matches itself and what ends in a dot and it: x.greenhouse.io is of greenhouse.io,
    evilgreenhouse.io is not.
    """
    domain = "." + _domain_of(address)
    matches = [
        (len(suffix), system)
        for system in systems
        for suffix in system.domains
        if domain.endswith("." + suffix.lower())
    ]
    return max(matches, key=lambda match: match[0])[1] if matches else None


def is_machine(address: Address, vocabulary: Vocabulary) -> bool:
    """Return whether the local part says that nobody reads it: no-reply, notifications, bounce."""
    local = address.email.rpartition("@")[0].lower()[:_LONGEST_LOCAL]
    box = squash(local.partition("+")[0])
    if box in _MACHINE_BOXES or box in vocabulary.squashed("no_reply.mailboxes"):
        return True
    stems = tuple(_MACHINE_STEMS | vocabulary.squashed("no_reply.stems"))
    tokens = [token for token in _TOKENS.split(local) if token]
    runs = ("".join(tokens[at:]) for at in range(len(tokens)))
    return any(run.startswith(stems) for run in runs) or any(
        token.endswith(stems) for token in tokens
    )


def is_human(message: Message, ruleset: Ruleset) -> bool:
    """Return whether neither the sender's address nor a header says that no person wrote this."""
    automation = message.automation
    is_sent_by_machine = bool(
        automation.list_id
        or automation.has_list_unsubscribe
        or automation.precedence
        or automation.auto_submitted not in {"", "no"}
    )
    is_known = bool(message.sender.email) and not is_sent_by_machine
    return is_known and not is_machine(message.sender, vocabulary_of(ruleset, ""))


def reply_address(
    message: Message,
    verdict_language: str,
    ruleset: Ruleset,
    own_addresses: frozenset[str],
) -> tuple[Address, str]:
    """Return where an answer would be read, with ""; else NOBODY, with the reason in words.

    The first of these that applies decides: our own mail, lists, bounces and answering machines;
    platforms that keep the talk to themselves; a body that says nobody reads answers; a
    Reply-To; the sender's address; what is known of the sender's system.
    """
    vocabulary = vocabulary_of(ruleset, verdict_language)
    never = _reason_for_never(message, own_addresses, vocabulary)
    if never:
        return NOBODY, never
    system = system_of(message.sender, ruleset.senders)
    if system and system.is_platform:
        return NOBODY, f"{system.name} keeps the talk on its own pages: answer there"
    if _says(message, "no_reply.lines", vocabulary):
        return NOBODY, f"the mail says that nobody reads answers to it{_FIND_CONTACT}"
    for address in message.reply_to:
        if _is_redirection(address, message, own_addresses) and not is_machine(address, vocabulary):
            return address, ""
    if _is_read(message.sender, system, vocabulary):
        return message.sender, ""
    return NOBODY, f"nobody reads {message.sender.email or 'the sender'}{_FIND_CONTACT}"


def has_moved_on(message: Message, ruleset: Ruleset) -> bool:
    """Tell whether an automatic answer says that its writer works there no longer."""
    return _says(message, "moved_on.lines", vocabulary_of(ruleset, ""))


def identity_of(message: Message, addresses: tuple[str, ...]) -> str:
    """Return which of the user's *addresses* the mail was sent to, the first if none is named."""
    own = {_plain(address): address for address in reversed(addresses)}
    headers = (*message.to, *message.cc)
    for email in (*message.delivered_to, *(address.email for address in headers)):
        if _plain(email) in own:
            return own[_plain(email)]
    return addresses[0] if addresses else ""


_FIND_CONTACT = ": find a contact"


def _reason_for_never(
    message: Message, own_addresses: frozenset[str], vocabulary: Vocabulary
) -> str:
    automation = message.automation
    if _is_own(message.sender, own_addresses):
        return "you wrote this mail yourself"
    if automation.is_report or automation.null_return_path:
        return "this is a report of the mail system, not a letter"
    if automation.auto_submitted in {"auto-replied", "auto-notified"}:
        return "this is an automatic answer"
    if automation.precedence == "list" or automation.list_id:
        return "this mail came through a mailing list"
    if _says(message, "no_contact.lines", vocabulary):
        return "they ask not to be written to"
    return ""


def _says(message: Message, name: str, vocabulary: Vocabulary) -> bool:
    frames = vocabulary.frames(name)
    body = message.body
    words = (body.words_of(SegmentKind.OWN), body.words_of(SegmentKind.SIGNATURE))
    return any(stands_in(frames, passage) for text in words for passage in passages(text))


def _is_redirection(address: Address, message: Message, own_addresses: frozenset[str]) -> bool:
    """Return whether a Reply-To leads somewhere new: not back to the sender, not to ourselves."""
    is_new = address.email.lower() != message.sender.email.lower()
    return bool(address.email) and is_new and not _is_own(address, own_addresses)


def _is_read(address: Address, system: SenderSystem | None, vocabulary: Vocabulary) -> bool:
    if not address.email or is_machine(address, vocabulary):
        return False
    if system is None or system.reply != "no":
        return True
    local = address.email.rpartition("@")[0].lower()[:_LONGEST_LOCAL]
    return any(fnmatchcase(local, pattern.lower()) for pattern in system.routed)


def _is_own(address: Address, own_addresses: frozenset[str]) -> bool:
    return _plain(address.email) in {_plain(own) for own in own_addresses if own}


def _plain(email: str) -> str:
    """Return an address without case and without the tag after a plus (RFC 5233)."""
    local, at, domain = email.strip().strip("<>").lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def _domain_of(address: Address) -> str:
    return address.email.rpartition("@")[2].lower().rstrip(".")


def offset_minutes(
    message: Message, system: SenderSystem | None, vocabulary: Vocabulary
) -> int | None:
    """Return how far the clock of a person is from UTC; that of a machine says nothing."""
    offset = message.utc_offset
    if offset is None or system or is_machine(message.sender, vocabulary):
        return None
    return int(offset / timedelta(minutes=1))
