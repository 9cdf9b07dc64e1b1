"""Occurrences: series, exceptions, overrides, windows, daylight saving time, and bombs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.codec import from_data, to_data
from netriage.ical.recur import MOST_INSTANCES, expand
from netriage.model import Event, Window
from tests.ical.samples import (
    BERLIN,
    FEEDS,
    LONG,
    WINDOW,
    calendar,
    expansion_problems,
    occurrences,
    only_event,
    read,
    starts,
    vevent,
    wall,
)  # fmt: skip

ALL_HOURS = ",".join(map(str, range(24)))
ALL_MINUTES = ",".join(map(str, range(60)))
NEW_YORK = "DTSTART;TZID=America/New_York:20260901T190000"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_a_single_event_is_one_occurrence_without_instance_id() -> None:
    (found,) = occurrences(calendar(vevent("DURATION:PT2H")))
    assert (found.recurrence_id, found.end - found.start) == ("", timedelta(hours=2))


def test_a_weekly_event_keeps_its_wall_time_across_the_change_of_the_clock() -> None:
    body = calendar(vevent("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART;TZID=Europe/Berlin:20261019T090000"))
    assert starts(body) == ["2026-10-19 09:00", "2026-10-26 09:00", "2026-11-02 09:00"]
    assert [f"{found.start:%z}" for found in occurrences(body)] == ["+0200", "+0100", "+0100"]


def test_the_length_of_an_instance_is_exact_across_the_change_of_the_clock() -> None:
    """RFC 5545 3.8.5.3: a length given by DTEND is exact."""
    end = "DTEND;TZID=Europe/Berlin:20261017T060000"
    body = calendar(vevent(end, "RRULE:FREQ=WEEKLY;COUNT=2", start="DTSTART;TZID=Europe/Berlin:20261016T220000"))
    assert [(found.end.astimezone(UTC) - found.start.astimezone(UTC)) for found in occurrences(body)] == [
        timedelta(hours=8)
    ] * 2


def test_a_time_in_the_gap_is_read_by_the_offset_before_it() -> None:
    """RFC 5545 3.3.5: half past two does not exist on that day, so it is half past three."""
    body = calendar(vevent("RRULE:FREQ=DAILY;COUNT=3", start="DTSTART;TZID=Europe/Berlin:20270327T023000"))
    assert starts(body, LONG) == ["2027-03-27 02:30", "2027-03-28 03:30", "2027-03-29 02:30"]


@pytest.mark.parametrize("zone", ["TZID=Europe/Berlin", "X-NONE=1"])
def test_a_series_that_begins_in_the_gap_keeps_the_time_it_was_given(zone: str) -> None:
    """RFC 5545 3.3.5: only the day without that hour has another one."""
    body = calendar(vevent("RRULE:FREQ=DAILY;COUNT=3", start=f"DTSTART;{zone}:20270328T023000"))
    assert starts(body, LONG) == ["2027-03-28 03:30", "2027-03-29 02:30", "2027-03-30 02:30"]


def test_a_time_in_the_fold_is_the_first_of_the_two() -> None:
    body = calendar(vevent("RRULE:FREQ=DAILY;COUNT=2", start="DTSTART;TZID=Europe/Berlin:20261024T023000"))
    assert [f"{found.start:%d %H:%M %z}" for found in occurrences(body)] == ["24 02:30 +0200", "25 02:30 +0200"]


def test_a_floating_series_is_in_the_users_zone() -> None:
    body = calendar(vevent("RRULE:FREQ=MONTHLY;COUNT=3", start="DTSTART:20260901T180000"))
    assert [f"{found.start:%H:%M %z}" for found in occurrences(body)] == ["18:00 +0200", "18:00 +0200", "18:00 +0100"]


def test_an_all_day_series_has_dates() -> None:
    body = calendar(vevent("RRULE:FREQ=DAILY;COUNT=2", start="DTSTART;VALUE=DATE:20260901"))
    assert starts(body) == ["2026-09-01", "2026-09-02"]
    assert [found.recurrence_id for found in occurrences(body)] == ["2026-09-01", "2026-09-02"]


@pytest.mark.parametrize(
    ("until", "count"),
    [("20260903", 3), ("20260903T230000Z", 3), ("20260903T225959Z", 2), ("20260903T190000", 3), ("20260903T185959", 2)],
)
def test_until_is_understood_in_any_type(until: str, count: int) -> None:
    assert len(starts(calendar(vevent(f"RRULE:FREQ=DAILY;UNTIL={until}", start=NEW_YORK)))) == count


def test_until_with_a_time_ends_an_all_day_series_on_its_day() -> None:
    body = calendar(vevent("RRULE:FREQ=DAILY;UNTIL=20260902T000000Z", start="DTSTART;VALUE=DATE:20260901"))
    assert starts(body) == ["2026-09-01", "2026-09-02"]


def test_semicolons_that_were_escaped_in_a_rule_still_separate() -> None:
    body = (FEEDS / "escaped_rule.ics").read_bytes()
    assert len(starts(body)) == len("123"), "escaped_rule"


@pytest.mark.parametrize(
    "exdate",
    [
        "EXDATE;TZID=America/New_York:20260902T190000",
        "EXDATE:20260902T230000Z",
        "EXDATE:20260902T190000",
        "EXDATE;VALUE=DATE:20260902",
        "EXDATE;TZID=America/New_York:20260910T190000,20260902T190000",
        "EXDATE;TZID=Europe/Berlin:20260903T010000",
    ],
)
def test_an_exdate_takes_its_instance_away_in_whatever_form(exdate: str) -> None:
    body = calendar(vevent("RRULE:FREQ=DAILY;COUNT=3", exdate, start=NEW_YORK))
    assert starts(body) == ["2026-09-01 19:00", "2026-09-03 19:00"]


def test_an_exdate_with_a_time_takes_a_day_of_an_all_day_series_away() -> None:
    body = calendar(vevent("RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260902T000000", start="DTSTART;VALUE=DATE:20260901"))
    assert starts(body) == ["2026-09-01", "2026-09-03"]


def test_rdates_add_instances_and_a_period_brings_its_own_length() -> None:
    body = calendar(
        vevent(
            "DURATION:PT1H",
            "RDATE;TZID=America/New_York:20260903T190000",
            "RDATE;VALUE=PERIOD:20260905T230000Z/PT3H",
            start=NEW_YORK,
        )
    )
    found = [(wall(one.start), (one.end - one.start) / timedelta(hours=1)) for one in occurrences(body)]
    assert found == [("2026-09-01 19:00", 1), ("2026-09-03 19:00", 1), ("2026-09-05 19:00", 3)]


def test_an_exrule_of_the_old_standard_takes_instances_away() -> None:
    body = calendar(vevent("RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2", start=NEW_YORK))
    assert starts(body) == ["2026-09-02 19:00", "2026-09-04 19:00"]


SERIES = vevent("DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4", start=NEW_YORK)


def override(*lines: str, start: str = "DTSTART;TZID=America/New_York:20260902T210000") -> list[str]:
    return vevent("DURATION:PT2H", *lines, start=start)


def test_an_override_moves_one_instance_and_keeps_its_id() -> None:
    body = calendar(SERIES, override("RECURRENCE-ID;TZID=America/New_York:20260902T190000"))
    assert starts(body) == ["2026-09-01 19:00", "2026-09-02 21:00", "2026-09-03 19:00", "2026-09-04 19:00"]
    assert occurrences(body)[1].recurrence_id == "2026-09-02T23:00:00Z"


def test_an_override_that_only_names_the_day_moves_its_instance() -> None:
    body = calendar(SERIES, override("RECURRENCE-ID;VALUE=DATE:20260902"))
    assert starts(body) == ["2026-09-01 19:00", "2026-09-02 21:00", "2026-09-03 19:00", "2026-09-04 19:00"]


def test_an_override_of_this_and_future_moves_all_that_follow() -> None:
    body = calendar(SERIES, override("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20260902T190000"))
    assert starts(body) == ["2026-09-01 19:00", "2026-09-02 21:00", "2026-09-03 21:00", "2026-09-04 21:00"]
    assert [(one.end - one.start) / timedelta(hours=1) for one in occurrences(body)] == [1, 2, 2, 2]


def test_a_series_moved_by_an_override_is_moved_from_the_time_that_the_clock_skips() -> None:
    """Half past two is skipped on 28 March: that instance is at 03:30, and an hour later is not 04:30."""
    body = calendar(
        vevent("RRULE:FREQ=DAILY;COUNT=4", start="DTSTART;TZID=Europe/Berlin:20270326T023000"),
        vevent(
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20270327T023000",
            start="DTSTART;TZID=Europe/Berlin:20270327T033000",
        ),
    )
    assert starts(body, LONG) == ["2027-03-26 02:30", "2027-03-27 03:30", "2027-03-28 03:30", "2027-03-29 03:30"]


def test_an_override_moved_into_the_window_is_shown_without_its_series() -> None:
    body = calendar(SERIES, override("RECURRENCE-ID;TZID=America/New_York:20260902T190000"))
    window = Window(at("2026-09-03T02:30"), at("2026-09-03T04:00"))
    assert starts(body, window) == ["2026-09-02 21:00"]


def test_an_override_without_series_is_shown() -> None:
    """Google gives only the changed instances of a series that began long ago."""
    body = calendar(override("RECURRENCE-ID;TZID=America/New_York:20260902T190000"))
    assert starts(body) == ["2026-09-02 21:00"]


def test_an_exdate_takes_an_override_away_too() -> None:
    series = [*SERIES[:-1], "EXDATE;TZID=America/New_York:20260902T190000", SERIES[-1]]
    body = calendar(series, override("RECURRENCE-ID;TZID=America/New_York:20260902T190000"))
    assert starts(body) == ["2026-09-01 19:00", "2026-09-03 19:00", "2026-09-04 19:00"]


def test_a_cancelled_override_is_shown_as_cancelled() -> None:
    body = calendar(SERIES, override("RECURRENCE-ID;TZID=America/New_York:20260902T190000", "STATUS:CANCELLED"))
    assert [one.event.status.value for one in occurrences(body)] == ["confirmed", "cancelled", "confirmed", "confirmed"]


def test_of_two_revisions_of_a_series_the_one_with_the_higher_sequence_holds() -> None:
    new = vevent("SEQUENCE:2", "RRULE:FREQ=DAILY;COUNT=2", start=NEW_YORK)
    old = vevent("SEQUENCE:1", "RRULE:FREQ=DAILY;COUNT=9", start=NEW_YORK)
    assert starts(calendar(new, old)) == starts(calendar(old, new)) == ["2026-09-01 19:00", "2026-09-02 19:00"]


def test_two_events_that_share_a_uid_are_both_shown() -> None:
    other = [line.replace("Talk", "Other") for line in vevent(start=NEW_YORK)]
    assert [one.event.title for one in occurrences(calendar(vevent(start=NEW_YORK), other))] == ["Other", "Talk"]


def test_an_event_that_stands_twice_is_shown_once() -> None:
    assert len(occurrences(calendar(vevent(), vevent()))) == 1


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("2026-09-01T17:00", "2026-09-01T18:00", False),
        ("2026-09-01T18:00", "2026-09-01T18:01", True),
        ("2026-09-01T19:59", "2026-09-01T21:00", True),
        ("2026-09-01T20:00", "2026-09-01T21:00", False),
    ],
)
def test_an_occurrence_is_in_the_window_when_it_overlaps(start: str, end: str, inside: bool) -> None:
    body = calendar(vevent("DURATION:PT2H"))  # 18:00 to 20:00 in Berlin
    assert bool(occurrences(body, Window(at(start), at(end)))) is inside


@pytest.mark.parametrize(("start", "inside"), [("2026-09-01T18:00", True), ("2026-09-01T18:01", False)])
def test_one_without_length_is_in_the_window_when_its_start_is(start: str, inside: bool) -> None:
    assert bool(occurrences(calendar(vevent()), Window(at(start), at("2026-09-02T00:00")))) is inside


def test_a_series_in_a_zone_of_the_feeds_own_survives_the_cache() -> None:
    zone = [
        "BEGIN:VTIMEZONE", "TZID:Ours", "BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0530",
        "TZOFFSETTO:+0430", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000", "TZOFFSETFROM:+0430", "TZOFFSETTO:+0530", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT", "END:VTIMEZONE",
    ]  # fmt: skip
    body = calendar(vevent("RRULE:FREQ=WEEKLY;COUNT=2", start="DTSTART;TZID=Ours:20261019T090000"), head=zone)
    event = only_event(body)
    again = from_data(Event, to_data(event))
    for one in (event, again):
        found = expand([one], WINDOW, BERLIN)[0]
        assert [f"{occurrence.start:%d %H:%M %z}" for occurrence in found] == ["19 09:00 +0530", "26 09:00 +0430"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=WEEKLY;BYDAY=99MO", "INTERVAL=1", "x",
        "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTH=13", "FREQ=DAILY;COUNT=-1", "FREQ=FORTNIGHTLY",
        f"FREQ=DAILY;BYHOUR={ALL_HOURS};BYMINUTE={ALL_MINUTES};BYSECOND=1,2",
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_leaves_the_first_date_and_says_so(rule: str) -> None:
    body = calendar(vevent(f"RRULE:{rule}", start=NEW_YORK))
    assert starts(body) == ["2026-09-01 19:00"]
    assert "not expanded" in read(body).problems[0].words


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=MINUTELY;BYSETPOS=366;BYHOUR=1", "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", f"FREQ=DAILY;BYHOUR={ALL_HOURS}",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", "FREQ=WEEKLY;UNTIL=99991231T235959Z", "FREQ=YEARLY;INTERVAL=99999",
        "FREQ=HOURLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=DAILY;COUNT=9999999999;BYDAY=MO",
    ],
)  # fmt: skip
@pytest.mark.parametrize("year", [1600, 1970, 2026, 8000])
def test_a_bomb_gives_at_most_a_years_worth_of_dates(rule: str, year: int) -> None:
    body = calendar(vevent(f"RRULE:{rule}", start=f"DTSTART;TZID=America/New_York:{year}0801T190000"))
    assert len(starts(body)) <= MOST_INSTANCES


def test_too_many_dates_are_cut_with_words() -> None:
    body = calendar(vevent("RRULE:FREQ=HOURLY", start=NEW_YORK))
    assert len(starts(body)) == MOST_INSTANCES
    assert "more than 366 dates" in expansion_problems(body)[0].words


def test_a_hundred_thousand_rdates_are_bounded_with_words() -> None:
    dates = ",".join(f"{2000 + day // 336}{day // 28 % 12 + 1:02d}{day % 28 + 1:02d}T190000" for day in range(100_000))
    body = calendar(vevent(f"RDATE:{dates}", start=NEW_YORK))
    assert len(starts(body)) <= MOST_INSTANCES
    assert any("RDATE" in problem.words for problem in read(body).problems)


def test_many_costly_series_share_one_budget() -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=100000;BYDAY=MO,TU,WE,TH,FR,SA,SU"
    events = [vevent(rule, uid=str(number), start="DTSTART:19700101T000000Z") for number in range(60)]
    assert any("too costly" in problem.words for problem in expansion_problems(calendar(*events)))


EVENTS = [
    SERIES,
    override("RECURRENCE-ID;TZID=America/New_York:20260902T190000"),
    override("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20260903T190000"),
    vevent(uid="two"),
    vevent("RRULE:FREQ=WEEKLY;BYDAY=MO,WE", uid="three"),
    vevent("RDATE:20260905T160000Z", uid="three", start="DTSTART:20260902T160000Z"),
    vevent(uid="", start="DTSTART;VALUE=DATE:20260903"),
    vevent("SEQUENCE:3", "DESCRIPTION:newer", uid="two"),
]


@given(st.permutations(EVENTS))
def test_the_order_of_vevents_does_not_matter(events: list[list[str]]) -> None:
    def seen(body: bytes) -> list[tuple[str, str, str, str]]:
        return [(wall(one.start), wall(one.end), one.recurrence_id, one.event.description) for one in occurrences(body)]

    assert seen(calendar(*events)) == seen(calendar(*EVENTS))
