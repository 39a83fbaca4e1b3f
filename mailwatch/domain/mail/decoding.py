"""Octets to text: transfer encodings and charsets, as far as they go and never with an error."""

import binascii
import codecs
import re
from encodings.aliases import aliases

# Codecs that are no charset of mail: some are transformations, punycode and idna take quadratic
# time, undefined exists to fail.
_REFUSED = frozenset(
    {"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
)
_UNLISTED = frozenset({"koi8_u", "koi8_t", "cp737", "cp856", "cp874", "cp1006", "utf_8_sig"})

# What is written, and what is meant: the superset that senders really use under the label
# (the Encoding Standard of the WHATWG, section 4.2, and what Windows calls things).
_MEANT = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x_sjis": "cp932",
    "windows_31j": "cp932",
    "euc_kr": "cp949",
    "iso8859_9": "cp1254",
    "tis_620": "cp874",
    "iso8859_11": "cp874",
    "windows_874": "cp874",
    "iso_8859_8_i": "iso8859_8",
    "big5": "big5hkscs",
    "utf8mb4": "utf_8",
    "iso2022_jp": "iso2022_jp_2",
    "cp_850": "cp850",
}
_LABEL = re.compile(r"[\w.:+-]{1,40}", re.ASCII)
_JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B]")
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_GAP = re.compile(rb"\S(?= \S)")
_WHITE = b" \t\r\n"


def charset_named(label: str) -> str:
    """Return the codec meant by a charset label, or "" if it is none that mail is written in."""
    label = label.strip().strip("'\"").lower()
    if not _LABEL.fullmatch(label):
        return ""
    name = re.sub(r"[^a-z0-9]+", "_", label)
    name = _MEANT.get(name, aliases.get(name, name))
    name = _MEANT.get(name, name)
    known = name in _UNLISTED or name in aliases.values()
    is_text = known and name not in _REFUSED and not name.endswith("_codec") and name != "rot_13"
    return name if is_text else ""


def decode_text(data: bytes, label: str = "") -> tuple[str, str]:
    """Decode *data* by its label if that fits, else by UTF-8, else by Windows-1252.

    A character cut off at the end is dropped. The second value says what had to be tolerated,
    "" if nothing.
    """
    codec = charset_named(label)
    note = f"unknown charset {label[:40]!r}" if label and not codec else ""
    if data.startswith(codecs.BOM_UTF8):
        data, codec = data[len(codecs.BOM_UTF8) :], "utf_8"
    if codec in {"", "cp1252", "utf_8"}:
        return _decode_western(data, codec, note)
    text = _strictly(data, codec)
    if text is not None:
        return text, note
    return _roughly(data, codec), f"not all of the text is {label[:40]}"


def _decode_western(data: bytes, codec: str, note: str) -> tuple[str, str]:
    """Decode what is labelled UTF-8, Latin-1, ASCII or nothing: the labels most often wrong."""
    if _JAPANESE_ESCAPE.search(data):
        japanese = _strictly(data, "iso2022_jp_2")
        if japanese is not None:
            return japanese, note
    text = _strictly(data, "utf_8")
    # One octet left over behind pure ASCII is a Latin letter, unless the label says UTF-8.
    if text is not None and (codec == "utf_8" or data.isascii() or not text.isascii()):
        return text, note
    if codec == "utf_8":
        text = data.decode("utf-8", "replace")
        # A few bad octets in long UTF-8 are damage; many mean that the label is wrong.
        if text.count("\ufffd") * 20 < len(text):
            return text, note or "not all of the text is UTF-8"
        note = note or "labelled UTF-8, read as Windows-1252"
    text = _strictly(data, "cp1252")
    return (data.decode("latin-1") if text is None else text), note


def _strictly(data: bytes, codec: str) -> str | None:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        return decoder.decode(data, final=False)
    except ValueError:
        return None


def _roughly(data: bytes, codec: str) -> str:
    """Decode what does not fit its label: with gaps where they are few, else by another."""
    rough = data.decode(codec, "replace")
    if rough.count("\ufffd") * 20 < len(rough):
        return rough
    # Text labelled ISO-2022-JP and holding eight-bit characters is Shift_JIS, or UTF-8.
    others = ("utf_8", "cp932") if codec.startswith("iso2022") else ("utf_8",)
    found = (_strictly(data, other) for other in others)
    return next((text for text in found if text), rough)


def decode_transfer(content: bytes, encoding: str) -> tuple[bytes, str]:
    """Undo a Content-Transfer-Encoding (RFC 2045, 6) as far as it goes; the second is a note."""
    words = encoding.split(maxsplit=1)
    name = words[0].strip(";\"'").lower() if words else ""
    if name == "base64":
        return _decode_base64(content)
    if name in {"quoted-printable", "quotedprintable", "qp"}:
        return binascii.a2b_qp(content), ""
    known = name in {"", "7bit", "8bit", "binary", "7-bit", "8-bit"}
    return content, "" if known else f"unknown transfer encoding {name[:40]!r}"


def _decode_base64(content: bytes) -> tuple[bytes, str]:
    solid = content.translate(None, _WHITE)
    letters = solid.translate(None, _NOT_BASE64)
    # Base64 has no spaces inside its lines; text does, about one in six.
    gaps = len(_GAP.findall(content))
    if gaps * 20 > len(content) or len(letters) * 10 < len(solid) * 9:
        return content, "labelled base64, is plain text"
    return unbase64(letters), "" if len(letters) == len(solid) else "base64 is damaged"


def unbase64(letters: bytes) -> bytes:
    """Decode base64 up to its first padding; an incomplete last group gives what it holds."""
    body = letters.translate(None, _NOT_BASE64).split(b"=", 1)[0]
    if len(body) % 4 == 1:
        body = body[:-1]
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4))
