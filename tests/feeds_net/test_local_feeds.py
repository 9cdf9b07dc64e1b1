"""Feeds that are files, vdir folders and standard input."""

from __future__ import annotations

import gzip
import io
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from netriage.feeds.access import Access
from netriage.feeds.fetch import fetch
from netriage.feeds.health import Look, judge
from netriage.feeds.outcome import FetchError, NotModified
from netriage.feeds.source import make_feed
from netriage.model import FeedState

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


async def test_a_file_is_read_and_not_again_until_it_is_touched(tmp_path):
    path = tmp_path / "a.ics"
    path.write_bytes(CALENDAR)
    feed = make_feed(str(path), now=NOW)
    fetched = await fetch(feed, now=NOW)
    assert fetched.body == CALENDAR
    state = judge(FeedState(feed.id), fetched, NOW, look=Look(0, 0))
    assert await fetch(feed, state, now=NOW) == NotModified()
    assert (await fetch(feed, state, now=NOW, cached=False)).body == CALENDAR
    path.write_bytes(CALENDAR * 2)
    assert (await fetch(feed, state, now=NOW)).body == CALENDAR * 2


async def test_a_vdir_folder_is_its_items_joined_in_the_order_of_their_names(tmp_path):
    for name, body in {"b.ics": b"B", "a.ics": b"A", ".tmp.ics": b"HALF", "c.txt": b"NO"}.items():
        (tmp_path / name).write_bytes(body)
    feed = make_feed(str(tmp_path), now=NOW)
    fetched = await fetch(feed, now=NOW)
    assert fetched.body == b"A\r\nB"
    state = judge(FeedState(feed.id), fetched, NOW, look=Look(0, 0))
    assert await fetch(feed, state, now=NOW) == NotModified()
    (tmp_path / "a.ics").unlink()
    assert (await fetch(feed, state, now=NOW)).body == b"B"


async def test_a_folder_of_vdirs_is_all_of_them(tmp_path):
    for name in ("work", "home", ".cache"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.ics").write_bytes(name.encode())
    assert (await fetch(make_feed(str(tmp_path), now=NOW), now=NOW)).body == b"home\r\nwork"


async def test_an_empty_folder_is_an_empty_body(tmp_path):
    assert (await fetch(make_feed(str(tmp_path), now=NOW), now=NOW)).body == b""


async def test_a_packed_file_is_unpacked(tmp_path):
    path = tmp_path / "calendar.ics.gz"
    path.write_bytes(gzip.compress(CALENDAR))
    fetched = await fetch(make_feed(str(path), now=NOW), now=NOW)
    assert fetched.body == CALENDAR


async def test_a_missing_file_is_an_error_in_words(tmp_path):
    with pytest.raises(FetchError, match="not there") as caught:
        await fetch(make_feed(str(tmp_path / "secret.ics"), now=NOW), now=NOW)
    assert "secret" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
async def test_what_is_no_regular_file_is_never_opened(tmp_path):
    os.mkfifo(tmp_path / "endless.ics")
    for source in (tmp_path / "endless.ics", tmp_path):
        with pytest.raises(FetchError, match="not a regular file"):
            await fetch(make_feed(str(source), now=NOW), now=NOW)


async def test_a_file_and_a_folder_over_the_bound_are_refused(tmp_path):
    (tmp_path / "a.ics").write_bytes(bytes(600))
    (tmp_path / "b.ics").write_bytes(bytes(600))
    for source in (tmp_path, tmp_path / "a.ics"):
        feed = replace(make_feed(str(source), now=NOW), max_bytes=500)
        with pytest.raises(FetchError, match="larger than"):
            await fetch(feed, now=NOW)


async def test_standard_input_is_read_to_its_end_and_bounded():
    feed = make_feed("-", now=NOW)
    assert (await fetch(feed, now=NOW, access=Access(stdin=io.BytesIO(CALENDAR)))).body == CALENDAR
    with pytest.raises(FetchError, match="larger than"):
        await fetch(replace(feed, max_bytes=5), now=NOW, access=Access(stdin=io.BytesIO(CALENDAR)))


async def test_without_standard_input_that_is_said():
    with pytest.raises(FetchError, match="Nothing is piped in"):
        await fetch(make_feed("-", now=NOW), now=NOW)


async def test_where_nothing_is_piped_in_again_what_came_earlier_stays():
    feed = make_feed("-", now=NOW)
    first = await fetch(feed, now=NOW, access=Access(stdin=io.BytesIO(CALENDAR)))
    state = judge(FeedState(feed.id), first, NOW, look=Look(0, 0))
    for nothing in (None, io.BytesIO()):
        assert await fetch(feed, state, now=NOW, access=Access(stdin=nothing)) == NotModified()
    with pytest.raises(FetchError, match="Nothing is piped in"):
        await fetch(feed, state, now=NOW, cached=False)
