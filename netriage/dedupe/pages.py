"""The URL of an event as it is compared: which page it is, whatever the link to it looks like.

Separate because publishers churn query strings, hosts' aliases and languages, and a few platforms hide the event's
number in the path. What `page_of` returns is compared within one merge only and never stored.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

_HOST_ALIASES: Final = {"lu.ma": "luma.com", "fb.me": "facebook.com", "m.facebook.com": "facebook.com"}
_NUMBERED: Final = re.compile(
    r"(?P<site>(?:meetup|facebook)\.com|eventbrite|ticketmaster)(?:\.[a-z.]+)?/(?:.*/)?"
    r"(?:events?/|e/(?:[^/]*-)?)(?P<number>[0-9a-z]{8,})(?:/|$)"
)
"""Platforms whose event number alone is the page."""
_IDENTIFYING: Final = re.compile(r"(?:\w*_)?(?:id|eid|uid|event|eventid|gameid|game|item|p|e|calid|occ)", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
_EMBEDDED: Final = re.compile(r"\btrumbaEmbed=[^&]*eventid(?:%3D|=)(\d+)", re.IGNORECASE)
"""Trumba's number of an event, which one site shows in several calendars."""
_SHORT: Final = re.compile(
    r"(?:link\.[\w-]+\.\w+|bit\.ly|tinyurl\.com|t\.co|ow\.ly|buff\.ly|goo\.gl|lnkd\.in|rb\.gy|cutt\.ly|is\.gd|tiny\.cc"
    r"|dub\.sh|shorturl\.at|forms\.gle)/.+"
)
"""Links that stand for a page, and of which one page may have many (DICE gives each seller another)."""
_ROOMS: Final = re.compile(r"(?:[\w-]+\.)*(?:zoom\.us|meet\.google\.com|teams\.microsoft\.com|webex\.com|youtu\.be)/")
"""Where people meet again and again: no page of an event."""


@lru_cache(maxsize=65_536)
def page_of(url: str) -> str:
    """Reduce a URL to the page it means; '' for a home page, a meeting room or none.

    Scheme, `www.`, fragment, trailing slash and every parameter that does not identify something are dropped.
    """
    if not url.startswith(("http://", "https://")):
        return ""
    # By hand: the URL was checked when it was read, and urlsplit would take half the time of a merge.
    address, _, query_text = url.partition("://")[2].partition("#")[0].partition("?")
    host, _, path = address.partition("/")
    host = host.lower().removeprefix("www.")
    path = (unquote(path) if "%" in path else path).strip("/").lower()
    page = f"{_HOST_ALIASES.get(host, host)}/{path}"
    if match := _NUMBERED.match(page):
        return f"{match['site']}#{match['number']}"
    if query_text and (embedded := _EMBEDDED.search(query_text)):
        return f"{host}#{embedded[1]}"
    query = _identifying(query_text) if query_text else []
    if (not path and not query) or _ROOMS.match(f"{host}/"):
        return ""
    return f"{page}?{'&'.join(query)}" if query else page


def _identifying(query: str) -> list[str]:
    """The parameters of a query that identify something, sorted."""
    pairs = (part.partition("=")[::2] for part in query[:2_000].split("&"))
    return sorted(
        f"{name.lower()}={value}" for name, value in pairs if _IDENTIFYING.fullmatch(name) and _DIGIT.search(value)
    )


@lru_cache(maxsize=65_536)
def site_of(page: str) -> str:
    """The site that a page belongs to: its host, or the platform; a short link is a site of its own."""
    if _SHORT.fullmatch(page):
        return page
    return page.partition("#")[0].partition("/")[0]
