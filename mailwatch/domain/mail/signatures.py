"""Where a stretch of somebody's own words turns into signature or footer. When in doubt: not."""

from collections.abc import Sequence

_SIGNATURE_LIMIT = 30
_BARE_DASHES_LIMIT = 12
_FOOTER_LIMIT = 100

_MOBILE = (
    "sent from my ", "sent from outlook", "sent from yahoo", "sent from mail for",
    "sent from proton", "sent with proton", "sent via ", "get outlook for",
    "von meinem ", "gesendet von ", "gesendet mit ", "diese nachricht wurde von meinem",
    "envoyé de mon", "envoyé depuis", "envoyé à partir", "enviado desde", "enviado do meu",
    "enviado a partir", "inviato da", "verzonden vanaf", "verstuurd vanaf", "wysłane z",
    "wysłano z", "skickat från", "sendt fra", "lähetetty ", "odesláno z", "отправлено \u0441",
    "отправлено из", "надіслано з", "iphone'umdan", "iphone'dan", "küldve ", "trimis de pe",
    "στάλθηκε από", "iphoneから送信", "从我的", "发自我的", "發自我的", "傳送自我的",
    "나의 iphone",
)  # fmt: skip
_CONFIDENTIAL_START = (
    "confidentiality", "confidential", "disclaimer", "this e-mail", "this email",
    "this message", "the information contained", "the contents of this", "notice:",
    "diese e-mail", "diese nachricht", "vertraulichkeit", "ce message", "cet e-mail",
    "ce courriel", "ce courrier", "este mensaje", "este correo", "aviso legal",
    "aviso de confidencialidad", "questo messaggio", "questa e-mail", "le informazioni",
    "esta mensagem", "este e-mail", "dit bericht", "deze e-mail", "ta wiadomość",
    "niniejsza wiadomość", "detta meddelande", "denne e-mail", "denne e-post",
)  # fmt: skip
_CONFIDENTIAL = (
    "confidential", "intended recipient", "intended solely", "privileged", "vertraulich",
    "confidentiel", "confidencial", "confidenzial", "riservat", "vertrouwelijk", "poufn",
    "konfidenti", "fortrolig",
)  # fmt: skip
_CONFIDENTIAL_LIMIT = 3000


def signed_lines(lines: Sequence[str], first: int, last: int) -> set[int]:
    """Return which of the lines from *first* up to *last* are signature or footer."""
    start = _signature_start(lines, first, last)
    signed = set(range(start, last))
    for index in range(first, start):
        line = lines[index].strip()
        is_new = index == first or not lines[index - 1].strip()
        if is_new and index > first and _is_confidential(lines, index, start):
            signed.update(_paragraph(lines, index, start))
        elif len(line) <= _FOOTER_LIMIT and line.lower().startswith(_MOBILE):
            signed.update({index} if _ends_paragraph(lines, index, start) else ())
    return signed


def _signature_start(lines: Sequence[str], first: int, last: int) -> int:
    """Find the line "-- " (RFC 3676, 4.3), if not too much follows for a signature."""
    for index in range(last - 1, max(first, last - _SIGNATURE_LIMIT) - 1, -1):
        line = lines[index]
        is_near = last - index <= _BARE_DASHES_LIMIT
        if line == "-- " or (line.rstrip() in {"--", "—"} and is_near):
            return index
    return last


def _ends_paragraph(lines: Sequence[str], index: int, last: int) -> bool:
    return index + 1 >= last or not lines[index + 1].strip()


def _paragraph(lines: Sequence[str], first: int, last: int) -> range:
    end = first
    while end < last and lines[end].strip():
        end += 1
    return range(first, end)


def _is_confidential(lines: Sequence[str], index: int, last: int) -> bool:
    opening = lines[index].strip("* \t").lower()
    if not opening.startswith(_CONFIDENTIAL_START):
        return False
    text = " ".join(lines[i] for i in _paragraph(lines, index, last)).lower()
    return len(text) <= _CONFIDENTIAL_LIMIT and any(word in text for word in _CONFIDENTIAL)
