"""What mailwatch makes of answers that no well-behaved server would give on demand."""

import threading
from collections.abc import Callable

import pytest

from mailwatch.adapters.imap import Session
from mailwatch.domain.accounts import Filing
from mailwatch.errors import (
    ConfigError,
    LoginRefused,
    MailwatchError,
    ProtocolError,
    TransientError,
)
from tests.support.mails import draft
from tests.support.scripted import MAILBOX, Exchange, ScriptedServer, fetched

Connect = Callable[[int], Session]
HEADER = b"From: a@corp.example\r\nMessage-ID: <one@corp.example>\r\n\r\n"


def looked_at(uid: int, flags: str = "()", header: bytes = HEADER) -> str:
    date = '"23-Nov-2026 09:00:00 +0100"'
    return fetched(
        uid,
        ("RFC822.SIZE", "100"),
        ("INTERNALDATE", date),
        ("FLAGS", flags),
        ("BODY[HEADER]<0>", header),
    )


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("{tag} NO [AUTHENTICATIONFAILED] no\r\n", LoginRefused),
        ("{tag} NO [AUTHORIZATIONFAILED] no\r\n", LoginRefused),
        ("{tag} NO [EXPIRED] no\r\n", LoginRefused),
        ("{tag} NO [ALERT] Application-specific password required\r\n", LoginRefused),
        ("{tag} NO no\r\n", LoginRefused),
        ("{tag} BAD what\r\n", LoginRefused),
        ("{tag} NO [UNAVAILABLE] later\r\n", TransientError),
        ("{tag} NO [LIMIT] enough\r\n", TransientError),
        ("{tag} NO [INUSE] enough\r\n", TransientError),
        ("{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n", TransientError),
        ("* BYE going down\r\n", TransientError),
    ],
)
def test_a_refused_login_says_who_must_act(
    connect_to: Connect, answer: str, kind: type[MailwatchError]
) -> None:
    then = "close" if "BYE" in answer else ""
    with ScriptedServer(Exchange("LOGIN", answer, then)) as server, pytest.raises(kind):
        connect_to(server.port)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("{tag} NO [OVERQUOTA] full\r\n", ProtocolError),
        ("{tag} NO [UNAVAILABLE] later\r\n", TransientError),
        (
            "{tag} BAD Request is throttled. Suggested Backoff Time: 9000 milliseconds\r\n",
            TransientError,
        ),
        ("* BYE idle for too long\r\n", TransientError),
        ("{tag} NO [CANNOT] never\r\n", ProtocolError),
        ("{tag} NO [TRYCREATE] no such mailbox\r\n", ProtocolError),
        ("{tag} BAD what\r\n", ProtocolError),
    ],
)
def test_a_refused_draft_says_who_must_act(
    connect_to: Connect, answer: str, kind: type[MailwatchError]
) -> None:
    then = "close" if "BYE" in answer else ""
    with ScriptedServer(Exchange("APPEND", answer, then)) as server:
        session = connect_to(server.port)

        with pytest.raises(kind, match=r"account main .*127\.0\.0\.1"):
            session.append(draft())


def test_a_full_mailbox_is_named_as_such(connect_to: Connect) -> None:
    with ScriptedServer(Exchange("APPEND", "{tag} NO [OVERQUOTA] full\r\n")) as server:
        session = connect_to(server.port)

        with pytest.raises(ProtocolError, match="full"):
            session.append(draft())


def test_after_a_refusal_the_line_is_fine(connect_to: Connect) -> None:
    with ScriptedServer(Exchange("APPEND", "{tag} NO [CANNOT] never\r\n")) as server:
        session = connect_to(server.port)
        with pytest.raises(ProtocolError):
            session.append(draft())

        assert session.examine("INBOX").uidvalidity == 7


def test_a_draft_whose_uid_is_not_told_is_searched_for(connect_to: Connect) -> None:
    found = fetched(
        9, ("FLAGS", r"(\Draft)"), ("BODY[HEADER.FIELDS (MESSAGE-ID)]", draft().content)
    )
    with ScriptedServer(
        Exchange("UID SEARCH HEADER Message-ID", "* SEARCH 9\r\n{tag} OK done\r\n"),
        Exchange("UID FETCH", found + "{tag} OK done\r\n"),
    ) as server:
        placement = connect_to(server.port).append(draft())

        assert (placement.uidvalidity, placement.uid) == (7, 9)


def test_a_mailbox_without_uidvalidity_is_refused(connect_to: Connect) -> None:
    with ScriptedServer(Exchange("EXAMINE", "* 1 EXISTS\r\n{tag} OK done\r\n")) as server:
        session = connect_to(server.port)

        with pytest.raises(ProtocolError, match="UIDVALIDITY"):
            session.examine("INBOX")


