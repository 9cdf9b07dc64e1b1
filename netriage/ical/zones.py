"""TZID to time zone, for one calendar of one feed (RFC 5545 3.2.19), with words where the zone is not sure.

Separate because a wrong zone is worse than a wrong text: it makes people miss things. The order: the IANA database
(also behind a vendor's prefix, whatever a VTIMEZONE of that name claims), the Windows and Rails names, the feed's own
VTIMEZONE, an offset in the name, a guess that is told as one. What stays unknown is floating time, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from netriage.ical.text import clean_line
from netriage.ical.vtimezone import ZoneError, feed_zone, read_observances
from netriage.ical.zonenames import guessed_name, iana_name, known_name

_LONGEST_NAME: Final = 200
_PLAIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}")
_OFFSET: Final = re.compile(r"\(?(?:UTC|GMT|Z)?\s*([+-])(\d{1,2})(?:[:.]?([0-5]\d))?\)?", re.IGNORECASE)
_LEADING_OFFSET: Final = re.compile(
    r"\(?(?:UTC|GMT)\s*(?:([+-])\s*(\d{1,2})(?:[:.]?([0-5]\d))?)?\)?(?=\W|\Z)", re.IGNORECASE
)
_SEASONS: Final = {"EST": "America/New_York", "GMT": ""}
"""IANA names of a fixed offset that publishers write all the year round for a zone with a summer time.

Notes calls London's own zone GMT; without a VTIMEZONE it is what it says.
"""
_NO_ZONES: Final = frozenset({"Factory", "localtime", "posixrules"})
_UTC_NAMES: Final = frozenset({"UTC", "UCT", "Zulu", "Universal", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal"})


class Zone(NamedTuple):
    """What a TZID stands for."""

    zone: tzinfo | None
    """None when it is unknown: the times are floating."""
    note: str = ""
    """Words when the zone is unknown or a guess."""
    observances: str = ""
    """The feed's own zone in the short form of `vtimezone`, '' for a zone that has a name or a fixed offset."""


class Zones:
    """The zones of one calendar: looked up once a TZID, built when first used."""

    def __init__(self, definitions: Mapping[str, str]) -> None:
        """Take the calendar's VTIMEZONEs, TZID to raw unfolded text."""
        self._definitions = definitions
        self._found: dict[str, Zone] = {}

    def find(self, tzid: str) -> Zone:
        """Look a TZID up; never fails."""
        zone = self._found.get(tzid)
        if zone is None:
            zone = self._found[tzid] = self._resolve(tzid)
        return zone

    def _resolve(self, tzid: str) -> Zone:
        if _PLAIN_NAME.fullmatch(tzid) and tzid not in _SEASONS:
            exact = _load(tzid)
            if exact:
                return Zone(exact)
        shown = clean_line(tzid, limit=60)
        if tzid in _SEASONS:
            name = _SEASONS[tzid]
            note = f"The time zone “{shown}” is read as {name}." if name else ""
            return self._own(tzid, shown) or Zone(_load(name or tzid), note)
        if len(tzid) > _LONGEST_NAME or "\0" in tzid:
            return Zone(None, f"The time zone “{shown}” is no name; the time may be off.")
        name = iana_name(tzid) or known_name(tzid)
        if name:
            named = _load(name)
            if named:
                return Zone(named)
        unknown = Zone(None, f"The time zone “{shown}” is unknown; the time is shown as if it were local.")
        return self._own(tzid, shown) or _by_words(tzid, shown) or unknown

    def _own(self, tzid: str, shown: str) -> Zone | None:
        """Build the calendar's own zone; None when there is none, or when it is no use and the name may tell."""
        text = self._definitions.get(tzid)
        if text is None:
            return None
        located = re.search(r"\nX-LIC-LOCATION[^:\n]*:([^\n]+)", text, re.IGNORECASE)
        name = iana_name(located[1]) if located and len(located[1]) <= _LONGEST_NAME else ""
        if name:
            named = _load(name)
            if named:
                return Zone(named)
        try:
            observances = read_observances(text)
            return Zone(feed_zone(observances, shown), "", observances)
        except ZoneError as error:
            note = f"The time zone “{shown}” of the feed cannot be used ({error}); the time may be off."
            return _by_words(tzid, shown) or Zone(None, note)


@lru_cache(maxsize=1024)
def _load(name: str) -> tzinfo | None:
    """Load a zone of the IANA database; None when there is none of that name. UTC is always the one of `datetime`."""
    if name in _UTC_NAMES:
        return UTC
    if name in _NO_ZONES:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no plain name, a folder of the database
        return None


def _by_words(tzid: str, shown: str) -> Zone | None:
    """Read a name that is an offset ('UTC+01', '-0500'), or one that says a place ('(UTC+01:00) Amsterdam, Berlin')."""
    bare = _OFFSET.fullmatch(tzid.strip())
    offset = _leading_offset(bare or _LEADING_OFFSET.match(tzid.strip()))
    if bare and offset is not None:
        return Zone(timezone(offset))
    name, places = guessed_name(tzid)
    zone = _load(name) if name else None
    if zone and (places > 1 if offset is None else _has_standard(zone, offset)):
        return Zone(zone)
    if offset is not None:
        return Zone(
            timezone(offset), f"The time zone “{shown}” is read as a fixed offset; in summer it may be an hour off."
        )
    return Zone(zone, f"The time zone “{shown}” is read as {name}.") if zone else None


def _leading_offset(match: re.Match[str] | None) -> timedelta | None:
    if match is None or int(match[2] or 0) > 14:
        return None
    offset = timedelta(hours=int(match[2] or 0), minutes=int(match[3] or 0))
    return -offset if match[1] == "-" else offset


def _has_standard(zone: tzinfo, offset: timedelta) -> bool:
    """Whether the zone keeps this offset in a January or a July."""
    return offset in {datetime(2024, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)}
