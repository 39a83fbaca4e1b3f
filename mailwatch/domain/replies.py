"""A reply in words: which letter an opportunity deserves, and what it may say."""

from collections.abc import Iterator
from dataclasses import replace

from mailwatch.domain.cadence import stage_of
from mailwatch.domain.drafts import Reply
from mailwatch.domain.identity import Identity
from mailwatch.domain.letters import LetterFacts, Letters
from mailwatch.domain.lines import one_line
from mailwatch.domain.messages import NOBODY
from mailwatch.domain.opportunities import Opportunity, StepKind

__all__ = ["Letters", "ask_for_a_personal_line", "compose", "reply_subject", "template_names"]

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
LATER_KINDS = {StepKind.SECOND_CHECK_IN: StepKind.CHECK_IN}

# A talk is proven by these alone: a bid, a test or a shortlist can come without one.
STAGES_WITH_A_TALK = frozenset({"screen", "interview", "final", "offer"})
STAGES_WITH_A_JUDGEMENT = STAGES_WITH_A_TALK | {"assessment", "shortlist", "bid"}
JUDGED_CATEGORIES = frozenset({"pitch", "grant", "paper", "finalist"})
# Nothing was judged, or the letter asks in its own way.
NO_FEEDBACK = frozenset(
    {"filled", "closed", "cancelled", "budget", "hold", "tender", "waitlist", "on-file"}
)

# What mail programs put before a subject when they answer or forward, in 20 languages.
_PREFIXES = frozenset(
    "re aw sv vs antw antwort rif res odp ref rép ynt ha fw fwd wg tr rv enc doorst vb vl pd továbbítás "
    "回复 答复 回覆 转发 轉寄".split()
)
_LONGEST_PREFIX = 14
_LONGEST_FACT = 80
_LONGEST_NAME = 50
# A broken mail merge, an address or a link is not a name; nor may it come back in our letter.
_NOT_IN_FACTS = ("{", "}", "[", "]", "<", ">", "%", "@", "//", "www.", "|", "_", "\\")
_NOT_PEOPLE = frozenset(
    "team hr recruiting recruitment recruiter careers career jobs talent hiring people department office "
    "abteilung personal personalabteilung bewerbung support info noreply no-reply admissions".split()
)
_TITLES = frozenset("dr dr. prof prof. mr mr. mrs mrs. ms ms. herr frau ing. dipl.-ing. mag. sir".split())
_COURTESIES = frozenset("mr mr. mrs mrs. ms ms. herr frau".split())


def compose(
    opportunity: Opportunity, kind: StepKind, identity: Identity, letters: Letters
) -> Reply:
    """Write the reply of one kind, in the language of the mail.

    The same opportunity gives the same words each time. Nothing is said that is not known: the
    facts come from the mail and the configuration, and a sentence that lacks one is left out.
    Raise RuleError where there is no letter in that language.
    """
    template = letters.choose(opportunity.language, template_names(opportunity, kind))
    texts = [letters.write(template, f) for f in _leaner(facts_for(opportunity, identity))]
    return Reply(
        to=opportunity.facts.reply_to,
        subject=reply_subject(opportunity.subject),
        text=next((t for t in texts if len(t.split()) <= WORDS_WANTED), texts[-1]),
        language=opportunity.language,
        template=f"{template.language}/{template.name}",
    )


def template_names(opportunity: Opportunity, kind: StepKind) -> Iterator[str]:
    """Name the templates that would do, the most fitting first.

    `<kind>.<category>.<form>`, `<kind>.<category>`; then both with the letter that the category
    shares with others; then the same with the stage, and with the letter that it shares; then
    `<kind>.<form>` and `<kind>`. "not-selected" at stage "screen" in German du, for instance:
    thanks.not-selected.informal, thanks.not-selected, thanks.screen.informal, thanks.screen,
    thanks.interview.informal, thanks.interview, thanks.informal, thanks.
    """
    form, stage, category = opportunity.facts.form, stage_of(opportunity), opportunity.category
    occasions = (category, SHARED_LETTERS.get(category), stage, SHARED_LETTERS.get(stage))
    for name in (kind, LATER_KINDS.get(kind)):
        for occasion in occasions:
            if name and occasion:
                yield from _with_form(f"{name}.{occasion}", form)
        if name:
            yield from _with_form(name, form)


