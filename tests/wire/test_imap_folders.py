"""Finding Drafts and its kin among the names of the world's servers."""

import dataclasses
from collections.abc import Callable

import pytest

from mailwatch.adapters.imap import Session, connect
from mailwatch.adapters.imap.mailboxes import readable
from mailwatch.domain.accounts import Account, Filing, Security
from mailwatch.errors import ConfigError
from tests.support.scripted import Exchange, ScriptedServer, fetched
from tests.support.user import QUICK

Connect = Callable[[int], Session]


def listing(*rows: str, verb: str = "LIST") -> Exchange:
    """Answer LIST with these rows, each written as in `(\\Sent) "/" "Sent"`."""
    return Exchange(verb, "".join(f"* {verb} {row}\r\n" for row in rows) + "{tag} OK done\r\n")


@pytest.mark.parametrize(
    "wire",
    [
        "Draft",
        "DRAFTS",
        "INBOX/Drafts",
        "[Gmail]/Brouillons",
        "Entw&APw-rfe",
        "Borradores",
        "Rascunhos",
        "Bozze",
        "Concepten",
        "Kladder",
        "Utkast",
        "Luonnokset",
        "Kopie robocze",
        "Rozepsan&AOk-",
        "Piszkozatok",
        "Ciorne",
        "&BCcENQRABD0EPgQyBDgEOgQ4-",
        "&A6ADwQPMA8cDtQO5A8EDsQ-",
        "Taslaklar",
        "&Ti1m+DBN-/&Tgtm+DBN-",
        "&g0l6P3ux-",
    ],
)
def test_drafts_is_found_by_name_in_many_languages(connect_to: Connect, wire: str) -> None:
    with ScriptedServer(listing('() "/" "INBOX"', f'() "/" "{wire}"', '() "/" "Jobs"')) as server:
        drafts = connect_to(server.port).folders().drafts

        assert (drafts.wire, drafts.how) == (wire.encode(), "name")


def test_what_the_server_says_comes_before_names(connect_to: Connect) -> None:
    with ScriptedServer(listing('(\\Drafts) "/" "Half done"', '() "/" "Drafts"')) as server:
        drafts = connect_to(server.port).folders().drafts

        assert (drafts.name, drafts.how) == ("Half done", "attribute")


def test_two_mailboxes_that_could_be_drafts_are_named_both(connect_to: Connect) -> None:
    with ScriptedServer(listing('() "/" "Drafts"', '() "/" "Entw&APw-rfe"')) as server:
        session = connect_to(server.port)

        with pytest.raises(ConfigError, match=r'"Drafts" and "Entwürfe".*`drafts`'):
            session.folders()


def test_no_drafts_at_all_comes_with_a_remedy(connect_to: Connect) -> None:
    with ScriptedServer(listing('() "/" "INBOX"', '() "/" "Drafts of contracts"')) as server:
        session = connect_to(server.port)

        with pytest.raises(ConfigError, match="Create one"):
            session.folders()


def test_the_drafts_setting_ends_the_doubt() -> None:
    with ScriptedServer(listing('() "/" "Drafts"', '() "/" "Entw&APw-rfe"')) as server:
        account = Account("main", "127.0.0.1", server.port, Security.PLAIN, "lea")

        with connect(dataclasses.replace(account, drafts="Entwürfe"), lambda: "x", QUICK) as line:
            assert line.folders().drafts.wire == b"Entw&APw-rfe"


def test_templates_below_drafts_are_not_drafts(connect_to: Connect) -> None:
    rows = ('(\\Drafts \\Drafts) "|" Drafts', '(\\Drafts) "|" "Drafts|template"')
    with ScriptedServer(listing(*rows)) as server:
        assert connect_to(server.port).folders().drafts.name == "Drafts"


def test_a_mailbox_that_can_hold_nothing_is_not_drafts(connect_to: Connect) -> None:
    with ScriptedServer(listing('(\\Noselect) "/" "Drafts"', '() "/" "Bozze"')) as server:
        assert connect_to(server.port).folders().drafts.name == "Bozze"