def test_an_unreadable_answer_is_not_a_missing_mailbox(connect_to: Connect) -> None:
    odd = MAILBOX.replace("UIDNEXT 2", "UIDNEXT two")
    with ScriptedServer(Exchange("EXAMINE", odd + "{tag} OK done\r\n")) as server:
        session = connect_to(server.port)

        with pytest.raises(ProtocolError):
            session.examine("INBOX")


def test_a_server_that_is_busy_is_not_a_missing_mailbox(connect_to: Connect) -> None:
    with ScriptedServer(Exchange("EXAMINE", "{tag} NO [UNAVAILABLE] later\r\n")) as server:
        session = connect_to(server.port)

        with pytest.raises(TransientError):
            session.examine("INBOX")


def test_one_unreadable_message_does_not_spoil_its_batch(connect_to: Connect) -> None:
    batch = looked_at(1) + looked_at(2, flags="(a[b)") + looked_at(3)
    with ScriptedServer(
        Exchange("UID FETCH 1,2,3", batch + "{tag} OK done\r\n"),
        Exchange("UID FETCH 1 (RFC822", looked_at(1) + "{tag} OK done\r\n"),
        Exchange("UID FETCH 2,3", looked_at(2, flags="(a[b)") + "{tag} OK done\r\n"),
        Exchange("UID FETCH 2 (RFC822", looked_at(2, flags="(a[b)") + "{tag} OK done\r\n"),
        Exchange("UID FETCH 3 (RFC822", looked_at(3) + "{tag} OK done\r\n"),
    ) as server:
        session = connect_to(server.port)
        session.examine("INBOX")

        mails = list(session.fetch([1, 2, 3]))

        assert [(raw.uid, raw.header) for raw in mails] == [(1, HEADER), (2, b""), (3, HEADER)]


def test_a_refused_message_comes_with_an_empty_header(connect_to: Connect) -> None:
    with ScriptedServer(Exchange("UID FETCH", "{tag} NO fetch error\r\n")) as server:
        session = connect_to(server.port)
        session.examine("INBOX")

        (raw,) = session.fetch([1])

        assert (raw.uid, raw.header, raw.pieces) == (1, b"", ())


def test_odd_dates_sizes_and_labels_are_tolerated(connect_to: Connect) -> None:
    odd = fetched(
        1,
        ("RFC822.SIZE", "NIL"),
        ("INTERNALDATE", '"nonsense"'),
        ("FLAGS", r"(\Seen 2026)"),
        ("BODY[HEADER]<0.65536>", HEADER),
    )
    text = fetched(1, ("BODY[TEXT]<0.131072>", b"No."))
    with ScriptedServer(
        Exchange("UID FETCH 1 (RFC822", odd + "{tag} OK done\r\n"),
        Exchange("UID FETCH 1 (BODY.PEEK[TEXT]", text + "{tag} OK done\r\n"),
    ) as server:
        session = connect_to(server.port)
        session.examine("INBOX")

        (raw,) = session.fetch([1])

        assert (raw.internal_date, raw.size, raw.flags) == (None, 0, (r"\Seen", "2026"))
        assert (raw.header, raw.pieces[0].content) == (HEADER, b"No.")


def test_a_literal_cut_short_is_transient(connect_to: Connect) -> None:
    cut = "* 1 FETCH (UID 1 BODY[HEADER]<0> {500}\r\nFrom: a@corp.example\r\n"
    with ScriptedServer(Exchange("UID FETCH", cut, "close")) as server:
        session = connect_to(server.port)
        session.examine("INBOX")

        with pytest.raises(TransientError):
            list(session.fetch([1]))


def test_a_literal_of_absurd_size_is_not_waited_for(connect_to: Connect) -> None:
    absurd = "* 1 FETCH (UID 1 BODY[HEADER]<0> {99999999999}\r\n"
    with ScriptedServer(Exchange("UID FETCH", absurd)) as server:
        session = connect_to(server.port)
        session.examine("INBOX")

        with pytest.raises(TransientError):
            list(session.fetch([1]))


@pytest.mark.parametrize(
    "answer", ["garbage\r\n", "{tag} OK\r\n", "* SEARCH 1\r\n* SEARCH 2\r\n{tag} OK done\r\n"]
)
def test_an_answer_that_is_no_imap_is_one_of_our_errors(connect_to: Connect, answer: str) -> None:
    with ScriptedServer(Exchange("UID SEARCH", answer)) as server:
        session = connect_to(server.port)
        session.examine("INBOX")

        with pytest.raises((ProtocolError, TransientError)):
            session.uids_after(0)


def test_more_mail_than_one_line_can_name_is_searched_in_windows(connect_to: Connect) -> None:
    crowded = MAILBOX.replace("* 1 E", "* 200000 E").replace("UIDNEXT 2", "UIDNEXT 900000")
    with ScriptedServer(
        Exchange("EXAMINE", crowded + "{tag} OK done\r\n"),
        Exchange("UID SEARCH 120001:*", "* SEARCH 899999 5\r\n{tag} OK done\r\n"),
        Exchange("UID SEARCH 40001:120000", "* SEARCH 4\r\n{tag} OK done\r\n"),
        Exchange("UID SEARCH 1:40000", "* SEARCH 3 1\r\n{tag} OK done\r\n"),
    ) as server:
        session = connect_to(server.port)
        session.examine("INBOX")

        assert session.uids_after(1) == (3, 4, 5, 899_999)


