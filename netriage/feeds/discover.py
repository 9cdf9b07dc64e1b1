"""From what people have (a group's page, a share link, a webcal link) to the feed itself.

Separate because it asks the network again and again, and the rest of adding a feed (preview, consent) is the session's.
What the page of a stranger names is fetched as a stranger's: see `Feed.typed`. Only what answered with a calendar comes
out of here, with its body, so that a preview costs no second request.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from netriage.errors import FeedError, InputError
from netriage.feeds.access import DEFAULT_ACCESS, Access
from netriage.feeds.fetch import fetch
from netriage.feeds.outcome import Fetched, FetchError
from netriage.feeds.page import feed_links, looks_like_feed, read_page
from netriage.feeds.recipes import RECIPES, Clue, Recipe, clues_of_address, clues_of_page
from netriage.feeds.source import Kind, kind_of, make_feed
from netriage.ical.scan import normalise
from netriage.model import Feed

MAX_PAGES = 3
MAX_TRIES = 12
"""Addresses that are tried for one source: a page may link hundreds of single events."""
MAX_FOUND = 5
MAX_SECONDS = 60.0
_PAGE_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that answered with a calendar."""

    feed: Feed
    fetched: Fetched
    how: str
    """Where it comes from: 'the address itself', 'Meetup group', 'the page's own calendar link'."""
    words: str = ""
    """What the page calls it."""


@dataclass(frozen=True, slots=True)
class _Lead:
    """An address that may be a feed."""

    url: str = field(repr=False)
    how: str
    words: str = ""


async def discover(
    source: str,
    *,
    now: datetime,
    name: str = "",
    access: Access = DEFAULT_ACCESS,
    recipes: tuple[Recipe, ...] = RECIPES,
) -> tuple[Found, ...]:
    """Find the feeds behind `source`, the likeliest first; never none.

    Raises InputError for what is no source, and FeedError, with what a person can do, where nothing was found. A file,
    a folder and standard input are themselves.
    """
    typed = make_feed(source, now=now, name=name)
    if kind_of(typed.url) is not Kind.WEB:
        try:
            fetched = await fetch(typed, now=now, access=access)
        except FetchError as error:
            raise error.while_adding() from None
        assert isinstance(fetched, Fetched)
        return (Found(typed, fetched, "the address itself"),)
    search = _Search(typed, name, now, access, recipes)
    return await search.run()


class _Search:
    """One search: what was tried, what was found, and what may be said if it was nothing."""

    def __init__(self, typed: Feed, name: str, now: datetime, access: Access, recipes: tuple[Recipe, ...]) -> None:
        self._typed = typed
        self._name = name
        self._now = now
        self._access = access
        self._recipes = recipes
        self._tried: set[str] = set()
        self._found: dict[str, Found] = {}
        self._advice: list[str] = []
        self._error: FeedError | None = None

    async def run(self) -> tuple[Found, ...]:
        """Search until something is found, nothing is left to try, or the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MAX_SECONDS):
                await self._search()
        if not self._found:
            raise self._nothing()
        return tuple(self._found.values())

    async def _search(self) -> None:
        """Try what the address tells, then the page, then the pages that this one names."""
        if looks_like_feed(self._typed.url):
            await self._look_at(self._typed.url)
        clues = list(clues_of_address(self._typed.url, self._recipes))
        if not self._found:
            await self._try(self._leads(clues))
        pages = [self._typed.url, *(clue.visit for clue in clues if clue.visit)]
        for _ in range(MAX_PAGES):
            if self._found or not pages:
                break
            pages += await self._look_at(pages.pop(0))

    async def _look_at(self, address: str) -> list[str]:
        """Look at a page, which may turn out to be a feed, and try what it tells; gives further pages to look at."""
        answer = await self._get(address)
        if answer is None:
            return []
        if _is_calendar(answer):
            how = "the address itself" if address == self._typed.url else "a page it names"
            self._keep(_Lead(address, how), answer)
            return []
        clues, leads = await asyncio.to_thread(self._read, answer)
        await self._try(leads)
        return [clue.visit for clue in clues if clue.visit]

    def _read(self, answer: Fetched) -> tuple[list[Clue], list[_Lead]]:
        """Read a page: its own calendar links first, then what recipes know, then links that look like feeds."""
        html = answer.body.decode(answer.charset or "utf-8", "replace")[:_PAGE_CHARACTERS]
        address = answer.final_url
        page = read_page(html, address)
        clues = list(clues_of_page(address, html, self._recipes))
        if address != self._typed.url:
            clues += clues_of_address(address, self._recipes)
        leads = [_Lead(link.url, "the page's own calendar link", link.words) for link in page.alternates]
        leads += self._leads(clues, page.title)
        for frame in page.frames:
            leads += self._leads(clues_of_address(frame.url, self._recipes), page.title)
        leads += [_Lead(link.url, "a link on the page", link.words) for link in feed_links(page)]
        for link in page.links:
            leads += self._leads(_feeds_only(clues_of_address(link.url, self._recipes)), link.words)
        return clues, leads

    def _leads(self, clues: Iterator[Clue] | list[Clue], words: str = "") -> list[_Lead]:
        leads = []
        for clue in clues:
            if clue.feed:
                leads.append(_Lead(clue.feed, clue.platform, words))
            if clue.advice and clue.advice not in self._advice:
                self._advice.append(clue.advice)
        return leads

    async def _try(self, leads: list[_Lead]) -> None:
        for lead in leads:
            if len(self._found) >= MAX_FOUND:
                break
            answer = await self._get(lead.url)
            if answer is not None and _is_calendar(answer):
                self._keep(lead, answer)

    async def _get(self, address: str) -> Fetched | None:
        """Fetch an address once; None for what can't be fetched, or was before, or is no web address."""
        try:
            feed = make_feed(address, now=self._now, name=self._name)
        except InputError:
            return None
        if kind_of(feed.url) is not Kind.WEB or feed.url in self._tried or len(self._tried) >= MAX_TRIES:
            return None
        self._tried.add(feed.url)
        try:
            answer = await fetch(self._own(feed), now=self._now, access=self._access)
        except FetchError as error:
            if feed.url == self._typed.url:
                self._error = error.while_adding()
            return None
        return answer if isinstance(answer, Fetched) else None

    def _own(self, feed: Feed) -> Feed:
        """A feed as it was typed, or one that a page named."""
        return feed if feed.url == self._typed.url else replace(feed, typed=self._typed.url)

    def _keep(self, lead: _Lead, answer: Fetched) -> None:
        """Keep a feed, unless another one has the very same body."""
        feed = self._own(make_feed(lead.url, now=self._now, name=self._name))
        self._found.setdefault(answer.body_hash, Found(feed, answer, lead.how, lead.words))

    def _nothing(self) -> FeedError:
        advice = " ".join(self._advice[:2])
        if self._error is not None and not advice:
            return self._error
        what = self._error.what if self._error else "No calendar was found there."
        return FeedError(what, advice or "Look on the page for “subscribe”, “iCal” or “webcal”, and give that link.")


def _feeds_only(clues: Iterator[Clue]) -> Iterator[Clue]:
    """Links go everywhere: only a platform's feed counts, its advice does not."""
    return (replace(clue, advice="", visit="") for clue in clues if clue.feed)


def _is_calendar(answer: Fetched) -> bool:
    return b"BEGIN:VCALENDAR" in normalise(answer.body[:4000]).upper()
