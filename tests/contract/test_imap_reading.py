"""What the Reader promises, judged by Dovecot."""

from datetime import UTC, date, datetime

import pytest

from mailwatch.errors import ConfigError
from tests.support.mails import mail, multipart
from tests.support.proxy import Proxy
from tests.support.user import User

PLAIN = "Content-Type: text/plain\n\n" + "We have filled the position with someone else. " * 6
HTML = "Content-Type: text/html\n\n<p>" + "We have filled the position with someone else. " * 9
PDF = (
    "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n"
    "Content-Transfer-Encoding: base64\n\n" + "JVBERi0xLjQK" * 40_000
)


def test_examine_tells_uidvalidity_uidnext_and_the_number_of_messages(user: User) -> None:
    user.deliver(mail())

    status = user.connect().examine("INBOX")

    assert status.name == "INBOX"
    assert (status.uidnext, status.exists) == (2, 1)
    assert status.uidvalidity > 0


def test_a_mailbox_that_does_not_exist_is_for_the_operator_to_correct(user: User) -> None:
    session = user.connect()

    with pytest.raises(ConfigError, match="Nowhere"):
        session.examine("Nowhere")


def test_a_line_survives_a_mailbox_that_does_not_exist(user: User) -> None:
    session = user.connect()
    with pytest.raises(ConfigError):
        session.examine("Nowhere")

    assert session.examine("INBOX").exists == 0


def test_only_uids_above_the_last_known_one_are_new(user: User) -> None:
    for _ in range(3):
        user.deliver(mail())
    session = user.connect()
    session.examine("INBOX")

    assert session.uids_after(1) == (2, 3)


def test_the_last_message_is_not_new_for_ever(user: User) -> None:
    user.deliver(mail())
    session = user.connect()
    session.examine("INBOX")

    assert session.uids_after(1) == ()


def test_an_empty_mailbox_has_nothing_new(user: User) -> None:
    session = user.connect()
    session.examine("INBOX")

    assert session.uids_after(0) == ()


def test_mail_that_arrives_after_examine_is_found_by_the_next_search(user: User) -> None:
    session = user.connect()
    session.examine("INBOX")
    session.uids_after(0)
    user.deliver(mail())
    session.noop()

    assert session.uids_after(0) == (1,)


def test_since_leaves_out_what_the_server_received_earlier(user: User) -> None:
    user.deliver(mail(), at=datetime(2026, 1, 5, tzinfo=UTC))
    user.deliver(mail(), at=datetime(2026, 11, 5, tzinfo=UTC))
    session = user.connect()
    session.examine("INBOX")

    assert session.uids_after(0, since=date(2026, 6, 1)) == (2,)


def test_a_mail_comes_with_its_header_text_date_size_and_flags(user: User) -> None:
    content = mail(body="We chose someone else.")
    at = datetime(2026, 11, 23, 8, 0, 1, tzinfo=UTC)
    user.deliver(content, flags=[r"\Flagged"], at=at)
    session = user.connect()
    session.examine("INBOX")

    (raw,) = session.fetch([1])

    assert raw.header + raw.pieces[0].content == content
    assert raw.pieces[0].mime_header == b""
    assert (raw.uid, raw.internal_date, raw.size) == (1, at, len(content))
    assert r"\Flagged" in raw.flags


def test_mails_come_in_ascending_order_whatever_order_is_asked(user: User) -> None:
    for _ in range(3):
        user.deliver(mail())
    session = user.connect()
    session.examine("INBOX")

    assert [raw.uid for raw in session.fetch([3, 1, 2, 1])] == [1, 2, 3]


def test_a_uid_that_has_gone_is_left_out(user: User) -> None:
    user.deliver(mail())
    session = user.connect()
    session.examine("INBOX")

    assert [raw.uid for raw in session.fetch([1, 77])] == [1]


