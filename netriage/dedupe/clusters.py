"""Sightings to clusters: those that are the same happening, found without comparing all with all.

Separate because speed and determinism live here, and the judgement elsewhere (`likeness`). Only sightings that share
a block (title and start, title and day, page and day, UID and start, or a rare word and start) are compared; the edges
are taken strongest first, and no cluster ever holds two that are apart. The order of the input does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations
from typing import Final, TypeAlias

from netriage.dedupe.likeness import Reason, are_apart, pages_of_many, same_thing
from netriage.dedupe.sighting import Sighting
from netriage.dedupe.wording import informative

_LARGE: Final = 60
"""A block with more sightings than this is compared along the sorted order only: no hostile feed makes it quadratic."""
_NEIGHBOURS: Final = 12
_RARE: Final = 12
"""A word shared by more sightings of one start or day says nothing."""
_WORLD_UID: Final = 12
"""Characters of a UID that may be unique in the world."""


@dataclass(slots=True)
class Cluster:
    """Sightings of one happening, in the order of their content, and why they are one."""

    sightings: list[Sighting]
    reasons: set[Reason] = field(default_factory=set)


def cluster(sightings: Sequence[Sighting], unmerged: AbstractSet[tuple[str, str]]) -> list[Cluster]:
    """Put sightings together that are the same happening; the pairs of `unmerged` (source names) stay apart."""
    ordered = _without_doublets(sightings)
    shared_pages = pages_of_many(ordered)
    barred = _Barred(ordered, unmerged)
    edges: list[tuple[int, int, int, Reason]] = []
    for first, second in _candidates(ordered):
        reason = same_thing(ordered[first], ordered[second], shared_pages=shared_pages)
        if reason and not barred.holds(ordered[first], ordered[second]):
            edges.append((-reason.strength, first, second, reason))
    edges.sort(key=lambda edge: edge[:3])
    forest = _Forest(ordered, barred)
    for _, first, second, reason in edges:
        forest.join(first, second, reason)
    return forest.clusters()


def _without_doublets(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Sort by content and drop what one feed says twice in the same words."""
    ranked = {(*sighting.rank, sighting.event.description): sighting for sighting in sightings}
    return [ranked[rank] for rank in sorted(ranked)]


def _candidates(ordered: Sequence[Sighting]) -> Iterator[tuple[int, int]]:
    """Pairs of positions worth comparing, in order: of two feeds, or of one where it may have said a thing twice."""
    feeds = [sighting.event.feed for sighting in ordered]
    said = [(sighting.stamp, sighting.words) for sighting in ordered]
    size = len(ordered)
    pairs: set[int] = set()  # as numbers: a million tuples would keep the garbage collector busy
    for block in _blocks(ordered):
        near = combinations(block, 2) if len(block) <= _LARGE else _neighbours(block)
        # One feed says twice only what has one start and one title (see `are_apart`).
        pairs.update(
            [
                first * size + second
                for first, second in near
                if feeds[first] != feeds[second] or said[first] == said[second]
            ]
        )
    return (divmod(pair, size) for pair in sorted(pairs))


