"""The systemd units are valid, fenced in, and agree with the program."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SYSTEM_UNIT = ROOT / "systemd" / "mailwatch.service"
USER_UNIT = ROOT / "systemd" / "user" / "mailwatch.service"
UNITS = pytest.mark.parametrize("unit", [SYSTEM_UNIT, USER_UNIT], ids=["system", "user"])

# `systemd-analyze security` rates from 0 (safe) to 10; above this, a line of the fence is gone.
WORST_EXPOSURE = 1.2


def analyze(*arguments: str, runtime: Path) -> str:
    """Run systemd-analyze, for whose user manager *runtime* is at hand; return all it says."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.fail("systemd-analyze is missing. Install it with: apt-get install systemd")
    done = subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"XDG_RUNTIME_DIR": str(runtime)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def runnable(unit: Path, folder: Path) -> Path:
    """Copy *unit* with a program that exists on every machine in place of mailwatch."""
    copy = folder / unit.name
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text()))
    return copy


@UNITS
def test_systemd_finds_nothing_wrong(tmp_path: Path, unit: Path) -> None:
    manager = "--user" if unit is USER_UNIT else "--system"

    said = analyze("verify", manager, "--man=no", str(runnable(unit, tmp_path)), runtime=tmp_path)

    assert "mailwatch.service" not in said


def test_the_system_unit_is_fenced_in(tmp_path: Path) -> None:
    unit = str(runnable(SYSTEM_UNIT, tmp_path))

    said = analyze("security", "--offline=true", "--no-pager", unit, runtime=tmp_path)
    rating = re.search(r"Overall exposure level for \S+: (\d+\.\d)", said)

    assert rating is not None, said
    assert float(rating[1]) <= WORST_EXPOSURE


@UNITS
def test_an_error_that_the_operator_must_mend_is_not_retried(unit: Path) -> None:
    lines = unit.read_text().splitlines()

    assert "Restart=on-failure" in lines
    assert "RestartPreventExitStatus=78" in lines
