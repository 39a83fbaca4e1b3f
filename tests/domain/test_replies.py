import re
from dataclasses import replace
from datetime import date

import pytest

from mailwatch.domain.identity import Identity
from mailwatch.domain.mail.messages import NOBODY
from mailwatch.domain.opportunities import NamedDay, StepKind
from mailwatch.domain.writing import names
from mailwatch.domain.writing.letters import LetterFacts, Letters
from mailwatch.domain.writing.replies import (
    LETTER_KINDS,
    ask_for_a_personal_line,
    compose,
    reply_subject,
    template_names,
)
from mailwatch.domain.writing.telling import may_ask_feedback
from mailwatch.errors import RuleError
from tests.support.letters import (
    JANE,
    LEA,
    opportunity,
    reply,
    shipped_letters,
    shipped_templates,
    template,
)

LETTERS = shipped_letters()


def letter(kind: StepKind = StepKind.THANKS, identity: Identity = LEA, **given: object) -> str:
    return compose(opportunity(**given), kind, identity, LETTERS).text


def written(text: str, facts: LetterFacts | None = None) -> str:
    """What a letter of one's own comes to."""
    own = template(text)
    return Letters([own]).write(own, facts or LetterFacts(signature="Lea\nexample.org"))


# The letters that we ship.


def test_every_letter_can_be_written_with_all_facts_and_with_none() -> None:
    LETTERS.check()

    assert LETTERS.languages >= {"en", "de"}


def test_german_letters_in_du_never_say_sie() -> None:
    familiar = [t for t in shipped_templates() if t.name.endswith(".informal")]

    assert familiar
    assert not [t.name for t in familiar if re.search(r"\b(Ihnen|Ihre?|Sie)\b", t.text)]


def test_german_letters_in_sie_never_say_du() -> None:
    formal = [
        t for t in shipped_templates() if t.language == "de" and not t.name.endswith("informal")
    ]

    assert formal
    assert not [t.name for t in formal if re.search(r"\b(du|dir|dich|deine?|euch|eure?)\b", t.text)]


def test_no_letter_shouts_or_uses_long_dashes() -> None:
    wordings = [re.sub(r"\{[#%].*?[#%]\}", "", t.text) for t in shipped_templates()]

    assert not [w for w in wordings if "\u2014" in w or "!" in w]


# Greeting and address.


@pytest.mark.parametrize(
    ("form", "greeting", "closings"),
    [
        ("informal", "Hi Jane,", {"Best,", "All the best,", "Best wishes,", "With thanks,"}),
        ("", "Dear Jane,", {"Best regards,", "Kind regards,"}),
        ("formal", "Dear Jane Doe,", {"Best regards,", "Kind regards,"}),
    ],
)
def test_an_english_letter_greets_as_they_did_and_closes_as_it_greets(
    form: str, greeting: str, closings: set[str]
) -> None:
    texts = [letter(contact=JANE, form=form, key=f"key-{n}") for n in range(9)]

    closing_lines = {text.splitlines()[-3] for text in texts}
    assert all(text.startswith(f"{greeting}\n\n") for text in texts)
    assert closing_lines <= closings | {"With best wishes,", "With kind regards,"}
    assert form != "informal" or closing_lines <= closings


def test_an_english_letter_to_an_initial_greets_by_the_whole_name() -> None:
    assert letter(contact=replace(JANE, name="J. Doe")).startswith("Dear J. Doe,\n\n")


def test_a_letter_to_nobody_in_particular_says_hello() -> None:
    assert letter().startswith("Hello,\n\n")


def test_a_german_letter_never_guesses_herr_or_frau() -> None:
    assert letter(language="de", contact=JANE).startswith("Guten Tag Jane Doe,\n\n")


def test_a_german_letter_in_du_greets_by_first_name() -> None:
    text = letter(language="de", contact=JANE, form="informal")

    assert text.startswith("Hallo Jane,\n\n")


