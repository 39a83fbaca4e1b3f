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
# The tables of extract.toml: what they write to an applicant, and what an applicant writes.
THEIRS, OURS = "stages", "wrote"
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
    return _reached((message.subject, *_said(message, SegmentKind.OWN)), vocabulary, THEIRS)


def reached_by(message: Message, vocabulary: Vocabulary) -> Reached:
    """Return how far *message* shows that its writer had come, by the lists under [wrote].

    The subject is mostly that of the other side. What is hoped for ("I would be glad of an
    interview") shows nothing.
    """
    return _reached(_said(message, SegmentKind.OWN), vocabulary, OURS)


def furthest(found: Iterable[Reached]) -> Reached:
    """Return all of what was *found* as one: the furthest stage, and a talk if any shows one."""
    every = tuple(found)
    stages = {one.stage for one in every}
    stage = next((name for name in STAGES if name in stages), "")
    return Reached(stage, any(one.has_talked for one in every))


def reached_before(message: Message, vocabulary: Vocabulary) -> Reached:
    """Return how far the mail that *message* quotes shows that we had come, ours or theirs."""
    quoted = tuple(_said(message, SegmentKind.QUOTED))
    return furthest(_reached(quoted, vocabulary, table) for table in (THEIRS, OURS))


def _said(message: Message, kind: SegmentKind) -> Iterable[str]:
    return passages(message.body.words_of(kind)[:LETTER_LENGTH])


def _reached(sentences: Iterable[str], vocabulary: Vocabulary, table: str) -> Reached:
    told = _telling(sentences, vocabulary, table)
    has_talked = _says(vocabulary, f"{table}.{TALKED}", told)
    stage = next((name for name in STAGES if _says(vocabulary, f"{table}.{name}", told)), "")
    if has_talked and stage not in STAGES[:2]:
        stage = "interview"
    return Reached(stage, has_talked)


def _telling(sentences: Iterable[str], vocabulary: Vocabulary, table: str) -> list[str]:
    """Return the sentences that show anything at all; hardly any mail has one."""
    names = (f"{table}.{name}" for name in (*STAGES, TALKED))
    every = (entry for name in names for entry in vocabulary.own.get(name, ()))
    frames = read_frames(tuple(every))
    found = [one for one in sentences if stands_in(frames, one)]
    conditions = tuple(map(fold, vocabulary.own.get(f"{table}.unless", ())))
    return [sentence for sentence in found if not _holds(conditions, sentence)]


def _holds(words: Iterable[str], sentence: str) -> bool:
    folded = fold(sentence)
    return any(words_start(word, folded) >= 0 for word in words)


def _says(vocabulary: Vocabulary, name: str, sentences: Iterable[str]) -> bool:
    frames = vocabulary.own_frames(name)
    return any(stands_in(frames, sentence) for sentence in sentences)
