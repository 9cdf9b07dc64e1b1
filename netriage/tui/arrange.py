"""Which rows stand in which pane, in which order, under which day headers.

Separate because it is pure and tested without a screen: picture + what the user asked to see → lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from netriage.model import Lane, Scored, instant
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


class Days:
    """The day of each listing, worked out once for a ranking: a decision must not cost a pass over 48,000 zones."""

    def __init__(self) -> None:
        self._days: dict[str, date] = {}
        self._witness: Scored | None = None

    def of(self, view: View, keys: Sequence[str]) -> Callable[[str], date]:
        """How to find the day of these keys. A decision keeps the scored listings, a ranking makes them anew."""
        witness = next((row.scored for row in view.rows.values()), None)
        if witness is not self._witness:
            self._days, self._witness = {}, witness
        days, rows = self._days, view.rows
        days.update({key: local_day(rows[key].scored.listing.start, view.zone) for key in keys if key not in days})
        return days.__getitem__


def lines_of(view: View, wish: Wish, lane: Lane, days: Days | None = None) -> Sequence[Line]:
    """The lines of a pane: keys, with a header before the first row of each day where the lane is in order of date."""
    keys = keys_of(view, wish, lane)
    if not dated(view, wish, lane):
        return keys
    lines: list[Line] = []
    for day, same_day in groupby(keys, key=(days or Days()).of(view, keys)):
        lines.append(day)
        lines.extend(same_day)
    return lines


def counts(view: View) -> dict[Lane, int]:
    """How many rows each lane holds."""
    return {lane: len(view.lanes.get(lane, ())) for lane in Lane}
