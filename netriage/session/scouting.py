"""Looking at feeds without storing anything: what a source holds, before it is added, and what is wrong with it.

Separate because it needs the network and the reading child, which no other part of the session loads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from netriage.config import Settings
from netriage.errors import FeedError
from netriage.feeds.access import Access
from netriage.feeds.assembly import Job
from netriage.feeds.discover import discover
from netriage.feeds.fetch import fetch
from netriage.feeds.outcome import Fetched, FetchError
from netriage.feeds.reading import Read, Reader
from netriage.model import Feed
from netriage.session.pull import window_of


@dataclass(frozen=True, slots=True)
class Scout:
    """Looks from one moment and zone."""

    settings: Settings
    now: datetime
    zone: tzinfo
    access: Access

    async def find(self, source: str) -> Sequence[tuple[Feed, str, Read]]:
        """Find and read the feeds behind a source, the likeliest first: feed, how it was found, what it holds.

        Raises InputError for what is no source, FeedError where no calendar was found.
        """
        found = await discover(source, now=self.now, access=self.access)
        try:
            return [(item.feed, item.how, await self._read_body(item.feed, item.fetched)) for item in found]
        except FetchError as error:
            raise error.while_adding() from None

    async def look(self, feed: Feed) -> Read:
        """Fetch and read one feed whole; raises FeedError."""
        bounded = replace(feed, max_bytes=self.settings.max_bytes(feed))
        fetched = await fetch(bounded, None, now=self.now, access=self.access)
        assert isinstance(fetched, Fetched)  # nothing was known, so nothing can be unchanged
        return await self._read_body(feed, fetched)

    async def _read_body(self, feed: Feed, fetched: Fetched) -> Read:
        window = window_of(self.now, self.zone, self.settings)
        async with Reader(children=1) as reader:
            read = await reader.read(Job(feed.id, fetched.bare, self.zone, window, charset=fetched.charset))
        if read.reading.not_calendar:
            raise FeedError(read.reading.not_calendar, "Give the address of a calendar, or of a page that has one.")
        return read
