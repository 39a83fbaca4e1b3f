"""The entry point: `python -m mailwatch` and the command `mailwatch`."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    from mailwatch.cli import run  # noqa: PLC0415 - the command line loads only when it is used

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
