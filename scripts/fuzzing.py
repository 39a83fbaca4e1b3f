"""What scripts/fuzz does: feeds one way into the program with whatever reaches new lines of it."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# The library sees only what is imported here.
WATCHED = ["mailwatch", "tomllib", "dotenv", "jinja2"]
with atheris.instrument_imports(include=WATCHED, enable_loader_override=False):
    from tests.support import hostile, seeds

# A mail takes some hundredths of a second here, and in earnest a tenth of that: it is not watched.
SECONDS_PER_INPUT = 10
# The rules and what watches them take 300 of these; an input may add half of the rest.
MEGABYTES = 800
LONGEST = 20_000


def main() -> None:
    """Read the command line, lay out the seeds and begin; the library ends the process."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("way", choices=hostile.WAYS)
    parser.add_argument("input", nargs="*", type=Path, help="take these files once, and end")
    parser.add_argument("--seconds", type=int, default=0, help="0, as usual: until interrupted")
    parser.add_argument("--keep", type=Path, default=ROOT / ".fuzz", help="where findings go")
    options = parser.parse_args()
    hostile.office()  # reading the rules takes longer than any input may
    atheris.Setup(_library_options(options), partial(hostile.take, options.way))
    atheris.Fuzz()


def _library_options(options: argparse.Namespace) -> Sequence[str]:
    limits = (f"-timeout={SECONDS_PER_INPUT}", f"-rss_limit_mb={MEGABYTES}")
    if options.input:
        return [sys.argv[0], *limits, *map(str, options.input)]
    kept = options.keep / options.way
    grown, found, given = kept / "grown", kept / "found", kept / "seeds"
    for folder in (grown, found, given):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds.of(options.way)):
        (given / f"{number:03}").write_bytes(seed)
    words = kept / "words"
    words.write_text(seeds.dictionary(options.way), encoding="ascii")
    return [
        sys.argv[0],
        *limits,
        f"-max_len={LONGEST}",
        "-len_control=0",
        f"-max_total_time={options.seconds}",
        f"-dict={words}",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
        str(grown),
        str(given),
    ]


if __name__ == "__main__":
    main()
