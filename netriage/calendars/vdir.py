"""A vdir: a folder with one `.ics` file an event, as khal and vdirsyncer read it.

Separate because one file an event has another idea of identity than one file for all. The format is vdirsyncer's
(vdirsyncer.pimutils.org/en/stable/vdir.html): one item a file, replaced atomically, hidden files ignored. Files that
netriage did not write are read for their UID and never opened for writing.
"""

from __future__ import annotations

from pathlib import Path

from netriage.calendars import files
from netriage.calendars.component import BrokenCalendarError, Piece, join, replace, split, take_apart
from netriage.calendars.contract import Entry
from netriage.errors import CalendarConflictError, CalendarError


class VdirCalendar:
    """A folder of events."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    def entries(self) -> tuple[Entry, ...] | None:
        """List the `.ics` files in order of name; what is no calendar is an entry without UID."""
        try:
            paths = sorted(path for path in self._folder.iterdir() if path.suffix == ".ics" and path.name[0] != ".")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise files.in_words("cannot be read", self._folder, error) from error
        found = ((path.name, files.read(path)) for path in paths)
        return tuple(_entry(name, body) for name, body in found if body is not None)

    def create(self, uid: str, body: bytes) -> Entry:
        """Add `<uid>.ics`."""
        href = f"{uid}.ics"
        with files.locked(self._folder):
            files.write(self._folder / href, body, new=True)
        return _entry(href, body)

    def update(self, href: str, body: bytes, etag: str) -> Entry:
        """Replace the event in its file; what else the file holds stays."""
        with files.locked(self._folder):
            before = self._unchanged(href, etag)
            after = join(replace(_pieces(before), *take_apart(body)))
            files.write(self._folder / href, after)
        return _entry(href, after)

    def delete(self, href: str, etag: str) -> None:
        """Remove the file."""
        with files.locked(self._folder):
            self._unchanged(href, etag)
            files.delete(self._folder / href)

    def check(self) -> tuple[str, ...]:
        """Look whether the folder could be written."""
        if self._folder.exists() and not self._folder.is_dir():
            return (f"{self._folder} is a file, not a folder.",)
        return files.check_writable(self._folder)

    def _unchanged(self, href: str, etag: str) -> bytes:
        body = files.read(self._folder / href)
        if body is None or files.etag_of(body) != etag:
            what = f"{self._folder / href} changed while the sync was running."
            raise CalendarConflictError(what, "It was left as it is; sync again to see the difference.")
        return body


def _pieces(body: bytes) -> list[Piece]:
    try:
        return split(body)
    except BrokenCalendarError as error:
        raise CalendarError(f"The file is no calendar: {error}.", "Mend it or move it away.") from error


def _entry(href: str, body: bytes) -> Entry:
    try:
        events = [piece for piece in split(body) if piece.kind == "VEVENT"]
    except BrokenCalendarError:
        events = []
    return Entry(href, events[0].uid if events else "", files.etag_of(body), tuple(piece.raw for piece in events))
