"""A telephone number in a signature."""

import re
from collections.abc import Iterable

# Digits with what people put between them; at least 7 digits and at most 15 (ITU-T E.164).
_NUMBER = re.compile(r"(?<![\w(+.])(?:\+|\(\+?)?\d[\d ()/.\u00a0-]{5,22}\d(?![\w.])", re.ASCII)
_FEWEST, _MOST = 7, 15
# What stands behind it is no number to call; a longer word may end in one ("Muster", "Augusta").
_FROM_HERE_A_FAX = re.compile(r"\b(?:tele)?fax\b.*", re.IGNORECASE)
_NOT_A_PHONE = re.compile(
    r"(?<![\d./])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d./])"
    r"|\b(?:19|20)\d\d ?- ?(?:19|20)\d\d\b"
    r"|\b(?:hrb|vat|ust|iban|siret|company no)\b",
    re.IGNORECASE,
)


def phone_in(lines: Iterable[str]) -> str:
    """Return the first telephone number in the lines of a signature, "" if there is none.

    A line with a date or a registration says nothing, and what a fax answers is left out.
    """
    for line in lines:
        if _NOT_A_PHONE.search(line):
            continue
        for found in _NUMBER.findall(_FROM_HERE_A_FAX.sub("", line)):
            if _FEWEST <= sum(character.isdigit() for character in found) <= _MOST:
                return " ".join(found.split())
    return ""
