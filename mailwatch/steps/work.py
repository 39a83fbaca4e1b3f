"""What every step is given: whose mail, judged how, at what time, and whom to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from mailwatch.domain.accounts import Account
from mailwatch.domain.assess import Desk
from mailwatch.domain.opportunities import Opportunity, Step
from mailwatch.domain.writing.drafts import Draft
from mailwatch.steps.outcomes import Outcome

Tell = Callable[[Outcome], None]
Progress = Callable[[str, int, int], None]


def tell_nobody(_outcome: Outcome) -> None:
    """Keep an outcome to ourselves."""


def no_progress(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def never() -> bool:
    """Do not stop."""
    return False


@dataclass(frozen=True, slots=True)
class Work:
    """One pass over one account.

    *now* is aware (UTC). *since* is None for "from the checkpoint on", else every message since
    that day is looked at again. *tell* hears each outcome as it happens; *progress* hears
    (mailbox, messages read, messages to read); *is_stopping* is asked between batches.
    """

    account: Account
    desk: Desk
    now: datetime
    since: date | None = None
    tell: Tell = tell_nobody
    progress: Progress = no_progress
    is_stopping: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class Office:
    """What letters are judged and written with; a reload of the rules makes a new one."""

    desk: Desk
    write: Callable[[Opportunity, Step, datetime], Draft]