def test_the_letter_ends_with_the_signature_as_it_was_written() -> None:
    assert letter().endswith("\nLea Example\nexample.org")


def test_without_a_signature_the_name_signs() -> None:
    assert letter(identity=replace(LEA, signature="")).endswith(",\nLea Example")


# Facts.


def test_what_is_known_is_said() -> None:
    text = letter(role="Designer", company="Sample & Sons")

    assert "Designer" in text
    assert "Sample & Sons" in text


@pytest.mark.parametrize("stage", ["", "applied", "assessment", "shortlist", "bid"])
def test_no_talk_is_mentioned_where_none_is_proven(stage: str) -> None:
    texts = [letter(stage=stage, key=f"key-{n}") for n in range(30)]

    assert not [t for t in texts if "talk with me" in t or "conversation" in t]


def test_a_finalist_by_wording_alone_is_not_thanked_for_a_talk() -> None:
    texts = [letter(category="finalist", key=f"key-{n}") for n in range(30)]

    assert not [t for t in texts if "talk with me" in t or "conversation" in t]


def test_a_talk_that_took_place_is_mentioned() -> None:
    text = letter(stage="interview", role="Designer")

    assert "talk" in text or "conversation" in text


@pytest.mark.parametrize(
    "broken",
    [
        *("{{company}}", "[COMPANY]", "%COMPANY%", "None", "x@corp.example", "<b>", "A" * 200),
        *("$company", "\u00ab pr\u00e9nom \u00bb Ltd", "XXX", "Job Title"),
    ],
)
def test_a_broken_merge_in_their_mail_does_not_come_back_in_ours(broken: str) -> None:
    text = letter(company=broken, role=broken, contact=replace(JANE, name=broken))

    assert text == letter()


def test_a_broken_merge_in_their_subject_stays_in_the_subject_alone() -> None:
    reply = compose(opportunity(subject="Your {{job_title}}"), StepKind.THANKS, LEA, LETTERS)

    assert reply.subject == "Re: Your {{job_title}}"
    assert "{" not in reply.text


def test_a_full_stop_in_a_name_does_not_double_that_of_the_sentence() -> None:
    texts = [letter(company="Sample Inst.", key=f"key-{n}") for n in range(30)]

    assert not [t for t in texts if ".." in t]


def test_a_word_of_the_role_does_not_double_that_of_the_sentence() -> None:
    assert "Trainee position at" in letter(role="Trainee position", company="Sample")


def test_the_offer_is_made_once() -> None:
    assert letter().count("brand and web design") == 1


def test_without_an_offer_none_is_made() -> None:
    text = letter(identity=replace(LEA, offer=""))

    assert "brand" not in text
    assert text.count("\n\n") == letter().count("\n\n")


def test_the_offer_stays_out_of_a_letter_in_another_language() -> None:
    assert "brand" not in letter(language="de")


def test_tenders_hear_nothing_of_the_offer() -> None:
    assert "brand" not in letter(category="tender")


def test_a_pause_is_met_without_regret_and_with_one_question() -> None:
    text = letter(category="hold", stage="final", role="Designer")

    assert "disappoint" not in text
    assert text.count("?") == 1


def test_an_important_lead_gets_the_longer_letter() -> None:
    plain = letter(stage="interview", company="Sample")

    assert len(letter(stage="interview", company="Sample", is_important=True)) > len(plain)


def test_an_application_is_answered_in_three_sentences_at_the_most() -> None:
    body = letter(stage="applied", role="Designer").split("\n\n")[1]

    assert body.count(".") <= 3


# Who they are.


def test_a_recruiter_is_asked_for_other_clients_and_not_for_another_post() -> None:
    texts = [letter(stage="applied", relationship="agency", key=f"key-{n}") for n in range(9)]

    assert all("other clients" in text or "of your clients" in text for text in texts)


def test_a_recruiter_is_not_told_that_they_decided() -> None:
    text = letter(stage="interview", relationship="agency")

    assert "your decision" not in text
    assert "how you work" not in text


