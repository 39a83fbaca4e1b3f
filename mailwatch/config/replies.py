"""The [replies] section becomes a policy: whom we answer, and in which hours of which days."""

import re
from datetime import date, time

from mailwatch.config.schema import RepliesSection
from mailwatch.config.tables import Place, nearest
from mailwatch.domain.identity import Caps, ReplyPolicy, WorkingHours
from mailwatch.domain.judging.rules import STAGES

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)

# Holidays of a region are worked out for so many years after the current one.
YEARS_AHEAD = 5


def policy(place: Place, section: RepliesSection, today: date) -> ReplyPolicy:
    """Make the policy; holidays of a region reach from the year before *today* to five after."""
    start, end = _hours(place, section.working_hours)
    if isinstance(section.holidays, str):
        holidays = _regional(place, section.holidays, today) if section.holidays else frozenset()
    else:
        holidays = frozenset(section.holidays)
    return ReplyPolicy(
        hours=WorkingHours(start=start, end=end, holidays=holidays),
        minimum_stage=_stage(place, section.minimum_stage),
        maximum_age=section.maximum_age,
        personal_line=section.personal_line,
        important=section.important,
        never=section.never,
        thank_for_feedback=section.thank_for_feedback,
        caps=Caps(section.drafts_per_day, section.person_pause, section.company_pause),
    )


def _stage(place: Place, name: str) -> str:
    if name and name not in STAGES:
        hint = nearest(name, STAGES) or f" Known here: {', '.join(STAGES)}."
        raise place.error("minimum_stage", f"{name!r} is not a stage.{hint}")
    return name


def _hours(place: Place, text: str) -> tuple[time, time]:
    found = _HOURS.fullmatch(text.replace(" ", ""))
    if found is None:
        raise place.error("working_hours", f'{text!r} is no span. Write it like "09:30-17:00".')
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if first >= last:
        raise place.error("working_hours", f"{text!r} ends before it begins. Swap the two times.")
    return first, last


def _regional(place: Place, region: str, today: date) -> frozenset[date]:
    try:
        import holidays  # noqa: PLC0415 - an extra, and 60 ms to import, for those who name a region
    except ImportError as error:
        raise place.error(
            "holidays",
            "a region needs the package holidays. Install it with: pip install "
            '"mailwatch[holidays]", or list the dates: ["2026-12-24"].',
        ) from error
    country, _, subdivision = region.upper().partition("-")
    years = range(today.year - 1, today.year + YEARS_AHEAD + 1)
    try:
        days = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    except NotImplementedError as error:
        hint = _nearest_region(region, holidays.list_supported_countries(include_aliases=False))
        raise place.error("holidays", f"{region!r} is not a known region.{hint}") from error
    return frozenset(days)


def _nearest_region(region: str, countries: dict[str, list[str]]) -> str:
    known = [
        *countries,
        *(f"{country}-{part}" for country in countries for part in countries[country]),
    ]
    return nearest(region, known) or ' Write it like "DE" or "DE-BY" (ISO 3166).'
