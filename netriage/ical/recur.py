"""Events to occurrences in a window (RFC 5545 3.8.5): each series expanded, the instances that others override put in.

Separate from reading because the window moves every day and the events do not. Bounded in steps, never in seconds, so
the result does not depend on the machine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from typing import Final

from netriage.ical.recurset import Instance, RecurrenceSet
from netriage.ical.rules import Budget, BudgetError, RuleError
from netriage.ical.vtimezone import ZoneError
from netriage.model import Event, Occurrence, Problem, Window, duration, instant

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
    families: dict[tuple[str, str], _Family] = {}
    singles: list[Event] = []
    for event in events:
        if not event.recurrence and not event.recurrence_id:
            singles.append(event)
        elif event.uid:
            families.setdefault((event.feed, event.uid), _Family()).add(event)
        else:
            expander.add_family(_Family([event]))
    for event in singles:
        family = families.get((event.feed, event.uid))
        if family and family.overrides:
            family.add(event)
        else:
            expander.add(Occurrence(event, event.start, event.end))
    for _, family in sorted(families.items()):
        expander.add_family(family)
    return expander.result()


@dataclass(slots=True)
class _Family:
    """The VEVENTs that share a feed and a UID: series (mostly one), and what overrides an instance of theirs."""

    series: list[Event] = field(default_factory=list)
    overrides: dict[str, Event] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        """Put an event where it belongs; of two overrides of one instance the later in the feed holds."""
        held = self.overrides.get(event.recurrence_id)
        if not event.recurrence_id:
            self.series.append(event)
        elif held is None or event.line >= held.line:
            self.overrides[event.recurrence_id] = event


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
        """Keep an occurrence if it overlaps the window; of exact repeats the last of the feed."""
        if not self._overlaps(occurrence):
            return
        event = occurrence.event
        apart = "" if event.uid else str(event.line)
        key = (event.feed, event.uid, occurrence.recurrence_id, occurrence.start.isoformat(), event.title, apart)
        held = self._found.get(key)
        if held is None or event.line >= held.event.line:
            self._found[key] = occurrence

    def _overlaps(self, occurrence: Occurrence) -> bool:
        """Whether it touches [start, end) of the window; without length, whether its start lies in it."""
        first, last = instant(occurrence.start, self._home), instant(occurrence.end, self._home)
        return first < self._window.end and (last > self._window.start or first >= self._window.start)

    def add_family(self, family: _Family) -> None:
        """Expand the series of a family and put its overrides in; an EXDATE takes its override away too."""
        sets = [(event, RecurrenceSet(event, self._home)) for event in family.series]
        for event, instances in sets:
            self._add_series(event, instances, family.overrides)
        for instance, event in family.overrides.items():
            if not any(instances.excludes(instance) for _, instances in sets):
                self.add(Occurrence(event, event.start, event.end, instance))

    def _add_series(self, event: Event, instances: RecurrenceSet, overrides: dict[str, Event]) -> None:
        taken = {instances.day_of(instance) if instances.all_day else instance for instance in overrides}
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
                if not self._overlaps(occurrence):
                    continue
                if count == MOST_INSTANCES:
                    self._complain(event, f"It has more than {count} dates in the window; the first are shown.")
                    return
                self.add(occurrence)
                count += 1
        except (RuleError, ZoneError) as error:  # an event that did not come from `read_feed`
            self._complain(event, f"Its recurrence is not expanded: {error}.")
        except BudgetError:
            self._complain(event, "Its recurrence is too costly to expand; not all of its dates are shown.")

    def _complain(self, event: Event, words: str) -> None:
        self._problems.append(Problem(words, event.feed, event.uid, event.line))


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