def test_a_friend_is_thanked_for_their_help_and_asked_nothing() -> None:
    texts = [letter(stage="final", relationship="friend", key=f"key-{n}") for n in range(9)]

    assert any("for your help" in text for text in texts)
    assert not [text for text in texts if "?" in text or "my application" in text]


def test_a_team_is_greeted_as_one() -> None:
    text = letter(relationship="team", company="Northwind")

    assert text.startswith("Hello Northwind team,\n\n")


# The other kinds.


def test_a_redirect_begins_with_interest_and_asks_no_feedback() -> None:
    texts = [letter(category="redirect", stage="final", key=f"key-{n}") for n in range(9)]

    assert all(re.search("something else|suggestion", t.split("\n\n")[1]) for t in texts)
    assert not [t for t in texts if "next time" in t or "differ" in t]


NAMED = NamedDay("Apply again from March.", date(2026, 3, 1))


def test_the_check_in_of_a_named_day_says_that_the_time_has_come() -> None:
    reply = compose(opportunity(return_day=NAMED), StepKind.CHECK_IN, LEA, LETTERS)

    assert reply.template == "en/re-apply"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (StepKind.CHECK_IN, {}),
        (StepKind.CHECK_IN, {"return_day": NamedDay("Do try again.")}),
        (StepKind.CHECK_IN, {"return_day": NAMED, "category": "hold"}),
        (StepKind.SECOND_CHECK_IN, {"return_day": NAMED}),
    ],
    ids=str,
)
def test_any_other_check_in_stays_one(kind: StepKind, given: dict[str, object]) -> None:
    assert compose(opportunity(**given), kind, LEA, LETTERS).template == "en/check-in"


def test_thanks_for_advice_are_one_or_two_lines() -> None:
    greeting, thanks, closing = letter(StepKind.FEEDBACK_THANKS, contact=JANE).split("\n\n")

    assert (greeting, closing.splitlines()[1:]) == ("Dear Jane,", ["Lea Example", "example.org"])
    assert len(thanks.split()) < 25


def test_a_note_to_a_friend_has_a_subject_of_its_own() -> None:
    reply = compose(opportunity(company="Northwind"), StepKind.REFERRER, LEA, LETTERS)

    assert "Northwind" in reply.subject
    assert "Re:" not in reply.subject
    assert "Subject" not in reply.text


def test_a_note_to_a_friend_says_no_no_where_none_was_said() -> None:
    text = letter(StepKind.REFERRER, category="hold")

    assert "my way" not in text
    assert "did not work out" not in text


@pytest.mark.parametrize("language", sorted(LETTERS.languages))
@pytest.mark.parametrize("kind", LETTER_KINDS)
def test_every_language_has_a_letter_of_every_kind(language: str, kind: str) -> None:
    about = opportunity(language=language, category="redirect", return_day=NAMED)

    assert compose(about, kind, LEA, LETTERS).text


# The one question.


@pytest.mark.parametrize("stage", ["screen", "interview", "final", "bid"])
def test_after_a_judgement_one_may_ask(stage: str) -> None:
    assert may_ask_feedback(opportunity(stage=stage))


@pytest.mark.parametrize(
    "given",
    [
        {"stage": "applied"},
        {"stage": ""},
        {"stage": "final", "forbids_feedback": True},
        {"stage": "final", "reason": "experience"},
        {"stage": "final", "category": "filled"},
        {"stage": "final", "category": "hold"},
        {"stage": "final", "category": "closed"},
        {"category": "tender"},
    ],
    ids=str,
)
def test_one_does_not_ask_where_it_would_be_out_of_place(given: dict[str, object]) -> None:
    assert not may_ask_feedback(opportunity(**given))


@pytest.mark.parametrize(
    "given", [{"stage": "applied"}, {"category": "filled"}, {"reason": "experience"}], ids=str
)
def test_an_offer_of_feedback_is_accepted_whatever_else_there_is(given: dict[str, object]) -> None:
    assert may_ask_feedback(opportunity(offers_feedback=True, **given))


