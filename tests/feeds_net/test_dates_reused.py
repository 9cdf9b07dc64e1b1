"""What is known of a body is not read or expanded again, and what comes of it is what reading all anew would give."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from netriage.feeds import reader
from netriage.feeds.assembly import Job
from netriage.feeds.frames import LENGTH_BYTES, pack, pack_bytes, unpack
from netriage.feeds.reading import Read, Reader
from netriage.model import Occurrence, Window

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


class ReaderHere(Reader):
    """A reader without a process between parent and child, which notes what it asks."""

    def __init__(self) -> None:
        super().__init__(children=0)
        self.asked: list[str] = []
        self.expanded: list[str] = []

    async def _ask(self, head, take, *, texts=(), body=None) -> None:  # type: ignore[no-untyped-def]
        self.asked.append(head["do"])
        self.expanded += [text.decode() for text in texts]
        sent, lines = unpack(pack(head, texts)[LENGTH_BYTES:])
        for frame in reader._answers(sent, lines, io.BytesIO(pack_bytes(body or b""))):
            take(*unpack(frame[LENGTH_BYTES:]))


def read(raw: bytes, before: Read | None = None, by: ReaderHere | None = None) -> Read:
    """Read a body, going on from another reading of it."""
    known = before.known if before else None
    job = Job("f00df00d", raw, HOME, WINDOW, known=known, same_window=before is not None)
    return asyncio.run((by or ReaderHere()).read(job))


def dates_of(found: Read) -> set[Occurrence]:
    return {date.occurrence for date in found.known.whole().dates}


def names_of(found: Read) -> set[str]:
    return {date.id for date in found.known.whole().dates}


def said(found: Read) -> list[object]:
    return [held.event for held in found.known.whole().events]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.sampled_from(BLOCKS), max_size=8), min_size=2, max_size=4))
@example([[BLOCKS[0], BLOCKS[2]], [BLOCKS[2], BLOCKS[2]]])
@example([[BLOCKS[0], BLOCKS[4]], [BLOCKS[4], BLOCKS[0]], [BLOCKS[0], BLOCKS[0], BLOCKS[4]]])
@example([[BLOCKS[4]], [BLOCKS[4], BLOCKS[7]], [BLOCKS[7]]])
def test_reading_on_gives_what_reading_anew_gives(bodies: list[list[str]]) -> None:
    before = read(body(bodies[0]))
    for blocks in bodies[1:]:
        after, anew = read(body(blocks), before), read(body(blocks))
        assert said(after) == said(anew)
        assert dates_of(after) == dates_of(anew)
        assert names_of(after) == names_of(anew)
        assert sorted(map(str, after.known.problems)) == sorted(map(str, anew.known.problems))
        assert after.known.size == anew.known.size
        assert sorted(after.known.ends()) == sorted(anew.known.ends())
        assert after.known.count == len(after.known.ends())
        assert after.change is not None
        assert after.change.gone == names_of(before) - names_of(anew)
        assert {date.id for date in after.change.come} == names_of(anew) - names_of(before)
        before = after


def test_a_date_is_found_by_its_name() -> None:
    known = read(body([*BLOCKS])).known
    for date in known.whole().dates:
        found = known.find(date.id)
        assert found is not None
        assert found.id == date.id
    assert known.find("0" * 20) is None


def test_a_body_with_other_stamps_leaves_nothing_to_expand_and_has_not_changed() -> None:
    stamps = count(10)
    first, second = (
        body([block(f"u{at}", "Talk", f"DTSTAMP:202601{next(stamps)}T000000Z") for at in range(5)] + [BLOCKS[4]])
        for _ in range(2)
    )
    by = ReaderHere()
    after = read(second, read(first), by)
    assert not after.change
    assert by.asked == ["read"]


def test_of_one_changed_event_only_its_own_dates_are_found_again() -> None:
    daily = block("u0", "Talk", "RRULE:FREQ=DAILY;COUNT=3")
    others = [BLOCKS[4], *(block(f"u{at}", "Talk") for at in range(1, 9))]
    by = ReaderHere()
    after = read(body([daily.replace("Talk", "Another talk"), *others]), read(body([daily, *others])), by)
    assert after.change is not None
    assert {found.occurrence.event.title for found in after.change.come} == {"Another talk"}
    assert (len(after.change.gone), len(after.change.come)) == (3, 3)
    assert ["Another talk" in text for text in by.expanded] == [True]


def test_an_event_of_which_only_junk_changed_is_known_by_its_block_and_not_read_again() -> None:
    first = [block(f"u{at}", "Talk", "X-SEEN:1") for at in range(4)]
    second = [text.replace("X-SEEN:1", "X-SEEN:2") for text in first]
    after = read(body(second), read(body(first)))
    assert after.reading.parsed == 0
    assert not after.change


def test_one_event_more_with_the_uid_of_another_is_read_with_it() -> None:
    first, newer = block("u1", "Talk"), block("u1", "Talk of tomorrow", "SEQUENCE:2")
    after = read(body([BLOCKS[4], first, newer]), read(body([BLOCKS[4], first])))
    assert dates_of(after) == dates_of(read(body([BLOCKS[4], first, newer])))
    assert [found.occurrence.event.title for found in after.change.come] == ["Talk of tomorrow"]  # type: ignore[union-attr]


async def test_a_real_child_says_whether_anything_changed() -> None:
    raw, other = body([BLOCKS[0], BLOCKS[4]]), body([BLOCKS[2], BLOCKS[4]])
    async with Reader(children=1) as reading:
        first = await reading.read(Job("f00df00d", raw, HOME, WINDOW))
        again = await reading.read(Job("f00df00d", raw, HOME, WINDOW, known=first.known, same_window=True))
        changed = await reading.read(Job("f00df00d", other, HOME, WINDOW, known=first.known, same_window=True))
    assert first.change is None
    assert again.change is not None
    assert not again.change
    assert dates_of(again) == dates_of(first)
    assert changed.change
