"""Where a listing stands: its decision, what changed since, and the time of day → a lane.

Separate because it is the one rule that every surface (screen, list, sync) must agree on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from netriage.model import FieldChange, Lane, Moment, Verdict, instant
from netriage.triage.entries import Decision

AGENDA_WAKE = timedelta(days=1)
"""A listing put off until it changes comes back this long before it starts, changed or not."""


def lane_of(decision: Decision | None, changes: tuple[FieldChange, ...], now: datetime, start: Moment) -> Lane:
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
    return Lane.INBOX if changes or now >= wake_at(decision, start, now) else Lane.LATER


def wake_at(decision: Decision, start: Moment, now: datetime) -> datetime:
    """Tell when a listing put off comes back to the inbox: when it was asked for, and never after its start."""
    begins = instant(start, now.tzinfo or UTC)
    if decision.until is None:
        return begins - AGENDA_WAKE
    return min(decision.until, begins)
