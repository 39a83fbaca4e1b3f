"""What the fields of a mail say: ids, dates, people, and whether a machine wrote it."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from mailwatch.domain.mail.addresses import read_addresses, read_sender
from mailwatch.domain.mail.encodedwords import one_line
from mailwatch.domain.mail.fields import ContentType, Fields
from mailwatch.domain.mail.messages import NOBODY, Address, Automation

SUBJECT_LIMIT = 1000
_ID_LIMIT = 500
_REFERENCES_LIMIT = 50
# From Baker Island to Kiribati's Line Islands: -12 to +14.
_FURTHEST_OFFSET = timedelta(hours=14)
_DATE_LIMIT = 150
_YEARS = range(1980, 2100)
# One "@" at least, no space, no angle bracket inside: others break threads or quoting.
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?-~]+>")
_FORWARD = re.compile(
    r"\s*\[?(?:fwd?|wg|weitergeleitet|tr|rv|rif|i|enc|pd|vb|vs|vl|doorst|ilt|i̇lt|továbbítás|"
    r"转发|轉寄|轉發|転送|전달)\s*[:\uff1a]",
    re.IGNORECASE,
)


def message_ids(value: str) -> tuple[str, ...]:
    """Return the well-formed Message-IDs in *value*, each once, in order."""
    found = (text for text in _MESSAGE_ID.findall(value) if len(text) <= _ID_LIMIT)
    return tuple(dict.fromkeys(found))


def message_id(fields: Fields) -> str:
    """Return the Message-ID, or "" where it is absent or malformed."""
    return next(iter(message_ids(fields.first("message-id"))), "")


def in_reply_to(fields: Fields) -> tuple[str, ...]:
    """Return the ids of In-Reply-To."""
    return message_ids(fields.first("in-reply-to"))[:_REFERENCES_LIMIT]


def references(fields: Fields) -> tuple[str, ...]:
    """Return the References, or In-Reply-To where there are none.

    Of very many, the first and the newest are kept: the root and the near end of the thread.
    """
    found = message_ids(fields.first("references")) or in_reply_to(fields)
    if len(found) > _REFERENCES_LIMIT:
        return (found[0], *found[-_REFERENCES_LIMIT + 1 :])
    return found


def subject(fields: Fields) -> str:
    """Return the subject, decoded, on one line."""
    return one_line(fields.first("subject"), SUBJECT_LIMIT)


def sender(fields: Fields) -> Address:
    """Return who wrote: the first of From, or Sender where From names nobody."""
    author = read_sender(fields.first("from"))
    if author.email:
        return author
    agent = read_sender(fields.first("sender"))
    return agent if agent.email or author == NOBODY else author


def people(fields: Fields, name: str) -> tuple[Address, ...]:
    """Return the addresses of the first field called *name*."""
    return read_addresses(fields.first(name))


def delivered_to(fields: Fields) -> tuple[str, ...]:
    """Return the addresses this copy was delivered to, each once."""
    names = ("delivered-to", "x-original-to", "envelope-to")
    found = [a.email for n in names for v in fields.every(n)[:10] for a in read_addresses(v)]
    return tuple(dict.fromkeys(found))


def date(fields: Fields) -> datetime | None:
    """Return the Date in UTC; None where it is absent, malformed or absurd."""
    written = _date_as_written(fields)
    return written.astimezone(UTC) if written else None


def utc_offset(fields: Fields) -> timedelta | None:
    """Return how far the clock of the Date is from UTC; None where it says nothing of a place.

    That is so of UTC itself, which machines everywhere write, and of offsets no country has.
    """
    written = _date_as_written(fields)
    offset = written.utcoffset() if written else None
    return offset if offset and abs(offset) <= _FURTHEST_OFFSET else None


def _date_as_written(fields: Fields) -> datetime | None:
    value = fields.first("date")[:_DATE_LIMIT]
    try:
        moment = parsedate_to_datetime(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        year = aware.astimezone(UTC).year
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return aware if year in _YEARS else None


def automation(fields: Fields, content_type: ContentType) -> Automation:
    """Return what the fields say about machines, but for what a report says in its parts."""
    return Automation(
        auto_submitted=_first_word(fields.first("auto-submitted")),
        precedence=_first_word(fields.first("precedence")),
        list_id=_list_id(fields.first("list-id")),
        has_list_unsubscribe=fields.has("list-unsubscribe"),
        null_return_path=fields.first("return-path").replace(" ", "") == "<>",
        is_report=content_type.kind == "multipart/report",
    )


def is_forwarding_subject(text: str) -> bool:
    """Tell whether a subject begins as mail programs begin that of a forward."""
    return _FORWARD.match(text) is not None


def _first_word(value: str) -> str:
    words = re.split(r"[\s;(]+", value.strip(), maxsplit=1)
    return one_line(words[0].lower(), 40)


def _list_id(value: str) -> str:
    inner = re.search(r"<([^<>]*)>", value)
    return one_line(inner.group(1) if inner else value, _ID_LIMIT)
