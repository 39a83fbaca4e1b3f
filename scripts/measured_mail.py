"""Mail that scripts/bench measures with: the same in every run."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

SEED = 20261124
# About what a mailbox of some years holds (imap.md 5).
SHARE_WITH_HTML, SHARE_WITH_ATTACHMENT, SHARE_OF_GIANTS = 0.4, 0.06, 0.005
# No word of a rule that decides.
# fmt: off
WORDS = [
    "we", "the", "team", "your", "application", "position", "project", "meeting", "design",
    "review", "quarter", "plan", "budget", "thank", "you", "for", "sending", "question",
    "answer", "week", "morning", "client", "schedule", "draft", "figures", "attached", "hope",
    "well", "please", "let", "know", "change", "office", "number", "order", "delivery", "price",
    "note", "minutes", "travel",
]
# fmt: on
NO = (
    "Thank you for your interest in the position. After careful consideration we have decided"
    " not to move forward with your application. We wish you every success."
)


def generate(count: int, *, large: bool) -> Iterator[tuple[bytes, datetime]]:
    """Yield mails with their dates: plain, with HTML, some big, a few attachments, 2 % a no."""
    chance = random.Random(SEED)  # noqa: S311 - the same mail in every run, nothing secret
    moment = datetime(2024, 1, 1, 9, 0, tzinfo=UTC)
    for number in range(count):
        moment += timedelta(minutes=chance.randrange(20, 90))
        yield mail(chance, number, moment, large=large), moment


def mail(chance: random.Random, number: int, moment: datetime, *, large: bool) -> bytes:
    """Return one mail as bytes with CRLF."""
    message = EmailMessage()
    message["From"] = f"Person {number % 97} <person{number % 97}@firm{number % 41}.example>"
    message["To"] = "Lea Example <lea@example.org>"
    message["Subject"] = " ".join(chance.choices(WORDS, k=6))
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = f"<bench-{number}@firm{number % 41}.example>"
    text = NO if number % 50 == 0 else ""
    text += "\n\n" + paragraphs(chance, chance.randrange(1, 8))
    message.set_content(text)
    kind = chance.random()
    if kind < SHARE_WITH_HTML:
        body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        message.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
    if large and kind < SHARE_WITH_ATTACHMENT:
        size = chance.randrange(30_000, 250_000) if kind > SHARE_OF_GIANTS else 2_000_000
        message.add_attachment(
            chance.randbytes(size), maintype="image", subtype="png", filename="x.png"
        )
    return message.as_bytes().replace(b"\n", b"\r\n")


def paragraphs(chance: random.Random, count: int) -> str:
    """Return prose of a sort."""
    sentences = (
        " ".join(chance.choices(WORDS, k=chance.randrange(8, 20))) for _ in range(count * 4)
    )
    lines = [sentence.capitalize() + "." for sentence in sentences]
    return "\n\n".join(" ".join(lines[i : i + 4]) for i in range(0, len(lines), 4))
