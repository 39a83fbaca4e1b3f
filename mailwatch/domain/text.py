"""Mail text made fit to be searched: cleaned characters and, over them, words in sentences."""

import re
import unicodedata
from functools import lru_cache

# Whatever is neither a letter or digit, nor printable ASCII, nor a tab or line end is looked at;
# so are the grave accent (typed for an apostrophe) and the Hangul fillers, which are letters to
# Unicode and nothing to the eye.
_SUSPECT = re.compile("[^\\w\t\n !-~]|[`\u115f\u1160\u3164\uffa0]")
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")

_APOSTROPHES = frozenset("`\u00b4")
_BLANKS = frozenset("\u2800")  # Braille with no dot raised: newsletters space previews with it
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def clean(text: str) -> str:
    """Return *text* composed (NFC), with LF line ends and without what the eye cannot see.

    Unicode spaces become spaces, accents typed as apostrophes become apostrophes, half-width
    katakana becomes full-width. Cleaning twice changes nothing more. Offsets in evidence refer
    to cleaned text.
    """
    composed = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    seen = _SUSPECT.sub(_replacement, composed)
    widened = _HALF_WIDTH.sub(_widened, seen)
    # What was taken out may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", widened)


def _replacement(match: re.Match[str]) -> str:
    return _visible(match.group())


def _widened(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


@lru_cache(maxsize=1024)
def _visible(character: str) -> str:
    """Return what stands for *character* in cleaned text; "" where it shows nothing."""
    if character in _APOSTROPHES:
        return "'"
    category = unicodedata.category(character)
    if category == "Zs" or character in _BLANKS:
        return " "
    if category in _UNSEEN or character in _FILLERS or _is_variation_selector(character):
        return ""
    return character


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
