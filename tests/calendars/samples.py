"""Kept listings, ledgers in memory, and what other programs leave in a calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from netriage.calendars import (
    Calendar,
    IcsCalendar,
    Kept,
    LedgerEntry,
    MemoryCalendar,
    Phase,
    VdirCalendar,
    from_document,
    plan_sync,
    to_document,
)
from netriage.calendars import apply as apply_plan
from netriage.calendars.applying import Receipt
from netriage.calendars.steps import SyncPlan
from netriage.model import Listing, Source

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

FOREIGN = b"""BEGIN:VEVENT\r
UID:dentist@example.org\r
DTSTAMP:20260101T000000Z\r
DTSTART:20261125T090000Z\r
SUMMARY:Dentist\r
 , folded as nobody else would\r
X-ODD;PARAM="a:b;c":as it is\r
END:VEVENT\r
"""


def listing(key: str, **given: Any) -> Listing:
    start = given.pop("start", datetime(2026, 11, 26, 18, 30, tzinfo=BERLIN))
    end = given.pop("end", start + (timedelta(hours=2) if isinstance(start, datetime) else timedelta(days=1)))
    fields = {"title": f"Event {key}", "location": "Torstraße 1, Berlin", "url": "https://example.org/e"} | given
    return Listing(key=key, start=start, end=end, sources=(Source("f" * 8, key),), **fields)


def kept(key: str = "a", **given: Any) -> Kept:
    of_kept = {name: given.pop(name) for name in ("note", "fit", "because", "lane") if name in given}
    return Kept(key, listing(key, **given), **of_kept)


class Ledger:
    """The store's ledger: it goes through documents, as on disk."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.writes = 0

    def record(self, entry: LedgerEntry) -> None:
        self.writes += 1
        self.documents[entry.key] = to_document(entry)
        if entry.phase is Phase.DELETED:
            del self.documents[entry.key]

    def load(self) -> dict[str, LedgerEntry]:
        return {key: from_document(document) for key, document in self.documents.items()}


def plan(wanted: list[Kept], calendar: Calendar, ledger: Ledger, **given: Any) -> SyncPlan:
    return plan_sync(wanted, calendar.entries(), ledger.load(), **{"now": NOW, "calendar": calendar.name, **given})


def sync(wanted: list[Kept], calendar: Calendar, ledger: Ledger, **given: Any) -> Receipt:
    return apply_plan(plan(wanted, calendar, ledger, **given), calendar, ledger.record)


def open_back_end(kind: str, folder: Path) -> Calendar:
    if kind == "memory":
        return MemoryCalendar("kept")
    return IcsCalendar("kept", folder / "kept.ics") if kind == "ics" else VdirCalendar("kept", folder / "kept")


BACK_ENDS = ("memory", "ics", "vdir")


def bytes_of(calendar: Calendar, folder: Path) -> dict[str, bytes]:
    """Everything that the calendar consists of."""
    if isinstance(calendar, MemoryCalendar):
        return dict(calendar.bodies)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def put_foreign(calendar: Calendar, folder: Path, event: bytes = FOREIGN, name: str = "dentist") -> None:
    """Let another program write an event into the calendar."""
    body = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//\r\n" + event + b"END:VCALENDAR\r\n"
    if isinstance(calendar, MemoryCalendar):
        calendar.bodies[name] = body
    elif isinstance(calendar, IcsCalendar):
        path = folder / "kept.ics"
        path.write_bytes(
            path.read_bytes().replace(b"END:VCALENDAR", event + b"END:VCALENDAR") if path.exists() else body
        )
    else:
        (folder / "kept").mkdir(exist_ok=True)
        (folder / "kept" / f"{name}.ics").write_bytes(body)


def edit(calendar: Calendar, folder: Path, before: bytes, after: bytes) -> None:
    """Let the user edit what stands in the calendar, as text."""
    if isinstance(calendar, MemoryCalendar):
        calendar.bodies = {href: body.replace(before, after) for href, body in calendar.bodies.items()}
        return
    for path in folder.rglob("*.ics"):
        path.write_bytes(path.read_bytes().replace(before, after))


def delete_by_hand(calendar: Calendar, uid: str) -> None:
    """Let the user delete an event."""
    entry = next(entry for entry in calendar.entries() or () if entry.uid == uid)
    calendar.delete(entry.href, entry.etag)
