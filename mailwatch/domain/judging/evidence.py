"""What was found in a mail, and what it comes to: evidence and verdict, as values."""

from dataclasses import dataclass
from enum import StrEnum

from mailwatch.domain.judging.rules import Kind, Source


class Judgement(StrEnum):
    """The three answers to "is this a rejection?"."""

    REJECTION = "rejection"
    REVIEW = "review"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A phrase that was found.

    *field* is "subject" or "body"; *start* and *end* are offsets into that field's text (the
    subject, or Body.text), and *text* is what stands there. *voided* says why the phrase does
    not count, and is "" where it does. *sentence* is for people (one line, cut where long);
    *sentence_start* is the offset at which it begins, and so tells sentences apart.
    """

    rule: str
    language: str
    kind: Kind
    weight: float
    field: str
    text: str
    start: int
    end: int
    sentence: str
    source: Source
    category: str = ""
    stage: str = ""
    voided: str = ""
    sentence_start: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement on one message, with everything it rests on.

    *score* is the sum of the weights of the evidence that counts. *language* is that of the pack
    that hit, "" where none did; *category* and *stage* are "" where the evidence does not say.
    *reasons* explains the judgement in short sentences, for `explain`.
    """

    judgement: Judgement
    score: float
    language: str
    category: str
    stage: str
    evidence: tuple[Evidence, ...]
    reasons: tuple[str, ...] = ()

    @property
    def counting(self) -> tuple[Evidence, ...]:
        """The evidence that was not voided."""
        return tuple(e for e in self.evidence if not e.voided)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about a message from outside it.

    *own_addresses* are the user's, lower-cased. *is_known_thread* is true where the message
    answers something we know: a message of the user's, or an opportunity. *is_recruiting_sender*
    is true where the sender is one of the systems in rules/senders.toml, and *is_human_sender*
    where neither the address nor a header says that a machine or a list sent it. *is_platform* is
    true where the sender is a place for freelancers that keeps the talk on its own pages.
    """

    own_addresses: frozenset[str] = frozenset()
    is_known_thread: bool = False
    is_recruiting_sender: bool = False
    is_human_sender: bool = False
    is_platform: bool = False