def test_xlist_is_asked_where_list_does_not_tell(connect_to: Connect) -> None:
    with ScriptedServer(
        listing('() "/" "Half done"'),
        listing('(\\Drafts) "/" "Half done"', '(\\Spam) "/" "Bad"', verb="XLIST"),
        capabilities="IMAP4rev1 XLIST",
    ) as server:
        folders = connect_to(server.port).folders()

        assert (folders.drafts.name, folders.junk[0].name) == ("Half done", "Bad")


def test_the_drafts_of_others_are_not_ours(connect_to: Connect) -> None:
    rows = ('() "." "INBOX"', '() "." "INBOX.Drafts"', '() "." "shared.bob.Drafts"')
    with ScriptedServer(
        Exchange(
            "NAMESPACE", '* NAMESPACE (("INBOX." ".")) NIL (("shared." "."))\r\n{tag} OK x\r\n'
        ),
        listing(*rows),
        capabilities="IMAP4rev1 NAMESPACE",
    ) as server:
        assert connect_to(server.port).folders().drafts.name == "INBOX.Drafts"


def test_sent_trash_and_junk_may_be_missing(connect_to: Connect) -> None:
    with ScriptedServer(listing('() "/" "Drafts"')) as server:
        folders = connect_to(server.port).folders()

        assert (folders.sent, folders.trash, folders.junk) == ((), (), ())


def test_every_mailbox_that_could_be_sent_is_looked_through(connect_to: Connect) -> None:
    rows = ('() "/" "Drafts"', '() "/" "Sent"', '() "/" "Gesendet"')
    with ScriptedServer(listing(*rows)) as server:
        connect_to(server.port).find_reply("<a@corp.example>", "<d@example.org>")

        opened = [line.split()[1] for line in server.heard.commands("EXAMINE")]
        assert opened == [b'"Drafts"', b'"Sent"', b'"Gesendet"']


def test_one_broken_name_does_not_hide_the_others(connect_to: Connect) -> None:
    rows = (
        '() "/" "&AP8"',
        '() "/" "&!!!-"',
        "() NIL 2024",
        '() "/" {5}\r\nG\xfcte',
        '() "/" "Drafts"',
    )
    with ScriptedServer(listing(*rows)) as server:
        assert connect_to(server.port).folders().drafts.name == "Drafts"


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        (b"Entw&APw-rfe", "Entwürfe"),
        (b"Tom &- Jerry", "Tom & Jerry"),
        ("Entwürfe".encode(), "Entwürfe"),
        (b"&!!!-", "&!!!-"),
    ],
)
def test_a_name_is_shown_as_people_know_it(wire: bytes, name: str) -> None:
    assert readable(wire) == name


def test_names_are_asked_for_once_a_session(connect_to: Connect) -> None:
    with ScriptedServer() as server:
        session = connect_to(server.port)
        session.folders()
        session.find_reply("<a@corp.example>", "<d@example.org>")

        assert len(server.heard.commands("LIST")) == 1


def test_where_all_lies_below_inbox_a_new_folder_does_too(connect_to: Connect) -> None:
    header = fetched(1, ("BODY[HEADER]<0>", b"Message-ID: <one@corp.example>\r\n\r\n"))
    with ScriptedServer(
        listing('() "." "INBOX"', '() "." "INBOX.Drafts"'),
        Exchange("UID FETCH 1 ", header + "{tag} OK done\r\n"),
    ) as server:
        session = connect_to(server.port)

        session.file(session.examine("INBOX"), 1, Filing.COPY, "Opportunities/Old")

        assert server.heard.commands("CREATE") == [b'CREATE "INBOX.Opportunities.Old"']
        assert server.heard.commands("SUBSCRIBE") == [b'SUBSCRIBE "INBOX.Opportunities.Old"']
