"""When listings begin and are over: the order of what is equal otherwise, and what is past.

Separate because it depends on no goal: the hours of 10,000 listings are read once and kept, only `now` moves on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from operator import is_

from netriage.fit.corpus import TokenCache
from netriage.fit.gates import over_at
from netriage.model import Listing, instant


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of the listings shown last; times are seconds since 1970, positions those in `listings`."""

    listings: tuple[Listing, ...]
    zone: tzinfo
    """Of all-day dates."""
    by_start: list[int]
    """Positions in order of start and key."""
    turns: list[int]
    """By position: its place in `by_start`."""
    ends: list[float]
    _overs: dict[int, float] = field(default_factory=dict)

    def is_of(self, listings: Sequence[Listing], zone: tzinfo) -> bool:
        """Whether they are the hours of exactly these."""
        return self.zone == zone and len(self.listings) == len(listings) and all(map(is_, self.listings, listings))

    def past(self, now: datetime) -> set[int]:
        """Positions of the listings that are over, with all their dates."""
        at = now.timestamp()
        ended = [position for position, end in enumerate(self.ends) if end <= at]
        return {position for position in ended if self._over(position) <= at}

    def _over(self, position: int) -> float:
        if (found := self._overs.get(position)) is None:
            found = self._overs[position] = over_at(self.listings[position], self.zone).timestamp()
        return found


def hours_of(listings: Sequence[Listing], zone: tzinfo, cache: TokenCache) -> Hours:
    """Read the hours of listings, or give back what was read of exactly these."""
    last = cache.hours
    if isinstance(last, Hours) and last.is_of(listings, zone):
        return last
    starts = [instant(listing.start, zone).timestamp() for listing in listings]
    keyed = sorted((start, listings[position].key, position) for position, start in enumerate(starts))
    by_start = [row[-1] for row in keyed]
    turns = [0] * len(by_start)
    for turn, position in enumerate(by_start):
        turns[position] = turn
    ends = [instant(listing.end, zone).timestamp() for listing in listings]
    found = cache.hours = Hours(tuple(listings), zone, by_start, turns, ends)
    return found
