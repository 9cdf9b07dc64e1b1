"""Which dates of a feed need not be found again: those of events that are as they were at the last reading.

Separate because it must give exactly what expanding everything would give. The dates of an event depend on the events
that share its UID (revisions, overrides: RFC 5545 3.8.4.4), on the window and on the home zone; so the dates of such a
family stay together, or are found anew together, and the caller compares the windows. The zone is part of what a block
is known by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from netriage.known import Change, Whole
from netriage.rows import HeldDate, HeldEvent

Renewed: TypeAlias = tuple[HeldEvent, HeldEvent]
"""An event of the last reading, and the same with its place in the body of today."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Dates that stand, events whose dates are to be found, and what dates of theirs there were."""

    kept: tuple[HeldDate, ...]
    left: tuple[HeldEvent, ...]
    gone: tuple[HeldDate, ...]

    def change(self, found: Iterable[HeldDate]) -> Change:
        """What became of them, `found` being the dates of the events that were left.

        Where an event stands, and how often it was saved, is no sign of a change.
        """
        before, now = {one.id for one in self.gone}, {one.id: one for one in found}
        return Change(frozenset(before - now.keys()), tuple(one for name, one in now.items() if name not in before))


def part(events: Sequence[HeldEvent], last: Whole, renewed: Sequence[Renewed]) -> Parted:
    """Part the events of a body: `last` is the last reading, `renewed` are those of its events that are in it."""
    now = {id(old): new for old, new in renewed}
    stale = _stale(events, last, renewed, now)
    kept: list[HeldDate] = []
    gone: list[HeldDate] = []
    for found in last.dates:
        event = found.event
        if event.uid in stale:
            gone.append(found)
        elif (new := now[id(event)]) is event:
            kept.append(found)
        else:
            kept.append(HeldDate(new, found.start, found.end, found.recurrence_id))
    return Parted(tuple(kept), tuple(event for event in events if event.uid in stale), tuple(gone))


def _stale(
    events: Sequence[HeldEvent], last: Whole, renewed: Sequence[Renewed], now: Mapping[int, HeldEvent]
) -> set[str]:
    """UIDs of the families that are not what they were; '' is none, its events are told apart by their lines."""
    stale = {problem.uid for problem in last.problems} | {""}
    stale.update(old.uid for old, new in renewed if old.sequence != new.sequence)
    # Each once: an event that stands twice now makes up for none that is gone.
    back = Counter(old.uid for old in {id(old): old for old, _ in renewed}.values())
    then = Counter(event.uid for block in last.blocks.values() for event in block)
    here = Counter(event.uid for event in events)
    # Counted, because a block that stands twice in the body is known once.
    stale.update(uid for uid in then.keys() | here.keys() if not then[uid] == here[uid] == back[uid])
    # An event that no block holds was made by the expansion, or is read each time because of its problem.
    stale.update(found.event.uid for found in last.dates if id(found.event) not in now)
    return stale
