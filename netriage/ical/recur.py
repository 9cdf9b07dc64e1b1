"""Events to occurrences in a window (RFC 5545 3.8.5): each series expanded, the instances that others override put in.

Separate from reading because the window moves every day and the events do not. Bounded in steps, never in seconds, so
the result does not depend on the machine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from netriage.ical.recurset import Instance, RecurrenceSet
from netriage.ical.rules import Budget, BudgetError, RuleError
from netriage.ical.vtimezone import ZoneError
from netriage.model import Event, Moment, Occurrence, Problem, Window, duration, instant

MOST_INSTANCES: Final = 366
"""Occurrences of one event in a window: each day of a year."""

_LONGEST_SHIFT: Final = timedelta(days=366)
"""How far a THISANDFUTURE override may move a series."""


def expand(events: Iterable[Event], window: Window, home: tzinfo) -> tuple[list[Occurrence], list[Problem]]:
    """Give every occurrence that overlaps the window, in order of start, whatever the order of `events`.

    One without length counts when its start is in the window. An all-day event is placed by `home`. VEVENTs that repeat
    another one exactly (same feed, UID, time and title) are given once.
    """
    expander = _Expander(window, home)
    families: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if event.uid:
            families.setdefault((event.feed, event.uid), []).append(event)
        else:
            expander.add_family([event])
    for _, family in sorted(families.items()):
        expander.add_family(family)
    return expander.result()


def overlaps(start: Moment, end: Moment, window: Window, home: tzinfo) -> bool:
    """Whether a span touches [start, end) of the window; without length, whether its start lies in it."""
    first, last = instant(start, home), instant(end, home)
    return first == window.start or (first < window.end and (last > window.start or first > window.start))


@dataclass(frozen=True, slots=True)
class _Shift:
    """A THISANDFUTURE override (RFC 5545 3.2.13): later instances have its text and length, and are moved as it is."""

    since: str
    event: Event
    by: timedelta


class _Expander:
    """One call of `expand`."""

    def __init__(self, window: Window, home: tzinfo) -> None:
        self._window, self._home = window, home
        self._budget = Budget()
        self._found: dict[tuple[str, ...], Occurrence] = {}
        self._problems: list[Problem] = []

    def result(self) -> tuple[list[Occurrence], list[Problem]]:
        """What was found, in an order that does not depend on that of the events."""
        keyed = sorted(
            self._found.items(), key=lambda item: (instant(item[1].start, self._home).astimezone(UTC), item[0])
        )
        problems = sorted(self._problems, key=lambda problem: (problem.feed, problem.line, problem.uid))
        return [occurrence for _, occurrence in keyed], problems

    def add(self, occurrence: Occurrence) -> None:
        """Keep an occurrence if it overlaps the window; of exact repeats the one that says more."""
        if not overlaps(occurrence.start, occurrence.end, self._window, self._home):
            return
        event = occurrence.event
        apart = "" if event.uid else str(event.line)
        key = (event.feed, event.uid, occurrence.recurrence_id, occurrence.start.isoformat(), event.title, apart)
        held = self._found.get(key)
        if held is None or _says(event) > _says(held.event):
            self._found[key] = occurrence

    def add_family(self, family: list[Event]) -> None:
        """Expand the events that share a UID: singles, series, and what overrides an instance of theirs."""
        own = _newest([event for event in family if not event.recurrence_id])
        overrides = _overrides(family)
        sets = [(event, RecurrenceSet(event, self._home)) for event in own if event.recurrence or overrides]
        for event in own if not sets else ():
            self.add(Occurrence(event, event.start, event.end))
        for event, instances in sets:
            self._add_series(event, instances, overrides)
        for instance, event in overrides.items():
            if not self._is_stale(instance, event, sets):
                self.add(Occurrence(event, event.start, event.end, instance))

    def _is_stale(self, instance: str, override: Event, sets: list[tuple[Event, RecurrenceSet]]) -> bool:
        """Whether an EXDATE took the instance away, or a newer revision of the series no longer has it."""
        if any(instances.excludes(instance) for _, instances in sets):
            return True
        if not sets or override.sequence >= max(event.sequence for event, _ in sets):
            return False
        try:
            return not any(instances.holds(instance, self._budget) for _, instances in sets)
        except (BudgetError, RuleError, ZoneError):
            return False

    def _add_series(self, event: Event, instances: RecurrenceSet, overrides: dict[str, Event]) -> None:
        taken = {_day(at, by) if instances.all_day else at for at, by in overrides.items()}
        shifts = _shifts(instances, overrides)
        reach = max(
            (abs(shift.by) + duration(shift.event.start, shift.event.end) for shift in shifts), default=timedelta()
        )
        count = 0
        try:
            for instance in instances.instances(self._window, reach, self._budget):
                if instance.id in taken or (not instances.all_day and instances.day_of(instance.id) in taken):
                    continue
                occurrence = _occurrence(event, instance, instances, shifts)
                if not overlaps(occurrence.start, occurrence.end, self._window, self._home):
                    continue
                if count == MOST_INSTANCES:
                    self._complain(event, f"The event has more than {count} dates in the window; the first are shown.")
                    return
                self.add(occurrence)
                count += 1
        except (RuleError, ZoneError) as error:  # an event that did not come from `read_feed`
            self._complain(event, f"The event's recurrence is not expanded: {error}.")
        except BudgetError:
            self._complain(event, "The event's recurrence is too costly to expand; not all of its dates are shown.")

    def _complain(self, event: Event, words: str) -> None:
        self._problems.append(Problem(words, event.feed, event.uid, event.line))


def _says(event: Event) -> tuple[int, str, str]:
    """An order of events that does not depend on where they stand: by how much they say, then by what."""
    return len(event.description), event.title, event.start.isoformat()


def _newest(events: list[Event]) -> list[Event]:
    """Drop what a higher SEQUENCE replaces: same UID, same start. Another start is another event: UIDs collide."""
    if len(events) < 2:
        return events
    newest: dict[Moment, int] = {}
    for event in events:
        newest[event.start] = max(event.sequence, newest.get(event.start, 0))
    return [event for event in events if event.sequence == newest[event.start]]


def _overrides(events: list[Event]) -> dict[str, Event]:
    """The overrides by instance; of two of one instance the newer holds, then the one that says more."""
    found: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: (event.sequence, *_says(event))):
        if event.recurrence_id:
            found[event.recurrence_id] = event
    return found


def _day(instance: str, override: Event) -> str:
    """The date of an instance id of an all-day series, in the zone of the event that overrides it."""
    if len(instance) == 10 or not isinstance(override.start, datetime):
        return instance[:10]
    return datetime.fromisoformat(instance).astimezone(override.start.tzinfo).date().isoformat()


def _shifts(instances: RecurrenceSet, overrides: dict[str, Event]) -> list[_Shift]:
    """The THISANDFUTURE overrides in order; one that moves the series absurdly far moves only itself."""
    found = []
    for instance, event in sorted(overrides.items()):
        if event.this_and_future:
            by = instances.distance(instance, event.start)
            if abs(by) <= _LONGEST_SHIFT:
                found.append(_Shift(instance, event, by))
    return found


def _occurrence(event: Event, instance: Instance, instances: RecurrenceSet, shifts: list[_Shift]) -> Occurrence:
    at = bisect_right(shifts, instance.id, key=lambda shift: shift.since)
    if at == 0:
        return Occurrence(event, instance.start, instance.end, instance.id)
    shift = shifts[at - 1]
    start, end = instances.moved(instance, shift.by, duration(shift.event.start, shift.event.end))
    return Occurrence(shift.event, start, end, instance.id)
