"""Sightings to clusters: those that are the same happening, found without comparing all with all.

Separate because speed and determinism live here, and the judgement elsewhere (`likeness`). Only sightings that share
a block (title and start, title and day, page and day, UID and start, or a rare word and start) are compared; the edges
are taken strongest first, and no cluster ever holds two that are apart. The order of the input does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
RARE: Final = 12
"""A word shared by more sightings of one start or day says nothing."""
WORLD_UID: Final = 12
"""Characters of a UID that may be unique in the world."""


@dataclass(slots=True)
class Cluster:
    """Sightings of one happening, in the order of their content, and why they are one."""

    sightings: list[Sighting]
    reasons: set[Reason] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a merge of a part must know of the rest (see `reach`): nothing, when all is merged."""

    shared_pages: frozenset[str] = frozenset()
    """As `pages_of_many` finds them among all sightings."""
    words: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many sightings of the rest hold each word on a day (ISO 8601), and at a start of it (`spot_of`)."""

    def count(self, where: str, word: str) -> int:
        """How many sightings of the rest hold a word on a day, or at a start of it."""
        return self.words[where].get(word, 0) if where in self.words else 0


@dataclass(frozen=True, slots=True)
class Clusters:
    """What the sightings came to."""

    clusters: list[Cluster]
    """In the order of their first sighting."""
    doublets: list[tuple[Sighting, Sighting]]
    """What a feed says twice in the same words: what was left out, and what stands for it."""
    refused: list[tuple[Sighting, Sighting]]
    """Pairs that are alike and could not be joined, because of what one of them was joined with."""
    shared_pages: frozenset[str]


def cluster(
    sightings: Iterable[Sighting], unmerged: AbstractSet[tuple[str, str]], beyond: Beyond | None = None
) -> Clusters:
    """Put sightings together that are the same happening; the pairs of `unmerged` (source names) stay apart."""
    ordered, doublets = _without_doublets(sightings)
    shared_pages = beyond.shared_pages if beyond else pages_of_many(ordered)
    barred = _Barred(ordered, unmerged)
    edges: list[tuple[int, int, int, Reason]] = []
    for first, second in _candidates(ordered, beyond):
        reason = same_thing(ordered[first], ordered[second], shared_pages=shared_pages)
        if reason and not barred.holds(ordered[first], ordered[second]):
            edges.append((-reason.strength, first, second, reason))
    edges.sort(key=lambda edge: edge[:3])
    forest = _Forest(ordered, barred)
    refused = [
        (ordered[first], ordered[second])
        for _, first, second, reason in edges
        if not forest.join(first, second, reason)
    ]
    return Clusters(forest.clusters(), doublets, refused, shared_pages)


def _without_doublets(sightings: Iterable[Sighting]) -> tuple[list[Sighting], list[tuple[Sighting, Sighting]]]:
    """Sort by content and leave out what one feed says twice in the same words; the one that says more stays."""
    ranked: dict[tuple[str, ...], Sighting] = {}
    doublets: list[tuple[Sighting, tuple[str, ...]]] = []
    for sighting in sightings:
        rank = (*sighting.rank, sighting.event.description)
        held = ranked.setdefault(rank, sighting)
        if held is not sighting:
            if _says(sighting) > _says(held):
                ranked[rank], sighting = sighting, held
            doublets.append((sighting, rank))
    return [ranked[rank] for rank in sorted(ranked)], [(sighting, ranked[rank]) for sighting, rank in doublets]


def _says(sighting: Sighting) -> tuple[int, str]:
    """An order of those that are equal in rank: by how much they say, then by what."""
    event = sighting.event
    said = (event.location, event.url, event.organizer, event.price, event.online_url, *event.hosts, *event.speakers)
    said += (*event.categories, *event.links)
    return sum(map(bool, said)), str((said, event.geo, event.register_by, sighting.occurrence.start))


def _candidates(ordered: Sequence[Sighting], beyond: Beyond | None) -> Iterator[tuple[int, int]]:
    """Pairs of positions worth comparing, in order: of two feeds, or of one where it may have said a thing twice."""
    feeds = [sighting.event.feed for sighting in ordered]
    said = [(sighting.stamp, sighting.words) for sighting in ordered]
    size = len(ordered)
    pairs: set[int] = set()  # as numbers: a million tuples would keep the garbage collector busy
    for block in _blocks(ordered, beyond):
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


def _blocks(ordered: Sequence[Sighting], beyond: Beyond | None) -> Iterator[list[int]]:
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
        for word, block in words.items():
            if len(block) + (beyond.count(day.isoformat(), word) if beyond else 0) > RARE:
                yield from _by_start(ordered, block, word, beyond)
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
        if len(sighting.event.uid) >= WORLD_UID:
            uids[sighting.event.uid].append(position)
    for title, block in titles.items():
        if len(block) > 1:
            day = ordered[block[0]].day
            if (title, day) in crowds or any(ordered[position].day != day for position in block):
                yield block
    yield from (block for block in uids.values() if len(block) > 1)


def _by_start(
    ordered: Sequence[Sighting], positions: Sequence[int], word: str, beyond: Beyond | None
) -> Iterator[list[int]]:
    """Split the holders of a word that is not rare on its day; where it is rare at one start, it still tells."""
    starts: dict[datetime, list[int]] = defaultdict(list)
    for position in positions:
        starts[ordered[position].at].append(position)
    for block in starts.values():
        others = beyond.count(spot_of(ordered[block[0]]), word) if beyond else 0
        if len(block) > 1 and len(block) + others <= RARE:
            yield block


def spot_of(sighting: Sighting) -> str:
    """The day and the start of a sighting, as `Beyond.words` counts by them."""
    return f"{sighting.day.isoformat()} {sighting.at.isoformat()}"


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

    def join(self, first: int, second: int, reason: Reason) -> bool:
        """Join the clusters of two; False when something in them is apart."""
        one, other = sorted((self._find(first), self._find(second)))
        if one == other:
            self._reasons[one].add(reason)
            return True
        mine, theirs = self._members.get(one, [one]), self._members.get(other, [other])
        # Two alone were just found to be one.
        alone = len(mine) == len(theirs) == 1
        if not alone and any(self._apart(self._ordered[a], self._ordered[b]) for a in mine for b in theirs):
            return False
        self._root[other] = one
        self._members[one] = mine + theirs
        self._members.pop(other, None)
        reasons = self._reasons.setdefault(one, set())
        reasons.update(self._reasons.pop(other, ()), (reason,))
        return True

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
