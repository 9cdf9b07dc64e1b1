"""When an event is: DTSTART with DTEND or DURATION (RFC 5545 3.6.1), mended where publishers break it.

Separate because it is the part of an event that must be right: a start that cannot be read is no event, an end that
cannot be read is left out and told.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

from netriage.ical.lines import Line
from netriage.ical.moments import Context, Placed, read_moment, read_moment_of
from netriage.ical.properties import Raw
from netriage.ical.times import Duration, read_duration
from netriage.ical.vendor import display_zone, is_all_day
from netriage.ical.zones import Zone
from netriage.model import Moment

_HALF_DAY: Final = timedelta(hours=12)


class UnreadableError(ValueError):
    """An event that cannot be shown, with the reason in words."""


def read_span(raw: Raw, context: Context) -> tuple[Placed, Moment]:
    """Read start and end; raises UnreadableError without a usable start."""
    start = _read_start(raw, context)
    end = _read_end(raw, start, context)
    return _all_day(start, end, display_zone(raw, context)) if is_all_day(raw) else (start, end)


def shown(moment: Moment, zone: tzinfo | None) -> Moment:
    """Show a UTC time in the calendar's own zone (X-WR-TIMEZONE), where it happens: the instant stays."""
    if zone is not None and isinstance(moment, datetime) and moment.tzinfo is UTC:
        return moment.astimezone(zone)
    return moment


def _read_start(raw: Raw, context: Context) -> Placed:
    line = raw.values.get("DTSTART")
    if line is None or not line.value.strip():
        raise UnreadableError("it has no DTSTART")
    try:
        return read_moment(_first_part(line), context)
    except ValueError as error:
        raise UnreadableError(f"it has no usable date ({error})") from None


def _first_part(line: Line) -> Line:
    """The first of a list of dates, which RFC 5545 3.8.2.4 does not allow."""
    first, comma, _ = line.value.partition(",")
    return line._replace(value=first) if comma and first.lstrip()[:4].isdigit() else line


def _read_end(raw: Raw, start: Placed, context: Context) -> Moment:
    """DTEND, else DURATION, else a day for a date and nothing for a time (RFC 5545 3.6.1); never before the start."""
    length = Duration(0 if isinstance(start.moment, datetime) else 1, timedelta())
    try:
        if "DTEND" in raw.values and raw.values["DTEND"].value.strip():
            end = _same_kind(read_moment_of(raw.values["DTEND"], start, context), start.moment)
            if _is_after(end, start.moment):
                return end
            if end != start.moment:
                return _mended(end, start.moment, raw.complaints)
        elif "DURATION" in raw.values:
            found = read_duration(raw.values["DURATION"].value)
            if found != (0, timedelta()):
                length = found
    except ValueError as error:
        raw.complaints.append(f"The event's end is left out: {error}.")
    end = length.after(start.moment)
    return end if _is_after(end, start.moment) else start.moment


def _mended(end: Moment, start: Moment, complaints: list[str]) -> Moment:
    """Read an end before the start: past midnight where only the date was not counted on, else there is none."""
    if _is_past_midnight(end, start):
        complaints.append("The event ends before it begins; it is read to end on the next day.")
        return end + timedelta(days=1)
    complaints.append("The event ends before it begins; the end is left out.")
    return Duration(0 if isinstance(start, datetime) else 1, timedelta()).after(start)


def _is_past_midnight(end: Moment, start: Moment) -> bool:
    """Whether 22:00 to 02:00 of one date is meant to end on the next; 15:30 to 04:30 may as well mean 16:30."""
    if not isinstance(end, datetime) or not isinstance(start, datetime):
        return False
    return end.date() == start.date() and end + _HALF_DAY <= start


def _same_kind(end: Moment, start: Moment) -> Moment:
    """Make an end what its start is: RFC 5545 3.8.2.2 wants one type, publishers mix them."""
    if isinstance(start, datetime):
        if isinstance(end, datetime):
            return end
        return start if end == start.date() else datetime.combine(end, time(), tzinfo=start.tzinfo)
    if isinstance(end, datetime):
        return end.date() + timedelta(days=1 if end.time() > time() else 0)
    return end


def _is_after(end: Moment, start: Moment) -> bool:
    if isinstance(end, datetime) and isinstance(start, datetime):
        return end > start if end.tzinfo is start.tzinfo is UTC else end.astimezone(UTC) > start.astimezone(UTC)
    return end > start


def _all_day(start: Placed, end: Moment, zone: tzinfo | None) -> tuple[Placed, Moment]:
    """Read midnight to midnight as whole days, as Exchange and LiveWhale mark them; `zone` is where UTC is meant."""
    begin, end = shown(start.moment, zone), shown(end, zone)
    if not isinstance(begin, datetime) or not isinstance(end, datetime) or begin.time() != time():
        return start, end
    first = begin.date()
    last = end.date() if end.time() == time() else end.date() + timedelta(days=1)
    return Placed(first, Zone(None)), max(last, first + timedelta(days=1))
