"""How far a mail shows that one had come, in every language."""

import pytest

from mailwatch.domain.facts import vocabulary
from mailwatch.domain.facts.stages import Reached, reached_before, reached_in
from mailwatch.domain.facts.vocabulary import vocabulary_of
from mailwatch.domain.mail.mime import message_of_text
from tests.support.shipped import shipped_rules

RULES = shipped_rules()
APPLIED, TESTED, INVITED = Reached("applied"), Reached("assessment"), Reached("interview")
TALKED, FINAL, OFFERED = Reached("interview", has_talked=True), Reached("final"), Reached("offer")
NOTHING = Reached()


def reached(language: str, text: str, subject: str = "") -> Reached:
    message = message_of_text(subject, "Jane Doe <jane@acme.example>", text)
    return reached_in(message, vocabulary_of(RULES, language))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We have received your application and will be in touch.", APPLIED),
        ("en", "Thank you for applying to Acme.", APPLIED),
        ("en", "Please complete the online test by Friday.", TESTED),
        ("en", "Thanks for applying. We would like to invite you to an interview.", INVITED),
        ("en", "We would love to meet you next week.", INVITED),
        ("en", "It was great to meet you yesterday.", TALKED),
        ("en", "Thank you again for the good conversation.", TALKED),
        ("en", "We would like you to come back for the final round.", FINAL),
        ("en", "We are delighted to offer you the position.", OFFERED),
        ("de", "Ihre Bewerbung ist bei uns eingegangen.", APPLIED),
        ("de", "Wir laden Sie herzlich zu einem Vorstellungsgespräch ein.", INVITED),
        ("de", "Vielen Dank für das nette Gespräch.", TALKED),
        ("de", "Gern bieten wir Ihnen die ausgeschriebene Stelle an.", OFFERED),
        ("fr", "Nous avons bien reçu votre candidature.", APPLIED),
        ("fr", "Nous souhaiterions vous rencontrer la semaine prochaine.", INVITED),
        ("fr", "Je vous remercie pour cet entretien.", TALKED),
        ("es", "Hemos recibido tu candidatura.", APPLIED),
        ("es", "Queremos invitarte a una entrevista.", INVITED),
        ("es", "Gracias por la conversación de ayer.", TALKED),
        ("it", "Abbiamo ricevuto la tua candidatura.", APPLIED),
        ("it", "Vorremmo incontrarla per conoscerla.", INVITED),
        ("it", "Grazie per il colloquio di ieri.", TALKED),
        ("pt", "Recebemos a sua candidatura.", APPLIED),
        ("pt", "Gostaríamos de conhecê-la pessoalmente.", INVITED),
        ("pt", "Obrigada pela conversa de ontem.", TALKED),
        ("nl", "Je sollicitatie is goed ontvangen.", APPLIED),
        ("nl", "Graag nodigen wij je uit voor een gesprek.", INVITED),
        ("nl", "Bedankt voor het prettige gesprek.", TALKED),
        ("nl", "Bedankt voor je sollicitatie als ontwerper.", APPLIED),
        ("pt", "Obrigado por se candidatar.", APPLIED),
        ("sv", "Tack för din ansökan om tjänsten.", APPLIED),
        ("sv", "Vi har tagit emot din ansökan.", APPLIED),
        ("sv", "Vi vill gärna bjuda in dig till en intervju.", INVITED),
        ("sv", "Tack för ett trevligt samtal.", TALKED),
        ("da", "Vi har modtaget din ansøgning.", APPLIED),
        ("da", "Vi vil gerne invitere dig til en samtale.", INVITED),
        ("da", "Tak for en god samtale.", TALKED),
        ("no", "Vi har mottatt søknaden din.", APPLIED),
        ("no", "Vi vil gjerne invitere deg til et intervju.", INVITED),
        ("no", "Takk for praten i går.", TALKED),
        ("pl", "Otrzymaliśmy Pani zgłoszenie.", APPLIED),
        ("pl", "Chcielibyśmy zaprosić Panią na rozmowę kwalifikacyjną.", INVITED),
        ("pl", "Dziękuję za miłą rozmowę.", TALKED),
        ("ja", "ご応募いただき、誠にありがとうございます。", APPLIED),
        ("ja", "一次面接のご案内をいたします。", INVITED),
        ("ja", "先日は面接にお越しいただき、ありがとうございました。", TALKED),
        ("ja", "最終面接のご案内です。", FINAL),
        ("ko", "지원서가 정상적으로 접수되었습니다.", APPLIED),
        ("ko", "면접에 초대하고자 합니다.", INVITED),
        ("ko", "면접에 참석해 주셔서 감사합니다.", TALKED),
        ("zh", "我们已收到您的简历。", APPLIED),
        ("zh", "诚邀您参加面试。", INVITED),
        ("zh", "我們已收到您的履歷。", APPLIED),
        ("zh", "感谢您来公司面试。", TALKED),
    ],
)
def test_a_mail_shows_how_far_one_had_come(language: str, text: str, expected: Reached) -> None:
    assert reached(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "If we would like to invite you to an interview, we will call."),
        ("en", "It would be great to meet at the fair."),
        ("en", "The parcel has been received."),
        ("en", "We may invite you to a call."),
        ("en", "In our final round-up of the year we look back."),
        ("de", "Wenn Sie in die engere Auswahl kommen, laden wir Sie zu einem Gespräch ein."),
        ("de", "Sollten wir Sie zu einem Vorstellungsgespräch einladen, melden wir uns."),
        ("fr", "Si nous souhaitons vous rencontrer, nous vous appellerons."),
        ("es", "Si queremos invitarte a una entrevista, te llamaremos."),
        ("ja", "面接のご案内は書類選考を通過した場合のみお送りします。"),
        ("", "We would like to invite you to an interview."),
    ],
)
def test_a_condition_and_another_matter_show_nothing(language: str, text: str) -> None:
    assert reached(language, text) == NOTHING


def test_the_subject_counts_as_a_sentence() -> None:
    assert reached("en", "See you!", "We would like to invite you to an interview") == INVITED


def test_what_is_quoted_is_what_came_before() -> None:
    text = "Sadly no.\n\n> Thank you for the good conversation on Monday.\n> Lea"
    message = message_of_text("", "Jane Doe <jane@acme.example>", text)

    assert reached("en", text) == NOTHING
    assert reached_before(message, vocabulary_of(RULES, "en")) == TALKED


def test_every_language_with_letters_has_lists_for_each_stage() -> None:
    vocabulary.check(RULES)
    names = {f"stages.{name}" for name in ("applied", "interview", "talked", "offer", "unless")}
    written = {template.language for template in RULES.templates}

    assert all(names <= set(one.lists) for one in RULES.extracts if one.language in written)
