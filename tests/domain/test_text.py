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
