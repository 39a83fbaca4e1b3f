"""Companies: where their names end, what belongs to them, and what is none."""

import re
from collections.abc import Iterator, Mapping

from mailwatch.domain.facts.folding import fold, squash
from mailwatch.domain.facts.persons import tidy
from mailwatch.domain.facts.vocabulary import Vocabulary

_MOST_WORDS = 9
_MOST_ROUNDS = 4  # "Acme Careers Team (no reply)" needs three
_SHORTEST = 2

_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_MARKS_BETWEEN = frozenset({"-", "\u2013", "\u2014", "|", "/", ":"})
_AND_COMPANY = frozenset({"&", "+", "Co"})
# How people write a name as a domain: by its plain letters, or as if on a typewriter.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l"})
_TYPED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"},
)
_SPELLED_AND = ("and", "und", "en", "et", "y", "e", "i", "og", "och")
_ENDS_IN_YEAR = re.compile(r"\b20\d\d$")
_DOMAIN_LIKE = re.compile(r"^\w+\.\w{2,4}$")


def company_name(text: str, vocabulary: Vocabulary) -> str:
    """Return the company in *text* without "Careers", "Team" and the like; "" if there is none.

    The printed form is kept, legal form and all.
    """
    full = name = tidy(text)
    for _ in range(_MOST_ROUNDS):
        shorter = _without_trimmings(name, vocabulary)
        if shorter == name:
            break
        name = shorter
    # "The Acme Hiring Team" is Acme's; "The Acme Group" is called so.
    name = _without_article(name, vocabulary, even_capital=full[len(full) - len(name) :] != name)
    return name if is_company(name, vocabulary) else ""


def leading_company(text: str, vocabulary: Vocabulary) -> str:
    """Return the company that *text* begins with, up to where the sentence goes on without it."""
    return company_name(" ".join(_leading_words(text.split(), vocabulary)), vocabulary)


