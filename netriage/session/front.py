"""The beginnings of the lanes as the last run left them: what the screen shows while everything else is read.

Separate because it is only a shortcut, like the scores: its stamp covers what a picture depends on, save the hour, and
what the hour changes (what is over, what comes back) is told from what is kept here. When in doubt there is no front.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256

from netriage import __version__
from netriage.fit.gates import over_at
from netriage.goal import Goal, GoalCheck
from netriage.model import Lane, Listing, hours_taken, instant
from netriage.session.view import Row, View
from netriage.sharing import Grouped, Overlay
from netriage.store import Store
from netriage.triage import wake_at

_ROWS = 60
"""Of each lane: more than a screen has."""
_ENDS = 500
"""How many listings of a lane may have ended since before its count is not known any more."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of a lane."""

    lane: Lane
    count: int
    rows: tuple[Row, ...] = ()
    ends: tuple[float, ...] = ()
    """When its listings end, the first ones first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a kept listing adds to the heading."""

    begin: float
    end: float
    seconds: float
    """What it takes of a day's hours."""
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """The beginnings of all lanes."""

    lanes: tuple[Beginning, ...]
    kept: tuple[Kept, ...]
    until: float
    """When the first listing that was put off comes back."""
    targets_total: int = 0


def front_stamp(listings: str, goal: str, journal: str, zone: tzinfo) -> str:
    """Name what the front depends on: the files by their stamps, the user's zone, the program."""
    return sha256("\0".join((__version__, listings, goal, journal, str(zone))).encode()).hexdigest()


def save_front(store: Store, stamp: str, view: View) -> None:
    """Keep the beginnings of a picture."""
    rows = [view.rows[key] for lane in (Lane.KEEP, Lane.CHANGED) for key in view.lanes[lane]]
    later = [view.rows[key] for key in view.lanes[Lane.LATER]]
    waking = (
        wake_at(row.decision, row.scored.listing.start, row.scored.listing.end, view.now)
        for row in later
        if row.decision
    )
    front = Front(
        lanes=tuple(_beginning(lane, view) for lane in Lane),
        kept=tuple(_kept(row, view.zone) for row in rows),
        until=min((at.timestamp() for at in waking), default=datetime.max.replace(tzinfo=UTC).timestamp()),
        targets_total=view.targets_total,
    )
    store.cache.save_table("front", stamp, Front, [front])


def _beginning(lane: Lane, view: View) -> Beginning:
    keys = view.lanes[lane]
    listings = (view.rows[key].scored.listing for key in keys)
    ends = _first_ends(listings, view.zone, in_order=lane is not Lane.INBOX)
    return Beginning(lane, len(keys), tuple(view.rows[key] for key in keys[:_ROWS]), ends)


def _first_ends(listings: Iterable[Listing], zone: tzinfo, *, in_order: bool) -> tuple[float, ...]:
    """When the first listings end; of those that stand in order of their start, none that starts later is looked at."""
    ends: list[float] = []
    for listing in listings:
        if in_order and len(ends) == _ENDS and instant(listing.start, zone).timestamp() >= ends[-1]:
            break
        insort(ends, over_at(listing, zone).timestamp())
        del ends[_ENDS:]
    return tuple(ends)


def _kept(row: Row, zone: tzinfo) -> Kept:
    listing = row.scored.listing
    targets = tuple(item.target for item in row.scored.evidence if item.target and item.points > 0)
    begin, end = instant(listing.start, zone).timestamp(), over_at(listing, zone).timestamp()
    return Kept(begin, end, hours_taken(listing).total_seconds(), targets)


def load_front(store: Store, stamp: str, now: datetime, zone: tzinfo, goal: Goal, check: GoalCheck) -> View | None:
    """The picture of the beginnings, as it is by now; None when it was made of something else, or is too old."""
    fronts = store.cache.load_table("front", stamp, Front)
    if not fronts:
        return None
    (front,), at = fronts, now.timestamp()
    # Where so many ended that all that are known did, more may have.
    aged = any(lane.ends and lane.ends[-1] <= at and lane.count > len(lane.ends) for lane in front.lanes)
    if aged or at >= front.until:
        return None
    rows: dict[str, Row] = {}
    lanes, unseen = {}, {}
    for lane in front.lanes:
        shown = [row for row in lane.rows if over_at(row.scored.listing, zone) > now]
        rows.update((row.scored.listing.key, row) for row in shown)
        lanes[lane.lane] = Grouped([(0, tuple(row.scored.listing.key for row in shown))])
        unseen[lane.lane] = lane.count - sum(end <= at for end in lane.ends) - len(shown)
    kept = [one for one in front.kept if one.end > at]
    return View(
        rows=Overlay(rows),
        lanes=lanes,
        hidden=(),
        goal=goal,
        check=check,
        now=now.astimezone(zone),
        zone=zone,
        targets_reached=tuple({target: None for one in kept for target in one.targets}),
        targets_total=front.targets_total,
        kept_time=_soon(kept, at),
        unseen=unseen,
    )


def _soon(kept: Iterable[Kept], at: float) -> timedelta:
    """How long the kept listings of the coming seven days last."""
    week = at + timedelta(days=7).total_seconds()
    return timedelta(seconds=sum(one.seconds for one in kept if one.begin < week))
