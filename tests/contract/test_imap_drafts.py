"""What the DraftBox promises, judged by Dovecot."""

import dataclasses

import pytest

from mailwatch.domain.writing.drafts import Place
from mailwatch.errors import ConfigError, TransientError
from tests.support.mails import draft, mail
from tests.support.proxy import Fault, Proxy
from tests.support.user import User

ORIGINAL = "<one@corp.example>"
OURS = "<draft@example.org>"


def test_a_draft_lies_in_drafts_as_written_and_marked_as_a_draft(user: User) -> None:
    placement = user.connect().append(draft())

    (stored,) = user.mail("Drafts")
    assert stored.content == draft().content
    assert stored.flags == {r"\Draft", r"\Seen"}
    assert (placement.mailbox, placement.uid) == ("Drafts", stored.uid)


def test_an_empty_account_holds_no_reply(user: User) -> None:
    assert user.connect().find_reply(ORIGINAL, OURS) is None


def test_our_draft_is_found_again(user: User) -> None:
    session = user.connect()
    placement = session.append(draft())

    found = session.find_reply(ORIGINAL, OURS)

    assert found is not None
    assert (found.place, found.mailbox) == (Place.DRAFTS, "Drafts")
    assert (found.uidvalidity, found.uid) == (placement.uidvalidity, placement.uid)
    assert found.is_ours


def test_a_draft_that_a_mail_program_saved_anew_is_found_by_what_it_answers(user: User) -> None:
    user.deliver(mail("<other@client.example>", in_reply_to=ORIGINAL), "Drafts")

    found = user.connect().find_reply(ORIGINAL, OURS)

    assert found is not None
    assert found.place is Place.DRAFTS
    assert not found.is_ours


def test_a_reply_is_known_by_references_alone(user: User) -> None:
    user.deliver(mail("<x@client.example>", references=f"<zero@x.example>\n {ORIGINAL}"), "Sent")

    found = user.connect().find_reply(ORIGINAL, OURS)

    assert found is not None
    assert found.place is Place.SENT


def test_drafts_are_looked_through_before_sent(user: User) -> None:
    user.deliver(mail("<x@client.example>", in_reply_to=ORIGINAL), "Sent")
    user.deliver(mail("<y@client.example>", in_reply_to=ORIGINAL), "Drafts")

    found = user.connect().find_reply(ORIGINAL, OURS)

    assert found is not None
    assert found.place is Place.DRAFTS


def test_of_two_replies_the_older_one_is_found_whoever_wrote_it(user: User) -> None:
    session = user.connect()
    user.deliver(mail("<y@client.example>", in_reply_to=ORIGINAL), "Drafts")
    session.append(draft())

    found = session.find_reply(ORIGINAL, OURS)

    assert found is not None
    assert (found.uid, found.is_ours) == (1, False)


def test_the_shelf_tells_what_lies_in_drafts_from_a_uid_on(user: User) -> None:
    session = user.connect()
    for _ in range(3):
        session.append(draft())

    shelf = session.look(2)

    assert (shelf.mailbox, shelf.uidnext, shelf.uids) == ("Drafts", 4, (2, 3))


def test_in_trash_only_our_own_draft_counts(user: User) -> None:
    user.deliver(mail("<y@client.example>", in_reply_to=ORIGINAL), "Trash")
    session = user.connect()

    assert session.find_reply(ORIGINAL, OURS) is None
    user.deliver(draft().content, "Trash")
    found = session.find_reply(ORIGINAL, OURS)
    assert found is not None
    assert found.place is Place.TRASH


def test_an_id_that_merely_contains_ours_is_no_reply(user: User) -> None:
    user.deliver(mail("<x@client.example>", in_reply_to="<one@corp.example.com>"), "Sent")
    user.deliver(mail("<a-draft@example.org>"), "Drafts")

    assert user.connect().find_reply(ORIGINAL, "<draft@example.org>") is None


def test_a_draft_flagged_as_deleted_counts_as_gone(user: User) -> None:
    user.deliver(draft().content, "Drafts", flags=[r"\Deleted"])

    assert user.connect().find_reply(ORIGINAL, OURS) is None


def test_an_empty_id_is_not_looked_for(user: User) -> None:
    user.deliver(mail(""), "Drafts")

    assert user.connect().find_reply("", "") is None


