"""`mailwatch referrer`: tell the friend who recommended you what became of it."""

from datetime import datetime
from email.utils import parseaddr
from functools import partial
from typing import Any

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli.deciding import decide
from mailwatch.cli.options import Places, common
from mailwatch.cli.wiring import Rooms, open_rooms
from mailwatch.domain.cadence.planning import note_to
from mailwatch.domain.mail.messages import Address
from mailwatch.domain.opportunities import Addressee, Opportunity

SCRIPTS = frozenset({"hans", "hant"})


class Person(click.ParamType[Address]):
    """An address with or without a name: "Sam Lee <sam@example.org>"."""

    name = "person"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Address:
        """Return the address."""
        name, email = parseaddr(str(value))
        if not all(email.partition("@")) or " " in email:
            self.fail(
                f'{value!r} is no address, for instance "Sam Lee <sam@example.org>"', param, ctx
            )
        return Address(name, email)


@click.command("referrer")
@click.argument("identifier", metavar="ID")
@click.argument("person", metavar="PERSON", type=Person())
@click.option("--formal", is_flag=True, help="Address them formally.")
@common
def command(places: Places, identifier: str, person: Address, *, formal: bool) -> None:
    """Plan a note to who recommended you: what became of it, and thanks.

    PERSON is "Name <address>". The note is a draft of its own, due the next working morning.
    """
    rooms = open_rooms(places)
    if person.email.casefold() in {own.casefold() for own in rooms.identity.addresses}:
        raise click.BadParameter(f"{person.email} is your own address")
    decide(places, identifier, partial(_plan, rooms=rooms, person=person, is_formal=formal))


def _plan(
    ledger: Ledger, key: str, now: datetime, rooms: Rooms, person: Address, *, is_formal: bool
) -> str:
    opportunity = ledger.records.story(key).opportunity
    friend = Addressee(person, _form(opportunity, is_formal=is_formal))
    step = note_to(friend, opportunity, rooms.settings.policy, rooms.identity, now)
    if not ledger.decisions.write_to(step, now):
        return "That note has been written already."
    return f"A note to {person.name or person.email} will be in Drafts the next working morning."


def _form(opportunity: Opportunity, *, is_formal: bool) -> str:
    """Return how to address a friend: Chinese has a script to keep, and no two forms."""
    if opportunity.facts.form in SCRIPTS:
        return opportunity.facts.form
    return "formal" if is_formal else "informal"
