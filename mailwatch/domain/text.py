"""Mail text made fit to be searched: cleaned characters and, over them, words in sentences."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

# Whatever is neither a letter or digit, nor printable ASCII, nor a tab or line end is looked at;
# so are the grave accent (typed for an apostrophe) and the Hangul fillers, which are letters to
# Unicode and nothing to the eye.
_SUSPECT = re.compile("[^\\w\t\n !-~]|[`\u115f\u1160\u3164\uffa0]")
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")

MOST_MARKS = 30
"""Accents that are kept on one letter (Stream-Safe Text Format, UAX 15, section 13)."""

# What is no letter and not ASCII; marks that combine are among it.
_MANY_MARKS = re.compile(rf"[^\w\x00-\x7f]{{{MOST_MARKS + 1},}}")

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
    composed = unicodedata.normalize("NFC", _few_marks(_LINE_END.sub("\n", text)))
    seen = _SUSPECT.sub(_replacement, composed)
    widened = _HALF_WIDTH.sub(_widened, seen)
    # What was taken out may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", _few_marks(widened))


def _few_marks(text: str) -> str:
    """Return *text* with at most MOST_MARKS accents on a letter: more take Unicode quadratic time.

    Their order is normalized by sorting them into place one by one.
    """
    return text if text.isascii() else _MANY_MARKS.sub(_first_marks, text)


def _first_marks(match: re.Match[str]) -> str:
    run = match.group()
    marks = [at for at, character in enumerate(run) if unicodedata.combining(character)]
    dropped = frozenset(marks[MOST_MARKS:])
    return "".join(character for at, character in enumerate(run) if at not in dropped)


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


# Scripts that set no space between words, and Hangul, whose spacing varies from writer to writer:
# each character is a word of its own, so that a space inside a Japanese sentence does not matter.
# Thai, Lao, Burmese, Khmer; Hangul; kana, Bopomofo and Han with their iteration marks.
_RUN_ON = (
    "\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks that Python does not count as letters and that must not cut a word: Hebrew and Arabic
# points, the vowel signs of India.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0981-\u0df3"
_RUN_ON_CHARACTER = re.compile(f"[{_RUN_ON}]")
_WORD = re.compile(f"([{_RUN_ON}]|[^\\W_{_RUN_ON}]+(?:[{_MARKS}]+[^\\W_{_RUN_ON}]*)*)")
_ASCII_WORD = re.compile("([a-zA-Z0-9]+)")

READ_AT_MOST = 200_000
"""Characters of a text that are read; no letter is longer, and memory stays bounded."""

WORD_WIDTH = 3
"""Units of width of a word; a run-on character is one unit wide (DESIGN.md 6)."""

_LIGATURES = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }  # the dotless i
)
_DIGRAPHS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"}  # as typed without them
)
# In Arabic: vowel points, hamza and madda on a letter, and the stroke that stretches a word.
_ACCENTS = re.compile("[\u0300-\u036f\u0640\u064b-\u0655\u0670]+")


def fold(word: str) -> str:
    """Return *word* without case, width, accents (Latin, Greek, Cyrillic, Arabic), ligatures."""
    if word.isascii():
        return word.lower()
    # Casefolding can undo the first NFKC, so Unicode asks for a second (UAX 15).
    caseless = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", caseless))
    return unicodedata.normalize("NFC", bare).translate(_LIGATURES)


@lru_cache(maxsize=16_384)
def spellings(word: str) -> tuple[str, ...]:
    """Return the folded forms under which a phrase's *word* may stand in a text.

    A word written with an umlaut, or with a Nordic letter, is also found where it was typed in
    two plain letters.
    """
    composed = unicodedata.normalize("NFC", word).lower()
    return tuple(dict.fromkeys((fold(word), fold(composed.translate(_DIGRAPHS)))))


def words(text: str) -> tuple[str, ...]:
    """Return the words of *text* as written."""
    return tuple(_WORD.findall(text))


def is_run_on(word: str) -> bool:
    """Return whether *word* is of a script in which each character is read alone."""
    return bool(_RUN_ON_CHARACTER.match(word))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as words in sentences.

    *edges* are the offsets at which a word begins or ends, in turn. *beginnings* numbers the
    first word of each sentence. *places* says where each word stands, and what follows the last,
    in places that are *unit* units of width; so that the gap between two words is a difference.
    """

    text: str
    words: Sequence[str]
    edges: Sequence[int]
    beginnings: Sequence[int]
    places: Sequence[int]
    unit: int

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Return the offsets between which the words from *first* to before *after* stand."""
        return self.edges[2 * first], self.edges[2 * after - 1]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Return the number of the first word from the offset *start* on, and after the last.

        Only words count that end by the offset *end*.
        """
        return (bisect_left(self.edges, start) + 1) // 2, bisect_right(self.edges, end) // 2

    def sentences_of(self, first: int, after: int) -> Iterator[Sequence[str]]:
        """Yield the words from *first* to before *after*, by sentence."""
        inner = self.beginnings[
            bisect_right(self.beginnings, first) : bisect_left(self.beginnings, after)
        ]
        for begin, end in pairwise((first, *inner, after)):
            yield self.words[begin:end]

    def word_at(self, place: int) -> int:
        """Return the number of the word that stands at *place*."""
        return place if self.unit == WORD_WIDTH else bisect_left(self.places, place)

    def sentence_at(self, word: int) -> tuple[int, int]:
        """Return the offsets at which the sentence of *word* begins and ends."""
        number = bisect_right(self.beginnings, word)
        later = self.beginnings[number : number + 1]
        return self.span(self.beginnings[number - 1], later[0] if later else len(self.words))


