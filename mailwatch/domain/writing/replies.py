"""A reply in words: which letter an opportunity deserves, and what it may say."""

from collections.abc import Iterator
from dataclasses import replace

from mailwatch.domain.cadence.leads import stage_of
from mailwatch.domain.identity import Identity
from mailwatch.domain.judging.rules import Template
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import Opportunity, StepKind
from mailwatch.domain.writing.drafts import Reply
from mailwatch.domain.writing.headers import LONGEST_SUBJECT
from mailwatch.domain.writing.letters import LetterFacts, Letters
from mailwatch.domain.writing.lines import length_in_words, one_line
from mailwatch.domain.writing.telling import CHECK_INS, facts_for, is_to_acquaintance

__all__ = [
    "LETTER_KINDS",
    "Letters",
    "ask_for_a_personal_line",
    "compose",
    "reply_subject",
    "template_names",
]

# The no came with an invitation to something else; and the day has come that they named.
REDIRECT, RE_APPLY = "redirect", "re-apply"
# A machine said no, and there is a person whom we know: a mail of its own, and no answer.
CONTACT = "contact"
LETTER_KINDS = (
    *(str(StepKind.THANKS), REDIRECT, str(StepKind.CHECK_IN), str(StepKind.SECOND_CHECK_IN)),
    *(
        CONTACT,
        RE_APPLY,
        str(StepKind.DEBRIEF),
        str(StepKind.FEEDBACK_THANKS),
        str(StepKind.REFERRER),
    ),
)
"""What a letter can be about; each is the name of a template."""

# Advisers agree on 60 to 120 words; beyond 150 a letter of thanks has become something else.
WORDS_WANTED = 140

# Categories and stages that share a letter with others of their kind.
SHARED_LETTERS = {
    "filled": "closed",
    "cancelled": "closed",
    "budget": "closed",
    "finalist": "final",
    "screened-out": "applied",
    "screen": "interview",
    "offer": "final",
    "bid": "pitch",
}
# The greeting and the first thought: thanks come before news.
PARAGRAPHS_BEFORE_A_LINE = 2
# A letter that opens a thread has its subject in its first line.
SUBJECT_MARK = "Subject: "

# What mail programs put before a subject when they answer or forward, in 20 languages.
_PREFIXES = frozenset({
    "re", "aw", "sv", "vs", "antw", "antwort", "rif", "res", "odp", "ref", "rép", "ynt", "ha", "fw",
    "fwd", "wg", "tr", "rv", "enc", "doorst", "vb", "vl", "pd", "továbbítás", "回复", "答复",
    "回覆", "转发", "轉寄",
})  # fmt: skip
_LONGEST_PREFIX = 14
_WIDE_COLON = "\uff1a"


def compose(opportunity: Opportunity, kind: str, identity: Identity, letters: Letters) -> Reply:
    """Write the reply of one kind, in the language of the mail.

    The same opportunity gives the same words each time. Nothing is said that is not known: the
    facts come from the mail and the configuration, and a sentence that lacks one is left out.
    Raise RuleError where there is no letter in that language.
    """
    template = letters.choose(opportunity.language, template_names(opportunity, kind))
    facts = facts_for(opportunity, kind, identity)
    subject, text = _parted(_short_enough(letters, template, facts))
    if kind in CHECK_INS and is_to_acquaintance(opportunity):
        # It goes on from the letter that opened the thread, and that had a subject of its own.
        subject = reply_subject(compose(opportunity, CONTACT, identity, letters).subject)
    return Reply(
        to=opportunity.facts.reply_to,
        subject=subject or reply_subject(opportunity.subject),
        text=text,
        language=opportunity.language,
        template=f"{template.language}/{template.name}",
    )


