"""A complete pass talks to the IMAP server, and to nobody else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import ANSWERABLE, OTHERS, REJECTIONS, TUESDAY, WEDNESDAY_NOON
from tests.support.daemon import Home
from tests.support.user import User

# Python runs a module of this name before anything else; an audit hook cannot be taken off again.
RECORDER = """
import atexit, json, os, sys

WATCHED = {
    "socket.connect": slice(1, 2), "socket.sendto": slice(1, 2), "socket.getaddrinfo": slice(2),
    "socket.bind": slice(1, 2), "subprocess.Popen": slice(1), "os.system": slice(1),
    "os.exec": slice(1), "os.posix_spawn": slice(1), "urllib.Request": slice(1),
}
SENDING = {"smtplib", "http.client", "urllib.request", "ftplib", "requests", "httpx"}
FOUND = []

def note(event, given):
    if event in WATCHED:
        FOUND.append([event, [str(one) for one in given[WATCHED[event]]]])

def write_down():
    with open(os.environ["RECORD"], "w", encoding="utf-8") as file:
        json.dump({"events": FOUND, "modules": sorted(SENDING & set(sys.modules))}, file)

sys.addaudithook(note)
atexit.register(write_down)
"""


@pytest.fixture
def recorded(user: User, tmp_path: Path) -> Home:
    """A home whose commands write down whom they talk to."""
    spy = tmp_path / "spy"
    spy.mkdir()
    (spy / "sitecustomize.py").write_text(RECORDER)
    for letter in (*REJECTIONS, *OTHERS):
        user.deliver(letter.content, at=TUESDAY)
    usual = Home.of(tmp_path, user.port, user.name)
    environ = {"PYTHONPATH": str(spy), "RECORD": str(tmp_path / "record.json")}
    return replace(usual, environ={**usual.environ, **environ})


def record_of(home: Home) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(home.environ["RECORD"]).read_text())
    return found


def test_a_pass_that_places_drafts_connects_to_the_imap_port_and_nowhere_else(
    user: User, recorded: Home
) -> None:
    run = recorded.once(WEDNESDAY_NOON)

    record = record_of(recorded)
    assert len(run.events("placed")) == len(ANSWERABLE)
    connections = [given for event, given in record["events"] if event == "socket.connect"]
    assert connections == [[f"('127.0.0.1', {user.port})"]]
    asked = [given for event, given in record["events"] if event == "socket.getaddrinfo"]
    assert asked == [["127.0.0.1", str(user.port)]]
    assert len(record["events"]) == 2
    assert record["modules"] == []


def test_the_service_connects_to_the_imap_port_and_nowhere_else(user: User, recorded: Home) -> None:
    with recorded.start() as service:
        service.wait_for("filed", times=3)
        code, _ = service.stop()

    record = record_of(recorded)
    assert code == 0
    connections = {given[0] for event, given in record["events"] if event == "socket.connect"}
    assert connections == {f"('127.0.0.1', {user.port})"}
    assert {event for event, _ in record["events"]} == {"socket.connect", "socket.getaddrinfo"}
    assert record["modules"] == []


def test_the_recorder_would_notice(recorded: Home) -> None:
    recorded.configure(
        recorded.toml.read_text().replace(
            'username = "', 'password_command = ["true"]\nusername = "'
        )
    )

    recorded.once(WEDNESDAY_NOON)

    assert "subprocess.Popen" in {event for event, _ in record_of(recorded)["events"]}


def test_judging_files_connects_nowhere(recorded: Home, tmp_path: Path) -> None:
    (tmp_path / "no.eml").write_bytes(REJECTIONS[0].content)

    scanned = recorded.command("scan", "--json", str(tmp_path / "no.eml"))

    assert scanned.lines[0]["verdict"] == "rejection"
    assert record_of(recorded)["events"] == []
