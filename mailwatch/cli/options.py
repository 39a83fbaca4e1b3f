"""The options that many commands share, and the values they become."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

SPAN = re.compile(r"(\d{1,5})([dwmy])", re.ASCII)
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class Places:
    """Where the user said to look, None for the usual place; and whether a program reads along."""

    config: Path | None
    state: Path | None
    as_json: bool


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --config, --state and --json to a command, which gets them as `places`."""
    path = click.Path(path_type=Path)

    @click.option("--config", type=path, help="mailwatch.toml, or the folder it lies in.")
    @click.option("--state", type=path, help="Folder of the ledger.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")
    @wraps(command)
    def run(config: Path | None, state: Path | None, *, as_json: bool, **rest: Any) -> Any:  # noqa: ANN401 - click's business
        return command(places=Places(config, state, as_json), **rest)

    return run


class Moment(click.ParamType[datetime]):
    """An ISO 8601 time; one without a zone is meant in the user's zone."""

    name = "time"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """Return a datetime, naive where no zone was given."""
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no ISO 8601 time, for instance 2026-11-24T09:30", param, ctx)


class Since(click.ParamType[date | timedelta]):
    """A span back from now ("90d", "12w", "6m", "2y") or an ISO 8601 date."""

    name = "span"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date | timedelta:
        """Return a date, or how long ago."""
        text = str(value)
        if found := SPAN.fullmatch(text):
            return timedelta(days=int(found[1]) * DAYS[found[2]])
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is neither a span such as 90d nor a date", param, ctx)


def moment(at: datetime | None, zone: ZoneInfo) -> datetime:
    """Return the time to act at, in UTC: *at*, read in *zone* if it has none, else now."""
    if at is None:
        return datetime.now(UTC)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def first_day(since: date | timedelta | None, now: datetime) -> date | None:
    """Return the day that --since means, None where it was not given."""
    return (now - since).date() if isinstance(since, timedelta) else since
