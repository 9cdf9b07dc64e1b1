"""Reading in a child that can be killed: the same answers as reading here, and no harm to anyone else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from netriage.errors import FeedError
from netriage.feeds.assembly import Job
from netriage.feeds.reading import Bounds, Reader
from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.model import Window

HOME = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))


def event(uid: str, title: str, *more: str, start: str = "20260901T180000Z") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{start}", *more, "END:VEVENT", ""])


def body(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nX-WR-CALNAME:Tests\r\n"
    return (head + "".join(events) + "END:VCALENDAR\r\n").encode()


WEEKLY = event("weekly", "Breakfast", "RRULE:FREQ=WEEKLY;COUNT=10")
MOVED = event("weekly", "Breakfast, moved", "RECURRENCE-ID:20260908T180000Z", start="20260909T180000Z")
SINGLE = event("single", "Talk – with ümlauts", "LOCATION:Berlin")
TWICE = event("twice", "Said twice")
BROKEN = event("broken", "No date", start="tomorrow")


def job(raw: bytes, **more: object) -> Job:
    return replace(Job("f00df00d", raw, HOME, WINDOW), **more)


def large(count: int) -> bytes:
    text = "DESCRIPTION:" + "words and words " * 20
    return body(*(event(f"u{number}", f"Event {number}", text) for number in range(count)))


async def test_a_body_read_by_the_child_is_as_if_read_here():
    raw = body(WEEKLY, SINGLE, MOVED, TWICE, TWICE, BROKEN)
    here = read_feed(raw, "f00df00d", home=HOME, window=WINDOW)
    dates, _ = expand(here.events, WINDOW, HOME)
    async with Reader() as reader:
        read = await reader.read(job(raw))
    assert read.reading == replace(here, events=(), blocks={})
    assert [held.event for held in read.known.whole().events] == list(here.events)
    assert {name: tuple(held.event for held in some) for name, some in read.known.whole().blocks.items()} == here.blocks
    assert sorted(str(found.occurrence) for found in read.known.whole().dates) == sorted(map(str, dates))
    assert [problem.uid for problem in read.known.problems] == ["broken"]


async def test_known_blocks_are_not_read_again_and_come_back_whole_at_their_new_lines():
    first, second = body(SINGLE, WEEKLY, MOVED, TWICE), body(TWICE, event("new", "New"), MOVED, WEEKLY, SINGLE)
    async with Reader() as reader:
        before = await reader.read(job(first))
        after = await reader.read(job(second, known=before.known))
        fresh = await reader.read(job(second))
    assert (before.reading.parsed, after.reading.parsed) == (4, 1)
    assert [held.event for held in after.known.whole().events] == [held.event for held in fresh.known.whole().events]
    assert after.known.whole().blocks.keys() == fresh.known.whole().blocks.keys()
    assert {found.id for found in after.known.whole().dates} == {found.id for found in fresh.known.whole().dates}


async def test_a_changed_override_moves_its_instance_though_the_series_is_known():
    async with Reader() as reader:
        before = await reader.read(job(body(WEEKLY, SINGLE)))
        after = await reader.read(job(body(WEEKLY, SINGLE, MOVED), known=before.known))
    assert len(after.known.whole().dates) == len(before.known.whole().dates) == 11
    titles = [found.occurrence.event.title for found in after.known.whole().dates]
    assert titles.count("Breakfast, moved") == 1
    assert titles.count("Breakfast") == 9


async def test_events_can_be_expanded_anew_when_the_window_has_moved_on():
    async with Reader() as reader:
        read = await reader.read(job(body(WEEKLY, SINGLE)))
        later = Window(NOW, NOW + timedelta(days=20))
        occurrences, problems = await reader.expand(read.known.whole().events, later, HOME)
    assert len(occurrences) == 3
    assert problems == ()


async def test_what_is_no_calendar_is_said():
    async with Reader() as reader:
        read = await reader.read(job(b"<!doctype html><html>log in</html>"))
    assert "web page" in read.reading.not_calendar


async def test_a_reading_that_takes_too_long_is_ended_and_the_next_one_is_served():
    async with Reader(children=1, bounds=Bounds(cpu_seconds=0)) as reader:
        with pytest.raises(FeedError, match="took too long"):
            await reader.read(job(large(20_000)))
        assert (await reader.read(job(body(SINGLE)))).known.count == 1


async def test_a_reading_without_an_answer_is_ended_at_the_wall_clock():
    async with Reader(children=1, bounds=Bounds(wall_seconds=0.0)) as reader:
        with pytest.raises(FeedError, match="took too long"):
            await reader.read(job(large(100)))


async def test_a_reading_that_takes_too_much_memory_is_ended_and_the_next_one_is_served():
    async with Reader(children=1, bounds=Bounds(memory_bytes=60_000_000)) as reader:
        with pytest.raises(FeedError, match="GB of memory"):
            await reader.read(job(large(20_000), max_events=20_000))
        assert (await reader.read(job(body(SINGLE)))).known.count == 1


async def test_a_child_that_dies_costs_one_reading():
    async with Reader(children=1) as reader:
        await reader.read(job(body(SINGLE)))
        reader._children[0].kill()
        with pytest.raises(FeedError, match="failed"):
            await reader.read(job(body(SINGLE)))
        assert (await reader.read(job(body(SINGLE)))).reading.name == "Tests"


async def test_leaving_in_the_middle_of_a_reading_harms_nothing():
    async with Reader(children=1) as reader:
        reading = asyncio.create_task(reader.read(job(large(20_000))))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert (await reader.read(job(body(SINGLE)))).known.count == 1


async def test_several_bodies_are_read_at_once_and_more_wait_their_turn():
    async with Reader(children=2) as reader:
        reads = await asyncio.gather(
            *(reader.read(job(body(event(f"u{number}", f"Title {number}")))) for number in range(6))
        )
    assert [read.known.whole().events[0].event.title for read in reads] == [f"Title {number}" for number in range(6)]


async def test_a_module_that_lies_in_the_folder_we_start_in_is_not_run(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit")
    (tmp_path / "icalendar.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    async with Reader(children=1) as reader:
        assert (await reader.read(job(body(SINGLE)))).known.count == 1


async def test_one_child_reads_every_attack_and_lives_on(shared):
    async with Reader(children=1) as reader:
        for path in sorted((shared / "hostile").glob("*.ics")):
            await reader.read(job(path.read_bytes()))
        process = reader._children[0]._process
        assert (await reader.read(job(body(SINGLE)))).known.count == 1
        assert reader._children[0]._process is process
