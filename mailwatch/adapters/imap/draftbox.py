"""Drafts: looking whether a reply is there already, placing one, and taking ours back."""

import re
from hashlib import sha256

from mailwatch.adapters.imap.batches import NOTHING, fetch_each, literal
from mailwatch.adapters.imap.line import Line
from mailwatch.adapters.imap.lookup import find_identified
from mailwatch.adapters.imap.reader import search_uids
from mailwatch.adapters.imap.special import Folders, SpecialFolder
from mailwatch.domain.writing.drafts import Draft, Fingerprint, Found, Place, Placement, Shelf

_APPENDUID = re.compile(rb"\[APPENDUID (\d{1,10}) (\d{1,10})\]", re.IGNORECASE)
_DRAFT_FLAGS = (rb"\Draft", rb"\Seen")  # in the APPEND itself: Exchange decides then


def find_reply(line: Line, folders: Folders, original_id: str, draft_id: str) -> Found | None:
    """Look in Drafts, then Sent, then Trash; the oldest first, whoever wrote it."""
    for place, places, answered in (
        (Place.DRAFTS, (folders.drafts,), original_id),
        (Place.SENT, folders.sent, original_id),
        (Place.TRASH, folders.trash, ""),
    ):
        for folder in places:
            status = line.examine(folder.name, folder.wire)
            hits = find_identified(line, {draft_id}, {answered})
            if hits:
                oldest = min(hits, key=lambda hit: hit.uid)
                is_ours = oldest.message_id == draft_id
                where = (folder.name, status.uidvalidity, oldest.uid)
                others = [hit for hit in hits if hit.message_id != draft_id and hit != oldest]
                return Found(place, *where, is_ours, has_younger=bool(others))
    return None


def look(line: Line, drafts: SpecialFolder, from_uid: int) -> Shelf:
    """Return Drafts as it is now, with the UIDs that are there from *from_uid* on."""
    status = line.examine(drafts.name, drafts.wire)
    uids = search_uids(line, from_uid - 1, status.uidnext, None) if from_uid else ()
    return Shelf(drafts.name, status.uidvalidity, status.uidnext, uids)


def append(line: Line, drafts: SpecialFolder, draft: Draft) -> Placement:
    """Place a draft, and say where it lies: from APPENDUID (RFC 4315), or by searching."""
    with line.doing("placing a draft") as client:
        answer = client.append(drafts.wire, draft.content, flags=_DRAFT_FLAGS)
    told = _APPENDUID.search(answer if isinstance(answer, bytes) else b"")
    if told:
        return Placement(drafts.name, int(told.group(1)), int(told.group(2)))
    status = line.examine(drafts.name, drafts.wire)
    uids = [hit.uid for hit in find_identified(line, {draft.message_id})]
    return Placement(drafts.name, status.uidvalidity, max(uids, default=0))


def withdraw(line: Line, wire: bytes, placement: Placement, ours: Fingerprint) -> bool:
    """Remove a draft that is byte for byte what we wrote; return whether it was removed."""
    if not line.offers("UIDPLUS"):
        return False
    with line.selected(placement.mailbox, wire) as status:
        if status.uidvalidity != placement.uidvalidity:
            return False
        uid = placement.uid or _uid_of(line, ours)
        if not uid or not _is_untouched(line, uid, ours):
            return False
        with line.doing("withdrawing a draft") as client:
            client.add_flags([uid], [rb"\Deleted"], silent=True)
            client.uid_expunge([uid])
    return True


def is_untouched(line: Line, wire: bytes, placement: Placement, ours: Fingerprint) -> bool:
    """Say whether what lies there is byte for byte what we wrote; nothing is changed."""
    status = line.examine(placement.mailbox, wire)
    is_same = status.uidvalidity == placement.uidvalidity
    return is_same and _is_untouched(line, placement.uid, ours)


def holds(line: Line, folder: SpecialFolder, message_id: str) -> bool:
    """Say whether *folder* holds a message of this id."""
    line.examine(folder.name, folder.wire)
    return bool(find_identified(line, {message_id}))


def _uid_of(line: Line, ours: Fingerprint) -> int:
    return min((hit.uid for hit in find_identified(line, {ours.message_id})), default=0)


def _is_untouched(line: Line, uid: int, ours: Fingerprint) -> bool:
    items = fetch_each(line, [uid], [b"FLAGS", b"BODY.PEEK[]"]).get(uid, NOTHING)
    flags = items.get(b"FLAGS")
    is_deleted = isinstance(flags, tuple) and rb"\Deleted" in flags
    return sha256(literal(items, b"")).hexdigest() == ours.digest and not is_deleted
