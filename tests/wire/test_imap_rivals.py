"""Copies on servers that tell too little, too late or the wrong thing."""

from collections.abc import Callable

import pytest

from mailwatch.adapters.imap import Session
from mailwatch.domain.accounts import Filing
from tests.support.scripted import CAPABILITIES, Exchange, ScriptedServer, fetched

Connect = Callable[[int], Session]

ID = b"Message-ID: <one@corp.example>\r\n"
HEADER = ID + b"Subject: No\r\n\r\n"
ANOTHER = ID + b"Subject: Yes\r\n\r\n"
FOLDER = '* LIST () "/" "INBOX"\r\n* LIST () "/" "Opportunities"\r\n{tag} OK done\r\n'
EMPTY = (
    "* 0 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 3] next\r\n"
    "{tag} OK [READ-ONLY] done\r\n"
)


def answering(uids: str, *headers: tuple[int, bytes]) -> tuple[Exchange, Exchange]:
    """Answer what is asked of these UIDs: their ids, and their headers."""
    ids = "".join(
        fetched(uid, ("FLAGS", "()"), ("BODY[HEADER.FIELDS (MESSAGE-ID)]", ID))
        for uid, _ in headers
    )
    whole = "".join(fetched(uid, ("BODY[HEADER]<0>", header)) for uid, header in headers)
    return (
        Exchange(f"UID FETCH {uids} (FLAGS BODY.PEEK[HEADER.FIELDS", ids + "{tag} OK done\r\n"),
        Exchange(f"UID FETCH {uids} (BODY.PEEK[HEADER]<", whole + "{tag} OK done\r\n"),
    )


def script(told: str = "[COPYUID 7 1 5]", ours: bytes = HEADER) -> list[Exchange]:
    """Of a folder that is empty at the first look, and at the second holds UIDs 4 and 5."""
    return [
        Exchange("LIST", FOLDER),
        Exchange('EXAMINE "Opportunities"', EMPTY),
        *answering("1", (1, HEADER)),
        *answering("3,4", (4, HEADER)),
        *answering("4", (4, HEADER)),
        *answering("5", (5, ours)),
        Exchange("UID COPY", f"{{tag}} OK {told} done\r\n"),
    ]


def file(connect_to: Connect, server: ScriptedServer) -> list[bytes]:
    """File the first message; return what was expunged."""
    session = connect_to(server.port)
    session.file(session.examine("INBOX"), 1, Filing.COPY, "Opportunities")
    assert server.heard.commands("EXPUNGE") == []
    return server.heard.commands("UID EXPUNGE")


def test_the_copy_that_the_server_calls_ours_is_taken_back(connect_to: Connect) -> None:
    with ScriptedServer(*script()) as server:
        assert file(connect_to, server) == [b"UID EXPUNGE 5"]


def test_what_is_not_the_message_is_not_taken_back_whatever_the_server_says(
    connect_to: Connect,
) -> None:
    with ScriptedServer(*script(ours=ANOTHER)) as server:
        assert file(connect_to, server) == []


@pytest.mark.parametrize("told", ["", "[COPYUID 7 1:2 5:6]", "[COPYUID 8 1 5]", "[COPYUID 7]"])
def test_nothing_is_taken_back_where_it_is_unsaid_which_copy_is_ours(
    connect_to: Connect, told: str
) -> None:
    with ScriptedServer(*script(told)) as server:
        assert file(connect_to, server) == []


def test_no_second_look_is_needed_where_ours_got_the_uid_that_was_next(
    connect_to: Connect,
) -> None:
    with ScriptedServer(*script("[COPYUID 7 1 3]")) as server:
        file(connect_to, server)

        assert server.heard.lines[-1].startswith(b"UID COPY")


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", f"{CAPABILITIES} X-GM-EXT-1"])
def test_nothing_is_expunged_without_uidplus_nor_from_a_label(
    connect_to: Connect, capabilities: str
) -> None:
    with ScriptedServer(*script(), capabilities=capabilities) as server:
        assert file(connect_to, server) == []


@pytest.mark.parametrize("refused", ['SELECT "Opportunities"', "UID STORE", "UID EXPUNGE"])
def test_a_folder_that_gives_nothing_back_is_no_failure(connect_to: Connect, refused: str) -> None:
    with ScriptedServer(Exchange(refused, "{tag} NO [NOPERM] no\r\n"), *script()) as server:
        file(connect_to, server)

        assert len(server.heard.commands("UID COPY")) == 1


def test_a_copy_that_search_does_not_know_yet_is_seen(connect_to: Connect) -> None:
    full = EMPTY.replace("* 0 EXISTS", "* 1 EXISTS")
    with ScriptedServer(
        Exchange('EXAMINE "Opportunities"', full),
        *answering("1,2", (2, HEADER)),
        *answering("2", (2, HEADER)),
        *script(),
    ) as server:
        file(connect_to, server)

        assert server.heard.commands("UID COPY") == []
