"""Guard: what reads one message ends in what it came to or in a reason, and stops nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mailwatch.errors import ProtocolError, UserError

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a message could not be read."""

    reason: str


def guarded(read: Callable[[], Result]) -> Result | Unreadable:
    """Return what *read* does, or why the message that it is about could not be read.

    Raise UserError alone: then it is the rules that are wrong, not the message.
    """
    try:
        return read()
    except ProtocolError as error:
        return Unreadable(str(error))
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - one message must never stop the line (STYLE.md 7)
        return Unreadable(f"it could not be read ({type(error).__name__})")
