"""Golden mails: what is made of each stays as it was recorded (scripts/golden)."""

from collections import Counter

import pytest

from tests.support import careful, golden
from tests.support.careful import Outcome
from tests.support.golden import Golden

MAILS = golden.all_golden()
# What the rules decide is judged on thousands of mails elsewhere (test_accuracy.py).
OF_RULES = {"verdict", "category", "stage"}
MAIN_LANGUAGES = ("de", "en", "es", "fr")


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
def test_of_a_golden_mail_is_made_what_is_recorded(mail: Golden) -> None:
    difference = golden.difference(mail)

    assert difference == "", f"\n{difference}\nIf that is better: scripts/golden record {mail.name}"


def test_golden_mails_come_in_every_language_that_has_letters() -> None:
    languages = Counter(mail.mail.parent.name for mail in MAILS)

    assert set(languages) == {folder.parent.name for folder in golden.RULES.glob("*/replies")}
    assert min(languages[language] for language in MAIN_LANGUAGES) >= 15
    assert len(MAILS) >= 120


def test_golden_mails_tell_of_every_category_that_rules_name() -> None:
    expected = {category for mail in MAILS for category in mail.right("category")}

    assert golden.categories() <= expected


def test_of_the_facts_given_97_in_a_hundred_are_what_a_careful_reader_finds() -> None:
    answers = [one for one in careful.answers(MAILS) if one.field not in OF_RULES]
    wrong = [str(one) for one in answers if one.outcome is Outcome.WRONG]
    right = sum(one.outcome is Outcome.RIGHT for one in answers)

    assert right >= 0.97 * (right + len(wrong)), "\n".join(wrong)


@pytest.mark.parametrize("field", ["company", "role", "contact", "reply_to", "return_day"])
def test_of_the_facts_that_matter_most_most_are_found(field: str) -> None:
    counts = careful.tally(one for one in careful.answers(MAILS) if one.field == field)[field]

    assert counts[Outcome.MISSED] <= 0.1 * (counts[Outcome.RIGHT] + counts[Outcome.MISSED])
