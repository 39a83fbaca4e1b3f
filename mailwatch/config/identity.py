"""The [identity] section becomes who the user is."""

import zoneinfo
from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from mailwatch.config import words
from mailwatch.config.schema import IdentitySection
from mailwatch.config.tables import Place, nearest
from mailwatch.domain.accounts import Account
from mailwatch.domain.identity import Identity


def identity(
    place: Place,
    section: IdentitySection,
    accounts: Iterable[Account],
    environ: Mapping[str, str],
) -> Identity:
    """Make the identity; what the user left out comes from the accounts and the system.

    Languages stay empty where the user names none: whoever was written to in a language applied
    in it, so every language that there are letters in may answer.
    """
    return Identity(
        name=words.needed(place, "name", section.name or environ.get("MAILWATCH_NAME", "")),
        addresses=_addresses(place, section, accounts),
        languages=_languages(place, section),
        timezone=_zone(place, section.timezone) if section.timezone else system_zone(environ),
        offer=words.one_line(place, "offer", section.offer),
        signature=_signature(place, section.signature),
    )


def _addresses(
    place: Place,
    section: IdentitySection,
    accounts: Iterable[Account],
) -> tuple[str, ...]:
    written = section.addresses or (each.username for each in accounts if "@" in each.username)
    addresses = tuple(dict.fromkeys(words.address(place, "addresses", each) for each in written))
    if not addresses:
        raise place.error(
            "addresses",
            "is missing, and no account's username is a mail address. "
            'Write [identity] addresses = ["you@example.org"] in mailwatch.toml.',
        )
    return addresses


def _languages(place: Place, section: IdentitySection) -> tuple[str, ...]:
    for language in section.languages:
        if not (language.isascii() and language.replace("-", "").isalpha()):
            raise place.error("languages", f'{language!r} is no language. Write it like "en".')
    return tuple(dict.fromkeys(each.casefold() for each in section.languages))


def _signature(place: Place, text: str) -> str:
    lines = text.strip().splitlines()
    return "\n".join(words.one_line(place, "signature", line) for line in lines)


def _zone(place: Place, name: str) -> ZoneInfo:
    zone = _known_zone(name)
    if zone is None:
        hint = nearest(name, zoneinfo.available_timezones()) or " Write it like Europe/Berlin."
        raise place.error("timezone", f"{name!r} is not a time zone.{hint}")
    return zone


def _known_zone(name: str) -> ZoneInfo | None:
    # ZoneInfo answers a path outside its folder with ValueError, a folder inside with an OSError.
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def system_zone(environ: Mapping[str, str], etc: Path = Path("/etc")) -> ZoneInfo:
    """Return the zone of $TZ, of /etc/timezone or of /etc/localtime, the first known; else UTC."""
    for name in _zone_names(environ, etc):
        zone = _known_zone(name)
        if zone is not None:
            return zone
    return ZoneInfo("UTC")


def _zone_names(environ: Mapping[str, str], etc: Path) -> Iterable[str]:
    yield environ.get("TZ", "").lstrip(":") or "none"
    try:
        yield (etc / "timezone").read_text(encoding="ascii").strip() or "none"
    except (OSError, UnicodeDecodeError):
        yield "none"
    yield str((etc / "localtime").resolve()).rpartition("zoneinfo/")[2] or "none"
