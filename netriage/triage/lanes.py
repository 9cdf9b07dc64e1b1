"""Where a listing stands: its decision, what changed since, and the time of day → a lane.

Separate because it is the one rule that every surface (screen, list, sync) must agree on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from netriage.model import FieldChange, Lane, Moment, Verdict, instant
from netriage.triage.entries import Decision

AGENDA_WAKE = timedelta(days=1)
"""A listing put off until it changes comes back this long before it starts, changed or not; what is open already,
this long before it ends."""


def lane_of(
    decision: Decision | None, changes: tuple[FieldChange, ...], now: datetime, start: Moment, end: Moment
) -> Lane:
    """Say where a listing stands.

    A kept listing that means something else now is CHANGED until the user decides it again. `now` is aware, in the
    user's zone: an all-day `start` begins at midnight there.
    """
    if decision is None or decision.verdict is Verdict.INBOX:
        return Lane.INBOX
    if decision.verdict is Verdict.SKIP:
        return Lane.SKIP
    if decision.verdict is Verdict.KEEP:
        return Lane.CHANGED if changes else Lane.KEEP
    return Lane.INBOX if changes or now >= wake_at(decision, start, end, now) else Lane.LATER


def wake_at(decision: Decision, start: Moment, end: Moment, now: datetime) -> datetime:
    """Tell when a listing put off comes back to the inbox: when it was asked for, and never after `latest_wake`."""
    zone = now.tzinfo or UTC
    if decision.until is None:
        return instant(start, zone) - AGENDA_WAKE
    return min(decision.until, latest_wake(start, end, decision.at, zone))


def latest_wake(start: Moment, end: Moment, at: datetime, zone: tzinfo) -> datetime:
    """Until when a listing may be put off at a moment; not after that moment where it may not be.

    Until it begins. What has begun and goes on for more than a day, as an exhibition does, until a day before it ends.
    """
    begins = instant(start, zone)
    return begins if at < begins else max(begins, instant(end, zone) - AGENDA_WAKE)
