"""A telephone number in a signature."""

import re
from collections.abc import Iterable

# Digits with what people put between them; at least 7 digits and at most 15 (ITU-T E.164).
_NUMBER = re.compile(r"(?:\+|\b)\(?\d[\d ()/.\u00a0-]{5,22}\d", re.ASCII)
_FEWEST, _MOST = 7, 15
# A date, a fax or a registration is no number to call.
_NOT_A_PHONE = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|fax|hrb|vat|ust|iban|siret|company no", re.IGNORECASE
)


def phone_in(lines: Iterable[str]) -> str:
    """Return the first telephone number in the lines of a signature, "" if there is none."""
    for line in lines:
        if _NOT_A_PHONE.search(line):
            continue
        for found in _NUMBER.findall(line):
            if _FEWEST <= sum(character.isdigit() for character in found) <= _MOST:
                return " ".join(found.split())
    return ""