@pytest.mark.parametrize(
    "hostile",
    [
        "<a@b.example>\r\nx DELETE Drafts",
        '<a@b.example>" ALL\r\nA9 CREATE hacked\r\n',
        "<a\x00@b.example>",
        "<ä@b.example>",
    ],
)
def test_an_id_that_would_be_a_command_reaches_no_server(user: User, hostile: str) -> None:
    session = user.connect()
    before = user.server.mailboxes(user.name)

    assert session.find_reply(hostile, OURS) is None
    session.noop()
    assert user.server.mailboxes(user.name) == before


def test_an_id_with_a_quote_and_a_backslash_is_found(user: User) -> None:
    odd = r"""<a"\b'%&$@corp.example>"""
    user.deliver(mail("<x@client.example>", in_reply_to=odd), "Sent")

    assert user.connect().find_reply(odd, OURS) is not None


def test_a_lost_answer_to_append_is_transient_and_the_draft_is_found(user: User) -> None:
    with Proxy(user.port, Fault(b"APPENDUID")) as proxy, pytest.raises(TransientError):
        user.connect(port=proxy.port).append(draft())

    found = user.connect().find_reply(ORIGINAL, OURS)

    assert found is not None
    assert found.is_ours


def test_a_line_that_failed_is_not_used_again(user: User) -> None:
    with Proxy(user.port, Fault(b"APPENDUID")) as proxy:
        session = user.connect(port=proxy.port)
        with pytest.raises(TransientError):
            session.append(draft())

        with pytest.raises(TransientError, match="Connect again"):
            session.noop()


def test_a_draft_cut_off_in_the_middle_is_not_there(user: User) -> None:
    cut = Fault(b"Thank you.", from_server=False)

    with Proxy(user.port, cut) as proxy, pytest.raises(TransientError):
        user.connect(port=proxy.port).append(draft())

    assert user.mail("Drafts") == ()


def test_our_untouched_draft_can_be_withdrawn(user: User) -> None:
    session = user.connect()
    placement = session.append(draft())

    assert session.withdraw(placement, draft().fingerprint)
    assert user.mail("Drafts") == ()


def test_withdrawing_leaves_what_the_user_flagged_as_deleted(user: User) -> None:
    user.deliver(mail(), "Drafts", flags=[r"\Deleted"])
    session = user.connect()
    placement = session.append(draft())

    session.withdraw(placement, draft().fingerprint)
    session.close()

    assert [stored.content for stored in user.mail("Drafts")] == [mail()]


def test_an_edited_draft_is_the_users(user: User) -> None:
    session = user.connect()
    placement = session.append(draft())
    edited = dataclasses.replace(draft(), content=draft().content + b"PS\r\n")

    assert not session.withdraw(placement, edited.fingerprint)
    assert len(user.mail("Drafts")) == 1


def test_a_draft_under_another_uidvalidity_is_not_withdrawn(user: User) -> None:
    session = user.connect()
    placement = session.append(draft())
    stale = dataclasses.replace(placement, uidvalidity=placement.uidvalidity + 1)

    assert not session.withdraw(stale, draft().fingerprint)
    assert len(user.mail("Drafts")) == 1


def test_withdrawing_twice_removes_nothing_more(user: User) -> None:
    session = user.connect()
    placement = session.append(draft())
    session.withdraw(placement, draft().fingerprint)

    assert not session.withdraw(placement, draft().fingerprint)


def test_an_unknown_uid_is_found_by_the_message_id(user: User) -> None:
    session = user.connect()
    placement = session.append(draft())

    assert session.withdraw(dataclasses.replace(placement, uid=0), draft().fingerprint)


def test_each_special_folder_says_how_it_was_found(user: User) -> None:
    folders = user.connect().folders()

    assert (folders.drafts.name, folders.drafts.how) == ("Drafts", "attribute")
    assert [folder.name for folder in folders.sent] == ["Sent"]
    assert [folder.name for folder in folders.trash] == ["Trash"]
    assert [folder.name for folder in folders.junk] == ["Junk"]


def test_the_drafts_setting_wins(user: User) -> None:
    user.create("Replies")
    session = user.connect(drafts="Replies")

    session.append(draft())

    assert session.folders().drafts.how == "setting"
    assert len(user.mail("Replies")) == 1


def test_a_drafts_setting_that_does_not_exist_is_an_error(user: User) -> None:
    with pytest.raises(ConfigError, match="Replies"):
        user.connect(drafts="Replies").folders()
