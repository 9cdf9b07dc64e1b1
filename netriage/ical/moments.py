"""A time of a content line to its place on the time line: the zone it names, the calendar's, or the user's.

Separate from `times`, which reads the digits: here is what RFC 5545 3.3.5 says they mean, and what an event, its
recurrence dates and its recurrence id have in common.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Final, NamedTuple

from netriage.ical.lines import Line, parameters
from netriage.ical.times import place, read_stamp
from netriage.ical.zones import Zone, Zones
from netriage.model import Moment


@dataclass(frozen=True, slots=True)
class Context:
    """What the calendar around an event says about it."""

    feed: str
    home: tzinfo
    zones: Zones
    default_zone: tzinfo | None = None
    """X-WR-TIMEZONE: where floating times are meant."""
    cancelled: bool = False
    """METHOD:CANCEL (RFC 5546 3.2.5)."""
    charset: str = ""


class Placed(NamedTuple):
    """A time with the zone it was given in."""

    moment: Moment
    zone: Zone
    floating: bool = False
    wall: str = ""
    """The wall time as written, ISO 8601, where the clock skips it (RFC 5545 3.3.5); else ''."""


_NO_ZONE: Final = Zone(None)


def read_moment(line: Line, context: Context) -> Placed:
    """Read a DTSTART, DTEND or RECURRENCE-ID; raises ValueError with words."""
    params = parameters(line.params) if line.params else {}
    return place_stamp(read_stamp(line.value.strip()), params, context)


def read_moment_of(line: Line, start: Placed, context: Context) -> Moment:
    """Read a DTEND or RECURRENCE-ID: one without a zone is meant in that of DTSTART, which need not be said twice."""
    own = start.moment
    stamp = read_stamp(line.value.strip())
    params = parameters(line.params) if line.params else {}
    zone = own.tzinfo if isinstance(own, datetime) and not start.floating and not params.get("TZID") else None
    if zone is not None and isinstance(stamp, datetime) and stamp.tzinfo is None:
        return place(stamp, zone)
    return place_stamp(stamp, params, context).moment


def place_stamp(stamp: date, params: Mapping[str, str], context: Context) -> Placed:
    """Put a stamp where it belongs: a zone, UTC, the calendar's zone, or floating in the user's."""
    if not isinstance(stamp, datetime):
        return Placed(stamp, _NO_ZONE)
    if params.get("VALUE", "").upper() == "DATE" and not (stamp.hour or stamp.minute or stamp.second):
        return Placed(stamp.date(), _NO_ZONE)
    tzid = params.get("TZID", "")
    zone = context.zones.find(tzid) if tzid else _NO_ZONE
    if stamp.tzinfo is not None:
        # RFC 5545 3.2.19: no TZID with UTC. Where it stands, the instant is sure and the zone is how to show it.
        return Placed(stamp.astimezone(zone.zone) if zone.zone else stamp, Zone(zone.zone, "", zone.observances))
    if zone.zone is not None:
        return _placed(stamp, zone.zone, zone)
    if context.default_zone is not None:
        return _placed(stamp, context.default_zone, Zone(None, _assumed(zone.note)))
    return _placed(stamp, context.home, zone, floating=True)


def _placed(wall: datetime, where: tzinfo, zone: Zone, *, floating: bool = False) -> Placed:
    moment = place(wall, where)
    shown = datetime.combine(moment.date(), moment.time())
    return Placed(moment, zone, floating, "" if shown == wall else wall.isoformat())


def _assumed(note: str) -> str:
    """Words for an unknown zone in a calendar that says which is its own."""
    return note and note.partition(";")[0] + "; the time is read in the calendar's own zone."


def instance_id(moment: Moment) -> str:
    """Name an instance of a series: its UTC instant or its date, as ISO 8601."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()
