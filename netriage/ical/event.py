"""One raw VEVENT block to an `Event`, or to the words why it cannot be one (RFC 5545 3.6.1).

Separate because it is the meeting point: content lines, zones, times, rules and text come together here, and nowhere
else. A fault in one property costs that property, not the event; only an event without a usable start is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from hashlib import sha256
from typing import Final
from urllib.parse import unquote

from netriage.ical.extract import extract
from netriage.ical.lines import Line, content_lines, decode, parameters, split_list, text_of, unfold
from netriage.ical.moments import Context, Placed, instance_id, read_moment
from netriage.ical.series import read_recurrence
from netriage.ical.text import clean_line, clean_text, safe_url
from netriage.ical.times import Duration, read_duration
from netriage.ical.zones import Zone
from netriage.model import Event, Geo, Moment, Problem, Severity, Status

_SINGLE: Final = frozenset({
    "UID", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "URL", "ORGANIZER", "STATUS", "GEO", "DTSTART", "DTEND",
    "DURATION", "RECURRENCE-ID", "SEQUENCE", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-CDO-ALLDAYEVENT",
})  # fmt: skip
_MANY: Final = frozenset({"CATEGORIES", "RRULE", "EXRULE", "RDATE", "EXDATE"})
_WANTED: Final = _SINGLE | _MANY
_CANCELLED: Final = frozenset({"CANCELLED", "CANCELED"})
_TIMES: Final = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})

_MOST_LINES: Final = 300
_MOST_CATEGORIES: Final = 30
_LONGEST_UID: Final = 255
_LONGEST_RAW: Final = 1_000_000
"""Characters of a value that are looked at; the cleaners cut far below it, but not before they have seen it."""

_COLON_ZONE: Final = re.compile(r"(;.*):(\s*\d{4}-?\d\d-?\d\d.*)", re.DOTALL)
_GEO: Final = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[;,]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")


class UnreadableError(ValueError):
    """An event that cannot be shown, with the reason in words."""


@dataclass(slots=True)
class Raw:
    """The properties of a block, and what was wrong with it."""

    values: dict[str, Line]
    lists: dict[str, list[Line]]
    complaints: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The unescaped TEXT value of a property, '' when absent."""
        line = self.values.get(name)
        return text_of(line)[:_LONGEST_RAW] if line else ""


def read_block(block: bytes, line: int, context: Context) -> tuple[Event | None, list[Problem]]:
    """Read one block (raw lines, each with its line end before it); `line` is where its BEGIN stands."""
    raw = _read_lines(decode(unfold(block), context.charset))
    uid = read_uid(raw.text("UID"))
    try:
        event = _read_event(raw, uid, line, context)
    except UnreadableError as error:
        words = f"An event was left out: {error}."
        return None, [Problem(words, context.feed, uid, line, "Tell its publisher.", Severity.ERROR)]
    return event, [Problem(words, context.feed, uid, line) for words in raw.complaints]


def read_uid(text: str) -> str:
    """Clean a UID; a monstrous one is replaced by its hash, so that it may be stored and shown."""
    if len(text) > _LONGEST_UID:
        return f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return clean_line(text)


def _read_lines(text: str) -> Raw:
    values: dict[str, Line] = {}
    lists: dict[str, list[Line]] = {}
    repeated: Counter[str] = Counter()
    for line in content_lines(text, _WANTED):
        if ":" in line.value and line.name in _TIMES and not line.value.lstrip()[:4].isdigit():
            line = _mend_zone(line)
        if line.name in _MANY:
            lists.setdefault(line.name, []).append(line)
        elif line.name not in values or not values[line.name].value.strip():
            values[line.name] = line
        elif values[line.name].value != line.value:
            repeated[line.name] += 1
    raw = Raw(values, lists)
    for name, times in repeated.items():
        if name in ("DTSTART", "DTEND", "SUMMARY", "UID"):
            raw.complaints.append(f"The event has {times + 1} different {name} properties; the first is used.")
    if text.count("\n") > _MOST_LINES:
        raw.complaints.append(
            f"The event has {text.count(chr(10)):,} lines; the event is read, what netriage has no use for is not."
        )
    return raw


