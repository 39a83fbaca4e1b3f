"""What the mails of a file or folder cost, one by one: time and memory of reading and judging."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailwatch.adapters import mailfiles, rulepacks
from mailwatch.cli.wiring import NO_SETTINGS, Rooms
from mailwatch.domain.assess import Desk, assess, assess_as
from mailwatch.domain.judging.evidence import Judgement
from mailwatch.domain.mail.mime import message_of_text, read_message
from mailwatch.errors import ProtocolError
from scripts.measuring import say

# Writing 5 sets the peak of resident memory back to what is resident now (proc(5)).
CLEAR_REFS = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one mail came to: *megabytes* at most beyond what was there before."""

    path: str
    answer: str
    seconds: float
    megabytes: float


def measure(path: Path) -> None:
    """Judge every mail under *path* by all packs; print what came out and the dearest of them."""
    ruleset = rulepacks.load([rulepacks.shipped()], check_examples=False)
    desk = Rooms(NO_SETTINGS, ruleset).desk()
    assess_as(Judgement.REJECTION, message_of_text("", "", ""), desk)  # reads the lists, once
    costs = list(_costs(path, desk))
    answers = Counter(cost.answer for cost in costs)
    say("mails", ", ".join(f"{count} {answer}" for answer, count in answers.most_common()))
    say("time a mail, mean", f"{sum(c.seconds for c in costs) / len(costs) * 1000:.1f} ms")
    slowest = max(costs, key=lambda cost: cost.seconds)
    say("time a mail, most", f"{slowest.seconds * 1000:.0f} ms  {slowest.path}")
    greatest = max(costs, key=lambda cost: cost.megabytes)
    say("memory a mail, most", f"{greatest.megabytes:.1f} MB  {greatest.path}")
    say("memory of the process now", f"{_megabytes('VmRSS'):.0f} MB")


def _costs(path: Path, desk: Desk) -> Iterator[Cost]:
    for file in mailfiles.read([path]):
        before = _megabytes("VmRSS")
        CLEAR_REFS.write_text("5")
        began = time.perf_counter()
        answer = _answer(file, desk)
        seconds = time.perf_counter() - began
        yield Cost(file.path, answer, seconds, _megabytes("VmHWM") - before)


def _answer(file: mailfiles.MailFile, desk: Desk) -> str:
    if file.error:
        return "unreadable"
    try:
        return str(assess(read_message(file.content), desk).verdict.judgement)
    except ProtocolError:
        return "unreadable"


def _megabytes(field: str) -> float:
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))
