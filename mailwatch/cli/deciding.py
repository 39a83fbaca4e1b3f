"""What the commands share that write down a decision of the user's about one opportunity."""

from collections.abc import Callable
from datetime import UTC, datetime

import click

from mailwatch.adapters.ledger import Ledger
from mailwatch.cli import shapes
from mailwatch.cli.options import Places
from mailwatch.cli.show import key_of
from mailwatch.cli.wiring import working_ledger

Decide = Callable[[Ledger, str, datetime], str]
"""Writes the decision about the opportunity of a key, and returns a sentence about it."""


def decide(places: Places, identifier: str, decision: Decide) -> None:
    """Write down a decision and say so."""
    with working_ledger(places) as (ledger, _):
        key = key_of(ledger, identifier)
        sentence = decision(ledger, key, datetime.now(UTC))
        story = ledger.records.story(key)
    if places.as_json:
        shapes.print_line(shapes.of_story(story))
    else:
        click.echo(sentence)
