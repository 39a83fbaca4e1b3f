"""Real mail clients in a terminal, and what a person does in them with one draft."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.support.dovecot import PASSWORD
from tests.support.terminal import Terminal, executable, own_environment
from tests.support.user import User

OWN_LINE = "A line of my own."

# An editor in which nothing is changed, and one in which a line is added at the end.
_READING = "#!/bin/sh\nexit 0\n"
_WRITING = f"#!/bin/sh\nprintf '%s\\n' '{OWN_LINE}' >> \"$1\"\n"

_MUTTRC = """\
set realname = "Lea Example"
set from = "lea@example.org"
set folder = "imap://127.0.0.1:{imap_port}/"
set imap_user = "{username}"
set imap_pass = "{password}"
set spoolfile = "+INBOX"
set postponed = "+Drafts"
set record = "+Sent"
set smtp_url = "smtp://127.0.0.1:{smtp_port}/"
set ssl_starttls = no
set ssl_force_tls = no
set editor = "{editor}"
"""

_AERC_ACCOUNTS = """\
[lea]
source = imap+insecure://{username}:{password}@127.0.0.1:{imap_port}
outgoing = smtp+none://127.0.0.1:{smtp_port}
smtp-starttls = no
from = Lea Example <lea@example.org>
default = Drafts
postpone = Drafts
copy-to = Sent
"""

_AERC = """\
[compose]
editor = {editor}
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose mail a client is set up for, where that mail is sent to, and where settings lie."""

    home: Path
    user: User
    smtp_port: int

    def fill_in(self, settings: str, **more: object) -> str:
        """Put the account into the settings of a client."""
        return settings.format(
            username=self.user.name,
            password=PASSWORD,
            imap_port=self.user.port,
            smtp_port=self.smtp_port,
            **more,
        )

    def editor(self, script: str) -> Path:
        """Write an editor that needs nobody's hands."""
        path = self.home / "editor"
        path.write_text(script, "utf-8")
        path.chmod(0o755)
        return path


class MailClient(Protocol):
    """A mail client with one draft in Drafts; it has ended when a method returns."""

    name: str

    @abstractmethod
    def send(self, desk: Desk) -> None:
        """Open the draft and send it as it is."""

    @abstractmethod
    def edit(self, desk: Desk) -> None:
        """Open the draft, add OWN_LINE at its end, and save it for later."""


class Neomutt:
    """neomutt, whose user presses R to recall what lies in the postponed mailbox."""

    name = "neomutt"

    def send(self, desk: Desk) -> None:
        with self._recalled(desk, _READING) as terminal:
            terminal.press("y")

    def edit(self, desk: Desk) -> None:
        with self._recalled(desk, _WRITING) as terminal:
            terminal.press("P")

    @contextmanager
    def _recalled(self, desk: Desk, editor: str) -> Iterator[Terminal]:
        """Open the draft in the compose menu; end the program after the answer to it."""
        settings = desk.home / "muttrc"
        settings.write_text(desk.fill_in(_MUTTRC, editor=desk.editor(editor)), "utf-8")
        line = (executable("neomutt"), "-n", "-F", str(settings))
        with Terminal(line, own_environment(desk.home)) as terminal:
            terminal.wait_for("NeoMutt: +INBOX")
            terminal.press("R")
            terminal.wait_for("y:Send")
            yield terminal
            terminal.wait_for("NeoMutt: +INBOX")
            terminal.press("q")
            terminal.wait_for_end()


class Aerc:
    """aerc, whose user recalls the message selected in the postpone folder."""

    name = "aerc"

    def send(self, desk: Desk) -> None:
        with self._recalled(desk, _READING) as terminal:
            terminal.press("y")
            terminal.wait_for("Recalled message deleted")

    def edit(self, desk: Desk) -> None:
        with self._recalled(desk, _WRITING) as terminal:
            terminal.press("p")
            terminal.wait_for("Delete recalled message?")
            terminal.press("Right", "Enter")
            terminal.wait_for("Recalled message deleted")

    @contextmanager
    def _recalled(self, desk: Desk, editor: str) -> Iterator[Terminal]:
        """Open the draft in the review of a message; end the program after the answer to it."""
        settings = desk.home / ".config" / "aerc"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "aerc.conf").write_text(_AERC.format(editor=desk.editor(editor)), "utf-8")
        accounts = settings / "accounts.conf"
        accounts.write_text(desk.fill_in(_AERC_ACCOUNTS), "utf-8")
        accounts.chmod(0o600)
        with Terminal((executable("aerc"),), own_environment(desk.home)) as terminal:
            terminal.wait_for("Lea Example")
            terminal.enter(":recall")
            terminal.wait_for("Send this email?")
            yield terminal
            terminal.enter(":quit")
            terminal.wait_for_end()
