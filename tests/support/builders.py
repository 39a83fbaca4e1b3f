"""Mails for a user, and what the ledger keeps of them; name only what a test talks about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from mailwatch.domain.assess import Entry
from mailwatch.domain.judging.evidence import Evidence, Judgement, Verdict
from mailwatch.domain.judging.rules import Kind, Source
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import State, Step, StepKind, StepState
from mailwatch.domain.writing.drafts import Draft, Shelf
from tests.support.letters import opportunity

BERLIN = ZoneInfo("Europe/Berlin")
# A Tuesday; the answers to what is sent then are due on Wednesday morning.
TUESDAY = datetime(2026, 11, 24, 10, 15, tzinfo=BERLIN)
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=BERLIN)
WEDNESDAY_NOON = datetime(2026, 11, 25, 12, 0, tzinfo=BERLIN)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that somebody writes to Lea, or she to them."""

    sender: str
    subject: str
    text: str
    message_id: str
    sent_at: datetime = TUESDAY
    references: str = ""
    to: str = "Lea Example <lea@example.org>"

    @property
    def content(self) -> bytes:
        """The mail as it comes over the wire."""
        fields = {
            "From": self.sender,
            "To": self.to,
            "Subject": self.subject,
            "Date": format_datetime(self.sent_at),
            "Message-ID": self.message_id,
            "References": self.references,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
        }
        header = [f"{name}: {value}" for name, value in fields.items() if value]
        return "\r\n".join([*header, "", *self.text.split("\n"), ""]).encode()


NORTHWIND = Letter(
    sender="Jane Doe <jane.doe@northwind.example>",
    subject="Your application as a brand designer",
    text=(
        "Dear Lea,\n\nThank you for the interview last week. Unfortunately, we have decided to"
        " move forward with another candidate for the position of brand designer.\n\n"
        "We wish you all the best.\n\nBest regards,\nJane Doe\nNorthwind Ltd"
    ),
    message_id="<no-1@northwind.example>",
    references="<application@example.org> <thanks@northwind.example>",
)
MUSTERWERK = Letter(
    sender="Petra Muster <p.muster@musterwerk.example>",
    subject="Ihre Bewerbung als Grafikerin",
    text=(
        "Sehr geehrte Frau Example,\n\nvielen Dank für Ihre Bewerbung als Grafikerin. Leider"
        " müssen wir Ihnen mitteilen, dass wir uns für eine andere Bewerberin entschieden"
        " haben.\n\nWir wünschen Ihnen alles Gute.\n\nMit freundlichen Grüßen\nPetra Muster\n"
        "Musterwerk GmbH"
    ),
    message_id="<absage-1@musterwerk.example>",
)
NO_REPLY = Letter(
    sender="Contoso Careers <no-reply@contoso.example>",
    subject="Update on your application",
    text=(
        "Dear applicant,\n\nThank you for your interest in Contoso. After careful consideration"
        " we will not be moving forward with your application.\n\nPlease do not reply to this"
        " email."
    ),
    message_id="<update-1@contoso.example>",
)
RECEIPT = Letter(
    sender="Fabrikam Jobs <jobs@fabrikam.example>",
    subject="We received your application",
    text=(
        "Dear Lea,\n\nThank you for applying. We have received your application and will review"
        " it. If you are not selected for this position, we will keep your details on file.\n\n"
        "Kind regards,\nThe Fabrikam team"
    ),
    message_id="<receipt-1@fabrikam.example>",
)
LUNCH = Letter(
    sender="Tom <tom@friends.example>",
    subject="Lunch",
    text="Hi Lea,\n\nunfortunately I cannot make it to lunch on Friday. Another week?\n\nTom",
    message_id="<lunch-1@friends.example>",
)
INTERVIEW = Letter(
    sender="Ada Smith <ada@woodgrove.example>",
    subject="Invitation to an interview",
    text=(
        "Dear Lea,\n\nThank you for your application. We would like to invite you to an interview"
        " on Thursday at 10. Please let us know whether this suits you.\n\nAda Smith"
    ),
    message_id="<interview-1@woodgrove.example>",
)
REJECTIONS = (NORTHWIND, MUSTERWERK, NO_REPLY)
ANSWERABLE = (NORTHWIND, MUSTERWERK)
OTHERS = (RECEIPT, LUNCH, INTERVIEW)


EVIDENCE = Evidence(
    rule="not-proceeding",
    language="en",
    kind=Kind.STRONG,
    weight=1.0,
    field="body",
    text="not proceed",
    start=3,
    end=14,
    sentence="We will not proceed.",
    source=Source("rules/en/rejection.toml", 1),
)


def evidence_saying(sentence: str) -> Evidence:
    """A strong phrase that stands in *sentence*."""
    return replace(EVIDENCE, sentence=sentence)


def entry(
    key: str = "key-1",
    *,
    ref: MessageRef = MessageRef("main", "INBOX", 1, 7),  # noqa: B008 - frozen
    message_id: str = "<no@corp.example>",
    state: State = State.OPEN,
    due_at: datetime = WEDNESDAY_NOON,
    evidence: Sequence[Evidence] = (EVIDENCE,),
) -> Entry:
    """An opportunity as take_in would hand it to the ledger, with one waiting letter."""
    return Entry(
        opportunity(key=key, ref=ref, message_id=message_id, state=state),
        verdict(*evidence),
        (step(key, due_at=due_at),),
    )


def verdict(*evidence: Evidence) -> Verdict:
    """A rejection in English that rests on *evidence*."""
    return Verdict(
        judgement=Judgement.REJECTION,
        score=1.0,
        language="en",
        category="not-selected",
        stage="",
        evidence=evidence,
        reasons=("It says no.",),
    )


def step(
    key: str = "key-1",
    kind: StepKind = StepKind.THANKS,
    *,
    due_at: datetime = WEDNESDAY_NOON,
    state: StepState = StepState.WAITING,
) -> Step:
    """One follow-up of the opportunity *key*."""
    return Step(key, kind, due_at.astimezone(UTC), state)


def draft(message_id: str = "<draft@example.org>", original: str = "<no@corp.example>") -> Draft:
    """A draft as short as may be."""
    content = f"Message-ID: {message_id}\r\nIn-Reply-To: {original}\r\n\r\nThank you.\r\n"
    return Draft(message_id, original, content.encode())


def shelf(uidnext: int = 1, *, uidvalidity: int = 5) -> Shelf:
    """Drafts, as it was when an append began."""
    return Shelf("Drafts", uidvalidity, uidnext)
