"""Occurrences from several feeds to listings with a stable key: `merge`, and what became of them: `changes`.

Separate because this is where identity lives. The same happening in several feeds is one listing that keeps all its
sources and says why (`likeness`); it can be taken apart again (`unmerged`); long runs are one row (`runs`); its key
survives what publishers churn (`keys`). Pure and deterministic: the order of feeds and events does not matter, and
merging what was merged changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime, tzinfo

from netriage.dedupe.changes import changes, is_run, meaning
from netriage.dedupe.clusters import cluster
from netriage.dedupe.drafts import draft, listing_of
from netriage.dedupe.identity import give_keys
from netriage.dedupe.runs import fold, next_date
from netriage.dedupe.sighting import sight, source_name
from netriage.dedupe.wording import title_words
from netriage.model import Listing, Occurrence, instant

__all__ = ["changes", "is_run", "meaning", "merge", "next_date", "source_name"]


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
    before = list(previous)
    sightings = [sight(occurrence, home) for occurrence in occurrences]
    drafts = [draft(one) for one in cluster(sightings, unmerged)]
    rows = fold(drafts, before, home=home, now=now)
    give_keys(rows, before)
    seen = {listing.key: listing.first_seen_at for listing in before}
    listings = [listing_of(row, seen.get(row.key) or now) for row in rows]
    listings.sort(key=lambda listing: (instant(listing.start, home), title_words(listing.title), listing.key))
    return listings
