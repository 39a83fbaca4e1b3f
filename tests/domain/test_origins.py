"""Where facts were found, how sure they are, and what a letter makes of a guess."""

from dataclasses import replace

from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Message
from mailwatch.domain.opportunities import Confidence, Facts, Origin, Place, StepKind
from mailwatch.domain.traces import Past, with_past
from mailwatch.domain.writing.replies import compose
from tests.support.builders import NORTHWIND, Letter
from tests.support.golden import facts_of
from tests.support.letters import LEA, opportunity, shipped_letters

GUESS = Origin("role", Place.SUBJECT, Confidence.GUESS)
REFUSAL = "Unfortunately, we have chosen another candidate."


def read(subject: str, text: str, letter: Letter = NORTHWIND) -> Message:
    return mime.read_message(replace(letter, subject=subject, text=text).content)


def test_a_role_that_a_sentence_names_is_likely_and_one_that_two_places_name_is_sure() -> None:
    text = f"Dear Lea,\n\nThank you for applying for the position of Art Director. {REFUSAL}"

    once = facts_of(read("Your application", text)).origin_of("role")
    twice = facts_of(read("Your application for Art Director", text)).origin_of("role")

    assert once == Origin("role", Place.BODY, Confidence.LIKELY)
    assert twice == Origin("role", Place.SUBJECT, Confidence.SURE)


def test_a_subject_that_is_nothing_but_a_role_is_a_guess() -> None:
    facts = facts_of(read("Art Director", f"Dear Lea,\n\n{REFUSAL}"))

    assert facts.role == "Art Director"
    assert facts.is_guess("role")


def test_whoever_signed_and_sent_is_sure_whoever_only_sent_is_likely() -> None:
    signed = facts_of(read("News", f"Dear Lea,\n\n{REFUSAL}\n\nBest regards,\nJane Doe"))
    unsigned = facts_of(read("News", f"Dear Lea,\n\n{REFUSAL}"))

    assert signed.origin_of("contact") == Origin("contact", Place.SIGNATURE, Confidence.SURE)
    assert unsigned.origin_of("contact") == Origin("contact", Place.DISPLAY_NAME, Confidence.LIKELY)


def test_every_fact_that_was_found_has_an_origin_and_no_other_has() -> None:
    text = f"Dear Lea,\n\n{REFUSAL}\n\nBest regards,\nJane Doe\nNorthwind Ltd\n+44 20 5550 1234"
    facts = facts_of(read("Your application", text))
    told = [origin.fact for origin in facts.origins if origin.fact in Facts.__slots__]

    assert told == ["company", "contact", "reply_to", "phone"]


def test_what_is_not_found_has_no_origin() -> None:
    assert Facts().origin_of("company") is None
    assert not Facts().is_guess("company")


def test_a_guess_is_not_written_into_a_letter() -> None:
    guessed = opportunity(role="Night Manager", company="Northwind", origins=(GUESS,))
    told = replace(guessed, facts=replace(guessed.facts, origins=()))

    texts = [compose(one, StepKind.THANKS, LEA, shipped_letters()).text for one in (guessed, told)]

    assert "Night Manager" not in texts[0]
    assert "Night Manager" in texts[1]


def test_a_later_origin_takes_the_place_of_an_earlier_one() -> None:
    from_thread = Origin("role", Place.THREAD, Confidence.LIKELY)

    assert Facts(origins=(GUESS,)).with_origin(from_thread).origins == (from_thread,)


def test_a_guess_gives_way_to_what_earlier_mail_named_and_does_not_confirm_itself() -> None:
    guessed = opportunity(role="Night Manager", origins=(GUESS,))

    told = with_past(guessed, Past(role="Porter")).facts
    untold = with_past(guessed, Past(role="Night Manager")).facts

    assert (told.role, told.origin_of("role")) == (
        "Porter",
        Origin("role", Place.THREAD, Confidence.LIKELY),
    )
    assert untold.is_guess("role")
