"""Which company and which role a mail names, and where it does so."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from mailwatch.domain.facts import company as companies
from mailwatch.domain.facts import role as roles
from mailwatch.domain.facts.case import Case
from mailwatch.domain.facts.contact import is_borne_out, read_display
from mailwatch.domain.facts.folding import FIRST_UNSPACED, fold, squash
from mailwatch.domain.facts.frames import Filled, find_in, match_whole
from mailwatch.domain.facts.persons import is_same_person, tidy
from mailwatch.domain.facts.senders import is_machine
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.opportunities import Confidence, Place


@dataclass(frozen=True, slots=True)
class Named:
    """A value with its place; "" for none, wherever."""

    value: str = ""
    place: Place = Place.BODY
    confidence: Confidence = Confidence.LIKELY


NOTHING = Named()
_MOST_WORDS_OF_HEADLINE = 4


def company_in(case: Case) -> Named:
    """Return the first company that any place names, the most trusted place first."""
    return _chosen(_companies(case), lambda name: not _is_no_company(name, case))


def role_in(case: Case, company: str) -> Named:
    """Return the first role that any place names, without the *company* beside it."""
    roles_named = (replace(one, value=_without_company(one.value, company)) for one in _roles(case))
    return _chosen(roles_named, lambda name: squash(name) != squash(company))


def requisition_in(case: Case) -> Named:
    """Return the number of the post."""
    places = [(Place.SUBJECT, case.subject), *((Place.BODY, text) for text in case.sentences)]
    for place, text in places:
        if number := roles.requisition_in(text, case.vocabulary):
            return Named(number, place, Confidence.SURE)
    return Named(roles.trailing_number(case.subject), Place.SUBJECT, Confidence.LIKELY)


def _chosen(candidates: Iterable[Named], is_sound: Callable[[str], bool]) -> Named:
    """Return the first sound one; it is sure where another place names the same."""
    sound = [one for one in candidates if one.value and is_sound(one.value)]
    if not sound:
        return NOTHING
    first = sound[0]
    agreeing = {one.place for one in sound if squash(one.value) == squash(first.value)}
    is_sure = len(agreeing) > 1 or first.confidence is Confidence.SURE
    return Named(first.value, first.place, Confidence.SURE if is_sure else first.confidence)


def _without_company(role: str, company: str) -> str:
    """Return *role* without the company in front of it or behind it."""
    if not company:
        return role
    bare = role.removesuffix(company)
    behind = role.removeprefix(company)
    is_word_cut = behind[:1].isascii() and behind[:1].isalnum()
    return tidy(bare if bare != role or is_word_cut else behind)


# --- company ---


def _companies(case: Case) -> Iterator[Named]:
    is_told = _is_told_by_others(case)
    yield from (one for one in _stated_companies(case) if is_told or _is_borne_out(one.value, case))
    if not case.is_agency:
        yield Named(_displayed_company(case), Place.DISPLAY_NAME)
        yield from (Named(name, Place.SIGNATURE) for name in _signed_companies(case))
        yield from (Named(name, Place.DOMAIN) for name in _printed_companies(case))


def _stated_companies(case: Case) -> Iterator[Named]:
    vocabulary = case.vocabulary
    for filled in match_whole(vocabulary.frames("subject.templates"), case.subject):
        if filled.company and _agrees(filled, vocabulary):
            name = companies.company_name(filled.company, vocabulary)
            yield Named(name, Place.SUBJECT, Confidence.SURE)
    for sentence in case.head:
        for filled in find_in(vocabulary.frames("body.templates"), sentence):
            if filled.company:
                name = companies.leading_company(filled.company, vocabulary)
                yield Named(name, Place.BODY, Confidence.SURE)


def _is_told_by_others(case: Case) -> bool:
    """Return whether the mail is from a machine or an agency: their domain is not the company's.

    A person at a desk of their own also writes of places, of rivals and of whom they chose.
    """
    sender = case.message.sender
    is_system = case.system is not None or is_machine(sender, case.vocabulary)
    return case.is_agency or is_system or not sender.email


def _is_borne_out(name: str, case: Case) -> bool:
    """Return whether the sender's domain or name, or the signature, has the company's name."""
    sender = case.message.sender
    places = (sender.name, *case.sign.lines)
    folded = fold(name)
    is_near = _shares_word(name, sender) or _is_unspaced(name)
    return is_near or any(folded in fold(place) for place in places)


def _is_no_company(name: str, case: Case) -> bool:
    return squash(name) in case.system_names or (
        bool(case.own_name) and is_same_person(name, case.own_name)
    )


def _agrees(filled: Filled, vocabulary: Vocabulary) -> bool:
    """Return whether a slot for a title holds one: it needs a word that only roles have."""
    return not filled.title or roles.holds_role_word(filled.title, vocabulary)


def _displayed_company(case: Case) -> str:
    """Return what company a display name is of: "Acme Careers", "Jane Doe - Acme".

    A desk ("Features Desk"), a first name and a person with a title share nothing with the
    domain; in a system's mail nothing else stands there.
    """
    sender = case.message.sender
    display = read_display(sender.name, case.vocabulary)
    if display.person and is_borne_out(sender, display.person) and display.company == sender.name:
        return ""
    name = companies.company_name(display.company, case.vocabulary)
    local = squash(sender.email.partition("@")[0].partition("+")[0])
    is_printed = not display.person and _is_printed(name, case)
    is_trimmed = name != tidy(display.company)
    is_of_team = is_trimmed and (is_machine(sender, case.vocabulary) or _is_unspaced(name))
    is_near = _is_spelled(name, sender) if display.person == name else _shares_word(name, sender)
    is_ours = squash(name) != local and (is_near or is_printed or is_of_team)
    return name if case.system is not None or is_ours else ""


def _is_printed(name: str, case: Case) -> bool:
    """Return whether the letter has all of a name of several words, spelled alike."""
    text = " ".join((case.subject, *case.sentences))
    return (" " in name or _is_unspaced(name)) and name in text


def _is_unspaced(name: str) -> bool:
    """Return whether *name* is in a script of which a domain cannot be made."""
    return any(character >= FIRST_UNSPACED for character in name)


def _is_spelled(name: str, sender: Address) -> bool:
    """Return whether all of *name* is in the sender's domain."""
    return squash(name) in squash(sender.email.rpartition("@")[2].rpartition(".")[0])