def test_the_first_part_is_enough_where_it_says_enough(user: User) -> None:
    user.deliver(multipart(PLAIN, PDF))
    session = user.connect()
    session.examine("INBOX")

    (raw,) = session.fetch([1])

    assert [piece.content for piece in raw.pieces] == [PLAIN.partition("\n\n")[2].encode()]
    assert b"text/plain" in raw.pieces[0].mime_header


def test_a_second_part_is_fetched_where_the_first_says_nothing(user: User) -> None:
    user.deliver(multipart("Content-Type: text/plain\n\n ", HTML, kind="alternative"))
    session = user.connect()
    session.examine("INBOX")

    (raw,) = session.fetch([1])

    assert b"filled the position" in raw.pieces[1].content


def test_an_attachment_is_never_read(user: User) -> None:
    user.deliver(multipart("Content-Type: text/plain\n\n ", PDF, HTML))
    with Proxy(user.port) as proxy:
        session = user.connect(port=proxy.port)
        session.examine("INBOX")

        (raw,) = session.fetch([1])

        assert [bool(piece.content.strip()) for piece in raw.pieces] == [False, False, True]
        assert proxy.received < 10_000


def test_a_mail_that_is_one_attachment_is_not_read(user: User) -> None:
    user.deliver(mail(body="JVBERi0xLjQK" * 9_000, content_type="application/pdf"))
    with Proxy(user.port) as proxy:
        session = user.connect(port=proxy.port)
        session.examine("INBOX")

        (raw,) = session.fetch([1])

        assert raw.pieces == ()
        assert proxy.received < 10_000


def test_a_long_text_is_cut_at_the_limit(user: User) -> None:
    user.deliver(mail(body="\n".join(["word " * 12] * 5_000)))
    session = user.connect()
    session.examine("INBOX")

    (raw,) = session.fetch([1])

    assert len(raw.pieces[0].content) == 131_072


def test_an_ordinary_mail_costs_little_more_than_its_size(user: User) -> None:
    content = mail(body="\n".join(["We have filled the position."] * 100))
    for _ in range(20):
        user.deliver(content)
    with Proxy(user.port) as proxy:
        session = user.connect(port=proxy.port)
        session.examine("INBOX")
        before = proxy.received

        assert len(list(session.fetch(range(1, 21)))) == 20
        assert (proxy.received - before) / 20 < len(content) + 250


def test_nothing_new_costs_one_round_trip_and_less_than_a_kilobyte(user: User) -> None:
    user.deliver(mail())
    with Proxy(user.port) as proxy:
        session = user.connect(port=proxy.port)
        before = proxy.received + proxy.sent

        session.examine("INBOX")
        session.uids_after(1)

        assert proxy.received + proxy.sent - before < 1_000


def test_reading_everything_changes_no_flag_and_no_byte(user: User) -> None:
    user.deliver(mail())
    user.deliver(multipart(PLAIN, PDF), flags=[r"\Flagged", "later"])
    user.deliver(multipart("Content-Type: text/plain\n\n ", HTML), flags=[r"\Deleted"])
    before = user.mail()
    session = user.connect()
    session.examine("INBOX")

    list(session.fetch(session.uids_after(0)))
    session.close()

    assert user.mail() == before


def test_another_mailbox_may_be_used_between_two_batches(user: User) -> None:
    user.fill(*[mail()] * 1_500)
    session = user.connect()
    session.examine("INBOX")
    mails = session.fetch(session.uids_after(0))
    first = next(mails)

    session.find_reply("<one@corp.example>", "<draft@example.org>")

    assert [first.uid, *(raw.uid for raw in mails)] == list(range(1, 1_501))


def test_a_name_outside_ascii_is_found(user: User) -> None:
    user.create("Bewerbungen &ANw-bersicht")
    user.deliver(mail(), mailbox="Bewerbungen &ANw-bersicht")

    assert user.connect().examine("Bewerbungen Übersicht").exists == 1
