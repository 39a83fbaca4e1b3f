"""One mail laid out for the search: everything that the questions about it look at."""

from dataclasses import dataclass

from mailwatch.domain.facts.folding import fold, squash
from mailwatch.domain.facts.passages import passages
from mailwatch.domain.facts.relations import AGENCY, speaks_as
from mailwatch.domain.facts.senders import system_of
from mailwatch.domain.facts.signoff import SignOff, sign_off
from mailwatch.domain.facts.vocabulary import Vocabulary, vocabulary_of
from mailwatch.domain.judging.rules import Ruleset, SenderSystem
from mailwatch.domain.mail.messages import Message, SegmentKind

_HEAD = 600
_LONGEST_SUBJECT = 300
_MOST_PREFIXES = 8


@dataclass(frozen=True, slots=True)
class Case:
    """A mail in the pieces that are searched.

    *subject* is without "Re:" and the like; *head* are the first of the *sentences*. *is_agency*
    where a recruiter writes for a client: then nobody who signs is who turned us down.
    """

    message: Message
    vocabulary: Vocabulary
    system: SenderSystem | None
    system_names: frozenset[str]
    own_name: str
    subject: str
    sentences: tuple[str, ...]
    head: tuple[str, ...]
    sign: SignOff
    is_agency: bool


def lay_out(message: Message, language: str, ruleset: Ruleset, own_name: str) -> Case:
    """Cut *message* into pieces and look up the words of its language."""
    vocabulary = vocabulary_of(ruleset, language)
    own = message.body.words_of(SegmentKind.OWN)
    sentences = tuple(passages(own))
    return Case(
        message=message,
        vocabulary=vocabulary,
        system=system_of(message.sender, ruleset.senders),
        system_names=frozenset(squash(s.name.partition(" (")[0]) for s in ruleset.senders),
        own_name=own_name,
        subject=_bare_subject(message.subject, vocabulary),
        sentences=sentences,
        head=tuple(passages(own[:_HEAD])),
        sign=sign_off(message.body, message.sender.name, vocabulary),
        is_agency=speaks_as(AGENCY, sentences, vocabulary),
    )


def _bare_subject(subject: str, vocabulary: Vocabulary) -> str:
    """Cut "Re:", "AW:", "[External]" and their like from the front, however many."""
    bare = " ".join(subject[:_LONGEST_SUBJECT].split())
    prefixes = vocabulary.folded("subject.prefixes")
    for _ in range(_MOST_PREFIXES):
        folded = fold(bare)
        prefix = next((p for p in prefixes if folded.startswith(p)), "")
        if not prefix:
            break
        bare = bare[len(prefix) :].strip()
    return bare.rstrip(" !.")
