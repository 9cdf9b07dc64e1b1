"""Properties of the merge: order does not matter, merging twice is merging once, churn changes no key."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from netriage.dedupe import changes, meaning, merge, source_name
from netriage.model import Occurrence, Recurrence, Status
from tests.dedupe.samples import HOME, NOW, START, edited, seen

TITLES = ["Rust Meetup Berlin", "RUST meetup – Berlin (online)", "Rust Meetup Berlin: async", "Story time", "Yoga",
          "🎉", "CANCELLED Story time", "Ada Lovelace on engines", "Board meeting", ""]  # fmt: skip
PLACES = ["", "c-base, Rungestraße 20, Berlin", "Rungestr. 20", "Leaside Branch", "Agincourt Branch", "online"]
PAGES = ["", "https://a.example/events/1", "https://a.example/events/2", "https://b.example/e?id=7&utm_source=x"]
STARTS = [START, START.astimezone(UTC), START + timedelta(minutes=30), START + timedelta(days=7), date(2026, 9, 1),
          *(START + timedelta(weeks=week) for week in range(2, 8))]  # fmt: skip

occurrence = st.builds(
    seen,
    st.sampled_from(TITLES),
    st.sampled_from(STARTS),
    feed=st.sampled_from(["a", "b", "c"]),
    uid=st.sampled_from(["", "1", "2", "long-unique-uid-1@example.org"]),
    location=st.sampled_from(PLACES),
    url=st.sampled_from(PAGES),
    description=st.sampled_from(["", "Come and see", "An evening about what machines can and cannot do, with Ada."]),
    status=st.sampled_from(list(Status)),
    instance=st.sampled_from(["", "", "20260901"]),
    recurrence=st.sampled_from([None, Recurrence(rrule="FREQ=WEEKLY")]),
)
many = st.lists(occurrence, max_size=14)


@settings(max_examples=120, deadline=None)
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_feeds_and_events_does_not_matter(occurrences, random):
    shuffled = random.sample(occurrences, len(occurrences))
    assert merge(shuffled, home=HOME, now=NOW) == merge(occurrences, home=HOME, now=NOW)


@settings(max_examples=80, deadline=None)
@given(many, many, st.randoms(use_true_random=False))
def test_the_order_of_the_previous_listings_does_not_matter(before, occurrences, random):
    previous = merge(before, home=HOME, now=NOW)
    shuffled = random.sample(previous, len(previous))
    assert merge(occurrences, home=HOME, previous=shuffled) == merge(occurrences, home=HOME, previous=previous)


@settings(max_examples=120, deadline=None)
@given(many)
def test_merging_twice_is_merging_once(occurrences):
    once = merge(occurrences, home=HOME, now=NOW)
    assert merge(occurrences + occurrences, home=HOME, now=NOW) == once
    assert merge(occurrences, home=HOME, now=NOW, previous=once) == once


@settings(max_examples=120, deadline=None)
@given(many)
def test_every_source_is_in_exactly_one_listing_and_every_key_is_its_own(occurrences):
    listings = merge(occurrences, home=HOME)
    assert len({listing.key for listing in listings}) == len(listings)
    found = [source for listing in listings for source in listing.sources]
    assert {(source.feed, source.uid) for source in found} == {(one.event.feed, one.event.uid) for one in occurrences}
    for listing in listings:
        assert len(set(listing.sources)) == len(listing.sources)
        assert list(listing.dates) == sorted(listing.dates, key=str) or len({type(d) for d in listing.dates}) > 1


@settings(max_examples=100, deadline=None)
@given(many, st.data())
def test_what_the_user_took_apart_is_in_no_listing_together(occurrences, data):
    listings = merge(occurrences, home=HOME)
    names = sorted({source_name(source) for listing in listings for source in listing.sources})
    if len(names) < 2:
        return
    pair = tuple(sorted(data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))))
    for listing in merge(occurrences, home=HOME, unmerged={pair}):
        if not listing.dates:
            assert not set(pair) <= {source_name(source) for source in listing.sources}


def _churn(one: Occurrence, salt: int) -> Occurrence:
    """What publishers change between two fetches without meaning anything."""
    event = one.event
    title = (event.title.upper(), f"  {event.title} ", event.title.replace(" ", "  "))[salt % 3]
    url = f"{event.url}{'&' if '?' in event.url else '?'}sid={'x' * salt}" if event.url else ""
    return replace(one, event=replace(event, uid=f"{event.uid}-{salt}", title=title, url=url, line=salt))


row = st.tuples(st.sampled_from(TITLES[:6]), st.sampled_from(STARTS), st.sampled_from("abc"))


@settings(max_examples=120, deadline=None)
@given(st.lists(row, max_size=8, unique=True), st.integers(1, 9))
def test_churn_of_uid_case_space_and_query_changes_no_key_and_means_nothing(rows, salt):
    before = [
        seen(title, start, feed=feed, url=f"https://{feed}.example/{n}") for n, (title, start, feed) in enumerate(rows)
    ]
    first = merge(before, home=HOME)
    second = merge([_churn(one, salt) for one in before], home=HOME, previous=first)
    assert [listing.key for listing in second] == [listing.key for listing in first]
    for listing, was in zip(second, first, strict=True):
        assert changes(meaning(was), listing) == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(-600, 600))
def test_a_moved_event_keeps_its_key_and_says_what_changed(days, minutes):
    before = merge([seen(uid="u1")], home=HOME)
    start = datetime.fromtimestamp(START.timestamp() + days * 86_400 + minutes * 60, tz=HOME)
    [after] = merge([edited(seen(uid="u1"), start=start)], home=HOME, previous=before)
    assert after.key == before[0].key
    assert {change.field for change in changes(meaning(before[0]), after)} <= {"date", "time"}
    assert changes(meaning(before[0]), after)
