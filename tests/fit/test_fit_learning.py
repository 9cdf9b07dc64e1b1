"""Learning: bounded, recomputed, inspectable, and never above a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from netriage.fit import Example, Learned, TokenCache, learn, rank
from netriage.fit.learning import MOST
from netriage.goal import Company, Goal

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
GOAL = Goal("x", topics=("energy grids", "storage"), companies=(Company("Halden"),))


@pytest.fixture
def inbox(make_listing):
    """Two kinds of grid events that the goal can't tell apart, and one with the target."""
    liked = [
        make_listing(f"Grids roundtable with utilities {number}", description=f"storage {number}")
        for number in range(8)
    ]
    disliked = [
        make_listing(f"Grids webinar for students {number}", description=f"storage {number}") for number in range(8)
    ]
    target = make_listing("Halden open house", description="An evening of the company for its neighbours and friends.")
    return liked, disliked, target


def decided(liked, disliked, count: int) -> list[Example]:
    return [Example(one.key, True) for one in liked[:count]] + [Example(one.key, False) for one in disliked[:count]]


def test_decisions_order_what_the_goal_cannot_tell_apart(inbox) -> None:
    liked, disliked, target = inbox
    listings = [*disliked, *liked, target]
    learned = learn(decided(liked, disliked, 5), listings, GOAL)
    after = [
        one.listing for one in rank(listings, GOAL, now=NOW, zone=UTC, learned=learned) if one.listing is not target
    ]
    assert {one.key for one in after[:8]} == {one.key for one in liked}


def test_contributions_still_sum_and_the_record_says_why(inbox) -> None:
    liked, disliked, target = inbox
    listings = [*disliked, *liked, target]
    learned = learn(decided(liked, disliked, 5), listings, GOAL)
    told = False
    for one in rank(listings, GOAL, now=NOW, zone=UTC, learned=learned):
        assert abs(sum(item.points for item in one.evidence) - (one.fit or 0)) < 1e-9
        told |= any(item.group == "record" and "kept 5, skipped 0" in item.why for item in one.evidence)
    assert told


def test_nothing_learned_lifts_a_listing_over_a_target_or_moves_the_target_down(inbox) -> None:
    liked, disliked, target = inbox
    listings = [*disliked, *liked, target]
    before = rank(listings, GOAL, now=NOW, zone=UTC)
    place = [one.listing for one in before].index(target)
    examples = [*decided(liked, disliked, 8), Example(target.key, False)]
    after = rank(listings, GOAL, now=NOW, zone=UTC, learned=learn(examples, listings, GOAL))
    assert [one.listing for one in after].index(target) <= place
    fits = [next(one.fit or 0 for one in scored if one.listing is target) for scored in (before, after)]
    assert fits[1] >= fits[0]


def test_a_word_of_one_decided_listing_alone_is_no_lesson(inbox) -> None:
    liked, disliked, target = inbox
    once = replace(liked[0], title=f"{liked[0].title}, in memory of Edwina")
    learned = learn(decided([once, *liked[1:]], disliked, 5), [once, *liked[1:], *disliked, target], GOAL)
    words = {liking.text: liking.kept + liking.skipped for liking in learned.likings if liking.kind == "word"}
    assert "roundtable" in words
    assert "edwina" not in words
    assert min(words.values()) > 1


def test_a_word_is_told_as_most_of_the_decided_listings_write_it(make_listing) -> None:
    liked = [make_listing(f"Series of talks {number}", description="Cafés, utilities") for number in range(3)]
    disliked = [make_listing(f"Another series {number}", description="For families: 読書会") for number in range(4)]
    elsewhere = [make_listing(f"SERIES, Utility and Family {number}") for number in range(9)]
    examples = [*decided(liked, disliked, 3), Example(disliked[3].key, False)]
    listings = [*liked, *disliked, *elsewhere, *(make_listing(f"Pottery {number}") for number in range(20))]
    learned = learn(examples, listings, GOAL)
    written = {liking.text: liking.written for liking in learned.likings if liking.kind == "word"}
    wanted = {"sery": "series", "utility": "utilities", "cafe": "Cafés", "family": "families", "読書": "読書"}
    assert {stem: written[stem] for stem in wanted} == wanted
    told = {item.why for one in rank(listings, GOAL, now=NOW, zone=UTC, learned=learned) for item in one.evidence}
    assert "your decisions on 'Cafés': kept 3, skipped 0" in told
    assert not any("'cafe'" in why for why in told)


def test_the_lesson_is_inspectable(inbox) -> None:
    liked, disliked, target = inbox
    learned = learn(decided(liked, disliked, 5), [*liked, *disliked, target], GOAL)
    words = {liking.text: liking for liking in learned.likings}
    assert words["roundtable"].weight > 0 > words["webinar"].weight
    assert (words["student"].kept, words["student"].skipped) == (0, 5)
    assert {liking.kind for liking in learned.likings} == {"word", "type"}
    weights = [abs(liking.weight) for liking in learned.likings]
    assert weights == sorted(weights, reverse=True)


def test_the_same_decisions_give_the_same_lesson_and_undo_is_exact(inbox) -> None:
    liked, disliked, target = inbox
    listings = [*liked, *disliked, target]
    examples, cache = decided(liked, disliked, 5), TokenCache()
    lesson = learn(examples, listings, GOAL, cache=cache)
    learn([*examples, Example(liked[7].key, False)], listings, GOAL, cache=cache)
    assert learn(examples[::-1], listings, GOAL, cache=cache) == lesson == learn(examples, listings, GOAL)


def test_below_three_keeps_and_three_skips_nothing_is_learned(inbox) -> None:
    liked, disliked, target = inbox
    listings = [*liked, *disliked, target]
    few = learn(decided(liked, disliked, 2), listings, GOAL)
    assert few == Learned((), 2, 2)
    assert not few.enough
    assert rank(listings, GOAL, now=NOW, zone=UTC, learned=few) == rank(listings, GOAL, now=NOW, zone=UTC)


def test_skips_that_are_not_about_fit_do_not_train(inbox) -> None:
    liked, disliked, target = inbox
    examples = [Example(one.key, True) for one in liked[:4]]
    examples += [
        Example(one.key, False, reason)
        for one, reason in zip(disliked[:4], ("clash", "too far", "full", "price"), strict=True)
    ]
    assert learn(examples, [*liked, *disliked, target], GOAL) == Learned((), 4, 0)


def test_the_correction_is_bounded(make_listing) -> None:
    words = "alpha beta gamma delta epsilon zeta"
    liked = [make_listing(f"Storage {words} {number}") for number in range(60)]
    disliked = [make_listing(f"Storage omega psi {number}") for number in range(60)]
    listings = [*liked, *disliked]
    learned = learn(decided(liked, disliked, 60), listings, GOAL)
    from netriage.fit.judge import judge
    from netriage.fit.learning import lessons

    cache = TokenCache()
    parts = lessons(learned, judge(listings, GOAL, cache, {}), cache)
    assert parts
    assert all(abs(sum(part.value for part in each)) <= MOST + 1e-9 for each in parts.values())
