"""A last reading of a finished reply: what must not, and what had better not, reach Drafts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mailwatch.domain.facts.frames import read_frames, stands_in
from mailwatch.domain.identity import Identity
from mailwatch.domain.judging.rules import Extracts
from mailwatch.domain.opportunities import Opportunity
from mailwatch.domain.writing.drafts import Reply
from mailwatch.domain.writing.lines import length_in_words
from mailwatch.domain.writing.names import spoken

LONGEST_LETTER = 150

Level = Literal["fail", "warn"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a reply: *fail* keeps it out of Drafts, *warn* is shown to the user."""

    level: Level
    what: str


_TOKENS = ("{{", "}}", "{%", "%}", "{#", "%s", "%d", "[YOUR", "[NAME", "<<", ">>")
_SLOT = re.compile(r"\{[A-Za-z_][A-Za-z_ ]{0,40}\}|\[[A-Z][A-Z_ ]{2,40}\]")
_NOTHINGS = re.compile(r"\b(?:None|null|undefined|NaN)\b")
_GAPS = (" ,", ",,", "..", " ;", "()", "( ", " )", '""', "„“", ",.", ":,", "  ")
# A mark after a blank, but not the beginning of ".NET developer".
_LONELY_STOP = re.compile(r" \.(?=\s|$)")
_TWICE = re.compile(r"\b([^\W\d_]{2,30}) \1\b", re.IGNORECASE)
# Words that may stand twice in a row in correct German, English and French.
_TWICE_IS_FINE = {"that", "had", "die", "der", "das", "sie", "den", "dem", "nous", "vous"}

# What readers of such letters say they remember badly: the lists of [letter] in extract.toml.
_FAULTS = {
    "letter.argues": "argues with the decision",
    "letter.prods": "asks without a reason",
    "letter.money": "speaks of money",
    "letter.gifts": "speaks of gifts",
}
_NOBODY_READS = (
    "noreply",
    "donotreply",
    "dontreply",
    "nichtantworten",
    "keineantwort",
    "mailerdaemon",
)


Taboos = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By language and list: the words that a letter had better do without."""


def taboos_of(extracts: Iterable[Extracts]) -> Taboos:
    """Return what each language lists under [letter]."""
    return {
        one.language: {name: tuple(one.lists.get(name, ())) for name in _FAULTS} for one in extracts
    }


def lint(
    reply: Reply, opportunity: Opportunity, identity: Identity, taboos: Taboos
) -> tuple[Finding, ...]:
    """Return what is wrong with *reply*, the grave things first; nothing for a letter to sign.

    The user's own signature is not judged, nor is what the company and the role are called.
    """
    letter = _without_signature(reply.text, identity)
    plain = _without_names(letter, opportunity)
    grave = (
        *_unfinished(letter),
        *_broken(plain),
        *_misdirected(reply, identity),
        *_too_long(letter),
    )
    slight = (
        *_regrettable(plain, taboos.get(reply.language, {})),
        *_insistent(plain),
        *_doubled(plain),
    )
    return (
        *(Finding("fail", what) for what in grave),
        *(Finding("warn", what) for what in slight),
    )


def is_fit_to_place(findings: tuple[Finding, ...]) -> bool:
    """Tell whether nothing in *findings* keeps the reply out of Drafts."""
    return all(finding.level != "fail" for finding in findings)


def _unfinished(letter: str) -> Iterator[str]:
    if not letter.strip():
        yield "the letter is empty"
    for token in _TOKENS:
        if token in letter:
            yield f'an unfilled token is left: "{token}"'
    for pattern in (_SLOT, _NOTHINGS):
        if found := pattern.search(letter):
            yield f'an unfilled token is left: "{found.group()}"'


def _broken(letter: str) -> Iterator[str]:
    for gap in _GAPS:
        if gap in letter:
            yield f'a word is missing at "{gap}"'
    if _LONELY_STOP.search(letter):
        yield 'a word is missing at " ."'


def _misdirected(reply: Reply, identity: Identity) -> Iterator[str]:
    local, at, _ = reply.to.email.casefold().partition("@")
    if not at:
        yield "there is no address to answer to"
    if reply.to.email.casefold() in {a.casefold() for a in identity.addresses}:
        yield "it is addressed to yourself"
    if _squeezed(local).startswith(_NOBODY_READS) or _squeezed(local).endswith(_NOBODY_READS):
        yield "nobody reads mail at that address"
    if reply.language not in identity.languages:
        yield f'it is written in "{reply.language}", which is not one of your languages'


def _too_long(letter: str) -> Iterator[str]:
    words = length_in_words(letter)
    if words > LONGEST_LETTER:
        yield f"it has {words} words, more than {LONGEST_LETTER}"


def _regrettable(letter: str, taboos: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, fault in _FAULTS.items():
        for sign in taboos.get(name, ()):
            if stands_in(read_frames((sign,)), letter):
                yield f'it {fault}: "{sign}"'


def _insistent(letter: str) -> Iterator[str]:
    for marks, name in (("?\uff1f", "question"), ("!\uff01", "exclamation")):
        if sum(map(letter.count, marks)) > 1:
            yield f"it has more than one {name} mark"


def _doubled(letter: str) -> Iterator[str]:
    for found in _TWICE.finditer(letter):
        if found.group(1).casefold() not in _TWICE_IS_FINE:
            yield f'a word stands twice: "{found.group()}"'


def _without_signature(text: str, identity: Identity) -> str:
    return text.removesuffix(identity.signature or identity.name)


def _without_names(letter: str, opportunity: Opportunity) -> str:
    told = opportunity.facts
    for name in (told.role, told.company, spoken(told.company), told.contact.name):
        if name:
            letter = letter.replace(name, "NN")
    return letter


def _squeezed(local_part: str) -> str:
    return "".join(c for c in local_part if c.isalnum())
