"""Instants as text: ISO 8601 in UTC with microseconds, so that text order is time order."""

from datetime import UTC, datetime


def write_instant(moment: datetime) -> str:
    """Return an aware *moment* as text of constant width.

    For instance "2026-11-24T09:30:00.000000+00:00".
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_instant(text: str) -> datetime:
    """Return the aware moment that `write_instant` wrote."""
    return datetime.fromisoformat(text)
