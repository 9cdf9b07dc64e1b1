"""Kept listings to iCalendar bytes (RFC 5545): what goes into the user's calendar, and nothing a feed smuggled along.

Separate from reading because it is strict where reading is forgiving: CRLF, lines folded at 75 octets on character
borders, escaped text, no METHOD (a calendar that is stored has none, RFC 4791 4.1), no alarms, attendees or
attachments. icalendar writes the values; the VTIMEZONEs are ours, because its generated ones (7.3.0) begin daylight
time an hour late (RFC 5545 3.6.5 wants DTSTART in the offset before) and come in no fixed order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from netriage.ical.characters import clean_characters
from netriage.ical.text import clean_line, safe_url
from netriage.ical.times import place
from netriage.model import Moment, Status

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

_PRODUCER: Final = "-//netriage//netriage//EN"
_EXTRA_NAME: Final = re.compile(r"X-[A-Z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class VEventOut:
    """A VEVENT to write. Text is plain; it is escaped here."""

    uid: str
    """Ours (RFC 5545 3.8.4.7), never a feed's."""
    title: str
    start: Moment
    end: Moment
    """Exclusive; not written when it is not after `start`."""
    stamp: datetime
    """DTSTAMP: when the listing was decided or last changed, not when it is written."""
    description: str = ""
    location: str = ""
    url: str = ""
    """http(s) or mailto; anything else is left out."""
    status: Status = Status.CONFIRMED
    categories: tuple[str, ...] = ()
    sequence: int = 0
    extra: tuple[tuple[str, str], ...] = ()
    """X- properties, name and text."""


def write_event(entry: VEventOut) -> bytes:
    """Write a VCALENDAR that holds one event: an item of a vdir or of a CalDAV collection."""
    return write_calendar((entry,))


def write_calendar(entries: Sequence[VEventOut]) -> bytes:
    """Write a VCALENDAR; the same entries in the same order give the same bytes. Raises ValueError on a bad X- name."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("PRODID", _PRODUCER)
    calendar.add("VERSION", "2.0")
    for zone, first, last in _zones_of(entries):
        calendar.add_component(_timezone(zone, first, last))
    for entry in entries:
        calendar.add_component(_event(entry))
    return _bytes(calendar)


def _bytes(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _event(entry: VEventOut) -> Event:
    from icalendar import Event, vText

    event = Event()
    event.add("UID", clean_line(entry.uid))
    event.add("DTSTAMP", entry.stamp.astimezone(UTC))
    event.add("DTSTART", _written(entry.start))
    if _lasts(entry):
        event.add("DTEND", _written(entry.end))
    event.add("SUMMARY", _plain(entry.title).replace("\n", " "))
    if entry.description:
        event.add("DESCRIPTION", _plain(entry.description))
    if entry.location:
        event.add("LOCATION", _plain(entry.location).replace("\n", " "))
    url = safe_url(entry.url)
    if url:
        event.add("URL", url)
    event.add("STATUS", entry.status.value.upper())
    if entry.categories:
        event.add("CATEGORIES", [_plain(category) for category in entry.categories])
    event.add("SEQUENCE", entry.sequence)
    for name, text in entry.extra:
        if not _EXTRA_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no X- property name")
        event.add(name, vText(_plain(text)))  # else an X- property is written unescaped
    return event


def _plain(text: str) -> str:
    """Text without carriage returns and control characters: no line of it can become a property."""
    return clean_characters(text.replace("\r\n", "\n").replace("\r", "\n"))


def _lasts(entry: VEventOut) -> bool:
    if isinstance(entry.start, datetime) and isinstance(entry.end, datetime):
        return entry.end.astimezone(UTC) > entry.start.astimezone(UTC)
    return not isinstance(entry.start, datetime) and not isinstance(entry.end, datetime) and entry.end > entry.start


def _written(moment: Moment) -> Moment:
    """A time in its IANA zone; in UTC when it has none, or when the wall time alone does not tell the instant."""
    if not isinstance(moment, datetime):
        return moment
    zone = _named_zone(moment.tzinfo)
    instant = moment.astimezone(UTC)
    # Compared in UTC: within one zone Python compares wall times and leaves the fold out.
    if zone is None or place(moment.replace(tzinfo=None, fold=0), zone).astimezone(UTC) != instant:
        return instant
    return moment


def _named_zone(zone: tzinfo | None) -> ZoneInfo | None:
    if not isinstance(zone, ZoneInfo) or "/" not in (zone.key or "") or zone.key.startswith("Etc/"):
        return None
    return zone


def _zones_of(entries: Iterable[VEventOut]) -> Iterator[tuple[ZoneInfo, int, int]]:
    """Give each zone that is written, by name, with the first and the last year it is needed for."""
    years: dict[str, tuple[ZoneInfo, int, int]] = {}
    for entry in entries:
        for moment in (entry.start, entry.end):
            zone = _named_zone(moment.tzinfo) if isinstance(moment, datetime) else None
            if zone is not None:
                _, first, last = years.get(zone.key, (zone, moment.year, moment.year))
                years[zone.key] = (zone, min(first, moment.year), max(last, moment.year))
    return (years[key] for key in sorted(years))


def _timezone(zone: ZoneInfo, first: int, last: int) -> Timezone:
    """Build the VTIMEZONE of an IANA zone, right from the year before `first` to the year after `last`."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    timezone = Timezone()
    timezone.add("TZID", zone.key)
    for onset, before, after, daylight, name in _observances(zone, first - 1, last + 2):
        observance = TimezoneDaylight() if daylight else TimezoneStandard()
        observance.add("DTSTART", onset)
        observance.add("TZOFFSETFROM", before)
        observance.add("TZOFFSETTO", after)
        observance.add("TZNAME", name)
        timezone.add_component(observance)
    return timezone


Observance = tuple[datetime, timedelta, timedelta, bool, str]


@lru_cache(maxsize=64)
def _observances(zone: ZoneInfo, first: int, last: int) -> tuple[Observance, ...]:
    """Give the offset at the begin of year `first` and each change before year `last`; onsets in the offset before."""
    day = datetime(first, 1, 1, tzinfo=UTC)
    found = [_observance(zone, day, _offset(zone, day))]
    while day.year < last:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            found.append(_observance(zone, _change(zone, day, following), _offset(zone, day)))
        day = following
    return tuple(found)


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The instant between two at which the offset becomes that of the later, to the second."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
    return high


def _observance(zone: ZoneInfo, at: datetime, before: timedelta) -> Observance:
    local = at.astimezone(zone)
    return (at + before).replace(tzinfo=None), before, _offset(zone, at), bool(local.dst()), local.tzname() or zone.key


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
