"""The merge itself, whole or of what a change reaches: sightings to clusters, to rows, to listings with their keys.

Separate from `reach`, which only says what is to be looked at: here is the one way in which anything is merged, so that
a part comes out as it would with all the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from operator import itemgetter

from netriage.dedupe.clusters import Beyond, Clusters, cluster
from netriage.dedupe.drafts import Draft, draft, listing_of
from netriage.dedupe.identity import give_keys
from netriage.dedupe.marks import Marks, Trait, mark_of
from netriage.dedupe.reach import Search
from netriage.dedupe.runs import ends_at, fold
from netriage.dedupe.sighting import Sighting, sight
from netriage.dedupe.wording import title_words
from netriage.model import Listing, Occurrence, instant


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gave."""

    listings: list[Listing]
    """Those that were merged, in their order."""
    order: list[str]
    """What each of them is sorted by (`order_of`)."""
    replaced: set[str]
    """Keys of the listings before that they stand for: of all that are not here, nothing has changed."""
    marks: Marks
    """Of all sightings, for the next merge."""


def merge(
    occurrences: Iterable[Occurrence],
    *,
    home: tzinfo,
    previous: Iterable[Listing] = (),
    unmerged: AbstractSet[tuple[str, str]] = frozenset(),
    now: datetime | None = None,
) -> list[Listing]:
    """Merge occurrences into listings, in the order of their starts.

    `home` places all-day dates on the time line. `previous` are the listings of the last merge: what moved or was
    renamed keeps its key and the day since which it is known. `unmerged` are pairs of source names (see `source_name`)
    that stay apart. With `now`, a run stands at its first date that is not over (without, at its first), and what is
    new is known since then.
    """
    named = ((occurrence, "") for occurrence in occurrences)
    return merge_all(named, home=home, previous=previous, unmerged=unmerged, now=now).listings


def merge_all(
    named: Iterable[tuple[Occurrence, str]],
    *,
    home: tzinfo,
    previous: Iterable[Listing] = (),
    unmerged: AbstractSet[tuple[str, str]] = frozenset(),
    now: datetime | None = None,
) -> Merged:
    """`merge` of occurrences with their ids (`Sighting.id`), and what the next merge needs to go on from it."""
    before = list(previous)
    work = _Work([sight(occurrence, home, name) for occurrence, name in named], before, home, now, unmerged)
    return Merged(work.listings, work.order, {listing.key for listing in before}, work.marks())


def merge_changes(
    marks: Marks,
    *,
    come: Iterable[tuple[Occurrence, str]],
    gone: AbstractSet[str],
    load: Callable[[str, str], Occurrence],
    previous: Callable[[Iterable[str]], Iterable[Listing]],
    keys: Collection[str],
    home: tzinfo,
    unmerged: AbstractSet[tuple[str, str]] = frozenset(),
    now: datetime,
) -> Merged | None:
    """Merge what a change reaches: what `merge_all` would give, but for the listings that it leaves as they are.

    `marks` are of the last merge, by the same `home` and `unmerged`. `come` and `gone` are the occurrences that were
    not there and the ids of those that are not any more; `load` gives another one by its feed and id, `previous` some
    of the listings of the last merge, `keys` are those of all. None when it is better to merge all. What `load` raises
    goes through.
    """
    sightings: dict[str, Sighting] = {}

    def sighted(feed: str, name: str) -> Sighting:
        if name not in sightings:
            sightings[name] = sight(load(feed, name), home, name)
        return sightings[name]

    new = [sight(occurrence, home, name) for occurrence, name in come]
    orphans = set(keys).difference(marks.keys)
    search = Search(marks, new, gone, sighted, home)
    reach = search.reach(orphans, {_named(name) for pair in unmerged for name in pair}, now)
    if reach is None:
        return None
    held = [*new, *(sighted(feed, name) for feed, name in reach.names)]
    touched = reach.keys & set(keys)
    others = _Others(reach.beyond, set(keys) - touched, {trait.series for trait in marks.traits} - {""})
    work = _Work(held, list(previous(touched)), home, now, unmerged, others)
    part = work.marks()
    traits = (trait for trait in marks.traits if trait.key not in reach.keys)
    whole = replace(search.rest().joined(part.rows), traits=(*traits, *part.traits), shared_pages=part.shared_pages)
    return Merged(work.listings, work.order, touched, whole)


@dataclass(frozen=True, slots=True)
class _Others:
    """The rest, while a part is merged."""

    beyond: Beyond
    keys: Collection[str]
    series: Collection[str]


class _Work:
    """One merge."""

    def __init__(
        self,
        sightings: Sequence[Sighting],
        previous: list[Listing],
        home: tzinfo,
        now: datetime | None,
        unmerged: AbstractSet[tuple[str, str]],
        others: _Others | None = None,
    ) -> None:
        self._home = home
        self._found: Clusters = cluster(sightings, unmerged, others.beyond if others else None)
        self._drafts = [draft(one) for one in self._found.clusters]
        self._rows = fold(self._drafts, previous, home=home, now=now, taken=others.series if others else ())
        give_keys(self._rows, previous, others.keys if others else ())
        seen = {listing.key: listing.first_seen_at for listing in previous}
        made = [listing_of(row, seen.get(row.key) or now) for row in self._rows]
        ordered = sorted(((order_of(listing, home), listing) for listing in made), key=itemgetter(0))
        self.order = [order for order, _ in ordered]
        self.listings = [listing for _, listing in ordered]

    def marks(self) -> Marks:
        """What the next merge needs."""
        keys = {id(one): made.key for made in self._drafts for one in made.sightings}
        keys |= {id(one): keys[id(held)] for one, held in self._found.doublets}
        sightings = [one for made in self._drafts for one in made.sightings]
        sightings += [one for one, _ in self._found.doublets]
        near: dict[str, set[str]] = defaultdict(set)
        for one, other in self._found.refused:
            mine, theirs = keys[id(one)], keys[id(other)]
            near[mine].add(theirs)
            near[theirs].add(mine)
        traits = tuple(trait for row in self._rows if (trait := self._trait(row, near)) is not None)
        marks = Marks(traits=traits, shared_pages=tuple(sorted(self._found.shared_pages)))
        return marks.joined([mark_of(one, keys[id(one)]) for one in sightings])

    def _trait(self, row: Draft, near: dict[str, set[str]]) -> Trait | None:
        series, until, loose = row.series, "", _is_loose(row)
        if row.further:
            until = min(ends_at(one, self._home) for one in (row, *row.further)).astimezone(UTC).isoformat()
        if not (series or loose or row.key in near):
            return None
        return Trait(row.key, series, until, loose, tuple(sorted(near.get(row.key, ()))))


def order_of(listing: Listing, home: tzinfo) -> str:
    """The text that listings are sorted by: start, title, key."""
    return f"{instant(listing.start, home).astimezone(UTC).isoformat()} {title_words(listing.title)} {listing.key}"


def _is_loose(row: Draft) -> bool:
    """Whether the listing of a row does not say which sightings it came from (see `Trait.loose`)."""
    if len(row.sightings) == 1:
        return False
    words, stamp, place = row.lead.words, row.timing.stamp, row.lead.place
    if not row.lead.event.location and any(one.event.location for one in row.sightings):
        return True
    return not any((one.words, one.stamp, one.place) == (words, stamp, place) for one in row.sightings)


def _named(name: str) -> tuple[str, str]:
    """The feed and UID of a `source_name`; no UID when a URL stands in."""
    feed, _, uid = name.partition(" ")
    return feed, "" if uid.startswith(("http://", "https://")) else uid