def is_company(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether *name* can be a company: no system, team, greeting, role or single letter."""
    bare = squash(name)
    if len(bare) < _SHORTEST or bare.isdigit() or "@" in name or "..." in name:
        return False
    if bare in vocabulary.squashed("company.invalid") or not _is_shaped(name, vocabulary):
        return False
    words = [squash(word) for word in name.split()]
    if len(words) > _MOST_WORDS or words[0] in vocabulary.squashed("company.stops"):
        return False
    if fold(name).startswith(vocabulary.folded("company.never_first")) or _is_cut(name, vocabulary):
        return False
    head, comma, tail = name.partition(", ")
    if comma and (not head or not _legal_words(tail.split(), vocabulary)):
        return False
    never = vocabulary.squashed("company.never")
    return words[-1] not in vocabulary.squashed("role.words") and never.isdisjoint(words)


def _is_cut(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether *name* is a piece of something: "& IR", "Head of", "P. Corvin", "Ref 12"."""
    first, *_, last = (squash(word) for word in (*name.split()[:1], *name.split()[-1:]))
    is_number = first in vocabulary.squashed("requisition.labels") and any(map(str.isdigit, name))
    is_torn = not name[0].isalnum() or last in vocabulary.squashed("company.joins")
    return is_number or is_torn or name[1:3] == ". " or bool(_ENDS_IN_YEAR.search(name))


def printed_form(label: str, text: str, vocabulary: Vocabulary) -> str:
    """Return how *text* writes the company whose domain is called *label*; "" if it does not.

    "acmerobotics" finds "Acme Robotics Ltd": a name is taken from the mail, never from a domain.
    """
    label = squash(label)
    if len(label) <= _SHORTEST:
        return ""
    words = text.split()
    for start, end in _spellings(label, words):
        found = words[start : end + _legal_words(words[end:], vocabulary)]
        name = company_name(" ".join(found), vocabulary)
        if name and not _DOMAIN_LIKE.match(fold(name)):
            return name
    return ""


def signed_form(name: str, line: str, vocabulary: Vocabulary) -> str:
    """Return a *line* of a signature if it is *name* and what belongs to it; "" if it is not.

    "Acme" stands in the line "The Acme Tea Company" as a part of its name.
    """
    whole = company_name(line, vocabulary)
    bare = _without_article(whole, vocabulary, even_capital=True)
    return whole if whole and fold(f"{bare} ").startswith(fold(f"{name} ")) else ""


def has_legal_form(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether *name* says that it is a company: "Ltd", "GmbH", or "Group", "University"."""
    telling = vocabulary.squashed("company.legal_forms") | vocabulary.squashed("company.words")
    first, *others = map(squash, name.split())
    if any(word in telling for word in others) or _ends_like_company(name, vocabulary):
        return True
    return bool(others) and first in vocabulary.squashed("company.first_words")


def _ends_like_company(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether an end of *name* is one that scripts without blanks give to companies."""
    forms = tuple(one for one in vocabulary.entries("company.legal_forms") if not one.isascii())
    endings = (*vocabulary.entries("company.endings"), *forms)
    is_longer = len(name) > max(map(len, ("", *(e for e in endings if name.endswith(e)))))
    return is_longer and (name.endswith(endings) or name.startswith(forms or ("\0",)))


def _without_trimmings(name: str, vocabulary: Vocabulary) -> str:
    bare = _BRACKETED.sub("", name) if not name.startswith("(") else name
    folded = fold(bare)
    suffixes = vocabulary.folded("company.strip_suffixes")
    for suffix in suffixes if folded.endswith(suffixes) else ():
        if folded.endswith(suffix) and not _touches(folded, len(folded) - len(suffix)):
            bare = bare[: len(bare) - len(suffix)]
            return _POSSESSIVE.sub("", tidy(bare))
    for prefix in vocabulary.folded("company.strip_prefixes"):
        if folded.startswith(f"{prefix} "):
            return tidy(bare[len(prefix) :])
    return tidy(_POSSESSIVE.sub("", bare) if bare.endswith(("'s", "\u2019s")) else bare)


def _without_article(name: str, vocabulary: Vocabulary, even_capital: bool) -> str:
    article, blank, rest = name.partition(" ")
    is_article = fold(article) in vocabulary.folded("company.articles")
    return rest if blank and is_article and (even_capital or article.islower()) else name


def _touches(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalnum() and text[at : at + 1].isascii()


def _leading_words(words: list[str], vocabulary: Vocabulary) -> list[str]:
    taken: list[str] = []
    legal_forms = vocabulary.squashed("company.legal_forms")
    for index, word in enumerate(words[:_MOST_WORDS]):
        if word in _MARKS_BETWEEN or not _goes_on(words, index, vocabulary):
            break
        taken.append(word)
        following = words[index + 1 : index + 2]
        is_legal = squash(word) in legal_forms and index > 0
        if is_legal and following != ["&"]:
            break
        if word.endswith(",") and not _legal_words(following, vocabulary):
            break
        if word.endswith(("!", "?", ";", ":", ")")):
            break
    return taken


def _goes_on(words: list[str], index: int, vocabulary: Vocabulary) -> bool:
    """Return whether the word at *index* still belongs to the name before it."""
    word = words[index]
    if squash(word) in vocabulary.squashed("company.stops"):
        return False
    if not word[:1].islower():
        return True
    if index == 0:
        return _is_brand(word) or squash(word) in vocabulary.squashed("company.articles")
    joins = vocabulary.squashed("company.joins")
    is_part = squash(word) in vocabulary.squashed("company.small_words")
    if is_part or squash(words[index - 1] + word) in joins:
        return True
    if squash(word) not in joins:
        return False
    ahead = words[index + 1 : index + 3]
    if squash("".join(ahead[:1])) and squash(word + ahead[0]) in joins:
        ahead = ahead[1:]
    return bool(ahead) and _is_capital(ahead[0], vocabulary)


def _is_capital(word: str, vocabulary: Vocabulary) -> bool:
    is_small = word[0].islower() or not word[0].isalnum()
    return not is_small and squash(word) not in vocabulary.squashed("company.stops")


def _is_brand(word: str) -> bool:
    """Return whether a word written small is a name all the same: eBay, monday.com, 3scale."""
    inner = word.strip(".,!?")
    return any(character.isupper() or character.isdigit() for character in inner) or "." in inner


def _is_shaped(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether the words of *name* are written as in a name."""
    small = vocabulary.squashed("company.articles")
    small |= vocabulary.squashed_words("company.joins")
    small |= vocabulary.squashed("company.small_words")
    words = name.split()
    named = [word for word in words if not word[0].islower() or _is_brand(word)]
    return bool(named) and all(word in named or squash(word) in small for word in words)


def _legal_words(words: list[str], vocabulary: Vocabulary) -> int:
    """Return how many of the first words are a legal form: one for "GmbH", three with "& Co."."""
    legal_forms = vocabulary.squashed("company.legal_forms")
    count = 0
    while count < len(words) and count <= len(["GmbH", "&", "Co.", "KG"]):
        word = words[count]
        if squash(word) not in legal_forms and not (count and word.rstrip(".,") in _AND_COMPANY):
            break
        count += 1
    return count


def _spellings(label: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Yield from where to where *words* spell *label* together, however its letters are typed."""
    for table in (_PLAIN, _TYPED):
        bare = [_typed(word, table) for word in words]
        for start, first in enumerate(bare):
            is_name = not words[start].islower() and "@" not in words[start]
            if first and is_name and label.startswith(first):
                end = _end_of_label(label, bare, start)
                if end:
                    yield start, end


def _typed(word: str, table: Mapping[int, str]) -> str:
    return "&" if word in {"&", "+"} else squash(word.lower().translate(table))


def _end_of_label(label: str, bare: list[str], start: int) -> int:
    """Return the index after the words from *start* that spell *label* together, or 0."""
    spelled = ""
    for index in range(start, min(start + _MOST_WORDS, len(bare))):
        word = bare[index]
        if word == "&":
            rest = label[len(spelled) :]
            word = next((one for one in _SPELLED_AND if rest.startswith(one)), "")
        spelled += word
        if spelled == label:
            return index + 1
        if not label.startswith(spelled):
            return 0
    return 0
