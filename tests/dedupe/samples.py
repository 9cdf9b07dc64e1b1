"""Occurrences made by hand, for tests of the merge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from netriage.model import Event, Listing, Moment, Occurrence
from netriage.rows import HeldEvent, write_events

HOME = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
START = datetime(2026, 9, 1, 18, tzinfo=HOME)


def seen(
    title: str = "Rust Meetup Berlin",
    start: Moment = START,
    *,
    feed: str = "feed-a",
    uid: str = "",
    hours: float = 2,
    instance: str = "",
    **fields: Any,
) -> Occurrence:
    """Make an occurrence; without a `uid` it gets one of its feed, title and start."""
    end = start + (timedelta(hours=hours) if isinstance(start, datetime) else timedelta(days=1))
    event = Event(
        feed=feed, uid=uid or f"{feed}-{title}-{start.isoformat()}", title=title, start=start, end=end, **fields
    )
    return Occurrence(event=event, start=start, end=end, recurrence_id=instance)


def edited(occurrence: Occurrence, **fields: Any) -> Occurrence:
    """The same VEVENT after its publisher changed it; `start` moves it."""
    start = fields.pop("start", occurrence.start)
    end = start + (occurrence.end - occurrence.start)
    event = replace(occurrence.event, start=start, end=end, **fields)
    return replace(occurrence, event=event, start=start, end=end)


def weekly(count: int, title: str = "Pottery class", first: Moment = START, **fields: Any) -> list[Occurrence]:
    """Dates of one title week after week, a UID each."""
    return [seen(title, first + timedelta(weeks=week), **fields) for week in range(count)]


def by_start(listings: list[Listing]) -> dict[str, Listing]:
    """Listings by title and day."""
    return {f"{listing.title} {day_of(listing)}": listing for listing in listings}


def day_of(listing: Listing) -> date:
    """The day a listing begins."""
    return listing.start.date() if isinstance(listing.start, datetime) else listing.start


def hold(event: Event) -> HeldEvent:
    """An event as a feed's cache holds it."""
    (text,) = write_events([event])
    return HeldEvent(text, event.uid, event.line, event.sequence, event)
