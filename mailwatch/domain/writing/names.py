"""What people, firms and positions are called, made fit to stand in a letter."""

import re
from dataclasses import dataclass

from mailwatch.domain.writing.lines import one_line

LONGEST_FACT = 80
LONGEST_NAME = 50
MOST_WORDS = 4

# A broken mail merge, an address or a link is not a name; nor may it come back in our letter.
_NOT_IN_FACTS = (
    *("{", "}", "[", "]", "<", ">", "%", "@", "//", "www.", "|", "_", "\\"),
    *("$", "\u00ab", "\u00bb"),  # Word writes its merge fields in guillemets
)
_NOTHINGS = frozenset({"None", "null", "undefined", "NaN", "XXX", "xxx", "TBD", "N/A"})
_PLACEHOLDERS = frozenset({
    "job title", "position title", "role title", "position name", "company name", "candidate name",
    "first name", "firmenname", "stellenbezeichnung", "stellentitel", "titre du poste",
    "nom du poste", "nom de l'entreprise", "nombre de la empresa", "nome da empresa",
})  # fmt: skip
_EDGES = " ,;:-\"'\u201c\u201d\u201e\u00ab\u00bb"
# How firms end whose legal form is written out, without dots and blanks. In a sentence nobody
# says it; and its last full stop is easily lost.
_LEGAL_FORMS = frozenset({
    *("ltd", "limited", "inc", "llc", "llp", "plc", "corp", "gmbh", "mbh", "ag", "ug", "kg", "ohg"),
    *("gbr", "kgaa", "se", "ev", "eg", "sa", "sas", "sasu", "sarl", "eurl", "sl", "slu", "slne"),
    *("spa", "srl", "srls", "snc", "bv", "nv", "vof", "ab", "as", "asa", "aps", "oy", "oyj"),
    *("lda", "ltda", "spzoo"),
})  # fmt: skip
_LONGEST_FORM = 3
_PARTNERS = ("& co.", "& co", "und co.", "+ co.")
_NOT_PEOPLE = frozenset({
    "team", "hr", "recruiting", "recruitment", "recruiter", "careers", "career", "jobs", "talent",
    "hiring", "people", "department", "office", "admissions", "support", "info", "noreply",
    "no-reply", "abteilung", "personal", "personalabteilung", "bewerbung",
})  # fmt: skip
_COURTESIES = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "herr", "frau"})
_TITLES = frozenset({"dr", "dr.", "prof", "prof.", "ing.", "dipl.-ing.", "mag.", "sir"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """What to call somebody: the *whole* name with titles; each part "" where it is uncertain."""

    whole: str = ""
    first: str = ""
    last: str = ""


# What is left where a control character stood before a mark: "0 ." for "0\x85.".
_LONELY_MARK = re.compile(r" +([.,;:!?])(?=\s|$)")


def known_fact(value: str, longest: int = LONGEST_FACT) -> str:
    """Return a fact as one line, or "" where it cannot be one."""
    line = _LONELY_MARK.sub(r"\1", one_line(value)).strip(_EDGES)
    is_unfit = any(sign in line for sign in _NOT_IN_FACTS) or bool(_NOTHINGS & set(line.split()))
    is_placeholder = is_unfit or line.casefold() in _PLACEHOLDERS
    if len(line) > longest or is_placeholder or not any(c.isalnum() for c in line):
        return ""
    return line


def spoken(company: str) -> str:
    """Return what people call a firm: "Rost GmbH & Co. KG" is Rost, and "Rost, S.L." too."""
    words = company.split()
    while length := _length_of_form(words):
        rest = " ".join(words[:-length])
        partners = next((p for p in _PARTNERS if rest.casefold().endswith(f" {p}")), "")
        words = rest[: len(rest) - len(partners)].rstrip(" ,").split()
    return " ".join(words)


def _length_of_form(words: list[str]) -> int:
    """Return how many words at the end are a legal form; it never takes all of them."""
    for length in range(1, min(_LONGEST_FORM, len(words) - 1) + 1):
        tail = " ".join(words[-length:])
        squeezed = "".join(c for c in tail.casefold() if c.isalpha())
        is_written_as_one = "." in tail or not tail.islower()
        if squeezed in _LEGAL_FORMS and is_written_as_one:
            return length
    return 0


def parts(display_name: str) -> PersonName:
    """Tell the parts of a person's name, as far as they are certain.

    Academic titles stay in the name; "DOE, Jane (she/her)" is Jane Doe. An initial is no first
    name, and a team, an address or a list of people is nobody.
    """
    plain = known_fact(one_line(display_name).partition("(")[0], LONGEST_NAME)
    words = _first_name_first(plain).split()
    if any(w.casefold() in _NOT_PEOPLE or not w.isprintable() for w in words) or _has_digit(plain):
        return PersonName()
    words = [_in_title_case(w) for w in words if w.casefold() not in _COURTESIES]
    bare = [w for w in words if w.casefold() not in _TITLES]
    if not bare or len(bare) > MOST_WORDS:
        return PersonName()
    first = "" if _is_initial(bare[0]) else bare[0]
    return PersonName(" ".join(words), first, " ".join(bare[1:]))


def _first_name_first(name: str) -> str:
    """Turn "Doe, Jane" round; cut "Jane Doe, PHR" before its letters; a list of people is ""."""
    head, *tail = name.split(", ")
    if not tail or (all(t.isupper() for t in tail) and not head.isupper()):
        return head
    return f"{tail[0]} {head}" if len(tail) == 1 else ""


def _is_initial(word: str) -> bool:
    return len(word) == 1 or word.endswith(".")


def _in_title_case(word: str) -> str:
    is_shouted = word.isupper() and len(word.rstrip(".")) > len("Al")
    return word.title() if is_shouted else word


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
