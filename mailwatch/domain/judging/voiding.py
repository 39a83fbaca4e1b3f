"""Which evidence counts: not what is quoted, conditional, or beside an exception."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.matcher import Matcher
from mailwatch.domain.judging.rules import EXCEPTION_MARK, Kind
from mailwatch.domain.judging.texts import Texts
from mailwatch.domain.mail.messages import Segment, SegmentKind

FORBIDDING_WEIGHT = -3.0
"""A veto of this weight or less decides alone: another kind of mail, whatever else it says."""

LETTER_LENGTH = 5000
"""Characters of the sender's own words within which a letter says no; newsletters go on."""

# There a condition follows what it conditions, behind any comma ("... may be the case").
_CONDITION_LAST = frozenset({"ja", "ko", "zh"})
_BREAKS = frozenset(",;:\u2013\u2014\u3001\uff0c\uff1b")
_CONDITIONED = frozenset({Kind.STRONG, Kind.WEAK, Kind.VETO, Kind.DETAIL})

_WHOSE_WORDS = {
    SegmentKind.QUOTED: "stands in quoted text",
    SegmentKind.SIGNATURE: "stands in the signature",
}


def gather(texts: Texts, matcher: Matcher, foreign: frozenset[str]) -> tuple[Evidence, ...]:
    """Return all that rules find, but for *foreign* languages; what does not count says why."""
    content = texts.message.body
    inside = matcher.search("body", texts.body, foreign).evidence
    found = _outside_own_words(inside, content.segments)
    body = conditions_applied(found, content.text)
    title = matcher.search("subject", texts.subject, foreign).evidence
    subject = conditions_applied(title, texts.message.subject)
    if any(e.kind is Kind.STRONG and not e.voided for e in body):
        subject = tuple(_yielding(e) for e in subject)
    return subject + body


def _yielding(evidence: Evidence) -> Evidence:
    """Void a veto in the subject: "Thank you for your application!" stands over many a no.

    One that decides alone ("Withdrawing my application") means what it says there, too.
    """
    is_mild = evidence.weight > FORBIDDING_WEIGHT
    if evidence.kind is Kind.VETO and is_mild and not evidence.voided:
        return replace(evidence, voided="stands in the subject only, and the body says no")
    return evidence


def _outside_own_words(
    evidence: Iterable[Evidence], segments: Sequence[Segment]
) -> tuple[Evidence, ...]:
    """Void what does not stand in the sender's own words, or too far down; both run in order."""
    judged: list[Evidence] = []
    at = foreign = 0
    for found in evidence:
        while at < len(segments) and segments[at].end <= found.start:
            foreign += _foreign_length(segments[at])
            at += 1
        voided = _whose(segments[at : at + 2], found)
        if not voided and found.kind is Kind.STRONG and found.start - foreign > LETTER_LENGTH:
            voided = f"stands more than {LETTER_LENGTH} characters down, where no letter says no"
        judged.append(replace(found, voided=voided) if voided else found)
    return tuple(judged)


def _foreign_length(segment: Segment) -> int:
    return 0 if segment.kind is SegmentKind.OWN else segment.end - segment.start


def _whose(segments: Sequence[Segment], found: Evidence) -> str:
    """Say in whose words *found* stands, "" where it is wholly in the sender's own."""
    for segment in segments:
        if segment.start < found.end and segment.kind is not SegmentKind.OWN:
            return _WHOSE_WORDS[segment.kind]
    return ""


def conditions_applied(evidence: tuple[Evidence, ...], content: str) -> tuple[Evidence, ...]:
    """Void what stands in a conditional sentence of *content*, context apart."""
    evidence = tuple(_exceptions_applied(evidence))
    first: dict[tuple[int, str], Evidence] = {}
    for found in evidence:
        if found.kind is Kind.CONDITION and not found.voided:
            first.setdefault((found.sentence_start, found.language), found)
    return tuple(
        _conditioned(e, first.get((e.sentence_start, e.language)), content) for e in evidence
    )


def _exceptions_applied(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """Void what a rule's own `unless` takes away; yield no exceptions, which say nothing."""
    every = tuple(evidence)
    exceptions = {
        (e.sentence_start, e.language, e.rule): e.text for e in every if e.kind is Kind.EXCEPTION
    }
    for found in every:
        if found.kind is not Kind.EXCEPTION:
            name = found.rule + EXCEPTION_MARK
            text = exceptions.get((found.sentence_start, found.language, name))
            yield _excepted(found, text) if text and not found.voided else found


def _excepted(found: Evidence, text: str) -> Evidence:
    return replace(found, voided=f'stands beside "{text}"')


def _conditioned(found: Evidence, condition: Evidence | None, content: str) -> Evidence:
    if condition is None or found.voided or found.kind not in _CONDITIONED:
        return found
    if not _reaches(condition, found, content):
        return found
    return replace(found, voided=f'stands in a conditional sentence: "{condition.text}"')


def _reaches(condition: Evidence, found: Evidence, content: str) -> bool:
    """Say whether *condition*, the sentence's first, concerns *found*: not from behind a comma."""
    if condition.start < found.end or condition.language in _CONDITION_LAST:
        return True
    return _BREAKS.isdisjoint(content[found.end : condition.start])
