"""The [cadence] section is laid over the table of cadences, category by category."""

import re
from collections.abc import Mapping
from dataclasses import replace

from mailwatch.config.schema import CadenceSection
from mailwatch.config.tables import Place, entries_of, nearest, read
from mailwatch.config.tomlfile import TomlFile
from mailwatch.domain.cadence.table import DEFAULTS, MOST_CHECK_INS, OTHERS, Cadence, Cadences
from mailwatch.domain.judging.rules import CATEGORIES, STAGES
from mailwatch.domain.spans import Span

KNOWN = (*CATEGORIES, *STAGES, OTHERS)
# One of each unit, and how many there may be: ten years.
UNITS = {
    "day": (Span(days=1), 3650),
    "week": (Span(days=7), 520),
    "month": (Span(months=1), 120),
    "year": (Span(months=12), 10),
}
WORDS_OF_THANKS: Mapping[str, int | None] = {"at once": 0, "never": None}
# A month of business days: thanks that come later are no longer thanks.
MOST_MORNINGS = 20

_SPAN = re.compile(r"(\d{1,4}) ([a-z]{1,10})", re.ASCII)


def cadences(toml: TomlFile) -> Cadences:
    """Make the table. Raise ConfigError for a name, a span or a number that cannot be."""
    place = toml.place("cadence")
    sections = entries_of(place, toml.tables.get("cadence", {}))
    entries = dict(DEFAULTS)
    for name, table in sections.items():
        where = _place(toml, place, name)
        if name not in KNOWN:
            hint = nearest(name, KNOWN) or f" Known here: {', '.join(KNOWN)}."
            raise where.error("", f"is no category or stage.{hint}")
        section = read(where, table, CadenceSection)
        entries[name] = _laid_over(DEFAULTS.get(name, DEFAULTS[OTHERS]), where, section)
    return Cadences(entries)


def _place(toml: TomlFile, above: Place, name: str) -> Place:
    """Describe where an entry stands: in a section of its own, or on a line of [cadence]."""
    own = toml.place(f"cadence.{name}")
    line = above.lines.get(name)
    return own if own.lines or line is None else replace(own, lines={"": line})


def _laid_over(cadence: Cadence, place: Place, section: CadenceSection) -> Cadence:
    if section.thanks is not None:
        cadence = replace(cadence, thanks=_mornings(place, section.thanks))
    if section.check_ins is not None:
        cadence = replace(cadence, check_ins=_check_ins(place, section.check_ins))
    return cadence


def _mornings(place: Place, text: str) -> int | None:
    words = " ".join(text.casefold().split())
    if words in WORDS_OF_THANKS:
        return WORDS_OF_THANKS[words]
    span = _span(place, "thanks", words, "day")
    if span.days > MOST_MORNINGS:
        raise place.error(
            "thanks", f"{text!r} is too late for thanks. Take at most {MOST_MORNINGS} days."
        )
    return span.days


def _check_ins(place: Place, texts: tuple[str, ...]) -> tuple[Span, ...]:
    if len(texts) > MOST_CHECK_INS:
        raise place.error(
            "check_ins",
            f"names {len(texts)} letters, and with the thanks there are never more than"
            f" {1 + MOST_CHECK_INS}. Name at most {MOST_CHECK_INS}.",
        )
    return tuple(_span(place, "check_ins", text.casefold(), *UNITS) for text in texts)


def _span(place: Place, key: str, text: str, *units: str) -> Span:
    """Read "6 weeks". Raise ConfigError for anything else, with the nearest of *units*."""
    found = _SPAN.fullmatch(" ".join(text.split()))
    unit = found[2].removesuffix("s") if found else ""
    if found is None or unit not in units:
        written = [f"{name}s" for name in units]
        hint = nearest(text.rpartition(" ")[2], [*units, *written, *_words_for(key)])
        raise place.error(key, f"{text!r} is no span of time.{hint} Write it like {_example(key)}.")
    (one, most), count = UNITS[unit], int(found[1])
    if not 1 <= count <= most:
        raise place.error(key, f"{text!r} is out of range. Choose 1 to {most} {unit}s.")
    return Span(one.months * count, one.days * count)


def _words_for(key: str) -> tuple[str, ...]:
    return tuple(WORDS_OF_THANKS) if key == "thanks" else ()


def _example(key: str) -> str:
    return '"1 day", "at once" or "never"' if key == "thanks" else '"6 weeks" or "3 months"'
