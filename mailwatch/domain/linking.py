"""Whether two mails speak of the same opportunity, and what a mail in its thread means."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Self

from mailwatch.domain.facts.senders import has_moved_on, is_machine
from mailwatch.domain.facts.vocabulary import vocabulary_of
from mailwatch.domain.judging.deciding import REDIRECT
from mailwatch.domain.judging.evidence import Judgement, Verdict
from mailwatch.domain.judging.rules import Kind, Ruleset
from mailwatch.domain.mail.messages import Message
from mailwatch.domain.opportunities import Opportunity
from mailwatch.domain.text import fold

# Systems send the same news two or three times, and a person once more by hand (domain.md M11).
SAME_ROLE_WITHIN = timedelta(days=30)
SAME_MAIL_WITHIN = timedelta(days=3)

# Legal forms, for comparing only: "Acme GmbH" and "Acme" are one company (domain.md 5.1).
LEGAL_FORMS = frozenset(
    {"inc", "llc", "ltd", "plc", "corp", "co", "gmbh", "ag", "se", "kg", "ohg", "ug", "sarl"}
    | {"sas", "sa", "spa", "srl", "sl", "bv", "nv", "ab", "aps", "as", "oy", "kk"}
)

_NO_LETTER = re.compile(r"[\W_]+")
_ANSWER_MARK = re.compile(r"^(?:(?:re|aw|sv|vs|antw|fwd?|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}@[!-;=?-~]{1,250}>")
MOST_IDS = 20


class Heard(StrEnum):
    """What a mail in the thread of a known opportunity is."""

    ANSWERED = "answered"
    BOUNCED = "bounced"
    AUTO_REPLY = "auto-reply"
    MOVED_ON = "moved-on"
    REPEATED = "repeated"
    DOUBTFUL = "doubtful"


UNREACHABLE = {
    Heard.BOUNCED: "mail to this address came back: find a contact",
    Heard.MOVED_ON: "they no longer work there: find a contact",
}
"""Why an address is no longer of use, in words for the user."""


@dataclass(frozen=True, slots=True)
class House:
    """What tells one company from another: its bare name, and the domain that it writes from."""

    name: str
    domain: str

    @classmethod
    def of(cls, company: str, email: str) -> Self:
        """Return the house of a company's name and an address of it."""
        return cls(bare_name(company), email.rpartition("@")[2].casefold())

    def is_same(self, other: "House") -> bool:
        """Say whether two are one: by their names, by the domain where a name is not known."""
        if self.name and other.name:
            return self.name == other.name
        return bool(self.domain) and self.domain == other.domain


def is_same(one: Opportunity, other: Opportunity) -> bool:
    """Say whether two rejections are about one opportunity.

    The same requisition, or the same role at the same company within a month, or the same mail
    from the same sender within days. Different requisitions or roles never are.
    """
    apart = abs(one.received_at - other.received_at)
    a, b = one.facts, other.facts
    same_company = bool(a.company) and bare_name(a.company) == bare_name(b.company)
    if a.requisition and b.requisition:
        return a.requisition == b.requisition and (same_company or one.sender == other.sender)
    if a.role and b.role and bare_name(a.role) != bare_name(b.role):
        return False
    if same_company and a.role and b.role:
        return apart <= SAME_ROLE_WITHIN
    return _is_same_mail(one, other) and apart <= SAME_MAIL_WITHIN


def _is_same_mail(one: Opportunity, other: Opportunity) -> bool:
    is_same_sender = bool(one.sender.email) and one.sender.email == other.sender.email
    is_same_text = bool(one.words) and one.words == other.words
    return is_same_sender and is_same_text and _subject(one) == _subject(other)


def bare_name(text: str) -> str:
    """Return a company's name for comparing: "Blend 360 Inc." and "Blend360" are alike."""
    words = [fold(word) for word in _NO_LETTER.split(text) if word]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return "".join(words)


def _subject(opportunity: Opportunity) -> str:
    return " ".join(_ANSWER_MARK.sub("", opportunity.subject).casefold().split())


def heard(message: Message, verdict: Verdict, ruleset: Ruleset) -> Heard:
    """Say what a mail from them means, in the thread of an opportunity that is known.

    A report counts as a bounce only where it says that a mail did not arrive. What says no and
    something else, and what a machine writes unasked, is no answer until a person has looked.
    """
    automation = message.automation
    if automation.is_report:
        return Heard.BOUNCED if automation.is_failure else Heard.AUTO_REPLY
    if verdict.judgement is Judgement.REJECTION:
        return Heard.REPEATED
    # RFC 3834, 5: anything but "no" was not written by a person.
    if automation.auto_submitted not in {"", "no"} or automation.precedence == "auto_reply":
        return Heard.MOVED_ON if has_moved_on(message, ruleset) else Heard.AUTO_REPLY
    is_from_machine = is_machine(message.sender, vocabulary_of(ruleset, verdict.language))
    kinds = {e.kind for e in verdict.counting}
    if verdict.judgement is Judgement.REVIEW and Kind.STRONG in kinds:
        # After a no, a plain one is the same again, whatever its other words sound like.
        says_more = Kind.VETO in kinds or verdict.category == REDIRECT or message.is_forward
        return Heard.DOUBTFUL if says_more else Heard.REPEATED
    return Heard.DOUBTFUL if is_from_machine else Heard.ANSWERED


def thread_ids(message: Message) -> tuple[str, ...]:
    """Return the Message-IDs that tie *message* to a thread.

    A report names the mail that it is about in its parts or in its text.
    """
    ids = (*message.in_reply_to, *message.references)
    if message.automation.is_report:
        ids += (message.automation.reported_id, *_MESSAGE_ID.findall(message.body.text)[:MOST_IDS])
    return tuple(dict.fromkeys(filter(None, ids)))
