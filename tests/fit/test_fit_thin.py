"""Too little text to tell: an order of their own by what is known of them, and one lifted to be found out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.fit import Example, explore, learn, rank
from netriage.fit.thin import EXPLORE_AT, RECORD, is_match, record_value
from netriage.goal import Company, Goal
from netriage.model import Evidence, Gate, Listing, Scored, Source

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
GOAL = Goal("x", topics=("energy grids", "storage"), companies=(Company("Halden"),), places=("Oslo",))
FEEDS = {"grid": "Line people", "town": "Town hall"}
TEXT = "An evening about {}, with time to talk to one another at length afterwards."


@pytest.fixture
def feeds(make_listing):
    """Two feeds, one of which is about the goal; each with one listing that says nothing."""
    grid = [
        make_listing(
            f"Energy grids {number}", description=TEXT.format("storage"), sources=(Source("grid", f"g{number}"),)
        )
        for number in range(9)
    ]
    town = [
        make_listing(f"Knitting {number}", description=TEXT.format("wool"), sources=(Source("town", f"t{number}"),))
        for number in range(9)
    ]
    thin = [
        make_listing("Monthly evening", sources=(Source(feed, "thin"),), organizer=who)
        for feed, who in (("town", "Ann"), ("grid", "Bob"))
    ]
    return grid, town, thin


def order_of(listings, **given) -> list[Scored]:
    return rank(listings, GOAL, now=NOW, zone=UTC, feeds=FEEDS, **given)


def test_a_thin_listing_is_known_by_the_company_its_feed_keeps(feeds) -> None:
    grid, town, (of_town, of_grid) = feeds
    thin = [one for one in order_of([*town, of_town, of_grid, *grid]) if one.thin]
    assert [one.listing for one in thin] == [of_grid, of_town]
    (item,) = thin[0].evidence
    assert (item.field, item.quote) == ("feed", "Line people")
    assert "its feed's listings" in item.why
    assert thin[1].evidence == ()


def test_a_listing_with_text_is_not_judged_by_its_feed(feeds, make_listing) -> None:
    grid, town, _ = feeds
    told = make_listing("Wool", description=TEXT.format("wool"), sources=(Source("grid", "w"),))
    assert next(one for one in order_of([*grid, *town, told]) if one.listing is told).evidence == ()


def test_a_thin_listing_near_by_stands_before_one_of_which_nothing_is_known(make_listing) -> None:
    near, unknown = make_listing("Evening", location="Oslo"), make_listing("Evening")
    first, second = order_of([unknown, near])
    assert (first.listing, second.listing) == (near, unknown)
    assert first.thin
    assert second.thin


def test_the_record_of_feed_and_organiser_orders_thin_listings(feeds) -> None:
    grid, town, (of_town, of_grid) = feeds
    listings = [*town, *grid, of_town, of_grid]
    plain = [one.listing for one in order_of(listings) if one.thin]
    examples = [Example(one.key, True) for one in town[:6]] + [Example(one.key, False) for one in grid[:6]]
    learned = learn(examples, listings, GOAL, feeds=FEEDS)
    taught = [one for one in order_of(listings, learned=learned) if one.thin]
    assert plain == [of_grid, of_town]
    assert [one.listing for one in taught] == [of_town, of_grid]
    assert any(item.why == "your decisions on the feed 'Town hall': kept 6, skipped 0" for item in taught[0].evidence)
    for one in taught:
        assert sum(item.points for item in one.evidence) == pytest.approx(one.fit, abs=1e-9)


def test_the_record_of_an_organiser_counts_and_can_be_inspected(feeds, make_listing) -> None:
    grid, town, (of_town, of_grid) = feeds
    by_ann = [make_listing(f"Wool {number}", description=TEXT.format("wool"), organizer="Ann") for number in range(4)]
    listings = [*town, *grid, *by_ann, of_town, of_grid]
    examples = [Example(one.key, True) for one in by_ann] + [Example(one.key, False) for one in town[:4]]
    learned = learn(examples, listings, GOAL, feeds=FEEDS)
    known = {(liking.kind, liking.text): liking for liking in learned.likings}
    assert (known["organizer", "Ann"].kept, known["organizer", "Ann"].skipped) == (4, 0)
    assert known["organizer", "Ann"].weight > 0 > known["feed", "Town hall"].weight


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0, 1))
def test_a_record_is_bounded_and_grows_with_every_keep(kept: int, skipped: int, usual: float) -> None:
    value = record_value((kept, skipped), usual)
    assert abs(value) <= RECORD
    assert record_value((kept + 1, skipped), usual) >= value >= record_value((kept, skipped + 1), usual)


def test_one_decision_on_a_feed_says_less_than_many() -> None:
    assert 0 < record_value((1, 0), 0.3) < record_value((10, 0), 0.3)


def listing(number: int) -> Listing:
    start = NOW + timedelta(days=number)
    return Listing(f"{number:032x}", f"Evening {number}", start, start, (Source("f", str(number)),))


WORD = Evidence(5.0, "words", "w")
TARGET = Evidence(5.0, "companies", "c", target="Halden")


def ranked(count: int, *, matches: int = 0, thin: int = 3) -> list[Scored]:
    """A ranking: matches, then what is on topic, then thin ones."""
    high = [Scored(listing(number), 40.0, (TARGET if number < matches else WORD,)) for number in range(count)]
    return high + [Scored(listing(count + number), 5.0, (WORD,), thin=True) for number in range(thin)]


def test_one_thin_listing_is_lifted_into_view_and_says_why() -> None:
    before = ranked(30)
    after = explore(before)
    lifted = after[EXPLORE_AT]
    assert lifted.listing == before[30].listing
    assert lifted.fit == 5.0
    assert sum(item.points for item in lifted.evidence) == 5.0
    assert lifted.evidence[-1].group == "explore"
    assert "too little text" in lifted.evidence[-1].why
    assert [one for one in after if one is not lifted] == [*before[:30], *before[31:]]


def test_exploring_never_lifts_above_a_match_of_a_target() -> None:
    after = explore(ranked(30, matches=12))
    assert [one.thin for one in after[:14]] == [False] * 12 + [True, False]


def test_a_match_stands_above_what_is_unknown_however_low_its_fit(make_listing) -> None:
    target = make_listing("Open house", description=3 * TEXT.format("Halden"))
    found = order_of([make_listing("Evening", location="Oslo"), target])
    assert found[0].listing is target
    assert (found[0].fit or 0) < 20
    assert is_match(found[0])


@pytest.mark.parametrize(
    "without",
    [
        lambda one: one._replace(gates=(Gate("past", "it is over"),)),
        lambda one: one._replace(evidence=()),
        lambda one: one._replace(thin=False),
    ],
)
def test_what_is_barred_or_of_which_nothing_is_known_is_not_lifted(without) -> None:
    before = ranked(30, thin=1)
    before[-1] = without(before[-1])
    assert explore(before) == before


def test_what_is_decided_is_passed_over() -> None:
    before = ranked(30)
    after = explore(before, {before[30].listing.key})
    assert after[EXPLORE_AT].listing == before[31].listing


def test_what_is_in_view_already_is_not_moved() -> None:
    before = ranked(EXPLORE_AT)
    assert explore(before) == before
    assert explore([]) == []
