"""Golden mails: what is made of each stays as it was recorded (scripts/golden)."""

from collections import Counter

import pytest

from tests.support import golden
from tests.support.golden import Golden

MAILS = golden.all_golden()
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
