"""What a mail says about an opportunity: who, what, and how they wish to be answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from mailwatch.domain.facts import appointments
from mailwatch.domain.facts import company as companies
from mailwatch.domain.facts import role as roles
from mailwatch.domain.facts.contact import contact_of, is_borne_out, read_display
from mailwatch.domain.facts.folding import fold, squash, words_start
from mailwatch.domain.facts.frames import Filled, find_in, match_whole, stands_in
from mailwatch.domain.facts.manner import form_of
from mailwatch.domain.facts.passages import passages
from mailwatch.domain.facts.persons import is_same_person, tidy
from mailwatch.domain.facts.phone import phone_in
from mailwatch.domain.facts.relations import relationship
from mailwatch.domain.facts.senders import is_machine, offset_minutes, reply_address, system_of
from mailwatch.domain.facts.signoff import SignOff, sign_off
from mailwatch.domain.facts.vocabulary import Vocabulary, vocabulary_of
from mailwatch.domain.judging.evidence import Verdict
from mailwatch.domain.judging.rules import Kind, Ruleset, SenderSystem
from mailwatch.domain.mail.messages import NOBODY, Address, Message, SegmentKind
from mailwatch.domain.opportunities import Facts

_HEAD = 600
_LONGEST_SUBJECT = 300
_LONGEST_REASON = 300
_MOST_PREFIXES = 8


@dataclass(frozen=True, slots=True)
class _Case:
    """One mail laid out for the search: everything the questions below look at."""

    message: Message
    vocabulary: Vocabulary
    system: SenderSystem | None
    system_names: frozenset[str]
    own_name: str
    subject: str
    sentences: tuple[str, ...]
    head: tuple[str, ...]
    sign: SignOff


def extract(
    message: Message,
    verdict: Verdict,
    ruleset: Ruleset,
    own_addresses: frozenset[str],
    own_name: str,
) -> Facts:
    """Return what *message* says; what it does not say plainly is "" rather than a guess.

    Every text is one short line. Where nobody reads the sender's box but a person signed with
    an address of their own, the answer goes to them.
    """
    case = _lay_out(message, verdict.language, ruleset, own_name)
    company = _company(case)
    role, requisition = _role(case, company)
    contact = contact_of(message.sender, case.sign, case.vocabulary, (own_name, company))
    address, hold_reason = reply_address(message, verdict.language, ruleset, own_addresses)
    if _may_write_to(contact, hold_reason, own_addresses, case.vocabulary):
        address, hold_reason = contact, ""
    dated = appointments.Dated.of(message, case.sentences, case.vocabulary)
    return Facts(
        company=company,
        role=role,
        requisition=requisition,
        contact=contact,
        reply_to=address,
        hold_reason=hold_reason,
        form=form_of(case.sentences, case.vocabulary),
        relationship=relationship(case.sentences, contact, address, case.vocabulary),
        forbids_feedback=_says(case, "feedback.forbids"),
        offers_feedback=_says(case, "feedback.offers"),
        keeps_on_file=_says(case, "on_file.lines"),
        reason=_reason(verdict, case.vocabulary),
        phone=phone_in(case.sign.lines),
        return_day=appointments.return_day(dated),
        deadline=appointments.deadline(dated, verdict.category),
        utc_offset_minutes=offset_minutes(message, case.system, case.vocabulary),
    )


def _lay_out(message: Message, language: str, ruleset: Ruleset, own_name: str) -> _Case:
    vocabulary = vocabulary_of(ruleset, language)
    own = message.body.words_of(SegmentKind.OWN)
    return _Case(
        message=message,
        vocabulary=vocabulary,
        system=system_of(message.sender, ruleset.senders),
        system_names=frozenset(squash(s.name.partition(" (")[0]) for s in ruleset.senders),
        own_name=own_name,
        subject=_bare_subject(message.subject, vocabulary),
        sentences=tuple(passages(own)),
        head=tuple(passages(own[:_HEAD])),
        sign=sign_off(message.body, message.sender.name, vocabulary),
    )


def _bare_subject(subject: str, vocabulary: Vocabulary) -> str:
    """Cut "Re:", "AW:", "[External]" and their like from the front, however many."""
    bare = " ".join(subject[:_LONGEST_SUBJECT].split())
    prefixes = vocabulary.folded("subject.prefixes")
    for _ in range(_MOST_PREFIXES):
        folded = fold(bare)
        prefix = next((p for p in prefixes if folded.startswith(p)), "")
        if not prefix:
            break
        bare = bare[len(prefix) :].strip()
    return bare.rstrip(" !.")


# --- company ---


def _company(case: _Case) -> str:
    """Return the first company that any place names, the most trusted place first."""
    for name in _companies(case):
        if name and not _is_no_company(name, case):
            return name
    return ""


def _companies(case: _Case) -> Iterator[str]:
    vocabulary = case.vocabulary
    for filled in match_whole(vocabulary.frames("subject.templates"), case.subject):
        if filled.company and _agrees(filled, vocabulary):
            yield companies.company_name(filled.company, vocabulary)
    for sentence in case.head:
        for filled in find_in(vocabulary.frames("body.templates"), sentence):
            if filled.company:
                yield companies.leading_company(filled.company, vocabulary)
    yield _displayed_company(case)
    yield from _signed_companies(case)
    yield from _printed_companies(case)


def _is_no_company(name: str, case: _Case) -> bool:
    return squash(name) in case.system_names or (
        bool(case.own_name) and is_same_person(name, case.own_name)
    )


def _agrees(filled: Filled, vocabulary: Vocabulary) -> bool:
    """Return whether a slot for a title holds one: it needs a word that only roles have."""
    return not filled.title or roles.holds_role_word(filled.title, vocabulary)


def _displayed_company(case: _Case) -> str:
    sender = case.message.sender
    display = read_display(sender.name, case.vocabulary)
    if display.person and is_borne_out(sender, display.person) and display.company == sender.name:
        return ""
    name = companies.company_name(display.company, case.vocabulary)
    was_cleaned = name != tidy(display.company)
    is_telling = (
        was_cleaned
        or case.system is not None
        or is_machine(sender, case.vocabulary)
        or display.company != sender.name
        or not display.person
    )
    return name if is_telling or _shares_word(name, sender) else ""


def _shares_word(name: str, sender: Address) -> bool:
    domain = squash(sender.email.rpartition("@")[2])
    return any(len(word) > len("the") and squash(word) in domain for word in name.split())


def _signed_companies(case: _Case) -> Iterator[str]:
    vocabulary, sign = case.vocabulary, case.sign
    above = fold(sign.above)
    for line in sign.lines:
        for filled in match_whole(vocabulary.frames("signature.templates"), line.rstrip(".!")):
            if filled.company and _agrees(filled, vocabulary):
                yield companies.company_name(filled.company, vocabulary)
        name = companies.company_name(line, vocabulary)
        is_team = bool(name) and len(name) < len(tidy(line)) - 1
        is_named = fold(name) in above if sign.is_closed else False
        if name and (is_team or is_named or companies.has_legal_form(name, vocabulary)):
            yield name


def _printed_companies(case: _Case) -> Iterator[str]:
    """Yield how the mail writes the sender's domain, or the tenant of a system, as a name."""
    local, _, domain = case.message.sender.email.partition("@")
    labels = domain.split(".")[:-1]
    if case.system is not None:
        known = {squash(label) for d in case.system.domains for label in d.split(".")}
        labels = [local.partition("+")[0], *(x for x in labels if squash(x) not in known)]
    places = (case.subject, *case.head, *case.sign.lines)
    for label in labels:
        for place in places:
            yield companies.printed_form(label, place, case.vocabulary)


