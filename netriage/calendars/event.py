"""A kept listing as the event that goes into a calendar.

Separate because it is the one place that says how a listing reads there: what to know first, then the publisher's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from netriage.ical.write import VEventOut, write_event
from netriage.model import Lane, Listing, Moment, Status

NAMESPACE = UUID("6e657472-6961-5765-a000-6b6570740001")
"""Under which our UIDs are made (RFC 9562 5.5); it never changes, or every event would be written anew."""

_MOST_DATES = 10


@dataclass(frozen=True, slots=True)
class Kept:
    """A listing that the user decided to attend."""

    key: str
    """Of the decision: it stays the same when the listing is moved or its feed replaced."""
    listing: Listing
    """As it is today."""
    note: str = ""
    fit: float | None = None
    """As it was when it was kept: a fit that learns must not rewrite the calendar every day."""
    because: tuple[str, ...] = ()
    """The strongest reasons in words, as they were when it was kept."""
    lane: Lane = Lane.KEEP
    """CHANGED: the user has not looked at the change yet, so nothing but a cancellation reaches the calendar."""


def uid_of(key: str) -> str:
    """The UID that a kept listing has in every calendar."""
    return str(uuid5(NAMESPACE, key))


def body_of(kept: Kept, stamp: datetime) -> bytes:
    """Write a kept listing as a VCALENDAR of its own."""
    listing = kept.listing
    return write_event(
        VEventOut(
            uid=uid_of(kept.key),
            title=listing.title,
            start=listing.start,
            end=listing.end,
            stamp=stamp,
            description=_description(kept),
            location=listing.location or listing.online_url,
            url=listing.url,
            status=listing.status,
            categories=listing.categories,
        )
    )


def _description(kept: Kept) -> str:
    """What to know first: the fit and why, the note, how to get in; then the publisher's words."""
    listing = kept.listing
    facts: Mapping[str, str] = {
        "Fit": "" if kept.fit is None else f"{kept.fit:.0f}",
        "Because": "; ".join(kept.because),
        "Note": kept.note,
        "Online": listing.online_url if listing.location else "",
        "Price": listing.price,
        "Register by": listing.register_by.isoformat() if listing.register_by else "",
        "Hosts": ", ".join(listing.hosts),
        "Further dates": ", ".join(_day(moment) for moment in listing.dates[:_MOST_DATES]),
    }
    told = "\n".join(f"{name}: {text}" for name, text in facts.items() if text)
    return "\n\n".join(part for part in (told, listing.description) if part)


def _day(moment: Moment) -> str:
    return moment.date().isoformat() if isinstance(moment, datetime) else moment.isoformat()


def is_cancelled(kept: Kept) -> bool:
    """Whether the publisher called it off."""
    return kept.listing.status is Status.CANCELLED
