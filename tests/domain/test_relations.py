"""Who they are to us, in which script they write, and whether they give advice."""

import pytest

from mailwatch.domain.facts.extraction import extract
from mailwatch.domain.facts.relations import gives_advice
from mailwatch.domain.judging.evidence import Judgement, Verdict
from mailwatch.domain.mail.mime import message_of_text
from mailwatch.domain.opportunities import Facts
from tests.support.shipped import shipped_rules

RULES = shipped_rules()


def facts_of(language: str, body: str, sender: str = "Jane Doe <jane@corp.example>") -> Facts:
    verdict = Verdict(Judgement.REJECTION, 1.0, language, "", "", ())
    return extract(message_of_text("No", sender, body), verdict, RULES, frozenset(), "Lea Example")


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Our client has decided to take somebody else."),
        ("de", "Unser Kunde hat sich leider anders entschieden."),
        ("fr", "Notre client a retenu une autre personne."),
        ("es", "Nuestro cliente ha elegido a otra persona."),
        ("it", "Il nostro cliente ha scelto un'altra persona."),
        ("pt", "O nosso cliente optou por outra pessoa."),
        ("nl", "Onze opdrachtgever heeft voor iemand anders gekozen."),
        ("pl", "Niestety nasz klient wybrał inną osobę."),
        ("sv", "Vår kund har valt någon annan."),
        ("da", "Vores kunde har valgt en anden."),
        ("no", "Kunden vår har valgt en annen."),
        ("ja", "企業様より、今回は見送りとのご連絡がございました。"),
        ("ko", "고객사에서 다른 분을 선택하셨습니다."),
        ("zh", "我们的客户已选择了其他人选。"),
    ],
)
def test_who_speaks_of_a_client_is_an_agency(language: str, body: str) -> None:
    assert facts_of(language, body).relationship == "agency"


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Sorry mate, they went with someone else. I put in a good word."),
        ("de", "Leider wurde es jemand anderes. Ich hatte dich dort empfohlen."),
        ("fr", "Ils ont pris quelqu'un d'autre, j'avais pourtant parlé de toi."),
        ("ja", "推薦しておいたんだけど、別の人に決まったそうです。"),
        ("zh", "我推荐过你，可他们选了别人。"),
    ],
)
def test_who_has_put_in_a_word_is_a_friend(language: str, body: str) -> None:
    assert facts_of(language, body).relationship == "friend"


def test_a_mailbox_that_nobody_signs_for_is_a_teams() -> None:
    facts = facts_of("en", "We went with another applicant.", "careers@corp.example")

    assert facts.relationship == "team"


def test_a_person_who_speaks_for_themselves_is_none_of_these() -> None:
    assert facts_of("en", "We went with another applicant.\n\nJane Doe").relationship == ""


def test_a_word_about_the_users_clients_makes_no_agency() -> None:
    assert facts_of("en", "You spoke well of your clients.\n\nJane Doe").relationship == ""


@pytest.mark.parametrize(
    ("body", "script"),
    [
        ("很遺憾，我們這次沒有錄用您，謝謝您的應徵。", "hant"),
        ("很遗憾，我们这次没有录用您，谢谢您的应聘。", "hans"),
        ("抱歉", ""),
    ],
)
def test_chinese_is_told_by_its_own_characters(body: str, script: str) -> None:
    assert facts_of("zh", body).form == script


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "One piece of advice: show fewer projects and more of each."),
        ("de", "Ein Tipp: Zeigen Sie beim nächsten Mal weniger Projekte."),
        ("fr", "Un conseil : montrez moins de projets."),
        ("es", "Un consejo: enseñe menos proyectos."),
        ("it", "Un consiglio: mostri meno progetti."),
        ("pt", "Um conselho: mostre menos projetos."),
        ("nl", "Een tip: laat minder projecten zien."),
        ("pl", "Jedna wskazówka: proszę pokazać mniej projektów."),
        ("sv", "Ett råd: visa färre projekt."),
        ("da", "Et råd: vis færre projekter."),
        ("no", "Et råd: vis færre prosjekter."),
        ("ja", "アドバイスとしては、実績をもう少し具体的に示すとよいと思います。"),
        ("ko", "조언을 드리자면, 사례를 조금 더 구체적으로 보여 주세요."),
        ("zh", "我的建议：案例少一些，讲得深一些。"),
    ],
)
def test_advice_is_heard(language: str, body: str) -> None:
    assert gives_advice(message_of_text("Re: No", "jane@corp.example", body), RULES, language)


@pytest.mark.parametrize(
    "body",
    [
        "Thank you, and all the best to you.",
        "We are unable to provide individual feedback. One tip: read our blog.",
        "Could you come in on Monday?",
    ],
)
def test_what_is_no_advice_is_not_taken_for_it(body: str) -> None:
    assert not gives_advice(message_of_text("Re: No", "jane@corp.example", body), RULES, "en")
