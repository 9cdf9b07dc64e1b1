"""The second half of a pull: the dates of all feeds to the listings on disk, as far as they changed.

Separate because it needs no network and no reading child: it goes on from what the last merge left (`dedupe.Marks`),
and merges everything where that cannot be relied on. A pull may be killed at any point: what is owed stands on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import sha256

from netriage import dedupe, triage
from netriage.model import Listing, Occurrence, Verdict, instant
from netriage.rows import HeldDate
from netriage.store import Store, read_listings, write_listings

_MERGED = "merged"
_MARKS = "marks"


@dataclass(frozen=True, slots=True)
class Merged:
    """What the last merge made, told without loading it."""

    listings: int
    """How many."""
    feeds: tuple[str, ...]
    """Ids of the feeds that were merged."""
    by: str
    """Digest of what else it depended on."""
    at: datetime
    """The instant of the pull: dates that were over then were left out."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings there are now, and what became of them."""

    listings: int
    new: int = 0
    changed: int = 0


class _LostError(Exception):
    """A date that was there at the last merge is not there any more: the cache of its feed is damaged."""


class Merger:
    """The merge of one pull: `begin`, `move` the feeds whose dates are read, `merge`."""

    def __init__(self, store: Store, *, now: datetime, zone: tzinfo) -> None:
        self._store = store
        self._now = now
        self._zone = zone
        self._last: Merged | None = None
        """The last merge, if all that the feeds' caches hold went into it."""
        self._dates: dict[str, tuple[HeldDate, ...]] = {}
        """Dates of the feeds whose caches were at hand."""
        self._named: dict[str, dict[str, HeldDate]] = {}
        """The same by their ids, where they were asked for."""

    def begin(self) -> None:
        """Find out what the last merge left, before any feed's cache moves on."""
        cache = self._store.cache
        self._last = next(iter(cache.load_table(_MERGED, cache.listings_stamp(), Merged) or ()), None)

    def owe(self) -> None:
        """Note on disk that the listings are behind the feeds' caches, until the merge is done."""
        self._store.cache.save_table(_MERGED, "", Merged, [])

    def move(self, feed_id: str, dates: tuple[HeldDate, ...]) -> None:
        """Take the dates that a feed has now."""
        self._dates[feed_id] = dates

    def merge(self, *, touched: bool) -> Counts:
        """Merge the dates of all feeds, also of those that failed or were not asked, and save the listings.

        Not when they are what they were (`touched` says whether any feed moved): then not even the listings are loaded.
        """
        feeds = tuple(feed.id for feed in self._store.feeds.list())
        record = self._store.journal.record()
        last = self._last
        if last and not touched and last.by == self._by(record) and set(last.feeds) <= set(feeds):
            return Counts(last.listings)
        return self._merge_and_save(feeds, record)

    def _by(self, record: triage.Record) -> str:
        """What the merge depends on beside the feeds, so that the last one is none to go on from when it changes."""
        said = (sorted(record.unmerged), str(self._zone), dedupe.FORMAT)
        return sha256(repr(said).encode()).hexdigest()

    def _merge_and_save(self, feeds: Sequence[str], record: triage.Record) -> Counts:
        cache, by = self._store.cache, self._by(record)
        lines = cache.load_listing_lines()
        merged = self._merge_changes(feeds, record, lines, by) or self._merge_all(feeds, record, lines)
        before = {listing.key: listing for listing in read_listings(lines[key] for key in merged.replaced)}
        present = {listing.key for listing in merged.listings}
        listings = [*merged.listings, *_vanished(before, present, record, self._now, self._zone)]
        order = dict(merged.marks.orders)
        order |= {listing.key: dedupe.order_of(listing, self._zone) for listing in listings if listing.key not in order}
        lines = {key: line for key, line in lines.items() if key not in merged.replaced} | write_listings(listings)
        cache.save_listing_lines({key: lines[key] for key in sorted(lines, key=order.__getitem__)})
        stamp = cache.listings_stamp()
        cache.save_table(_MARKS, f"{stamp} {by}", dedupe.Marks, [merged.marks])
        cache.save_table(_MERGED, stamp, Merged, [Merged(len(lines), tuple(feeds), by, self._now)])
        new = sum(listing.key not in before for listing in listings)
        return Counts(len(lines), new, sum(_means_else(listing, before.get(listing.key)) for listing in listings))

    def _merge_all(self, feeds: Iterable[str], record: triage.Record, lines: dict[str, bytes]) -> dedupe.Merged:
        return dedupe.merge_all(
            ((found.occurrence, found.id) for feed_id in feeds for found in self._dates_of(feed_id)),
            home=self._zone,
            previous=read_listings(lines.values()),
            unmerged=record.unmerged,
            now=self._now,
        )

    def _merge_changes(
        self, feeds: Sequence[str], record: triage.Record, lines: dict[str, bytes], by: str
    ) -> dedupe.Merged | None:
        """Merge what changed since the last merge; None when that is not known, or too much."""
        cache = self._store.cache
        if self._last and self._last.at > self._now:
            return None  # the clock was put back
        marks = next(iter(cache.load_table(_MARKS, f"{cache.listings_stamp()} {by}", dedupe.Marks) or ()), None)
        if marks is None:
            return None
        # Feeds whose caches did not move since the last merge are what they were then; of others it is not known when
        # that pull was killed.
        known = set(self._last.feeds) if self._last else set()
        moved = {feed_id for feed_id in feeds if feed_id in self._dates or feed_id not in known}
        there = {found.id: found for feed_id in feeds if feed_id in moved for found in self._dates_of(feed_id)}
        stay = known.intersection(feeds) - moved
        held = {mark.id for mark in marks.marks if mark.feed not in stay}
        try:
            return dedupe.merge_changes(
                marks,
                come=((found.occurrence, name) for name, found in there.items() if name not in held),
                gone=held - there.keys(),
                load=self._occurrence,
                previous=lambda keys: read_listings(lines[key] for key in keys),
                keys=lines.keys(),
                home=self._zone,
                unmerged=record.unmerged,
                now=self._now,
            )
        except _LostError:
            return None

    def _occurrence(self, feed_id: str, name: str) -> Occurrence:
        """One date of a feed by its id; raises _LostError."""
        if feed_id not in self._named:
            self._named[feed_id] = {found.id: found for found in self._dates_of(feed_id)}
        if (found := self._named[feed_id].get(name)) is None:
            raise _LostError
        return found.occurrence

    def _dates_of(self, feed_id: str) -> tuple[HeldDate, ...]:
        """The dates of one feed; a damaged cache is dropped, so that the next pull asks for the whole body."""
        if feed_id not in self._dates:
            cache = self._store.cache.load_feed(feed_id)
            if cache is None and self._store.cache.has_feed(feed_id):
                self._store.cache.forget_feed(feed_id)
            self._dates[feed_id] = cache.occurrences if cache else ()
        return self._dates[feed_id]


def _means_else(listing: Listing, before: Listing | None) -> bool:
    """Whether a listing means something else than in the last merge."""
    return before is not None and before != listing and bool(dedupe.changes(dedupe.meaning(before), listing))


def _vanished(
    before: dict[str, Listing], present: set[str], record: triage.Record, now: datetime, zone: tzinfo
) -> Iterable[Listing]:
    """What was kept or put off and is in no feed any more, until it is over: vanished is not cancelled."""
    for key, listing in before.items():
        decision = record.decisions.get(key)
        stands = decision is not None and decision.verdict in (Verdict.KEEP, Verdict.LATER)
        if key not in present and stands and instant(listing.end, zone) > now:
            yield replace(listing, vanished_at=listing.vanished_at or now)
