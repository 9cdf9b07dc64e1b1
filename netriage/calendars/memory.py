"""A calendar in memory: the contract at its plainest, for tests and for trying a plan.

Separate because it has no failure of its own.
"""

from __future__ import annotations

from netriage.calendars.component import join, replace, split, take_apart
from netriage.calendars.contract import Entry
from netriage.calendars.files import etag_of
from netriage.errors import CalendarConflictError


class MemoryCalendar:
    """A calendar that lasts as long as the object."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.bodies: dict[str, bytes] = {}
        """One VCALENDAR by href."""

    def entries(self) -> tuple[Entry, ...] | None:
        """List all."""
        return tuple(self._entry(href) for href in self.bodies)

    def create(self, uid: str, body: bytes) -> Entry:
        """Add an event under its UID."""
        if uid in self.bodies:
            raise CalendarConflictError(f"{self.name} has an entry {uid} already.", "Sync again to see what it is.")
        self.bodies[uid] = body
        return self._entry(uid)

    def update(self, href: str, body: bytes, etag: str) -> Entry:
        """Replace an event."""
        self._unchanged(href, etag)
        self.bodies[href] = join(replace(split(self.bodies[href]), *take_apart(body)))
        return self._entry(href)

    def delete(self, href: str, etag: str) -> None:
        """Take an event out."""
        self._unchanged(href, etag)
        del self.bodies[href]

    def check(self) -> tuple[str, ...]:
        """Nothing keeps it from being written."""
        return ()

    def _unchanged(self, href: str, etag: str) -> None:
        if href not in self.bodies or self._entry(href).etag != etag:
            raise CalendarConflictError(f"The entry {href} changed in {self.name} meanwhile.", "Sync again.")

    def _entry(self, href: str) -> Entry:
        body = self.bodies[href]
        events = tuple(piece for piece in split(body) if piece.kind == "VEVENT")
        return Entry(href, events[0].uid if events else "", etag_of(body), tuple(piece.raw for piece in events))
