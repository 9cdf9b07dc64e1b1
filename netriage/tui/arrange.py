"""Which rows stand in which pane, in which order, under which day headers.

Separate because it is pure and tested without a screen: picture + what the user asked to see → lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from netriage.model import Lane, instant
from netriage.session.view import View
from netriage.tui.when import local_day

Line = str | date
"""A listing's key, or the day that a header names."""


class Order(StrEnum):
    """How the inbox is ordered."""

    FIT = "fit"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked to see."""

    lane: Lane = Lane.INBOX
    order: Order = Order.FIT
    hidden: bool = False
    """Show what rules and gates hide, after the inbox's own rows."""
    query: str = ""
    matched: frozenset[str] | None = None
    """The keys that match the query; None without one."""


def dated(view: View, wish: Wish, lane: Lane) -> bool:
    """Whether a lane stands in order of date, under day headers."""
    if lane in (Lane.KEEP, Lane.SKIP, Lane.CHANGED):
        return True
    return lane is Lane.INBOX and (wish.order is Order.DATE or not view.ranked)


def keys_of(view: View, wish: Wish, lane: Lane) -> Sequence[str]:
    """The keys of a lane as the user wants them, without headers."""
    keys: Sequence[str] = view.lanes.get(lane, ())
    if lane is Lane.INBOX and wish.hidden:
        keys = (*keys, *view.hidden)
    if wish.matched is not None:
        keys = [key for key in keys if key in wish.matched]
    if lane is Lane.INBOX and wish.order is Order.DATE and (view.ranked or wish.hidden):
        keys = sorted(keys, key=lambda key: instant(view.rows[key].scored.listing.start, view.zone))
    return keys


def lines_of(view: View, wish: Wish, lane: Lane) -> Sequence[Line]:
    """The lines of a pane: keys, with a header before the first row of each day where the lane is in order of date."""
    keys = keys_of(view, wish, lane)
    return under_days(keys, view, view.zone) if dated(view, wish, lane) else keys


def under_days(keys: Sequence[str], view: View, zone: tzinfo) -> list[Line]:
    """Put a header before the first row of each day."""
    lines: list[Line] = []
    last: date | None = None
    rows = view.rows
    for key in keys:
        day = local_day(rows[key].scored.listing.start, zone)
        if day != last:
            lines.append(day)
            last = day
        lines.append(key)
    return lines


def counts(view: View) -> dict[Lane, int]:
    """How many rows each lane holds."""
    return {lane: len(view.lanes.get(lane, ())) for lane in Lane}
