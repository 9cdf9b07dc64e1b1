"""What words are worth together, what stands beside the goal's words, and places told by the listings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from netriage.fit import TokenCache, rank
from netriage.goal import Goal
from netriage.model import Evidence, Listing, Scored, Source

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
FILLER = "We meet at noon, bring a chair and something warm against the wind, there is soup for everyone who stays"


def ranked(listings: Iterable[Listing], goal: Goal, feeds: dict[str, str] | None = None) -> dict[str, Scored]:
    found = rank(tuple(listings), goal, now=NOW, zone=UTC, feeds=feeds)
    for one in found:
        assert sum(item.points for item in one.evidence) == pytest.approx(one.fit, abs=1e-9)
    return {one.listing.title: one for one in found}


def evidence(one: Scored, word: str) -> list[Evidence]:
    return [item for item in one.evidence if word in item.why]


def test_the_words_of_a_topic_are_worth_more_where_they_stand_together(make_listing) -> None:
    goal = Goal(topics=("red team",))
    found = ranked(
        [
            make_listing("Evening one", description=f"A red team tells. {FILLER}"),
            make_listing("Evening two", description=f"The red line. {FILLER}. Our team"),
        ],
        goal,
    )
    assert found["Evening one"].fit > 1.2 * found["Evening two"].fit > 0


def test_small_words_between_the_words_of_a_topic_keep_them_together(make_listing) -> None:
    goal = Goal(topics=("patient safety",))
    found = ranked(
        [
            make_listing("Evening one", description=f"The safety of the patient. {FILLER}"),
            make_listing("Evening two", description=f"Our patient safety. {FILLER}"),
        ],
        goal,
    )
    assert found["Evening one"].fit == pytest.approx(found["Evening two"].fit)


def test_what_stands_apart_is_said_to(make_listing) -> None:
    listing = make_listing("The great grid evening", description=f"{FILLER}. Storage of storage for storage: energy")
    (item,) = evidence(ranked([listing], Goal(topics=("grid storage",)))[listing.title], "grid storage")
    assert "apart" in item.why


def related_listings(make_listing) -> list[Listing]:
    """Four series on beekeeping that speak of honey, and others."""
    series = [
        make_listing(f"{name} evening", description=f"Beekeeping and honey. {FILLER}", organizer=name)
        for name in ("Amber", "Birch", "Cedar", "Dune")
    ]
    others = [make_listing(f"Number {count} evening", description=FILLER) for count in range(60)]
    return [
        *series,
        *others,
        make_listing("Yonder evening", description=f"Beekeeping for all. {FILLER}", organizer="Elm"),
        make_listing("Zest evening", description=f"Honey for all. {FILLER}", organizer="Fir"),
    ]


def test_what_stands_beside_the_words_of_the_goal_speaks_for_a_listing_a_little(make_listing) -> None:
    found = ranked(related_listings(make_listing), Goal(topics=("beekeeping",)))
    (item,) = evidence(found["Amber evening"], "related")
    assert item.quote == "honey"
    assert 0 < item.points < found["Amber evening"].fit / 3
    assert not evidence(found["Yonder evening"], "related")


def test_a_listing_without_a_word_of_the_goal_gets_nothing_for_related_ones(make_listing) -> None:
    assert ranked(related_listings(make_listing), Goal(topics=("beekeeping",)))["Zest evening"].fit == 0


def test_the_words_of_one_series_alone_are_not_related(make_listing) -> None:
    listings = [replace(one, organizer="Amber", title="Amber evening") for one in related_listings(make_listing)]
    (first, *_) = rank(listings, Goal(topics=("beekeeping",)), now=NOW, zone=UTC)
    assert first.fit
    assert not evidence(first, "related")


def test_related_words_depend_on_the_listings_shown_alone(make_listing) -> None:
    listings, goal, cache = related_listings(make_listing), Goal(topics=("beekeeping",)), TokenCache()
    honey = [make_listing(f"Honey {count}", description="Honey, honey") for count in range(40)]
    rank([*listings, *honey], goal, now=NOW, zone=UTC, cache=cache)
    again = rank(listings[::-1], goal, now=NOW, zone=UTC, cache=cache)
    assert again == rank(listings, goal, now=NOW, zone=UTC)


def test_of_several_towns_of_one_name_the_one_where_listings_are_is_meant(make_listing) -> None:
    goal = Goal(topics=("canvassing",), places=("Lancaster",), max_travel_km=50)
    here = [make_listing(f"Canvassing {count}", location=f"{count} Main St, Lancaster, PA") for count in range(3)]
    far = make_listing("Canvassing there", location="1 Main St, Lancaster, CA")
    found = ranked([*here, far], goal)
    assert found["Canvassing 1"].gates == ()
    assert [gate.kind for gate in found["Canvassing there"].gates] == ["out_of_reach"]
    assert ranked([far], goal)["Canvassing there"].gates == ()


def test_a_place_that_is_written_out_is_meant_wherever_listings_are(make_listing) -> None:
    goal = Goal(topics=("canvassing",), places=("Lancaster, CA",), max_travel_km=50)
    here = [make_listing(f"Canvassing {count}", location=f"{count} Main St, Lancaster, PA") for count in range(3)]
    assert [gate.kind for gate in ranked(here, goal)["Canvassing 1"].gates] == ["out_of_reach"]


def test_a_place_of_the_goal_named_where_no_place_was_found_counts_half(make_listing) -> None:
    goal = Goal(topics=("canvassing",), places=("Lititz",))
    texts = f"Canvassing canvassing. {FILLER}"
    named = make_listing("Canvassing one", description=texts, sources=(Source("f1", "1"),))
    plain = make_listing("Canvassing two", description=texts, sources=(Source("f2", "2"),))
    found = ranked([named, plain], goal, {"f1": "mobilize lititz", "f2": "mobilize all"})
    (item,) = [item for item in found["Canvassing one"].evidence if item.group == "place"]
    assert (item.field, item.quote) == ("feed", "lititz")
    assert found["Canvassing one"].fit > found["Canvassing two"].fit
    assert not [item for item in found["Canvassing two"].evidence if item.group == "place"]
