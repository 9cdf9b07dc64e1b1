"""What words are worth together, how alike a listing is to the whole goal, and places told by the listings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from netriage.fit import TokenCache, rank
from netriage.goal import Company, Goal
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
    others = ("phishing", "malware", "forensics", "threat hunting", "bug bounty", "zero days", "social engineering")
    goal = Goal(topics=("red team", "lock picking", *others))
    found = ranked(
        [
            make_listing("Evening one", description=f"A red team tells of lock picking. {8 * FILLER}"),
            make_listing("Evening two", description=f"The red line has a lock. {8 * FILLER}. Our team is picking"),
        ],
        goal,
    )
    assert found["Evening one"].fit > 2 * found["Evening two"].fit > 0


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


def test_a_name_written_otherwise_speaks_for_what_has_words_of_the_goal(make_listing) -> None:
    goal = Goal(topics=("canvassing",), companies=(Company("Lancaster County Democrats"),))
    found = ranked(
        [
            make_listing("Evening one", description=f"Canvassing, by the Lancaster County Dems. {FILLER}"),
            make_listing("Evening two", description=f"Canvassing, by the Cumberland River Dems. {FILLER}"),
            make_listing("Evening three", description=f"By the Lancaster County Dems. {FILLER}"),
        ],
        goal,
    )
    (item,) = evidence(found["Evening one"], "words of your goal")
    assert "Lancaster" in item.why  # as the goal writes it
    assert (found["Evening one"].fit or 0) > (found["Evening two"].fit or 0) > 0
    assert found["Evening three"].fit == 0


def test_a_word_of_a_name_speaks_by_itself_where_a_listing_is_named_after_it(make_listing) -> None:
    goal = Goal(topics=("canvassing",), companies=(Company("Lancaster County Democrats"),))
    listings = [
        make_listing("Hempfield Democrats Monthly Meeting", description=FILLER),
        make_listing("Evening two", description=f"We welcome Democrats. {FILLER}"),
    ]
    found = ranked(listings, goal)
    (item,) = found["Hempfield Democrats Monthly Meeting"].evidence
    assert (item.group, item.quote) == ("words", "Democrats")
    assert found["Evening two"].evidence == ()


def test_of_a_goal_without_spaces_each_word_that_a_listing_has_is_told_once_and_no_further(make_listing) -> None:
    goal = Goal("メルカリで決済エンジニアになる", topics=("不正検知",))
    listings = [make_listing("不正検知の夜", description="メルカリと決済の話。"), make_listing("茶道体験")]
    (item,) = evidence(ranked(listings, goal)["不正検知の夜"], "words of your goal")
    assert sorted(item.why.removeprefix("words of your goal: ").split(", ")) == ["メルカリ", "不正検知", "決済"]


def test_what_is_quoted_in_a_script_without_spaces_is_the_whole_phrase(make_listing) -> None:
    goal = Goal("不正検知の仕事", topics=("不正検知",), roles=("決済エンジニア",))
    listings = [make_listing("夜：不正検知をGoで書く", description="決済エンジニアの話。"), make_listing("茶道体験")]
    found = ranked(listings, goal)["夜：不正検知をGoで書く"]
    quotes = {item.quote for item in found.evidence if item.why.startswith(("topic", "role"))}
    assert quotes == {"不正検知", "決済エンジニア"}


def test_a_listing_about_nothing_else_stands_before_one_that_has_the_words_in_a_long_text(make_listing) -> None:
    goal = Goal(topics=("grid storage", "heat pumps"), statement="Meet grid people")
    words = "On grid storage and heat pumps."
    found = ranked(
        [
            make_listing("Evening one", description=f"{words} {FILLER}"),
            make_listing("Evening two", description=" ".join((words, *(f"{FILLER} {count}" for count in range(40))))),
        ],
        goal,
    )
    near, far = (evidence(found[title], "words of your goal")[0] for title in ("Evening one", "Evening two"))
    assert near.points > 2 * far.points > 0
    assert near.quote in ("grid", "heat", "pumps", "storage")


def test_how_alike_a_listing_is_depends_on_the_listings_shown_alone(make_listing) -> None:
    listings = [make_listing(f"Evening {count}", description=f"Bees and honey. {FILLER}") for count in range(9)]
    goal, cache = Goal(topics=("honey", "bees")), TokenCache()
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
