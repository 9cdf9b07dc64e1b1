"""The pull from the screen: a real child process, progress, report, cancel; the keys work meanwhile."""

from __future__ import annotations

import asyncio
import json
import sys

from netriage.model import Scored
from tests.tui import fakes


def child(*lines: object, then: str = "") -> list[str]:
    """A child that prints these documents, then does `then`."""
    prints = "".join(f"print({json.dumps(json.dumps(line))}, flush=True);" for line in lines)
    return [sys.executable, "-c", f"import sys, time; {prints} {then}"]


async def until(it, words: str) -> None:
    """Wait for the status line to say something; the test's own time-out ends a wait in vain."""
    while words not in it.status:
        await asyncio.sleep(0.02)
        await it.pilot.pause()


FEED = {"done": 1, "total": 3, "feed": "Grid & Data Meetups", "words": "12 events, 3 new", "failed": False}


async def test_a_pull_shows_each_feed_and_then_its_rows(stage):
    session = fakes.a_week()
    session.argv = child(FEED, {"report": {"feeds": 3, "new": 1, "changed": 0, "errors": []}})
    session.news = [Scored(fakes.listing("Just published", fakes.at(2, 18)), 99.0)]
    async with stage(session) as it:
        await it.press("r")
        await until(it, "1 new, 0 changed from 3 feeds")
        await it.settle()
        assert it.lane("middle")[0] == "Just published"
        assert it.current == "Grid congestion roundtable with TenneT"


async def test_rows_that_came_above_what_is_shown_are_told_with_the_key_that_shows_them(stage):
    session = fakes.a_week()
    session.argv = child({"report": {"feeds": 3, "new": 3, "changed": 0, "errors": []}})
    session.news = [Scored(fakes.listing(f"Just published {at}", fakes.at(2, 18)), 99.0 - at) for at in range(3)]
    async with stage(session, size=(120, 30)) as it:
        await it.press(*"jjjjjjjjjjjjjjjjjj")
        title = it.current
        await it.press("r")
        await until(it, "3 new, 0 changed from 3 feeds")
        await until(it, "3 rows above: g")
        assert it.current == title
        await it.press("g")
        assert it.current == "Just published 0"


async def test_escape_cancels_and_the_keys_work_meanwhile(stage):
    session = fakes.a_week()
    session.argv = child(FEED, then="time.sleep(60)")
    async with stage(session) as it:
        await it.press("r")
        await until(it, "12 events, 3 new")
        first = it.current
        await it.press("right")
        assert first in it.lane("keep")
        await it.press("r")
        assert "is running" in it.status
        await it.press("escape")
        await until(it, "refresh cancelled")
        assert not it.main.pulling.running


async def test_a_child_that_dies_is_told_in_its_own_words(stage):
    session = fakes.a_week()
    session.argv = child(then="sys.exit('the store is busy')")
    async with stage(session) as it:
        await it.press("r")
        await until(it, "the store is busy")
        assert "exit code 1" in it.status


async def test_feeds_that_failed_are_named(stage):
    session = fakes.a_week()
    report = {"feeds": 3, "new": 0, "changed": 0, "errors": [["University calendar", "503", "later"]]}
    session.argv = child({"report": report})
    async with stage(session) as it:
        await it.press("r")
        await until(it, "1 failed: University calendar")


async def test_a_child_that_cannot_start_is_told(stage):
    session = fakes.a_week()
    session.argv = ["/no/such/program"]
    async with stage(session) as it:
        await it.press("r")
        await until(it, "could not start")


async def test_without_feeds_it_says_how_to_add_one(stage):
    session = fakes.a_week()
    session.feed_list = ()
    async with stage(session) as it:
        await it.press("r")
        assert "no feeds yet" in it.status
        assert "f adds one" in it.status


async def test_lines_that_are_no_documents_are_passed_over(stage):
    session = fakes.a_week()
    session.argv = [sys.executable, "-c", "print('{\"report\": 1'); print('[]'); print('{\"report\": {\"feeds\": 2}}')"]
    async with stage(session) as it:
        await it.press("r")
        await until(it, "nothing new from 2 feeds")
