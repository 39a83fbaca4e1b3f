"""What scripts/golden does: record, compare or count."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support import careful, golden
from tests.support.careful import Outcome


def main() -> None:
    """Read the command line and do one of three things."""
    parser = argparse.ArgumentParser(prog="scripts/golden", description=__doc__)
    parser.add_argument("do", nargs="?", choices=("compare", "record", "facts"), default="compare")
    parser.add_argument("only", nargs="?", default="", help="a part of names, or of fields")
    options = parser.parse_args()
    if options.do == "facts":
        count(options.only)
    elif options.do == "record":
        record(options.only)
    else:
        compare(options.only)


def compare(only: str) -> None:
    """Print every difference; exit with 1 if there is one."""
    differences = [golden.difference(one) for one in golden.all_golden() if only in one.name]
    print("\n".join(filter(None, differences)) or "no difference")
    sys.exit(1 if any(differences) else 0)


def record(only: str) -> None:
    """Write down what the program makes of the mails now."""
    for one in golden.all_golden():
        if only in one.name and golden.difference(one):
            one.record.write_text(golden.rendered(one), encoding="utf-8")
            print(one.name)


def count(only: str) -> None:
    """Print a table of fields, and what is wrong or missed."""
    answers = [one for one in careful.answers(golden.all_golden()) if only in one.field]
    print(f"{'':13}" + "".join(f"{outcome:>8}" for outcome in Outcome))
    for field, counts in careful.tally(answers).items():
        print(f"{field:13}" + "".join(f"{counts[outcome]:8}" for outcome in Outcome))
    for outcome in (Outcome.WRONG, Outcome.MISSED):
        print(f"\n{outcome}")
        print("\n".join(f"  {one}" for one in answers if one.outcome is outcome))


if __name__ == "__main__":
    main()