def _mend_zone(line: Line) -> Line:
    """Take an unquoted TZID with a colon apart, as Outlook writes: ;TZID=(UTC-05:00) Eastern Time:20260101T120000."""
    match = _COLON_ZONE.fullmatch(f"{line.params}:{line.value}")
    return Line(line.name, match[1], match[2]) if match else line


def _read_event(raw: Raw, uid: str, line: int, context: Context) -> Event:
    start = _read_start(raw, context)
    end = _read_end(raw, start, context)
    if raw.text("X-MICROSOFT-CDO-ALLDAYEVENT").strip().upper() == "TRUE":
        start, end = _all_day(start, end)
    recurrence = read_recurrence(raw.lists, start, context, raw.complaints)
    zone = context.default_zone if recurrence is None else None  # a series in UTC recurs in UTC
    description = _description(raw)
    organizer = _organizer(raw.values.get("ORGANIZER"))
    found = extract(
        title=clean_line(raw.text("SUMMARY")),
        description=description,
        location=clean_line(raw.text("LOCATION")),
        url=safe_url(raw.text("URL").strip()),
        organizer=organizer,
        start=start.moment.date() if isinstance(start.moment, datetime) else start.moment,
    )
    return Event(
        feed=context.feed,
        uid=uid,
        title=found.title or _title_of(description, found.location),
        start=_shown(start.moment, zone),
        end=_shown(end, zone),
        description=description,
        location=found.location,
        url=found.url,
        organizer=found.organizer,
        categories=_categories(raw),
        status=_status(raw, cancelled=context.cancelled or found.cancelled),
        floating=start.floating,
        zone_note=start.zone.note,
        geo=_geo(raw.text("GEO")),
        presence=found.presence,
        online_url=found.online_url or _conference(raw),
        hosts=found.hosts,
        speakers=found.speakers,
        price=found.price,
        register_by=found.register_by,
        links=found.links,
        recurrence=recurrence,
        recurrence_id=_recurrence_id(raw, start, context),
        this_and_future=_this_and_future(raw),
        sequence=read_sequence(raw.text("SEQUENCE")),
        line=line,
    )


def _read_start(raw: Raw, context: Context) -> Placed:
    line = raw.values.get("DTSTART")
    if line is None or not line.value.strip():
        raise UnreadableError("it has no DTSTART")
    try:
        return read_moment(line, context)
    except ValueError as error:
        raise UnreadableError(f"it has no usable date ({error})") from None


def _read_end(raw: Raw, start: Placed, context: Context) -> Moment:
    """DTEND, else DURATION, else a day for a date and nothing for a time (RFC 5545 3.6.1); never before the start."""
    length = Duration(0 if isinstance(start.moment, datetime) else 1, timedelta())
    try:
        if "DTEND" in raw.values and raw.values["DTEND"].value.strip():
            end = _same_kind(read_moment(raw.values["DTEND"], context).moment, start.moment)
            if _is_after(end, start.moment):
                return end
            if end != start.moment:
                raw.complaints.append("The event ends before it begins; the end is left out.")
        elif "DURATION" in raw.values:
            found = read_duration(raw.values["DURATION"].value)
            if found != (0, timedelta()):
                length = found
    except ValueError as error:
        raw.complaints.append(f"The event's end is left out: {error}.")
    end = length.after(start.moment)
    return end if _is_after(end, start.moment) else start.moment


def _same_kind(end: Moment, start: Moment) -> Moment:
    """Make an end what its start is: RFC 5545 3.8.2.2 wants one type, publishers mix them."""
    if isinstance(start, datetime):
        return end if isinstance(end, datetime) else datetime.combine(end, time(), tzinfo=start.tzinfo)
    if isinstance(end, datetime):
        return end.date() + timedelta(days=1 if end.time() > time() else 0)
    return end


