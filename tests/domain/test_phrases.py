import pytest

from mailwatch.domain.judging import phrases
from mailwatch.domain.judging.phrases import Name, Part, Words
from mailwatch.errors import RuleError


def test_a_phrase_is_its_words_gaps_and_lists_in_order() -> None:
    parsed = phrases.parse("not ...3 {proceed} ... applica*")

    assert parsed == (
        Part(Words(("not",))),
        Part(Name("proceed"), gap=3),
        Part(Words(("applica",), is_prefix=True), gap=phrases.DEFAULT_GAP),
    )


def test_an_ellipsis_character_is_a_gap_too() -> None:
    assert phrases.parse("很遗憾\u2026未能") == phrases.parse("很遗憾 ... 未能")


def test_words_part_at_hyphens_and_apostrophes_as_texts_do() -> None:
    assert phrases.parse("won't re-hire") == (
        Part(Words(("won", "t"))),
        Part(Words(("re", "hire"))),
    )


def test_a_word_and_a_list_may_be_optional() -> None:
    words, name, _ = phrases.parse("very? {sad}? news")

    assert words.is_optional
    assert name.is_optional


def test_commas_mean_nothing() -> None:
    assert phrases.parse("sorry, but no") == phrases.parse("sorry but no")


def test_gaps_around_an_optional_part_add_up_when_it_is_left_out() -> None:
    with_it, without = phrases.variants(phrases.parse("a ...2 b? ...3 c"))

    assert [part.gap for part in with_it] == [0, 2, 3]
    assert [part.gap for part in without] == [0, 5]


def test_a_gap_is_dropped_with_an_optional_part_at_the_edge() -> None:
    variants = set(phrases.variants(phrases.parse("a? ... b ... c?")))

    assert (Part(Words(("b",))),) in variants


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [
        ("", "is empty"),
        ("  , ", "is empty"),
        ("...", "begins with a gap"),
        ("... no", "begins with a gap"),
        ("no ...", "ends with a gap"),
        ("no ... ... way", "has a gap that cannot be read"),
        ("no ...0 way", "has a gap that cannot be read"),
        ("no ...51 way", "has a gap that cannot be read"),
        ("no? way?", "has only optional words"),
        ("a b? c? d? e? f? g?", "has more than 5 optional words"),
        ("no|yes", "holds '|'"),
        ("(no)", "holds '('"),
        ("no {way", "holds '{'"),
        ("採用*", "a script without word borders"),
        ("* no", "holds '*'"),
    ],
)
def test_a_phrase_without_sense_is_refused_with_its_fault(phrase: str, fault: str) -> None:
    with pytest.raises(RuleError) as refused:
        phrases.parse(phrase)

    assert fault in str(refused.value)
    assert f'"{phrase}"' in str(refused.value)
