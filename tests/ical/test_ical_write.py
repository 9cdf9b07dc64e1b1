"""What is written for a calendar: read back the same, valid for others, and nothing smuggled in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netriage.ical.text import clean_line
from netriage.ical.write import VEventOut, write_calendar, write_event
from netriage.model import Event, Moment, Status
from tests.ical.samples import BERLIN, LONG, NOW, read

START = datetime(2026, 9, 1, 18, tzinfo=BERLIN)
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "UTC",
    "Etc/GMT+5",
)


def entry(title: str = "Talk", start: Moment = START, end: Moment | None = None, **more: object) -> VEventOut:
    return VEventOut("key@netriage", title, start, end or start, NOW, **more)  # type: ignore[arg-type]


def read_back(written: bytes) -> Event:
    reading = read(written, LONG)
    assert reading.problems == ()
    (event,) = reading.events
    return event


@st.composite
def moments(draw: st.DrawFn) -> tuple[Moment, Moment]:
    day = draw(st.dates(date(2001, 1, 1), date(2039, 1, 1)))
    if draw(st.booleans()):
        return day, day + timedelta(days=draw(st.integers(1, 30)))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 24 * 60)))
    return instant.astimezone(zone), (instant + timedelta(minutes=draw(st.integers(1, 3000)))).astimezone(zone)


def instant_of(moment: Moment) -> Moment:
    """In UTC, because Python compares wall times within a zone; a date stays one."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=120)


@given(TEXT, moments(), TEXT, TEXT, st.sampled_from(Status))
@settings(deadline=None)
def test_what_is_written_is_read_back(
    title: str, times: tuple[Moment, Moment], description: str, location: str, status: Status
) -> None:
    written = write_event(entry(title, *times, description=description, location=location, status=status))
    reading = read(written, LONG)
    (event,) = reading.events
    assert [instant_of(moment) for moment in (event.start, event.end)] == [instant_of(moment) for moment in times]
    assert event.uid == "key@netriage"
    if status is not Status.CONFIRMED:
        assert event.status in (status, Status.CANCELLED)
    other = icalendar.Calendar.from_ical(written).walk("VEVENT")[0]
    assert clean_line(str(other["SUMMARY"])) == clean_line(title.replace("\r", "\n"))
    assert instant_of(other.decoded("DTSTART")) == instant_of(times[0])


@given(TEXT, TEXT)
@settings(deadline=None)
def test_no_text_becomes_a_property_or_a_long_line(title: str, extra: str) -> None:
    written = write_event(entry(title, description=title * 3, location=extra, extra=(("X-NETRIAGE-NOTE", extra),)))
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # a fold between two bytes of a character would fail here
        assert b"\n" not in line
        assert b"\r" not in line
    names = [line.partition(b":")[0].partition(b";")[0] for line in lines if line[:1] not in (b" ", b"")]
    assert names.count(b"SUMMARY") == names.count(b"UID") == names.count(b"X-NETRIAGE-NOTE") == 1


def test_escaped_line_ends_of_a_feed_cannot_become_properties() -> None:
    body = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:a\\nATTACH:file:///etc/passwd\r\nDTSTART:20260901T160000Z\r\n"
    event = read(body + b"END:VEVENT\r\nEND:VCALENDAR\r\n").events[0]
    written = write_event(entry(event.title))
    assert b"\r\nATTACH" not in written


def test_the_same_entries_give_the_same_bytes() -> None:
    entries = [entry(start=datetime(2026, 9, 1, 18, tzinfo=ZoneInfo(name))) for name in ZONES]
    assert write_calendar(entries) == write_calendar(entries)


def test_a_zone_is_written_with_its_rules_in_the_offset_before_the_change() -> None:
    """RFC 5545 3.6.5: DTSTART of an observance is local time in TZOFFSETFROM."""
    written = write_event(entry()).decode()
    assert "DTSTART;TZID=Europe/Berlin:20260901T180000\r\n" in written
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n" in written


@pytest.mark.parametrize("month", [1, 4, 7, 11])
def test_the_written_zone_alone_gives_the_right_instant(month: int) -> None:
    """A reader that does not know the name has the VTIMEZONE only."""
    start = datetime(2026, month, 1, 18, tzinfo=ZoneInfo("Australia/Lord_Howe"))
    renamed = write_event(entry(start=start)).replace(b"Australia/Lord_Howe", b"Somewhere")
    assert read_back(renamed).start == start


def test_a_wall_time_that_happens_twice_is_written_in_utc() -> None:
    late = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1)
    assert b"DTSTART:20261025T013000Z" in write_event(entry(start=late))


def test_a_calendar_to_store_has_no_method_and_a_dtstamp_of_ours() -> None:
    written = write_event(entry(categories=("a,b", "c"), url="https://example.org/a,b;c", sequence=3))
    assert b"METHOD" not in written
    assert b"DTSTAMP:20260822T120000Z\r\n" in written
    assert b"URL:https://example.org/a,b;c\r\n" in written
    event = read_back(written)
    assert (event.categories, event.url, event.sequence) == (("a,b", "c"), "https://example.org/a,b;c", 3)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://x.example/\r\nATTACH:x", "data:,x"]
)
def test_only_a_web_or_mail_address_is_written(url: str) -> None:
    written = write_event(entry(url=url))
    assert b"javascript" not in written
    assert b"file:" not in written
    assert b"\r\nATTACH" not in written
    assert b"data:" not in written


def test_a_bad_property_name_is_refused() -> None:
    with pytest.raises(ValueError, match="X- property"):
        write_event(entry(extra=(("SUMMARY", "x"),)))


def test_an_end_that_is_not_after_the_start_is_not_written() -> None:
    assert b"DTEND" not in write_event(entry())


def test_a_real_khal_lists_what_was_written(tmp_path: Path) -> None:
    khal = shutil.which("khal") or shutil.which("khal", path=str(Path(sys.executable).parent))
    if not khal:
        pytest.skip("khal is not installed")
    vdir = tmp_path / "calendar"
    vdir.mkdir()
    (vdir / "one.ics").write_bytes(write_event(entry("Ünï, talk; ok", end=START + timedelta(hours=2))))
    (vdir / "two.ics").write_bytes(write_event(VEventOut("day", "All day", date(2026, 9, 1), date(2026, 9, 2), NOW)))
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[mine]]\npath = {vdir}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n[locale]\n"
        "local_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    listed = subprocess.run(
        [khal, "-c", str(config), "list", "--format", "{start-time} {end-time} {title}", "2026-09-01", "1d"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "18:00 20:00 Ünï, talk; ok" in listed.stdout
    assert "All day" in listed.stdout
