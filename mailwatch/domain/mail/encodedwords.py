"""Header text: encoded words (RFC 2047) and raw octets, made one line of readable characters."""

import binascii
import re
from itertools import groupby

from mailwatch.domain.mail.decoding import decode_text, unbase64
from mailwatch.domain.text import clean

# Up to eight stray question marks are tolerated inside the text; the bound keeps this linear.
ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,8})\?=")


def decode_words(text: str) -> str:
    """Decode the encoded words in *text*.

    White space between two of them is not part of the text; neighbours of one charset are put
    together before they are decoded, since some senders split a character between words.
    """
    if "=?" not in text:
        return text
    parts: list[str] = []
    words: list[tuple[str, bytes]] = []
    position = 0
    for match in ENCODED_WORD.finditer(text):
        between = text[position : match.start()]
        if between.strip() or not words:
            parts += [_decoded(words), between]
            words = []
        words.append((_charset(match.group(1)), _octets(match)))
        position = match.end()
    return "".join([*parts, _decoded(words), text[position:]])


def one_line(text: str, limit: int) -> str:
    """Return *text* decoded and cleaned, on one line, without control or bidi characters."""
    return " ".join(clean(decode_words(text)[: limit * 4]).split())[:limit].rstrip()


def _charset(label: str) -> str:
    return label.partition("*")[0].lower()  # RFC 2231, 5: a language may follow


def _octets(match: re.Match[str]) -> bytes:
    data = match.group(3).encode("utf-8", "replace")
    if match.group(2) in "bB":
        return unbase64(data)
    return binascii.a2b_qp(data, header=True)


def _decoded(words: list[tuple[str, bytes]]) -> str:
    runs = groupby(words, key=lambda word: word[0])
    return "".join(decode_text(b"".join(w[1] for w in run), label)[0] for label, run in runs)
