"""How a mail addresses its reader: formally or by first name; in Chinese, in which script."""

from collections.abc import Iterable

from mailwatch.domain.facts.folding import FIRST_UNSPACED
from mailwatch.domain.facts.vocabulary import Vocabulary

_FORM = "form."


def form_of(sentences: Iterable[str], vocabulary: Vocabulary) -> str:
    """Return which of the language's lists under [form] has most words in it; "" for a draw.

    Scripts without blanks are counted by the character.
    """
    lists = {name: ws for name, ws in vocabulary.own.items() if name.startswith(_FORM)}
    if not lists:
        return ""
    text = " ".join(sentences)
    words = [word.strip(".,;:!?()\"'") for word in text.split()]
    words += [character for character in text if character >= FIRST_UNSPACED]
    counts = {name.removeprefix(_FORM): _count(words, listed) for name, listed in lists.items()}
    most = max(counts.values())
    winners = [name for name, count in counts.items() if count == most]
    return winners[0] if len(winners) == 1 else ""


def _count(words: list[str], listed: tuple[str, ...]) -> int:
    """Count words; one listed with a capital counts only when written so (German "Sie")."""
    exact = {word for word in listed if not word.islower()}
    small = {word for word in listed if word.islower()}
    return sum(word in exact or word.lower() in small for word in words)
