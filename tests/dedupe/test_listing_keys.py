"""A listing's key survives what publishers churn, and follows what moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from netriage.dedupe import merge
from tests.dedupe.samples import HOME, START, edited, seen

PAGE = "https://example.org/events/42"


def keys(*occurrences, previous=()):
    return [listing.key for listing in merge(occurrences, home=HOME, previous=previous)]


@pytest.mark.parametrize(
    "churn",
    [
        {"uid": "another"},
        {"uid": ""},
        {"title": "RUST   MEETUP Berlin"},
        {"title": "Rust Meetup Berlin (online)"},
        {"url": PAGE + "?utm_source=feed&sid=77"},
        {"description": "Now with an agenda"},
        {"location": "c-base, Berlin"},
        {"start": START.astimezone(UTC)},
        {"start": START.astimezone(ZoneInfo("Asia/Tokyo"))},
        {"categories": ("Tech",)},
    ],
)
def test_churn_changes_no_key_even_without_a_memory(churn):
    before = seen(url=PAGE, uid="one")
    assert keys(before) == keys(edited(before, **churn))


def test_a_key_is_32_hex_digits_and_part_of_the_format():
    # Decisions of older versions carry these keys: a change here needs a migration of the journal.
    assert keys(seen("Rust Meetup Berlin", START)) == ["1a77ff63fa3cfa5ee6da2145483ef40e"]


def test_another_machine_with_more_feeds_has_the_same_key():
    alone = keys(seen(feed="a", location="c-base"))
    assert alone[0] in keys(
        seen(feed="a", location="c-base"), seen(feed="b", location="c-base"), seen("Else", feed="c")
    )


def test_a_moved_event_keeps_its_key_by_uid():
    before = merge([seen(uid="u1")], home=HOME)
    after = edited(seen(uid="u1"), start=START + timedelta(days=3))
    assert keys(after, previous=before) == [before[0].key]
    assert keys(after) != [before[0].key]


def test_a_moved_event_with_another_uid_keeps_its_key_by_page():
    before = merge([seen(uid="u1", url=PAGE)], home=HOME)
    after = seen(uid="u2", url=PAGE, start=START + timedelta(days=3))
    assert keys(after, previous=before) == [before[0].key]


def test_a_renamed_event_keeps_its_key_by_uid():
    before = merge([seen("Rust Meetup", uid="u1")], home=HOME)
    assert keys(seen("Async in anger, with Ada", uid="u1"), previous=before) == [before[0].key]


def test_a_uid_that_now_names_another_event_on_another_day_carries_nothing():
    before = merge([seen("Rust Meetup", uid="event-1")], home=HOME)
    after = seen("Pottery for beginners", START + timedelta(days=2), uid="event-1")
    assert keys(after, previous=before) != [before[0].key]


def test_uids_that_are_numbered_anew_at_each_fetch_do_not_move_decisions():
    titles = ["Rust Meetup", "Pottery for beginners", "Chess with Kim"]
    before = merge([seen(title, uid=f"event-{n}") for n, title in enumerate(titles)], home=HOME)
    after = merge([seen(title, uid=f"event-{n}") for n, title in enumerate(titles[1:])], home=HOME, previous=before)
    assert {listing.title: listing.key for listing in after}.items() <= {
        each.title: each.key for each in before
    }.items()


def test_a_new_event_in_the_place_of_a_moved_one_gets_a_key_of_its_own():
    before = merge([seen(uid="u1")], home=HOME)
    moved = merge([edited(seen(uid="u1"), start=START + timedelta(days=1))], home=HOME, previous=before)
    both = merge([edited(seen(uid="u1"), start=START + timedelta(days=1)), seen(uid="u2")], home=HOME, previous=moved)
    assert [listing.start for listing in both if listing.key == before[0].key] == [START + timedelta(days=1)]
    assert len({listing.key for listing in both}) == 2


def test_a_stranger_with_the_same_title_and_time_does_not_steal_a_key():
    ours = seen("Story time", feed="z", location="Leaside Branch, 165 McRae Drive")
    stranger = seen("Story time", feed="a", location="Agincourt Branch, 155 Bonis Avenue")
    before = merge([ours], home=HOME)
    after = merge([stranger, ours], home=HOME, previous=before)
    assert [listing.sources[0].feed for listing in after if listing.key == before[0].key] == ["z"]


def test_a_listing_that_loses_one_of_its_feeds_keeps_its_key():
    both = [seen(feed="a", location="c-base"), seen("Rust Meetup Berlin: August", feed="b", location="c-base")]
    before = merge(both, home=HOME)
    assert len(before) == 1
    for left in both:
        assert keys(left, previous=before) == [before[0].key]


def test_taking_a_listing_apart_leaves_its_key_with_one_of_the_two():
    both = [seen(feed="a", uid="ua", location="c-base"), seen(feed="b", uid="ub", location="c-base")]
    before = merge(both, home=HOME)
    apart = merge(both, home=HOME, previous=before, unmerged={("a ua", "b ub")})
    assert len(apart) == 2
    assert before[0].key in {listing.key for listing in apart}


def test_a_feed_added_later_does_not_change_what_the_row_says():
    ours = seen("Rust Meetup", feed="b", location="c-base", url=PAGE)
    before = merge([ours], home=HOME)
    richer = seen("Rust Berlin Meetup #99", feed="a", location="c-base", url=PAGE, description="All the news. " * 40)
    [after] = merge([ours, richer], home=HOME, previous=before)
    assert (after.key, after.title) == (before[0].key, "Rust Meetup")
    assert after.description.startswith("All the news")


def test_identical_keys_are_never_given_twice():
    crowd = [
        replace(seen("Yoga", uid=f"u{n}"), event=replace(seen("Yoga").event, uid=f"u{n}", description=f"Room {n}"))
        for n in range(5)
    ]
    assert len(set(keys(*crowd))) == 5
