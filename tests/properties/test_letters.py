"""Letters and drafts over every kind of opportunity, and over names that mean harm."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mailwatch.domain.identity import Identity
from mailwatch.domain.judging.rules import CATEGORIES, STAGES
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.opportunities import Facts, Opportunity, StepKind
from mailwatch.domain.writing.drafts import build
from mailwatch.domain.writing.replies import LETTER_KINDS, compose
from tests.support.letters import BERLIN, JANE, last_reading, opportunity, shipped_letters

UNHURRIED = settings(deadline=None)  # the cores may be shared
LETTERS = shipped_letters()
AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
OUR_ID = "<0123456789abcdef@example.org>"
FIELDS = "From To Subject Date Message-ID In-Reply-To References MIME-Version Content-Type"

KINDS = LETTER_KINDS
PROPER_NOUNS = ("Qualle", "Zwirn", "Xylo", "Wombat")  # no letter has these words of its own

hostile_text = st.one_of(
    st.text(),
    st.text(alphabet='\r\n\t\0 :<>@,;"\\=?{}%[]\u2028\u2029\x85\u202e\u2066\ud800🎨é採a'),
    st.sampled_from(
        (
            "Jane\r\nBcc: everyone@evil.example",
            "=?utf-8?q?=0D=0ABcc:_x@evil.example?=",
            "{{ ''.__class__ }}",
            "A" * 5000,
            "\u202e" * 5000,
            "👩‍👩‍👧‍👦 Family",
        )
    ),
)
occasions: dict[str, st.SearchStrategy[Any]] = {
    "key": st.text(max_size=10),
    "category": st.sampled_from(("", *CATEGORIES)),
    "stage": st.sampled_from(("", *STAGES)),
    "language": st.sampled_from(sorted(LETTERS.languages)),
    "is_important": st.booleans(),
}
manners: dict[str, st.SearchStrategy[Any]] = {
    "form": st.sampled_from(("", "formal", "informal", "hans", "hant")),
    "relationship": st.sampled_from(("", "agency", "friend", "team")),
    "forbids_feedback": st.booleans(),
    "offers_feedback": st.booleans(),
    "keeps_on_file": st.booleans(),
    "reason": st.sampled_from(("", "they chose somebody with more years")),
}


@st.composite
def opportunities(draw: st.DrawFn, names: st.SearchStrategy[str]) -> Opportunity:
    told: dict[str, Any] = draw(st.fixed_dictionaries(manners))
    facts = Facts(
        company=draw(names),
        role=draw(names),
        requisition=draw(names),
        contact=Address(draw(names), "jane@corp.example"),
        reply_to=JANE,
        **told,
    )
    return opportunity(facts=facts, subject=draw(names), **draw(st.fixed_dictionaries(occasions)))


def user(language: str, offer: str = "") -> Identity:
    return Identity("Lea Example", ("lea@example.org",), (language,), BERLIN, offer)


@UNHURRIED
@given(opportunities(st.sampled_from(("", "Sample Works"))), st.sampled_from(KINDS), st.booleans())
def test_no_letter_of_ours_gives_the_last_reading_anything_to_say(
    about: Opportunity, kind: str, has_offer: bool
) -> None:
    lea = user(about.language, "one two three four five six" if has_offer else "")

    reply = compose(about, kind, lea, LETTERS)

    assert last_reading(reply, about, lea) == ()


@UNHURRIED
@given(opportunities(st.sampled_from(("", *PROPER_NOUNS))), st.sampled_from(KINDS))
def test_a_letter_names_nothing_that_the_mail_did_not(about: Opportunity, kind: str) -> None:
    text = compose(about, kind, user(about.language), LETTERS).text

    told = about.facts
    given_words = {told.company, told.role, told.requisition, told.contact.name}
    assert {word for word in PROPER_NOUNS if word in text} <= given_words


@UNHURRIED
@given(opportunities(hostile_text), st.sampled_from(KINDS))
def test_hostile_names_leave_a_letter_whole(about: Opportunity, kind: str) -> None:
    text = compose(about, kind, user(about.language), LETTERS).text

    assert not re.search(
        r"\{\{|\{%|\{[a-z_]+\}|  |\n\n\n|[\r\0\u2028\u2029\u202e]| [,.](?=\s|$)", text
    )
    assert len(text.split()) <= 160
    # Korean adds a word of courtesy to the name.
    assert text.splitlines()[-1] in {"Lea Example", "Lea Example 드림"}


@UNHURRIED
@given(opportunities(hostile_text), hostile_text)
def test_hostile_names_leave_a_draft_whole(about: Opportunity, name: str) -> None:
    lea = user(about.language)
    reply = compose(about, StepKind.THANKS, lea, LETTERS)
    named = replace(reply, to=Address(name, "jane@corp.example"))

    content = build(named, about, lea, OUR_ID, AT).content

    parsed = message_from_bytes(content, policy=policy.default)
    assert parsed.keys() == [*FIELDS.split(), "Content-Transfer-Encoding"]
    assert [a.addr_spec for a in parsed["To"].addresses] == ["jane@corp.example"]
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.isascii()


ids = st.one_of(
    st.builds("<{}{}@b.example>".format, st.integers(0), st.integers(0, 400).map("x".__mul__)),
    hostile_text,
    st.sampled_from(("<" + "a" * 950 + "@b.example>", "<one@corp.example>")),
)


@UNHURRIED
@given(st.lists(ids, max_size=100), ids)
def test_no_chain_of_references_breaks_the_thread(chain: list[str], answered: str) -> None:
    about = opportunity(references=tuple(chain), message_id=answered)
    lea = user("en")

    draft = build(compose(about, StepKind.THANKS, lea, LETTERS), about, lea, OUR_ID, AT)

    head = draft.content.split(b"\r\n\r\n")[0]
    references = head.partition(b"\r\nReferences: ")[2].partition(b"\r\nMIME")[0].split()
    assert b"=?" not in b"".join(references)
    assert len(b" ".join(references)) <= 986
    assert set(references) <= {r.encode("utf-8", "surrogatepass") for r in (*chain, answered)}
    if draft.in_reply_to:
        assert references[-1] == draft.in_reply_to.encode()
