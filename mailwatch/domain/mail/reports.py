"""What a report of a mail system says: that a mail of ours failed, is late, was read (RFC 6522)."""

from collections.abc import Sequence
from dataclasses import dataclass

from mailwatch.domain.mail import envelope
from mailwatch.domain.mail.decoding import decode_transfer
from mailwatch.domain.mail.fields import BLOCK_LIMIT, Fields, read_fields
from mailwatch.domain.mail.parts import Part

REPORT = "multipart/report"
PARTS_OF_A_REPORT = 3
"""Words for people, then for programs, then the mail that it is about, or its header."""

_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RECEIPTS = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification"}
)
_RETURNED = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
)


@dataclass(frozen=True, slots=True)
class Report:
    """*is_failure*: the mail with the Message-ID *about* ("" if unknown) did not arrive."""

    is_failure: bool = False
    about: str = ""


NO_REPORT = Report()


def read_report(root: Part, parts: Sequence[Part]) -> Report:
    """Read a report from its *parts*, as far as they are there; NO_REPORT for any other mail.

    One on delivery that names no action counts as a failure: those that are not say so.
    """
    if root.kind != REPORT:
        return NO_REPORT
    told = {part.kind: _fields_of(part) for part in reversed(parts)}
    status = [fields for kind, fields in told.items() if kind in _STATUS]
    receipts = [fields for kind, fields in told.items() if kind in _RECEIPTS]
    kind = root.content_type.parameter("report-type").lower()
    is_on_delivery = kind == "delivery-status" or (not kind and not receipts)
    # RFC 3464, 2.3.3: failed, delayed, delivered, relayed or expanded, once for each recipient.
    actions = [word.strip().lower() for fields in status for word in fields.every("action")]
    return Report(
        is_failure=is_on_delivery and (not actions or "failed" in actions),
        about=_about(told, receipts),
    )


def _about(told: dict[str, Fields], receipts: Sequence[Fields]) -> str:
    ids = [envelope.message_id(fields) for kind, fields in told.items() if kind in _RETURNED]
    for fields in receipts:
        ids += envelope.message_ids(fields.first("original-message-id"))[:1]
    return next(filter(None, ids), "")


def _fields_of(part: Part) -> Fields:
    encoding = part.fields.first("content-transfer-encoding")
    return read_fields(decode_transfer(part.content(BLOCK_LIMIT), encoding)[0])
