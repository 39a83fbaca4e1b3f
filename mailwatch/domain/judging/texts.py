"""The texts of a message, read once for all that look at their words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailwatch.domain.mail.messages import Message, SegmentKind
from mailwatch.domain.text import Reading, read


@dataclass(frozen=True, slots=True)
class Texts:
    """A message, its subject and its body as words."""

    message: Message
    subject: Reading
    body: Reading

    @classmethod
    def of(cls, message: Message) -> "Texts":
        """Read the texts of *message*."""
        return cls(message, read(message.subject, one_sentence=True), read(message.body.text))

    def own_sentences(self) -> Iterator[Sequence[str]]:
        """Yield the words of the sender's own text, by sentence."""
        for segment in self.message.body.segments:
            if segment.kind is SegmentKind.OWN:
                first, after = self.body.between(segment.start, segment.end)
                yield from self.body.sentences_of(first, after)
