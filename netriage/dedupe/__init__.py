"""Occurrences from several feeds to listings with a stable key: `merge`, and what became of them: `changes`.

Separate because this is where identity lives. The same happening in several feeds is one listing that keeps all its
sources and says why (`likeness`); it can be taken apart again (`unmerged`); long runs are one row (`runs`); its key
survives what publishers churn (`keys`). Pure and deterministic: the order of feeds and events does not matter, and
merging what was merged changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, tzinfo

from netriage.dedupe.changes import changes, is_run, meaning
from netriage.dedupe.clusters import cluster
from netriage.dedupe.drafts import Draft, draft, follow, listing_of
from netriage.dedupe.keys import Heirs, content_key, spread
from netriage.dedupe.pages import page_of
from netriage.dedupe.runs import fold, next_date
from netriage.dedupe.sighting import sight, source_name, source_of, start_text
from netriage.dedupe.wording import means_the_same, title_words
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
    renamed keeps its key. `unmerged` are pairs of source names (see `source_name`) that stay apart. With `now`, a run
    stands at its first date that is not over; without, at its first.
    """
    before = list(previous)
    sightings = [sight(occurrence, home) for occurrence in occurrences]
    drafts = [draft(one) for one in cluster(sightings, unmerged)]
    rows = fold(drafts, before, home=home, now=now)
    _give_keys(rows, before)
    listings = [listing_of(row) for row in rows]
    listings.sort(key=lambda listing: (instant(listing.start, home), listing.title, listing.key))
    return listings


def _give_keys(rows: Sequence[Draft], previous: Collection[Listing]) -> None:
    """Give each row that is no run its key: inherited, else made of its title and start."""
    single = sorted((row for row in rows if not row.key), key=lambda row: row.rank)
    heirs = Heirs(single, [listing for listing in previous if not is_run(listing)])
    heirs.match(_contents_and_names, _content_and_names)
    heirs.match(_contents_and_pages, _content_and_page)
    heirs.match(_contents_and_feeds, _content_and_feeds)
    heirs.match(lambda row: row.contents, _content, tell_apart=False)
    heirs.match(_instances, _instances_before, fits=_is_plausible)
    heirs.match(_pages, _page, fits=_is_plausible)
    for row, listing in heirs.pairs:
        row.key = listing.key
        follow(row, listing)
    taken = {listing.key for listing in previous} | {row.key for row in rows if row.key}
    fresh = [row for row in single if not row.key]
    for row, key in zip(fresh, spread(((_own_content(row), _marks(row)) for row in fresh), taken), strict=True):
        row.key = key


def _own_content(row: Draft) -> str:
    return content_key(row.lead.words, start_text(row.start))


def _marks(row: Draft) -> tuple[str, ...]:
    """What tells a row from a stranger with its title and start."""
    return row.lead.place, row.lead.page, row.lead.event.feed, row.lead.event.uid


# Tokens by which a row and a previous listing are recognised: each side yields what it is known by.


def _contents_and_names(row: Draft) -> Iterator[Hashable]:
    for content, one in zip(row.contents, row.sightings, strict=True):
        yield content, one.name


def _content_and_names(listing: Listing) -> Iterator[Hashable]:
    content = _content(listing)
    for source in listing.sources:
        yield *content, source_name(source)


def _contents_and_pages(row: Draft) -> Iterator[Hashable]:
    for content, one in zip(row.contents, row.sightings, strict=True):
        if one.page:
            yield content, one.page


def _content_and_page(listing: Listing) -> Iterator[Hashable]:
    if page := page_of(listing.url):
        yield *_content(listing), page


def _contents_and_feeds(row: Draft) -> Iterator[Hashable]:
    for content, one in zip(row.contents, row.sightings, strict=True):
        yield content, one.event.feed


def _content_and_feeds(listing: Listing) -> Iterator[Hashable]:
    content = _content(listing)
    for source in listing.sources:
        yield *content, source.feed


def _content(listing: Listing) -> tuple[str, ...]:
    return (content_key(title_words(listing.title), start_text(listing.start)),)


def _instances(row: Draft) -> Iterator[Hashable]:
    for one in row.sightings:
        source = source_of(one.occurrence)
        if source.uid:
            yield source.feed, source.uid, source.recurrence_id


def _instances_before(listing: Listing) -> Iterator[Hashable]:
    for source in listing.sources:
        if source.uid:
            yield source.feed, source.uid, source.recurrence_id


def _pages(row: Draft) -> Iterator[Hashable]:
    return (one.page for one in row.sightings if one.page)


def _page(listing: Listing) -> Iterator[Hashable]:
    if page := page_of(listing.url):
        yield page


def _is_plausible(row: Draft, listing: Listing) -> bool:
    """Whether a UID or a page that is still there means the same happening: title or start is what it was."""
    start = start_text(listing.start)
    return any(
        start_text(one.occurrence.start) == start or means_the_same(one.event.title, listing.title)
        for one in row.sightings
    )
