"""What may pass as a name: one line, no merge failure, a person or not."""

import re

from mailwatch.domain.facts.folding import fold, squash
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.text import clean

_LONGEST_NAME = 80
_MOST_WORDS = 5
_EDGES = (
    " \t,;:.!?*_\"'-|/\\\u2013\u2014\u2018\u2019\u201c\u201d\u201e"
    "\u00ab\u00bb\u300c\u300d\u300e\u300f\u3010\u3011"
)

# What mail-merge leaves behind when it fails: {{first_name}}, {name}, <<Name>>, [Candidate Name],
# %FIRSTNAME%, *|FNAME|*, ${name}.
_MERGE_MARK = re.compile(r"[{}<>\[\]|]|%[^\s%]{2,40}%|\$\w")
_MERGE_WORDS = frozenset({"none", "null", "undefined", "nan", "firstname", "lastname", "na"})

_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,60}[)\]]")
_CREDENTIALS = re.compile(r",\s*[A-Z][A-Za-z.]{1,7}(?:-[A-Z]{2,4})?(?=\s*(?:,|$))")
_BAD_IN_NAME = re.compile(r"[\d@/:;!?&+=#*_\"\u201c\u201d]")


def tidy(text: str, limit: int = _LONGEST_NAME) -> str:
    """Return *text* on one line without stray marks at its ends; "" if it is too long.

    Also "" where a mail merge failed: such text never becomes anything.
    """
    line = " ".join(clean(text[: 4 * limit]).split()).strip(_EDGES)
    if len(line) > limit or _MERGE_MARK.search(line) or squash(line) in _MERGE_WORDS:
        return ""
    if line.count("(") != line.count(")"):
        return ""
    return line


def person_name(text: str, vocabulary: Vocabulary) -> str:
    """Return *text* as a person's name, put in order; "" if it does not look like one.

    Pronouns, credentials and pictures go; "DOE, JANE" becomes "Jane Doe".
    """
    bare = _without_credentials(_BRACKETS.sub(" ", clean(text[: 4 * _LONGEST_NAME])))
    name = tidy("".join(filter(_is_of_a_name, bare)))
    family, comma, given = name.partition(",")
    if comma:
        name = f"{given.strip()} {family.strip()}"
    if name.isupper() and name.isascii():
        name = name.title()
    return name if _looks_like_person(name, vocabulary) else ""


def is_same_person(one: str, other: str) -> bool:
    """Return whether two names share all words of the shorter one."""
    words, others = set(fold(one).split()), set(fold(other).split())
    return bool(words and others) and (words <= others or others <= words)


def _without_credentials(text: str) -> str:
    """Cut ", PHR" and the like, but keep the first name in "Doe, Jane"."""
    if len(text.partition(",")[0].split()) > 1:
        return _CREDENTIALS.sub("", text)
    return text


def _is_of_a_name(character: str) -> bool:
    return character.isalnum() or character in " .,'\u2019-@&/:+_{}[]<>%|$" or character.isspace()


def _looks_like_person(name: str, vocabulary: Vocabulary) -> bool:
    words = name.split()
    if not 1 <= len(words) <= _MOST_WORDS or _BAD_IN_NAME.search(name):
        return False
    particles = vocabulary.squashed("contact.particles")
    shaped = [word for word in words if squash(word) not in particles]
    if not shaped or not all(_begins_like_name(word) for word in shaped):
        return False
    foreign = vocabulary.squashed("contact.not_person") | vocabulary.squashed("company.words")
    foreign |= vocabulary.squashed("company.legal_forms") | vocabulary.squashed("role.words")
    return not any(squash(word) in foreign for word in shaped)


def _begins_like_name(word: str) -> bool:
    first = word.lstrip("'\u2019(")[:1]
    return first.isalpha() and not first.islower()
