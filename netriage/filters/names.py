"""The names that a filter can compare: those of `--json`, each with its kind and what it reads from a row.

Separate because it is the one table behind parsing, matching, completion and help: a new name is a new line here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from netriage.filters.row import FilterContext, FilterRow
from netriage.filters.syntax import Compare, Op
from netriage.model import Lane, Listing, Moment, Presence, Scored, Status, duration, instant


class Kind(StrEnum):
    """What a name is compared with."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    CHOICE = "choice"
    DAY = "day"
    ON = "on"
    SPAN = "span"
    FLAG = "flag"


ORDERED = frozenset({Op.EQ, Op.LT, Op.LE, Op.GT, Op.GE})
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_WORDS = ("today", "tomorrow", *WEEKDAYS)
"""Days that may stand for a date; a weekday is the next one, today included."""
OPS: Mapping[Kind, frozenset[Op]] = {
    Kind.TEXT: frozenset({Op.HAS, Op.EQ}),
    Kind.ID: frozenset({Op.HAS}),
    Kind.NUMBER: ORDERED,
    Kind.CHOICE: frozenset({Op.HAS}),
    Kind.DAY: ORDERED,
    Kind.ON: frozenset({Op.HAS}),
    Kind.SPAN: frozenset({Op.HAS}),
    Kind.FLAG: frozenset({Op.HAS}),
}

Reader = Callable[[FilterRow, FilterContext], Any]
"""What a name means for a row: texts, a number or None, a moment or None, a choice, or whether a flag is up."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the filter language."""

    name: str
    kind: Kind
    words: str
    """What it is, for help and completion."""
    read: Reader
    choices: tuple[str, ...] = ()
    """What it may be compared with, where that is a closed list."""
    aliases: tuple[str, ...] = ()
    of_listing: bool = True
    """It says something about the listing alone, not about what the user did with it: rules may use it."""


def _targets(scored: Scored, group: str) -> Iterable[str]:
    """Names and quotes of the goal's targets that the evidence of a group is about."""
    for item in scored.evidence:
        if item.group == group:
            yield item.target
            yield item.quote


def _people(row: FilterRow, _: FilterContext) -> Iterable[str]:
    listing = row.scored.listing
    return (*listing.speakers, *listing.hosts, listing.organizer, *_targets(row.scored, "people"))


def _companies(row: FilterRow, _: FilterContext) -> Iterable[str]:
    listing = row.scored.listing
    return (*listing.hosts, listing.organizer, *_targets(row.scored, "companies"))


def _evidence(row: FilterRow, _: FilterContext) -> Iterable[str]:
    return (text for item in row.scored.evidence for text in (item.why, item.quote))


def _gates(row: FilterRow, _: FilterContext) -> Iterable[str]:
    return (text for gate in row.scored.gates for text in (gate.kind, gate.why))


def _zone(row: FilterRow, _: FilterContext) -> Iterable[str]:
    start = row.scored.listing.start
    return (getattr(start.tzinfo, "key", str(start.tzinfo)),) if isinstance(start, datetime) else ()


def _hours(row: FilterRow, _: FilterContext) -> float | None:
    length = duration(row.scored.listing.start, row.scored.listing.end)
    return length / timedelta(hours=1) if length else None


def _distance(row: FilterRow, context: FilterContext) -> float | None:
    """Kilometres along a great circle (haversine); None when one of the two places is unknown."""
    place, home = row.scored.listing.geo, context.home
    if place is None or home is None:
        return None
    south, north = math.radians(home.latitude), math.radians(place.latitude)
    half_high = math.sin((north - south) / 2) ** 2
    half_wide = math.sin(math.radians(place.longitude - home.longitude) / 2) ** 2
    share = half_high + math.cos(south) * math.cos(north) * half_wide
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, share)))


def _field(name: str) -> Reader:
    """Read a text field of the listing."""
    return lambda row, _: (getattr(row.scored.listing, name),)


def _fields(name: str) -> Reader:
    """Read a field of several texts."""
    return lambda row, _: getattr(row.scored.listing, name)


