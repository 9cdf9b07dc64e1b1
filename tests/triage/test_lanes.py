"""Where a listing stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from netriage.model import FieldChange, Lane, Verdict
from netriage.triage import Decision, lane_of, wake_at
from tests.triage.samples import NOW, START, make_listing, snap

MOVED = (FieldChange("start", "Monday", "Tuesday"),)
HOUR = timedelta(hours=1)
END = START + 2 * HOUR


def _decision(verdict: Verdict, until: datetime | None = None) -> Decision:
    return Decision(verdict, NOW, snap(make_listing("a")), "e1", until=until)


def test_what_is_undecided_or_taken_back_is_in_the_inbox() -> None:
    assert lane_of(None, (), NOW, START, END) is Lane.INBOX
    assert lane_of(_decision(Verdict.INBOX), MOVED, NOW, START, END) is Lane.INBOX


def test_only_a_kept_listing_that_means_something_else_is_changed() -> None:
    assert lane_of(_decision(Verdict.KEEP), (), NOW, START, END) is Lane.KEEP
    assert lane_of(_decision(Verdict.KEEP), MOVED, NOW, START, END) is Lane.CHANGED
    assert lane_of(_decision(Verdict.SKIP), MOVED, NOW, START, END) is Lane.SKIP


def test_a_listing_put_off_comes_back_when_it_was_asked_for() -> None:
    later = _decision(Verdict.LATER, until=NOW + HOUR)
    assert lane_of(later, (), NOW, START, END) is Lane.LATER
    assert lane_of(later, (), NOW + HOUR, START, END) is Lane.INBOX


def test_a_listing_put_off_comes_back_at_once_when_it_changes() -> None:
    assert lane_of(_decision(Verdict.LATER, until=NOW + HOUR), MOVED, NOW, START, END) is Lane.INBOX


def test_a_listing_put_off_until_the_agenda_is_out_comes_back_a_day_before_it_starts() -> None:
    assert wake_at(_decision(Verdict.LATER), START, END, NOW) == START - timedelta(days=1)


def test_an_all_day_listing_begins_at_midnight_of_the_users_zone() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    later = _decision(Verdict.LATER, until=datetime(2026, 12, 1, tzinfo=UTC))
    assert wake_at(later, date(2026, 9, 1), date(2026, 9, 2), NOW.astimezone(tokyo)) == datetime(
        2026, 9, 1, tzinfo=tokyo
    )


@given(st.none() | st.timedeltas(timedelta(days=-9), timedelta(days=99)), st.timedeltas(timedelta(), timedelta(days=9)))
def test_nothing_stays_put_off_once_it_has_begun(asked: timedelta | None, since_start: timedelta) -> None:
    later = _decision(Verdict.LATER, until=None if asked is None else NOW + asked)
    assert lane_of(later, (), START + since_start, START, END) is Lane.INBOX


def test_what_is_open_already_can_be_put_off_until_the_day_before_it_ends() -> None:
    opened, closes = NOW - timedelta(days=90), NOW + timedelta(days=30)
    later = _decision(Verdict.LATER, until=NOW + timedelta(days=3))
    assert lane_of(later, (), NOW + timedelta(days=2), opened, closes) is Lane.LATER
    assert lane_of(later, (), NOW + timedelta(days=3), opened, closes) is Lane.INBOX
    too_long = _decision(Verdict.LATER, until=NOW + timedelta(days=300))
    assert wake_at(too_long, opened, closes, NOW) == closes - timedelta(days=1)


def test_what_goes_on_for_an_hour_more_can_not_be_put_off() -> None:
    later = _decision(Verdict.LATER, until=NOW + timedelta(days=1))
    assert lane_of(later, (), NOW, NOW - HOUR, NOW + HOUR) is Lane.INBOX
