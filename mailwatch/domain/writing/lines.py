"""Text that goes out: one safe line for a header or a slot, safe lines for a body."""

import re
import unicodedata

# Marks that turn the reading direction: harmless in their own script, and the tool of those who
# write one name and show another (Unicode TR 36, 2.6).
_TURNING = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Chinese and Japanese put no blanks between words; about so many characters say what a word says.
_UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_CHARACTERS_PER_WORD = 2.5
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def one_line(text: str) -> str:
    """Return *text* as one line: no control characters, no turning marks, single blanks."""
    spaced = "".join(" " if c.isspace() or c in "\u2028\u2029" else c for c in text)
    return " ".join("".join(filter(_is_fit, spaced)).split())


def body_lines(text: str) -> tuple[str, ...]:
    """Return the lines of *text*, whatever ends them, without control characters."""
    lines = _LINE_END.sub("\n", text).split("\n")
    return tuple("".join(c for c in line if c == "\t" or _is_fit(c)) for line in lines)


def length_in_words(text: str) -> int:
    """Count the words of *text*, by their characters where no blank parts them."""
    spaced, unspaced = _UNSPACED.subn(" ", text)
    return len(spaced.split()) + round(unspaced / _CHARACTERS_PER_WORD)


def _is_fit(character: str) -> bool:
    return unicodedata.category(character) not in _UNFIT and character not in _TURNING
