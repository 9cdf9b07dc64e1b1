"""Fetch one feed from wherever it lives.

Separate because it is the stage's front door: it decides whether to ask conditionally at all, and loads the network
only for a feed that is on it.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from netriage.feeds.access import DEFAULT_ACCESS, Access
from netriage.feeds.local import fetch_path, fetch_stdin
from netriage.feeds.outcome import Fetched, NotModified
from netriage.feeds.source import Kind, kind_of
from netriage.model import Feed, FeedState

FULL_EVERY = timedelta(days=7)
"""One unconditional fetch in this time: some servers send the same ETag for ever while the body changes."""


async def fetch(
    feed: Feed,
    state: FeedState | None = None,
    *,
    now: datetime,
    access: Access = DEFAULT_ACCESS,
    cached: bool = True,
) -> Fetched | NotModified:
    """Fetch a feed; raises FetchError (a FeedError) in words that hold nothing secret.

    `cached` says whether the events of the last body are still here: if not, the whole body is asked for.
    """
    known = state if state is not None and cached and _may_ask_conditionally(state, now) else None
    match kind_of(feed.url):
        case Kind.STDIN:
            held = cached and state is not None and bool(state.body_hash)
            return await asyncio.to_thread(fetch_stdin, feed, access.stdin, held=held)
        case Kind.PATH:
            return await asyncio.to_thread(fetch_path, feed, known.etag if known else "")
        case Kind.WEB:
            from netriage.feeds.web import fetch_web

            return await fetch_web(feed, _conditions(known), now=now, access=access)


def _may_ask_conditionally(state: FeedState, now: datetime) -> bool:
    """Only with a body to fall back on, and not when the last whole one is a week old."""
    return bool(state.body_hash) and state.full_at is not None and now - state.full_at < FULL_EVERY


def _conditions(state: FeedState | None) -> dict[str, str]:
    """The conditional headers (RFC 9110 13.1): both validators, as the server sent them."""
    headers = {}
    if state and state.etag:
        headers["If-None-Match"] = state.etag
    if state and state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers
