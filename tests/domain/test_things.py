from mailwatch.domain.judging.fitting import fit_things
from mailwatch.domain.judging.rules import JOB, Hints, Thing
from mailwatch.domain.judging.texts import Texts
from mailwatch.domain.judging.things import NAMED, is_single, thing_of
from mailwatch.domain.mail.mime import message_of_text

ENGLISH = Hints(
    "en",
    things={
        JOB: Thing(0.0, {"vacancy": 1.5, "team": 0.5}),
        "grant": Thing(0.0, {"fund": 1.5, "team": 0.1}),
    },
)


def about(body: str, *, language: str = "en", named: dict[str, float] | None = None) -> str:
    return thing_of(
        Texts.of(message_of_text("", "Kim <kim@shop.example>", body)),
        [ENGLISH],
        language,
        named or {},
    )


def test_a_mail_is_about_what_its_words_say() -> None:
    assert about("The fund has met.") == "grant"
    assert about("The vacancy is filled.") == JOB


def test_it_stays_open_where_words_say_two_things_or_little() -> None:
    assert about("The vacancy at the fund.") == ""
    assert about("The team.") == ""


def test_a_rule_that_names_a_thing_counts_beside_the_words() -> None:
    assert about("The team.", named={JOB: NAMED}) == JOB


def test_in_a_language_without_examples_the_only_thing_named_is_believed() -> None:
    assert about("Fonden", language="da", named={"grant": NAMED}) == "grant"
    assert about("Fonden", language="da", named={"grant": NAMED, "tender": NAMED}) == ""
    assert about("Fonden", language="da") == JOB


def test_pairs_marks_and_numbers_say_nothing_of_things() -> None:
    assert [
        unit for unit in ("fund", "fundi*", "the fund", "{veto}", "?", "2026") if is_single(unit)
    ] == [
        "fund",
        "fundi*",
    ]


def test_what_things_weigh_is_fitted_to_mails_about_them() -> None:
    job, grant = frozenset({"vacancy", "the"}), frozenset({"fund", "the"})
    things = fit_things("en", [(job, JOB), (grant, "grant")] * 5)

    assert things.keys() == {JOB, "grant"}
    assert things["grant"].weights["fund"] > 0 > things["grant"].weights["vacancy"]


def test_one_thing_alone_teaches_nothing() -> None:
    assert fit_things("en", [(frozenset({"fund"}), "grant")] * 3) == {}
