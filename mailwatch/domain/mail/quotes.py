"""Whose words are whose: a body text cut into own words, quotes and signatures, line by line."""

from collections.abc import Callable
from itertools import groupby

from mailwatch.domain.mail import quotemarks
from mailwatch.domain.mail.messages import Segment, SegmentKind
from mailwatch.domain.mail.signatures import signed_lines

# Fewer characters than this above a forwarded mail are a covering note, not a message.
_SUBSTANTIAL = 150
_HEADER_WINDOW = 12
_WRAP = 3
_WRAPPED_LINE = 300
_FORWARDS = 5
_SHORTEST = 3


def segments(text: str, *, is_forward: bool = False) -> tuple[Segment, ...]:
    """Cut a cleaned body text into segments that cover it in order and without gaps.

    New words are never lost: answers between quotes stay own, what was forwarded with little
    said above it is own, and where nothing would be own, everything is. *is_forward* says that
    the subject announces a forward.
    """
    if not text:
        return ()
    lines = text.split("\n")
    kinds = _kinds(lines, is_forward=is_forward)
    if not any(kind is SegmentKind.OWN for kind in kinds):
        kinds = [SegmentKind.OWN] * len(lines)
    return _joined(lines, _filled(kinds))


def forward_start(text: str, *, is_forward: bool = False) -> int:
    """Return the number of the line at which a forwarded mail begins, or -1.

    It begins at a line that says so; or, if the subject announces a forward, at whatever else
    introduces another's mail.
    """
    lines = text.split("\n")
    index, is_marked = _cut(lines)
    return index if index < len(lines) and (is_marked or is_forward) else -1


def unquote_forward(text: str, start: int) -> str:
    """Take one level of "> " off a forwarded mail if all of it is quoted, as Apple Mail does."""
    lines = text.split("\n")
    below = lines[start + 1 :]
    if not all(line.startswith(">") for line in below if line.strip()):
        return text
    bare = [line.removeprefix(">").removeprefix(" ") for line in below]
    return "\n".join([*lines[: start + 1], *bare])


def _kinds(lines: list[str], *, is_forward: bool) -> list[SegmentKind | None]:
    """Return the kind of each line; None for an empty one, which goes with its neighbour."""
    kinds: list[SegmentKind | None] = []
    for _ in range(_FORWARDS):
        rest = lines[len(kinds) :]
        cut, is_marked = _cut(rest)
        above = _above_cut(rest[:cut])
        said = sum(len(rest[i].strip()) for i in range(cut) if above[i] is SegmentKind.OWN)
        kinds += above
        if cut == len(rest) or not (is_marked or is_forward) or said >= _SUBSTANTIAL:
            break
        kinds += [SegmentKind.QUOTED] * (_header_end(rest, cut) - cut)
        is_forward = False
    return kinds + [SegmentKind.QUOTED] * (len(lines) - len(kinds))


def _cut(lines: list[str]) -> tuple[int, bool]:
    """Find the line from which all is another's mail; and whether it says "forwarded"."""
    for index, line in enumerate(lines):
        stripped = line.strip()
        if not stripped:
            continue
        if quotemarks.is_forward_mark(stripped):
            return index, True
        if quotemarks.is_original_mark(stripped) or _is_header_block(lines, index):
            return index, False
        start = _introduction(lines, index, quotemarks.is_certain_attribution)
        if start >= 0 and not _is_quote_next(lines, index):
            return start, False
    return len(lines), False


def _above_cut(lines: list[str]) -> list[SegmentKind | None]:
    """Return the kinds of lines among which no mark stands, only "> " and own words."""
    quoted = _quoted_lines(lines)
    signed: set[int] = set()
    for is_quoted, run in groupby(range(len(lines)), key=quoted.__contains__):
        if not is_quoted:
            indices = list(run)
            signed |= signed_lines(lines, indices[0], indices[-1] + 1)
    return [_kind(line, index in quoted, index in signed) for index, line in enumerate(lines)]


