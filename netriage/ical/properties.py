"""The raw properties of a VEVENT: which are wanted, which of several counts, what was wrong with them.

Separate from `event`, which says what they mean: here nothing is known of times, zones or text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from netriage.ical.lines import Line, content_lines, text_of

SINGLE: Final = frozenset({
    "UID", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "STYLED-DESCRIPTION", "LOCATION", "URL", "ORGANIZER", "GEO",
    "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE", "CONTACT", "TZID",
})  # fmt: skip
MANY: Final = frozenset({
    "CATEGORIES", "RRULE", "EXRULE", "RDATE", "EXDATE", "STATUS", "CONFERENCE", "ATTENDEE", "X-TRUMBA-CUSTOMFIELD",
})  # fmt: skip
VENDOR: Final = frozenset({
    # Named by their whole name, because `read` leaves every other X- property out of a block's hash.
    "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK", "X-GOOGLE-CONFERENCE", "X-GOOGLE-HANGOUT", "X-APPLE-STRUCTURED-LOCATION",
    "X-LIVEWHALE-ALL-DAY", "X-LIVEWHALE-IS-ALL-DAY", "X-LIVEWHALE-CANCELED", "X-LIVEWHALE-TIMEZONE",
    "X-LIVEWHALE-SUMMARY", "X-LIVEWHALE-COST", "X-TEAMUP-WHO", "X-TRUMBA-LINK", "X-TRUMBA-CUSTOMFIELD", "X-COST",
    "X-COST-TYPE", "X-TICKETS-URL", "X-EXTRAINFO", "X-TKF-PROMOTION-BUTTON",
})  # fmt: skip
_WANTED: Final = SINGLE | MANY | VENDOR
_TIMES: Final = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})
_TOLD: Final = frozenset({"DTSTART", "DTEND", "SUMMARY", "UID"})

_MOST_LINES: Final = 300
LONGEST_RAW: Final = 1_000_000
"""Characters of a value that are looked at; the cleaners cut far below it, but not before they have seen it."""

_COLON_ZONE: Final = re.compile(r"((?:;.*)?):(\s*\d{4}-?\d\d-?\d\d.*)", re.DOTALL)


_ZONE_BEHIND: Final = re.compile(r"([^\[;]+?)\s*(?:\[([\w/+-]+)\]|;\s*TZID=([^;:]+))\s*", re.IGNORECASE)


@dataclass(slots=True)
class Raw:
    """The properties of a block, and what was wrong with it."""

    values: dict[str, Line]
    lists: dict[str, list[Line]]
    complaints: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The unescaped TEXT value of a property, '' when absent."""
        line = self.values.get(name)
        return text_of(line)[:LONGEST_RAW] if line else ""


def read_lines(text: str) -> Raw:
    """Collect the properties of an unfolded block; of one that may stand once the first counts, unless it is empty."""
    values: dict[str, Line] = {}
    lists: dict[str, list[Line]] = {}
    repeated: dict[str, int] = {}
    for line in content_lines(text, _WANTED):
        name = line.name
        if name in _TIMES:
            if "[" in line.value or ";" in line.value:
                line = _mend_tail(line)
            elif ":" in line.value and not line.value.lstrip()[:4].isdigit():
                line = _mend_zone(line)
        if name in MANY:
            lists.setdefault(name, []).append(line)
        elif name not in values or not values[name].value.strip():
            values[name] = line
        elif name in _TOLD and values[name].value != line.value:
            repeated[name] = repeated.get(name, 0) + 1
    raw = Raw(values, lists)
    for name, times in repeated.items():
        raw.complaints.append(f"The event has {times + 1} different {name} properties; the first is used.")
    if text.count("\n") > _MOST_LINES:
        raw.complaints.append(
            f"The event has {text.count(chr(10)):,} lines; the event is read, what netriage has no use for is not."
        )
    return raw


def _mend_zone(line: Line) -> Line:
    """Take an unquoted TZID with a colon apart, as Outlook writes: ;TZID=(UTC-05:00) Eastern Time:20260101T120000.

    One that stands in the value (DTSTART:TZID=Europe/Madrid:20260101T120000) is a parameter too.
    """
    value = line.value if line.params or not line.value.upper().startswith("TZID=") else f";{line.value}"
    match = _COLON_ZONE.fullmatch(f"{line.params}:{value}" if value is line.value else value)
    return Line(line.name, match[1], match[2]) if match else line


def _mend_tail(line: Line) -> Line:
    """Take a zone behind a time for its TZID: 20260901T180000;TZID=Europe/Berlin, 2026-09-01T18:00[Europe/Berlin]."""
    match = _ZONE_BEHIND.fullmatch(line.value)
    return Line(line.name, f"{line.params};TZID={match[2] or match[3]}", match[1]) if match else line