@pytest.mark.parametrize("language", sorted(LETTERS.languages))
def test_whoever_has_found_another_and_offers_feedback_is_taken_up_on_it(language: str) -> None:
    plain, taken_up = (
        letter(language=language, category="filled", stage="interview", offers_feedback=offers)
        for offers in (False, True)
    )

    assert len(taken_up) > len(plain)


def test_a_tender_that_rules_questions_out_is_not_asked_for_reasons() -> None:
    asked, silent = letter(category="tender"), letter(category="tender", forbids_feedback=True)

    assert "debriefing" in asked
    assert "debriefing" not in silent


def test_a_reason_that_was_given_is_thanked_for() -> None:
    assert letter(stage="interview", reason="experience") != letter(stage="interview")


# Choice of letter and of words.


def test_the_most_fitting_template_comes_first() -> None:
    about = opportunity(category="not-selected", stage="screen", form="informal")

    assert list(template_names(about, StepKind.THANKS)) == [
        "thanks.not-selected.informal",
        "thanks.not-selected",
        "thanks.screen.informal",
        "thanks.screen",
        "thanks.interview.informal",
        "thanks.interview",
        "thanks.informal",
        "thanks",
    ]


def test_a_second_check_in_falls_back_to_the_first() -> None:
    about = opportunity(category="")

    assert list(template_names(about, StepKind.SECOND_CHECK_IN)) == ["second-check-in", "check-in"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"category": "cancelled", "stage": "interview"}, "en/thanks.closed"),
        ({"category": "finalist"}, "en/thanks.final"),
        ({"category": "no-match", "stage": "applied"}, "en/thanks.applied"),
        ({"category": "pitch", "stage": "final"}, "en/thanks.pitch"),
        ({"category": "", "stage": "bid"}, "en/thanks.pitch"),
        ({"language": "de", "category": "hold", "form": "informal"}, "de/thanks.hold.informal"),
    ],
    ids=str,
)
def test_category_goes_before_stage(given: dict[str, object], name: str) -> None:
    assert compose(opportunity(**given), StepKind.THANKS, LEA, LETTERS).template == name


def test_a_users_own_letter_for_a_category_wins_over_the_shared_one() -> None:
    letters = Letters([template("closed", "thanks.closed"), template("filled", "thanks.filled")])

    text = compose(opportunity(category="filled"), StepKind.THANKS, LEA, letters).text

    assert text == "filled"


def test_a_language_without_letters_is_the_operators_to_mend() -> None:
    with pytest.raises(RuleError, match=r"rules/xx/replies.*thanks\.txt\.j2"):
        letter(language="xx")


def test_the_same_opportunity_gets_the_same_words_each_time() -> None:
    assert letter(stage="interview") == letter(stage="interview")


def test_twenty_opportunities_get_twenty_letters() -> None:
    texts = {letter(stage="interview", company="Sample", key=f"key-{n}") for n in range(20)}

    assert len(texts) > 17


def test_a_letter_too_long_for_its_names_says_less() -> None:
    role = " ".join(["Senior"] * 13)
    texts = [
        letter(
            stage="interview", is_important=True, company="a b c d e f g h", role=role, key=f"{n}"
        )
        for n in range(40)
    ]

    assert max(len(t.split()) for t in texts) <= 150


# Subject and personal line.


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Your application", "Re: Your application"),
        ("Re: Your application", "Re: Your application"),
        ("RE: AW: Sv: Antw: Fwd: Your application", "Re: Your application"),
        ("Re[2]: Re(3): Your application", "Re: Your application"),
        ("Re\uff1a回复：结果", "Re: 结果"),
        ("Result: Re: things", "Re: Result: Re: things"),
        ("Reply: yes", "Re: Reply: yes"),
        ("  Re:  two   blanks ", "Re: two blanks"),
        ("", "Re:"),
        ("Re: " * 50_000, "Re:"),
    ],
    ids=lambda subject: subject[:20],
)
def test_a_subject_begins_with_one_re(subject: str, expected: str) -> None:
    assert reply_subject(subject) == expected


