"""Header fields and bodies as bytes that every mail program reads the same way."""

import quopri
import re
import textwrap
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.charset import QP, Charset
from email.header import Header

from mailwatch.domain.mail.messages import Address
from mailwatch.domain.writing.lines import body_lines, one_line
from mailwatch.errors import ProtocolError

# RFC 5322, 2.1.1: lines should have 78 characters at the most, and must not have over 998.
PREFERRED_LINE = 78
LONGEST_LINE = 998
# What Thunderbird keeps of a References field; some servers cut longer ones.
LONGEST_REFERENCES = 986
MOST_REFERENCES = 100
# Longer ones do not fit on a line of their own behind the field's name.
LONGEST_ID = 900
LONGEST_NAME = 100
LONGEST_SUBJECT = 1000

_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")

# Quoted-printable for words, so that what is readable stays readable in the raw mail.
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = QP


def known_id(message_id: str) -> str:
    """Return *message_id* if it can stand in a header as it is, else ""."""
    fits = len(message_id) <= LONGEST_ID and _MESSAGE_ID.fullmatch(message_id)
    return message_id if fits else ""


def thread(references: Sequence[str], answered: str) -> tuple[str, ...]:
    """Return the ids for References: those before, then the one that is answered.

    Each once. Where they are too many the first stays, being the thread's root, and those after
    it go, oldest first, as in Thunderbird (RFC 5322, 3.6.4 leaves it open).
    """
    earlier = [known for r in references if (known := known_id(r)) and known != answered]
    once = list(dict.fromkeys(earlier))
    chain = [*once[:1], *once[1:][-MOST_REFERENCES:], *filter(None, [answered])]
    while len(chain) > 1 and len("   ".join(chain)) > LONGEST_REFERENCES:
        del chain[1 if len(chain) > 2 else 0]  # noqa: PLR2004 - the two ends stay longest
    return tuple(chain)


def mailbox(address: Address) -> str:
    """Return one mailbox, its name made harmless. Raise ProtocolError for an unusable address."""
    spec = _addr_spec(address.email)
    name = one_line(address.name)[:LONGEST_NAME].strip()
    if not name:
        return spec
    if not name.isascii() or "=?" in name:
        return f"{_encoded(name, len('From: '))}\r\n <{spec}>"
    if not _ATOMS.fullmatch(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{spec}>"


def unstructured(name: str, value: str) -> str:
    """Return free text for the field *name*: folded between words if it is ASCII, else encoded."""
    line = one_line(value)[:LONGEST_SUBJECT].strip()
    indent = len(name) + 2
    folded = textwrap.wrap(
        line,
        PREFERRED_LINE - 2,
        initial_indent="x" * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if line.isascii() and "=?" not in line and all(len(f) <= PREFERRED_LINE for f in folded):
        return "\r\n ".join(folded)[indent:]
    return _encoded(line, indent)


def encode_body(text: str) -> tuple[str, bytes]:
    """Return the transfer encoding and the body: CRLF line ends, one at the end, no long line.

    A line that begins with "From " is encoded, since mbox files put a ">" before it.
    """
    lines = body_lines(text.rstrip() + "\n")
    plain = "\n".join(lines)
    if plain.isascii() and all(_is_plain(line) for line in lines):
        return "7bit", plain.replace("\n", "\r\n").encode("ascii")
    encoded = quopri.encodestring(plain.encode("utf-8"))
    guarded = re.sub(rb"^From ", b"=46rom ", encoded, flags=re.MULTILINE)
    return "quoted-printable", guarded.replace(b"\n", b"\r\n")


def assemble(fields: Mapping[str, str], body: bytes) -> bytes:
    """Put header and body together, leaving out fields without a value.

    Raise ProtocolError if what comes out reads back as anything but these fields, in this order.
    """
    given = {name: value for name, value in fields.items() if value}
    header = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    try:
        content = header.encode("ascii") + b"\r\n" + body
    except UnicodeEncodeError as error:
        raise _unsafe("a header field is not ASCII") from error
    _check(content, tuple(given))
    return content


def _check(content: bytes, names: tuple[str, ...]) -> None:
    parsed = message_from_bytes(content, policy=policy.compat32)
    if tuple(parsed.keys()) != names or parsed.defects:
        raise _unsafe("the header does not read back as it was meant")
    lines = content.split(b"\r\n")
    if any(b"\r" in line or b"\n" in line or b"\0" in line for line in lines):
        raise _unsafe("a line end is not CRLF")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise _unsafe(f"a line is longer than {LONGEST_LINE} octets")
    if not content.endswith(b"\r\n"):
        raise _unsafe("the last line is not ended")


def _unsafe(why: str) -> ProtocolError:
    return ProtocolError(f"draft: {why}. Nothing was placed; answer this one by hand.")


def _addr_spec(email: str) -> str:
    local, at, domain = email.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    if not (at and _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(ascii_domain)):
        raise ProtocolError(
            "draft: an address cannot be written into a mail. Nothing was placed; "
            "answer this one by hand."
        )
    return f"{local}@{ascii_domain}"


def _encoded(text: str, indent: int) -> str:
    header = Header(text, _UTF8, maxlinelen=PREFERRED_LINE - 2, header_name="x" * (indent - 2))
    return header.encode(linesep="\r\n")


def _is_plain(line: str) -> bool:
    return len(line) <= PREFERRED_LINE and line == line.rstrip() and not line.startswith("From ")
