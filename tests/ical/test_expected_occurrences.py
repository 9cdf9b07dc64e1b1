"""Answers nobody here wrote: `expected/occurrences.tsv`, the occurrences that the suites of three libraries state.

A row's window is naive where the suite's was: it is then placed in each zone of the feed, and all-day and floating
events are seen from UTC. An aware window is the user's, so it names the user's zone too.
"""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.ical.times import read_stamp
from netriage.model import Moment, Window

Row = dict[str, str]

CONTESTED = {
    # Rows on which the suite and recurring-ical-events do not agree: what we do, and why.
    "test_page124_test1": "UNTIL=19971201Z, a date in UTC form, is the instant 19971201T000000Z: without 1 December",
    "test_page125_test2": "the same UNTIL; the rule's escaped semicolons separate, nothing else can be meant",
    "test_page129_test2": "UNTIL=19990401Z as above; BYMONTH=3;BYDAY=TH gives each Thursday of March",
    "test_page129_test3": "UNTIL=19970901Z as above; the list BYMONTH=6,7,8 limits the Thursdays",
}
EVERYTHING = Window(datetime(1900, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))


def rows_of(shared: Path) -> list[Row]:
    with (shared / "expected" / "occurrences.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def found_in(body: bytes, row: Row) -> list[Moment]:
    """The starts that we give for a row, in order."""
    if row["window_start"] == "(all)":
        return found_between(body, EVERYTHING, home_of(row))
    low, high = datetime.fromisoformat(row["window_start"]), datetime.fromisoformat(row["window_end"])
    if low.tzinfo is not None:
        return found_between(body, Window(low, high), low.tzinfo)
    near = Window(low.replace(tzinfo=UTC) - timedelta(days=400), high.replace(tzinfo=UTC) + timedelta(days=400))
    events = read_feed(body, "f", home=home_of(row), window=near).events
    starts = [event.start for event in events if isinstance(event.start, datetime) and not event.floating]
    zones = {str(zone): zone for zone in (home_of(row), *(start.tzinfo for start in starts))}
    found: list[Moment] = []
    for zone in zones.values():
        window = Window(low.replace(tzinfo=zone), high.replace(tzinfo=zone))
        for occurrence in expand(events, window, home_of(row))[0]:
            start = occurrence.start
            own = start.tzinfo if isinstance(start, datetime) and not occurrence.event.floating else home_of(row)
            if str(own) == str(zone):
                found.append(start)
    return found


def found_between(body: bytes, window: Window, home: tzinfo) -> list[Moment]:
    events = read_feed(body, "f", home=home, window=window).events
    return [occurrence.start for occurrence in expand(events, window, home)[0]]


def home_of(row: Row) -> tzinfo:
    return ZoneInfo("UTC") if row["tz"].startswith("event-local") else ZoneInfo(row["tz"])


def agrees(expected: str, found: Moment) -> bool:
    """Whether a start is the stated one: of the same type, and the same instant or, without an offset, wall time."""
    if len(expected) == 8 or "-" not in expected[:5]:
        stated: date = read_stamp(expected)
    else:
        stated = date.fromisoformat(expected) if len(expected) == 10 else datetime.fromisoformat(expected)
    if isinstance(stated, datetime) != isinstance(found, datetime):
        return False
    if isinstance(found, datetime) and isinstance(stated, datetime) and stated.tzinfo is None:
        return found.replace(tzinfo=None) == stated
    return found == stated


def complaint_about(row: Row, shared: Path) -> str:
    """What is wrong with our answer to a row, '' when nothing is."""
    body = (shared / row["corpus_path"].removeprefix("dev/")).read_bytes()
    found = found_in(body, row)
    if len(found) != int(row["expected_count"]):
        return f"{len(found)} found, {row['expected_count']} expected"
    left = list(found)
    for stated in row["expected_starts"].split():
        match = next((start for start in left if agrees(stated, start)), None)
        if match is None:
            return f"{stated} is not among {[str(start) for start in left[:4]]}"
        left.remove(match)
    for index, digits in re.findall(r"\b(\d+):(\d{8}(?:T\d{6})?)", row["note"] if "index:start" in row["note"] else ""):
        start = found[int(index)]
        if f"{start:%Y%m%dT%H%M%S}"[: len(digits)] != digits:
            return f"number {index} is {start}, expected {digits}"
    return ""


def test_every_row_that_the_libraries_agree_on_holds(shared: Path) -> None:
    rows = [row for row in rows_of(shared) if row["cross_check"] == "agree"]
    wrong = [
        f"{Path(row['corpus_path']).name} {row['window_start']}: {why}"
        for row in rows
        if (why := complaint_about(row, shared))
    ]
    assert len(rows) == 358
    assert wrong == []


@pytest.mark.parametrize("name", CONTESTED)
def test_a_contested_row_is_decided_on_purpose(shared: Path, name: str) -> None:
    (row,) = (row for row in rows_of(shared) if row["cross_check"] != "agree" and f"_{name}.ics" in row["corpus_path"])
    assert complaint_about(row, shared) == "", CONTESTED[name]


def test_no_contested_row_is_left_undecided(shared: Path) -> None:
    contested = [row["corpus_path"] for row in rows_of(shared) if row["cross_check"] != "agree"]
    assert all(any(f"_{name}.ics" in path for name in CONTESTED) for path in contested)
