"""A private Dovecot on loopback in a temporary folder: the judge of the contract tests."""

import contextlib
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme

PASSWORD = "correct-horse"
_START_SECONDS = 10.0
_INSTALL = "Dovecot is not installed. Install it: apt-get install dovecot-imapd"

_CONFIG = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
ssl_client_ca_file = {home}/ca.pem
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
default_vsz_limit = 0
first_valid_uid = 0
first_valid_gid = 0
shutdown_clients = yes
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
ssl = yes
ssl_cert = <{home}/server.crt
ssl_key = <{home}/server.key
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 1000
mailbox_list_index = yes
mailbox_idle_check_interval = 1 s
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
{mailboxes}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  client_limit = 1000
  process_min_avail = 1
  inet_listener imap {{
    port = {plain_port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service auth {{
  client_limit = 4096
}}
service imap {{
  client_limit = 1
  service_count = 100
}}
protocol imap {{
{protocol}
}}
"""

_MAILBOX = """\
  mailbox "{name}" {{
    auto = subscribe
    special_use = {use}
  }}"""

_SPECIAL = (
    ("Drafts", r"\Drafts"),
    ("Sent", r"\Sent"),
    ("Junk", r"\Junk"),
    ("Trash", r"\Trash"),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it lies on the server."""

    uid: int
    flags: frozenset[str]
    content: bytes


class Dovecot:
    """A server with as many users as are asked for: any name, one password.

    *capability* replaces what the server announces after login; *prefix* and *separator* shape
    its namespace; *special* is false for a server that creates no special mailboxes.
    """

    def __init__(
        self, *, capability: str = "", prefix: str = "", separator: str = "/", special: bool = True
    ) -> None:
        if shutil.which("dovecot") is None and not Path("/usr/sbin/dovecot").exists():
            raise RuntimeError(_INSTALL)
        self._protocol = f"  imap_capability = {capability}" if capability else ""
        self._prefix, self._separator = prefix, separator
        self._special = special
        self._home = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.plain_port, self.tls_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._users = 0

    def __enter__(self) -> Self:
        self._write_configuration()
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    @property
    def ca_file(self) -> str:
        """The certificate that a client must trust."""
        return str(self._home / "ca.pem")

    def new_user(self) -> str:
        """Name a user whose mailboxes are untouched."""
        self._users += 1
        return f"user{self._users}"

    def start(self) -> None:
        """Start it, on the same ports each time, and wait for its banner."""
        executable = shutil.which("dovecot") or "/usr/sbin/dovecot"
        command = [executable, "-F", "-c", str(self._home / "dovecot.conf")]
        with (self._home / "stderr").open("ab") as errors:
            self._process = subprocess.Popen(command, stdout=errors, stderr=errors)
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Dovecot does not start:\n{self.log()}")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop it with all its connections."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(_START_SECONDS)
            self._process = None

    def log(self) -> str:
        """Return what it logged, for the report of a failure."""
        files = (self._home / "stderr", self._home / "dovecot.log")
        return "\n".join(f.read_text("utf-8", "replace") for f in files if f.exists())

    def maildir(self, user: str) -> Path:
        """Return the Maildir of a user's INBOX, for filling it by the thousand."""
        return self._home / "mail" / user / "Maildir"

    def own(self, path: Path) -> None:
        """Give what was written below *path* to the user that the server runs as."""
        if os.geteuid() == 0:
            uid, gid = _ids()
            for each in (path, *path.parents, *path.rglob("*")):
                if each.is_relative_to(self._home):
                    os.chown(each, uid, gid)

    @contextlib.contextmanager
    def raw(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Log in with the standard library, to see with other eyes than ours."""
        with imaplib.IMAP4("127.0.0.1", self.plain_port, timeout=20) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(
        self,
        user: str,
        mailbox: str,
        content: bytes,
        flags: Sequence[str] = (),
        at: datetime | None = None,
    ) -> int:
        """Put a message into a mailbox, as another program would; return its UID."""
        with self.raw(user) as client:
            when = imaplib.Time2Internaldate(at) if at else ""
            kind, answer = client.append(f'"{mailbox}"', " ".join(flags), when, content)
        match = re.search(rb"APPENDUID \d+ (\d+)", b" ".join(answer))
        if kind != "OK" or match is None:
            raise RuntimeError(f"APPEND to {mailbox} failed: {answer!r}")
        return int(match.group(1))

    def mail(self, user: str, mailbox: str) -> tuple[Stored, ...]:
        """Read back all messages of a mailbox, with their flags, without touching them."""
        with self.raw(user) as client:
            kind, _ = client.select(f'"{mailbox}"', readonly=True)
            if kind != "OK":
                return ()
            _, answer = client.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[])")
            return tuple(_stored(item) for item in answer if isinstance(item, tuple))

    def mailboxes(self, user: str, command: str = "LIST") -> frozenset[str]:
        """Return the names of a user's mailboxes; of those subscribed to, with LSUB."""
        with self.raw(user) as client:
            _, lines = client.lsub() if command == "LSUB" else client.list()
        names = (re.search(rb' "?([^"]+)"?$', line) for line in lines if isinstance(line, bytes))
        return frozenset(match.group(1).decode() for match in names if match)

    def command(self, user: str, mailbox: str, *arguments: str) -> None:
        """Run one UID command in a mailbox opened for writing."""
        with self.raw(user) as client:
            client.select(f'"{mailbox}"')
            client.uid(arguments[0], *arguments[1:])

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.plain_port), timeout=1) as probe:
                return probe.recv(4) == b"* OK"
        except OSError:
            return False

    def _write_configuration(self) -> None:
        self._write_certificates()
        uid, gid = _ids()
        mailboxes = [_MAILBOX.format(name=name, use=use) for name, use in _SPECIAL]
        config = _CONFIG.format(
            home=self._home,
            user=pwd.getpwuid(uid).pw_name,
            group=grp.getgrgid(gid).gr_name,
            uid=uid,
            gid=gid,
            password=PASSWORD,
            plain_port=self.plain_port,
            tls_port=self.tls_port,
            prefix=self._prefix,
            separator=self._separator,
            mailboxes="\n".join(mailboxes) if self._special else "",
            protocol=self._protocol,
        )
        (self._home / "dovecot.conf").write_text(config, "utf-8")
        (self._home / "mail").mkdir()
        self._home.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(self._home / "mail", uid, gid)

    def _write_certificates(self) -> None:
        authority = trustme.CA()
        certificate = authority.issue_cert("localhost")
        authority.cert_pem.write_to_path(self._home / "ca.pem")
        certificate.private_key_pem.write_to_path(self._home / "server.key")
        for blob in certificate.cert_chain_pems:
            blob.write_to_path(self._home / "server.crt", append=True)


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ids() -> tuple[int, int]:
    """Whom the server runs as: nobody where we are root, ourselves otherwise."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid
    return os.getuid(), os.getgid()


def _stored(item: tuple[bytes, bytes]) -> Stored:
    head, content = item
    uid = re.search(rb"UID (\d+)", head)
    flags = re.search(rb"FLAGS \(([^)]*)\)", head)
    if uid is None or flags is None:
        raise RuntimeError(f"FETCH without UID or FLAGS: {head!r}")
    names = frozenset(flag.decode() for flag in flags.group(1).split())
    return Stored(int(uid.group(1)), names - {r"\Recent"}, content)
