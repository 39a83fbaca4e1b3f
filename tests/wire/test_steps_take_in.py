"""Taking in while lines break and processes end: nothing is missed, nothing is kept twice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date
from functools import lru_cache
from pathlib import Path

import pytest

from mailwatch.adapters.imap import Session
from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.accounts import Account, Security
from mailwatch.domain.assess import Desk
from mailwatch.domain.identity import ReplyPolicy
from mailwatch.domain.mail.messages import Identified, MessageRef
from mailwatch.domain.opportunities import State, StepState
from mailwatch.domain.records import Checkpoint, OwnWords
from mailwatch.errors import TransientError
from mailwatch.steps.outcomes import Did, Outcome
from mailwatch.steps.take_in import BATCH, take_in
from mailwatch.steps.work import Work
from tests.support.builders import LUNCH, NORTHWIND, REJECTIONS, TUESDAY_NOON
from tests.support.doubles import MemoryReader
from tests.support.letters import LEA
from tests.support.proxy import Fault, Proxy
from tests.support.shipped import shipped_matcher, shipped_rules
from tests.support.user import User

ACCOUNT = Account("main", "imap.example.org", 993, Security.TLS, "lea")


@lru_cache(maxsize=1)
def desk() -> Desk:
    ruleset = shipped_rules()
    return Desk(ruleset, shipped_matcher(), LEA, ReplyPolicy())


def work(tell: Callable[[Outcome], None] = lambda _outcome: None) -> Work:
    return Work(ACCOUNT, desk(), TUESDAY_NOON.astimezone(UTC), tell=tell)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        yield opened


ROLES = ("brand designer", "art director", "illustrator", "web developer", "project manager")


def numbered(count: int) -> list[bytes]:
    """So many rejections, each for a role and with a Message-ID of its own."""
    return [
        replace(
            NORTHWIND,
            message_id=f"<{number}@northwind.example>",
            subject=f"Your application as {role}",
            text=NORTHWIND.text.replace("brand designer", role),
        ).content
        for number, role in enumerate(ROLES[:count], start=1)
    ]


def read(reader: MemoryReader | Session, ledger: Ledger, given: Work | None = None) -> list[Did]:
    """Take in once, and return what was said."""
    told: list[Did] = []
    take_in(reader, ledger.intake, given or work(lambda o: told.append(o.did)), "INBOX")
    return told


def last_uid(ledger: Ledger) -> int:
    found = ledger.intake.checkpoint("main", "INBOX")
    return found.last_uid if found else 0


@pytest.mark.parametrize("word", [b"EXISTS", b"* SEARCH", b"BODY[HEADER]", b"Unfortunately"])
def test_a_line_that_breaks_anywhere_loses_nothing(user: User, ledger: Ledger, word: bytes) -> None:
    for letter in REJECTIONS:
        user.deliver(letter.content)
    with Proxy(user.port, Fault(word)) as proxy, pytest.raises(TransientError):
        read(user.connect(port=proxy.port), ledger)
    assert ledger.intake.checkpoint("main", "INBOX") is None

    assert read(user.connect(), ledger) == [Did.TOOK_IN] * 3
    assert last_uid(ledger) == 3


def test_what_was_read_is_not_read_again(ledger: Ledger) -> None:
    reader = MemoryReader(*numbered(2))
    read(reader, ledger)

    assert read(reader, ledger) == []
    assert reader.fetched == [1, 2]


def test_a_mailbox_without_news_is_still_noted_as_read(ledger: Ledger) -> None:
    read(MemoryReader(), ledger)

    assert ledger.intake.checkpoint("main", "INBOX") == Checkpoint(1, 0)


def test_a_mailbox_made_anew_is_read_from_the_start(ledger: Ledger) -> None:
    reader = MemoryReader(*numbered(2))
    read(reader, ledger)
    reader.uidvalidity = 2

    assert read(reader, ledger) == []
    assert reader.fetched == [1, 2, 1, 2]
    assert ledger.intake.checkpoint("main", "INBOX") == Checkpoint(2, 2)


def test_looking_again_since_a_day_never_moves_the_checkpoint_back(ledger: Ledger) -> None:
    reader = MemoryReader(*numbered(3))
    read(reader, ledger)
    del reader.mails[3]

    read(reader, ledger, replace(work(), since=date(2026, 9, 1)))

    assert last_uid(ledger) == 3
    assert reader.fetched == [1, 2, 3, 1, 2]


def test_one_who_is_stopped_between_batches_goes_on_where_that_was(ledger: Ledger) -> None:
    reader = MemoryReader(*([LUNCH.content] * (BATCH + 1)))
    read(reader, ledger, replace(work(), is_stopping=lambda: True))
    assert last_uid(ledger) == BATCH

    read(reader, ledger)

    assert reader.fetched == [*range(1, BATCH + 2)]


def test_a_draft_of_the_users_is_no_mail(user: User, ledger: Ledger) -> None:
    user.deliver(NORTHWIND.content, flags=[r"\Draft"])

    assert read(user.connect(), ledger) == []
    assert last_uid(ledger) == 1


def test_a_message_that_the_server_cannot_deliver_is_set_aside(ledger: Ledger) -> None:
    reader = MemoryReader(b"", NORTHWIND.content)

    assert read(reader, ledger) == [Did.TOOK_IN, Did.SET_ASIDE]
    (aside,) = ledger.records.set_aside()
    assert (aside.ref.uid, aside.reason) == (1, "the server could not deliver it")


SORRY = "Unfortunately you were not selected."
A_NO = "Unfortunately we have decided not to move forward with your application after all."


def test_an_answer_to_a_mail_of_the_users_needs_no_other_context(ledger: Ledger) -> None:
    sent = Identified(1, "<pitch@example.org>", frozenset(), is_deleted=False)
    ledger.sightings.note_own(MessageRef("main", "Sent", 1, 1), [sent], OwnWords(), TUESDAY_NOON)
    answer = replace(
        LUNCH, subject="Re: A proposal", text=SORRY, references="<pitch@example.org>"
    ).content
    stray = replace(LUNCH, text=SORRY, message_id="<stray@friends.example>").content

    read(MemoryReader(stray, answer), ledger)

    states = {o.ref.uid: o.state for o, _ in ledger.records.opportunities()}
    assert states[2] is State.OPEN
    assert states.get(1) is not State.OPEN


def in_the_thread(text: str) -> bytes:
    answer = replace(LUNCH, text=text, references=NORTHWIND.message_id)
    return replace(answer, message_id="<later@friends.example>").content


def test_a_second_no_in_a_thread_is_news_of_the_same_opportunity(ledger: Ledger) -> None:
    reader = MemoryReader(NORTHWIND.content, in_the_thread(A_NO))

    assert read(reader, ledger) == [Did.TOOK_IN, Did.REPEATED]
    assert len(ledger.records.opportunities()) == 1


def test_an_answer_from_them_stops_the_cadence_and_opens_the_door(ledger: Ledger) -> None:
    read(MemoryReader(NORTHWIND.content), ledger)
    reader = MemoryReader(NORTHWIND.content, in_the_thread("Would you have time for a call?"))

    assert read(reader, ledger) == [Did.ANSWERED]
    ((opportunity, steps),) = ledger.records.opportunities()
    assert opportunity.state is State.ANSWERED
    assert [step.state for step in steps] == [StepState.DROPPED]


def test_the_same_mail_under_another_id_is_the_same_opportunity(ledger: Ledger) -> None:
    copy = replace(NORTHWIND, message_id="<copy@northwind.example>").content

    assert read(MemoryReader(NORTHWIND.content, copy), ledger) == [Did.TOOK_IN, Did.REPEATED]


class Death(BaseException):
    """The process ends, as far as the ledger can tell."""


def dying_over(uid: int, error: type[BaseException]) -> Callable[[int], None]:
    def die(each: int) -> None:
        if each == uid:
            raise error("main: reading INBOX. It will be tried again.")

    return die


def attempts_until_done(reader: MemoryReader, ledger: Ledger, error: type[BaseException]) -> int:
    """Take in until it ends well; return how often it did not."""
    for attempt in range(100):
        try:
            read(reader, ledger)
        except error:
            continue
        return attempt
    raise AssertionError("it never ended well")


def test_a_message_that_ends_the_process_is_set_aside_and_stops_no_other(ledger: Ledger) -> None:
    reader = MemoryReader(*numbered(5))
    reader.before_each = dying_over(3, Death)

    assert attempts_until_done(reader, ledger, Death) == 5
    (aside,) = ledger.records.set_aside()
    assert (aside.ref.uid, "ended the program" in aside.reason) == (3, True)
    taken_in = {opportunity.ref.uid for opportunity, _ in ledger.records.opportunities()}
    assert taken_in == {1, 2, 4, 5}
    assert last_uid(ledger) == 5


def test_a_line_that_broke_ten_times_costs_no_message(ledger: Ledger) -> None:
    reader = MemoryReader(*numbered(3))
    reader.before_each = dying_over(1, TransientError)
    for _ in range(10):
        with pytest.raises(TransientError):
            read(reader, ledger)
    reader.before_each = lambda _uid: None

    assert read(reader, ledger) == [Did.TOOK_IN] * 3
    assert ledger.records.set_aside() == ()


def test_a_message_over_which_the_line_always_breaks_is_set_aside_in_the_end(
    ledger: Ledger,
) -> None:
    reader = MemoryReader(*numbered(3))
    reader.before_each = dying_over(2, TransientError)

    assert attempts_until_done(reader, ledger, TransientError) == 40
    assert [aside.ref.uid for aside in ledger.records.set_aside()] == [2]


def test_what_was_attempted_is_forgotten_once_it_is_recorded(ledger: Ledger) -> None:
    reader = MemoryReader(*numbered(2))
    reader.before_each = dying_over(2, Death)
    with pytest.raises(Death):
        read(reader, ledger)
    reader.before_each = lambda _uid: None
    read(reader, ledger)

    refs = [opportunity.ref for opportunity, _ in ledger.records.opportunities()]
    assert ledger.intake.attempts(refs) == (0, 0)
