from collections.abc import Mapping

from mailwatch.domain.judging.languages import Languages
from mailwatch.domain.judging.rules import Extracts
from mailwatch.domain.text import read

ENGLISH, GERMAN, ITALIAN = "the and to of we", "und der wir für come", "come il che per"


def languages(**lists: str) -> Languages:
    return Languages.of(extracts(name, words) for name, words in lists.items())


def extracts(language: str, words: str) -> Extracts:
    lists: Mapping[str, tuple[str, ...]] = {"words.common": tuple(words.split())}
    return Extracts(language=language, lists=lists if words else {})


def test_a_mail_is_foreign_to_every_language_whose_small_words_it_lacks() -> None:
    known = languages(en=ENGLISH, de=GERMAN, it=ITALIAN)

    assert known.foreign_to(read("We thank the team and wish the best to all of you")) == {
        "de",
        "it",
    }


def test_a_mail_in_two_languages_is_foreign_to_neither() -> None:
    known = languages(en=ENGLISH, de=GERMAN, it=ITALIAN)
    content = "We thank the team and the jury of judges.\nWir danken und grüßen der Jury."

    assert known.foreign_to(read(content)) == {"it"}


def test_too_few_small_words_tell_nothing() -> None:
    known = languages(en=ENGLISH, de=GERMAN)

    assert known.foreign_to(read("the vase")) == frozenset()
    assert known.foreign_to(read("the vase and we")) == {"de"}


def test_a_word_of_several_languages_says_less_for_each() -> None:
    known = languages(en="me the", it="me il", es="me el")

    assert known.foreign_to(read("me me")) == frozenset()
    assert known.foreign_to(read("me the the the")) == {"it", "es"}


def test_a_language_that_lists_no_small_words_is_never_foreign() -> None:
    known = languages(en=ENGLISH, ja="")

    assert known.foreign_to(read("the and to of we the and")) == frozenset()


def test_small_words_count_in_any_spelling_of_case_and_accents() -> None:
    known = languages(en=ENGLISH, de=GERMAN)

    assert known.foreign_to(read("FÜR Und Wir fur DER")) == {"en"}


def test_only_the_beginning_of_a_mail_is_looked_at() -> None:
    known = languages(en=ENGLISH, de=GERMAN)
    beginning = "the and of we to " * 200

    assert known.foreign_to(read(beginning + "und der wir für " * 1000)) == {"de"}


def test_nothing_is_foreign_to_an_empty_mail() -> None:
    assert languages(en=ENGLISH).foreign_to(read("")) == frozenset()
