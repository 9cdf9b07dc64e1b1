"""Which rows stand in which pane, in which order, under which day headers.

Separate because it is pure and tested without a screen: picture + what the user asked to see → lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from netriage.model import Lane, Scored, instant
from netriage.session.view import View
from netriage.sharing import Grouped
from netriage.tui.when import EARLIER, local_day

Line = str | date
"""A listing's key, or the day that a header names (`EARLIER` for all before today)."""

Group = tuple[date, tuple[str, ...]]
"""A day and the keys of its rows."""


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


class Moments:
    """When each listing begins, worked out once for a ranking, and the lines of each day as they were made last."""

    def __init__(self) -> None:
        self._starts: dict[str, tuple[Scored, datetime, date]] = {}
        self._days: dict[tuple[Lane, date], tuple[tuple[str, ...], tuple[Line, ...]]] = {}

    def instant(self, view: View, key: str) -> datetime:
        """When it begins."""
        return self._find(view, key)[1]

    def day(self, view: View, key: str) -> date:
        """On which day of the user's."""
        return self._find(view, key)[2]

    def lines(self, lane: Lane, day: date, keys: tuple[str, ...]) -> tuple[Line, ...]:
        """A day's header and its rows; the old ones where nothing of theirs has changed."""
        made = self._days.get((lane, day))
        if made is None or made[0] is not keys:
            made = self._days[lane, day] = keys, (day, *keys)
        return made[1]

    def _find(self, view: View, key: str) -> tuple[Scored, datetime, date]:
        scored, found = view.rows[key].scored, self._starts.get(key)
        # A decision keeps the scored listing, a ranking makes it anew.
        if found is None or found[0] is not scored:
            start = scored.listing.start
            found = self._starts[key] = scored, instant(start, view.zone), local_day(start, view.zone)
        return found


def keys_of(view: View, wish: Wish, lane: Lane, moments: Moments | None = None) -> Sequence[str]:
    """The keys of a lane as the user wants them, without headers."""
    keys: Sequence[str] = view.lanes.get(lane, ())
    if lane is Lane.INBOX and wish.hidden:
        keys = (*keys, *view.hidden)
    matched = wish.matched
    if matched is not None and isinstance(keys, Grouped):
        keys = keys.only(matched)
    elif matched is not None:
        keys = [key for key in keys if key in matched]
    if lane is Lane.INBOX and wish.order is Order.DATE and (view.ranked or wish.hidden):
        at = moments or Moments()
        keys = sorted(keys, key=lambda key: at.instant(view, key))
    return keys


def lines_of(view: View, wish: Wish, lane: Lane, moments: Moments | None = None) -> Sequence[Line]:
    """The lines of a pane: keys, with a header before the first row of each day where the lane is in order of date."""
    at = moments or Moments()
    keys = keys_of(view, wish, lane, at)
    if not dated(view, wish, lane):
        return keys
    if not isinstance(keys, Grouped) or not all(isinstance(day, date) for day, _ in keys.groups):
        keys = Grouped.by(keys, lambda key: at.day(view, key))
    groups = _earlier_last(keys.groups, local_day(view.now, view.zone)) if lane is Lane.INBOX else keys.groups
    return Grouped((day, at.lines(lane, day, same_day)) for day, same_day in groups)


def _earlier_last(groups: Sequence[Group], today: date) -> Sequence[Group]:
    """What is open since long ago leaves the head of the inbox to what comes: last, the latest beginning first."""
    early = [same_day for day, same_day in groups if day < today]
    if not early:
        return groups
    since = tuple(key for same_day in reversed(early) for key in reversed(same_day))
    return [*(group for group in groups if group[0] >= today), (EARLIER, since)]
