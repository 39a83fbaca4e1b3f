"""What scripts/bench measures: everything as a figure beside a figure, in one run.

scripts/bench [--messages N] [--only startup|service|reading|scan]
scripts/bench --mails PATH      what each mail of a file or folder costs, and nothing else
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import measure_judging, measure_mails
from scripts.measured_mail import generate
from scripts.measuring import say
from tests.support.dovecot import PASSWORD, Dovecot

REPEATS = 5
ACCOUNTS = 10
IDLE_SECONDS = 10.0


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="for the first scan")
    parser.add_argument("--only", choices=("startup", "service", "reading", "scan"))
    parser.add_argument("--mails", type=Path, help="measure the mails in this file or folder only")
    options = parser.parse_args()
    if options.mails:
        measure_mails.measure(options.mails)
        return
    parts: dict[str, Callable[[], None]] = {
        "startup": measure_startup,
        "service": measure_service,
        "reading": measure_judging.measure,
        "scan": lambda: measure_scan(options.messages),
    }
    for name, part in parts.items():
        if options.only in (None, name):
            part()


# Start-up


def measure_startup() -> None:
    """Time short commands beside an interpreter that imports only the IMAP library."""
    bare = median_seconds([sys.executable, "-c", "import imapclient"])
    with tempfile.TemporaryDirectory() as folder:
        config = configure(Path(folder), [(993, "main")])
        for words in (("--version",), ("list", *config), ("rules", "check")):
            taken = median_seconds([sys.executable, "-m", "mailwatch", *words])
            name = " ".join(words[:2] if words[0] == "rules" else words[:1])
            say(
                f"start-up: mailwatch {name}",
                f"{taken * 1000:.0f} ms",
                "python -c 'import imapclient'",
                f"{bare * 1000:.0f} ms",
                f"{taken / bare:.1f}",
            )


def median_seconds(command: list[str]) -> float:
    """Return the median wall time of a command, after one run to warm up."""
    subprocess.run(command, check=True, capture_output=True)
    return statistics.median(seconds_of(command) for _ in range(REPEATS))


def seconds_of(command: list[str]) -> float:
    """Return the wall time of one run."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def configure(folder: Path, ports: Iterable[tuple[int, str]]) -> list[str]:
    """Write a configuration for accounts on loopback; return the options that name it."""
    accounts = "".join(
        f'[account.{name}]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "plain"\n'
        f'username = "{name}"\n'
        for port, name in ports
    )
    toml = folder / "mailwatch.toml"
    toml.write_text(f'[identity]\nname = "Lea"\naddresses = ["lea@example.org"]\n{accounts}')
    dotenv = folder / ".env"
    lines = (f"MAILWATCH_{name.upper()}_PASSWORD={PASSWORD}\n" for _, name in ports)
    dotenv.write_text("".join(lines))
    dotenv.chmod(0o600)
    return ["--config", str(toml), "--state", str(folder / "state")]


# The service


def measure_service() -> None:
    """Time how long until READY=1, then look at memory and processor time when idle."""
    with Dovecot() as server, tempfile.TemporaryDirectory() as folder:
        accounts = [(server.plain_port, server.new_user()) for _ in range(ACCOUNTS)]
        options = configure(Path(folder), accounts)
        address = f"{folder}/notify"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(address)
            listener.settimeout(30)
            started = time.perf_counter()
            service = subprocess.Popen(
                [sys.executable, "-m", "mailwatch", "run", *options],
                env={**os.environ, "NOTIFY_SOCKET": address},
                stderr=subprocess.DEVNULL,
            )
            try:
                while b"READY=1" not in listener.recv(4096):
                    pass
                say("service: ready", f"{(time.perf_counter() - started) * 1000:.0f} ms")
                observe(service.pid)
            finally:
                service.terminate()
                service.wait(10)


