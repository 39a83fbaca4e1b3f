"""Address fields (RFC 5322, 3.4) read in one pass, whatever they look like."""

import re

from mailwatch.domain.mail.encodedwords import ENCODED_WORD, decode_words, one_line
from mailwatch.domain.mail.messages import NOBODY, Address

LIMIT = 50
_NAME_LIMIT = 200
_EMAIL_LIMIT = 320  # RFC 5321, 4.5.3.1: 64 octets, the @, 255 octets
_EMAIL = re.compile(r'[^\s<>()\[\],;:"@\\]+@[^\s<>(),;:"@\\]+')
_QUOTED_LOCAL = re.compile(r'"[^"\\\s<>]+"@[^\s<>(),;:"@\\]+')
_QUOTED_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"?', re.DOTALL)
_PLAIN = re.compile(r'[^"(<,;:=]+|.', re.DOTALL)
_ANGLE = re.compile(r"<([^<>]*)>?")


class _Entry:
    """One address as it is being read: the words before it, what stood in <>, the comments."""

    __slots__ = ("angle", "comments", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.angle = ""
        self.comments: list[str] = []

    def finished(self) -> Address:
        words = "".join(self.words)
        email = _email(self.angle)
        if not email and not self.angle:
            email, words = _bare(words)
        name = words.strip() or " ".join(self.comments)
        return Address(display_name(name), email)


def read_addresses(value: str) -> tuple[Address, ...]:
    """Return the addresses of a field, at most 50, in order; groups lose their name."""
    found: list[Address] = []
    entry, position = _Entry(), 0
    while position < len(value) and len(found) < LIMIT:
        position, ended = _step(value, position, entry)
        if ended:
            found.append(entry.finished())
            entry = _Entry()
    if len(found) < LIMIT:
        found.append(entry.finished())
    return tuple(address for address in found if address.email)


def read_sender(value: str) -> Address:
    """Return the first address of a field that has one, else its name alone, else NOBODY."""
    addresses = read_addresses(value)
    if addresses:
        return addresses[0]
    decoded = decode_words(value)
    if decoded != value:
        addresses = read_addresses(decoded)
    return addresses[0] if addresses else _nameless(decoded)


def _nameless(value: str) -> Address:
    name = display_name(re.sub(r"<[^<>]*>", " ", value))
    return Address(name, "") if name else NOBODY


def display_name(text: str) -> str:
    """Return a display name decoded, on one line, without quotes around it."""
    return one_line(text, _NAME_LIMIT).strip("\"' ")


def _step(value: str, position: int, entry: _Entry) -> tuple[int, bool]:
    """Read one token into *entry*; return where the next begins, and whether the entry ended."""
    character = value[position]
    if character in ",;":
        return position + 1, True
    if character == "(":
        end = _comment_end(value, position)
        entry.comments.append(value[position + 1 : end - 1])
        return end, False
    match = _token(value, position, character)
    if character == "<":
        entry.angle = entry.angle or match.group(1)
    elif character == ":" and not entry.angle:
        entry.words.clear()  # what came before was the name of a group
    else:
        entry.words.append(_word(match, value, character))
    return match.end(), False


def _token(value: str, position: int, character: str) -> re.Match[str]:
    pattern = {"<": _ANGLE, '"': _QUOTED_STRING, "=": ENCODED_WORD}.get(character, _PLAIN)
    match = pattern.match(value, position) or _PLAIN.match(value, position)
    if match is None:  # _PLAIN matches any character
        raise AssertionError(position)
    return match


def _word(match: re.Match[str], value: str, character: str) -> str:
    is_local_part = character == '"' and value.startswith("@", match.end())
    if character == '"' and not is_local_part:
        return re.sub(r"\\(.)", r"\1", match.group(1))
    return match.group()


def _comment_end(value: str, position: int) -> int:
    """Return the offset behind a comment, which may nest; an open one ends with the field."""
    depth = 0
    for match in re.compile(r"\\.|[()]", re.DOTALL).finditer(value, position):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(value) + 1


def _bare(text: str) -> tuple[str, str]:
    """Find an addr-spec that stands without angle brackets; return it and the words beside it."""
    words = text.split()
    for index, word in enumerate(words):
        email = _email(word)
        if email:
            return email, " ".join(words[:index] + words[index + 1 :])
    # RFC 5322, 4.4: older mail may have white space around the @ and the dots.
    email = _email(re.sub(r" ?([@.]) ?", r"\1", " ".join(words)))
    return email, "" if email else text


def _email(text: str) -> str:
    """Return *text* as an addr-spec with its domain in lower case, or ""."""
    text = text.strip()
    if text.startswith("@"):  # an obsolete route (RFC 5322, 4.4)
        text = text.rpartition(":")[2]
    text = text.removeprefix("mailto:")
    match = _EMAIL.fullmatch(text) or _QUOTED_LOCAL.fullmatch(text)
    if match is None or len(text) > _EMAIL_LIMIT or not text.isprintable():
        return ""
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"
