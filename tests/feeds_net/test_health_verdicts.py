"""Which verdict a fetch earns a feed, and when it is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.errors import FeedError
from netriage.feeds.health import FIRST_WAIT, LONGEST_WAIT, Look, judge
from netriage.feeds.outcome import Fetched, FetchError, NotModified, Waiting
from netriage.model import FeedState, Health

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
NEW = FeedState("f")
BODY = Fetched(b"body", etag='"1"', last_modified="then")


def known() -> FeedState:
    return judge(NEW, BODY, NOW, look=Look(events=40, future=40))


def test_a_good_body_is_ok_and_its_validators_are_kept():
    state = known()
    assert (state.health, state.events, state.etag, state.last_modified) == (Health.OK, 40, '"1"', "then")
    assert (state.checked_at, state.ok_at, state.full_at, state.body_hash) == (NOW, NOW, NOW, BODY.body_hash)


def test_a_calendar_without_events_is_ok():
    assert judge(NEW, BODY, NOW, look=Look(events=0, future=0)).health is Health.OK


def test_the_same_body_again_is_unchanged_and_needs_no_look():
    later = NOW + timedelta(days=8)
    state = judge(known(), replace(BODY, etag='"2"'), later)
    assert (state.health, state.etag, state.full_at) == (Health.UNCHANGED, '"2"', later)


@pytest.mark.parametrize(
    ("look", "health"),
    [
        (Look(events=40, future=39, truncated=True), Health.TRUNCATED),
        (Look(events=0, future=0, not_calendar="It is a web page, not a calendar."), Health.ERROR),
        (Look(events=3, future=3), Health.SHRUNK),
    ],
)
def test_a_body_that_is_refused_keeps_the_old_validators_and_hash(look, health):
    state = judge(known(), Fetched(b"other", etag='"9"'), NOW, look=look, had_future=40)
    assert state.health is health
    assert (state.etag, state.body_hash, state.events, state.ok_at) == ('"1"', BODY.body_hash, 40, NOW)
    assert state.error
    assert state.remedy


@pytest.mark.parametrize(
    ("had", "has", "sudden"),
    [
        (40, 19, True),
        (40, 20, False),
        (9, 4, True),
        (8, 4, False),
        (8, 3, True),
        (7, 3, False),
        (5, 0, True),
        (4, 0, False),
        (0, 0, False),
    ],
)
def test_sudden_is_fewer_than_half_and_at_least_five_lost(had, has, sudden):
    state = judge(known(), Fetched(b"other"), NOW, look=Look(events=has, future=has), had_future=had)
    assert (state.health is Health.SHRUNK) is sudden


def test_a_sudden_loss_is_believed_when_a_fetch_a_day_later_says_so_too():
    small = Look(events=3, future=3)
    first = judge(known(), Fetched(b"other"), NOW, look=small, had_future=40)
    sooner = judge(first, Fetched(b"other"), NOW + timedelta(hours=23), look=small, had_future=40)
    assert sooner.health is Health.SHRUNK
    assert sooner.shrunk_at == NOW
    later = judge(sooner, Fetched(b"other"), NOW + timedelta(hours=24), look=small, had_future=40)
    assert (later.health, later.shrunk_at, later.events) == (Health.OK, None, 3)


def test_a_loss_that_was_mended_starts_anew():
    small = Look(events=3, future=3)
    first = judge(known(), Fetched(b"other"), NOW, look=small, had_future=40)
    mended = judge(first, NotModified(), NOW + timedelta(hours=2))
    assert mended.shrunk_at is None
    again = judge(mended, Fetched(b"other"), NOW + timedelta(days=2), look=small, had_future=40)
    assert again.health is Health.SHRUNK


def test_failures_back_off_from_five_minutes_to_a_day_and_a_success_forgets_them():
    state, waits = NEW, []
    for _ in range(12):
        state = judge(state, FeedError("It broke.", "Wait."), NOW)
        waits.append(state.retry_at - NOW)
    for number, wait in enumerate(waits):
        full = min(FIRST_WAIT * 2**number, LONGEST_WAIT)
        assert full * 0.8 <= wait <= full
    assert (state.health, state.failures, state.error, state.remedy) == (Health.ERROR, 12, "It broke.", "Wait.")
    well = judge(state, NotModified(), NOW)
    assert (well.failures, well.retry_at, well.error, well.remedy) == (0, None, "", "")


@given(st.integers(min_value=0, max_value=10_000))
def test_no_number_of_failures_breaks_the_back_off(failures):
    state = judge(replace(NEW, failures=failures), FeedError("It broke."), NOW)
    assert FIRST_WAIT * 0.8 <= state.retry_at - NOW <= LONGEST_WAIT


def test_what_the_server_asked_for_is_remembered_as_its_wish():
    wish = NOW + timedelta(hours=3)
    state = judge(NEW, FetchError("Too often.", status=429, retry_at=wish), NOW)
    assert (state.retry_at, state.server_asked) == (wish, True)
    assert not judge(state, FeedError("It broke."), NOW).server_asked


def test_waiting_changes_nothing():
    assert judge(known(), Waiting(NOW), NOW) == known()


def test_a_week_of_404_proposes_to_remove_the_feed():
    missing = FetchError("Nothing there (404).", "Look.", status=404)
    assert judge(known(), missing, NOW + timedelta(days=6)).error == "Nothing there (404)."
    state = judge(known(), missing, NOW + timedelta(days=7))
    assert "for a week" in state.error
    assert "Remove the feed" in state.remedy