def observe(pid: int) -> None:
    """Print resident memory and the processor time of a while with nothing to do."""
    bare = subprocess.Popen([sys.executable, "-c", "import imapclient, time; time.sleep(60)"])
    time.sleep(5.0)
    mine, other = resident_megabytes(pid), resident_megabytes(bare.pid)
    bare.terminate()
    bare.wait(10)
    say(
        f"service: resident memory, {ACCOUNTS} accounts",
        f"{mine:.0f} MB",
        "an idle 'import imapclient'",
        f"{other:.0f} MB",
        f"{mine / other:.1f}",
    )
    before = processor_seconds(pid)
    time.sleep(IDLE_SECONDS)
    used = processor_seconds(pid) - before
    say("service: processor when idle", f"{used / IDLE_SECONDS:.2%}")


def resident_megabytes(pid: int) -> float:
    """Return VmRSS of a process (proc(5))."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def processor_seconds(pid: int) -> float:
    """Return user and system time of a process (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# The first scan


def measure_scan(count: int) -> None:
    """Time a first pass over a large INBOX beside imap_tools fetching the same messages."""
    with Dovecot() as server, tempfile.TemporaryDirectory() as folder:
        name = server.new_user()
        fill(server, name, count)
        options = configure(Path(folder), [(server.plain_port, name)])
        warm_up(server, name)
        peer_seconds, peer_memory = run_peer(server, name)
        command = [sys.executable, "-m", "mailwatch", "once", "--json", *options]
        mine_seconds, mine_memory = timed(command)
        say(
            f"first scan of {count} messages, judged",
            f"{count / mine_seconds:.0f}/s",
            "imap_tools, fetched and read",
            f"{count / peer_seconds:.0f}/s",
            f"{peer_seconds / mine_seconds:.2f}",
        )
        say(
            "first scan: peak memory",
            f"{mine_memory:.0f} MB",
            "imap_tools",
            f"{peer_memory:.0f} MB",
            f"{mine_memory / peer_memory:.2f}",
        )
        again, _ = timed(command)
        say("a pass with nothing new", f"{again * 1000:.0f} ms")


def fill(server: Dovecot, name: str, count: int) -> None:
    """Write messages straight into the Maildir, with the sizes in their names (Dovecot's own)."""
    new = server.maildir(name) / "cur"
    for folder in ("cur", "new", "tmp"):
        (server.maildir(name) / folder).mkdir(parents=True, exist_ok=True)
    for number, (raw, moment) in enumerate(generate(count, large=True)):
        name_of_file = f"{int(moment.timestamp())}.M{number}P1.bench,S={len(raw)}:2,S"
        (new / name_of_file).write_bytes(raw)
    server.own(server.maildir(name))


def warm_up(server: Dovecot, name: str) -> None:
    """Have the server index the mailbox and read every file once, so that both find it warm."""
    with server.raw(name) as client:
        client.select("INBOX", readonly=True)
        client.uid("FETCH", "1:*", "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])")


PEER = """
import sys
from imap_tools import MailBoxUnencrypted
with MailBoxUnencrypted("127.0.0.1", int(sys.argv[1])).login(sys.argv[2], sys.argv[3]) as box:
    for message in box.fetch(mark_seen=False, bulk=200):
        (message.subject, message.text or message.html)
"""


def run_peer(server: Dovecot, name: str) -> tuple[float, float]:
    """Return seconds and peak megabytes of imap_tools reading every subject and text."""
    return timed([sys.executable, "-c", PEER, str(server.plain_port), name, PASSWORD])


def timed(command: list[str]) -> tuple[float, float]:
    """Return wall seconds and peak resident megabytes of a command."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, peak_megabytes(process.pid))
        time.sleep(0.02)
    taken = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return taken, peak


def peak_megabytes(pid: int) -> float:
    """Return VmHWM of a process, 0 if it has just ended.

    Not ru_maxrss, which counts what the parent held before the command was run (getrusage(2)).
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


if __name__ == "__main__":
    main()
