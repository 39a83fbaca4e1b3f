"""Reading FETCH answers of the plain shape that nearly all have, without a call for every byte.

imapclient's lexer makes a Python call per octet and takes two thirds of the time of a first scan.
Whatever does not look exactly as expected here is left to it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone

from imapclient.response_parser import parse_fetch_response

Items = Mapping[bytes, object]
Record = bytes | tuple[bytes, bytes]

_BEGIN = re.compile(rb"\d+ \(")
_ITEM = re.compile(
    rb" ?(?:UID (?P<uid>\d+)"
    rb"|RFC822\.SIZE (?P<size>\d+)"
    rb'|INTERNALDATE "(?P<date>[^"\\]*)"'
    rb'|FLAGS \((?P<flags>[^()\[\]"{}]*)\)'
    rb'|(?P<section>BODY\[[^\]"{]*\](?:<\d+>)?) (?P<value>\{\d+\}$|""|NIL))',
    re.IGNORECASE,
)
_DATE = re.compile(rb" ?(\d{1,2})-([a-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)")
_MONTHS = b"jan feb mar apr may jun jul aug sep oct nov dec".split()


class _UnusualError(Exception):
    """The answer is of another shape."""


def parse_fetched(records: list[Record]) -> dict[int, Items]:
    """Return what was fetched, by UID, from the records as imaplib collects them.

    What comes without a UID is news of another message and left out. Raise what imapclient's
    parser raises.
    """
    if records == [None]:
        return {}
    found: dict[int, dict[bytes, object]] = {}
    try:
        for items in _responses(records):
            if isinstance(uid := items.get(b"UID"), int):
                found.setdefault(uid, {}).update(items)
    except _UnusualError:
        return dict(parse_fetch_response(records, normalise_times=False))
    return dict(found)


def _responses(records: Iterable[Record]) -> Iterator[dict[bytes, object]]:
    """Yield the items of each response; its records are text, each but the last with a literal."""
    items: dict[bytes, object] = {}
    is_open = False
    for record in records:
        text, literal = record if isinstance(record, tuple) else (record, b"")
        position = 0
        if not is_open:
            items, is_open, position = {}, True, _matched(_BEGIN, text, 0).end()
        while text[position:] not in {b"", b")"}:
            match = _matched(_ITEM, text, position)
            items.update(_item(match, literal))
            position = match.end()
        if position < len(text):
            is_open = False
            yield items


def _matched(pattern: re.Pattern[bytes], text: bytes, position: int) -> re.Match[bytes]:
    match = pattern.match(text, position)
    if match is None:
        raise _UnusualError
    return match


def _item(match: re.Match[bytes], literal: bytes) -> dict[bytes, object]:
    kind, value = match.lastgroup, match[match.lastgroup or 0]
    if kind == "value":
        return {match["section"].upper(): literal if value.startswith(b"{") else b""}
    if kind == "flags":
        return {b"FLAGS": tuple(value.split())}
    if kind == "date":
        return {b"INTERNALDATE": _time(value)}
    return {b"UID" if kind == "uid" else b"RFC822.SIZE": int(value)}


def _time(value: bytes) -> datetime | None:
    """Read a date-time (RFC 9051, 9); nonsense is None."""
    match = _DATE.fullmatch(value.lower())
    if match is None:
        return None
    day, month, *numbers, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(hours[:1] + minutes))
    try:
        year, hour, minute, second = map(int, numbers)
        zone = timezone(offset)
        return datetime(year, _MONTHS.index(month) + 1, int(day), hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
