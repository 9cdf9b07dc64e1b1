"""Date, time and duration values of RFC 5545 3.3, read from text: tolerant in form, strict in range.

Separate because events, zones and rules all need it. Values come back as the standard means them before any zone is
known: a `date`, a naive `datetime` (local), or an aware one (UTC, or an explicit offset as ISO 8601 has it).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from netriage.ical.written import in_digits
from netriage.late import late
from netriage.model import Moment

FIRST_YEAR: Final = 1583
"""The Gregorian calendar begins; what is older is a template or an attack."""
LAST_YEAR: Final = 8999
"""Far enough from datetime's own end that no zone and no duration passes it."""

_LONGEST: Final = timedelta(days=366 * 100)
"""A duration above is a slip of the publisher's."""

_LOOSE: Final = late(
    r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)Z?T?"
    r"(?:[T ]+(\d\d|\d(?=:)):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*([AP]M)?\s*(Z+|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE | re.ASCII,
)
_DURATION: Final = re.compile(
    r"([+-]?)P?(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T?(?:(\d{1,6}(?:[.,]\d{1,3})?)H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE | re.ASCII,
)
_CLOCK: Final = re.compile(r"()()()(?:PT?)?(\d{1,2})[:Hh](\d\d)(?::(\d\d))?", re.ASCII)
"""A length as hours and minutes (frab), or without its last letter."""


class Duration(NamedTuple):
    """RFC 5545 3.3.6: days (and weeks) are nominal, a day later at the same wall time; the rest is exact."""

    days: int
    exact: timedelta

    def after(self, start: Moment) -> Moment:
        """The end of what begins at `start`; for a date, whole days."""
        if not isinstance(start, datetime):
            return start + timedelta(days=self.days) + timedelta(days=self.exact.days)
        end = start + timedelta(days=self.days)
        return (end.astimezone(UTC) + self.exact).astimezone(end.tzinfo) if self.exact else end


@lru_cache(maxsize=4096)
def read_stamp(text: str) -> date:
    """Read a DATE or DATE-TIME; raises ValueError with words on anything that is no usable date.

    Hour 24 is midnight of the next day, a leap second the second before it.
    """
    if len(text) == 15 and text[8] == "T" and text.isascii() and text[:8].isdigit() and text[9:].isdigit():
        parts = (text[:4], text[4:6], text[6:8], text[9:11], text[11:13], text[13:15], "", "")
    elif len(text) == 16 and text[8] == "T" and text[15] == "Z" and text[:8].isdigit() and text[9:15].isdigit():
        parts = (text[:4], text[4:6], text[6:8], text[9:11], text[11:13], text[13:15], "Z", "")
    else:
        match = _LOOSE.fullmatch(text.strip().strip("\"'")) or _LOOSE.fullmatch(in_digits(text[:100]))
        if match is None:
            raise ValueError(f"“{text[:40]}” is no date")
        parts = (
            match[1],
            match[2],
            match[3],
            match[4] or "",
            match[5] or "0",
            match[6] or "0",
            match[8] or "",
            match[7] or "",
        )
    year = int(parts[0])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} cannot be meant")
    try:
        day = date(year, int(parts[1]), int(parts[2]))
        return _with_time(day, parts) if parts[3] else day
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no date of the calendar") from None


def _with_time(day: date, parts: tuple[str, ...]) -> datetime:
    hour, minute, second = int(parts[3]), int(parts[4]), min(int(parts[5]), 59)
    if parts[7]:
        hour = hour % 12 + (12 if parts[7] in "PMpm" else 0)
    if hour == 24 and minute == second == 0:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute, second), tzinfo=_offset(parts[6]))


def _offset(text: str) -> tzinfo | None:
    if not text:
        return None
    if text[0] in "Zz":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def read_duration(text: str) -> Duration:
    """Read a DURATION; a missing P or T is forgiven.

    Raises ValueError on anything else, on negative and on absurd ones.
    """
    match = _DURATION.fullmatch(text.strip()) or _CLOCK.fullmatch(text.strip())
    if match is None or not any(match.groups()[1:]):
        raise ValueError(f"“{text[:40]}” is no duration")
    weeks, days, _, minutes, seconds = (int(part or 0) if at != 2 else 0 for at, part in enumerate(match.groups()[1:]))
    hours = float((match[4] or "0").replace(",", "."))
    found = Duration(weeks * 7 + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if match[1] == "-" and found != (0, timedelta()):
        raise ValueError(f"the duration “{text[:40]}” is negative")
    if timedelta(days=found.days) + found.exact > _LONGEST:
        raise ValueError(f"the duration “{text[:40]}” cannot be meant")
    return found


def place(local: datetime, zone: tzinfo) -> datetime:
    """Put a wall time into a zone: in a gap by the offset before it, the first of two in a fold (RFC 5545 3.3.5)."""
    day, clock = local.date(), local.time()
    moment = datetime.combine(day, clock, zone)  # `datetime.replace` takes nine times as long
    if zone is UTC or moment.utcoffset() == datetime.combine(day, _again(clock), zone).utcoffset():
        return moment
    return moment.astimezone(UTC).astimezone(zone)


@lru_cache(maxsize=1_440)
def _again(clock: time) -> time:
    """A wall time as the second of two."""
    return clock.replace(fold=1)
