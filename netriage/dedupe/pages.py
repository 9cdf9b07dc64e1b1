"""The URL of an event as it is compared: which page it is, whatever the link to it looks like.

Separate because publishers churn query strings, hosts' aliases and languages, and a few platforms hide the event's
number in the path. What `page_of` returns is compared within one merge only and never stored.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_HOST_ALIASES: Final = {"lu.ma": "luma.com", "fb.me": "facebook.com", "m.facebook.com": "facebook.com"}
_NUMBERED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(meetup\.com)/(?:[a-z]{2}-[a-z]{2}/)?[^/]+/events/(\w+)",
        r"(eventbrite)\.[a-z.]+/e/(?:[^/]*-)?(\d{8,})",
        r"(facebook\.com)/events/(?:[^/]+/[^/]+/)?(\d{8,})",
        r"(ticketmaster)\.[a-z.]+/.*event/([0-9a-z]{8,})",
    )
)
"""Platforms whose event number alone is the page."""
_IDENTIFYING: Final = re.compile(r"(?:\w*_)?(?:id|eid|uid|event|eventid|gameid|game|item|p|e|calid|occ)", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
_ROOMS: Final = re.compile(r"(?:[\w-]+\.)*(?:zoom\.us|meet\.google\.com|teams\.microsoft\.com|webex\.com|youtu\.be)/")
"""Where people meet again and again: no page of an event."""


@lru_cache(maxsize=65_536)
def page_of(url: str) -> str:
    """Reduce a URL to the page it means; '' for a home page, a meeting room or none.

    Scheme, `www.`, fragment, trailing slash and every parameter that does not identify something are dropped.
    """
    if not url.startswith(("http://", "https://")):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.lower().removeprefix("www.")
    path = unquote(parts.path).rstrip("/").lower()
    page = f"{_HOST_ALIASES.get(host, host)}{path}"
    for numbered in _NUMBERED:
        if match := numbered.match(page):
            return f"{match[1]}#{match[2]}"
    query = sorted(
        f"{name.lower()}={value}"
        for name, value in (parse_qsl(parts.query, max_num_fields=100) if parts.query.count("&") < 100 else [])
        if _IDENTIFYING.fullmatch(name) and _DIGIT.search(value)
    )
    if (not path and not query) or _ROOMS.match(f"{host}/"):
        return ""
    return f"{page}?{'&'.join(query)}" if query else page


def site_of(page: str) -> str:
    """The site that a page belongs to: its host, or the platform."""
    return page.partition("#")[0].partition("/")[0]