def _neighbours(block: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs of a large block that stand close together."""
    for offset, first in enumerate(block):
        for second in block[offset + 1 : offset + 1 + _NEIGHBOURS]:
            yield first, second


def _blocks(ordered: Sequence[Sighting]) -> Iterator[list[int]]:
    """Positions that share a start or a day, and a title, a page, a UID or a word that few others share."""
    days: dict[date, list[int]] = defaultdict(list)
    starts: dict[str, list[int]] = defaultdict(list)
    for position, sighting in enumerate(ordered):
        days[sighting.day].append(position)
        starts[sighting.stamp].append(position)
    crowds: set[tuple[str, date]] = set()
    for day, positions in days.items():
        titles, pages, words = _on_day(ordered, positions)
        crowds.update((title, day) for title, block in titles.items() if len(block) > _LARGE)
        yield from (block for blocks in (titles, pages) for block in blocks.values() if len(block) > 1)
        for block in words.values():
            if len(block) > _RARE:
                yield from _by_start(ordered, block)
            elif len(block) > 1:
                yield block
    for positions in starts.values():
        if len(positions) > 1:
            yield from _at_start(ordered, positions, crowds)


_Index: TypeAlias = dict[str, list[int]]


def _on_day(ordered: Sequence[Sighting], positions: Sequence[int]) -> tuple[_Index, _Index, _Index]:
    """Sort the sightings of one day by title, by page, and by each word that says which event it is."""
    titles: _Index = defaultdict(list)
    pages: _Index = defaultdict(list)
    words: _Index = defaultdict(list)
    for position in positions:
        sighting = ordered[position]
        titles[sighting.words].append(position)
        if sighting.page:
            pages[sighting.page].append(position)
        for word in informative(sighting.words):
            words[word].append(position)
    return titles, pages, words


def _at_start(
    ordered: Sequence[Sighting], positions: Sequence[int], crowds: AbstractSet[tuple[str, date]]
) -> Iterator[list[int]]:
    """The blocks of one start, less those of a title whose pairs stand in the day's block too."""
    titles: _Index = defaultdict(list)
    uids: _Index = defaultdict(list)
    for position in positions:
        sighting = ordered[position]
        titles[sighting.words].append(position)
        if len(sighting.event.uid) >= _WORLD_UID:
            uids[sighting.event.uid].append(position)
    for title, block in titles.items():
        if len(block) > 1:
            day = ordered[block[0]].day
            if (title, day) in crowds or any(ordered[position].day != day for position in block):
                yield block
    yield from (block for block in uids.values() if len(block) > 1)


def _by_start(ordered: Sequence[Sighting], positions: Sequence[int]) -> Iterator[list[int]]:
    """Split the holders of a word that is not rare on its day; where it is rare at one start, it still tells."""
    starts: dict[datetime, list[int]] = defaultdict(list)
    for position in positions:
        starts[ordered[position].at].append(position)
    for block in starts.values():
        if 1 < len(block) <= _RARE:
            yield block


class _Barred:
    """The pairs that the user took apart, and every other date of the same two titles in the same two feeds."""

    def __init__(self, ordered: Iterable[Sighting], unmerged: AbstractSet[tuple[str, str]]) -> None:
        self._pairs = {frozenset(pair) for pair in unmerged}
        self._series: set[frozenset[tuple[str, str]]] = set()
        if not self._pairs:
            return
        named: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for sighting in ordered:
            named[sighting.name].add((sighting.event.feed, sighting.words))
        for one, other in unmerged:
            self._series.update(
                frozenset((mine, theirs)) for mine in named[one] for theirs in named[other] if mine != theirs
            )

    def holds(self, one: Sighting, other: Sighting) -> bool:
        if not self._pairs:
            return False
        if frozenset((one.name, other.name)) in self._pairs:
            return True
        series = frozenset(((one.event.feed, one.words), (other.event.feed, other.words)))
        return series in self._series


class _Forest:
    """Union-find that refuses to join clusters of which any two sightings are apart."""

    def __init__(self, ordered: Sequence[Sighting], barred: _Barred) -> None:
        self._ordered = ordered
        self._barred = barred
        self._root = list(range(len(ordered)))
        self._members: dict[int, list[int]] = {}
        self._reasons: dict[int, set[Reason]] = {}

    def join(self, first: int, second: int, reason: Reason) -> None:
        one, other = sorted((self._find(first), self._find(second)))
        if one == other:
            self._reasons[one].add(reason)
            return
        mine, theirs = self._members.get(one, [one]), self._members.get(other, [other])
        # Two alone were just found to be one.
        alone = len(mine) == len(theirs) == 1
        if not alone and any(self._apart(self._ordered[a], self._ordered[b]) for a in mine for b in theirs):
            return
        self._root[other] = one
        self._members[one] = mine + theirs
        self._members.pop(other, None)
        reasons = self._reasons.setdefault(one, set())
        reasons.update(self._reasons.pop(other, ()), (reason,))

    def clusters(self) -> list[Cluster]:
        """All clusters, in the order of their first sighting."""
        return [
            Cluster([self._ordered[member] for member in sorted(self._members[root])], self._reasons[root])
            if root in self._members
            else Cluster([self._ordered[root]])
            for root, parent in enumerate(self._root)
            if root == parent
        ]

    def _apart(self, one: Sighting, other: Sighting) -> bool:
        return are_apart(one, other) or self._barred.holds(one, other)

    def _find(self, position: int) -> int:
        while self._root[position] != position:
            self._root[position] = self._root[self._root[position]]
            position = self._root[position]
        return position
