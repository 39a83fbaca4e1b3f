"""scripts/fuzz finds nothing in the time that a run of all tests can spare for it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import seeds
from tests.support.hostile import WAYS

FUZZING = Path(__file__).resolve().parents[2] / "scripts" / "fuzzing.py"
SECONDS = 40

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_comes_in_fails_hangs_or_swells(way: str, tmp_path: Path) -> None:
    line = (sys.executable, FUZZING, way, "--seconds", str(SECONDS), "--keep", tmp_path)

    # In a process of its own, because the fuzzer ends the process that it runs in.
    ended = subprocess.run(line, capture_output=True, text=True, errors="replace", check=False)

    tried = re.search(r"number_of_executed_units: (\d+)", ended.stderr)
    assert ended.returncode == 0, ended.stderr[-4_000:]
    assert list((tmp_path / way / "found").iterdir()) == []
    assert tried is not None
    assert int(tried[1]) > len(list(seeds.of(way)))
