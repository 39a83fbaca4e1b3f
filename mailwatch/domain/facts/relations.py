"""Who they are to us, and whether an answer of theirs holds advice."""

from collections.abc import Iterable

from mailwatch.domain.facts.frames import stands_in
from mailwatch.domain.facts.passages import passages
from mailwatch.domain.facts.senders import is_machine
from mailwatch.domain.facts.vocabulary import Vocabulary, vocabulary_of
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.mail.messages import NOBODY, Address, Message, SegmentKind

AGENCY, FRIEND, TEAM = "agency", "friend", "team"


def relationship(
    sentences: Iterable[str], contact: Address, reply_to: Address, vocabulary: Vocabulary
) -> str:
    """Return who they are to us, as far as they say so; "" where they do not.

    A friend says that they helped, an agency speaks of its client. Where no person signed, a
    mailbox that people answer is a team's.
    """
    told = tuple(sentences)
    for name in (FRIEND, AGENCY):
        if speaks_as(name, told, vocabulary):
            return name
    is_team = not contact.name and reply_to != NOBODY and not is_machine(reply_to, vocabulary)
    return TEAM if is_team else ""


def speaks_as(name: str, sentences: Iterable[str], vocabulary: Vocabulary) -> bool:
    """Tell whether a sentence is one that only an agency, or only a friend, would write."""
    frames = vocabulary.own_frames(f"relationship.{name}")
    return any(stands_in(frames, sentence) for sentence in sentences)


def gives_advice(message: Message, ruleset: Ruleset, language: str) -> bool:
    """Say whether a mail tells the user what to do better, and does not decline to tell."""
    vocabulary = vocabulary_of(ruleset, language)
    told = tuple(passages(message.body.words_of(SegmentKind.OWN)))
    advice, declines = vocabulary.own_frames("advice.lines"), vocabulary.frames("feedback.forbids")
    return any(stands_in(advice, one) for one in told) and not any(
        stands_in(declines, one) for one in told
    )
