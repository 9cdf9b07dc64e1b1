"""What means something else is a change; what only looks different is none."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest

from netriage.dedupe import changes, meaning, merge
from netriage.model import Presence, Status
from tests.dedupe.samples import HOME, START, edited, seen

BEFORE = seen("Rust Meetup Berlin", location="c-base, Rungestraße 20, 10179 Berlin", presence=Presence.IN_PERSON)


def compare(before, after):
    [one], [other] = merge([before], home=HOME), merge([after], home=HOME)
    return [(change.field, change.before, change.after) for change in changes(meaning(one), other)]


@pytest.mark.parametrize(
    "churn",
    [
        {},
        {"uid": "x"},
        {"title": "RUST Meetup Berlin!"},
        {"title": "Rust Meetup Berlin: lightning talks"},
        {"title": "SOLD OUT: Rust Meetup Berlin"},
        {"description": "Another text", "url": "https://example.org/2"},
        {"location": "C-Base (Rungestr. 20)"},
        {"location": ""},
        {"location": "TBA"},
        {"start": START.astimezone(UTC)},
        {"status": Status.TENTATIVE},
        {"presence": Presence.HYBRID},
        {"price": "free"},
    ],
)
def test_churn_is_no_change(churn):
    assert compare(BEFORE, edited(BEFORE, **churn)) == []


def test_another_day_is_a_changed_date():
    assert compare(BEFORE, edited(BEFORE, start=START + timedelta(days=1))) == [("date", "2026-09-01", "2026-09-02")]


def test_another_hour_is_a_changed_time():
    assert compare(BEFORE, edited(BEFORE, start=START + timedelta(minutes=30))) == [("time", "18:00", "18:30")]


def test_a_day_and_an_hour_are_two_changes():
    moved = edited(BEFORE, start=START + timedelta(days=1, hours=1))
    assert [field for field, _, _ in compare(BEFORE, moved)] == ["date", "time"]


def test_the_same_wall_clock_in_another_zone_is_a_changed_time():
    moved = edited(BEFORE, start=START.replace(tzinfo=UTC))
    assert compare(BEFORE, moved) == [("time", "18:00 +0200", "18:00 +0000")]


def test_a_time_for_an_all_day_event_is_a_changed_time():
    whole = seen("Rust Meetup Berlin", date(2026, 9, 1), location="c-base")
    assert compare(whole, seen("Rust Meetup Berlin", location="c-base")) == [("time", "all day", "18:00")]


def test_another_place_is_a_changed_place():
    after = edited(BEFORE, location="Betahaus, Rudi-Dutschke-Straße 23, Berlin")
    assert [field for field, _, _ in compare(BEFORE, after)] == ["place"]


def test_going_online_is_a_changed_place():
    after = edited(BEFORE, location="", presence=Presence.ONLINE)
    assert compare(BEFORE, after) == [("place", "c-base, Rungestraße 20, 10179 Berlin", "online")]


def test_a_place_that_was_not_known_before_is_no_change():
    assert compare(edited(BEFORE, location="", presence=Presence.UNKNOWN), BEFORE) == []


def test_cancelled_and_put_back_on_are_changes():
    off = edited(BEFORE, status=Status.CANCELLED)
    assert compare(BEFORE, off) == [("status", "takes place", "cancelled")]
    assert compare(off, BEFORE) == [("status", "cancelled", "takes place")]


def test_a_really_different_title_is_a_change():
    after = edited(BEFORE, title="Introduction to pottery")
    assert compare(BEFORE, after) == [("title", "Rust Meetup Berlin", "Introduction to pottery")]


def test_another_number_in_the_title_is_a_change():
    before = edited(BEFORE, title="Rust Meetup Berlin #41")
    assert [field for field, _, _ in compare(before, edited(before, title="Rust Meetup Berlin #42"))] == ["title"]


def test_a_meaning_without_fields_reports_nothing_about_them():
    [listing] = merge([BEFORE], home=HOME)
    assert changes({}, listing) == ()
