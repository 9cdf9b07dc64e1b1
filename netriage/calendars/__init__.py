"""Where kept listings go: one protocol, several back ends, a plan that is inert data.

    plan = plan_sync(kept, calendar.entries(), ledger, now=now, calendar=calendar.name)
    receipt = apply(plan, calendar, record)

The calendar is the user's: netriage changes only what it wrote itself, shows it first, and writes nothing twice.
"""

from __future__ import annotations

from pathlib import Path

from netriage.calendars.applying import Failure, Receipt, apply
from netriage.calendars.contract import Calendar, Entry
from netriage.calendars.event import Kept, uid_of
from netriage.calendars.ics import IcsCalendar
from netriage.calendars.ledger import LedgerEntry, Phase, from_document, to_document
from netriage.calendars.memory import MemoryCalendar
from netriage.calendars.plan import plan_sync
from netriage.calendars.steps import Action, Left, Refusal, Step, SyncPlan
from netriage.calendars.vdir import VdirCalendar
from netriage.config import CalendarKind, CalendarSettings

__all__ = [
    "Action",
    "Calendar",
    "Entry",
    "Failure",
    "IcsCalendar",
    "Kept",
    "LedgerEntry",
    "Left",
    "MemoryCalendar",
    "Phase",
    "Receipt",
    "Refusal",
    "Step",
    "SyncPlan",
    "VdirCalendar",
    "apply",
    "from_document",
    "open_calendar",
    "plan_sync",
    "to_document",
    "uid_of",
]


def open_calendar(settings: CalendarSettings, folder: Path) -> Calendar:
    """Open a calendar as the settings say; `folder` is where relative paths begin. Reads and writes nothing yet."""
    path = folder / Path(settings.path).expanduser()
    if settings.kind is CalendarKind.ICS:
        return IcsCalendar(settings.name, path)
    return VdirCalendar(settings.name, path)
