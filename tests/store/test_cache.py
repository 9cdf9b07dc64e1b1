"""What a pull leaves, and what can be rebuilt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.codec import write_moment
from netriage.errors import StoreBusyError
from netriage.known import Known, Plain, Whole
from netriage.model import (
    Event,
    FeedState,
    Geo,
    Health,
    Listing,
    Occurrence,
    Presence,
    Problem,
    Recurrence,
    Source,
    Status,
    Window,
)
from netriage.origin import Edit, Lines
from netriage.rows import hold_date, read_rows, write_rows
from netriage.store import FeedCache, Folders, Store, write_listings
from tests.dedupe.samples import hold
from tests.triage.samples import NOW, make_listing

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns"), timezone(timedelta(hours=2))])
FIRST, LAST = NOW.replace(year=1990, tzinfo=None), NOW.replace(year=2090, tzinfo=None)
MOMENTS = st.dates(date(1990, 1, 1), date(2090, 1, 1)) | st.datetimes(
    timezones=ZONES, min_value=FIRST, max_value=LAST
).map(lambda moment: moment.astimezone(UTC).astimezone(moment.tzinfo))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SOURCES = st.builds(Source, feed=TEXTS, uid=TEXTS, recurrence_id=TEXTS, url=TEXTS)
LISTINGS = st.builds(
    Listing,
    key=TEXTS,
    title=TEXTS,
    start=MOMENTS,
    end=MOMENTS,
    sources=st.lists(SOURCES, max_size=2).map(tuple),
    description=TEXTS,
    categories=st.lists(TEXTS, max_size=2).map(tuple),
    status=st.sampled_from(Status),
    presence=st.sampled_from(Presence),
    geo=st.none() | st.builds(Geo, st.floats(-90, 90), st.floats(-180, 180)),
    register_by=st.none() | st.dates(),
    dates=st.lists(MOMENTS, max_size=2).map(tuple),
)


@given(st.lists(LISTINGS, max_size=5))
def test_rows_give_back_the_listings_that_were_written(listings: list[Listing]) -> None:
    rows = json.loads(json.dumps(write_rows(Listing, listings)))
    assert read_rows(Listing, rows) == tuple(listings)


def test_the_cache_gives_back_what_a_pull_left(store: Store, folders: Folders) -> None:
    start = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    event = Event("abcd1234", "u", "T", start, start, recurrence=Recurrence("FREQ=DAILY", rdates=(date(2026, 1, 1),)))
    other = replace(event, uid="v", recurrence=None)
    first, second, third = hold(event), hold(other), hold(replace(event, uid="w", line=9))
    dates = (Occurrence(event, start, start, "2026-10-25"), Occurrence(third.event, start, start))
    rest = Whole(
        blocks={"b1": (first, second), "b2": (first,), "b3": ()},
        pieces={"p1": "b2"},
        around="a",
        events=(first, second, third),
        dates=tuple(hold_date(one, held) for one, held in zip(dates, (first, third), strict=True)),
        problems=(Problem("odd", uid="u", line=7),),
    )
    alone = hold(replace(other, uid="x", sequence=3, line=12))
    span = f"{write_moment(start)}\t{write_moment(start)}\t"
    plain = Plain(["p2"], ["b4"], ["x"], [12], ["3"], [alone.digest], [span], Lines.new([alone.text]))
    cached = FeedCache("h", Known(plain, ["p3"], rest), Window(NOW, NOW + timedelta(days=90)), "N", "P")
    assert not store.cache.has_feed("abcd1234")
    store.cache.save_feed("abcd1234", cached)
    assert store.cache.has_feed("abcd1234")
    again = Store(folders).cache.load_feed("abcd1234")
    assert again is not None
    assert replace(again, known=Known()) == replace(cached, known=Known())
    whole, expected = again.known.whole(), cached.known.whole()
    assert {name: [held.event for held in some] for name, some in whole.blocks.items()} == {
        "b1": [event, other], "b2": [event], "b3": [], "b4": [alone.event],
    }  # fmt: skip
    assert whole.blocks["b1"][0] is whole.blocks["b2"][0]
    assert (whole.pieces, whole.around, whole.problems) == (expected.pieces, "a", rest.problems)
    assert whole.pieces == {"p1": "b2", "p2": "b4", "p3": ""}
    assert [held.event for held in whole.events] == [held.event for held in expected.events]
    assert {found.occurrence for found in whole.dates} == {*dates, Occurrence(alone.event, start, start)}
    assert all(found.occurrence.start.fold == 1 for found in whole.dates)  # type: ignore[union-attr]
    states = {"abcd1234": FeedState("abcd1234", Health.OK, etag='"1"', ok_at=NOW)}
    store.cache.save_states(states)
    assert Store(folders).cache.states() == states


def test_what_is_known_of_a_removed_feed_is_forgotten(store: Store) -> None:
    store.cache.save_feed("a", FeedCache("h"))
    store.cache.save_states({"a": FeedState("a"), "b": FeedState("b")})
    store.cache.forget_feed("a")
    assert store.cache.load_feed("a") is None
    assert list(store.cache.states()) == ["b"]


def test_the_stamp_changes_when_listings_are_saved(store: Store, folders: Folders) -> None:
    assert store.cache.listings_stamp() == ""
    store.cache.save_listings([make_listing("a")])
    stamp = Store(folders).cache.listings_stamp()
    assert stamp == store.cache.listings_stamp()
    store.cache.save_listings([make_listing("a")])
    assert store.cache.listings_stamp() != stamp


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 1, "tables": 3}', b'{"version": 9, "tables": {}}', b"\xff",
     b'{"version":5,"tables":{"listings":{"count":1},"feed":{},"states":{"a":{"health":"?"}}},"rows":[\n[1]\n]}',
     b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_cache_counts_as_none_and_is_written_anew(store: Store, folders: Folders, damage: bytes) -> None:
    folders.cache.mkdir()
    for name in ("listings.json", "listings-changes.json", "feed-a.columns", "feed-a.changes", "states.json"):
        (folders.cache / name).write_bytes(damage)
    assert store.cache.load_listings() == ()
    assert store.cache.load_feed("a") is None
    assert store.cache.states() == {}
    store.cache.save_listings([make_listing("a")])
    assert store.cache.load_listings() == (make_listing("a"),)


def test_one_changed_byte_of_a_row_makes_the_cache_count_as_none(store: Store, folders: Folders) -> None:
    store.cache.save_listings([make_listing("a"), make_listing("b")])
    path = folders.cache / "listings.json"
    assert json.loads(path.read_bytes())["rows"][1][0].startswith("b")
    path.write_bytes(path.read_bytes().replace(b'["bb', b'["cb'))
    assert store.cache.load_listings() == ()


def test_a_lone_surrogate_of_a_feed_does_not_stop_the_cache(store: Store) -> None:
    store.cache.save_listings([make_listing("a", title="a\ud800b")])
    assert store.cache.load_listings()[0].title == "a?b"


def test_only_one_process_pulls(store: Store, folders: Folders) -> None:
    with store.cache.pull_lock():
        with pytest.raises(StoreBusyError, match="is pulling"), Store(folders).cache.pull_lock():
            pass
        assert Store(folders).cache.load_listings() == ()
    with Store(folders).cache.pull_lock():
        pass


def test_listings_that_few_changes_were_made_to_are_written_beside_them(store: Store, folders: Folders) -> None:
    made = [make_listing(f"{number:03}") for number in range(20)]
    store.cache.save_listings(made)
    stamp, whole = store.cache.listings_stamp(), (folders.cache / "listings.json").read_bytes()
    other = make_listing("0055")
    lines = store.cache.load_listing_lines().edited(Edit([3], [5]), list(write_listings([other]).values()))
    store.cache.save_listing_lines(lines)
    assert (folders.cache / "listings.json").read_bytes() == whole
    assert store.cache.listings_stamp() != stamp
    expected = (*made[:3], *made[4:6], other, *made[6:])
    assert Store(folders).cache.load_listings() == expected
    again = store.cache.load_listing_lines()
    assert list(again) == list(lines)
    store.cache.save_listing_lines(again.edited(Edit(list(range(10, 20)), []), []))
    assert not (folders.cache / "listings-changes.json").exists()
    assert store.cache.load_listings() == expected[:10]


def test_listings_whose_changes_are_damaged_count_as_none(store: Store, folders: Folders) -> None:
    store.cache.save_listings([make_listing(name) for name in "abcdefgh"])
    store.cache.save_listing_lines(store.cache.load_listing_lines().edited(Edit([0], []), []))
    beside = folders.cache / "listings-changes.json"
    assert len(store.cache.load_listings()) == 7
    stale = beside.read_bytes()
    beside.write_bytes(stale[:-1])
    assert store.cache.load_listings() == ()
    store.cache.save_listings([make_listing("z")])
    beside.write_bytes(stale)  # as a crash between the two files leaves it
    assert store.cache.load_listings() == (make_listing("z"),)


def test_listings_damaged_in_any_byte_count_as_none(store: Store, folders: Folders) -> None:
    made = tuple(make_listing(name) for name in "abc")
    store.cache.save_listings(made)
    path = folders.cache / "listings.json"
    whole = path.read_bytes()
    json.loads(whole)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        # What does not say anything of the rows ("count", the file's own name) may say something else.
        assert store.cache.load_listings() in {(), made}, at
        if at > whole.index(b"\n"):
            assert store.cache.load_listings() == (), at
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        assert store.cache.load_listings() == (), size
