"""The second half of a pull: the dates of all feeds to the listings on disk, as far as they changed.

Separate because it needs no network and no reading child: it goes on from what the last merge left (`dedupe.Marks`),
and merges everything where that cannot be relied on. A pull may be killed at any point: what is owed stands on disk.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from hashlib import sha256
from itertools import compress
from typing import NamedTuple

from netriage import dedupe, triage
from netriage.known import Change, Known
from netriage.model import Listing, Occurrence, Verdict, instant
from netriage.origin import Edit, Lines, Origin
from netriage.rows import HeldDate, read_held
from netriage.store import Store, key_of, read_listings, write_listings

_MERGED = "merged"
_ORDER = "order"
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


@dataclass(frozen=True, slots=True)
class _Rows:
    """The listings on disk as a table: sorted, and unread."""

    order: list[str] = field(default_factory=list)
    """What each listing is sorted by (`dedupe.order_of`)."""
    keys: list[str] = field(default_factory=list)
    origin: Origin = field(default_factory=Origin)
    """Where these two lie on disk."""
    lines: Lines = field(default_factory=lambda: Lines.new(()))

    def changed(self, replaced: AbstractSet[str], made: Sequence[tuple[str, str, bytes]]) -> _Rows:
        """Without some keys, and with other rows instead."""
        gone = [at for at, key in enumerate(self.keys) if key in replaced]
        kept = Edit(gone, []).applied(self.order, [])
        come = sorted(made)
        edit = Edit(gone, [bisect(kept, text) + at for at, (text, _, _) in enumerate(come)])
        order, keys, lines = ([row[column] for row in come] for column in range(3))
        return _Rows(
            edit.applied(self.order, order),  # type: ignore[arg-type]
            edit.applied(self.keys, keys),  # type: ignore[arg-type]
            self.origin.edited(edit),
            self.lines.edited(edit, lines),  # type: ignore[arg-type]
        )


class _Listings(NamedTuple):
    """The listings on disk by key, each read when it is asked for."""

    places: dict[str, int]
    lines: Lines

    def read(self, keys: Iterable[str]) -> tuple[Listing, ...]:
        """Some of them; raises what damaged ones raise."""
        return read_listings(self.lines[self.places[key]] for key in keys)


class _Left(NamedTuple):
    """What the last merge left for the next."""

    rows: _Rows
    marks: dedupe.Marks


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
        self._known: dict[str, Known] = {}
        """What is known of the feeds whose caches were at hand."""
        self._changes: dict[str, Change | None] = {}
        """What changed of the feeds that moved; None where that is not known."""

    def begin(self) -> None:
        """Find out what the last merge left, before any feed's cache moves on."""
        cache = self._store.cache
        self._last = next(iter(cache.load_table(_MERGED, cache.listings_stamp(), Merged) or ()), None)

    def owe(self) -> None:
        """Note on disk that the listings are behind the feeds' caches, until the merge is done."""
        self._store.cache.save_table(_MERGED, "", Merged, [])

    def move(self, feed_id: str, known: Known, change: Change | None = None) -> None:
        """Take what is known of a feed now, and what has changed of its dates, if that is known."""
        self._known[feed_id] = known
        self._changes[feed_id] = change

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
        held = cache.load_listing_lines()
        left = self._left(by, held)
        keys = left.rows.keys if left else list(map(key_of, held))
        last = _Listings(dict(zip(keys, range(len(held)), strict=True)), held)
        merged = self._merge_changes(left.marks, feeds, record, last) if left else None
        rows = left.rows if left and merged else _Rows()
        merged = merged or self._merge_all(feeds, record, last)
        before = {listing.key: listing for listing in last.read(merged.replaced)}
        present = {listing.key for listing in merged.listings}
        vanished = list(_vanished(before, present, record, self._now, self._zone))
        listings, order = [*merged.listings, *vanished], [*merged.order, *map(self._order_of, vanished)]
        made = zip(order, write_listings(listings).items(), strict=True)
        rows = rows.changed(merged.replaced, [(text, key, line) for text, (key, line) in made])
        self._save(rows, merged.marks, by)
        cache.save_table(_MERGED, cache.listings_stamp(), Merged, [Merged(len(rows.keys), tuple(feeds), by, self._now)])
        new = sum(listing.key not in before for listing in listings)
        return Counts(len(rows.keys), new, sum(_means_else(listing, before.get(listing.key)) for listing in listings))

    def _save(self, rows: _Rows, marks: dedupe.Marks, by: str) -> None:
        cache = self._store.cache
        cache.save_listing_lines(rows.lines)
        stamp = f"{cache.listings_stamp()} {by}"
        cache.save_rows(_ORDER, stamp, (), (rows.order, rows.keys), rows.origin)
        cache.save_rows(_MARKS, stamp, marks.notes(), marks.columns(), marks.origin)

    def _left(self, by: str, lines: Lines) -> _Left | None:
        """What the last merge left; None when nothing can be gone on from."""
        cache = self._store.cache
        if self._last and self._last.at > self._now:
            return None  # the clock was put back
        stamp = f"{cache.listings_stamp()} {by}"
        order, marks = cache.load_rows(_ORDER, stamp), cache.load_rows(_MARKS, stamp)
        if order is None or marks is None:
            return None
        rows = _Rows(order.texts(0), order.texts(1), order.origin, lines)
        if len(rows.order) != len(lines):
            return None  # the listings are damaged
        notes, columns = map(marks.apart, range(marks.apart_width)), map(marks.texts, range(marks.width))
        return _Left(rows, dedupe.Marks.of(list(notes), list(columns), marks.origin))

    def _order_of(self, listing: Listing) -> str:
        return dedupe.order_of(listing, self._zone)

    def _merge_all(self, feeds: Iterable[str], record: triage.Record, last: _Listings) -> dedupe.Merged:
        dates = [found for feed_id in feeds for found in self._known_of(feed_id).whole().dates]
        read_held(found.event for found in dates)
        return dedupe.merge_all(
            ((found.occurrence, found.id) for found in dates),
            home=self._zone,
            previous=last.read(last.places),
            unmerged=record.unmerged,
            now=self._now,
        )

    def _merge_changes(
        self, marks: dedupe.Marks, feeds: Sequence[str], record: triage.Record, last: _Listings
    ) -> dedupe.Merged | None:
        """Merge what changed since the last merge; None when that is too much, or something was lost."""
        change = self._change(marks, feeds)
        come = {found.id: found for found in change.come}
        if not come.keys().isdisjoint(marks.ids):
            return None
        read_held(found.event for found in change.come)
        try:
            return dedupe.merge_changes(
                marks,
                come=((found.occurrence, name) for name, found in come.items()),
                gone=change.gone,
                load=self._occurrence,
                previous=last.read,
                keys=last.places.keys(),
                home=self._zone,
                unmerged=record.unmerged,
                now=self._now,
            )
        except _LostError:
            return None

    def _change(self, marks: dedupe.Marks, feeds: Sequence[str]) -> Change:
        """What changed of all dates since the last merge.

        Feeds whose caches did not move since then are what they were; of those that did in a pull that was killed, it
        is not known how.
        """
        merged = set(self._last.feeds) if self._last else set()
        changes = [self._changes[feed_id] for feed_id in merged.intersection(feeds) & self._changes.keys()]
        told = {feed_id for feed_id in merged.intersection(feeds) if self._changes.get(feed_id, True) is not None}
        held = set(compress(marks.ids, map((set(marks.feeds) - told).__contains__, marks.feeds)))
        there: dict[str, HeldDate] = {}
        for feed_id in feeds:
            if feed_id not in told:
                there |= {found.id: found for found in self._known_of(feed_id).whole().dates}
        gone = (held - there.keys()).union(*(change.gone for change in changes if change))
        come = [found for name, found in there.items() if name not in held]
        return Change(frozenset(gone), (*come, *(found for change in changes if change for found in change.come)))

    def _occurrence(self, feed_id: str, name: str) -> Occurrence:
        """One date of a feed by its id; raises _LostError."""
        if (found := self._known_of(feed_id).find(name)) is None:
            raise _LostError
        return found.occurrence

    def _known_of(self, feed_id: str) -> Known:
        """What is known of a feed; a damaged cache is dropped, so that the next pull asks for the whole body."""
        if feed_id not in self._known:
            cache = self._store.cache.load_feed(feed_id)
            if cache is None and self._store.cache.has_feed(feed_id):
                self._store.cache.forget_feed(feed_id)
            self._known[feed_id] = cache.known if cache else Known()
        return self._known[feed_id]


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
