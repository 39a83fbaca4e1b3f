"""How mail programs, in many languages, announce that what follows was written by another."""

import re

_LINE_LIMIT = 400
_LABEL_LIMIT = 30
_MARK_LIMIT = 120
_RULE_LENGTH = 20

# Verbs of the line above a quote, lower-cased, as the languages of mail programs write them.
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|geschrieben|a [ée]crit|escribi[óo]|ha scritto|escreveu|schreef|"
    r"geschreven|napisał|napisała|napisał\(a\)|napísal|napsal|skrev|kirjoitti|írta|a scris|"
    r"yazd\u0131|написал|написала|пишет|пише|написав|έγραψε|pisao|napisao|je napisal|rašė|"
    r"kirjutas|đã viết|menulis|va escriure)\b|napisał\(a\)|написал\(\u0430\)|"
    r"写道|寫道|書きました|のメッセージ|"
    r"작성|เขียน|כתב|כתבה|كتب",
)
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_YEAR = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_COLONS = (":", "\uff1a")

_ORIGINAL = frozenset(
    {
        "original message", "original email", "original-nachricht", "originalnachricht",
        "ursprüngliche nachricht", "ursprüngliche e-mail", "message d'origine",
        "message original", "message initial", "mensaje original", "messaggio originale",
        "messaggio original", "mensagem original", "oorspronkelijk bericht",
        "origineel bericht", "wiadomość oryginalna", "oryginalna wiadomość",
        "ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse",
        "original meddelelse", "opprinnelig melding", "alkuperäinen viesti", "původní zpráva",
        "pôvodná správa", "исходное сообщение", "оригинальное сообщение", "вихідне повідомлення",
        "orijinal mesaj", "özgün ileti", "eredeti üzenet", "mesaj original", "αρχικό μήνυμα",
        "missatge original", "izvorna poruka", "原始邮件", "原始郵件", "原邮件", "元のメッセージ",
        "original message/原始邮件", "원본 메시지", "원본 이메일", "回复的原邮件",
    }
)  # fmt: skip
_FORWARDED = frozenset(
    {
        "forwarded message", "forwarded by", "begin forwarded message", "forwarded mail",
        "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
        "anfang der weitergeleiteten e-mail", "beginn der weitergeleiteten nachricht",
        "message transféré", "message transmis", "début du message réexpédié",
        "début du message transféré", "mensaje reenviado", "inicio del mensaje reenviado",
        "messaggio inoltrato", "inizio messaggio inoltrato", "mensagem encaminhada",
        "mensagem reencaminhada", "início da mensagem encaminhada", "doorgestuurd bericht",
        "begin doorgestuurd bericht", "wiadomość przekazana dalej", "przekazana wiadomość",
        "początek przekazywanej wiadomości", "vidarebefordrat meddelande",
        "vidarebefordrat brev", "videresendt besked", "start på videresendt besked",
        "videresendt meddelelse", "videresendt melding", "edelleenlähetetty viesti",
        "välitetty viesti", "přeposlaná zpráva", "preposlaná správa", "пересланное сообщение",
        "пересылаемое сообщение", "начало переадресованного сообщения",
        "переслане повідомлення", "iletilen mesaj", "yönlendirilmiş mesaj", "iletilen ileti",
        "továbbított üzenet", "mesaj redirecționat", "προωθημένο μήνυμα", "missatge reenviat",
        "转发的邮件", "转发邮件", "已转发邮件", "轉寄的郵件",
        "転送メッセージ", "転送されたメッセージ",
        "전달된 메일", "전달된 메시지",
    }
)  # fmt: skip
# Announced without dashes around it, by Apple's programs.
_UNDASHED = ("begin", "anfang", "début", "inicio", "inizio", "início", "początek", "start",
             "vidarebefordrat brev", "начало")  # fmt: skip


def _labels(text: str) -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in text.split())


_ROLES = (
    ("from", _labels("from von de da van od från fra lähettäjä от від kimden gönderen feladó από "
                     "de_la expéditeur remitente mittente 差出人 发件人 寄件者 寄件人 "
                     "보낸_사람 보낸사람")),
    ("sent", _labels("sent date gesendet datum envoyé date fecha enviado enviado_el enviada "
                     "enviada_em enviado_em data inviato verzonden wysłano skickat sendt dato "
                     "lähetetty päivämäärä päiväys odesláno odoslané dátum отправлено дата "
                     "надіслано gönderildi gönderilme tarih gönderme_tarihi elküldve trimis "
                     "στάλθηκε ημερομηνία 送信日時 日時 日付 发送时间 发送日期 日期 寄件日期 時間 "
                     "보낸_날짜 날짜")),
    ("to", _labels("to an à a para aan do till til vastaanottaja komu кому kime "
                   "al\u0131c\u0131 címzett către προς destinataire destinatario 宛先 收件人 "
                   "收件者 받는_사람 받는사람")),
    ("subject", _labels("subject betreff objet sujet asunto oggetto assunto onderwerp temat ämne "
                        "emne aihe předmět predmet тема konu tárgy subiect θέμα assumpte 件名 主题 "
                        "主題 主旨 제목")),
    ("other", _labels("cc kopie copie cópia kopia kopi kopio копия копія bilgi másolat κοιν. 抄送 "
                      "副本 참조 reply-to antwort_an importance priorität attachments anlagen")),
)  # fmt: skip

_ROLE_OF = {label: role for role, labels in _ROLES for label in labels}


def is_attribution(text: str) -> bool:
    """Tell whether *text* introduces a quote: "On <date>, <name> wrote:" in some language."""
    if len(text) > _LINE_LIMIT or not text.endswith(_COLONS):
        return False
    folded = text.lower()
    if _DIGIT.search(folded) is None and "@" not in folded:
        return False
    return _WROTE.search(folded) is not None or is_certain_attribution(text)


def is_certain_attribution(text: str) -> bool:
    """Tell whether an attribution is one even where no ">" follows.

    Then it names a date with a time, and an address.
    """
    return (
        text.endswith(_COLONS)
        and "@" in text
        and _YEAR.search(text) is not None
        and (_TIME.search(text) is not None or _WROTE.search(text.lower()) is not None)
    )


def is_original_mark(line: str) -> bool:
    """Tell whether *line* is "-----Original Message-----" in some language."""
    return line.lstrip("*")[:2] in {"--", "__", "==", "——"} and _bare(line) in _ORIGINAL


def is_forward_mark(line: str) -> bool:
    """Tell whether *line* is "---------- Forwarded message" or "Begin forwarded message:"."""
    bare = _bare(line)
    if bare not in _FORWARDED and not bare.startswith("forwarded by "):
        return False
    return line[:2] in {"--", "==", "——"} or (line.endswith(_COLONS) and bare.startswith(_UNDASHED))


def is_rule(line: str) -> bool:
    """Tell whether *line* is the rule that Outlook draws above what it quotes."""
    return len(line) >= _RULE_LENGTH and not line.strip("_")


def role_of(line: str) -> str:
    """Return which field of a quoted header *line* is, or "" if it is none."""
    head, colon, _ = line[:_LABEL_LIMIT].replace("\uff1a", ":").partition(":")
    if not colon:
        return ""
    label = head.strip("* \t").lower()
    return _ROLE_OF.get(label, "")


def _bare(line: str) -> str:
    return line.strip("-_=*— :\uff1a").lower() if len(line) <= _MARK_LIMIT else ""
