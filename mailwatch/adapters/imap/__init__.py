"""The one door to IMAP servers: `connect` gives a Session that reads, files and keeps drafts."""

from mailwatch.adapters.imap.session import Session, connect
from mailwatch.adapters.imap.special import Folders, SpecialFolder
from mailwatch.adapters.imap.transport import Timeouts

__all__ = ["Folders", "Session", "SpecialFolder", "Timeouts", "connect"]
