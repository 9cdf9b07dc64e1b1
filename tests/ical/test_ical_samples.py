"""One oddity a file: `tests/feeds/*.ics`, each named for it, read as a person would read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from netriage.ical.read import Reading
from netriage.model import Severity
from tests.ical.samples import FEEDS, LONG, only_event, read, wall

TWO_TALKS = (
    "line_ends_lf", "line_ends_cr", "line_ends_cr_cr_lf", "line_ends_mixed", "line_ends_as_entities", "bom_utf8",
    "blank_lines_inside", "junk_between_components", "lower_case_names", "indented", "no_calendar_around",
    "markers_run_together",
    "alarm_without_end", "missing_end_of_event", "missing_end_of_all", "event_in_an_event", "stray_end",
)  # fmt: skip

TITLES = {
    "utf16_with_bom": ["Café 1", "Café 2"],
    "utf16_without_bom": ["Café 1", "Café 2"],
    "latin1": ["Café 1", "Café 2"],
    "windows1252_quotes": ["“Café” – talk 1", "“Café” – talk 2"],
    "utf8_cut_character": ["Übung mit Ümlaut Caf�", "Talk 2"],
    "fold_inside_a_character": ["Café"],
    "fold_with_tab": ["Talk 1"],
    "quoted_printable": ["Café und mehr"],
    "wrapped_in_a_page": ["Talk & tea", "Talk 2"],
    "two_calendars": ["Talk 1", "Talk 2", "More 1", "More 2"],
    "bom_in_the_middle": ["Talk 1", "Talk 2", "More 1", "More 2"],
    "ended_as_todo": ["Talk 2"],
    "cut_in_a_line": ["Talk 1"],
    "uid_shared_by_two_events": ["One thing", "Another thing"],
    "title_twice": ["Talk 1"],
    "invalid_duration_in_the_head": ["Talk 1"],
    "comment_glued_to_the_end": ["Talk 1"],
    "title_and_place_in_raw_lines": ["Talk 1 in two lines"],
    "calendar_in_a_json_string": ['Café 1, "tea"'],
    "name_behind_an_invisible_character": ["Talk 1"],
    "html_page": [],
    "json_error": [],
}

TIMES = {
    # sample: wall time, offset from UTC in hours, floating, whether the zone is said to be unsure
    "zone_rails": ("2026-09-01 12:00", -4, False, False),
    "zone_windows": ("2026-09-01 18:00", 2, False, False),
    "zone_outlook_unquoted_colon": ("2026-09-01 12:00", -4, False, False),
    "zone_vendor_prefix": ("2026-09-01 18:00", 2, False, False),
    "zone_bare_offset": ("2026-09-01 18:00", 2, False, False),
    "zone_abbreviation": ("2026-09-01 09:00", -7, False, True),
    "zone_unknown": ("2026-09-01 18:00", 2, True, True),
    "zone_and_utc_at_once": ("2026-09-01 12:00", -4, False, False),
    "zone_defined_after_its_use": ("2026-09-01 18:00", 2, False, False),
    "zone_without_offset": ("2026-09-01 18:00", 2, True, True),
    "zone_lies_about_iana": ("2026-09-01 18:00", 2, False, False),
    "times_in_extended_form": ("2026-09-01 18:00", 2, False, False),
}

ENDS = {
    "exchange_all_day_flag": ("2026-09-01", "2026-09-03"),
    "end_before_start": ("2026-09-01 16:00", "2026-09-01 16:00"),
    "end_is_a_date": ("2026-09-01 18:00", "2026-09-02 00:00"),
    "times_in_extended_form": ("2026-09-01 18:00", "2026-09-01 20:00"),
}


def body_of(name: str) -> bytes:
    return (FEEDS / f"{name}.ics").read_bytes()


def sample(name: str) -> Reading:
    return read(body_of(name), LONG)


@pytest.mark.parametrize("name", TWO_TALKS)
def test_both_talks_are_read(name: str) -> None:
    assert [event.title for event in sample(name).events] == ["Talk 1", "Talk 2"]


@pytest.mark.parametrize("name", TITLES)
def test_the_titles_are_as_a_person_reads_them(name: str) -> None:
    assert [event.title for event in sample(name).events] == TITLES[name]


@pytest.mark.parametrize("name", TIMES)
def test_the_zone_is_found_or_said_to_be_unsure(name: str) -> None:
    event = only_event(body_of(name))
    words, hours, floating, unsure = TIMES[name]
    assert wall(event.start) == words
    assert event.start.strftime("%z") == f"{hours:+03d}00"
    assert (event.floating, bool(event.zone_note)) == (floating, unsure)


@pytest.mark.parametrize("name", ENDS)
def test_the_end_is_the_best_that_can_be_made_of_it(name: str) -> None:
    event = only_event(body_of(name))
    assert (wall(event.start), wall(event.end)) == ENDS[name]


def test_a_day_without_end_lasts_a_day_and_a_time_without_end_lasts_nothing() -> None:
    timed, day = sample("no_end_at_all").events
    assert timed.end == timed.start
    assert (wall(day.start), wall(day.end)) == ("2026-09-01", "2026-09-02")


def test_a_cut_feed_is_truncated_and_says_what_it_left_out() -> None:
    reading = sample("cut_in_a_line")
    assert reading.truncated
    assert [problem.severity for problem in reading.problems] == [Severity.ERROR]
    assert reading.problems[0].uid == "2@sample.example"


@pytest.mark.parametrize("name", ["missing_end_of_all", "cut_in_a_line"])
def test_a_feed_without_end_is_truncated(name: str) -> None:
    assert sample(name).truncated


@pytest.mark.parametrize(
    "name",
    [
        "missing_end_of_event",
        "no_calendar_around",
        "junk_between_components",
        "two_calendars",
        "comment_glued_to_the_end",
        "calendar_in_a_json_string",
    ],
)
def test_what_is_only_untidy_is_not_truncated(name: str) -> None:
    assert not sample(name).truncated


def test_an_event_closed_as_a_todo_is_left_out_with_uid_and_line() -> None:
    (problem,) = sample("ended_as_todo").problems
    assert (problem.uid, problem.line, problem.severity) == ("1@sample.example", 4, Severity.ERROR)


def test_a_stray_end_is_told_and_harms_nothing() -> None:
    (problem,) = sample("stray_end").problems
    assert (problem.line, problem.severity) == (9, Severity.NOTE)


def test_lines_that_the_publisher_forgot_to_escape_belong_to_the_description() -> None:
    event = only_event(body_of("unescaped_line_ends"))
    assert event.description == "First line\nSecond: line\nhttps://example.org/third"
    assert event.location == "Hall 1"


def test_the_text_of_an_alarm_is_not_that_of_the_event() -> None:
    event = only_event(body_of("alarm_with_description"))
    assert (event.description, event.location) == ("Of the event", "Hall 1")


def test_a_custom_zone_is_that_of_its_own_calendar() -> None:
    """Outlook names each of them 'Customized Time Zone'; a vdir folder joins many calendars in one body."""
    east, west = sample("zone_custom_twice_in_one_body").events
    assert (f"{east.start:%z}", f"{west.start:%z}") == ("+0200", "-0400")


def test_the_calendars_zone_holds_for_floating_times_and_shows_those_in_utc() -> None:
    floating, utc = sample("zone_of_the_calendar").events
    assert floating.start == utc.start
    assert (wall(floating.start), wall(utc.start)) == ("2026-09-01 12:00", "2026-09-01 12:00")
    assert not floating.floating


@pytest.mark.parametrize(("name", "kind"), [("html_page", "web page"), ("json_error", "JSON")])
def test_what_is_no_calendar_is_called_what_it_is(name: str, kind: str) -> None:
    reading = sample(name)
    assert kind in reading.not_calendar
    assert not reading.events


def test_each_sample_is_tested() -> None:
    names = ("test_ical_samples.py", "test_ical_recur.py", "test_other_platforms.py")
    tests = [Path(__file__).with_name(name) for name in names]
    source = "".join(test.read_text(encoding="utf-8") for test in tests)
    assert [path.stem for path in FEEDS.glob("*.ics") if path.stem not in source] == []


def test_a_calendar_that_ends_and_begins_again_keeps_its_zones() -> None:
    assert [f"{event.start:%H:%M%z}" for event in sample("calendar_ends_and_begins_again").events] == ["18:00-0400"] * 3


def test_each_of_several_calendars_has_its_own_zone_and_one_of_another_name_takes_none_over() -> None:
    events = sample("zone_of_each_calendar").events
    assert [f"{event.start:%H:%M%z}" for event in events] == ["18:00-0400", "18:00+0900", "18:00+0200"]
    assert [event.floating for event in events] == [False, False, True]


def test_an_event_is_read_again_when_the_zone_that_an_earlier_calendar_defines_changes() -> None:
    body = body_of("calendar_ends_and_begins_again")
    before = read(body, LONG)
    assert read(body, LONG, known=before.blocks).parsed == 0
    moved = read(body.replace(b"0500", b"0600").replace(b"0400", b"0500"), LONG, known=before.blocks)
    assert f"{moved.events[2].start:%H:%M%z}" == "18:00-0500"


def test_a_place_in_raw_lines_is_read_whole_and_other_properties_end_it() -> None:
    event = only_event(body_of("title_and_place_in_raw_lines"))
    assert event.location == "Sample Hall, 1 Main St"
    lower = body_of("title_and_place_in_raw_lines").replace(b"DTSTART", b"dtstamp:20260101T000000Z\ndtstart")
    assert only_event(lower).location == "Sample Hall, 1 Main St"
