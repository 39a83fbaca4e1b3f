"""Whatever comes in by any way is used, or refused by an error of ours, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import seeds
from tests.support.hostile import WAYS, take

# scripts/fuzz looks far longer, and sees which lines an input reaches.
FEW = settings(max_examples=25, deadline=None)
SEEDS = {way: tuple(seeds.of(way)) for way in WAYS}


def changed(way: str) -> st.SearchStrategy[bytes]:
    """Write what is nearly right: a seed with some of its places overwritten."""
    words = st.one_of(st.sampled_from(seeds.WORDS[way]), st.binary(max_size=4))
    change = st.tuples(st.floats(0, 1), words, st.sampled_from((0, 0, 1, 5, 60)))
    return st.builds(overwritten, st.sampled_from(SEEDS[way]), st.lists(change, max_size=8))


def overwritten(raw: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    for place, word, length in changes:
        at = int(place * len(raw))
        raw = raw[:at] + word + raw[at + length :]
    return raw


@pytest.mark.parametrize("way", WAYS)
def test_what_fuzzing_begins_with_goes_all_the_way(way: str) -> None:
    assert [seed for seed in SEEDS[way][:5] if not take(way, seed)] == []


@FEW
@given(changed("mail"))
def test_any_mail_is_answered_or_refused(raw: bytes) -> None:
    assert take("mail", raw) in {True, False}


@FEW
@given(changed("swollen"))
def test_any_repetition_in_a_mail_is_answered_or_refused(raw: bytes) -> None:
    assert take("swollen", raw) in {True, False}


@settings(FEW, max_examples=200)
@given(changed("phrase"))
def test_any_phrase_finds_what_stands_there_or_is_refused(raw: bytes) -> None:
    assert take("phrase", raw) in {True, False}


@settings(FEW, max_examples=100)
@given(changed("rules"))
def test_any_rules_laid_over_others_are_used_or_refused(raw: bytes) -> None:
    assert take("rules", raw) in {True, False}


@settings(FEW, max_examples=100)
@given(changed("settings"))
def test_any_settings_are_read_or_refused(raw: bytes) -> None:
    assert take("settings", raw) in {True, False}
