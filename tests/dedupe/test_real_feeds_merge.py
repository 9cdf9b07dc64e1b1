"""The merge of real feeds: what must hold whatever the feeds are."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from netriage.dedupe import changes, meaning, merge
from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.model import Window

HOME = ZoneInfo("America/Toronto")
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))
LARGEST = 400_000


@pytest.fixture(scope="module")
def occurrences(shared):
    """Every third feed of moderate size: several cities, most platforms."""
    found = []
    for path in sorted(path for path in (shared / "feeds").glob("*.ics") if path.stat().st_size < LARGEST)[::3]:
        reading = read_feed(path.read_bytes(), path.stem, home=HOME, window=WINDOW)
        found += expand(reading.events, WINDOW, HOME)[0]
    return found


@pytest.fixture(scope="module")
def listings(occurrences):
    return merge(occurrences, home=HOME, now=NOW)


def test_feeds_in_reverse_make_the_same_listings(occurrences, listings):
    assert len(listings) > 1_000
    assert merge(occurrences[::-1], home=HOME, now=NOW) == listings


def test_a_second_pull_of_the_same_feeds_changes_nothing(occurrences, listings):
    again = merge(occurrences, home=HOME, now=NOW, previous=listings)
    assert again == listings
    assert not any(changes(meaning(was), now) for was, now in zip(listings, again, strict=True))


def test_every_key_is_its_own(listings):
    assert max(Counter(listing.key for listing in listings).values()) == 1
    assert all(len(listing.key) == 32 and int(listing.key, 16) >= 0 for listing in listings)


def test_no_listing_holds_two_titles_of_one_feed(occurrences, listings):
    titles = {(one.event.feed, one.event.uid): one.event.title.casefold() for one in occurrences}
    for listing in listings:
        if listing.merged and not listing.dates:
            feeds = Counter(source.feed for source in listing.sources)
            for feed, count in feeds.items():
                own = {titles[feed, source.uid] for source in listing.sources if source.feed == feed}
                assert count == 1 or len({"".join(filter(str.isalnum, title)) for title in own}) == 1


def test_a_week_later_what_is_still_there_has_its_key(occurrences, listings):
    later = NOW + timedelta(days=7)
    known = {listing.key for listing in listings}
    rows = merge(occurrences, home=HOME, now=later, previous=listings)
    assert {row.key for row in rows} <= known
