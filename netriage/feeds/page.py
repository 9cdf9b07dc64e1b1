"""What a web page says of calendars: its title, links, frames. Pure.

Separate from `discover` because it is the one place that reads a page's HTML. By the standard library's parser: it
keeps no tree, so deep nesting costs it nothing, and it never gives up. HTML Standard 4.6.7.1 (`rel=alternate`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from netriage.ical.text import clean_line

MAX_LINKS = 5_000


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page points to."""

    url: str = field(repr=False)
    """Absolute."""
    words: str = ""
    """The link's text or title."""


@dataclass(slots=True)
class Page:
    """What was found in a page, in its order."""

    title: str = ""
    alternates: list[Link] = field(default_factory=list)
    """`<link rel="alternate" type="text/calendar">`: the page itself says that this is its calendar."""
    links: list[Link] = field(default_factory=list)
    frames: list[Link] = field(default_factory=list)


def read_page(html: str, address: str) -> Page:
    """Read a page that was fetched from `address`; never raises, broken HTML gives what could be read."""
    reader = _PageReader(address)
    reader.feed(html)
    reader.close()
    return reader.page


def feed_links(page: Page) -> list[Link]:
    """The links that look like calendars, also those wrapped into a "subscribe with …" link of another site.

    Those to subscribe to come first, and last what comes in numbers: one link for each event of the page.
    """
    found = []
    for link in (*page.links, *page.frames):
        for url in (link.url, *_values(link.url)):
            if looks_like_feed(url):
                found.append(Link(url, link.words))
                break
    alike = Counter(_shape(link.url) for link in found)
    return sorted(found, key=lambda link: (alike[_shape(link.url)] >= _MANY, not link.url.startswith("webcal")))


def _values(url: str) -> list[str]:
    try:
        return [value for _, value in parse_qsl(urlsplit(url).query)]
    except ValueError:
        return []


_MANY = 4
_OWN_PART = re.compile(r"[^/]*\d[^/]*|[^/]+(?=/?$)|[^/]+(?=\.ics$)")


def _shape(url: str) -> str:
    """What links for single events share: their address without numbers and last part."""
    return _OWN_PART.sub("#", url.partition("?")[0])


_QUERIES = ("ical=1", "format=ical", "format=ics", "feed=calendar", "mec-ical-feed=", "export=ical")
_PATHS = ("ical_subscribe.php", "/ics/get", "/feed/ics", "/ical/", "/ical", "/webcal", "/icalendar")


def looks_like_feed(url: str) -> bool:
    """Whether an address reads like that of a calendar."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme in {"webcal", "webcals"}:
        return True
    if parts.scheme not in {"http", "https"}:
        return False
    path, query = parts.path.lower(), parts.query.lower()
    return (
        path.endswith((".ics", ".ical", ".ifb"))
        or any(part in query for part in _QUERIES)
        or any(path.endswith(part) for part in _PATHS)
    )


class _PageReader(HTMLParser):
    """Collects as it goes; unclosed tags do no harm."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._base = address
        self._open = ""
        self._words: list[str] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a tag says."""
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "base":
                self._base = self._absolute(given.get("href", "")) or self._base
            case "link":
                rel, kind = given.get("rel", "").lower().split(), given.get("type", "").lower()
                if "alternate" in rel and kind.partition(";")[0].strip() == "text/calendar":
                    self._add(self.page.alternates, given.get("href", ""), given.get("title", ""))
            case "a":
                self._close()
                self._open, self._link, self._words = "a", given.get("href", ""), [given.get("title", "")]
            case "title":
                self._open, self._words = "title", []
            case "iframe" | "frame" | "embed":
                self._add(self.page.frames, given.get("src", ""), given.get("title", ""))

    def handle_data(self, data: str) -> None:
        """Take the words of a link or the title."""
        if self._open and len(self._words) < 20:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag == self._open:
            self._close()

    def close(self) -> None:
        """Close what the page left open."""
        super().close()
        self._close()

    def _close(self) -> None:
        words = " ".join(self._words)
        if self._open == "title":
            self.page.title = self.page.title or clean_line(words, limit=100)
        elif self._open == "a":
            self._add(self.page.links, self._link, words)
        self._open = ""

    def _add(self, links: list[Link], href: str, words: str) -> None:
        url = self._absolute(href)
        if url and len(links) < MAX_LINKS:
            links.append(Link(url, clean_line(words, limit=100)))

    def _absolute(self, href: str) -> str:
        try:
            return urljoin(self._base, href.strip()) if href.strip() else ""
        except ValueError:
            return ""
