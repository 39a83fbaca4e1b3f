from collections.abc import Sequence
from dataclasses import replace

import pytest

from mailwatch.domain.judging import deciding, matcher, verdicts, voiding
from mailwatch.domain.judging.evidence import Judgement, Surroundings, Verdict
from mailwatch.domain.judging.rules import (
    DEFAULT_WEIGHTS,
    Extracts,
    Kind,
    Pack,
    Rule,
    Ruleset,
    Source,
    exception_to,
)
from mailwatch.domain.judging.voiding import FORBIDDING_WEIGHT
from mailwatch.domain.mail.messages import (
    Address,
    Automation,
    Body,
    Message,
    Segment,
    SegmentKind,
)
from mailwatch.domain.mail.mime import read_message
from tests.support.builders import REJECTIONS, Letter
from tests.support.shipped import shipped_matcher

NOWHERE = Surroundings()


SOURCE = Source("rules/xx/rejection.toml", 1)


def rule(kind: Kind, *phrases: str, language: str = "en") -> Rule:
    return Rule(phrases[0], language, kind, phrases, DEFAULT_WEIGHTS[kind], SOURCE)


NO = replace(rule(Kind.STRONG, "not chosen"), category="not-selected")
CLOSED = replace(rule(Kind.STRONG, "is closed"), category="closed", stage="applied")
WEAK = tuple(rule(Kind.WEAK, phrase) for phrase in ("sadly", "many others", "good luck"))
IF = rule(Kind.CONDITION, "if")
RECEIPT = rule(Kind.VETO, "we received")
APPLICATION = rule(Kind.CONTEXT, "your application")
RULES = (NO, CLOSED, *WEAK, IF, RECEIPT, APPLICATION)


def message(body: str, subject: str = "", quoted: str = "") -> Message:
    text = f"{body}\n\n{quoted}" if quoted else body
    segments = [Segment(SegmentKind.OWN, 0, len(body))]
    if quoted:
        segments.append(Segment(SegmentKind.QUOTED, len(body), len(text)))
    return Message(
        message_id="<1@example.org>",
        in_reply_to=(),
        references=(),
        subject=subject,
        sender=Address("Kim", "kim@example.org"),
        reply_to=(),
        to=(),
        cc=(),
        delivered_to=(),
        date=None,
        automation=Automation(),
        body=Body(text, tuple(segments)),
        digest="",
    )


def judged(
    mail: Message | str,
    rules: Sequence[Rule] = RULES,
    surroundings: Surroundings = NOWHERE,
) -> Verdict:
    languages = sorted({rule.language for rule in rules})
    packs = tuple(Pack(x, (), tuple(r for r in rules if r.language == x)) for x in languages)
    compiled = matcher.compile_rules(Ruleset(packs, (), (), (), ""))
    read = message(mail) if isinstance(mail, str) else mail
    return verdicts.judge(read, compiled, surroundings)


def test_a_strong_phrase_about_an_application_is_a_rejection() -> None:
    verdict = judged("Your application was not chosen.")

    assert verdict.judgement is Judgement.REJECTION
    assert verdict.language == "en"
    assert verdict.category == "not-selected"
    assert verdict.score == pytest.approx(1.1)


@pytest.mark.parametrize(
    "body",
    [
        "If you are not chosen, we keep your application.",
        "Your application is kept if you are not chosen.",
    ],
)
def test_a_strong_phrase_in_a_conditional_sentence_does_not_count(body: str) -> None:
    verdict = judged(body)

    assert verdict.judgement is Judgement.OTHER
    assert [e.voided for e in verdict.evidence if e.kind is Kind.STRONG] == [
        f'stands in a conditional sentence: "{"If" if body.startswith("If") else "if"}"'
    ]


def test_a_condition_behind_a_comma_after_the_phrase_takes_nothing_away() -> None:
    verdict = judged("Your application was not chosen, but write again if you like.")

    assert verdict.judgement is Judgement.REJECTION


def test_a_condition_in_the_next_sentence_takes_nothing_away() -> None:
    verdict = judged("Your application was not chosen. If you like, write again.")

    assert verdict.judgement is Judgement.REJECTION


