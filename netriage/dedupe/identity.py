"""Which listing of today is which listing of the last merge: rows get their keys.

Separate because it is a policy in rounds. First what is the same by content (title and start), told apart from
strangers by source, page and feed; then what moved or was renamed, by UID and instance or by page, one to one and only
where title or start still agree: UIDs are reused, and some feeds number their events anew at each fetch, so that
content goes before UID.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence

from netriage.dedupe.changes import is_run
from netriage.dedupe.drafts import Draft, follow
from netriage.dedupe.keys import Heirs, content_key, spread
from netriage.dedupe.pages import page_of
from netriage.dedupe.sighting import source_name, start_text
from netriage.dedupe.wording import means_the_same, title_words
from netriage.model import Listing


def give_keys(rows: Sequence[Draft], previous: Collection[Listing], taken: Collection[str] = ()) -> None:
    """Give each row that is no run its key: inherited, else made of its title and start.

    `taken` are keys of listings that are not among `previous`.
    """
    single = sorted((row for row in rows if not row.key), key=lambda row: row.rank)
    before = sorted((listing for listing in previous if not is_run(listing)), key=lambda listing: listing.key)
    heirs = Heirs(single, before)
    heirs.match(_contents_and_names, _content_and_names)
    heirs.match(_contents_and_pages, _content_and_page)
    heirs.match(_contents_and_feeds, _content_and_feeds)
    heirs.match(_contents_and_looks, _content_and_looks)
    heirs.match(lambda row: row.contents, _content, tell_apart=False)
    heirs.match(_instances, _instances_before, fits=_is_plausible)
    heirs.match(_pages, _page, fits=_is_plausible)
    for row, listing in heirs.pairs:
        row.key = listing.key
        follow(row, listing)
    used = {listing.key for listing in previous} | {row.key for row in rows if row.key} | set(taken)
    fresh = [row for row in single if not row.key]
    for row, key in zip(fresh, spread(((_own_content(row), _marks(row)) for row in fresh), used), strict=True):
        row.key = key


def _own_content(row: Draft) -> str:
    return content_key(row.lead.words, row.timing.stamp)


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


def _contents_and_looks(row: Draft) -> Iterator[Hashable]:
    for content, one in zip(row.contents, row.sightings, strict=True):
        yield content, one.event.location, one.event.description


def _content_and_looks(listing: Listing) -> Iterator[Hashable]:
    yield *_content(listing), listing.location, listing.description


def _content(listing: Listing) -> tuple[str, ...]:
    return (content_key(title_words(listing.title), start_text(listing.start)),)


def _instances(row: Draft) -> Iterator[Hashable]:
    for one in row.sightings:
        if one.event.uid:
            yield one.event.feed, one.event.uid, one.source.recurrence_id


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
    return any(one.stamp == start or means_the_same(one.event.title, listing.title) for one in row.sightings)
