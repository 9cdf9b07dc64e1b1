"""The verdict on a feed after a fetch, and when to ask it again. Pure.

Separate because promises hang on it: only `OK` may mark events as gone. A body that is cut off, is no calendar or has
suddenly shrunk replaces nothing, keeps the old validators (the server must not answer 304 for a body that we refused)
and leaves the old listings where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from netriage.errors import FeedError
from netriage.feeds.outcome import Fetched, FetchError, NotModified, Outcome, Waiting
from netriage.model import FeedState, Health

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=24)
"""Back-off after failures: doubled each time."""
SHRUNK_STANDS_AFTER = timedelta(days=1)
"""A sudden loss is believed when a fetch this much later still says so."""
SHRUNK_AT_LEAST = 5
"""Coming events that must be missing before a loss is sudden; small calendars shrink by nature."""
GIVE_UP_AFTER = timedelta(days=7)
"""How long a feed may be missing (404) before removing it is proposed. It is never removed for the user."""


@dataclass(frozen=True, slots=True)
class Look:
    """What reading a body showed, as far as health goes."""

    events: int
    """VEVENTs read."""
    future: int
    """Occurrences still to come, within the window; needed where many that were held are missing."""
    truncated: bool = False
    """The body ends without END:VCALENDAR."""
    not_calendar: str = ""
    """Words when it is a web page, JSON, or nothing at all."""


def judge(
    state: FeedState, outcome: Outcome, now: datetime, *, look: Look | None = None, had_future: int = 0
) -> FeedState:
    """Return the state of a feed after `outcome`.

    `look` is needed for a `Fetched` body that is not the one we have; `had_future` is how many occurrences to come were
    held before. The verdict is `health` of what is returned.
    """
    match outcome:
        case Waiting():
            return state
        case NotModified():
            return _well(state, Health.UNCHANGED, now)
        case Fetched():
            if look is None:
                return _well(_take_over(state, outcome, now), Health.UNCHANGED, now)
            return _read(state, outcome, now, look, had_future)
        case _:
            return _failed(state, outcome, now)


def _read(state: FeedState, fetched: Fetched, now: datetime, look: Look, had_future: int) -> FeedState:
    if look.not_calendar:
        error = FeedError(look.not_calendar, "Open its address in a browser; it may want a login. Its listings stay.")
        return _failed(state, error, now)
    if look.truncated:
        error = FeedError("It was cut off before its end.", "It will be asked again; no listing was removed.")
        return replace(_failed(state, error, now), health=Health.TRUNCATED)
    first_seen = state.shrunk_at or now
    if _is_sudden(look.future, had_future) and now - first_seen < SHRUNK_STANDS_AFTER:
        return replace(
            _well(state, Health.SHRUNK, now),
            ok_at=state.ok_at,
            shrunk_at=first_seen,
            error=f"It suddenly holds {look.future} coming events instead of {had_future}.",
            remedy="No listing was removed; it is believed if it says so a day later too.",
        )
    return replace(_well(_take_over(state, fetched, now), Health.OK, now), events=look.events)


def _is_sudden(future: int, had_future: int) -> bool:
    return future * 2 < had_future and had_future - future >= SHRUNK_AT_LEAST


def _take_over(state: FeedState, fetched: Fetched, now: datetime) -> FeedState:
    """The body is good: its validators may be sent from now on."""
    return replace(
        state,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=fetched.body_hash,
        full_at=now,
    )


def _well(state: FeedState, health: Health, now: datetime) -> FeedState:
    return replace(
        state,
        health=health,
        checked_at=now,
        ok_at=now,
        retry_at=None,
        server_asked=False,
        failures=0,
        error="",
        remedy="",
        shrunk_at=None,
    )


def _failed(state: FeedState, error: FeedError, now: datetime) -> FeedState:
    failures = state.failures + 1
    wait = _back_off(state.feed, failures)
    wished = error.retry_at if isinstance(error, FetchError) else None
    if isinstance(error, FetchError) and error.forget_validators:
        state = replace(state, etag="", last_modified="", full_at=None)
    what, remedy = _words(state, error, now)
    return replace(
        state,
        health=Health.ERROR,
        checked_at=now,
        retry_at=max(wished, now + wait) if wished else now + wait,
        server_asked=wished is not None,
        failures=failures,
        error=what,
        remedy=remedy,
    )


def _words(state: FeedState, error: FeedError, now: datetime) -> tuple[str, str]:
    missing = isinstance(error, FetchError) and error.status == 404
    if missing and state.ok_at is not None and now - state.ok_at >= GIVE_UP_AFTER:
        return "There has been nothing at its address for a week (404).", "Remove the feed, or find its new address."
    return error.what, error.remedy


def _back_off(feed: str, failures: int) -> timedelta:
    """5 minutes doubled up to 24 hours, less up to a fifth so that feeds which failed together do not return together.

    The share comes from a hash and not from chance: the same state gives the same answer.
    """
    wait = min(FIRST_WAIT * (1 << min(failures - 1, 20)), LONGEST_WAIT)
    share = sha256(f"{feed}/{failures}".encode()).digest()[0] / 255
    return wait * (1 - share / 5)
