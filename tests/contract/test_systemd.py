"""What systemd hears from us, on a real socket."""

import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailwatch.adapters.systemd import Notifier


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.settimeout(5)
        yield line


def heard(line: socket.socket) -> str:
    return line.recv(4096).decode()


@pytest.mark.parametrize(
    ("method", "message"),
    [("ready", "READY=1"), ("watchdog", "WATCHDOG=1"), ("stopping", "STOPPING=1")],
)
def test_each_word_arrives_as_systemd_expects_it(
    tmp_path: Path,
    listener: socket.socket,
    method: str,
    message: str,
) -> None:
    listener.bind(str(tmp_path / "notify"))
    notifier = Notifier.from_environ({"NOTIFY_SOCKET": str(tmp_path / "notify")})

    getattr(notifier, method)()

    assert heard(listener) == message


def test_a_status_cannot_smuggle_in_another_message(
    tmp_path: Path,
    listener: socket.socket,
) -> None:
    listener.bind(str(tmp_path / "notify"))

    Notifier(str(tmp_path / "notify")).status("watching\nMAINPID=1")

    assert heard(listener) == "STATUS=watching MAINPID=1"


def test_an_abstract_socket_is_reached(listener: socket.socket) -> None:
    listener.bind(f"\0mailwatch-test-{os.getpid()}")

    Notifier(f"@mailwatch-test-{os.getpid()}").ready()

    assert heard(listener) == "READY=1"


def test_without_systemd_nothing_happens(caplog: pytest.LogCaptureFixture) -> None:
    Notifier.from_environ({}).ready()

    assert caplog.records == []


def test_a_manager_that_does_not_listen_stops_nobody(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    Notifier(str(tmp_path / "nobody")).ready()

    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize(
    ("environ", "every"),
    [
        ({"WATCHDOG_USEC": "60000000"}, timedelta(seconds=30)),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=30)),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_fed_in_half_its_time(
    environ: dict[str, str],
    every: timedelta | None,
) -> None:
    assert Notifier.from_environ(environ).watchdog_every == every