def facts_for(opportunity: Opportunity, identity: Identity) -> LetterFacts:
    """Return what a letter about *opportunity* may speak of."""
    told, stage = opportunity.facts, stage_of(opportunity)
    name, first, last = name_parts(told.contact.name)
    return LetterFacts(
        key=opportunity.key,
        role=_known(told.role),
        company=_known(told.company),
        reference=_known(told.requisition),
        contact_name=name,
        contact_first=first,
        contact_last=last,
        stage=stage,
        category=opportunity.category,
        form=told.form,
        offer=_offer(opportunity.language, identity),
        name=identity.name,
        signature=identity.signature or identity.name,
        reason_known=bool(told.reason),
        keeps_on_file=told.keeps_on_file,
        offers_feedback=told.offers_feedback,
        forbids_feedback=told.forbids_feedback,
        may_ask_feedback=may_ask_feedback(opportunity),
        met=opportunity.stage in STAGES_WITH_A_TALK,
        is_important=opportunity.is_important,
    )


def _leaner(facts: LetterFacts) -> Iterator[LetterFacts]:
    """Say less and less, for a letter that long names have made too long."""
    yield facts
    yield replace(facts, offer="")
    yield replace(facts, offer="", is_important=False)
    yield replace(facts, offer="", is_important=False, role="")


def may_ask_feedback(opportunity: Opportunity) -> bool:
    """Tell whether the one question is in place: something was judged, and no reason given yet.

    An offer of feedback may be accepted at every stage, since they brought it up.
    """
    told, category = opportunity.facts, opportunity.category
    if told.forbids_feedback or told.reason or category in NO_FEEDBACK:
        return False
    if told.offers_feedback:
        return True
    return stage_of(opportunity) in STAGES_WITH_A_JUDGEMENT or category in JUDGED_CATEGORIES


def reply_subject(subject: str) -> str:
    """Return the subject of an answer: one "Re:", whatever stood before the original."""
    rest = one_line(subject)
    while stripped := _without_prefix(rest):
        rest = stripped[0]
    return f"Re: {rest}".rstrip()


def ask_for_a_personal_line(reply: Reply, letters: Letters) -> Reply:
    """Put a loud line to fill in at the top, and take the addressee away until it is filled.

    No mail client sends a draft without an addressee, so the line cannot go out by mistake. The
    letter `fill-in` of the language holds the line; the address stands below it.
    """
    line = letters.write(letters.choose(reply.language, ("fill-in",)), LetterFacts())
    text = f">>> {line} <<<\n>>> {reply.to.email} <<<\n\n{reply.text}"
    return replace(reply, to=NOBODY, text=text)


def name_parts(display_name: str) -> tuple[str, str, str]:
    """Return a person's name, their first and their last name, each "" where it is not certain.

    Academic titles stay in the name; "DOE, Jane (she/her)" is Jane Doe. An initial is no first
    name, and a team, an address or a list of people is nobody.
    """
    plain = _known(one_line(display_name).partition("(")[0].strip(), _LONGEST_NAME)
    words = _first_name_first(plain).split()
    if not plain or any(w.casefold() in _NOT_PEOPLE for w in words) or _has_digit(plain):
        return "", "", ""
    words = [_in_title_case(w) for w in words if w.casefold() not in _COURTESIES]
    bare = [w for w in words if w.casefold() not in _TITLES]
    if not bare or len(bare) > 4:
        return "", "", ""
    first = "" if len(bare[0].rstrip(".")) < 2 or bare[0].endswith(".") else bare[0]
    return " ".join(words), first, " ".join(bare[1:])


def _with_form(name: str, form: str) -> Iterator[str]:
    if form:
        yield f"{name}.{form}"
    yield str(name)


def _offer(language: str, identity: Identity) -> str:
    """Return the offer where it is in the letter's language: it is written in the user's first."""
    return one_line(identity.offer).rstrip(".") if identity.languages[:1] == (language,) else ""


def _known(value: str, longest: int = _LONGEST_FACT) -> str:
    """Return a fact as one line, or "" where it cannot be one."""
    line = one_line(value).strip(" ,;:-\"'“”„")
    if len(line) > longest or any(sign in line for sign in _NOT_IN_FACTS):
        return ""
    return line if any(c.isalnum() for c in line) else ""


def _first_name_first(name: str) -> str:
    last, comma, first = name.partition(", ")
    if not comma or "," in first:
        return last
    if first.isupper() and not last.isupper():
        return last  # "Jane Doe, PHR": letters after the name
    return f"{first} {last}"


def _in_title_case(word: str) -> str:
    return word.title() if len(word) > 2 and word.isupper() else word


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _without_prefix(subject: str) -> tuple[str] | None:
    """Return what follows a leading "Re:", "AW[2]:" or the like; None where there is none."""
    head, colon, rest = subject[:_LONGEST_PREFIX].replace("：", ":").partition(":")
    word = head.strip().rstrip("0123456789[]()^ ").casefold()
    if not colon or word not in _PREFIXES:
        return None
    return (subject[len(head) + 1 :].strip(),)