# --- role ---


def _role(case: _Case, company: str) -> tuple[str, str]:
    """Return the role and the number of the post."""
    vocabulary = case.vocabulary
    role = next((name for name in _roles(case) if name and squash(name) != squash(company)), "")
    for text in (case.subject, *case.sentences):
        number = roles.requisition_in(text, vocabulary)
        if number:
            return role, number
    return role, roles.trailing_number(case.subject)


def _roles(case: _Case) -> Iterator[str]:
    vocabulary = case.vocabulary
    for filled in match_whole(vocabulary.frames("subject.templates"), case.subject):
        yield _role_of(filled, vocabulary)
    for sentence in case.head:
        for filled in find_in(vocabulary.frames("body.templates"), sentence):
            yield _role_of(filled, vocabulary)


def _role_of(filled: Filled, vocabulary: Vocabulary) -> str:
    if not _agrees(filled, vocabulary):
        return ""
    return roles.role_name(filled.title or filled.role, vocabulary)


# --- how they wish to be answered ---


def _says(case: _Case, name: str) -> bool:
    frames = case.vocabulary.frames(name)
    return any(stands_in(frames, sentence) for sentence in case.sentences)


def _reason(verdict: Verdict, vocabulary: Vocabulary) -> str:
    """Return the words after "because" in a sentence that turned us down."""
    for evidence in verdict.counting:
        if evidence.kind is Kind.STRONG and evidence.field == "body":
            reason = _after_marker(" ".join(evidence.sentence.split()), vocabulary)
            if reason:
                return reason
    return ""


def _after_marker(sentence: str, vocabulary: Vocabulary) -> str:
    """Return what follows a "because"; where it opens the sentence, up to the comma."""
    folded = fold(sentence)
    # Of the mail's own language alone: "da" gives a reason in German, and a place in Italian.
    for marker in map(fold, vocabulary.own.get("reason.markers", ())):
        at = words_start(marker, folded)
        if at >= 0:
            rest = sentence[at + len(marker) :]
            reason = rest.partition(",")[0] if at == 0 else rest
            return tidy(reason[:_LONGEST_REASON].strip(), _LONGEST_REASON)
    return ""


def _may_write_to(
    contact: Address, hold_reason: str, own_addresses: frozenset[str], vocabulary: Vocabulary
) -> bool:
    """Return whether a person who signed can be written to instead of a machine."""
    is_machine_only = hold_reason.endswith("find a contact")
    is_other = contact != NOBODY and contact.email.lower() not in own_addresses
    return (
        is_machine_only and is_other and bool(contact.email) and not is_machine(contact, vocabulary)
    )