def test_a_condition_of_another_language_takes_nothing_away() -> None:
    verdict = judged(
        "om your application was not chosen", [*RULES, rule(Kind.CONDITION, "om", language="sv")]
    )

    assert verdict.judgement is Judgement.REJECTION


def test_a_japanese_condition_counts_after_the_phrase_and_behind_a_comma() -> None:
    rules = [
        rule(Kind.STRONG, "見送り", language="ja"),
        rule(Kind.CONDITION, "場合", language="ja"),
        rule(Kind.CONTEXT, "応募", language="ja"),
    ]

    assert judged("ご応募は見送り、となる場合もございます。", rules).judgement is Judgement.OTHER
    assert judged("ご応募は見送りとなりました。", rules).judgement is Judgement.REJECTION


def test_a_strong_phrase_about_nothing_is_no_rejection() -> None:
    verdict = judged("Your flat was not chosen.")

    assert verdict.judgement is Judgement.OTHER
    assert "nothing names an opportunity" in verdict.reasons[0]


def test_two_strong_phrases_about_nothing_ask_a_person() -> None:
    assert judged("You were not chosen. It is closed.").judgement is Judgement.REVIEW


@pytest.mark.parametrize(
    "surroundings",
    [Surroundings(is_known_thread=True), Surroundings(is_recruiting_sender=True)],
)
def test_thread_and_sender_are_context_enough(surroundings: Surroundings) -> None:
    verdict = judged("You were not chosen.", surroundings=surroundings)

    assert verdict.judgement is Judgement.REJECTION


def test_a_quoted_phrase_does_not_decide_but_is_shown() -> None:
    verdict = judged(message("About your application: see below.", quoted="> you were not chosen"))

    assert verdict.judgement is Judgement.OTHER
    assert [e.voided for e in verdict.evidence if e.kind is Kind.STRONG] == [
        "stands in quoted text"
    ]


def test_context_may_stand_in_the_quoted_text() -> None:
    verdict = judged(message("Sorry, you were not chosen.", quoted="> I sent you your application"))

    assert verdict.judgement is Judgement.REJECTION