def template_names(opportunity: Opportunity, kind: str) -> Iterator[str]:
    """Name the templates that would do, the most fitting first.

    `<kind>.<category>.<form>`, `<kind>.<category>`; then both with the letter that the category
    shares with others; then the same with the stage, and with the letter that it shares; then
    `<kind>.<form>` and `<kind>`. "not-selected" at stage "screen" in German du, for instance:
    thanks.not-selected.informal, thanks.not-selected, thanks.screen.informal, thanks.screen,
    thanks.interview.informal, thanks.interview, thanks.informal, thanks.
    """
    form, stage, category = opportunity.facts.form, stage_of(opportunity), opportunity.category
    occasions = (category, SHARED_LETTERS.get(category), stage, SHARED_LETTERS.get(stage))
    for name in _kinds_of(opportunity, kind):
        for occasion in occasions:
            if occasion:
                yield from _with_form(f"{name}.{occasion}", form)
        yield from _with_form(name, form)


def _kinds_of(opportunity: Opportunity, kind: str) -> tuple[str, ...]:
    """Return the letters that a step of one kind may be, the most fitting first.

    What is on hold was not turned down, so there is nothing to apply for again.
    """
    if kind == StepKind.THANKS and is_to_acquaintance(opportunity):
        return CONTACT, kind
    if kind == StepKind.THANKS and opportunity.category == REDIRECT:
        return REDIRECT, kind
    is_named = opportunity.facts.return_day.day is not None and opportunity.category != "hold"
    if kind == StepKind.CHECK_IN and is_named:
        return RE_APPLY, kind
    return (kind, StepKind.CHECK_IN) if kind == StepKind.SECOND_CHECK_IN else (kind,)


def reply_subject(subject: str) -> str:
    """Return the subject of an answer: one "Re:", whatever stood before the original."""
    rest = one_line(subject[:LONGEST_SUBJECT])
    while (shorter := _without_prefix(rest)) != rest:
        rest = shorter
    return f"Re: {rest}".rstrip()


def with_line(reply: Reply, line: str) -> Reply:
    """Put a line of the user's own into a letter, as a paragraph after the first."""
    paragraphs = reply.text.split("\n\n")
    place = min(PARAGRAPHS_BEFORE_A_LINE, len(paragraphs) - 1)
    paragraphs.insert(place, one_line(line))
    return replace(reply, text="\n\n".join(paragraphs))


def ask_for_a_personal_line(reply: Reply, letters: Letters) -> Reply:
    """Put a loud line to fill in at the top, and take the addressee away until it is filled.

    No mail client sends a draft without an addressee, so the line cannot go out by mistake. The
    letter `fill-in` of the language holds the line; the address stands below it.
    """
    line = letters.write(letters.choose(reply.language, ("fill-in",)), LetterFacts())
    text = f">>> {line} <<<\n>>> {reply.to.email} <<<\n\n{reply.text}"
    return replace(reply, to=NOBODY, text=text)


def _parted(letter: str) -> tuple[str, str]:
    """Return the subject that a letter sets itself, "" for none, and its text."""
    first, _, rest = letter.partition("\n\n")
    if not first.startswith(SUBJECT_MARK):
        return "", letter
    return one_line(first.removeprefix(SUBJECT_MARK))[:LONGEST_SUBJECT], rest


def _short_enough(letters: Letters, template: Template, facts: LetterFacts) -> str:
    texts = [letters.write(template, leaner) for leaner in _leaner(facts)]
    lengths = (length_in_words(text.removesuffix(facts.signature)) for text in texts)
    fitting = (text for text, words in zip(texts, lengths, strict=True) if words <= WORDS_WANTED)
    return next(fitting, texts[-1])


def _leaner(facts: LetterFacts) -> Iterator[LetterFacts]:
    """Say less and less, for a letter that long names have made too long."""
    yield facts
    yield replace(facts, offer="")
    yield replace(facts, offer="", is_important=False)
    yield replace(facts, offer="", is_important=False, role="")


def _with_form(name: str, form: str) -> Iterator[str]:
    if form:
        yield f"{name}.{form}"
    yield name


def _without_prefix(subject: str) -> str:
    """Return *subject* without one leading "Re:", "AW[2]:" or the like, if there is one."""
    head, colon, _ = subject[:_LONGEST_PREFIX].replace(_WIDE_COLON, ":").partition(":")
    word = head.rstrip("0123456789[]()^ ").casefold()
    return subject[len(head) + 1 :].strip() if colon and word in _PREFIXES else subject