def test_a_letter_that_waits_for_a_personal_line_has_no_addressee() -> None:
    asked = ask_for_a_personal_line(reply(), LETTERS)

    assert asked.to == NOBODY
    assert asked.text.startswith(">>> FILL IN")
    assert "jane@corp.example" in asked.text


# Names.


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        ("Jane Doe", ("Jane Doe", "Jane", "Doe")),
        ("Jane", ("Jane", "Jane", "")),
        ("DOE, Jane (she/her)", ("Jane Doe", "Jane", "Doe")),
        ("Jane Doe, PHR", ("Jane Doe", "Jane", "Doe")),
        ("Dr. Jane van der Doe", ("Dr. Jane van der Doe", "Jane", "van der Doe")),
        ("Frau Jane Doe", ("Jane Doe", "Jane", "Doe")),
        ("J. Doe", ("J. Doe", "", "Doe")),
        ("Hiring Team", ("", "", "")),
        ("jane@corp.example", ("", "", "")),
        ("Jane Doe, PHR, MBA", ("Jane Doe", "Jane", "Doe")),
        ("JANE DOE", ("Jane Doe", "Jane", "Doe")),
        ("Jane, John, Jim", ("", "", "")),
        ("Agent 47", ("", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_display_name_is_read_with_care(display: str, expected: tuple[str, str, str]) -> None:
    assert names.parts(display) == names.PersonName(*expected)


# Letters of one's own.


def test_a_sentence_whose_fact_is_unknown_is_left_out() -> None:
    assert written('One.\n{{ pick("At {company}.") }}\nTwo.') == "One. Two."


def test_the_wording_that_says_most_is_chosen() -> None:
    facts = LetterFacts(role="Designer")

    assert written('{{ pick("Hello.", "The {role}.", "{role} at {company}.") }}', facts) == (
        "The Designer."
    )


def test_sentences_on_lines_of_their_own_become_one_paragraph() -> None:
    assert written("One.\nTwo?\n\nThree.\n\n\n\nFour,\n{{ signature }}") == (
        "One. Two?\n\nThree.\n\nFour,\nLea\nexample.org"
    )


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("One.\n{% if %}", 2, "Expected"),
        ("One.\n{{ role|loudly }}", 2, "loudly"),
        ("One.\n\n{{ rolle }}", 3, '"rolle" is not a known fact'),
        ('One.\n{{ pick("The {rolle}.") }}', 2, '"rolle" is not a known fact'),
    ],
)
def test_a_mistake_in_a_letter_is_named_with_its_line(text: str, line: int, complaint: str) -> None:
    with pytest.raises(RuleError, match=complaint) as caught:
        Letters([template(text)])

    assert str(caught.value).startswith(f"rules/en/replies/thanks.txt.j2:{line}: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The {role}.",
        '{% include "nothing" %}',
        "{{ 1 / 0 }}",
        "{{ role.missing.again }}",
        '{{ "x".encode("no-such-encoding") }}',
        '{% include "thanks" %}',
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% for once in [1] %}" * 30 + "{% endfor %}" * 30,
        '{{ pick("x").__class__.__mro__[1].__subclasses__() }}',
    ],
)
def test_a_letter_that_cannot_be_written_does_not_pass_the_check(text: str) -> None:
    letters = Letters([template(text)])

    with pytest.raises(RuleError, match=r"thanks\.txt\.j2:1: "):
        letters.check()


def test_what_stands_in_a_fact_is_never_run() -> None:
    facts = LetterFacts(role="{{ 7 * 7 }} {company}")

    assert written('{{ pick("{role}") }}', facts) == "{{ 7 * 7 }} {company}"
