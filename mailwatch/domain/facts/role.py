"""Roles and the numbers that posts go by."""

import re

from mailwatch.domain.facts.folding import fold, squash, words_start
from mailwatch.domain.facts.persons import tidy
from mailwatch.domain.facts.vocabulary import Vocabulary

_LONGEST_ROLE = 110
_MOST_WORDS = 14
_MOST_ROUNDS = 3
_LONGEST_ID = 20

# (m/w/d), (f/m/x), (w/m/d*), H/F, M/F: letters and short words of gender, in any order.
_GENDER_MARK = re.compile(
    r"\s*[(\[]\s*(?:[a-z]|all|alle|div|gn|mf|mwd|mfd|wmd|hf)\s*(?:[/|,*+]\s*[a-z]{1,4}\s*){0,4}\*?[)\]]"
    r"|(?<=\s)[mwfdhx](?:/[mwfdhx]){1,3}(?=\s|$)",
    re.IGNORECASE,
)
# The ways systems number posts: R-055501, JR6155469, REQ-1234, 2024-44269, JLF-2026-0193.
_POST_NUMBER = re.compile(
    r"(?<![\w-])(?:R-?\d{4,10}|JR-?\d{4,10}|REQ[-_ ]?\d{2,10}"
    r"|[A-Z]{1,5}-20\d{2}-\d{2,7}|20\d{2}-\d{3,7})(?![\w-])",
    re.IGNORECASE,
)
_CLOSING_QUOTES = (" \u201c", "\u201d", "\u00bb", "\u300d")
_OPENINGS = ("(", "[", "-", "\u2013", "|", ",")
_DIGIT = re.compile("[0-9]")
_BARE_NUMBER = re.compile(r"^\d{5,10}(?=\s)|(?<=[\s#,(-])\d{5,10}\)?$")
_LABELLED = re.compile(
    r"\s{0,2}[.:#(-]{0,2}\s{0,2}(?:(?:id|number|no|nr|num)\b\.?\s{0,2}[:#]?\s{0,2})?"
    r"(?P<id>[A-Z0-9](?:[A-Z0-9_/-]|\.(?=\w)){2,19})\b",
    re.IGNORECASE,
)
_NUMBER_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,30}\d{5,10}[^()\[\]]{0,10}[)\]]")
_DOT = re.compile(r"\b(?P<word>\w{1,20})\.\s")
_EMPTY_BRACKETS = re.compile(r"\(\s*(?:[a-z]{2,4}\s*[:#]?)?\s*\)", re.IGNORECASE)


def role_name(text: str, vocabulary: Vocabulary, *, is_bounded: bool = False) -> str:
    """Return the role in *text* without gender marks, post numbers and tails; "" if none.

    Inner punctuation stays: "Engineer (AI / ML) - Spring 2027". Where *is_bounded*, the text is
    known to end with the role, and what would end a role elsewhere is a part of it.
    """
    whole = text[:400] if is_bounded else _without_rest(text[:400], vocabulary)
    bare = _GENDER_MARK.sub(" ", _without_reference(whole, vocabulary))
    for number in (_NUMBER_IN_BRACKETS, _POST_NUMBER, _BARE_NUMBER):
        bare = number.sub("", bare)
    role = _tidy_role(_EMPTY_BRACKETS.sub(" ", bare))
    for _ in range(_MOST_ROUNDS):
        shorter = _without_tails(_without_trimmings(role, vocabulary), vocabulary)
        if shorter == role:
            break
        role = shorter
    return role if _is_role(role, vocabulary) else ""


