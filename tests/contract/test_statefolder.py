"""The state folder: private, held by one, with a key that never changes."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailwatch.adapters import statefolder
from mailwatch.errors import ConfigError, TransientError

HOLDER = """
import pathlib, sys
from mailwatch.adapters import statefolder
with statefolder.lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_is_for_the_user_alone(tmp_path: Path) -> None:
    folder = statefolder.prepare(tmp_path / "state", {})

    assert mode(folder) == 0o700


def test_the_option_goes_before_systemds_folder(tmp_path: Path) -> None:
    folder = statefolder.prepare(tmp_path / "a", {"STATE_DIRECTORY": str(tmp_path / "b")})

    assert folder == tmp_path / "a"


def test_the_first_of_systemds_folders_is_ours(tmp_path: Path) -> None:
    folder = statefolder.prepare(None, {"STATE_DIRECTORY": f"{tmp_path}/a:{tmp_path}/b"})

    assert folder == tmp_path / "a"


@pytest.mark.parametrize(
    ("variable", "under"),
    [("XDG_DATA_HOME", "mailwatch"), ("HOME", ".local/share/mailwatch")],
)
def test_the_users_data_folder_is_the_last_choice(
    tmp_path: Path,
    variable: str,
    under: str,
) -> None:
    assert statefolder.prepare(None, {variable: str(tmp_path)}) == tmp_path / under


def test_a_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o770)

    with pytest.raises(ConfigError, match=f"Run: chmod 700 {tmp_path}"):
        statefolder.prepare(tmp_path, {})


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="Name another with --state"):
        statefolder.prepare(tmp_path / "file", {})


def test_a_second_process_is_told_who_is_at_work(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        with (
            pytest.raises(TransientError, match=rf"another mailwatch \(pid {holder.pid}\)"),
            statefolder.lock(tmp_path),
        ):
            pass

        holder.communicate()


def test_the_lock_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
        holder.wait()

        with statefolder.lock(tmp_path):
            held_by = (tmp_path / "lock").read_text()

    assert held_by == f"{os.getpid()}\n"


def test_the_lock_ends_with_its_block(tmp_path: Path) -> None:
    for _ in range(2):
        with statefolder.lock(tmp_path):
            held_by = (tmp_path / "lock").read_text()

    assert held_by == f"{os.getpid()}\n"


def test_the_key_stays_the_same(tmp_path: Path) -> None:
    assert statefolder.message_key(tmp_path) == statefolder.message_key(tmp_path)


def test_the_key_differs_between_installations(tmp_path: Path) -> None:
    one, other = (statefolder.prepare(tmp_path / name, {}) for name in ("one", "other"))

    assert statefolder.message_key(one) != statefolder.message_key(other)


def test_the_key_is_for_the_user_alone(tmp_path: Path) -> None:
    statefolder.message_key(tmp_path)

    assert mode(tmp_path / "secret") == 0o600


def test_nothing_but_the_key_is_left_behind(tmp_path: Path) -> None:
    statefolder.message_key(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_all_who_make_the_key_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(statefolder.message_key, [tmp_path] * 32))

    assert len(keys) == 1


def test_a_damaged_key_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"short")

    with pytest.raises(ConfigError, match="5 bytes instead of 32"):
        statefolder.message_key(tmp_path)


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ConfigError, match="cannot be written"), statefolder.lock(tmp_path):
        pass

    assert not (tmp_path / "elsewhere").exists()


def test_the_cache_lies_where_systemd_or_the_user_keeps_caches() -> None:
    assert statefolder.cache({"CACHE_DIRECTORY": "/var/cache/mailwatch"}) == Path(
        "/var/cache/mailwatch"
    )
    assert statefolder.cache({"XDG_CACHE_HOME": "/c"}) == Path("/c/mailwatch")
    assert statefolder.cache({"XDG_CACHE_HOME": "c", "HOME": "/h"}) == Path("/h/.cache/mailwatch")