def _shares_word(name: str, sender: Address) -> bool:
    """Return whether a telling word of *name*, or all of it, is in the sender's domain."""
    words = (*name.split(), name)
    return any(len(squash(word)) > len("the") and _is_spelled(word, sender) for word in words)


def _signed_companies(case: Case) -> Iterator[str]:
    vocabulary, sign = case.vocabulary, case.sign
    above = fold(sign.above)
    for line in (*sign.lines, *_line_above(case)):
        for filled in match_whole(vocabulary.frames("signature.templates"), line.rstrip(".!")):
            if filled.company and _agrees(filled, vocabulary):
                yield companies.company_name(filled.company, vocabulary)
        name = companies.company_name(line, vocabulary)
        if name and _is_company_line(line, name, above, case):
            yield name


def _line_above(case: Case) -> Iterator[str]:
    """Yield the line above whoever signed, where it says that it is a company's."""
    line = case.sign.above.rstrip().rpartition("\n")[2].strip()
    name = companies.company_name(line, case.vocabulary)
    if name and companies.has_legal_form(name, case.vocabulary):
        yield line


def _is_company_line(line: str, name: str, above: str, case: Case) -> bool:
    """Return whether a line is a company's and not a person's, a title or a place.

    It says so ("Ltd", "... Team"), the letter above has it too, or the domain is made of it.
    """
    is_team = len(name) < len(tidy(line)) - 1
    is_named = case.sign.is_closed and fold(name) in above
    is_telling = is_team or is_named or companies.has_legal_form(name, case.vocabulary)
    return (is_telling or _is_of_domain(line, case)) and not _is_of_person(name, case)


def _is_of_person(name: str, case: Case) -> bool:
    """Return whether *name* is a part of the name of the person who sent the mail."""
    sender = case.message.sender
    person = read_display(sender.name, case.vocabulary).person
    is_whole = not person and squash(name) == squash(sender.name)
    return is_same_person(name, person or sender.name) and not is_whole


def _is_of_domain(line: str, case: Case) -> bool:
    """Return whether a line of a signature shares a word with the sender's domain, and no name.

    "Anke Rost" of rost.example is a person, "Rost Shoes" is her shop.
    """
    sender = case.message.sender
    is_person = is_borne_out(sender, line)
    if line in case.sign.lines[:1]:  # where people sign: "Anke Rost" of rost-shoes.example
        is_person = is_person or not _is_spelled(line, sender)
    is_role = roles.holds_role_word(line, case.vocabulary)
    return _shares_word(line, sender) and not is_person and not is_role


def _printed_companies(case: Case) -> Iterator[str]:
    """Yield how the mail writes the sender's domain, or the tenant of a system, as a name."""
    local, _, domain = case.message.sender.email.partition("@")
    labels = domain.split(".")[:-1]
    if case.system is not None:
        known = {squash(label) for d in case.system.domains for label in d.split(".")}
        labels = [local.partition("+")[0], *(x for x in labels if squash(x) not in known)]
    places = (case.subject, *case.sign.lines, *case.head)
    for label in labels:
        for place in places:
            name = companies.printed_form(label, place, case.vocabulary)
            if name and not _is_of_person(name, case):
                is_signed = place in case.sign.lines
                yield (is_signed and companies.signed_form(name, place, case.vocabulary)) or name


# --- role ---


def _roles(case: Case) -> Iterator[Named]:
    vocabulary = case.vocabulary
    for filled in match_whole(vocabulary.frames("subject.templates"), case.subject):
        is_bounded = bool(filled.company)
        yield Named(_role_of(filled, vocabulary, is_bounded=is_bounded), Place.SUBJECT)
    for sentence in case.head:
        for filled in find_in(vocabulary.frames("body.templates"), sentence):
            yield Named(_role_of(filled, vocabulary), Place.BODY)
    yield from _headlines(case)


def _headlines(case: Case) -> Iterator[Named]:
    """Yield the subject, or its part before a dash, where that is a role and nothing else.

    A guess: it may as well be the title of a text, or what somebody else is.
    """
    ends = case.vocabulary.own.get("role.headline_ends", ())
    for text in (case.subject, case.subject.partition(" - ")[0]):
        words = text.split()
        role = roles.role_name(text, case.vocabulary)
        is_role = bool(words) and role == text and words[-1].lower() in ends
        if is_role and len(words) <= _MOST_WORDS_OF_HEADLINE:
            yield Named(role, Place.SUBJECT, Confidence.GUESS)


def _role_of(filled: Filled, vocabulary: Vocabulary, *, is_bounded: bool = False) -> str:
    if not _agrees(filled, vocabulary):
        return ""
    return roles.role_name(filled.title or filled.role, vocabulary, is_bounded=is_bounded)