def holds_role_word(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether *text* has a word that only roles have, such as "engineer"."""
    words = vocabulary.squashed("role.words")
    endings = vocabulary.folded("role.endings")
    return any(
        word in words or (len(word) > len("ing") and word.endswith(endings))
        for word in map(squash, re.split(r"[\s/(),-]+", text))
    )


def requisition_in(text: str, vocabulary: Vocabulary) -> str:
    """Return the number of the post named in *text*, "" if it names none."""
    found = _POST_NUMBER.search(text)
    if found:
        return found.group().strip()
    if not _DIGIT.search(text):
        return ""
    folded = fold(text)
    for label in vocabulary.folded("requisition.labels"):
        number = _number_after(label, folded, text)
        if number:
            return number
    return ""


def trailing_number(text: str) -> str:
    """Return the number that a subject or role begins or ends with, "" if it has none."""
    found = _BARE_NUMBER.search(text)
    return found.group().strip("()") if found else ""


def _without_rest(text: str, vocabulary: Vocabulary) -> str:
    """Cut what a slot caught besides the role: words before it, and what the sentence goes on to.

    Where a role stands before the first stop, nothing behind that counts.
    """
    until_stop = text[: _end(text, 0, vocabulary)]
    if holds_role_word(until_stop, vocabulary):
        return until_stop[_start(until_stop, vocabulary) :]
    start = _start(text, vocabulary)
    return text[start : _end(text, start, vocabulary)]


def _start(text: str, vocabulary: Vocabulary) -> int:
    folded = fold(text)
    # Of the mail's own language alone: in Chinese a comma is one.
    marks = tuple(map(fold, vocabulary.own.get("role.restarts", ())))
    return max((folded.rfind(mark) + len(mark) for mark in marks if mark in folded), default=0)


def _end(text: str, start: int, vocabulary: Vocabulary) -> int:
    """Return where the role that begins at *start* is over: at a stop, a reason or a sentence."""
    folded = fold(text)
    reasons = vocabulary.own.get("reason.markers", ())
    stops = (*vocabulary.folded("role.stops"), *(fold(m).partition(" |")[0] for m in reasons))
    ends = [folded.find(f" {stop} ", start + 1) for stop in stops]
    ends += [text.find(quote, start) for quote in _CLOSING_QUOTES]
    ends += [dot.end("word") for dot in _DOT.finditer(folded, start) if _ends(dot, vocabulary)]
    return min((end for end in ends if end > 0), default=len(text))


def _without_reference(text: str, vocabulary: Vocabulary) -> str:
    """Cut "(Ref: CR-2208)", "- Kennziffer 12" and what stands behind them."""
    folded = fold(text)
    for label in vocabulary.folded("requisition.labels"):
        at = words_start(label, folded)
        opening = text[:at].rstrip()
        if at > 0 and opening.endswith(_OPENINGS) and _number_after(label, folded[at:], text[at:]):
            return opening.rstrip("".join(_OPENINGS) + " ")
    return text


def _ends(dot: re.Match[str], vocabulary: Vocabulary) -> bool:
    return dot["word"] not in vocabulary.squashed("role.abbreviations")


def _number_after(label: str, folded: str, text: str) -> str:
    at = folded.find(label)
    while at >= 0:
        end = at + len(label)
        found = _LABELLED.match(text, end, end + 2 * _LONGEST_ID)
        is_word = not (at and folded[at - 1].isalnum()) and not folded[end : end + 1].isalpha()
        if found and is_word and any(map(str.isdigit, found["id"])):
            return found["id"]
        at = folded.find(label, end)
    return ""


def _tidy_role(text: str) -> str:
    return tidy(" ".join(text.split()), _LONGEST_ROLE).rstrip(" #(")


def _without_trimmings(role: str, vocabulary: Vocabulary) -> str:
    folded = fold(role)
    for prefix in vocabulary.folded("role.strip_prefixes"):
        if folded.startswith(f"{prefix} "):
            return _tidy_role(role[len(prefix) :])
    for suffix in vocabulary.folded("role.strip_suffixes"):
        if folded.endswith(f" {suffix}"):
            return _tidy_role(role[: -len(suffix)])
    return role


def _without_tails(role: str, vocabulary: Vocabulary) -> str:
    """Drop "(all genders)" wherever it stands, and "- Remote" where it ends the role."""
    for mark in vocabulary.folded("role.drop"):
        at = fold(role).find(mark)
        if at > 0:
            return _tidy_role(f"{role[:at]} {role[at + len(mark) :]}")
    for mark in (" - ", ", "):
        head, found, tail = role.rpartition(mark)
        if found and squash(tail) in vocabulary.squashed("role.tails"):
            return _tidy_role(head)
    return role


def _is_role(role: str, vocabulary: Vocabulary) -> bool:
    words = role.split()
    if not 1 <= len(words) <= _MOST_WORDS or squash(role) in vocabulary.squashed("role.invalid"):
        return False
    if squash(words[0]) in vocabulary.squashed("role.not_first"):
        return False
    # "designer", "web designer", "directrice artistique".
    if holds_role_word(words[-1], vocabulary) or holds_role_word(words[0], vocabulary):
        return True
    small = vocabulary.squashed("company.joins")
    has_word = holds_role_word(role, vocabulary)
    capitals = [not word[0].islower() for word in words]
    return any(map(str.isalpha, role)) and (
        (has_word and any(capitals))
        or all(
            capital or squash(word) in small for capital, word in zip(capitals, words, strict=True)
        )
    )
