"""Mails for tests of the wire, in bytes; each argument is what a test wants to talk about."""

from mailwatch.domain.writing.drafts import Draft


def mail(
    message_id: str = "<one@corp.example>",
    *,
    in_reply_to: str = "",
    references: str = "",
    body: str = "Thank you for applying.",
    content_type: str = "text/plain; charset=utf-8",
) -> bytes:
    """Write a mail; an empty argument leaves its header out."""
    headers = [
        "From: Recruiting <jobs@corp.example>",
        "To: Lea Example <lea@example.org>",
        "Subject: Your application",
        "Date: Mon, 23 Nov 2026 09:00:00 +0100",
        f"Message-ID: {message_id}" if message_id else "",
        f"In-Reply-To: {in_reply_to}" if in_reply_to else "",
        f"References: {references}" if references else "",
        "MIME-Version: 1.0",
        f"Content-Type: {content_type}",
    ]
    lines = [*filter(None, headers), "", *body.split("\n")]
    return "\r\n".join(lines).encode() + b"\r\n"


def multipart(*parts: str, kind: str = "mixed") -> bytes:
    """Write a mail of several parts, each with its own header, a blank line and content."""
    body = "".join(f"--edge\n{part}\n" for part in parts) + "--edge--"
    return mail(body=body, content_type=f'multipart/{kind}; boundary="edge"')


def draft(message_id: str = "<draft@example.org>", original: str = "<one@corp.example>") -> Draft:
    """Write a reply to *original* as a draft."""
    content = mail(message_id, in_reply_to=original, references=original, body="Thank you.")
    return Draft(message_id, original, content)
