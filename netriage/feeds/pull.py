"""Fetch many feeds at once, politely: outcomes come as they are there.

Separate because politeness is about hosts and not about feeds: so many at once to one host, and when a host asks to be
left alone (Retry-After), its other feeds leave it alone too.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import datetime

from netriage.errors import FeedError
from netriage.feeds.access import DEFAULT_ACCESS, Access
from netriage.feeds.fetch import fetch
from netriage.feeds.outcome import FetchError, Outcome, Waiting
from netriage.feeds.source import host_of
from netriage.model import Feed, FeedState


class Pull:
    """One pull: the hosts it talks to, and those that asked to be left alone."""

    def __init__(self, *, now: datetime, access: Access, by_hand: bool, started: Callable[[Feed], None]) -> None:
        self._now = now
        self._access = access
        self._by_hand = by_hand
        self._started = started
        self._places = asyncio.Semaphore(access.at_once)
        self._host_places: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(access.at_once_per_host)
        )
        self._leave_alone: dict[str, datetime] = {}

    async def ask(self, feed: Feed, state: FeedState, *, cached: bool) -> tuple[Feed, Outcome]:
        """Fetch one feed in its turn; errors come back as values. Each answer holds a place until it is `taken`."""
        host = host_of(feed.url)
        # The host's place first: feeds that wait for their host must not keep those of other hosts waiting.
        async with self._host_places[host or feed.id]:
            await self._places.acquire()
            return feed, await self._outcome(feed, state, host, cached=cached)

    def taken(self) -> None:
        """Give the place of an answer back: a body that nobody has looked at yet is memory."""
        self._places.release()

    async def _outcome(self, feed: Feed, state: FeedState, host: str, *, cached: bool) -> Outcome:
        if state.retry_at and state.retry_at > self._now and (state.server_asked or not self._by_hand):
            return Waiting(state.retry_at)
        if host in self._leave_alone:
            return Waiting(self._leave_alone[host])
        self._started(feed)
        try:
            return await fetch(feed, state, now=self._now, access=self._access, cached=cached)
        except FeedError as error:
            if host and isinstance(error, FetchError) and error.retry_at:
                self._leave_alone[host] = error.retry_at
            return error


def _silent(_feed: Feed) -> None:
    """Report to nobody."""


async def fetch_all(
    feeds: Iterable[Feed],
    states: Mapping[str, FeedState],
    *,
    now: datetime,
    access: Access = DEFAULT_ACCESS,
    by_hand: bool = False,
    cached: Callable[[Feed], bool] = lambda _feed: True,
    started: Callable[[Feed], None] = _silent,
) -> AsyncIterator[tuple[Feed, Outcome]]:
    """Yield each feed with what came of it, in the order in which they answer; never raises for one feed's sake.

    `states` by feed id; a feed without one is new. `by_hand` asks also those whose own failures would let them wait,
    but never those whose server asked for it. `cached` says whether the events of a feed's last body are still here.
    No more than `Access.at_once` answers are held at a time. Leaving the loop early ends the fetches under way.
    """
    pull = Pull(now=now, access=access, by_hand=by_hand, started=started)
    pending = {
        asyncio.create_task(pull.ask(feed, states.get(feed.id) or FeedState(feed.id), cached=cached(feed)))
        for feed in feeds
    }
    try:
        while pending:
            answered, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            while answered:
                yield answered.pop().result()
                pull.taken()
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
