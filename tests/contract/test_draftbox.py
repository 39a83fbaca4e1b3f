"""The Drafts in memory that other tests rely on keep the promises that Dovecot's keep."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from mailwatch.domain.writing.drafts import Place
from mailwatch.steps.ports import DraftBox
from tests.support.builders import draft
from tests.support.doubles import FOLDERS, MemoryDrafts, ids_of
from tests.support.user import User

ORIGINAL, OURS = "<no@corp.example>", "<draft@example.org>"
OTHER = draft("<other@client.example>")
STRANGER = draft("<stranger@client.example>", "<something-else@corp.example>")


@dataclass(frozen=True)
class Bench:
    """A DraftBox and a way to put mail into its mailboxes behind its back."""

    box: DraftBox
    lay: Callable[[Place, bytes], object]


@pytest.fixture(params=["memory", "Dovecot"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "Dovecot":
        user: User = request.getfixturevalue("user")
        return Bench(user.connect(), lambda place, mail: user.deliver(mail, FOLDERS[place]))
    memory = MemoryDrafts()
    return Bench(memory, lambda place, mail: memory.mailboxes[place].add(*ids_of(mail), mail))


def test_a_draft_is_found_where_it_was_placed(bench: Bench) -> None:
    placement = bench.box.append(draft())

    found = bench.box.find_reply(ORIGINAL, OURS)

    assert found is not None
    assert (found.place, found.is_ours) == (Place.DRAFTS, True)
    assert (found.mailbox, found.uidvalidity, found.uid) == (
        placement.mailbox,
        placement.uidvalidity,
        placement.uid,
    )


def test_nothing_is_found_where_nothing_answers(bench: Bench) -> None:
    bench.lay(Place.DRAFTS, STRANGER.content)

    assert bench.box.find_reply(ORIGINAL, OURS) is None
    assert bench.box.find_reply("", "") is None


@pytest.mark.parametrize("place", [Place.DRAFTS, Place.SENT])
def test_anothers_answer_is_found_and_is_not_ours(bench: Bench, place: Place) -> None:
    bench.lay(place, OTHER.content)

    found = bench.box.find_reply(ORIGINAL, OURS)

    assert found is not None
    assert (found.place, found.is_ours) == (place, False)


def test_the_oldest_answer_is_the_one_that_is_found(bench: Bench) -> None:
    bench.lay(Place.DRAFTS, OTHER.content)
    bench.box.append(draft())

    found = bench.box.find_reply(ORIGINAL, OURS)

    assert found is not None
    assert not found.is_ours


def test_in_trash_only_our_own_is_found(bench: Bench) -> None:
    bench.lay(Place.TRASH, OTHER.content)
    assert bench.box.find_reply(ORIGINAL, OURS) is None

    bench.lay(Place.TRASH, draft().content)

    found = bench.box.find_reply(ORIGINAL, OURS)
    assert found is not None
    assert found.place is Place.TRASH


def test_drafts_are_looked_at_from_a_uid_on(bench: Bench) -> None:
    first, second = bench.box.append(STRANGER), bench.box.append(draft())

    everything, rest = bench.box.look(first.uid), bench.box.look(second.uid)

    assert everything.uids == (first.uid, second.uid)
    assert rest.uids == (second.uid,)
    assert rest.uidnext == second.uid + 1


def test_a_uid_is_never_given_twice(bench: Bench) -> None:
    placement = bench.box.append(draft())
    bench.box.withdraw(placement, draft().fingerprint)

    assert bench.box.append(draft()).uid > placement.uid


@pytest.mark.parametrize("is_uid_known", [True, False], ids=["by uid", "by id"])
def test_what_we_wrote_can_be_withdrawn_once(bench: Bench, *, is_uid_known: bool) -> None:
    placement = bench.box.append(draft())
    named = placement if is_uid_known else replace(placement, uid=0)

    assert bench.box.withdraw(named, draft().fingerprint)
    assert not bench.box.withdraw(named, draft().fingerprint)
    assert bench.box.find_reply(ORIGINAL, OURS) is None


def test_what_has_changed_is_not_withdrawn(bench: Bench) -> None:
    placement = bench.box.append(draft())

    assert not bench.box.withdraw(placement, replace(draft(), content=b"edited").fingerprint)
    renumbered = replace(placement, uidvalidity=placement.uidvalidity + 1)
    assert not bench.box.withdraw(renumbered, draft().fingerprint)
    assert bench.box.find_reply(ORIGINAL, OURS) is not None
