"""Choosing among wordings: by what is known, and differently from letter to letter."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SLOT = re.compile(r"\{([a-z_]{1,40})\}")


@dataclass(frozen=True, slots=True)
class Picker:
    """The function `pick` that templates choose their wording with.

    Of the wordings whose every {slot} is in *known*, those that say the most stay, and the last
    of *seeds* decides among them: a letter is the same each time and differs from the next. The
    seeds before it are those of letters to the same company: what they have picked is left to
    them, as long as there is something else to say, be it less. Where no wording stays the
    sentence is dropped: the answer is "".
    """

    known: Mapping[str, str]
    seeds: Sequence[str]

    def __call__(self, *wordings: str) -> str:
        """Return one of *wordings*, filled."""
        told = [w for w in wordings if all(slot in self.known for slot in SLOT.findall(w))]
        if not told:
            return ""
        wording = _chosen(told, self.seeds, "\0".join(wordings))
        return _fill(" ".join(wording.split()), self.known)


def _chosen(told: Sequence[str], seeds: Sequence[str], salt: str) -> str:
    """Return what the last of *seeds* chooses, after each of those before it has chosen."""
    left = list(told)
    chosen = ""
    for seed in seeds:
        left = left or list(told)
        most = max(map(_weight, left))
        best = [wording for wording in left if _weight(wording) == most]
        digest = hashlib.sha256(f"{seed}\0{salt}".encode("utf-8", "replace")).digest()
        chosen = best[int.from_bytes(digest[:8]) % len(best)]
        left.remove(chosen)
    return chosen


def _weight(wording: str) -> int:
    return len(set(SLOT.findall(wording)))


def _fill(wording: str, known: Mapping[str, str]) -> str:
    """Put the facts into their slots, and mend what would be doubled at the seams.

    A role that is called "Graduate position" before the word "position", "The Guardian" after
    "the", "Example Inc." before a full stop: the second of the two is left out.
    """
    pieces = SLOT.split(wording)
    text = pieces[0]
    for name, after in zip(pieces[1::2], pieces[2::2], strict=True):
        text = _join(_join(text, known[name]), after)
    return text


def _join(left: str, right: str) -> str:
    if left.endswith(".") and right.startswith("."):
        return left + right[1:]
    last, first = left.split()[-1:], right.split()[:1]
    if last and first and _same_word(last[0], first[0]) and (left[-1] + right[0]).count(" ") == 1:
        return left.rstrip() + right.lstrip()[len(_letters(first[0])) :]
    return left + right


def _same_word(left: str, right: str) -> bool:
    return left.casefold() == _letters(right).casefold()


def _letters(word: str) -> str:
    return word.rstrip(".,;:?!")
