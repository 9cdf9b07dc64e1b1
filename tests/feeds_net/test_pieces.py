"""What is known of a body is left out before it is read, and what comes of it is what reading all would give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from netriage.feeds.outcome import Fetched
from netriage.feeds.pieces import Cut, cut
from netriage.feeds.reading import Read
from tests.feeds_net.test_dates_reused import BLOCKS, block, body, read, said

ZONE = "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM"
TALK, RAIN, LOUD = block("a", "Talk"), block("b", "Rain"), block("c", "Loud", ALARM)


def cut_again(first: bytes, second: bytes) -> Cut:
    """Cut a body where all that was plain in another one is known."""
    before = cut(first, "", (), "")
    assert before is not None
    after = cut(second, "", {digest for digest, _ in before.fresh}, before.around)
    assert after is not None
    return after


def test_known_events_are_left_out_and_every_other_line_is_known_by_where_it_was() -> None:
    second = body([TALK, RAIN.replace("Rain", "Snow"), LOUD, block("d", "More")])
    made = cut_again(body([TALK, RAIN, LOUD]), second)
    assert [line for _, line in made.known] == [3, 13]
    assert [line for _, line in made.fresh] == [8, 22]
    whole, left = second.replace(b"\r\n", b"\n").split(b"\n"), made.body.split(b"\n")
    assert left == [line for at, line in enumerate(whole, 1) if at < 3 or 8 <= at < 13 or at >= 22]
    assert [whole[made.line_of(at) - 1] for at in range(1, len(left) + 1)] == left


def test_a_body_with_other_line_ends_is_cut_alike_and_an_event_that_mixes_them_is_read_each_time() -> None:
    crlf = body([TALK, RAIN, LOUD])
    made = cut_again(crlf.replace(b"\r\n", b"\n"), body([TALK, LOUD]).replace(b"\r\n", b"\n"))
    assert len(made.known) == 2
    mixed = crlf.replace(b"END:VEVENT\r\n", b"END:VEVENT\n", 1)
    cold = cut(mixed, "", (), "")
    assert cold is not None
    assert len(cold.fresh) == 2
    assert cut_again(mixed, mixed).body.count(b"BEGIN:VEVENT\n") == 1


@pytest.mark.parametrize(
    "second",
    [
        body([ZONE, TALK, RAIN]),
        body([TALK, ZONE, RAIN]),
        body([TALK, RAIN]).replace(b"VERSION:2.0", b"X-WR-TIMEZONE:Asia/Tokyo"),
        body([TALK, RAIN]).replace(b"END:VCALENDAR", b"X-WR-TIMEZONE:Asia/Tokyo\r\nEND:VCALENDAR"),
    ],
)
def test_nothing_is_known_when_what_stands_around_the_events_is_not_what_it_was(second: bytes) -> None:
    made = cut_again(body([TALK, RAIN]), second)
    assert made.known == []
    assert len(made.fresh) == 2
    assert made.body == second.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"BEGIN:VCALENDAR",
        b"<html>",
        b"\xef\xbb\xbf" + body([TALK]),
        body([TALK]) + body([RAIN]),
        body([TALK]).replace(b"SUMMARY", b"Begin:vevent\r\nSUMMARY"),
        body([TALK, RAIN]).replace(b"END:VEVENT\r\n", b"END:VEVENT", 1),
        body([TALK]).replace(b"Talk", b"Talk\rand more"),
        body([TALK]).replace(b"END:VCALENDAR\r\n", b""),
        body([TALK]).decode().encode("utf-16"),
    ],
)
def test_a_body_of_another_form_is_read_whole(odd: bytes) -> None:
    assert cut(odd, "", (), "") is None


def test_an_event_that_holds_more_than_alarms_is_not_taken_for_known() -> None:
    nested = block("d", "Nested", "BEGIN:VTODO", "END:VTODO")
    made = cut(body([TALK, nested, LOUD]), "", (), "")
    assert made is not None
    assert len(made.fresh) == 2


def read_twice(first: bytes, second: bytes) -> tuple[Read, Read]:
    """A second body read with what is known of the first, and read anew."""
    before, after = read(Fetched(first).bare), Fetched(second).bare
    return read(after, before), read(after)


def test_a_problem_is_told_each_time_and_an_event_that_stands_twice_is_there_twice() -> None:
    first = body([TALK, BLOCKS[14], RAIN])
    warm, cold = read_twice(first, body([RAIN, BLOCKS[14], TALK, TALK]))
    assert said(warm) == said(cold)
    assert warm.known.problems == cold.known.problems != ()


def test_real_feeds_that_changed_a_little_are_read_as_if_anew(shared: Path) -> None:
    feeds = [path for path in sorted((shared / "feeds").glob("**/*.ics")) if path.stat().st_size < 200_000][::4]
    reused = 0
    for path in feeds:
        first = path.read_bytes()
        parts = first.split(b"\nSUMMARY")
        second = b"".join(
            part + (b"\nSUMMARY;X=1" if at % 9 == 4 else b"\nSUMMARY") for at, part in enumerate(parts[:-1])
        )
        second += parts[-1]
        second = re.sub(rb"\nBEGIN:VEVENT(?s:.)*?\nEND:VEVENT\r?", b"", second, count=1)
        warm, cold = read_twice(first, second)
        assert said(warm) == said(cold), path.name
        assert sorted(map(str, warm.known.problems)) == sorted(map(str, cold.known.problems)), path.name
        assert {date.id for date in warm.known.whole().dates} == {date.id for date in cold.known.whole().dates}
        reused += len(warm.known.plain.uids)
    assert reused > 1_000
