"""A search for work at one house: what comes before a no, and the no of a machine."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.support.builders import TUESDAY, Letter

ROBOT = "Woodgrove Careers <no-reply@woodgrove.example>"
ADA = "Ada Smith <ada.smith@woodgrove.example>"
WEEK = timedelta(weeks=1)


def receipt(role: str, number: int = 1, at: datetime = TUESDAY - 4 * WEEK) -> Letter:
    """What a system says of an application that has come in."""
    return Letter(
        sender=ROBOT,
        subject=f"Your application as {role} at Woodgrove",
        text=(
            f"Dear Lea,\n\nThank you for applying for the position of {role} at Woodgrove. We have"
            " received your application and will be in touch.\n\nWoodgrove Careers"
        ),
        message_id=f"<receipt-{number}@woodgrove.example>",
        sent_at=at,
    )


def invitation(role: str, at: datetime = TUESDAY - 2 * WEEK) -> Letter:
    """What a person of that house writes next."""
    return Letter(
        sender=ADA,
        subject=f"Interview for {role}",
        text=(
            f"Dear Lea,\n\nThank you for your application for the position of {role} at Woodgrove."
            " We would like to invite you to an interview on Thursday at 10.\n\nKind regards,\n"
            "Ada Smith\nWoodgrove Ltd"
        ),
        message_id="<interview@woodgrove.example>",
        sent_at=at,
    )


NO = Letter(
    sender=ROBOT,
    subject="Update on your application",
    text=(
        "Dear applicant,\n\nThank you for your interest in Woodgrove. After careful consideration"
        " we will not be moving forward with your application.\n\nPlease do not reply to this"
        " email."
    ),
    message_id="<no@woodgrove.example>",
)


def no(role: str = "", **changed: Any) -> Letter:  # noqa: ANN401 - any field of Letter
    """The no of a machine, that names a role or none."""
    named = f"your application for the position of {role}." if role else "your application."
    return replace(NO, **{"text": NO.text.replace("your application.", named), **changed})


def from_lea(
    text: str,
    answers: str = "",
    *,
    subject: str = "Re: Interview",
    message_id: str = "<thanks@example.org>",
    at: datetime = TUESDAY - WEEK,
) -> Letter:
    """What Lea herself writes to Ada, in answer to the mail of that id."""
    return Letter(
        sender="Lea Example <lea@example.org>",
        to=ADA,
        subject=subject,
        text=text,
        message_id=message_id,
        references=answers,
        sent_at=at,
    )
