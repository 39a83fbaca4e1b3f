import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailwatch.domain import text

# Where normalization goes wrong: marks that combine, singletons that NFC replaces, half-width
# kana with their marks, things that vanish from between a letter and its accent.
TRICKY = st.text(
    st.sampled_from(
        "aeEoUI\u0301\u0308\u0323\u0345\u0327\u212b\u1fef\u1ffd\u2000\u2001\u3000\u00a0\u200b\u200d"
        "\u00ad\ufeff\u202e\r\n\t\v\x85\u2028`\u00b4\uff76\uff9e\uff9f\uff61\u304b\u3099\u1100\u1161"
        "\u11a8\uffa0\u3164\ufe0f\U000e0061\ud800\u0958\u0344\u1e9b"
    )
)


@given(st.one_of(TRICKY, st.text()))
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = text.clean(raw)

    assert text.clean(once) == once


@given(st.one_of(TRICKY, st.text(st.characters(categories=["Cc", "Cf", "Zs", "Lu", "Mn"]))))
def test_cleaned_text_is_composed_and_holds_nothing_unseen(raw: str) -> None:
    cleaned = text.clean(raw)

    categories = {unicodedata.category(c) for c in cleaned if c not in "\n\t "}
    assert unicodedata.is_normalized("NFC", cleaned)
    assert categories.isdisjoint({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("un\u00adfortu\u200bnately", "unfortunately"),
        ("\ufeffDear\u00a0Lea\u3000", "Dear Lea "),
        ("we won\u00b4t, we can`t", "we won't, we can't"),
        ("\uff76\uff9e\uff77", "\u30ac\u30ad"),
        ("cafe\u200b\u0301", "caf\u00e9"),
        ("\u202eno\u202c\x00\x1b", "no"),
        ("a\tb\nc", "a\tb\nc"),
    ],
)
def test_cleaning_leaves_what_the_eye_sees(raw: str, cleaned: str) -> None:
    assert text.clean(raw) == cleaned


def test_of_many_accents_on_one_letter_some_stay_and_cleaning_again_changes_nothing() -> None:
    once = text.clean("a" + "\u0301\u0323" * 50_000)

    assert len(once) <= 1 + text.MOST_MARKS
    assert text.clean(once) == once


def test_a_long_row_of_pictures_is_left_alone() -> None:
    assert text.clean("\U0001f600" * 100) == "\U0001f600" * 100


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        ("We chose. You lost.", ("We chose", "You lost")),
        ("Termin am 1. Juni steht. Bis bald", ("Termin am 1. Juni steht", "Bis bald")),
        ("We closed in 2024. Try again.", ("We closed in 2024", "Try again")),
        ("Dr. Smith and J. Doe wrote.", ("Dr. Smith and J. Doe wrote",)),
        ("See No. 7 for it. Yes.", ("See No. 7 for it", "Yes")),
        ("one line, z. B. this. and more", ("one line, z. B. this. and more",)),
        ("We looked at your\napplication closely", ("We looked at your\napplication closely",)),
        ("Role\nDesigner wanted", ("Role", "Designer wanted")),
        ("first\n\nsecond", ("first", "second")),
        ("Needed:\n- paper\n* ink", ("Needed", "paper", "ink")),
        ("one\ttwo | three", ("one", "two", "three")),
        ("見送ります。またの機会に！では", ("見送ります", "またの機会に", "では")),
        ("Տեղը զբաղված է։ Հաջողություն", ("Տեղը զբաղված է", "Հաջողություն")),
        ("He said \u201cno.\u201d Then he left", ("He said \u201cno", "Then he left")),
        ("", ()),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(
    content: str, sentences: tuple[str, ...]
) -> None:
    assert text.sentences(content) == sentences


def test_a_subject_is_one_sentence() -> None:
    reading = text.read("Your application. Our answer: no", one_sentence=True)

    assert list(reading.beginnings) == [0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("We won't re-hire", ("We", "won", "t", "re", "hire")),
        ("l\u2019int\u00e9r\u00eat", ("l", "int\u00e9r\u00eat")),
        ("採用AI", ("採", "用", "AI")),
        ("हिन्दी में", ("हिन्दी", "में")),
        ("snake_case", ("snake", "case")),
    ],
)
def test_words_part_at_all_but_letters_and_digits(content: str, words: tuple[str, ...]) -> None:
    assert text.words(content) == words


@given(st.text())
def test_offsets_of_words_give_back_the_words(raw: str) -> None:
    reading = text.read(raw)

    spans = [reading.span(at, at + 1) for at in range(len(reading.words))]
    assert [raw[start:end] for start, end in spans] == list(reading.words)


def test_no_more_of_a_text_is_read_than_promised() -> None:
    reading = text.read("no " * text.READ_AT_MOST)

    assert reading.span(0, len(reading.words))[1] <= text.READ_AT_MOST


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("STRASSE", "strasse"),
        ("Stra\u00dfe", "strasse"),
        ("\u00c9TUDI\u00c9E", "etudiee"),
        ("\uff21\uff22", "ab"),
        ("S\u00f8knad", "soknad"),
        ("\u0141\u00d3D\u0179", "lodz"),
        ("\u0130stanbul", "istanbul"),
        ("\u30ac", "\u30ac"),
        ("\u064a\u064f\u0642\u0628\u064e\u0644", "\u064a\u0642\u0628\u0644"),
        ("\u0623\u0640\u0646", "\u0627\u0646"),
    ],
)
def test_folding_forgets_case_width_and_accents_but_not_voiced_kana(word: str, folded: str) -> None:
    assert text.fold(word) == folded


def test_a_word_written_with_umlauts_has_its_plain_spelling_too() -> None:
    assert text.spellings("W\u00fcrde") == ("wurde", "wuerde")
