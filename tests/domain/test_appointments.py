"""From when on they would hear from us, and until when we may ask, in fourteen languages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mailwatch.domain.facts.appointments import Dated, deadline, return_day
from mailwatch.domain.facts.passages import passages
from mailwatch.domain.facts.vocabulary import vocabulary_of
from mailwatch.domain.mail.mime import read_message
from mailwatch.domain.opportunities import UNNAMED, NamedDay
from tests.support.shipped import shipped_rules

RULES = shipped_rules()
MONDAY = date(2026, 8, 31)


def dated(text: str, language: str = "en", day: date | None = MONDAY) -> Dated:
    return Dated(tuple(passages(text)), vocabulary_of(RULES, language), day)


def returns(text: str, language: str = "en") -> str:
    day = return_day(dated(text, language)).day
    return day.isoformat() if day else ""


def ends(text: str, language: str = "en") -> str:
    day = deadline(dated(text, language), "tender").day
    return day.isoformat() if day else ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("You are welcome to apply again from March.", "2027-03-01"),
        ("Please apply again in six months.", "2027-02-28"),
        ("Feel free to reapply after six months.", "2027-02-28"),
        ("After six months, you may reapply.", "2027-02-28"),
        ("You may reapply after March.", "2027-04-01"),
        ("You cannot reapply for the next 12 months.", "2027-08-31"),
        ("Let us talk again in a year.", "2027-08-31"),
        ("Do apply again next year.", "2027-01-01"),
        ("Next year's call opens on 1 September.", "2027-09-01"),
        ("The next round will open in early January 2028.", "2028-01-01"),
        ("Apply again for one of our other places from 1 February on.", "2027-02-01"),
        ("We will be recruiting again in September.", "2026-09-01"),
    ],
)
def test_an_invitation_to_come_back_names_its_day(text: str, day: str) -> None:
    assert returns(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "Please apply again in the future.",
        "Please get in touch again in the spring.",
        "You are welcome to apply again.",
        "Thank you for taking the time to apply in March.",
        "We will get back to you in two weeks.",
        "We delete your data after six months, but you may reapply.",
        "We keep your CV for 12 months, and you are welcome to apply again.",
        "Please contact us by email in case of questions.",
        "Please call me on 020 7946 0000.",
        "We received your application in June.",
    ],
)
def test_a_day_that_is_none_or_of_something_else_is_passed_over(text: str) -> None:
    assert return_day(dated(text)) == UNNAMED


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("da", "Søg gerne igen efter 1. juni.", "2027-06-02"),
        ("da", "Du er velkommen til at søge igen om et halvt år.", "2027-02-28"),
        ("de", "Melden Sie sich nach dem 1. Juni noch einmal.", "2027-06-02"),
        ("de", "Sie können sich in sechs Monaten gerne erneut bewerben.", "2027-02-28"),
        ("de", "Bewerben Sie sich gerne ab März wieder bei uns.", "2027-03-01"),
        ("es", "Puede volver a postularse en seis meses.", "2027-02-28"),
        ("es", "La próxima convocatoria se abre el 1 de septiembre.", "2026-09-01"),
        ("fr", "Recontactez-moi après le 1er juin.", "2027-06-02"),
        ("fr", "N'hésitez pas à postuler à nouveau dans six mois.", "2027-02-28"),
        ("it", "Può ricandidarsi tra sei mesi.", "2027-02-28"),
        ("it", "Il prossimo bando aprirà il 1° settembre.", "2026-09-01"),
        ("ja", "半年後に再度ご応募いただけます。", "2027-02-28"),
        ("ja", "2027年4月以降に改めてご応募ください。", "2027-04-01"),
        ("ko", "6개월 후 다시 지원하실 수 있습니다.", "2027-02-28"),
        ("ko", "2027년 3월부터 다시 지원해 주시기 바랍니다.", "2027-03-01"),
        ("nl", "U kunt over een half jaar opnieuw solliciteren.", "2027-02-28"),
        ("nl", "De volgende ronde opent op 1 september.", "2026-09-01"),
        ("no", "Søk gjerne på nytt fra 1. mars.", "2027-03-01"),
        ("no", "Du kan søke igjen om seks måneder.", "2027-02-28"),
        ("pl", "Zapraszamy do ponownej aplikacji za pół roku.", "2027-02-28"),
        ("pl", "Kolejny nabór rozpocznie się 1 września.", "2026-09-01"),
        ("pt", "Pode candidatar-se novamente daqui a seis meses.", "2027-02-28"),
        ("pt", "A próxima chamada abre em 1 de setembro.", "2026-09-01"),
        ("sv", "Hör gärna av dig igen efter den 1 juni.", "2027-06-02"),
        ("sv", "Du är välkommen att söka igen om ett halvår.", "2027-02-28"),
        ("zh", "您可以在半年后再次申请。", "2027-02-28"),
        ("zh", "欢迎您于2027年3月起再次投递。", "2027-03-01"),
    ],
)
def test_each_language_says_when_to_come_back(language: str, text: str, day: str) -> None:
    assert returns(text, language) == day


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wir werden uns im März wieder bei Ihnen melden."),
        ("de", "Ihre Daten werden nach sechs Monaten gelöscht, bewerben Sie sich gern erneut."),
        ("fr", "Nous reviendrons vers vous dans deux semaines."),
        ("it", "La ricontatteremo fra due settimane."),
        ("ja", "来年度の再応募をお待ちしております。"),
        ("sv", "Vi återkommer i mars."),
    ],
)
def test_no_language_takes_their_own_plans_for_an_invitation(language: str, text: str) -> None:
    assert returns(text, language) == ""


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "You may request a debrief within 3 days of receiving this letter.", "2026-09-03"),
        ("en", "Within 10 working days of this letter you may ask for reasons.", "2026-09-14"),
        ("en", "You have until 12 September to request the reasons.", "2026-09-12"),
        ("en", "The standstill period ends on 12 September 2026.", "2026-09-12"),
        ("da", "Klage skal indgives senest den 12. september 2026.", "2026-09-12"),
        ("de", "Sie können innerhalb von drei Tagen die Gründe erfragen.", "2026-09-03"),
        ("es", "Puede interponer recurso en el plazo de 15 días hábiles.", "2026-09-21"),
        ("fr", "Vous pouvez demander les motifs dans un délai de 15 jours.", "2026-09-15"),
        ("it", "Può presentare ricorso entro 30 giorni.", "2026-09-30"),
        ("ja", "理由の説明は10日以内に求めることができます。", "2026-09-10"),
        ("ko", "이의신청은 10일 이내에 하실 수 있습니다.", "2026-09-10"),
        ("nl", "U kunt binnen 20 dagen bezwaar maken.", "2026-09-20"),
        ("no", "Karensperioden utløper 12. september 2026.", "2026-09-12"),
        ("pl", "Odwołanie można wnieść w terminie 10 dni.", "2026-09-10"),
        ("pt", "O recurso deve ser interposto no prazo de 10 dias úteis.", "2026-09-14"),
        ("sv", "Ansökan om överprövning ska göras senast den 12 september.", "2026-09-12"),
        ("zh", "如有异议，请于7个工作日内提出。", "2026-09-09"),
    ],
)
def test_a_tender_says_until_when_one_may_ask(language: str, text: str, day: str) -> None:
    assert ends(text, language) == day


def test_a_time_that_runs_from_a_publication_has_words_and_no_day() -> None:
    words = "The standstill period is at least 8 working days from publication of the award"

    assert deadline(dated(f"{words}."), "tender") == NamedDay(words)


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("tender", "We will reply within 3 days."),
        ("tender", "You may ask for reasons at any time."),
        ("not-selected", "You may request a debrief within 3 days of this letter."),
    ],
)
def test_what_sets_no_time_for_asking_is_no_deadline(category: str, text: str) -> None:
    assert deadline(dated(text), category) == UNNAMED


def test_without_a_date_of_the_mail_no_day_is_worked_out() -> None:
    assert return_day(dated("Please apply again in six months.", day=None)) == UNNAMED


def test_the_sentence_is_kept_that_names_the_day() -> None:
    mail = dated("We chose another. Do apply again in a year. All the best.")

    assert return_day(mail) == NamedDay("Do apply again in a year", date(2027, 8, 31))


def test_a_mail_is_of_the_day_that_its_writer_has() -> None:
    raw = b"From: a@b.example\r\nDate: Tue, 1 Sep 2026 00:30:00 +0900\r\n\r\nNo.\r\n"
    message = read_message(raw)

    mail = Dated.of(message, (), vocabulary_of(RULES, "ja"))

    assert (message.date, message.utc_offset) == (
        datetime(2026, 8, 31, 15, 30, tzinfo=UTC),
        timedelta(hours=9),
    )
    assert mail.written_on == date(2026, 9, 1)


@pytest.mark.parametrize("phrase", ["apply again in ", "apply again from March "])
def test_a_mail_that_says_it_over_and_over_is_read_in_time(phrase: str) -> None:
    assert returns(phrase * 3000) in {"", "2027-03-01"}
