"""What people, firms and positions are called, made fit to stand in a letter."""

import re
from dataclasses import dataclass

from mailwatch.domain.writing.lines import one_line

LONGEST_FACT = 80
LONGEST_NAME = 50
MOST_WORDS = 4

# A broken mail merge, an address or a link is not a name; nor may it come back in our letter.
_NOT_IN_FACTS = ("{", "}", "[", "]", "<", ">", "%", "@", "//", "www.", "|", "_", "\\")
_NOTHINGS = frozenset({"None", "null", "undefined", "NaN"})
_EDGES = " ,;:-\"'\u201c\u201d\u201e"
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
    is_unfit = any(sign in line for sign in _NOT_IN_FACTS) or _NOTHINGS & set(line.split())
    if len(line) > longest or is_unfit or not any(c.isalnum() for c in line):
        return ""
    return line


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
