"""The recurrence set of one VEVENT: its rules, RDATEs and EXDATEs, without the overrides of others (RFC 5545 3.8.5).

Separate from `recur`, which knows what a feed says with several VEVENTs; here is what one says alone. Wall times
recur: a meeting at nine stays at nine across a DST change, in a gap it is read by the offset before it, in a fold the
first of the two counts (RFC 5545 3.3.5 and the last paragraph of 3.3.10).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from heapq import merge as merge_sorted
from typing import Final, NamedTuple

from netriage.ical.moments import instance_id
from netriage.ical.rules import Budget, Rule, read_rule, starts
from netriage.ical.times import FIRST_YEAR, LAST_YEAR, place
from netriage.ical.vtimezone import feed_zone
from netriage.model import Event, Moment, Recurrence, Window, duration

_EARLIEST: Final = datetime(FIRST_YEAR - 1, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
_MARGIN: Final = timedelta(days=1)
"""How far a wall time may lie from its instant's place in another zone."""


class Instance(NamedTuple):
    """One element of a recurrence set."""

    id: str
    """Its recurrence id: UTC instant or date, as ISO 8601."""
    start: Moment
    end: Moment


class RecurrenceSet:
    """The instances of an event; `home` places floating times and days."""

    def __init__(self, event: Event, home: tzinfo) -> None:
        self._event = event
        self._recurrence = event.recurrence or Recurrence()
        self._length = duration(event.start, event.end)
        self.all_day = not isinstance(event.start, datetime)
        self.zone = _zone_of(event, self._recurrence, home)
        wall = self._recurrence.wall
        self._first = datetime.fromisoformat(wall) if wall else self._local(event.start)

    def instances(self, window: Window, reach: timedelta, budget: Budget) -> Iterator[Instance]:
        """Give the instances that may touch the window widened by `reach`, in order; a few outside may be among them.

        Raises BudgetError when the rules cost too much.
        """
        reach = reach + self._length + _MARGIN
        low = _naive(window.start, self.zone, -reach)
        high = _naive(window.end, self.zone, reach - self._length)
        excluded = set(self._expanded(self._recurrence.exrule, low, high, budget))
        lengths = {self._local(period.start): duration(period.start, period.end) for period in self._recurrence.periods}
        before: datetime | None = None
        for local in merge_sorted(
            self._expanded(self._recurrence.rrule, low, high, budget), self._given(low, high, lengths)
        ):
            if local == before or local in excluded:
                continue
            before = local
            instance = self._instance(local, lengths.get(local, self._length))
            if not self.excludes(instance.id):
                yield instance

    def holds(self, instance: str, budget: Budget) -> bool:
        """Whether the set has an instance of this id."""
        at = datetime.fromisoformat(instance)
        at = at if at.tzinfo else at.replace(tzinfo=self.zone)
        near = self.instances(Window(at, at + timedelta(days=1)), timedelta(), budget)
        return any(found.id == instance or found.id == self.day_of(instance) for found in near)

    def excludes(self, instance: str) -> bool:
        """Whether an EXDATE takes the instance of this id away."""
        return bool(self._exdates) and (instance in self._exdates or self.day_of(instance) in self._exdates)

    def day_of(self, instance: str) -> str:
        """The local date of an instance id, as ISO 8601."""
        if len(instance) == 10:
            return instance
        return datetime.fromisoformat(instance).astimezone(self.zone).date().isoformat()

    def moved(self, instance: Instance, by: timedelta, length: timedelta) -> tuple[Moment, Moment]:
        """Start and end of an instance that is moved by a wall-time difference and has another length."""
        found = self._instance(self._wall_of(instance.id) + by, length)
        return found.start, found.end

    def distance(self, instance: str, to: Moment) -> timedelta:
        """The wall-time difference from an instance to another time."""
        return self._wall_of(instance_id(to)) - self._wall_of(instance)

    def _wall_of(self, instance: str) -> datetime:
        """The wall time of an instance as its rule means it, also where the clock skips that time."""
        if len(instance) == 10:
            return self._local(date.fromisoformat(instance))
        local = self._local(datetime.fromisoformat(instance))
        meant = datetime.combine(local.date(), self._first.time())
        skipped = not self.all_day and meant != local and instance_id(place(meant, self.zone)) == instance
        return meant if skipped else local

    @cached_property
    def _exdates(self) -> frozenset[str]:
        return frozenset(
            instance_id(self._as_day(moment) if self.all_day else moment) for moment in self._recurrence.exdates
        )

    def _as_day(self, moment: Moment) -> date:
        return moment.date() if isinstance(moment, datetime) else moment

    def _local(self, moment: Moment) -> datetime:
        """A moment as wall time of this set; a date within a timed series has the series' time of day."""
        if isinstance(moment, datetime):
            return datetime.combine(moment.date(), time()) if self.all_day else _naive(moment, self.zone)
        return datetime.combine(moment, time() if self.all_day else self._first.time())

    def _instance(self, local: datetime, length: timedelta) -> Instance:
        if self.all_day:
            day = local.date()
            return Instance(day.isoformat(), day, day + length)
        start = place(local, self.zone)
        end = (start.astimezone(UTC) + length).astimezone(self.zone) if length else start
        return Instance(instance_id(start), start, end)

    def _given(self, low: datetime, high: datetime, lengths: dict[datetime, timedelta]) -> list[datetime]:
        """DTSTART, which is always the first instance (RFC 5545 3.8.2.4), and the RDATEs."""
        found = {self._first, *(self._local(moment) for moment in self._recurrence.rdates), *lengths}
        return sorted(local for local in found if low <= local < high)

    def _expanded(self, rules: str, low: datetime, high: datetime, budget: Budget) -> Iterator[datetime]:
        """The starts that the rules make, in order; repeats are possible."""
        found = [
            starts(self._localised(read_rule(text)), self._first, low, high, budget) for text in rules.splitlines()
        ]
        return found[0] if len(found) == 1 else merge_sorted(*found)

    def _localised(self, rule: Rule) -> Rule:
        """Put UNTIL into the set's wall time. RFC 5545 wants it in the type of DTSTART; publishers mix them."""
        until = rule.until
        if self.all_day and isinstance(until, datetime):
            return replace(rule, until=until.date())
        if isinstance(until, datetime) and until.tzinfo is not None:
            return replace(rule, until=_naive(until, self.zone))
        return rule


def _zone_of(event: Event, recurrence: Recurrence, home: tzinfo) -> tzinfo:
    if not isinstance(event.start, datetime) or event.floating:
        return home
    if recurrence.zone:
        return feed_zone(recurrence.zone)
    return event.start.tzinfo or home


def _naive(moment: datetime, zone: tzinfo, shift: timedelta = timedelta()) -> datetime:
    """The wall time of an instant in a zone, shifted; what lies outside of the years of events is drawn to them."""
    return min(max(moment, _EARLIEST), _LATEST).astimezone(zone).replace(tzinfo=None) + shift
