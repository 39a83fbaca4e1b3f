"""One draft per step, ever: over crashes, lost answers, two of us, and a user who is at work."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mailwatch.adapters.ledger import Ledger
from mailwatch.domain.accounts import Account, Security
from mailwatch.domain.assess import Desk
from mailwatch.domain.identity import ReplyPolicy
from mailwatch.domain.judging.matcher import compile_rules
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.mail.messages import MessageRef
from mailwatch.domain.opportunities import Opportunity, Step
from mailwatch.domain.records import Found
from mailwatch.domain.writing.drafts import Draft, Place
from mailwatch.errors import TransientError
from mailwatch.steps.place_due import Outbox, place_due
from mailwatch.steps.ports import DraftBox
from mailwatch.steps.work import Work
from tests.support.builders import WEDNESDAY_NOON, entry
from tests.support.doubles import Crash, Disturbed, MemoryDrafts, Moments
from tests.support.letters import LEA

ORIGINAL = "<no@corp.example>"
ACCOUNT = Account("main", "imap.example.org", 993, Security.TLS, "lea")
# The calls of one pass: due, bounced, begun, look, find, made, mark, append, find, mark; before and
# after each.
MOMENTS = 20


RULES = Ruleset((), (), (), (), "")
DESK = Desk(RULES, compile_rules(RULES), LEA, ReplyPolicy())


class Mailwatch:
    """One installation: a real ledger, and a name that its Message-IDs carry."""

    def __init__(self, name: str, drafts: MemoryDrafts) -> None:
        self.message_id = f"<{name}@example.org>"
        self._drafts = drafts
        self._now = WEDNESDAY_NOON.astimezone(UTC)
        self.forget()

    def forget(self) -> None:
        """Lose the ledger, and take the mail in anew."""
        self._ledger = Ledger.rehearsal(Path("nowhere"))
        where = MessageRef("main", "INBOX", 1, 7)
        self._ledger.intake.record(where, Found(entries=(entry(),)), self._now, wants_filing=False)

    def go(self, moments: Moments | None = None) -> None:
        """Make one pass; what happens at its moments may end it."""
        self._now += timedelta(minutes=1)
        undisturbed = Moments(0, lambda: None)
        box = Disturbed(self._drafts, moments or undisturbed)
        outbox = Disturbed(self._ledger.outbox, moments or undisturbed)
        with suppress(Crash, TransientError):
            place_due(
                cast("DraftBox", box),
                cast("Outbox", outbox),
                self._write,
                Work(ACCOUNT, DESK, self._now),
            )

    def _write(self, opportunity: Opportunity, _step: Step, now: datetime) -> Draft:
        content = f"Date: {now}\r\nMessage-ID: {self.message_id}\r\n\r\nThank you.\r\n"
        return Draft(self.message_id, opportunity.message_id, content.encode())

    def close(self) -> None:
        """Close the ledger."""
        self._ledger.close()


class User:
    """A person at a mail client, who does what people do to drafts."""

    def __init__(self, drafts: MemoryDrafts) -> None:
        self._drafts = drafts

    def deletes(self) -> None:
        """Delete the first draft for good."""
        del self._drafts.drafts.messages[:1]

    def throws_away(self) -> None:
        """Move the first draft to Trash."""
        self._moves(Place.TRASH)

    def sends(self) -> None:
        """Send the first draft; a copy lies in Sent."""
        self._moves(Place.SENT)

    def edits(self) -> None:
        """Save the first draft anew, as Thunderbird does: a new id, a new UID."""
        for old in self._drafts.drafts.messages[:1]:
            self._drafts.drafts.messages.remove(old)
            self._drafts.drafts.add("<edited@client.example>", old.answers, b"edited")

    def writes(self) -> None:
        """Write something that has nothing to do with us, and discard it again."""
        other = self._drafts.drafts.add("<other@client.example>", "", b"other")
        self._drafts.drafts.messages.remove(other)

    def _moves(self, place: Place) -> None:
        for old in self._drafts.drafts.messages[:1]:
            self._drafts.drafts.messages.remove(old)
            self._drafts.mailboxes[place].add(old.message_id, old.answers, old.content)


def lose_the_line() -> None:
    raise TransientError("main: the line broke. It will be tried again.")


def crash() -> None:
    raise Crash


ACTS = ("deletes", "throws_away", "sends", "edits", "writes")


class OneDraftEver(RuleBasedStateMachine):
    """Two installations share an account; anything may happen between any two of their calls."""

    @initialize()
    def begin(self) -> None:
        self.drafts = MemoryDrafts()
        self.user = User(self.drafts)
        self.first, self.second = (Mailwatch(n, self.drafts) for n in ("first", "second"))

    def teardown(self) -> None:
        for each in self._installations():
            each.close()

    def _installations(self) -> Iterator[Mailwatch]:
        if hasattr(self, "first"):
            yield from (self.first, self.second)

    @rule(
        moment=st.integers(1, MOMENTS),
        act=st.sampled_from(["crash", "lose", "renumber", "second", *ACTS]),
    )
    def first_goes_and_something_happens(self, moment: int, act: str) -> None:
        self.first.go(Moments(moment, self._act(act)))

    def _act(self, name: str) -> Callable[[], None]:
        acts: dict[str, Callable[[], None]] = {
            "crash": crash,
            "lose": lose_the_line,
            "renumber": self.drafts.drafts.renumber,
            "second": self.second.go,
        }
        return acts.get(name) or getattr(self.user, name)

    @rule(moment=st.integers(1, MOMENTS), act=st.sampled_from(["crash", "lose"]))
    def second_goes_and_fails(self, moment: int, act: str) -> None:
        self.second.go(Moments(moment, self._act(act)))

    @rule(
        inner=st.integers(1, MOMENTS),
        outer=st.integers(1, MOMENTS),
        ending=st.sampled_from(["crash", "lose"]),
    )
    def both_go_at_once_and_the_first_fails(self, inner: int, outer: int, ending: str) -> None:
        def meet() -> None:
            self.second.go()
            ends.chosen = ends.passed + outer
            ends.act = self._act(ending)

        ends = Moments(inner, meet)
        self.first.go(ends)

    @rule(act=st.sampled_from(ACTS))
    def the_user_does_something(self, act: str) -> None:
        self._act(act)()

    @rule()
    def all_is_quiet(self) -> None:
        for each in self._installations():
            each.go()

        lying = [m for m in self.drafts.drafts.messages if m.answers == ORIGINAL]
        assert len(lying) <= 1

    @invariant()
    def nobody_places_a_draft_twice(self) -> None:
        if hasattr(self, "drafts"):
            assert all(count == 1 for count in self.drafts.stored.values())


@pytest.mark.parametrize("second", ["second", "first"], ids=["two states", "a copied state"])
def test_of_two_that_race_one_draft_is_left_wherever_they_meet(second: str) -> None:
    for meeting in range(1, MOMENTS + 1):
        drafts = MemoryDrafts()
        one, other = Mailwatch("first", drafts), Mailwatch(second, drafts)

        one.go(Moments(meeting, other.go))

        assert len(drafts.drafts.messages) == 1
        one.close()
        other.close()


def test_of_two_that_race_one_draft_is_left_wherever_the_slower_is_killed() -> None:
    for meeting, ending in product(range(1, MOMENTS + 1), repeat=2):
        machine = OneDraftEver()
        machine.begin()
        machine.both_go_at_once_and_the_first_fails(meeting, ending, "crash")

        machine.all_is_quiet()
        machine.teardown()


TestOneDraftEver = OneDraftEver.TestCase
TestOneDraftEver.settings = settings(max_examples=300, stateful_step_count=8, deadline=None)
