"""Claws Mail on a display of its own, and what a person does in it with one draft."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.daemon import PATIENCE_SECONDS
from tests.support.display import Display
from tests.support.dovecot import PASSWORD
from tests.support.mailclients import OWN_LINE, Desk
from tests.support.terminal import executable, own_environment, wait_until

# Without a version, the numbers below are taken for those of older versions.
_COMMON = """\
[Common]
config_version=4
enable_aspell=0
"""

# Protocol 1 is IMAP. What is to be sent waits in a local folder, which must be there.
_ACCOUNT = """\
[Account: 1]
config_version=4
account_name=lea
is_default=1
name=Lea Example
address=lea@example.org
protocol=1
receive_server=127.0.0.1
user_id={username}
set_imapport=1
imap_port={imap_port}
ssl_imap=0
smtp_server=127.0.0.1
set_smtpport=1
smtp_port={smtp_port}
ssl_smtp=0
set_sent_folder=1
sent_folder=#imap/lea/Sent
set_draft_folder=1
draft_folder=#imap/lea/Drafts
set_queue_folder=1
queue_folder=#mh/Mail/queue
"""

_FOLDERS = """\
<?xml version="1.0" encoding="UTF-8"?>
<folderlist config_version="4">
  <folder type="mh" name="Mail" path="{mail}">
    <folderitem type="queue" name="queue" path="queue"/>
  </folder>
  <folder type="imap" name="lea" account_id="1">
    <folderitem type="inbox" name="INBOX" path="INBOX"/>
    <folderitem type="outbox" name="Sent" path="Sent"/>
    <folderitem type="draft" name="Drafts" path="Drafts"/>
    <folderitem type="trash" name="Trash" path="Trash"/>
  </folder>
</folderlist>
"""

_KEYS = """\
(gtk_accel_path "<Actions>/Menu/Message/Reedit" "F2")
(gtk_accel_path "<Actions>/Menu/Message/Save" "F3")
(gtk_accel_path "<Actions>/Menu/Message/Send" "F4")
"""


class ClawsMail:
    """Claws Mail, whose user re-edits the message that is selected in Drafts."""

    name = "claws-mail"

    def send(self, desk: Desk) -> None:
        with self._reedited(desk) as display:
            display.press("F4")
            wait_until(
                lambda: len(desk.user.mail("Sent")) == 1 and not desk.user.mail("Drafts"),
                lambda: f"the draft has not gone from Drafts to Sent:\n{display.titles}",
            )

    def edit(self, desk: Desk) -> None:
        with self._reedited(desk) as display:
            display.press("ctrl+End", "Return")
            display.type(OWN_LINE)
            display.press("F3")
            wait_until(
                lambda: (
                    [OWN_LINE.encode() in one.content for one in desk.user.mail("Drafts")] == [True]
                ),
                lambda: f"the draft was not saved:\n{desk.user.mail('Drafts')}\n{display.titles}",
            )

    @contextmanager
    def _reedited(self, desk: Desk) -> Iterator[Display]:
        """Open the draft in a window of its own; end the program when all is done."""
        (draft,) = desk.user.mail("Drafts")
        with Display() as display, _running(desk, display, f"#imap/lea/Drafts/{draft.uid}"):
            display.focus("Input password")
            display.type(PASSWORD)
            display.press("Return")
            display.focus("Claws Mail")
            display.press_until("F2", "Compose message")
            yield display
            display.close("Compose message")


@contextmanager
def _running(desk: Desk, display: Display, selected: str) -> Iterator[None]:
    _set_up(desk)
    environ = {**own_environment(desk.home), "DISPLAY": display.name, "NO_AT_BRIDGE": "1"}
    with (desk.home / "claws-mail.log").open("ab") as log:
        started = subprocess.Popen(
            (executable("claws-mail"), "--select", selected), env=environ, stdout=log, stderr=log
        )
    try:
        yield
        wait_until(
            lambda: _has_ended(started, environ),
            lambda: f"Claws Mail has not ended; its windows:\n{display.titles}",
        )
    finally:
        started.kill()
        started.wait(PATIENCE_SECONDS)


def _has_ended(started: subprocess.Popen[bytes], environ: Mapping[str, str]) -> bool:
    """Ask Claws Mail to end, unless it has; while it is busy, it does not listen."""
    if started.poll() is None:
        line = (executable("claws-mail"), "--exit")
        subprocess.run(line, env=environ, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    return started.poll() is not None


def _set_up(desk: Desk) -> None:
    mail, settings = desk.home / "Mail", desk.home / ".claws-mail"
    for folder in (mail / "queue", settings):
        folder.mkdir(parents=True, exist_ok=True)
    written: Mapping[str, str] = {
        "clawsrc": _COMMON,
        "accountrc": desk.fill_in(_ACCOUNT),
        "folderlist.xml": _FOLDERS.format(mail=mail),
        "menurc": _KEYS,
    }
    for name, text in written.items():
        Path(settings / name).write_text(text, "utf-8")
