"""The calendars: what a sync will do, and doing it.

Separate because a plan is inert data that is shown before it is applied: `--dry-run`, the screen's preview and the
sync itself are one code path. The ledger of what we wrote lies in the store; each write is noted there before and
after. `netriage.calendars` is imported where it is used: a list need not load icalendar.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from netriage.config import CalendarKind, CalendarSettings, add_calendar, read_settings
from netriage.errors import InputError
from netriage.model import Lane, Verdict
from netriage.session.state import State
from netriage.session.view import Row
from netriage.store import write_private

if TYPE_CHECKING:
    from netriage.calendars import Calendar, Kept, LedgerEntry, Receipt, SyncPlan

_BECAUSE = 3
"""Reasons that are written into a calendar entry."""


class Calendars(State):
    """The drawer of calendars."""

    def plan_sync(self, *, allow_removals: bool = False) -> tuple[SyncPlan, ...]:
        """What a sync would do to each calendar. Slow: it reads them. Raises CalendarError, InputError without one."""
        from netriage.calendars import plan_sync

        calendars = self.calendars()
        if not calendars:
            raise InputError(
                "There is no calendar yet.", "Add one: netriage calendar add FILE.ics, or a vdir folder as khal uses."
            )
        rows = [self.view.rows[key] for lane in (Lane.KEEP, Lane.CHANGED) for key in self.view.lanes[lane]]
        kept = [self._kept(row) for row in rows if row.scored.listing.vanished_at is None]
        # Gone from a feed is not cancelled: what is kept and in no feed today stays as it was written.
        standing = {key for key, decision in self.record.decisions.items() if decision.verdict is Verdict.KEEP}
        return tuple(
            plan_sync(
                kept,
                calendar.entries(),
                self._ledger(calendar),
                now=self.now(),
                calendar=calendar.name,
                unseen=standing - {item.key for item in kept},
                allow_removals=allow_removals,
            )
            for calendar in calendars
        )

    def apply_sync(self, plans: Sequence[SyncPlan]) -> tuple[Receipt, ...]:
        """Carry plans out. Slow. Raises CalendarError when one was refused; a failed write is in its receipt."""
        from netriage.calendars import apply

        calendars = {calendar.name: calendar for calendar in self.calendars()}
        return tuple(apply(plan, calendars[plan.calendar], self._recorder()) for plan in plans)

    def calendars(self) -> tuple[Calendar, ...]:
        """The calendars of the settings, in their order; nothing is read yet."""
        from netriage.calendars import open_calendar

        return tuple(open_calendar(item, self.store.folders.config) for item in self.settings.calendars)

    def add_calendar(self, target: str, name: str = "") -> CalendarSettings:
        """Write a calendar into `config.toml`: FILE.ics, or a vdir folder. Raises InputError where none can be."""
        from netriage.calendars import open_calendar

        path, file = Path(target).expanduser().absolute(), self.store.folders.config / "config.toml"
        kind = CalendarKind.ICS if path.suffix.lower() == ".ics" else CalendarKind.VDIR
        if kind is CalendarKind.VDIR and path.exists() and not path.is_dir():
            raise InputError(f"{path} is neither a folder nor an .ics file.", "Give FILE.ics or a vdir folder.")
        text = file.read_text("utf-8") if file.exists() else ""
        there = read_settings(text, str(file)).calendars
        if twin := next((item for item in there if item.path == str(path)), None):
            raise InputError(f"Kept listings go to {path} already.", f"It is your calendar “{twin.name}”.")
        taken = {item.name for item in there}
        added = CalendarSettings(name=name or _free_name(path.stem or "calendar", taken), path=str(path), kind=kind)
        if complaints := open_calendar(added, self.store.folders.config).check():
            raise InputError(" ".join(complaints))
        written = add_calendar(text, added)
        write_private(file, written.encode())
        self.settings = replace(self.settings, calendars=read_settings(written, str(file)).calendars)
        return added

    def calendar_words(self) -> str:
        """Where kept listings go."""
        return ", ".join(f"{item.name} ({item.path})" for item in self.settings.calendars) or "no calendar yet"

    def _kept(self, row: Row) -> Kept:
        from netriage.calendars import Kept

        decision = row.decision
        assert decision is not None  # what stands in these lanes was decided
        return Kept(
            key=decision.snapshot.key,
            listing=row.scored.listing,
            note=row.note,
            fit=decision.fit,
            because=_because(row),
            lane=row.lane,
        )

    def _ledger(self, calendar: Calendar) -> Mapping[str, LedgerEntry]:
        from netriage.calendars import from_document

        entries = (from_document(document) for document in self.store.ledger.all().values())
        return {entry.key: entry for entry in entries if entry.calendar == calendar.name}

    def _recorder(self) -> Callable[[LedgerEntry], None]:
        from netriage.calendars import to_document

        def record(entry: LedgerEntry) -> None:
            self.store.ledger.put(f"{entry.calendar}/{entry.key}", to_document(entry))

        return record


def _free_name(stem: str, taken: Collection[str]) -> str:
    names = chain((stem,), (f"{stem}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def _because(row: Row) -> tuple[str, ...]:
    """The targets that it was kept for: they do not change from day to day, as points do."""
    told = {item.target: item for item in row.scored.evidence if item.target and item.points > 0}
    return tuple(item.why for item in list(told.values())[:_BECAUSE])
