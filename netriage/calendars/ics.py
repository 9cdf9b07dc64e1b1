"""One `.ics` file that holds our events among whatever else is in it.

Separate because each write replaces the whole file (RFC 5545 3.4), so everything that is not ours passes through it
byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from netriage.calendars import files
from netriage.calendars.component import BrokenCalendarError, Piece, insert, join, remove, replace, split, take_apart
from netriage.calendars.contract import Entry
from netriage.errors import CalendarConflictError, CalendarError

Edit: TypeAlias = Callable[[list[Piece]], list[Piece]]


class IcsCalendar:
    """A calendar in one file. The href of an entry is its UID."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        # A link stays a link: what it points to is what is replaced.
        self._path = path.resolve()

    def entries(self) -> tuple[Entry, ...] | None:
        """List the events in order of the file. Those that share a UID are one entry; those without are left out."""
        pieces = self._load()
        if pieces is None:
            return None
        by_uid: dict[str, list[bytes]] = {}
        for piece in pieces:
            if piece.uid:
                by_uid.setdefault(piece.uid, []).append(piece.raw)
        return tuple(_entry(uid, events) for uid, events in by_uid.items())

    def create(self, uid: str, body: bytes) -> Entry:
        """Add an event at the end of the file, which is made if need be."""
        event, zones = take_apart(body)
        with files.locked(self._path.parent):
            before = self._load()
            if before is not None and any(piece.uid == uid for piece in before):
                what = f"{self._path} has an event {uid} already."
                raise CalendarConflictError(what, "Sync again to see what it is.")
            after = split(body) if before is None else insert(before, event, zones)
            files.write(self._path, join(after), new=not self._path.exists())
        return _entry_of(after, uid)

    def update(self, href: str, body: bytes, etag: str) -> Entry:
        """Replace an event where it stands."""
        event, zones = take_apart(body)
        after = self._edit(href, etag, lambda pieces: replace(pieces, event, zones))
        return _entry_of(after, href)

    def delete(self, href: str, etag: str) -> None:
        """Take an event out. The file stays, also when nothing is left in it."""
        self._edit(href, etag, lambda pieces: remove(pieces, href))

    def check(self) -> tuple[str, ...]:
        """Look whether the file reads and could be replaced."""
        try:
            self._load()
        except CalendarError as error:
            return (str(error),)
        # Replacing needs the folder, not the file.
        return files.check_writable(self._path.parent)

    def _edit(self, uid: str, etag: str, edit: Edit) -> list[Piece]:
        with files.locked(self._path.parent):
            pieces = self._load() or []
            if _entry_of(pieces, uid).etag != etag:
                what = f"The event {uid} in {self._path} changed while the sync was running."
                raise CalendarConflictError(what, "It was left as it is; sync again to see the difference.")
            after = edit(pieces)
            files.write(self._path, join(after))
        return after

    def _load(self) -> list[Piece] | None:
        body = files.read(self._path)
        if body is None or not body.strip():
            return None
        try:
            return split(body)
        except BrokenCalendarError as error:
            remedy = "Mend it or move it away: netriage does not write into what it cannot read."
            raise CalendarError(f"{self._path} is no calendar: {error}.", remedy) from error


def _entry_of(pieces: list[Piece], uid: str) -> Entry:
    return _entry(uid, [piece.raw for piece in pieces if piece.uid == uid])


def _entry(uid: str, events: list[bytes]) -> Entry:
    return Entry(uid, uid, files.etag_of(b"".join(events)), tuple(events))
