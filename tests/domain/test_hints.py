from dataclasses import replace

import pytest

from mailwatch.domain.judging import hints
from mailwatch.domain.judging.evidence import Evidence
from mailwatch.domain.judging.rules import NOWHERE, Hints, Kind
from mailwatch.domain.judging.texts import Texts
from mailwatch.domain.mail.messages import Segment, SegmentKind
from mailwatch.domain.mail.mime import message_of_text

ENGLISH = Hints("en", -0.5, {"someone": 0.9, "someo*": 0.2, "someone else": 0.4, "we": 0.1})
GERMAN = Hints("de", 0.25, {"jemand": 0.9, "wir": 0.1})


def mail(body: str, subject: str = "") -> Texts:
    return Texts.of(message_of_text(subject, "Kim <kim@shop.example>", body))


def evidence(kind: Kind, weight: float, voided: str = "") -> Evidence:
    return Evidence("rule", "en", kind, weight, "body", "no", 0, 2, "no", NOWHERE, voided=voided)


def test_the_weights_of_words_beginnings_and_pairs_add_up_with_the_base() -> None:
    leaning = hints.lean(mail("We someone else"), (), [ENGLISH])

    assert leaning.language == "en"
    assert leaning.score == pytest.approx(-0.5 + 0.9 + 0.2 + 0.4 + 0.1)


def test_a_word_counts_once_however_often_it_stands() -> None:
    once = hints.lean(mail("Someone"), (), [ENGLISH])
    often = hints.lean(mail("Someone. Someone! Someone."), (), [ENGLISH])

    assert often.score == once.score


def test_words_of_a_language_without_hints_lean_nowhere_though_its_neighbour_knows_them() -> None:
    croatian = replace(evidence(Kind.CONTEXT, 0.1), language="hr")

    assert hints.lean(mail("We someone else"), [croatian], [ENGLISH]) == hints.NOTHING


def test_words_on_both_sides_of_a_full_stop_are_no_pair() -> None:
    assert "someone else" not in hints.units(mail("It was someone. Else we wait."), ())


def test_the_subject_counts_like_the_body() -> None:
    assert "someone else" in hints.units(mail("", subject="Someone else"), ())


def test_quoted_words_do_not_count() -> None:
    own = mail("We thank you").message
    body = replace(
        own.body,
        text="We thank you\n\nsomeone",
        segments=(Segment(SegmentKind.OWN, 0, 12), Segment(SegmentKind.QUOTED, 14, 21)),
    )
    quoted = Texts.of(replace(own, body=body))

    assert "someone" not in hints.units(quoted, ())


def test_run_on_characters_pair_without_a_space() -> None:
    assert "見送" in hints.units(mail("見送りました"), ())


def test_the_language_that_knows_most_words_is_looked_up() -> None:
    assert hints.lean(mail("Wir jemand"), (), [ENGLISH, GERMAN]).language == "de"


def test_a_mail_in_a_language_that_nothing_is_known_of_leans_nowhere() -> None:
    assert hints.lean(mail("Valitettavasti paikka on täytetty"), (), [ENGLISH]) == hints.NOTHING


def test_without_hints_nothing_leans() -> None:
    assert hints.lean(mail("We someone else"), (), ()) == hints.NOTHING


@pytest.mark.parametrize(
    ("found", "marks"),
    [
        (evidence(Kind.VETO, -1.0), {"{veto}"}),
        (evidence(Kind.VETO, -3.0), {"{veto}", "{heavy veto}"}),
        (evidence(Kind.VETO, -3.0, voided="quoted"), set()),
        (evidence(Kind.STRONG, 1.0, voided="conditional"), {"{voided}"}),
        (evidence(Kind.STRONG, 1.0), set()),
    ],
)
def test_what_the_rules_found_is_marked(found: Evidence, marks: set[str]) -> None:
    every = hints.units(mail("Word"), (found,))

    assert {unit for unit in every if unit.startswith("{")} == marks


def test_questions_and_exclamations_are_marked() -> None:
    assert {"?", "!"} <= hints.units(mail("Shall we? Yes!"), ())


def test_what_weighs_most_is_told_first() -> None:
    told = hints.told(hints.lean(mail("We someone else"), (), [ENGLISH]))

    assert [e.kind for e in told] == [Kind.HINT]
    assert told[0].sentence.startswith("someone +0.90, someone else +0.40")


def test_nothing_is_told_of_a_mail_that_leans_nowhere() -> None:
    assert hints.told(hints.NOTHING) == ()
