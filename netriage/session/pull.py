"""A pull, from the feeds to what is known of each: fetch, read, judge, keep; then `merging` makes the listings of it.

Separate because it is the longest story of the program and the only one that needs the network: it runs in a process of
its own (a command, cron, or the child that the screen starts), and no other pull beside it. A broken feed harms only
itself: its old occurrences stay in the merge, and what it did is told in words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo

from netriage.collector import paused_collector
from netriage.config import Settings
from netriage.errors import FeedError
from netriage.feeds.access import Access
from netriage.feeds.assembly import Job
from netriage.feeds.health import SHRUNK_AT_LEAST, Look, judge
from netriage.feeds.outcome import Fetched, Outcome, Waiting
from netriage.feeds.pull import fetch_all
from netriage.feeds.reading import Read, Reader
from netriage.feeds.source import make_feed
from netriage.known import Change
from netriage.model import Feed, FeedState, Health, Problem, Window, instant
from netriage.rows import read_moment
from netriage.session.merging import Merger
from netriage.session.view import PullProgress, PullReport
from netriage.store import FeedCache, Store

OnProgress = Callable[[PullProgress], None]

_READ_AT_ONCE = 2
"""Bodies that are read at once, each in a child of its own."""
_BYTES_AT_ONCE = 20_000_000
"""Of bodies that are read or wait for it, so that no child waits for us; a body that has more is dealt with alone."""


def window_of(now: datetime, zone: tzinfo, settings: Settings) -> Window:
    """The span that is expanded: whole weeks of the user's zone, so that the pulls of one week share it."""
    back, ahead = settings.window.days_back, settings.window.days_ahead
    first = now.astimezone(zone).date() - timedelta(days=back)
    monday = first - timedelta(days=first.weekday())
    # Both ends move on the same day: a feed's state tells the window of its dates by the end.
    weeks = -(-(back + ahead + 6) // 7)
    start, end = (datetime.combine(day, time(), tzinfo=zone) for day in (monday, monday + timedelta(weeks=weeks)))
    return Window(start, end)


@dataclass(slots=True)
class _Tally:
    """What has come of the feeds so far."""

    done: int = 0
    failed: int = 0
    unchanged: int = 0
    touched: bool = False
    """Whether any feed's occurrences are other than before, so that a merge is due."""
    problems: list[Problem] = field(default_factory=list)
    errors: list[tuple[str, str, str]] = field(default_factory=list)


class Puller:
    """One pull. Make one, `run` it, throw it away."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        now: datetime,
        zone: tzinfo,
        access: Access,
        on_progress: OnProgress,
        force: bool = False,
        by_hand: bool = True,
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._zone = zone
        self._access = access
        self._on_progress = on_progress
        self._force = force
        self._by_hand = by_hand
        self._window = window_of(now, zone, settings)
        self._states = dict(store.cache.states())
        self._tally = _Tally()
        self._merger = Merger(store, now=now, zone=zone)

    def run(self, feeds: Sequence[Feed]) -> PullReport:
        """Pull `feeds`; every other feed keeps what it has. Raises StoreBusyError when another pull is under way."""
        cache = self._store.cache
        with cache.pull_lock(), paused_collector():
            self._merger.begin()
            asyncio.run(self._fetch(feeds))
            cache.settle()
            cache.save_states(self._states)
            return self._report(feeds)

    async def _fetch(self, feeds: Sequence[Feed]) -> None:
        """Fetch all, and read what is new, some bodies at once: a waiting body is memory."""
        bounded = [replace(feed, max_bytes=self._settings.max_bytes(feed)) for feed in feeds]
        sizes: dict[asyncio.Task[None], int] = {}
        async with Reader(children=_READ_AT_ONCE) as reader, asyncio.TaskGroup() as readings:
            async for feed, outcome in fetch_all(
                bounded,
                {} if self._force else self._states,
                now=self._now,
                access=self._access,
                by_hand=self._by_hand,
                cached=lambda feed: self._store.cache.has_feed(feed.id),
            ):
                size = len(outcome.body) if isinstance(outcome, Fetched) else 0
                while sizes and sum(sizes.values()) + size > _BYTES_AT_ONCE:
                    await asyncio.wait(sizes, return_when=asyncio.FIRST_COMPLETED)
                reading = readings.create_task(self._take(reader, feed, outcome, len(feeds)))
                sizes[reading] = size
                reading.add_done_callback(sizes.pop)

    async def _take(self, reader: Reader, feed: Feed, outcome: Outcome, total: int) -> None:
        """Deal with what one feed answered: read it if it is new, judge it, keep it if it is good."""
        state = self._states.get(feed.id) or FeedState(feed.id)
        cache: FeedCache | None = None
        read: Read | None = None
        if isinstance(outcome, Fetched) and not self._is_here(state, outcome):
            cache = self._store.cache.load_feed(feed.id)
            try:
                read = await reader.read(self._job(feed, outcome, cache))
            except FeedError as error:
                outcome = error
        has = had = 0
        if read and cache and _may_have_shrunk(read.change, self._now, self._zone):
            has, had = (_future(known.ends(), self._now, self._zone) for known in (read.known, cache.known))
        verdict = judge(state, outcome, self._now, look=_look(read, has) if read else None, had_future=had)
        first = verdict.health is Health.TRUNCATED and not self._store.cache.has_feed(feed.id)
        if read and (verdict.health is Health.OK or first):
            # A body that was cut off replaces nothing, but of a new feed it is better than nothing.
            verdict = self._keep(feed, verdict, read, cache)
        elif state.expanded_to not in (None, self._window.end):
            verdict = await self._move_window(reader, feed, verdict)
        self._states[feed.id] = verdict
        words, failed = _words(outcome, verdict, read, cache)
        if failed:
            self._tally.errors.append((feed.name, verdict.error, verdict.remedy))
        self._tally.unchanged += verdict.health is Health.UNCHANGED
        self._tally.failed += failed
        self._tally.done += 1
        self._on_progress(PullProgress(self._tally.done, total, feed.name, words, failed))

    def _is_here(self, state: FeedState, fetched: Fetched) -> bool:
        """Whether a body is the one that the cached events come from."""
        return not self._force and state.body_hash == fetched.body_hash and self._store.cache.has_feed(state.feed)

    def _job(self, feed: Feed, fetched: Fetched, cache: FeedCache | None) -> Job:
        job = Job(feed.id, fetched.bare, self._zone, self._window, charset=fetched.charset)
        if cache is None or cache.window is None or self._force:
            return job
        past = cache.window.start <= self._window.start  # what was past then is past now
        known = cache.known if past else cache.known.without_pieces()
        return replace(job, known=known, same_window=cache.window == self._window)

    def _keep(self, feed: Feed, verdict: FeedState, read: Read, before: FeedCache | None) -> FeedState:
        """Put what was read into the cache, unless it says the same: a server may write junk anew each time."""
        reading, known = read.reading, read.known
        if read.change is None or read.change:
            self._owe_merge()
        if reading.name not in ("", feed.name) and feed.name == make_feed(feed.url, now=self._now).name:
            # Added unseen, it was named after its address: its own name says more.
            self._store.feeds.rename(feed.id, reading.name)
        self._tally.problems += known.problems
        cache = FeedCache(verdict.body_hash, known, self._window, reading.name, reading.producer)
        told = replace(cache, body_hash=before.body_hash, known=before.known) if before else None
        if told is None or told != before or not known.says_as(told.known):
            self._store.cache.save_feed(feed.id, cache)
        self._merger.move(feed.id, known, read.change)
        return replace(verdict, expanded_to=self._window.end)

    async def _move_window(self, reader: Reader, feed: Feed, verdict: FeedState) -> FeedState:
        """A new day, an old body: expand what is known again, without reading it."""
        cache = self._store.cache.load_feed(feed.id)
        if cache is None:
            return verdict
        past = cache.window is not None and cache.window.start <= self._window.start
        held = cache.known if past else cache.known.without_pieces()
        try:
            known = await reader.expand_again(held, self._window, self._zone)
        except FeedError as error:
            self._tally.errors.append((feed.name, error.what, error.remedy))
            return verdict
        self._owe_merge()
        self._store.cache.save_feed(feed.id, replace(cache, known=known, window=self._window))
        self._merger.move(feed.id, known)
        return replace(verdict, expanded_to=self._window.end)

    def _owe_merge(self) -> None:
        """Note on disk, before the first feed's cache moves on, that the listings are behind: a pull may be killed."""
        if not self._tally.touched:
            cache = self._store.cache
            self._merger.owe()
            # Nor is any feed's body known by its hash until all is done: it may go back to what it was before.
            cache.save_states({name: replace(state, body_hash="") for name, state in cache.states().items()})
        self._tally.touched = True

    def _report(self, feeds: Sequence[Feed]) -> PullReport:
        """Merge what changed, also of feeds that were not asked, and tell what the pull did."""
        merged = self._merger.merge(touched=self._tally.touched)
        return PullReport(
            feeds=len(feeds),
            failed=self._tally.failed,
            unchanged=self._tally.unchanged,
            listings=merged.listings,
            new=merged.new,
            changed=merged.changed,
            problems=tuple(self._tally.problems),
            errors=tuple(self._tally.errors),
        )


def _look(read: Read, future: int) -> Look:
    return Look(read.known.size, future, read.reading.truncated, read.reading.not_calendar)


def _future(ends: Iterable[str], now: datetime, zone: tzinfo) -> int:
    """How many dates with such ends are not over."""
    # The local date tells of nearly all of them; only those about today are read.
    past, coming = ((now + timedelta(days=days)).date().isoformat() for days in (-2, 2))
    left = list(filter(past.__lt__, ends))
    near = list(filter(coming.__gt__, left))
    return len(left) - len(near) + sum(instant(read_moment(end), zone) > now for end in near)


def _may_have_shrunk(change: Change | None, now: datetime, zone: tzinfo) -> bool:
    """Whether so many dates to come may be missing that it is worth counting all."""
    if change is None:
        return True
    return len(change.gone) - _future((found.end for found in change.come), now, zone) >= SHRUNK_AT_LEAST


def _words(outcome: Outcome, verdict: FeedState, read: Read | None, cache: FeedCache | None) -> tuple[str, bool]:
    """What the progress line says of a feed, and whether it failed."""
    if isinstance(outcome, Waiting):
        return f"not asked before {outcome.until:%H:%M} UTC, as it wished", False
    if verdict.error:
        return verdict.error, True
    if read is None:
        return "unchanged", False
    count, change = read.known.count, read.change
    more = len(change.come) - len(change.gone) if change else count - (cache.known.count if cache else 0)
    return f"{read.known.size} events, {count} dates" + (f" ({more:+d})" if cache else ""), False
