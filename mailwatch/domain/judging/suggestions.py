"""Phrases learned from what the user corrected: statistics over words, and nothing else.

A phrase worth suggesting stands in several of the mails of one sort and in hardly any other mail.
How much it says is the logarithm of how much likelier it is there (log odds, with half a mail
added to each count so that nothing is certain).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from mailwatch.domain import text
from mailwatch.domain.judging.rules import Kind
from mailwatch.domain.mail.messages import Message, SegmentKind

SHORTEST, LONGEST = 2, 6
# In scripts without spaces a word is a character (text.py), and a thought takes more of them.
SHORTEST_RUN_ON, LONGEST_RUN_ON = 4, 12
# A phrase seen in one mail alone may be that mail's own turn of speech.
LEAST_MAILS = 2
LEAST_WEIGHT, GREATEST_WEIGHT = 0.3, 1.0
# A phrase that is this many times likelier in one sort of mail gets the greatest weight.
GREATEST_ODDS = 60.0
STRONG_FROM = 3

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase as it would be written in a rule, and the effect it would have.

    *found* of the corrected mails hold it, and *elsewhere* of the other mails that were looked
    at. *example* is a sentence it stands in.
    """

    phrase: str
    kind: Kind
    weight: float
    found: int
    elsewhere: int
    example: str


def suggest(
    missed: Sequence[Message],
    alarms: Sequence[Message],
    others: Sequence[Message],
    found: Sequence[Message] = (),
    most: int = 10,
) -> tuple[Suggestion, ...]:
    """Return phrases that would have found *missed*, and vetoes that would have spared *alarms*.

    *others* and *found* were judged rightly, as no rejections and as such: a phrase that is usual
    among the first is worth little, and a veto that is usual in either is worth nothing. The
    phrases that say most come first, at most *most* of each sort.
    """
    finds = _telling(missed, [*alarms, *others], most)
    vetoes = _telling(alarms, [*missed, *others, *found], most)
    return (
        *(_suggestion(one, missed, _kind(one)) for one in finds),
        *(_suggestion(one, alarms, Kind.VETO) for one in vetoes),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    phrase: Phrase
    inside: int
    outside: int
    odds: float


def _telling(inside: Sequence[Message], outside: Sequence[Message], most: int) -> list[_Found]:
    """Return the phrases that tell *inside* from *outside*, the most telling first."""
    here, there = _counts(inside), _counts(outside)
    least = min(LEAST_MAILS, len(inside))
    found = [
        _Found(phrase, count, there[phrase], _odds(count, len(inside), there[phrase], len(outside)))
        for phrase, count in here.items()
        if count >= least and there[phrase] * 10 <= len(outside)
    ]
    found.sort(key=lambda f: (-f.odds, -len(f.phrase), f.phrase))
    return _distinct(found, most)


def _odds(inside: int, mails_inside: int, outside: int, mails_outside: int) -> float:
    return ((inside + 0.5) / (mails_inside + 1)) / ((outside + 0.5) / (mails_outside + 1))


def _distinct(found: Iterable[_Found], most: int) -> list[_Found]:
    """Leave out a phrase that shares half of its words with a better one, in their order."""
    kept: list[_Found] = []
    for one in found:
        if len(kept) == most:
            break
        if one.odds > 1 and not any(_overlap(one.phrase, other.phrase) for other in kept):
            kept.append(one)
    return kept


def _overlap(one: Phrase, other: Phrase) -> bool:
    short, long = sorted((one, other), key=len)
    if any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1)):
        return True
    shared = range(len(short) // 2, len(short))
    return any(short[-n:] == long[:n] or short[:n] == long[-n:] for n in shared)


def _counts(messages: Iterable[Message]) -> Counter[Phrase]:
    """Count in how many messages each phrase stands."""
    counts: Counter[Phrase] = Counter()
    for message in messages:
        counts.update({phrase for phrase, _ in _phrases(message)})
    return counts


def _phrases(message: Message) -> Iterator[tuple[Phrase, str]]:
    """Yield each run of words of a message's sentences, folded, with its sentence."""
    own = message.body.words_of(SegmentKind.OWN)
    for sentence in (message.subject, *text.sentences(own)):
        words = tuple(text.fold(word) for word in text.words(sentence))
        shortest, longest = _lengths(words)
        for start in range(len(words)):
            for length in range(shortest, min(longest, len(words) - start) + 1):
                yield words[start : start + length], sentence


def _lengths(words: Phrase) -> tuple[int, int]:
    run_on = sum(map(text.is_run_on, words)) * 2 > len(words)
    return (SHORTEST_RUN_ON, LONGEST_RUN_ON) if run_on else (SHORTEST, LONGEST)


def _kind(found: _Found) -> Kind:
    is_sure = found.outside == 0 and len(found.phrase) >= STRONG_FROM
    return Kind.STRONG if is_sure else Kind.WEAK


def _suggestion(found: _Found, messages: Sequence[Message], kind: Kind) -> Suggestion:
    weight = GREATEST_WEIGHT * min(1.0, log(found.odds) / log(GREATEST_ODDS))
    signed = max(LEAST_WEIGHT, round(weight, 2))
    example = next(
        sentence
        for message in messages
        for phrase, sentence in _phrases(message)
        if phrase == found.phrase
    )
    return Suggestion(
        phrase=_written(found.phrase),
        kind=kind,
        weight=-signed if kind is Kind.VETO else signed,
        found=found.inside,
        elsewhere=found.outside,
        example=" ".join(example.split()),
    )


def _written(phrase: Phrase) -> str:
    """Return a phrase as it is written in a rule: without spaces where the script has none."""
    joint = "" if all(map(text.is_run_on, phrase)) else " "
    return joint.join(phrase)
