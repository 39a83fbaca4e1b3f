"""How far a mail shows that we had come: from a receipt over a test to an offer."""

from collections.abc import Iterable
from dataclasses import dataclass

from mailwatch.domain.facts.folding import fold, words_start
from mailwatch.domain.facts.frames import read_frames, stands_in
from mailwatch.domain.facts.passages import passages
from mailwatch.domain.facts.vocabulary import Vocabulary
from mailwatch.domain.mail.messages import Message, SegmentKind

# The furthest first: an invitation to an interview thanks for the application, too.
STAGES = ("offer", "final", "interview", "assessment", "applied")
TALKED = "talked"
# What a mail is about stands at its beginning; circulars go on.
LETTER_LENGTH = 5000


@dataclass(frozen=True, slots=True)
class Reached:
    """*stage* is "" where nothing is shown; *has_talked* is true where a talk took place.

    An invitation shows the stage and no talk: it may have been called off.
    """

    stage: str = ""
    has_talked: bool = False


NOTHING = Reached()


def reached_in(message: Message, vocabulary: Vocabulary) -> Reached:
    """Return how far *message* shows that its reader had come, by the lists under [stages].

    A sentence with a condition in it ("if we invite you to an interview") shows nothing.
    """
    return _reached((message.subject, *_said(message, SegmentKind.OWN)), vocabulary)


def reached_before(message: Message, vocabulary: Vocabulary) -> Reached:
    """Return how far the mail that *message* quotes shows that we had come, ours or theirs."""
    return _reached(_said(message, SegmentKind.QUOTED), vocabulary)


def _said(message: Message, kind: SegmentKind) -> Iterable[str]:
    return passages(message.body.words_of(kind)[:LETTER_LENGTH])


def _reached(sentences: Iterable[str], vocabulary: Vocabulary) -> Reached:
    told = _telling(sentences, vocabulary)
    has_talked = _says(vocabulary, TALKED, told)
    stage = next((name for name in STAGES if _says(vocabulary, name, told)), "")
    if has_talked and stage not in STAGES[:2]:
        stage = "interview"
    return Reached(stage, has_talked)


def _telling(sentences: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """Return the sentences that show anything at all; hardly any mail has one."""
    every = (entry for name in (*STAGES, TALKED) for entry in vocabulary.own.get(_list(name), ()))
    frames = read_frames(tuple(every))
    found = [one for one in sentences if stands_in(frames, one)]
    conditions = tuple(map(fold, vocabulary.own.get(_list("unless"), ())))
    return [sentence for sentence in found if not _holds(conditions, sentence)]


def _list(name: str) -> str:
    return f"stages.{name}"


def _holds(words: Iterable[str], sentence: str) -> bool:
    folded = fold(sentence)
    return any(words_start(word, folded) >= 0 for word in words)


def _says(vocabulary: Vocabulary, name: str, sentences: Iterable[str]) -> bool:
    frames = vocabulary.own_frames(_list(name))
    return any(stands_in(frames, sentence) for sentence in sentences)
