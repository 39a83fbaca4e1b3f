"""Sentences with slots: what they take, what they refuse, and that no text makes them slow."""

import pytest

from mailwatch.domain.facts.folding import squash
from mailwatch.domain.facts.frames import (
    Filled,
    find_in,
    match_whole,
    read_frames,
    stands_in,
)
from mailwatch.errors import RuleError


def test_a_slot_takes_what_stands_between_the_words() -> None:
    frames = read_frames(("the {role} position at {company}",))

    assert list(find_in(frames, "For the Cook position at Nordlys")) == [
        Filled(role="Cook", company="Nordlys")
    ]


def test_a_choice_stands_for_each_of_its_words_and_for_nothing() -> None:
    frames = read_frames(("your (recent|) note (to|for) {company}",))

    assert [f.company for f in match_whole(frames, "Your recent note to Nordlys")] == ["Nordlys"]
    assert [f.company for f in match_whole(frames, "your note for Nordlys")] == ["Nordlys"]


def test_case_accents_and_curly_quotes_do_not_matter() -> None:
    frames = read_frames(("rückmeldung zu {company}'s stelle",))

    assert [f.company for f in find_in(frames, "RUCKMELDUNG zu Nordlys\u2019s Stelle")] == [
        "Nordlys"
    ]


def test_a_role_may_hold_the_separator_and_a_company_may_not() -> None:
    frames = read_frames(("{role} at {company}",))

    assert list(match_whole(frames, "Cook at Sea at Nordlys")) == [
        Filled(role="Cook at Sea", company="Nordlys")
    ]


def test_words_are_not_found_inside_longer_words() -> None:
    frames = read_frames(("no reply",))

    assert not stands_in(frames, "casino reply")
    assert not stands_in(frames, "no replying")
    assert stands_in(frames, "there is no reply.")


def test_a_gap_may_be_empty_and_is_never_longer_than_sixty_characters() -> None:
    frames = read_frames(("keep ... on file",))

    assert stands_in(frames, "we keep on file")
    assert stands_in(frames, "we keep your papers on file")
    assert not stands_in(frames, f"we keep {'x' * 80} on file")


def test_a_slot_is_never_empty() -> None:
    frames = read_frames(("note to {company} today",))

    assert list(find_in(frames, "note to  today")) == []


def test_a_whole_line_has_to_be_accounted_for() -> None:
    frames = read_frames(("note from {company}, thanks",))

    assert list(match_whole(frames, "A note from Nordlys, thanks")) == []


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("note to {firm}", "unknown slot {firm}"),
        ("{role}{company}", "does not say where a slot ends"),
        ("{company}", "does not say where a slot ends"),
        ("(a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h|i) x", "can be read in"),
    ],
)
def test_a_frame_that_cannot_work_is_an_error_with_a_remedy(written: str, complaint: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_frames((written,))

    assert complaint in str(caught.value)
    assert written in str(caught.value)


def test_a_hostile_text_yields_no_more_finds_than_it_has_beginnings() -> None:
    frames = read_frames(("to {role} at {company}",))
    beginnings = 2_000

    assert len(list(find_in(frames, "to x at " * beginnings))) <= beginnings


def test_squashing_leaves_letters_and_digits_alone() -> None:
    assert squash("Blend 360") == squash("blend-360") == "blend360"
