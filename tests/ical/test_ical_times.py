"""Dates, durations and zone names in the forms that publishers write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from netriage.ical.times import place, read_duration, read_stamp
from netriage.ical.vtimezone import ZoneError, feed_zone, read_observances
from netriage.ical.zones import Zones
from tests.ical.samples import BERLIN


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20260901", "2026-09-01"),
        ("20260901T180000", "2026-09-01T18:00:00"),
        ("20260901T180000Z", "2026-09-01T18:00:00+00:00"),
        ("20260901t180000z", "2026-09-01T18:00:00+00:00"),
        (" 20260901T1800 ", "2026-09-01T18:00:00"),
        ("2026-09-01", "2026-09-01"),
        ("2026-09-01T18:00:00.000Z", "2026-09-01T18:00:00+00:00"),
        ("2026-09-01 18:00", "2026-09-01T18:00:00"),
        ("20260901T180000+0200", "2026-09-01T18:00:00+02:00"),
        ("20260901T240000", "2026-09-02T00:00:00"),
        ("20260901T235960Z", "2026-09-01T23:59:59+00:00"),
        ("20260901Z", "2026-09-01"),
    ],
)
def test_a_date_is_read_in_the_forms_that_are_found(text: str, iso: str) -> None:
    assert read_stamp(text).isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "20260231",
        "20260901T250000",
        "00000101",
        "99991231",
        "2026",
        "20260901T18",
        "20260901/P1D",
        "٢٠٢٦٠٩٠١",
    ],
)
def test_what_is_no_date_is_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|year"):
        read_stamp(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("PT1H30M", 1.5),
        ("P1D", 24),
        ("P2W", 336),
        ("P1DT2H", 26),
        ("P2H", 2),
        ("+PT90S", 0.025),
        ("pt1h", 1),
        ("PT0S", 0),
    ],
)
def test_a_duration_is_read(text: str, hours: float) -> None:
    found = read_duration(text)
    assert timedelta(days=found.days) + found.exact == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "P", "PT", "-PT1H", "P999999W", "P1Y", "PT1H1H", "P99999W"])
def test_what_is_no_usable_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        read_duration(text)


def test_a_day_is_nominal_and_an_hour_is_exact() -> None:
    """RFC 5545 3.3.6: across the change of the clock a day has 25 hours."""
    start = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    assert f"{read_duration('P1D').after(start):%d %H:%M}" == "25 12:00"
    assert f"{read_duration('PT24H').after(start):%d %H:%M}" == "25 11:00"


@pytest.mark.parametrize(("local", "instant"), [("2027-03-28T02:30", "01:30"), ("2026-10-25T02:30", "00:30")])
def test_gap_and_fold_are_placed_as_the_standard_says(local: str, instant: str) -> None:
    assert f"{place(datetime.fromisoformat(local), BERLIN).astimezone(UTC):%H:%M}" == instant


SURE = {
    "America/New_York": "America/New_York",
    "europe/BERLIN": "Europe/Berlin",
    "/mozilla.org/20070129_1/America/New_York": "America/New_York",
    "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/New York": "America/New_York",
    "Eastern Time (US & Canada)": "America/New_York",
    "(UTC-05:00) Eastern Time (US and Canada)": "America/New_York",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "(GMT-05:00) Eastern Time (US & Canada)": "America/New_York",
    "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Amsterdam",
    "(UTC) Dublin, Edinburgh, Lisbon, London": "Europe/Dublin",
    "Sarajevo, Skopje, Sofija, Vilnius, Warsaw, Zagreb": "Europe/Sarajevo",
    "W. Europe Standard Time": "Europe/Berlin",
    "Eastern Daylight Time": "America/New_York",
    "tzone://Microsoft/Utc": "UTC",
    "UTC+2": "UTC+02:00",
    "-0330": "UTC-03:30",
    "(UTC+05:30)": "UTC+05:30",
}


@pytest.mark.parametrize("tzid", SURE)
def test_a_zone_is_known_by_the_names_it_goes_by(tzid: str) -> None:
    found = Zones({}).find(tzid)
    assert (str(found.zone), found.note) == (SURE[tzid], "")


@pytest.mark.parametrize("tzid", ["CST", "New York", "GMT +0100 (Standard) / GMT +0200 (Daylight)", "Germany/Berlin"])
def test_a_guess_is_told_as_one(tzid: str) -> None:
    found = Zones({}).find(tzid)
    assert found.zone is not None
    assert "read as" in found.note


@pytest.mark.parametrize(
    "tzid", ["Mars/Olympus", "", "America", "../../etc/passwd", "A" * 5000, "\0", "Factory", "{{ tz }}", "GMT+99"]
)
def test_an_unknown_zone_is_said_to_be_unknown(tzid: str) -> None:
    found = Zones({}).find(tzid)
    assert found.zone is None
    assert found.note


def vtimezone(*observances: str) -> str:
    return "".join(f"\nBEGIN:STANDARD\n{observance}\nEND:STANDARD" for observance in observances)


@pytest.mark.parametrize(
    "text",
    [
        "",
        vtimezone("DTSTART:19700101T000000"),
        vtimezone("TZOFFSETTO:+9959"),
        vtimezone("TZOFFSETTO:later"),
        vtimezone("TZOFFSETTO:+0100\nDTSTART:never"),
        vtimezone("TZOFFSETTO:+0100\nDTSTART:19700101T000000\nRRULE:FREQ=SECONDLY"),
        vtimezone("TZOFFSETTO:+0100\nDTSTART:19700101T000000\nRRULE:FREQ=DAILY"),
        vtimezone(*[f"TZOFFSETTO:+0100\nDTSTART:{1700 + year}0101T000000" for year in range(300)]),
    ],
)
def test_a_zone_that_cannot_be_used_is_refused(text: str) -> None:
    with pytest.raises(ZoneError):
        read_observances(text)


def test_a_feeds_own_zone_agrees_with_the_database_when_it_says_the_same() -> None:
    text = vtimezone(
        "DTSTART:19701025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"
    ) + vtimezone(
        "DTSTART:19700329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"
    )
    zone = feed_zone(read_observances(text))
    hour = datetime(2026, 1, 1, tzinfo=UTC)
    while hour.year < 2027:
        ours, theirs = hour.astimezone(zone), hour.astimezone(BERLIN)
        assert (ours.replace(tzinfo=None), ours.fold) == (theirs.replace(tzinfo=None), theirs.fold)
        assert ours.astimezone(UTC) == hour
        hour += timedelta(minutes=30)
