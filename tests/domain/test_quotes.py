"""Whose words are whose."""

import pytest

from mailwatch.domain.mail.messages import SegmentKind
from mailwatch.domain.mail.quotes import segments

NEW = "Thank you for asking.\nWe chose another."
ASKED = "Is there any news?"


def words(text: str, kind: SegmentKind = SegmentKind.OWN, *, is_forward: bool = False) -> str:
    found = segments(text, is_forward=is_forward)
    return "".join(text[s.start : s.end] for s in found if s.kind is kind).strip()


@pytest.mark.parametrize(
    "attribution",
    [
        "On Tue, 3 Mar 2026 at 10:00, Lea Long <lea@example.org> wrote:",
        "On Tue, 3 Mar 2026 at 10:00, Lea Long <lea@example.org>\nwrote:",
        "On Tue, 3 Mar 2026 at 10:00,\nLea Very Long Name <\nlea@example.org> wrote:",
        "Am 03.03.2026 um 10:00 schrieb Lea Lang <lea@example.org>:",
        "Am Di., 3. März 2026 um 10:00 Uhr schrieb Lea\nLang <lea@example.org>:",
        "Le mar. 3 mars 2026 à 10:00, Lea Long <lea@example.org> a écrit :",
        "El mar, 3 mar 2026 a las 10:00, Lea (<lea@example.org>) escribió:",
        "Il giorno mar 3 mar 2026 alle ore 10:00 Lea <lea@example.org> ha scritto:",
        "Em ter., 3 de mar. de 2026 às 10:00, Lea <lea@example.org> escreveu:",
        "Op di 3 mrt 2026 om 10:00 schreef Lea <lea@example.org>:",
        "wt., 3 mar 2026 o 10:00 Lea <lea@example.org> napisał(a):",
        "Den tis 3 mars 2026 kl 10:00 skrev Lea <lea@example.org>:",
        "ti 3. maalisk. 2026 klo 10.00 Lea (lea@example.org) kirjoitti:",
        "út 3. 3. 2026 v 10:00 odesílatel Lea <lea@example.org> napsal:",
        "вт, 3 мар. 2026 г. в 10:00, Lea <lea@example.org>:",
        "3 Mar 2026 Sal 10:00 tarihinde Lea <lea@example.org> şunu yazdı:",
        "2026年3月3日(火) 10:00 Lea <lea@example.org>:",
        "Lea <lea@example.org> 于2026年3月3日周二 10:00写道：",
        "2026년 3월 3일 (화) 오전 10:00, Lea <lea@example.org>님이 작성:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_an_attribution_begins_a_quote(attribution: str, mark: str) -> None:
    text = f"{NEW}\n\n{attribution}\n\n{mark}{ASKED}\n{mark}Lea"

    assert words(text) == NEW
    assert words(text, SegmentKind.QUOTED).startswith(attribution)


@pytest.mark.parametrize(
    "header",
    [
        "-----Original Message-----\nFrom: Lea\n",
        "-----Ursprüngliche Nachricht-----\nVon: Lea\n",
        "-------- Message d'origine --------\n",
        "From: Lea <lea@example.org>\nSent: Tuesday\nTo: Nora\nSubject: News\n",
        "*From:* Lea\n*Sent:* Tuesday\n*To:* Nora\n*Subject:* News\n",
        "Von: Lea\nGesendet: Dienstag\nAn: Nora\nCc: Max\nBetreff: News\n",
        "De : Lea\nEnvoyé : mardi\nÀ : Nora\nObjet : News\n",
        "De: Lea\nEnviado el: martes\nPara: Nora\nAsunto: News\n",
        "Od: Lea\nWysłano: wtorek\nDo: Nora\nTemat: News\n",
        "差出人: Lea\n送信日時: 火曜日\n宛先: Nora\n件名: News\n",
        "发件人：Lea\n发送时间：星期二\n收件人：Nora\n主题：News\n",
        f"{'_' * 32}\nSaatja: Lea\nSaadetud: T\nAdressaat: Nora\nTeema: News\n",
    ],
)
def test_a_quoted_header_begins_a_quote(header: str) -> None:
    text = f"{NEW}\n\n{header}\n{ASKED}"

    assert words(text) == NEW
    assert words(text, SegmentKind.QUOTED) == f"{header}\n{ASKED}"


def test_answers_between_quotes_stay_own() -> None:
    text = "> Any news?\n\nNot yet.\n\n> And the other role?\n\nFilled, sorry."

    assert words(text) == "Not yet.\n\nFilled, sorry."


def test_an_answer_below_a_quote_stays_own() -> None:
    assert words(f"On 3 March Lea wrote:\n> {ASKED}\n\n{NEW}") == NEW


@pytest.mark.parametrize(
    "text",
    [
        "> Only a quote.",
        "-- \nNora",
        "On Tue, 3 Mar 2026 at 10:00, Lea <lea@example.org> wrote:\n\nAll of it.",
        "Sent from my telephone",
    ],
)
def test_where_nothing_would_be_own_everything_is(text: str) -> None:
    assert words(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "As I wrote:\nwe chose another.",
        "In 2024 she wrote: we chose another.",
        "Date: Monday\nFrom: 10:00\nTo: 11:00\n\nWe look forward to it.",
        "Salary -- and title -- were too high.",
        "The options:\n--\none\n" + "\nmore" * 20,
    ],
)
def test_what_merely_resembles_a_quote_stays_own(text: str) -> None:
    assert words(text) == text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nNora Field\nStudio",
        "--\nNora Field",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Get Outlook for Android",
        "This e-mail is confidential. If you are not the intended\nrecipient, delete it.",
        "Diese E-Mail enthält vertrauliche Informationen.",
    ],
)
def test_signatures_and_footers_are_set_apart(signature: str) -> None:
    text = f"{NEW}\n\n{signature}"

    assert words(text) == NEW
    assert words(text, SegmentKind.SIGNATURE) == signature


def test_a_sentence_that_begins_like_a_footer_is_own() -> None:
    text = f"{NEW}\n\nThis email is about the role. Sent from my desk, it is a no."

    assert words(text) == text


FORWARD = (
    "---------- Forwarded message ---------\nFrom: Boss\nDate: Tuesday\nSubject: No\nTo: Nora\n"
)


@pytest.mark.parametrize("above", ["", "fyi\n\n", "Look at this.\n\n-- \nNora\n\n"])
def test_a_forward_with_little_above_it_is_own(above: str) -> None:
    text = f"{above}{FORWARD}\n{NEW}"

    assert words(text).endswith(NEW)
    assert words(text, SegmentKind.QUOTED) == FORWARD.strip()


def test_a_forward_below_a_whole_letter_is_quoted() -> None:
    letter = "I would like to tell you at some length what happened here. " * 5
    text = f"{letter}\n\n{FORWARD}\n{NEW}"

    assert words(text) == letter.strip()


def test_a_forward_of_a_forward_is_own() -> None:
    assert words(f"{FORWARD}\n{FORWARD}\n{NEW}") == NEW


def test_a_subject_that_says_forward_makes_the_quoted_mail_own() -> None:
    header = "Von: Chef\nGesendet: Dienstag\nAn: Nora\nBetreff: Absage\n"
    text = f"zur Info\n\n{header}\n{NEW}"

    assert words(text, is_forward=True).endswith(NEW)
    assert words(text) == "zur Info"


def test_an_empty_text_has_no_segments() -> None:
    assert segments("") == ()
