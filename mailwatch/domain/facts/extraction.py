"""What a mail says about an opportunity: who, what, and how they wish to be answered."""

from dataclasses import replace

from mailwatch.domain.facts import appointments, naming
from mailwatch.domain.facts.case import Case, lay_out
from mailwatch.domain.facts.contact import contact_of
from mailwatch.domain.facts.folding import fold, words_start
from mailwatch.domain.facts.frames import stands_in
from mailwatch.domain.facts.manner import form_of
from mailwatch.domain.facts.origins import origins_of
from mailwatch.domain.facts.persons import tidy
from mailwatch.domain.facts.phone import phone_in
from mailwatch.domain.facts.relations import relationship
from mailwatch.domain.facts.senders import is_machine, offset_minutes, reply_address
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.judging.evidence import Verdict
from mailwatch.domain.judging.rules import Kind, Ruleset
from mailwatch.domain.mail.messages import NOBODY, Address, Message
from mailwatch.domain.opportunities import Facts

_LONGEST_REASON = 300
_TELLING = 60  # characters that tell one sentence from another
_OPENERS = (":", ";", "\u2013", "\u2014")  # a clause begins behind one
_COMMAS = (",", "\uff0c", "\u3001")


def extract(
    message: Message,
    verdict: Verdict,
    ruleset: Ruleset,
    own_addresses: frozenset[str],
    own_name: str,
) -> Facts:
    """Return what *message* says; what it does not say plainly is "" rather than a guess.

    Every text is one short line, and `Facts.origins` tells where each was found. Where nobody
    reads the sender's box but a person signed with an address of their own, the answer goes to
    them.
    """
    case = lay_out(message, verdict.language, ruleset, own_name)
    company = naming.company_in(case)
    role = naming.role_in(case, company.value)
    requisition = naming.requisition_in(case)
    contact = contact_of(message.sender, case.sign, case.vocabulary, (own_name, company.value))
    address, hold_reason = reply_address(message, verdict.language, ruleset, own_addresses)
    if _may_write_to(contact, hold_reason, own_addresses, case.vocabulary):
        address, hold_reason = contact, ""
    dated = appointments.Dated.of(message, case.sentences, case.vocabulary)
    facts = Facts(
        company=company.value,
        role=role.value,
        requisition=requisition.value,
        contact=contact,
        reply_to=address,
        hold_reason=hold_reason,
        form=form_of(case.sentences, case.vocabulary),
        relationship=relationship(case.sentences, contact, address, case.vocabulary),
        forbids_feedback=_says(case, "feedback.forbids"),
        offers_feedback=_says(case, "feedback.offers"),
        keeps_on_file=_says(case, "on_file.lines"),
        reason=_reason(case, verdict),
        phone=phone_in(case.sign.lines),
        return_day=appointments.return_day(dated),
        deadline=appointments.deadline(dated, verdict.category),
        utc_offset_minutes=offset_minutes(message, case.system, case.vocabulary),
    )
    named = {"company": company, "role": role, "requisition": requisition}
    return replace(facts, origins=origins_of(case, verdict, facts, named))


# --- how they wish to be answered ---


def _says(case: Case, name: str) -> bool:
    frames = case.vocabulary.frames(name)
    return any(stands_in(frames, sentence) for sentence in case.sentences)


def _reason(case: Case, verdict: Verdict) -> str:
    """Return the words after "because" in a sentence that turned us down."""
    told = [e.sentence for e in verdict.counting if e.kind is Kind.STRONG and e.field == "body"]
    reasons = (_after_marker(_whole(one, case), case.vocabulary) for one in told)
    return next(filter(None, reasons), "")


def _whole(sentence: str, case: Case) -> str:
    """Return all of a sentence of which evidence keeps only the beginning."""
    beginning = " ".join(sentence.split())[:_TELLING]
    return next((one for one in case.sentences if one.startswith(beginning)), beginning)


def _after_marker(sentence: str, vocabulary: Vocabulary) -> str:
    """Return what follows a "because"; where that opens the sentence, up to its end of clause."""
    folded = fold(sentence)
    # Of the mail's own language alone: "da" gives a reason in German, and a place in Italian.
    for marker in vocabulary.own.get("reason.markers", ()):
        before, _, kept = fold(marker).partition("| ")
        at = words_start(before + kept, folded)
        if at >= 0:
            rest = sentence[at + len(before) :]
            opens = not sentence[:at].strip() or sentence[:at].rstrip().endswith(_OPENERS)
            reason = _first_clause(rest, vocabulary) if opens else rest
            return tidy(reason[:_LONGEST_REASON].strip(), _LONGEST_REASON)
    return ""


def _first_clause(text: str, vocabulary: Vocabulary) -> str:
    folded = fold(text)
    stops = map(fold, vocabulary.own.get("reason.stops", ()))
    ends = [at for stop in stops if (at := words_start(stop, folded)) > 0]
    ends += [at for comma in _COMMAS if (at := text.find(comma)) > 0]
    return text[: min(ends, default=len(text))]


def _may_write_to(
    contact: Address, hold_reason: str, own_addresses: frozenset[str], vocabulary: Vocabulary
) -> bool:
    """Return whether a person who signed can be written to instead of a machine."""
    is_machine_only = hold_reason.endswith("find a contact")
    is_other = contact != NOBODY and contact.email.lower() not in own_addresses
    return (
        is_machine_only and is_other and bool(contact.email) and not is_machine(contact, vocabulary)
    )