def _kind(line: str, is_quoted: bool, is_signed: bool) -> SegmentKind | None:
    if is_quoted:
        return SegmentKind.QUOTED
    if not line.strip():
        return None
    return SegmentKind.SIGNATURE if is_signed else SegmentKind.OWN


def _quoted_lines(lines: list[str]) -> set[int]:
    """Return the lines that begin with ">", and those that introduce them."""
    quoted = {index for index, line in enumerate(lines) if _is_quote(line)}
    for index in range(len(lines)):
        start = _introduction(lines, index, quotemarks.is_certain_attribution)
        if start < 0:
            start = _introduction(lines, index, quotemarks.is_attribution)
        if start >= 0 and _is_quote_next(lines, index):
            quoted.update(range(start, index + 1))
    return quoted


def _is_quote(line: str) -> bool:
    return line.startswith((">", " >"))


def _introduction(lines: list[str], last: int, test: Callable[[str], bool]) -> int:
    """Return the first of one to three lines, ending with *last*, that pass *test*; else -1."""
    ending = lines[last].rstrip()
    if len(ending) < _SHORTEST or not ending.endswith((":", "\uff1a")):
        return -1
    joined = ""
    for index in range(last, max(-1, last - _WRAP), -1):
        line = lines[index].strip()
        if not line or _is_quote(line) or len(line) > _WRAPPED_LINE:
            return -1
        joined = f"{line} {joined}".rstrip()
        if test(joined):
            return index
    return -1


def _is_quote_next(lines: list[str], index: int) -> bool:
    following = lines[index + 1 : index + 4]
    return next((_is_quote(line) for line in following if line.strip()), False)


def _is_header_block(lines: list[str], index: int) -> bool:
    """Tell whether the header of a quoted mail begins here: From, Subject, and Sent or To.

    Under Outlook's rule, three labelled lines in any language are one.
    """
    if quotemarks.is_rule(lines[index].strip()):
        below = [line for line in lines[index + 1 : index + 8] if line.strip()][:3]
        return len(below) == 3 and all(":" in line[:40] for line in below)  # noqa: PLR2004 - said above
    if not quotemarks.role_of(lines[index].strip()):
        return False
    if index and quotemarks.role_of(lines[index - 1].strip()):
        return False
    roles = {quotemarks.role_of(lines[i].strip()) for i in range(index, _block_end(lines, index))}
    return roles >= {"from", "subject"} and not roles.isdisjoint({"sent", "to"})


def _block_end(lines: list[str], first: int) -> int:
    """Return where the labelled lines from *first* end; long ones may go on for a line or two."""
    end, foreign = first, 0
    for index in range(first, min(len(lines), first + _HEADER_WINDOW)):
        line = lines[index].strip()
        if quotemarks.role_of(line):
            end, foreign = index + 1, 0
        elif line:
            foreign += 1
        if foreign > (0 if not lines[index - 1].strip() else 2):
            break
    return end


def _header_end(lines: list[str], mark: int) -> int:
    """Return where the forwarded mail itself begins, below the mark and its header."""
    first = mark if quotemarks.role_of(lines[mark].strip()) else mark + 1
    while first < len(lines) and first <= mark + 3 and not lines[first].strip():
        first += 1
    return max(_block_end(lines, first), mark + 1)


def _filled(kinds: list[SegmentKind | None]) -> list[SegmentKind]:
    """Give each empty line the kind of the line above it; at the top, of the first with a kind."""
    kind = next((k for k in kinds if k is not None), SegmentKind.OWN)
    filled = []
    for given in kinds:
        kind = given or kind
        filled.append(kind)
    return filled


def _joined(lines: list[str], kinds: list[SegmentKind]) -> tuple[Segment, ...]:
    """Make one segment of each run of lines of one kind, line ends included."""
    found: list[Segment] = []
    start = 0
    length = sum(len(line) + 1 for line in lines) - 1
    for kind, run in groupby(zip(lines, kinds, strict=True), key=lambda pair: pair[1]):
        end = min(start + sum(len(line) + 1 for line, _ in run), length)
        found.append(Segment(kind, start, end))
        start = end
    return tuple(s for s in found if s.start < s.end)
