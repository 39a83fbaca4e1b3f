"""The wheel works without the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]

QUESTION = """
import mailwatch
from mailwatch.adapters import rulepacks
print(mailwatch.__file__)
print(rulepacks.shipped())
print(len(rulepacks.load([rulepacks.shipped()]).packs))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT],
        check=True,
    )
    return next(folder.glob("mailwatch-*.whl"))


def rule_files() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in (ROOT / "rules").rglob("*")
        if path.suffix in {".toml", ".j2"}
    }


def test_every_rule_and_letter_is_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packed = {
        name.removeprefix("mailwatch/") for name in names if name.startswith("mailwatch/rules/")
    }

    assert packed == rule_files()


def test_nothing_but_the_package_is_in_the_wheel(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"mailwatch"}


def test_the_program_reads_its_rules_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", QUESTION],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    answer = done.stdout.splitlines()

    assert done.returncode == 0, done.stderr
    assert answer[:2] == [
        str(tmp_path / "mailwatch" / "__init__.py"),
        str(tmp_path / "mailwatch" / "rules"),
    ]
    assert int(answer[2]) >= len(["de", "en"])
