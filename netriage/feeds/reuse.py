"""Which dates of a feed need not be found again: those of events that are as they were at the last reading.

Separate because it must give exactly what expanding everything would give. The dates of an event depend on the events
that share its UID (revisions, overrides: RFC 5545 3.8.4.4), on the window and on the home zone; so the dates of such a
family stay together, or are found anew together, and the caller compares the windows. The zone is part of what a block
is known by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from netriage.model import Event, Occurrence, Problem

Renewed: TypeAlias = tuple[Event, Event]
"""An event of the last reading, and the same with its place in the body of today."""


@dataclass(frozen=True, slots=True)
class Last:
    """What the last reading of a feed found, in the window of today."""

    occurrences: tuple[Occurrence, ...] = field(repr=False)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """Dates that stand, events whose dates are to be found, and what dates of theirs there were."""

    kept: tuple[Occurrence, ...]
    left: tuple[Event, ...]
    gone: tuple[Occurrence, ...]

    def differs(self, found: Iterable[Occurrence]) -> bool:
        """Whether the dates `found` of the events that were left are others than before."""
        return _bare(found) != _bare(self.gone)


def part(
    events: Sequence[Event], known: Mapping[str, tuple[Event, ...]], renewed: Sequence[Renewed], last: Last
) -> Parted:
    """Part the events of a body: `known` are all of the last reading, `renewed` those of them that are in it."""
    now = {id(old): new for old, new in renewed}
    stale = _stale(events, known, renewed, last, now)
    kept: list[Occurrence] = []
    gone: list[Occurrence] = []
    for found in last.occurrences:
        event = found.event
        if event.uid in stale:
            gone.append(found)
        elif (new := now[id(event)]) is event:
            kept.append(found)
        else:
            kept.append(Occurrence(new, found.start, found.end, found.recurrence_id))
    return Parted(tuple(kept), tuple(event for event in events if event.uid in stale), tuple(gone))


def _stale(
    events: Sequence[Event],
    known: Mapping[str, tuple[Event, ...]],
    renewed: Sequence[Renewed],
    last: Last,
    now: Mapping[int, Event],
) -> set[str]:
    """UIDs of the families that are not what they were; '' is none, its events are told apart by their lines."""
    stale = {problem.uid for problem in last.problems} | {""}
    stale.update(old.uid for old, new in renewed if old.sequence != new.sequence)
    # Each once: an event that stands twice now makes up for none that is gone.
    back = Counter(old.uid for old in {id(old): old for old, _ in renewed}.values())
    then = Counter(event.uid for block in known.values() for event in block)
    here = Counter(event.uid for event in events)
    # Counted, because a block that stands twice in the body is known once.
    stale.update(uid for uid in then.keys() | here.keys() if not then[uid] == here[uid] == back[uid])
    # An event that no block holds was made by the expansion, or is read each time because of its problem.
    stale.update(found.event.uid for found in last.occurrences if id(found.event) not in now)
    return stale


def _bare(occurrences: Iterable[Occurrence]) -> set[Occurrence]:
    """Occurrences without what is no sign of a change: where their event stood, and how often it was saved."""
    return {replace(found, event=replace(found.event, line=0, sequence=0)) for found in occurrences}