def read(text: str, *, one_sentence: bool = False) -> Reading:
    """Cut cleaned *text* into words and sentences; a subject is *one_sentence*.

    Takes time and memory linear in the text, of which READ_AT_MOST characters are read.
    """
    text = text[:READ_AT_MOST]
    parts = (_ASCII_WORD if text.isascii() else _WORD).split(text)
    words = parts[1::2]
    edges = list(accumulate(map(len, parts)))
    beginnings = [0] if words else []
    if not one_sentence:
        beginnings += _beginnings(text, parts, edges)
    if text.isascii() or not _RUN_ON_CHARACTER.search(text):
        return Reading(text, words, edges, beginnings, range(len(words) + 1), WORD_WIDTH)
    widths = (1 if is_run_on(word) else WORD_WIDTH for word in words)
    return Reading(text, words, edges, beginnings, [0, *accumulate(widths)], 1)


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of cleaned *text*, from first word to last."""
    reading = read(text)
    spans = map(reading.sentence_at, reading.beginnings)
    return tuple(text[start:end] for start, end in spans)


# What most often stands between two words, and ends nothing.
_PLAIN = frozenset(
    (" ", "", ", ", "'", "\u2019", "-", "/", "@", ".", ": ", "; ", " - ", " \u2013 ")
)
# A full stop of East Asia, Armenia, India or Pakistan; a blank line; a table cell; a next item.
_BULLETS = "*#\u2022\u00b7\u2023\u203b\u25a0-\u25ff\u27a4\u2013\u2014\u2713-"
_HARD_STOP = re.compile(
    f"[\u3002\uff01\uff1f\u0589\u0964\u0965\u06d4\t|]|\n[ \t>]*\n|\n[ \t>]*[{_BULLETS}]"
)
# A closing quotation mark or bracket may follow the stop.
_SOFT_STOP = re.compile(r"[.!?\u2026\u061f]\S{0,3}\s")
_NONE, _WRAP, _SOFT, _HARD = range(4)
_REMEMBERED = 16  # characters; longer separators are hardly seen twice
# A line that mail software wrapped is longer than this; a shorter one was ended by its writer.
_SHORT_LINE = 40
# Titles and the like, before names; and what stands before numbers. Single letters are initials.
_BEFORE_NAMES = (
    " mr mrs ms dr prof st mme mlle sr sra srta dra dott dssa sig gent egr spett exmo exma dhr mevr"
    " mw drs hr fr dipl ing inz mgr bzw ca ggf evtl inkl vgl ev resp ul av tzw np tj tzn bl osv"
    " evt vs cf approx "
)
_BEFORE_NUMBERS = " no nr num art abs kl tel tlf ref pos pag pp vol "
_LEAST_DIGITS_OF_AN_END = 3


def _beginnings(text: str, parts: Sequence[str], edges: Sequence[int]) -> Iterator[int]:
    """Yield the first word of each sentence but the first; *parts* are separators and words."""
    for number, separator in enumerate(parts[2:-1:2], 1):
        if separator not in _PLAIN and _ends_sentence(text, parts, 2 * number, edges):
            yield number


def _ends_sentence(text: str, parts: Sequence[str], at: int, edges: Sequence[int]) -> bool:
    """Say whether the separator ``parts[at]``, from ``edges[at - 1]`` on, ends a sentence."""
    separator, before, after = parts[at], parts[at - 1], parts[at + 1]
    ending = _ending_of(separator) if len(separator) < _REMEMBERED else _find_ending(separator)
    if ending == _SOFT:
        return _stop_is_full(before, after)
    if ending == _WRAP:
        offset = edges[at - 1]
        line = offset - text.rfind("\n", 0, offset)
        return line <= _SHORT_LINE and (after[0].isupper() or after[0].isdigit())
    return ending == _HARD


def _find_ending(separator: str) -> int:
    """Say what kind of end of a sentence is in what stands between two words."""
    if _HARD_STOP.search(separator):
        return _HARD
    if _SOFT_STOP.search(separator):
        return _SOFT
    return _WRAP if "\n" in separator else _NONE


_ending_of = lru_cache(maxsize=1024)(_find_ending)


def _stop_is_full(before: str, after: str) -> bool:
    """Say whether a dot between these words ends a sentence, and not just an abbreviation."""
    if after[0].islower():
        return False
    if before.isdigit():  # "1. Juni" goes on; "in 2024. We" does not
        return len(before) >= _LEAST_DIGITS_OF_AN_END and not after[0].isdigit()
    if len(before) == 1 and before.isalpha():
        return is_run_on(before)
    short = f" {before.lower()} "
    return short not in _BEFORE_NAMES and not (short in _BEFORE_NUMBERS and after[0].isdigit())
