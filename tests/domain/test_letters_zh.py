"""What a reader of Chinese, in either script, would notice first in the Chinese folder."""

import re
from dataclasses import replace

import pytest

from mailwatch.domain.facts.extraction import extract
from mailwatch.domain.judging import verdicts
from mailwatch.domain.judging.evidence import Judgement, Surroundings, Verdict
from mailwatch.domain.mail.mime import message_of_text
from mailwatch.domain.opportunities import Facts, StepKind
from mailwatch.domain.writing.replies import compose
from tests.support.letters import (
    JANE,
    LEA,
    last_reading,
    opportunity,
    shipped_letters,
    shipped_templates,
)
from tests.support.shipped import shipped_matcher, shipped_rules

RULES = shipped_rules()
MATCHER = shipped_matcher()
TRADITIONAL = "hant"
LETTERS = {t.name: t.text for t in shipped_templates() if t.language == "zh"}
YIMING = replace(
    LEA, name="林一鸣", languages=("zh",), offer="网页设计", signature="林一鸣\nlin@example.org"
)
ZHOU = replace(JANE, name="周倩")
# Frequent characters that one script writes and the other does not.
ONLY_SIMPLIFIED = re.compile("[这们说时为没对谢让还给职请应审评录项与写读]")
ONLY_TRADITIONAL = re.compile("[這們說時為沒對謝讓還給職請應審評錄項與寫讀]")


def letter(kind: StepKind = StepKind.THANKS, **given: object) -> str:
    return compose(opportunity(language="zh", **given), kind, YIMING, shipped_letters()).text


def letters(**given: object) -> list[str]:
    """The same letter in twenty wordings."""
    return [letter(StepKind.THANKS, key=f"key-{n}", **given) for n in range(20)]


def spoken(template: str) -> str:
    """The words of a template, without its notes."""
    return re.sub(r"\{[#%].*?[#%]\}", "", template, flags=re.DOTALL)


def judgement_on(body: str, subject: str = "应聘反馈") -> Judgement:
    message = message_of_text(subject, "周倩 <zhou@hengchuan.example>", body)
    return verdicts.judge(message, MATCHER, Surroundings()).judgement


def facts_of(subject: str, body: str, sender: str = "hr@hengchuan.example") -> Facts:
    message = message_of_text(subject, sender, body)
    verdict = Verdict(Judgement.REJECTION, 1.0, "zh", "", "", ())
    return extract(message, verdict, RULES, frozenset(), "林一鸣")


# Letters.


def test_every_letter_is_there_in_both_scripts() -> None:
    traditional = {name for name in LETTERS if name.endswith(f".{TRADITIONAL}")}

    assert traditional
    assert {f"{name}.{TRADITIONAL}" for name in LETTERS.keys() - traditional} == traditional


def test_no_letter_mixes_the_scripts() -> None:
    slips = [
        name
        for name, text in LETTERS.items()
        if (ONLY_SIMPLIFIED if name.endswith(TRADITIONAL) else ONLY_TRADITIONAL).search(text)
    ]

    assert slips == []


def test_sentences_follow_one_another_without_a_blank() -> None:
    texts = letters(stage="interview", role="设计师", company="衡川科技", contact=ZHOU)

    assert not [text for text in texts if re.search("[。；，]\\s(?!\\n)[^\\s]", text)]


def test_a_letter_never_guesses_madam_or_sir() -> None:
    assert letter(contact=ZHOU).startswith("周倩，您好：\n\n")
    assert not [name for name, text in LETTERS.items() if re.search("先生|女士|小姐", spoken(text))]


def test_a_letter_to_nobody_in_particular_says_hello() -> None:
    assert letter(stage="applied").startswith("您好：\n\n")


def test_no_letter_calls_a_school_or_a_foundation_a_company() -> None:
    assert not [
        name for name, text in LETTERS.items() if re.search("[贵貴](?:司|公司)", spoken(text))
    ]


def test_an_application_is_answered_in_three_sentences_at_the_most() -> None:
    texts = letters(stage="applied", role="设计师", company="衡川科技")

    assert max(text.count("。") for text in texts) <= 3


def test_no_talk_is_mentioned_where_none_is_proven() -> None:
    texts = [*letters(stage="applied"), *letters(stage="assessment"), *letters()]

    assert not [text for text in texts if "面谈" in text or "交流" in text]


def test_nothing_is_asked_where_the_mail_rules_it_out() -> None:
    texts = letters(stage="interview", forbids_feedback=True)

    assert not [text for text in texts if "建议" in text or "指点" in text or "哪里" in text]


def test_a_pause_is_met_with_one_question_and_no_regret() -> None:
    texts = letters(category="hold", stage="final", role="设计师")

    assert {text.count("？") for text in texts} == {1}
    assert not [text for text in texts if "遗憾" in text or "失落" in text]


def test_tenders_hear_nothing_of_the_offer() -> None:
    assert not [text for text in letters(category="tender") if "网页设计" in text]


def test_the_last_reading_has_nothing_to_say() -> None:
    about = opportunity(language="zh", stage="interview", role="设计师", contact=ZHOU)
    reply = compose(about, StepKind.THANKS, YIMING, shipped_letters())

    assert last_reading(reply, about, YIMING) == ()


# Facts.


def test_the_role_is_read_from_the_sentence_that_names_it() -> None:
    assert facts_of("面试结果", "您应聘的采购主管岗位已经招满。").role == "采购主管"


def test_half_a_sentence_is_not_taken_for_a_role() -> None:
    body = "您应聘的岗位竞争激烈，这次没有更多职位。"

    assert facts_of("面试结果", body).role == ""


def test_a_recruiting_team_is_not_part_of_the_company() -> None:
    facts = facts_of("面试结果", "您好。", "衡川科技招聘 <hr@hengchuan.example>")

    assert facts.company == "衡川科技"


@pytest.mark.parametrize(
    "line", ["此邮件由系统自动发送，请勿回复。", "本信件由系統自動發送，請勿直接回覆。"]
)
def test_a_line_that_forbids_answers_is_heard_in_both_scripts(line: str) -> None:
    assert facts_of("面试结果", f"您好。\n\n{line}").hold_reason.endswith("find a contact")


# Verdicts.


@pytest.mark.parametrize("body", ["您应聘的岗位这次未能录用。", "您應徵的職缺這次未能錄用。"])
def test_both_scripts_are_understood(body: str) -> None:
    assert judgement_on(body) is Judgement.REJECTION


def test_the_future_is_no_negation() -> None:
    assert judgement_on("未来我们会安排您进入下一轮面试。") is Judgement.OTHER


def test_what_is_said_of_those_who_fail_is_not_said_of_the_reader() -> None:
    assert judgement_on("未通过面试者恕不另行通知。") is Judgement.OTHER


def test_a_condition_may_follow_what_it_conditions() -> None:
    assert judgement_on("两周内未收到面试通知则表示未能录用。") is Judgement.OTHER


def test_a_question_after_the_refusal_does_not_take_it_away() -> None:
    body = "您应聘的岗位这次未能录用，如有疑问欢迎来信。"

    assert judgement_on(body) is Judgement.REJECTION


def test_a_post_that_the_reader_turns_down_is_not_a_refusal() -> None:
    assert judgement_on("我决定接受另一家公司的邀请，很遗憾不能加入贵公司。") is Judgement.OTHER
