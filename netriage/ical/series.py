"""The recurrence properties of a VEVENT to a judged `Recurrence` (RFC 5545 3.8.5).

Separate because most events have none, and because this is where an attack is refused before anything is expanded: a
rule that cannot be meant leaves the event on its first date, with a complaint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Final

from netriage.ical.lines import Line, parameters
from netriage.ical.moments import Context, Placed, place_stamp
from netriage.ical.rules import RuleError, read_rule
from netriage.ical.times import place, read_duration, read_stamp
from netriage.model import Moment, Period, Recurrence

_MOST_DATES: Final = 2_000
"""RDATEs and EXDATEs kept of an event; real ones have a few hundred at most."""
_MOST_READ: Final = 4_000
_MOST_RULES: Final = 8


def read_recurrence(
    lists: Mapping[str, Sequence[Line]], start: Placed, context: Context, complaints: list[str]
) -> Recurrence | None:
    """Read RRULE, RDATE, EXDATE and EXRULE; None when there are none. What is refused is added to `complaints`."""
    if not ("RRULE" in lists or "RDATE" in lists):
        return None
    rdates: list[Moment] = []
    periods: list[Period] = []
    for found in _dates("RDATE", lists, start, context, complaints):
        if isinstance(found, Period):
            periods.append(found)
        else:
            rdates.append(found)
    exdates = [
        _as_meant(found, start.moment)
        for found in _dates("EXDATE", lists, start, context, complaints)
        if not isinstance(found, Period)
    ]
    return Recurrence(
        rrule=_rules(
            lists.get("RRULE", ()), complaints, "The recurrence is not expanded, only the first date is shown"
        ),
        rdates=_kept(rdates, "RDATE", complaints),
        exdates=_kept(exdates, "EXDATE", complaints),
        exrule=_rules(lists.get("EXRULE", ()), complaints, "The dates that an EXRULE takes away are shown"),
        periods=tuple(periods[:_MOST_DATES]),
        zone=start.zone.observances,
        wall=start.wall,
    )


def _as_meant(excluded: Moment, start: Moment) -> Moment:
    """Read an EXDATE at midnight of a series at another time as the day: platforms that know only days write it."""
    if not isinstance(excluded, datetime) or not isinstance(start, datetime) or excluded.time() != time():
        return excluded
    own = excluded.astimezone(start.tzinfo)
    return excluded if own.time() == start.time() else excluded.date()


def _rules(lines: Sequence[Line], complaints: list[str], effect: str) -> str:
    rules = dict.fromkeys(line.value.strip() for line in lines[:_MOST_RULES])
    if len(lines) > _MOST_RULES:
        complaints.append(f"The event has {len(lines):,} rules; the first {_MOST_RULES} are used.")
    good = []
    for text in rules:
        try:
            read_rule(text)
            good.append(text)
        except RuleError as error:
            complaints.append(f"{effect}: {error}.")
    return "\n".join(good)


def _dates(
    name: str, lists: Mapping[str, Sequence[Line]], start: Placed, context: Context, complaints: list[str]
) -> Iterator[Moment | Period]:
    """Give the dates of all lines of a name; broken ones are told once."""
    items = ((line, item) for line in lists.get(name, ()) for item in _items(line.value))
    broken = read = 0
    for line, item in islice(items, _MOST_READ):
        read += 1
        try:
            yield _date(item.strip(), line, start, context)
        except ValueError:
            broken += 1
    if broken:
        complaints.append(f"{broken:,} {name} dates of the event cannot be read and are left out.")
    if next(items, None) is not None:
        complaints.append(f"The event has more than {read:,} {name} dates; the rest is left out.")


def _items(value: str) -> list[str]:
    """Split a list of dates at commas, also escaped ones and semicolons; an array's brackets go."""
    if "\\" in value or ";" in value or "[" in value:
        value = value.replace("\\", "").replace(";", ",").strip("[] ")
    return [item for item in value.split(",") if item.strip()]


def _date(item: str, line: Line, start: Placed, context: Context) -> Moment | Period:
    """Read one date of a list; a floating one is meant where the event is."""
    params = parameters(line.params) if line.params else {}
    text, slash, tail = item.partition("/")
    moment = _placed(read_stamp(text), params, start, context)
    if not slash or not isinstance(moment, datetime):
        return moment
    if tail.lstrip("+-").upper().startswith("P"):
        end = read_duration(tail).after(moment)
    else:
        end = _placed(read_stamp(tail), params, start, context)
    return Period(moment, end) if isinstance(end, datetime) and end > moment else moment


def _placed(stamp: date, params: Mapping[str, str], start: Placed, context: Context) -> Moment:
    own = start.moment
    if not isinstance(own, datetime):
        # An all-day event has days only; a time is read for its day.
        placed = place_stamp(stamp, params, context).moment
        if not isinstance(placed, datetime):
            return placed
        here = placed.astimezone(context.default_zone or context.home)
        # 22:00 in UTC, where that is midnight, is the day that begins then.
        return here.date() if placed.tzinfo is UTC and here.time() == time() else placed.date()
    if not isinstance(stamp, datetime):
        return stamp
    if stamp.tzinfo is None and "TZID" not in params and own.tzinfo is not None:
        return place(stamp, own.tzinfo)
    return place_stamp(stamp, params, context).moment


def _kept(dates: Sequence[Moment], name: str, complaints: list[str]) -> tuple[Moment, ...]:
    """Sort the dates, without repeats, and bound their number: the latest are those that matter."""
    found = sorted(set(dates), key=_order)
    if len(found) > _MOST_DATES:
        complaints.append(f"The event has {len(found):,} {name} dates; the last {_MOST_DATES:,} are used.")
        found = found[-_MOST_DATES:]
    return tuple(found)


def _order(moment: Moment) -> tuple[str, str]:
    day = moment if not isinstance(moment, datetime) else moment.date()
    return (day.isoformat(), moment.isoformat() if isinstance(moment, datetime) else time().isoformat())
