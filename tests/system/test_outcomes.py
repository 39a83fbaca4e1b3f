"""What became of a thing and how far we had come: told right, or not at all (tests/outcomes)."""

import pytest

from tests.support import outcomes
from tests.support.careful import Outcome

MAILS = tuple(outcomes.every())


@pytest.mark.parametrize("field", outcomes.FIELDS)
@pytest.mark.parametrize("is_unseen", [False, True], ids=["seen", "unseen"])
def test_of_categories_and_stages_given_97_in_a_hundred_are_right(
    field: str, *, is_unseen: bool
) -> None:
    mails = [mail for mail in MAILS if mail.is_unseen is is_unseen]
    told = outcomes.counts(mails, field)

    assert told[Outcome.RIGHT] >= 0.97 * (told[Outcome.RIGHT] + told[Outcome.WRONG])


@pytest.mark.parametrize("field", outcomes.FIELDS)
def test_silence_is_no_way_to_be_right(field: str) -> None:
    told = outcomes.counts(MAILS, field)

    assert told[Outcome.MISSED] <= 0.15 * (told[Outcome.RIGHT] + told[Outcome.MISSED])


def test_every_language_has_mails_that_are_labelled() -> None:
    languages = {mail.id.partition("-")[0] for mail in MAILS}

    assert languages == {
        pack.parent.name for pack in outcomes.FOLDER.glob("../../rules/*/details.toml")
    }
