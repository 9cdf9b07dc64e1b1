"""An index that an earlier run left answers as one that was just made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netriage.fit import Example, TokenCache, learn, rank
from netriage.fit.keeping import Kept, keep, restore
from netriage.goal import Company, Goal
from netriage.model import Geo, Listing, Presence, Scored, Source

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
GOAL = Goal(
    "Meet grid planners",
    topics=("energy grids", "エネルギー", "Wald"),
    companies=(Company("Halden Energy"),),
    places=("Berlin",),
    event_types=(("workshop", 1.0),),
)
FEEDS = {"f1": "Berlin Energy Calendar", "f2": "Wald und Wiese"}

TEXTS = st.sampled_from(
    [
        "",
        "Workshop on energy grids\nAddress:\nHauptstr. 5, 10115 Berlin, Germany",
        "Halden Energy – open house",
        "Wälder und Wiesen mit der Försterin und dem Förster im Wald",
        "エネルギーの勉強会",
        "online via zoom\x85 and 🌲 energy\x1cgrids",
        "news & news of grids " * 20,
    ]
)
LISTINGS = st.lists(
    st.builds(
        lambda title, description, location, geo, feed, zone, presence: (
            title,
            {
                "description": description,
                "location": location,
                "geo": geo,
                "sources": (Source(feed, "u"),),
                "start": datetime(2026, 9, 1, 18, tzinfo=ZoneInfo(zone)),
                "presence": presence,
            },
        ),
        TEXTS,
        TEXTS,
        st.sampled_from(["", "Berlin", "Zoom", "Potsdam, Germany", "Village, Austria"]),
        st.sampled_from([None, Geo(52.5, 13.4)]),
        st.sampled_from(["f1", "f2", "f3"]),
        st.sampled_from(["UTC", "Europe/Berlin"]),
        st.sampled_from(list(Presence)),
    ),
    max_size=12,
)


def again(cache: TokenCache) -> TokenCache:
    """What a later run begins with: all of it has gone through text."""
    found, kept = TokenCache(), keep(cache)
    if kept:
        assert not any("\n" in item for column in (kept.stems, kept.facts, *kept.rows) for item in column)
        restore(found, kept)
    return found


def ranked(listings: Sequence[Listing], cache: TokenCache | None = None, goal: Goal = GOAL) -> list[Scored]:
    return rank(listings, goal, now=NOW, zone=UTC, cache=cache, feeds=FEEDS)


@given(LISTINGS, LISTINGS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_an_index_that_was_kept_ranks_like_a_new_one_whatever_has_changed_since(first, second, chance) -> None:
    def listings(rows: Sequence[tuple[str, dict]]) -> list[Listing]:
        return [Listing(key=f"{at:032x}", title=title, end=NOW, **more) for at, (title, more) in enumerate(rows)]

    cache = TokenCache()
    ranked(listings(first), cache)
    later = again(cache)
    # Some are other ones under the same keys, some have gone, some came.
    mixed = [chance.choice(pair) for pair in zip(first, second, strict=False)] + second[len(first) :]
    assert ranked(listings(mixed), later) == ranked(listings(mixed))
    assert ranked(listings(mixed), again(later)) == ranked(listings(mixed))
    other = replace(GOAL, topics=("news", "勉強会"), companies=())
    assert ranked(listings(mixed), later, other) == ranked(listings(mixed), None, other)


def test_only_what_has_another_text_is_cut_again(make_listing) -> None:
    cache, listings = TokenCache(), [make_listing(f"Evening {number}") for number in range(40)]
    ranked(listings, cache)
    later = again(cache)
    changed = [
        replace(one, title=one.title.upper() + "!") if at < 3 else replace(one) for at, one in enumerate(listings)
    ]
    ranked(changed, later)
    assert (cache.cut, later.cut) == (40, 3)


def test_what_was_learned_is_learned_the_same_from_an_index_that_was_kept(make_listing) -> None:
    liked = [make_listing(f"Honey and bees {number}", description="bees " * number) for number in range(12)]
    others = [make_listing(f"Chess club {number}", description="pawns " * number) for number in range(12)]
    examples = [Example(one.key, kept) for some, kept in ((liked, True), (others, False)) for one in some]
    cache = TokenCache()
    lesson = learn(examples, [*liked, *others], GOAL, cache=cache, feeds=FEEDS)
    assert lesson.enough
    assert learn(examples, [*liked, *others], GOAL, cache=again(cache), feeds=FEEDS) == lesson


def test_words_that_no_listing_has_any_more_are_not_kept_for_ever(make_listing) -> None:
    cache = TokenCache()
    ranked([make_listing(f"Word{number} other{number} more{number}") for number in range(30)], cache)
    few = [make_listing("Energy grids")]
    ranked(few, cache)
    later = TokenCache()
    kept = keep(cache)
    assert kept
    restore(later, kept)
    ranked(few, later)
    assert later.cut == 0
    assert keep(later) is None


def test_a_kept_index_that_makes_no_sense_is_refused(make_listing) -> None:
    cache = TokenCache()
    ranked([make_listing("Energy grids", location="Berlin")], cache)
    kept = keep(cache)
    assert kept
    keys, digests, titles, metas, bodies, numbers = kept.rows
    damaged = [
        kept._replace(facts=["{"]),
        kept._replace(facts=[json.dumps([1])]),
        kept._replace(rows=[*kept.rows[:5], ["7"]]),
        kept._replace(rows=[*kept.rows[:5], ["x"]]),
        kept._replace(rows=[[*keys, "more"], digests, titles, metas, bodies, numbers]),
        kept._replace(rows=kept.rows[:3]),
    ]
    for one in damaged:
        assert isinstance(one, Kept)
        later = TokenCache()
        with pytest.raises((ValueError, TypeError, IndexError)):
            restore(later, one)
        assert not later.docs
