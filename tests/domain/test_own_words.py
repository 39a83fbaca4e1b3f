"""How far the user's own mail shows that they had come, in every language, and what is kept."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from mailwatch.domain.assess import Arrival
from mailwatch.domain.facts.stages import Reached, reached_before, reached_by
from mailwatch.domain.facts.vocabulary import vocabulary_of
from mailwatch.domain.keeping import own_trace_of
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Address, MessageRef
from mailwatch.domain.traces import KEPT_FOR, Trace
from tests.domain.test_keeping import desk
from tests.support.builders import TUESDAY_NOON
from tests.support.search import from_lea
from tests.support.shipped import shipped_rules

RULES = shipped_rules()
TESTED, INVITED, FINAL = Reached("assessment"), Reached("interview"), Reached("final")
TALKED, OFFERED = Reached("interview", has_talked=True), Reached("offer")
NOON = TUESDAY_NOON.astimezone(UTC)
IN_A_SEARCH = Arrival(MessageRef("main", "Sent", 1, 7), is_known_thread=True, has_trace=True)
ELSEWHERE = replace(IN_A_SEARCH, has_trace=False)
LANGUAGES = sorted({one.language for one in RULES.extracts if "wrote.talked" in one.lists})


def reached(language: str, text: str) -> Reached:
    message = mime.message_of_text("Re: Interview", "Lea Example <lea@example.org>", text)
    return reached_by(message, vocabulary_of(RULES, language))


def trace(text: str, arrival: Arrival = IN_A_SEARCH, subject: str = "Re: Hello") -> Trace | None:
    message = mime.read_message(from_lea(text, subject=subject).content)
    return own_trace_of(message, arrival, desk(), NOON)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Thank you for the interview on Tuesday.", TALKED),
        ("en", "It was good to meet you both.", TALKED),
        ("en", "Thank you for the conversation.", TALKED),
        ("en", "Thanks for taking the time to speak with me.", TALKED),
        ("en", "I would like to thank you for the interview; do ask if you need more.", TALKED),
        ("en", "Attached is my take-home test.", TESTED),
        ("en", "Here is the assignment.", TESTED),
        ("en", "I am happy to come on Thursday for the second round.", INVITED),
        ("en", "Thank you for the invitation to interview.", INVITED),
        ("en", "I am delighted to attend the final round on Monday.", FINAL),
        ("en", "Thank you very much for the job offer.", OFFERED),
        ("de", "Ich möchte mich noch einmal für das offene Gespräch bedanken.", TALKED),
        ("de", "Es war schön, Sie kennenzulernen.", TALKED),
        ("de", "Anbei finden Sie meine Testaufgabe.", TESTED),
        ("de", "Gerne komme ich am Donnerstag zum Gespräch.", INVITED),
        ("de", "Vielen Dank für die Einladung zur letzten Runde.", FINAL),
        ("de", "Vielen Dank für das Stellenangebot.", OFFERED),
        ("fr", "Merci encore pour l'entretien de mardi.", TALKED),
        ("fr", "Je vous remercie de m'avoir reçue mardi.", TALKED),
        ("fr", "Vous trouverez ci-joint mon test technique.", TESTED),
        ("fr", "Je vous confirme ma présence jeudi à 10 h.", INVITED),
        ("fr", "Je vous remercie pour votre offre d'emploi.", OFFERED),
        ("es", "Quería darle las gracias por la entrevista del martes.", TALKED),
        ("es", "Fue un placer conocerles a todos.", TALKED),
        ("es", "Adjunto la prueba técnica.", TESTED),
        ("es", "Confirmo mi asistencia el jueves.", INVITED),
        ("es", "Confirmo que asistiré a la entrevista final.", FINAL),
        ("it", "La ringrazio per il tempo che mi ha dedicato.", TALKED),
        ("it", "Confermo la mia presenza giovedì.", INVITED),
        ("pt", "Foi um prazer conhecê-la.", TALKED),
        ("pt", "Muito obrigada pelo convite.", INVITED),
        ("nl", "Nogmaals bedankt voor het gesprek!", TALKED),
        ("nl", "Ik kom graag donderdag voor het tweede gesprek.", INVITED),
        ("sv", "Det var trevligt att träffa dig och teamet.", TALKED),
        ("sv", "Här kommer mitt arbetsprov.", TESTED),
        ("da", "Tak for en god samtale i tirsdags.", TALKED),
        ("no", "Takk for praten på tirsdag.", TALKED),
        ("pl", "Dziękuję za wczorajszą rozmowę.", TALKED),
        ("pl", "Potwierdzam obecność w czwartek.", INVITED),
        ("ja", "先日は面接のお時間をいただき、ありがとうございました。", TALKED),
        ("ja", "木曜日の面接に伺います。", INVITED),
        ("ko", "만나 뵙게 되어 정말 반가웠습니다.", TALKED),
        ("ko", "면접에 초대해 주셔서 감사합니다.", INVITED),
        ("zh", "感谢您昨天抽空与我面谈。", TALKED),
        ("zh", "谢谢您的面试邀请，我会准时参加。", INVITED),
    ],
)
def test_a_mail_of_ours_shows_how_far_we_had_come(
    language: str, text: str, expected: Reached
) -> None:
    assert reached(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I would be glad of an interview."),
        ("en", "I would love to meet you and the team."),
        ("en", "I look forward to meeting you."),
        ("en", "I hope to be invited to an interview."),
        ("en", "Please find attached my application."),
        ("en", "Thank you for your time and consideration."),
        ("de", "Über eine Einladung zu einem Vorstellungsgespräch würde ich mich freuen."),
        ("de", "Ich freue mich auf ein persönliches Gespräch."),
        ("de", "Ich würde Sie gern kennenlernen."),
        ("fr", "Je serais ravie d'obtenir un entretien."),
        ("fr", "Je me tiens à votre disposition pour un entretien."),
        ("es", "Me encantaría tener una entrevista con ustedes."),
        ("es", "Espero tener la oportunidad de conocerles."),
        ("it", "Resto a disposizione per un colloquio."),
        ("pt", "Gostaria muito de ter uma entrevista."),
        ("nl", "Ik hoop op een uitnodiging voor een gesprek."),
        ("sv", "Jag hoppas få träffa er."),
        ("pl", "Liczę na zaproszenie na rozmowę."),
        ("ja", "面接の機会をいただければ幸いです。"),
        ("ko", "면접 기회를 주신다면 열심히 하겠습니다."),
        ("zh", "希望能有机会参加面试。"),
    ],
)
def test_a_polite_hope_shows_nothing(language: str, text: str) -> None:
    assert reached(language, text) == Reached()


def test_a_language_that_has_such_lists_has_one_for_each_stage_that_a_mail_of_ours_shows() -> None:
    names = {f"wrote.{name}" for name in ("assessment", "interview", "talked", "final", "offer")}

    assert len(LANGUAGES) > 1
    for extracts in RULES.extracts:
        assert extracts.language not in LANGUAGES or names <= set(extracts.lists)


def test_what_they_quote_of_ours_is_read_as_ours() -> None:
    text = "Sadly no.\n\n> Thanks for taking the time to speak with me.\n> Lea"
    message = mime.message_of_text("", "Jane Doe <jane@acme.example>", text)

    assert reached_before(message, vocabulary_of(RULES, "en")) == TALKED


def test_a_note_of_thanks_leaves_to_whom_and_when_and_no_words() -> None:
    sent = from_lea(
        "Dear Ada,\n\nthank you for the interview on Tuesday.\n\nLea", "<them@x.example>"
    )

    found = own_trace_of(mime.read_message(sent.content), IN_A_SEARCH, desk(), NOON)

    assert found == Trace(
        account="main",
        message_id=sent.message_id,
        thread=("<them@x.example>",),
        at=sent.sent_at.astimezone(UTC),
        sender=Address("Ada Smith", "ada.smith@woodgrove.example"),
        stage="interview",
        has_talked=True,
        is_own=True,
    )


@pytest.mark.parametrize(
    "text", ["Vielen Dank für das Gespräch!", "Takk for praten.", "面接に伺います。"]
)
def test_a_note_so_short_that_its_language_cannot_be_told_is_understood(text: str) -> None:
    assert trace(text) is not None


def test_small_talk_leaves_no_trace() -> None:
    assert trace("Dear Ada,\n\nI would be glad of an interview.\n\nLea") is None


def test_outside_a_search_a_mail_has_to_name_an_opportunity_itself() -> None:
    assert trace("Hi Tom,\n\nit was good to meet you at the fair.\n\nLea", ELSEWHERE) is None
    assert trace("Hi Ada,\n\nthank you for the interview for the position.", ELSEWHERE) is not None


def test_what_is_passed_on_to_others_leaves_no_trace() -> None:
    assert trace("Tom, it was good to meet them!", subject="Fwd: Interview") is None


@pytest.mark.parametrize(("age", "is_kept"), [(KEPT_FOR, True), (KEPT_FOR + timedelta(1), False)])
def test_what_would_be_forgotten_at_once_is_not_kept(age: timedelta, *, is_kept: bool) -> None:
    sent = replace(from_lea("It was good to meet you."), sent_at=TUESDAY_NOON - age)

    found = own_trace_of(mime.read_message(sent.content), IN_A_SEARCH, desk(), NOON)

    assert (found is not None) is is_kept
