"""Dates that are not found again are those that finding them again would give."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from netriage.feeds import reader
from netriage.feeds.frames import LENGTH_BYTES, pack, pack_bytes, unpack
from netriage.feeds.reading import Job, Reader, _Assembly
from netriage.feeds.reuse import Last, part
from netriage.ical.read import Reading
from netriage.ical.recur import expand
from netriage.model import Occurrence, Problem, Window
from netriage.rows import HeldDate, HeldEvent, hold, hold_date

HOME = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))


def block(uid: str, title: str, *more: str, start: str = "20260901T180000Z") -> str:
    lines = ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{start}", *more, "END:VEVENT", ""]
    return "\r\n".join(line for line in lines if line != "UID:")


def body(blocks: Sequence[str]) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(blocks) + "END:VCALENDAR\r\n").encode()


BLOCKS = (
    block("single", "Talk"),
    block("single", "Talk", "SEQUENCE:3"),
    block("single", "Talk of tomorrow", "SEQUENCE:2"),
    block("single", "Talk", start="20260905T180000Z"),
    block("weekly", "Breakfast", "RRULE:FREQ=WEEKLY;COUNT=6"),
    block("weekly", "Breakfast", "RRULE:FREQ=WEEKLY;COUNT=6", "DTSTAMP:20260101T000000Z", "SEQUENCE:1"),
    block("weekly", "Breakfast", "RRULE:FREQ=WEEKLY;COUNT=6", "SEQUENCE:4", start="20260902T180000Z"),
    block("weekly", "Moved", "RECURRENCE-ID:20260908T180000Z", start="20260909T180000Z"),
    block("weekly", "Moved away", "RECURRENCE-ID:20260915T180000Z", start="20291231T180000Z"),
    block("weekly", "From then on", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260922T180000Z", start="20260922T190000Z"),
    block("weekly", "Badly moved", "RECURRENCE-ID:20260929T180000Z", "DURATION:soon", start="20260930T180000Z"),
    block("", "Without a UID"),
    block("", "Without a UID", "SEQUENCE:2"),
    block("bomb", "Bomb", "RRULE:FREQ=SECONDLY"),
    block("broken", "Broken", start="tomorrow"),
    block("daily", "Every day", "RRULE:FREQ=DAILY", "DTEND:20260901T190000Z"),
)


def read_here(job: Job) -> tuple[Reading, _Assembly]:
    """What parent and child make of a job, without a process between them."""
    assembly = _Assembly(job)
    head, texts = unpack(pack(assembly.head())[LENGTH_BYTES:])
    for frame in reader._answers(head, texts, io.BytesIO(pack_bytes(assembly.body))):
        assembly.take(*unpack(frame[LENGTH_BYTES:]))
    return assembly.whole(), assembly


def read_first(raw: bytes) -> tuple[_Assembly, tuple[HeldDate, ...], tuple[Problem, ...]]:
    reading, assembly = read_here(Job("f00df00d", raw, HOME, WINDOW))
    dates, problems = expanded(assembly.events)
    return assembly, dates, (*reading.problems, *problems)


def expanded(events: Sequence[HeldEvent]) -> tuple[tuple[HeldDate, ...], list[Problem]]:
    held = {id(each.event): each for each in events}
    occurrences, problems = expand([each.event for each in events], WINDOW, HOME)
    return tuple(hold_date(one, held.get(id(one.event)) or hold(one.event)) for one in occurrences), problems


def read_out(dates: Iterable[HeldDate]) -> set[Occurrence]:
    return {found.occurrence for found in dates}


def remembering(before: _Assembly, raw: bytes, last: Last) -> Job:
    """The job of reading a body with what an earlier reading left."""
    memory = {"known": before.blocks, "pieces": before.pieces, "around": before.around}
    return Job("f00df00d", raw, HOME, WINDOW, last=last, **memory)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), max_size=8), st.lists(st.sampled_from(BLOCKS), max_size=8))
@example([BLOCKS[0], BLOCKS[2]], [BLOCKS[2], BLOCKS[2]])
def test_reusing_dates_gives_the_dates_of_a_body_read_anew(first: list[str], second: list[str]) -> None:
    before, dates, problems = read_first(body(first))
    job = remembering(before, body(second), Last(dates, problems))
    assert job.last is not None
    _, assembly = read_here(job)
    parted = part(assembly.events, job.known, assembly.renewed, job.last)
    found, _ = expanded(parted.left)
    anew, whole, _ = read_first(job.body)
    assert [held.event for held in assembly.events] == [held.event for held in anew.events]
    assert read_out([*parted.kept, *found]) == read_out(whole)
    if not parted.differs(found):
        assert {bare(one) for one in read_out(whole)} == {bare(one) for one in read_out(dates)}


def bare(found: Occurrence) -> tuple[object, ...]:
    event = found.event
    return found.start, found.end, found.recurrence_id, event.uid, event.title, event.recurrence


def test_a_body_with_other_stamps_leaves_nothing_to_expand_and_has_not_changed() -> None:
    stamps = count(10)
    first, second = (
        body([block(f"u{at}", "Talk", f"DTSTAMP:202601{next(stamps)}T000000Z") for at in range(5)] + [BLOCKS[4]])
        for _ in range(2)
    )
    before, dates, problems = read_first(first)
    job = remembering(before, second, Last(dates, problems))
    assert job.last is not None
    _, assembly = read_here(job)
    parted = part(assembly.events, job.known, assembly.renewed, job.last)
    assert parted.left == ()
    assert parted.kept == dates
    assert not parted.differs([])


def test_of_one_changed_event_only_its_own_dates_are_found_again() -> None:
    before, dates, problems = read_first(body([BLOCKS[4], *(block(f"u{at}", "Talk") for at in range(9))]))
    changed = body([BLOCKS[4], block("u0", "Another talk"), *(block(f"u{at}", "Talk") for at in range(1, 9))])
    job = remembering(before, changed, Last(dates, problems))
    assert job.last is not None
    _, assembly = read_here(job)
    parted = part(assembly.events, job.known, assembly.renewed, job.last)
    assert [held.event.title for held in parted.left] == ["Another talk"]
    assert parted.differs(expanded(parted.left)[0])


async def test_the_reader_says_whether_anything_changed() -> None:
    raw, other = body([BLOCKS[0], BLOCKS[4]]), body([BLOCKS[2], BLOCKS[4]])
    async with Reader(children=1) as reading:
        first = await reading.read(Job("f00df00d", raw, HOME, WINDOW))
        job = remembering(first, raw, Last(first.occurrences))
        again = await reading.read(job)
        assert first.changed
        assert not again.changed
        assert again.occurrences == first.occurrences
        changed = remembering(first, other, Last(first.occurrences))
        assert (await reading.read(changed)).changed