def test_a_server_that_cannot_search_headers_is_read_instead(connect_to: Connect) -> None:
    reply = b"Message-ID: <x@client.example>\r\nIn-Reply-To: <one@corp.example>\r\n\r\n"
    found = fetched(1, ("FLAGS", "()"), ("BODY[HEADER.FIELDS (MESSAGE-ID)]", reply))
    with ScriptedServer(
        Exchange("UID SEARCH HEADER", "{tag} NO cannot\r\n"),
        Exchange("UID SEARCH 1:*", "* SEARCH 1\r\n{tag} OK done\r\n"),
        Exchange("UID FETCH", found + "{tag} OK done\r\n"),
    ) as server:
        reply_found = connect_to(server.port).find_reply("<one@corp.example>", "<d@example.org>")

        assert reply_found is not None
        assert reply_found.uid == 1


def test_without_uidplus_nothing_is_withdrawn(connect_to: Connect) -> None:
    with ScriptedServer(capabilities="IMAP4rev1") as server:
        session = connect_to(server.port)
        placement = session.append(draft())

        assert not session.withdraw(placement, draft().fingerprint)
        assert server.heard.commands("UID STORE") == []


def test_gmail_gets_a_label(connect_to: Connect) -> None:
    with ScriptedServer(capabilities="IMAP4rev1 X-GM-EXT-1") as server:
        session = connect_to(server.port)

        session.file(session.examine("INBOX"), 1, Filing.LABEL, "Türen/Alt")

        assert server.heard.commands("UID STORE") == [
            b'UID STORE 1 +X-GM-LABELS.SILENT ("T&APw-ren/Alt")'
        ]


def test_where_no_keyword_is_kept_a_label_is_a_copy(connect_to: Connect) -> None:
    header = fetched(1, ("BODY[HEADER]<0>", HEADER))
    empty = "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 1] next\r\n{tag} OK done\r\n"
    with ScriptedServer(
        Exchange('EXAMINE "Opportunities"', empty),
        Exchange("UID FETCH 1 ", header + "{tag} OK done\r\n"),
    ) as server:
        session = connect_to(server.port)

        session.file(session.examine("INBOX"), 1, Filing.LABEL, "Opportunities")

        assert server.heard.commands("UID STORE") == []
        assert server.heard.commands("UID COPY") == [b'UID COPY 1 "Opportunities"']


def test_a_folder_that_may_not_be_made_is_for_the_operator(connect_to: Connect) -> None:
    with ScriptedServer(
        Exchange("CREATE", "{tag} NO too many folders\r\n"),
        Exchange('EXAMINE "Opportunities"', "{tag} NO no such mailbox\r\n"),
    ) as server:
        session = connect_to(server.port)
        status = session.examine("INBOX")

        with pytest.raises(ConfigError, match="Opportunities"):
            session.file(status, 1, Filing.COPY, "Opportunities")


def test_mail_is_never_expunged_at_large_and_no_mailbox_is_closed(connect_to: Connect) -> None:
    header = fetched(1, ("BODY[HEADER]<0>", HEADER), ("FLAGS", "()"))
    with ScriptedServer(
        Exchange("UID FETCH", header + "{tag} OK done\r\n"),
        Exchange("UID SEARCH HEADER", "* SEARCH 1\r\n{tag} OK done\r\n"),
    ) as server:
        session = connect_to(server.port)

        session.file(session.examine("INBOX"), 1, Filing.MOVE, "Opportunities")
        session.close()

        assert server.heard.commands("UID EXPUNGE") == [b"UID EXPUNGE 1"]
        assert server.heard.commands("EXPUNGE") == []
        assert server.heard.commands("CLOSE") == []


def test_reading_never_selects_and_always_peeks(connect_to: Connect) -> None:
    with ScriptedServer(Exchange("UID FETCH", looked_at(1) + "{tag} OK done\r\n")) as server:
        session = connect_to(server.port)
        session.examine("INBOX")
        session.uids_after(0)
        list(session.fetch([1]))

        assert server.heard.commands("SELECT") == []
        assert all(b"BODY[" not in line for line in server.heard.commands("UID FETCH"))


def test_a_bye_while_waiting_ends_the_line(connect_to: Connect) -> None:
    with ScriptedServer(Exchange("IDLE", "+ idling\r\n* BYE going down\r\n", "close")) as server:
        session = connect_to(server.port)

        with pytest.raises(TransientError):
            session.wait("INBOX", 20, threading.Event())
