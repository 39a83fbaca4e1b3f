"""Text as it is compared: without case and accents, and cut only where words end."""

import unicodedata
from typing import Final

FIRST_UNSPACED = "\u2e80"  # from here on scripts write words without blanks between them


class _Folding(dict[int, str]):
    """Case, accents and typographic variants away, one character for one."""

    _PLAIN: Final = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'}

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = self._PLAIN.get(character, character)
        if unicodedata.category(character) == "Pd":
            plain = "-"
        bare = unicodedata.normalize("NFKD", plain.lower())[:1] or character
        if unicodedata.category(character)[0] == "L" and code > ord(FIRST_UNSPACED):
            bare = character
        self[code] = bare
        return bare


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return *text* as it is compared: the same length, without case and accents."""
    return text.translate(_FOLDING)


def squash(text: str) -> str:
    """Return only the letters and digits of *text*, folded: "Blend 360" is "blend360"."""
    return "".join(filter(str.isalnum, fold(text)))


def words_start(word: str, folded: str, start: int = 0) -> int:
    """Return where *word* first stands in *folded* as words of its own, -1 if nowhere."""
    at = folded.find(word, start)
    while at >= 0 and (cuts_word(folded, at) or cuts_word(folded, at + len(word))):
        at = folded.find(word, at + len(word))
    return at


def cuts_word(text: str, at: int) -> bool:
    """Return whether a cut at *at* would go through a word."""
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == len("ab") and all(
        character.isalnum() and character < FIRST_UNSPACED for character in around
    )
