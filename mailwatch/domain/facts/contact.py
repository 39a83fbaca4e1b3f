"""The person who wrote: from the signature, or from a display name that the address bears out."""

import re
from dataclasses import dataclass

from mailwatch.domain.facts.company import has_legal_form
from mailwatch.domain.facts.folding import FIRST_UNSPACED, fold, squash
from mailwatch.domain.facts.persons import is_same_person, person_name
from mailwatch.domain.facts.signoff import SignOff
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.mail.messages import NOBODY, Address

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_SHORTEST_TOKEN = 3
_LINES_OF_NAMES = 2


@dataclass(frozen=True, slots=True)
class Display:
    """A display name taken apart: "Jane Doe - Acme", "Jane Doe via Acme", "Acme Careers"."""

    person: str
    company: str


def read_display(name: str, vocabulary: Vocabulary) -> Display:
    """Split a display name into what may be a person and what may be a company."""
    folded = fold(name)
    for separator in vocabulary.folded("contact.separators"):
        at = folded.find(f" {separator} ")
        if at > 0:
            first, second = name[:at], name[at + len(separator) + 2 :]
            person = person_name(first, vocabulary)
            return Display(person, second) if person else Display("", first)
    return Display(person_name(name, vocabulary), name)


def contact_of(
    sender: Address, sign: SignOff, vocabulary: Vocabulary, strangers: tuple[str, ...]
) -> Address:
    """Return who signed, else the person the sender is; NOBODY for teams and machines.

    *strangers* are names that are not the contact: the user's own, the company's.
    """
    display = read_display(sender.name, vocabulary)
    signed = _signed(sign, sender, display.person, vocabulary)
    for name in (signed, display.person if is_borne_out(sender, display.person) else ""):
        is_known = any(is_same_person(name, stranger) for stranger in strangers)
        if name and not is_known and not has_legal_form(name, vocabulary):
            return Address(name, _email_of(name, sender, sign))
    return NOBODY


def is_borne_out(sender: Address, person: str) -> bool:
    """Return whether the address of *sender* speaks for *person*: by name or by initials."""
    words = [squash(word) for word in person.split()]
    # "Nord Portal <portal@nord.example>" is an office; "Jane Nord <jane@nord.example>" is not.
    if words and words[0] in sender.email.partition("@")[2].split("."):
        return False
    if len(words) < len(["given", "family"]):
        return False
    local = squash(sender.email.partition("@")[0].partition("+")[0])
    initials = "".join(word[0] for word in words if word)
    long_words = [word for word in words if len(word) >= _SHORTEST_TOKEN]
    return any(word in local for word in long_words) or local == initials


def _signed(sign: SignOff, sender: Address, displayed: str, vocabulary: Vocabulary) -> str:
    if not sign.is_closed:
        names = (_name_in(line, vocabulary) for line in sign.lines)
        return displayed if any(_is_name(name, displayed) for name in names) else ""
    for line in sign.lines[:_LINES_OF_NAMES]:
        name = person_name(_name_in(line, vocabulary), vocabulary)
        if name and _is_same_start(name, displayed):
            return max(name, displayed, key=len)
        if name and _is_signature(name, sign, sender, vocabulary):
            return name
    return ""


def _name_in(line: str, vocabulary: Vocabulary) -> str:
    """Return the part of a signature's line that may be a name.

    In scripts without blanks an office or a courtesy may stand beside it, with a blank between.
    """
    part = line.partition(" | ")[0]
    if not any(character >= FIRST_UNSPACED for character in part):
        return part
    beside = vocabulary.squashed("contact.not_person")
    return " ".join(word for word in part.split() if squash(word) not in beside)


def _is_name(line: str, displayed: str) -> bool:
    return bool(displayed) and fold(line.strip(" ,.-*")) == fold(displayed)


def _is_same_start(name: str, displayed: str) -> bool:
    return bool(displayed) and fold(displayed).partition(" ")[0] == fold(name).partition(" ")[0]


def _is_signature(name: str, sign: SignOff, sender: Address, vocabulary: Vocabulary) -> bool:
    """Return whether a line that is shaped like a person is one, not a company that signed."""
    local, _, domain = sender.email.partition("@")
    if len(name.split()) == 1:
        return squash(name) == squash(re.split(r"[._+-]", local)[0])
    is_in_letter = f" {fold(name)}" in fold(sign.above)
    is_in_domain = squash(name) in squash(domain) and squash(name) not in squash(local)
    return not (is_in_letter or is_in_domain or has_legal_form(name, vocabulary))


def _email_of(name: str, sender: Address, sign: SignOff) -> str:
    """Return the address that goes with *name*: the sender's, or one given in the signature."""
    if is_borne_out(sender, name) or is_same_person(sender.name, name):
        return sender.email
    for line in sign.lines:
        for email in _ADDRESS.findall(line):
            if is_borne_out(Address("", email), name):
                return str(email)
    local = sender.email.partition("@")[0]
    given = name.partition(" ")[0]
    return sender.email if squash(local) == squash(given) else ""
