"""What a calendar is to netriage: entries that can be listed, and three writes, each with its precondition.

Separate because every back end keeps it and one suite of tests holds them to it. A calendar never decides: it does one
write as planned, or refuses with a CalendarConflictError when the entry is not what it was when that was planned.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that lies in a calendar, whoever wrote it."""

    href: str
    """Where it lies in the calendar: a file's name, or the UID."""
    uid: str
    """RFC 5545 3.8.4.7; '' when it has none."""
    etag: str
    """Changes when a byte of it does."""
    events: tuple[bytes, ...] = field(default=(), repr=False)
    """Its VEVENTs as they stand: one, or more when somebody made a series of it."""


class Calendar(Protocol):
    """Somewhere that kept listings go. A write is durable on return, or has not happened and raises CalendarError."""

    @property
    def name(self) -> str:
        """How the user calls it."""

    def entries(self) -> tuple[Entry, ...] | None:
        """List what lies in it; None when the calendar does not exist (yet). Raises CalendarError."""

    def create(self, uid: str, body: bytes) -> Entry:
        """Add an event from a VCALENDAR that holds it alone; raises CalendarConflictError when it is there already."""

    def update(self, href: str, body: bytes, etag: str) -> Entry:
        """Put an event in the place of an entry; raises CalendarConflictError unless the entry still has this ETag."""

    def delete(self, href: str, etag: str) -> None:
        """Take an entry out; raises CalendarConflictError unless it still has this ETag."""

    def check(self) -> tuple[str, ...]:
        """Say what would keep a sync from writing; () when nothing would. Writes nothing."""