def _is_after(end: Moment, start: Moment) -> bool:
    if isinstance(end, datetime) and isinstance(start, datetime):
        return end.astimezone(UTC) > start.astimezone(UTC)
    return end > start


def _all_day(start: Placed, end: Moment) -> tuple[Placed, Moment]:
    """Read midnight to midnight as whole days, as Exchange marks them."""
    if not isinstance(start.moment, datetime) or not isinstance(end, datetime) or start.moment.time() != time():
        return start, end
    first = start.moment.date()
    last = end.date() if end.time() == time() else end.date() + timedelta(days=1)
    return Placed(first, Zone(None)), max(last, first + timedelta(days=1))


def _shown(moment: Moment, zone: tzinfo | None) -> Moment:
    """Show a UTC time in the calendar's own zone (X-WR-TIMEZONE), where it happens: the instant stays."""
    if zone is not None and isinstance(moment, datetime) and moment.tzinfo is UTC:
        return moment.astimezone(zone)
    return moment


def _description(raw: Raw) -> str:
    text = raw.text("DESCRIPTION")
    if not text.strip():
        text = raw.text("X-ALT-DESC")
    return clean_text(text) if text else ""


def _title_of(description: str, location: str) -> str:
    """Name an event without SUMMARY: by the first line of its text, else its place."""
    first = description.partition("\n")[0] or location
    return clean_line(first, limit=100) or "(no title)"


def _organizer(line: Line | None) -> str:
    """CN of ORGANIZER, else its address."""
    if line is None:
        return ""
    name = clean_line(parameters(line.params).get("CN", "")) if line.params else ""
    if name:
        return name
    address = line.value.strip()
    scheme, colon, rest = address.partition(":")
    return clean_line(unquote(rest)) if colon and scheme.lower() == "mailto" else clean_line(address)


def _categories(raw: Raw) -> tuple[str, ...]:
    lines = raw.lists.get("CATEGORIES", ())
    items = (
        clean_line(item, limit=100)
        for line in lines
        for item in split_list(line.value[:_LONGEST_RAW])[:_MOST_CATEGORIES]
    )
    return tuple(dict.fromkeys(item for item in items if item))[:_MOST_CATEGORIES]


def _status(raw: Raw, *, cancelled: bool) -> Status:
    text = raw.text("STATUS").strip().upper()
    if cancelled or text in _CANCELLED:
        return Status.CANCELLED
    return Status.TENTATIVE if text == "TENTATIVE" else Status.CONFIRMED


def _geo(text: str) -> Geo | None:
    match = _GEO.fullmatch(text)
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or latitude == longitude == 0:
        return None
    return Geo(latitude, longitude)


def _conference(raw: Raw) -> str:
    """The address of the meeting itself (RFC 7986 5.11, or Google's own property)."""
    address = raw.text("CONFERENCE").strip() or raw.text("X-GOOGLE-CONFERENCE").strip()
    return safe_url(address) if address else ""


def read_sequence(text: str) -> int:
    """Read a SEQUENCE; 0 when it is none."""
    digits = text.strip()[:9]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _recurrence_id(raw: Raw, start: Placed, context: Context) -> str:
    """Name the instance that is overridden; by its day, where Exchange gives a midnight for an all-day event."""
    line = raw.values.get("RECURRENCE-ID")
    if line is None:
        return ""
    try:
        moment = read_moment(line, context).moment
        all_day = not isinstance(start.moment, datetime)
        return instance_id(moment.date() if all_day and isinstance(moment, datetime) else moment)
    except ValueError as error:
        raw.complaints.append(
            f"The event's RECURRENCE-ID cannot be read ({error}); it is shown as an event of its own."
        )
        return ""


def _this_and_future(raw: Raw) -> bool:
    line = raw.values.get("RECURRENCE-ID")
    return line is not None and parameters(line.params).get("RANGE", "").upper() == "THISANDFUTURE"