def test_context_far_from_the_phrase_is_no_context() -> None:
    filler = "Words. " * (deciding.NEAR // 7 + 1)

    assert (
        judged(f"About your application. {filler}You were not chosen.").judgement is Judgement.OTHER
    )


def test_a_phrase_further_down_than_a_letter_is_long_does_not_count() -> None:
    filler = "Words. " * (voiding.LETTER_LENGTH // 7 + 1)

    verdict = judged(f"{filler}Your application was not chosen.")

    assert verdict.judgement is Judgement.OTHER
    assert "where no letter says no" in verdict.evidence[-1].voided


def test_quoted_text_above_an_answer_does_not_push_it_down() -> None:
    quoted, answer = "> words\n" * 1000, "Your application was not chosen."
    segments = (
        Segment(SegmentKind.QUOTED, 0, len(quoted)),
        Segment(SegmentKind.OWN, len(quoted), len(quoted + answer)),
    )

    verdict = judged(replace(message(""), body=Body(quoted + answer, segments)))

    assert verdict.judgement is Judgement.REJECTION


def test_a_strong_phrase_beside_a_veto_asks_a_person() -> None:
    verdict = judged("We received your application. It was not chosen.")

    assert verdict.judgement is Judgement.REVIEW


def test_a_veto_in_a_conditional_sentence_does_not_count() -> None:
    verdict = judged("Your application was not chosen. If we received more, write.")

    assert verdict.judgement is Judgement.REJECTION


def test_a_veto_in_the_subject_does_not_stand_up_to_the_body() -> None:
    verdict = judged(message("Your application was not chosen.", subject="We received it!"))

    assert verdict.judgement is Judgement.REJECTION


def test_a_subject_alone_may_reject() -> None:
    verdict = judged(message("", subject="Your application was not chosen"))

    assert verdict.judgement is Judgement.REJECTION


def test_three_weak_phrases_about_an_application_ask_a_person() -> None:
    verdict = judged("Sadly, your application is one of many others. Good luck!")

    assert verdict.judgement is Judgement.REVIEW


@pytest.mark.parametrize(
    "body",
    [
        "Sadly, your application is late. Good luck!",
        "Sadly, sadly, sadly, your application is late.",
        "Sadly, your flat is one of many others. Good luck!",
        "We received your application, sadly one of many others. Good luck!",
    ],
    ids=["two", "one thrice", "no context", "veto"],
)
def test_weak_phrases_ask_nobody_unless_three_of_them_speak_of_an_application(body: str) -> None:
    assert judged(body).judgement is Judgement.OTHER


def test_small_weights_do_not_add_up_to_a_question() -> None:
    small = [replace(weak, weight=0.1) for weak in WEAK]

    verdict = judged(
        "Sadly, your application is one of many others. Good luck!", [*small, APPLICATION]
    )

    assert verdict.judgement is Judgement.OTHER


def test_a_light_strong_phrase_decides_only_with_the_help_of_weak_ones() -> None:
    light = [replace(NO, weight=0.5), *WEAK, APPLICATION]

    alone = judged("Your application was not chosen.", light)
    helped = judged("Sadly, your application was not chosen. Good luck!", light)

    assert alone.judgement is Judgement.REVIEW
    assert helped.judgement is Judgement.REJECTION


def test_a_no_with_an_invitation_to_something_else_asks_a_person() -> None:
    redirect = replace(rule(Kind.WEAK, "another role"), category=deciding.REDIRECT)

    verdict = judged("Your application was not chosen. Try another role!", [*RULES, redirect])

    assert verdict.judgement is Judgement.REVIEW
    assert verdict.category == deciding.REDIRECT


def test_mail_from_the_user_is_no_rejection() -> None:
    mine = Surroundings(own_addresses=frozenset({"kim@example.org"}))

    assert (
        judged("Your application was not chosen.", surroundings=mine).judgement is Judgement.OTHER
    )


def test_a_delivery_report_is_no_rejection() -> None:
    report = replace(
        message("Your application was not chosen."), automation=Automation(is_report=True)
    )

    assert judged(report).judgement is Judgement.OTHER


def test_an_automatic_answer_asks_a_person() -> None:
    answer = replace(
        message("Your application was not chosen."),
        automation=Automation(auto_submitted="auto-replied"),
    )

    assert judged(answer).judgement is Judgement.REVIEW


def test_a_rule_counts_once_in_each_field() -> None:
    body = "Your application was not chosen. Not chosen."

    assert judged(message(body)).score == pytest.approx(1.1)
    assert judged(message(body, subject="Not chosen")).score == pytest.approx(2.1)


def test_category_and_stage_come_from_the_heaviest_phrases_where_no_detail_tells_them() -> None:
    heavy = replace(CLOSED, weight=2.0)

    verdict = judged("Your application was not chosen. It is closed.", [NO, heavy, APPLICATION])

    assert (verdict.category, verdict.stage) == ("closed", "applied")


def test_the_language_is_that_of_the_strong_phrases() -> None:
    german = [
        rule(Kind.WEAK, "application", language="de"),
        rule(Kind.CONTEXT, "chosen", language="de"),
    ]

    assert judged("Your application was not chosen.", [*german, *RULES]).language == "en"


def test_a_mail_without_a_hit_has_no_language() -> None:
    verdict = judged("Hello")

    assert (verdict.language, verdict.category, verdict.score) == ("", "", 0)


def test_an_example_is_found_unless_a_condition_takes_it_away() -> None:
    compiled = matcher.compile_rules(Ruleset((Pack("en", (), RULES),), (), (), (), ""))

    assert verdicts.finds_example(compiled, NO, "You were not chosen.")
    assert not verdicts.finds_example(compiled, NO, "If you are not chosen, wait.")
    assert not verdicts.finds_example(compiled, NO, "It is closed.")


def test_an_exception_in_the_sentence_takes_its_own_rules_phrase_away() -> None:
    chosen = rule(Kind.STRONG, "not chosen")
    rules = [*RULES, exception_to(chosen, ["on paper"])]

    verdict = judged("Your application was not chosen on paper.", rules)

    assert verdict.judgement is Judgement.OTHER
    assert [e.voided for e in verdict.evidence if e.kind is Kind.STRONG] == [
        'stands beside "on paper"'
    ]


def test_an_exception_takes_no_other_rules_phrase_away() -> None:
    other = rule(Kind.STRONG, "another rule")
    rules = [*RULES, exception_to(other, ["on paper"])]

    verdict = judged("Your application was not chosen on paper.", rules)

    assert verdict.judgement is Judgement.REJECTION


def test_a_heavy_veto_decides_alone() -> None:
    heavy = replace(rule(Kind.VETO, "withdrawing"), weight=FORBIDDING_WEIGHT)

    verdict = judged("I am withdrawing. Your application was not chosen.", [*RULES, heavy])

    assert verdict.judgement is Judgement.OTHER


def test_a_no_that_was_forwarded_goes_to_review() -> None:
    forwarded = replace(message("Your application was not chosen."), is_forward=True)

    assert judged(forwarded).judgement is Judgement.REVIEW


def in_answer(automation: Automation = Automation(), subject: str = "Re: Work") -> Message:  # noqa: B008 - frozen
    """A no that answers some mail."""
    mail = message("Your application was not chosen.", subject)
    return replace(mail, in_reply_to=("<0@example.org>",), automation=automation)


LISTED = Automation(list_id="talk.example.org")


@pytest.mark.parametrize(
    "discussed", [in_answer(LISTED), in_answer(subject="[talk] Work")], ids=["List-Id", "tag"]
)
def test_a_no_in_the_discussion_of_a_mailing_list_goes_to_review(discussed: Message) -> None:
    assert judged(discussed).judgement is Judgement.REVIEW


@pytest.mark.parametrize(
    "direct",
    [
        in_answer(),
        in_answer(subject="[EXT] Re: Work"),
        in_answer(subject="Re: [External] Work"),
        replace(in_answer(LISTED), in_reply_to=()),
    ],
    ids=["an answer", "from outside", "to one from outside", "a list of applicants"],
)
def test_a_no_to_the_user_alone_needs_no_review(direct: Message) -> None:
    assert judged(direct).judgement is Judgement.REJECTION


def test_a_no_to_a_mail_of_the_user_needs_no_review_though_a_list_handed_it_on() -> None:
    known = Surroundings(is_known_thread=True)

    assert judged(in_answer(LISTED), surroundings=known).judgement is Judgement.REJECTION


def test_a_weak_phrase_asks_a_person_where_the_user_had_written_first() -> None:
    rules = [rule(Kind.WEAK, "sadly"), rule(Kind.CONTEXT, "your application")]
    known = Surroundings(is_known_thread=True)

    assert judged("Sadly, your application.", rules, known).judgement is Judgement.REVIEW
    assert judged("Sadly, your application.", rules).judgement is Judgement.OTHER


def test_a_phrase_of_a_language_that_the_mail_is_not_written_in_does_not_count() -> None:
    small_words = {"en": "the of and to we for", "it": "il gli che di per"}
    extracts = tuple(
        Extracts(language, {"words.common": tuple(words.split())})
        for language, words in small_words.items()
    )
    rules = (
        rule(Kind.STRONG, "non", language="it"),
        rule(Kind.CONTEXT, "posizione", language="it"),
    )
    compiled = matcher.compile_rules(Ruleset((Pack("it", (), rules),), (), extracts, (), ""))
    english = message("Non posizione: the end of the war and the way to the sea, for we won.")
    italian = message("Per la posizione di grafico non: il posto che gli altri, per di che.")

    verdict = verdicts.judge(english, compiled, NOWHERE)

    assert verdict.judgement is Judgement.OTHER
    assert verdict.evidence == ()
    assert verdicts.judge(italian, compiled, NOWHERE).judgement is Judgement.REJECTION


@pytest.mark.parametrize("letter", REJECTIONS, ids=lambda letter: letter.message_id)
def test_an_ordinary_rejection_is_one_by_the_shipped_rules(letter: Letter) -> None:
    read = read_message(letter.content)

    assert verdicts.judge(read, shipped_matcher(), NOWHERE).judgement is Judgement.REJECTION
