"""What fuzzing begins with: mail, phrases, rules and settings that are right, or nearly so."""

from collections.abc import Iterator
from pathlib import Path

from tests.support.hostile import OURS, OVERLAYS

TESTS = Path(__file__).resolve().parents[1]
# Every sixth of the golden mails: all of them would take half a minute before anything is tried.
STEP = 6

MAIL = (
    b"From: =?utf-8?Q?N=C3=B6ra?= <nora@studio.example>\r\n"
    b"To: lea@example.org, Jury: a@x.example;\r\n"
    b"Message-ID: <1@studio.example>\r\nReferences: <0@x.example>\r\n"
    b"Subject: =?utf-8?b?R3LDvA==?= =?utf-8?b?w59l?=\r\nDate: Tue, 3 Mar 2026 10:00:00 +0100\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    b'Content-Type: multipart/alternative; boundary="c"\r\n\r\n'
    b"--c\r\nContent-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nSch=C3=B6n \r\n> On 3 March Lea wrote:\r\n"
    b"--c\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n"
    b"PHA+SGFsbG88L3A+PGJsb2NrcXVvdGUgdHlwZT1jaXRlPng8L2Jsb2NrcXVvdGU+\r\n--c--\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nInner\r\n--b--\r\n"
)
PIECES_OF_MAIL = (
    b"--b", b"--c--", b"\r\n\r\n", b"\r", b"\n", b"\0", b"=?utf-8?q?", b"?=", b"<", b">", b"@",
    b"(", b'"', b"\\", b";", b":", b"=", b"=C3", b"%", b"*0*=", b"\xff\xfe", b"\x1b$B",
    b"charset=utf-16", b"charset=utf-7", b"boundary=", b"Content-Type: multipart/digest",
    b"&#x110000;", b"<style>", b"message/rfc822", b"+0100", b"<!--", b"-- \n",
    b"From: x\nSubject: y\nTo: z\n",
)  # fmt: skip
# What makes a reader begin something, to be repeated without an end.
BEGINNINGS = (
    b"<b", b"<td>", b"&lt;", b"> ", b"-- \n", b"On 3 March Lea wrote:\n", b"a@b.example ", b"not ",
    b"From: a\n", b"=?utf-8?q?=", b"--b\n\n", b"Dear ", b"in May 2027 ", b"Acme GmbH\n", b"(", b".",
    "\u0301".encode(), "採用".encode(), b"+49 30 ", b"\n\n",
)  # fmt: skip
SWELLING = b"From: Jane <a@b.example>\nSubject: x\nContent-Type: text/plain\n\nDear Lea,\n\0"
PHRASES = (
    "not ... {list}\nmove* forward?\nWe will not, alas, be moving forward.",
    "a ...3 b? c* {list}?\nx ... y? z\na b c",
    "採用 ... {list}\n見送\n採用を見送り",
    "won't re-hire\nx ...50 y\nwon\u2019t re\u00addhire",
)
SETTINGS = (
    """\
[identity]
name = "Lea"
addresses = ["lea@example.org"]
languages = ["en"]
timezone = "Europe/Berlin"
signature = "Lea\\nx"
[account.main]
host = "imap.example.org"
port = 993
security = "tls"
username = "lea"
auth = "oauth2"
token_command = ["oama", "access"]
watch = ["INBOX"]
filing = "copy"
[replies]
working_hours = "09:30-17:00"
holidays = ["2026-12-24", 2026-12-31]
minimum_stage = "interview"
maximum_age = 5
important = ["a.example"]
[cadence.filled]
thanks = "1 day"
check_ins = ["3 months"]
\0MAILWATCH_MAIN_PASSWORD='pa$$word'
""",
    """\
\0MAILWATCH_HOST=imap.example.org
MAILWATCH_USERNAME=lea@example.org
MAILWATCH_PASSWORD="x y"
export MAILWATCH_NAME=Lea # name
MAILWATCH_PORT=993
""",
)
HINTS = 'language = "en"\nbase = -1.5\n[hints]\nfilled = 0.3\n"absag*" = 1e-2\n"someone else" = 1\n'
SENDERS = (
    '[[system]]\nname = "A"\ndomains = ["a.example"]\nreply = "routed"\nrouted = ["reply+*"]\n'
)
WORDS = {
    "mail": PIECES_OF_MAIL,
    "swollen": BEGINNINGS,
    "phrase": (b"...", b"...3", b"{list}", b"?", b"*", b"\n", "\u2026".encode(), "採".encode()),
    "rules": (
        b"[[rule]]\n", b"[words]\n", b"name = ", b"kind = ", b'"veto"', b"phrases = [",
        b"unless = ", b"match = ", b"weight = ", b"nan", b"inf", b"{name}", b"{go}", b"(a|b|)",
        b"{company}", b"{when}", b"[[", b"disabled = true", b"...3", b"again.from", b"reply = ",
    ),
    "settings": (
        b"[identity]\n", b"[account.a]\n", b"[replies]\n", b"[cadence.hold]\n", b"1979-05-27",
        b"nan", b"999999999999999999999", b"[[", b"{a=", b"'''", b'"""', b"\\u", b"MAILWATCH_PORT=",
        b"days",
    ),
}  # fmt: skip


def of(way: str) -> Iterator[bytes]:
    """Yield what the fuzzing of a way begins with."""
    if way == "mail":
        yield from (
            MAIL,
            *(path.read_bytes() for path in sorted(TESTS.glob("golden/*/*.eml"))[::STEP]),
        )
    elif way == "swollen":
        yield from (SWELLING + piece for piece in BEGINNINGS)
    elif way == "rules":
        yield from _rules()
    else:
        yield from map(str.encode, PHRASES if way == "phrase" else SETTINGS)


def _rules() -> Iterator[bytes]:
    written = {**OURS, "en/hints.toml": HINTS, "senders.toml": SENDERS}
    for at, name in enumerate(OVERLAYS):
        yield bytes([at]) + written.get(name, 'language = "de"\n').encode()


def dictionary(way: str) -> str:
    """Return the words to be thrown in, in the form of libFuzzer."""
    escaped = ("".join(f"\\x{octet:02x}" for octet in word) for word in WORDS[way])
    return "".join(f'"{word}"\n' for word in escaped)
