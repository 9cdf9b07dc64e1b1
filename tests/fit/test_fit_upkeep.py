"""What keeps the fit honest and quick: calibration, preview of an edit, the cache between rankings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from netriage.fit import FEW, TokenCache, calibrate, effect, rank
from netriage.goal import Goal
from netriage.model import Status

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
GOAL = Goal("x", topics=("energy grids",), places=("Berlin",))


def test_a_rate_needs_enough_outcomes() -> None:
    bands = calibrate([(85.0, True)] * FEW + [(30.0, False)] * (FEW - 1))
    by_low = {band.low: band for band in bands}
    assert by_low[80].rate == 1.0
    assert by_low[80].interval[0] < 1.0
    assert by_low[20].rate is None
    assert "n too small" in by_low[20].words
    assert by_low[20].interval == (0.0, 1.0)


def test_every_outcome_falls_into_one_band() -> None:
    fits = [0.0, 19.99, 20.0, 79.9, 80.0, 100.0]
    bands = calibrate([(fit, True) for fit in fits])
    assert [band.n for band in bands] == [2, 1, 0, 1, 2]


def test_the_effect_of_an_edit_tells_what_rises_and_what_falls(make_listing) -> None:
    listings = [
        make_listing("Energy grids evening"),
        make_listing("Watercolour evening"),
        make_listing("Bread evening"),
    ]
    before = rank(listings, GOAL, now=NOW, zone=UTC)
    after = rank(listings, replace(GOAL, topics=("watercolour painting",)), now=NOW, zone=UTC)
    rises, falls = effect(before, after)
    assert [(one.listing.title, change > 0) for one, change in rises] == [("Watercolour evening", True)]
    assert [(one.listing.title, change < 0) for one, change in falls] == [("Energy grids evening", True)]
    assert effect(before, before) == ((), ())
    assert effect([], before)[0]


def test_a_cache_that_saw_other_listings_ranks_the_same(make_listing) -> None:
    listings = [
        make_listing(f"Energy grids {number}", location="Berlin", description="Café – データ") for number in range(5)
    ]
    cache = TokenCache()
    rank(listings, GOAL, now=NOW, zone=UTC, cache=cache)
    moved = replace(listings[1], location="Sydney, Australia", end=listings[1].start)
    for others in ([replace(listings[0], title="Bread"), *listings[1:]], [moved, *listings[2:]], listings[::-1]):
        assert rank(others, GOAL, now=NOW, zone=UTC, cache=cache) == rank(others, GOAL, now=NOW, zone=UTC)


def test_a_status_that_changed_is_seen_though_no_word_has(make_listing) -> None:
    cache, listing = TokenCache(), make_listing("Bread evening")
    assert rank([listing], GOAL, now=NOW, zone=UTC, cache=cache)[0].gates == ()
    cancelled = replace(listing, status=Status.CANCELLED)
    assert [gate.kind for gate in rank([cancelled], GOAL, now=NOW, zone=UTC, cache=cache)[0].gates] == ["cancelled"]


def test_what_is_past_depends_on_the_hour_alone(make_listing) -> None:
    cache, listings = TokenCache(), [make_listing("Bread evening"), make_listing("Energy grids")]
    assert not any(one.gates for one in rank(listings, GOAL, now=NOW, zone=UTC, cache=cache))
    later = rank(listings, GOAL, now=NOW.replace(year=2030), zone=UTC, cache=cache)
    assert [[gate.kind for gate in one.gates] for one in later] == [["past"], ["past"]]
    assert not any(one.gates for one in rank(listings, GOAL, now=NOW, zone=UTC, cache=cache))


def test_the_index_forgets_what_is_long_gone(make_listing) -> None:
    cache = TokenCache()
    for generation in range(9):
        rank(
            [make_listing(f"Evening {generation} {number}") for number in range(600)],
            GOAL,
            now=NOW,
            zone=UTC,
            cache=cache,
        )
    assert len(cache.docs) <= 3 * 600 + 1000


def test_the_same_listings_and_goal_are_not_judged_twice(make_listing) -> None:
    cache, listings = TokenCache(), [make_listing("Energy grids")]
    rank(listings, GOAL, now=NOW, zone=UTC, cache=cache)
    judgement = cache.judgement
    rank(listings, GOAL, now=NOW.replace(year=2030), zone=UTC, cache=cache)
    assert cache.judgement is judgement