_TABLE = (
    Name("fit", Kind.NUMBER, "0 to 100; nothing when unranked", lambda row, _: row.scored.fit),
    Name("lane", Kind.CHOICE, "where it stands", lambda row, _: row.lane, (*Lane, "any"), of_listing=False),
    Name("in", Kind.SPAN, "takes place within: in:7d, in:48h", lambda row, _: row.scored.listing),
    Name("on", Kind.ON, "takes place on a day", lambda row, _: row.scored.listing,
         ("weekday", "weekend", *DAY_WORDS)),
    Name("start", Kind.DAY, "the day it starts", lambda row, _: row.scored.listing.start, DAY_WORDS),
    Name("end", Kind.DAY, "the day it ends", lambda row, context: _last_moment(row.scored.listing, context.zone),
         DAY_WORDS),
    Name("register_by", Kind.DAY, "the last day to register", lambda row, _: row.scored.listing.register_by, DAY_WORDS),
    Name("title", Kind.TEXT, "the title", _field("title")),
    Name("description", Kind.TEXT, "the description", _field("description")),
    Name("location", Kind.TEXT, "where", _field("location"), aliases=("place",)),
    Name("url", Kind.TEXT, "the event's page", _field("url")),
    Name("online_url", Kind.TEXT, "where it takes place online", _field("online_url")),
    Name("zone", Kind.TEXT, "the event's time zone", _zone),
    Name("organizer", Kind.TEXT, "who organises it", _field("organizer"), aliases=("organiser",)),
    Name("hosts", Kind.TEXT, "groups or people who give it", _fields("hosts"), aliases=("host",)),
    Name("speakers", Kind.TEXT, "who speaks", _fields("speakers"), aliases=("speaker",)),
    Name("categories", Kind.TEXT, "the publisher's categories", _fields("categories"), aliases=("category",)),
    Name("price", Kind.TEXT, "what it costs", _field("price")),
    Name("people", Kind.TEXT, "target people, speakers, hosts", _people, aliases=("person",)),
    Name("company", Kind.TEXT, "target companies, hosts", _companies, aliases=("companies",)),
    Name("evidence", Kind.TEXT, "why it has its fit", _evidence),
    Name("gates", Kind.TEXT, "what bars it whatever its fit", _gates, aliases=("gate",)),
    Name("merged", Kind.TEXT, "why several sources are one", _field("merged")),
    Name("type", Kind.TEXT, "the event type", lambda row, _: (row.scored.event_type,), aliases=("event_type",)),
    Name("feed", Kind.TEXT, "the feed's name", lambda row, _: row.feed_names,
         aliases=("feeds", "sources")),
    Name("tag", Kind.TEXT, "your tags", lambda row, _: row.tags, aliases=("tags",), of_listing=False),
    Name("note", Kind.TEXT, "your note", lambda row, _: (row.note,), of_listing=False),
    Name("reason", Kind.TEXT, "your reason for the decision", lambda row, _: (row.reason,), of_listing=False),
    Name("hidden", Kind.TEXT, "what hides it", lambda row, _: (row.hidden_by,), aliases=("hidden_by",),
         of_listing=False),
    Name("id", Kind.ID, "the short id", lambda row, _: row.scored.listing.key, aliases=("key",)),
    Name("hours", Kind.NUMBER, "how long it lasts", _hours),
    Name("distance", Kind.NUMBER, "kilometres from home, where the feed has a position", _distance),
    Name("presence", Kind.CHOICE, "how it is attended", lambda row, _: row.scored.listing.presence, tuple(Presence)),
    Name("status", Kind.CHOICE, "what the publisher says", lambda row, _: row.scored.listing.status, tuple(Status)),
)  # fmt: skip


def _last_moment(listing: Listing, zone: tzinfo) -> Moment:
    """The last moment of a listing: an end is exclusive, so 'until midnight' ends on the day before."""
    if duration(listing.start, listing.end):
        return instant(listing.end, zone) - timedelta(microseconds=1)
    return listing.start


NAMES: Mapping[str, Name] = {name.name: name for name in _TABLE}
"""The names, without `is`, whose flags are in `FLAGS`."""

ALIASES: Mapping[str, str] = {alias: name.name for name in _TABLE for alias in name.aliases}


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment on the user's clock; most are there already, and turning one costs more than looking."""
    return moment if moment.tzinfo is zone else moment.astimezone(zone)


def _clock(first: int, stop: int) -> Reader:
    """Whether a listing with a time begins at these hours, user's time; past midnight when `stop` is the smaller."""

    def read(row: FilterRow, context: FilterContext) -> bool:
        listing = row.scored.listing
        start = listing.start
        if not isinstance(start, datetime):
            return False
        hour = local(start, context.zone).hour
        return first <= hour < stop if first < stop else hour >= first or hour < stop

    return read


def _past(row: FilterRow, context: FilterContext) -> bool:
    return instant(_last_moment(row.scored.listing, context.zone), context.zone) < context.now


_FLAG_TABLE = (
    Name("clash", Kind.FLAG, "overlaps a kept listing", lambda row, _: bool(row.clashes), of_listing=False),
    Name("new", Kind.FLAG, "new since the last pull", lambda row, _: row.is_new, of_listing=False),
    Name("thin", Kind.FLAG, "too little text to tell", lambda row, _: row.scored.thin),
    Name("ranked", Kind.FLAG, "has a fit", lambda row, _: row.scored.fit is not None),
    Name("hidden", Kind.FLAG, "hidden by a rule or a gate", lambda row, _: bool(row.hidden_by), of_listing=False),
    Name("gated", Kind.FLAG, "barred whatever its fit", lambda row, _: bool(row.scored.gates)),
    Name("cancelled", Kind.FLAG, "cancelled by the publisher",
         lambda row, _: row.scored.listing.status is Status.CANCELLED),
    Name("online", Kind.FLAG, "can be attended online",
         lambda row, _: row.scored.listing.presence in (Presence.ONLINE, Presence.HYBRID)),
    Name("all_day", Kind.FLAG, "has dates and no times", lambda row, _: row.scored.listing.all_day),
    Name("series", Kind.FLAG, "one of a series", lambda row, _: bool(row.scored.listing.series)),
    Name("merged", Kind.FLAG, "seen in several feeds", lambda row, _: bool(row.scored.listing.merged)),
    Name("past", Kind.FLAG, "over", _past),
    Name("morning", Kind.FLAG, "begins between 5 and 12", _clock(5, 12)),
    Name("afternoon", Kind.FLAG, "begins between 12 and 17", _clock(12, 17)),
    Name("evening", Kind.FLAG, "begins between 17 and 5", _clock(17, 5)),
)  # fmt: skip

FLAGS: Mapping[str, Name] = {flag.name: flag for flag in _FLAG_TABLE}
"""What may follow `is:`."""

SHORTHANDS: Mapping[str, tuple[str, Op]] = {"before": ("start", Op.LT), "after": ("start", Op.GT)}
"""Names that stand for another one with an operator: `before:2026-12-01` is `start<2026-12-01`."""

SPOKEN_AS: Mapping[str, Compare] = {
    "clash": Compare("is", Op.HAS, "clash"),
    "evening": Compare("is", Op.HAS, "evening"),
    "weekend": Compare("on", Op.HAS, "weekend"),
}
"""Words that are comparisons by themselves; in quotes they are looked for in the text."""
