"""Real feeds over weeks: decisions stay, Changed holds the meaningful changes, vanished is not cancelled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage.dedupe import changes, is_run, meaning, merge, source_name
from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.model import Event, FieldChange, Listing, Status, Window, instant

HOME = ZoneInfo("America/Toronto")
FEEDS = 14


@dataclass
class Pull:
    """What one dated snapshot of a feed became."""

    now: datetime
    events: dict[tuple[str, str], Event]
    listings: list[Listing]
    before: list[Listing] = field(default_factory=list)

    def of(self, name: tuple[str, str]) -> list[Listing]:
        """The rows that show a VEVENT."""
        return [
            row for row in self.listings if any((source.uid, source.recurrence_id) == name for source in row.sources)
        ]


def replay(folder: Path) -> list[Pull]:
    pulls: list[Pull] = []
    previous: list[Listing] = []
    for path in sorted(folder.glob("*.ics")):
        now = datetime.fromisoformat(path.stem.partition("_")[2]).replace(hour=12, tzinfo=UTC)
        window = Window(now - timedelta(days=14), now + timedelta(days=90))
        reading = read_feed(path.read_bytes(), "feed", home=HOME, window=window)
        occurrences, _ = expand(reading.events, window, HOME)
        listings = merge(occurrences, home=HOME, previous=previous, now=now)
        events = {(one.event.uid, one.recurrence_id or one.event.recurrence_id): one.event for one in occurrences}
        pulls.append(Pull(now, events, listings, previous))
        previous = listings
    return pulls


@pytest.fixture(scope="module")
def timeline(shared: Path) -> dict[str, list[Pull]]:
    folders = sorted(path for path in (shared / "timeline").iterdir() if path.is_dir())
    assert len(folders) == FEEDS
    return {folder.name: replay(folder) for folder in folders}


def steps(timeline):
    """Each two pulls in a row."""
    for name, pulls in timeline.items():
        for earlier, later in pairwise(pulls):
            yield name, earlier, later


def _facts(event: Event) -> tuple[object, ...]:
    return event.title, event.start, event.location, event.status


def _coming(row: Listing, now: datetime) -> bool:
    return instant(row.start, HOME) > now


def test_every_unchanged_event_keeps_its_key(timeline):
    """A decision finds it by its key; where its date was folded into a run since, by source and by series."""
    kept = folded = 0
    for name, earlier, later in steps(timeline):
        for uid in earlier.events.keys() & later.events.keys():
            if _facts(earlier.events[uid]) != _facts(later.events[uid]):
                continue
            for was, now in zip(earlier.of(uid), later.of(uid), strict=False):
                if was.key == now.key:
                    kept += 1
                else:
                    assert is_run(now), (name, was, now)
                    assert was.series == now.key
                    folded += 1
    assert kept > 300
    assert folded < kept / 20


def test_a_run_keeps_its_key_over_all_pulls(timeline):
    met = 0
    for _, earlier, later in steps(timeline):
        rows = {row.key: row for row in later.listings}
        going_on = {
            source_name(source)
            for row in later.listings
            for source in row.sources
            if _coming(row, later.now) or row.dates
        }
        for run in filter(is_run, earlier.listings):
            if any(source_name(source) in going_on for source in run.sources):
                assert run.key in rows
                met += 1
    assert met > 60


def test_changes_are_exactly_those_of_start_place_status_and_title(timeline):
    """Every change has its cause in the VEVENTs; every VEVENT that moved or was cancelled gives a change."""
    told = silent = 0
    for _, earlier, later in steps(timeline):
        was = {row.key: row for row in earlier.listings}
        for row in later.listings:
            if row.key not in was:
                continue
            found = changes(meaning(was[row.key]), row)
            if found:
                told += 1
                assert _has_cause(found, was[row.key], row)
            elif not is_run(row):
                silent += 1
                assert instant(row.start, HOME) == instant(was[row.key].start, HOME)
                assert (row.status is Status.CANCELLED) == (was[row.key].status is Status.CANCELLED)
    assert told
    assert silent > 200


def _has_cause(found: tuple[FieldChange, ...], was: Listing, row: Listing) -> bool:
    """Whether each change told is a difference that a person would see in the feed."""
    clocks = {start.strftime("%H:%M") for start in (was.start, *was.dates)}
    causes = {
        "date": str(was.start)[:10] != str(row.start)[:10],
        "time": was.start != row.start and (not is_run(row) or row.start.strftime("%H:%M") not in clocks),
        "place": was.location != row.location,
        "status": was.status is not row.status,
        "title": was.title.casefold() != row.title.casefold(),
    }
    return all(causes[change.field] for change in found)


def test_known_changes_are_told(timeline):
    """Three that were looked up by hand in the snapshots: another hour, another day, another name."""
    found = {
        (change.field, change.before, change.after)
        for _, earlier, later in steps(timeline)
        for row in later.listings
        for was in earlier.listings
        if was.key == row.key
        for change in changes(meaning(was), row)
    }
    assert ("time", "10:00", "09:00") in found
    assert ("date", "2026-04-13", "2026-03-30") in found
    assert any(field == "title" and re.match("CNH ", before) for field, before, _ in found)


def test_vanished_is_not_cancelled(timeline):
    """What is in no later snapshot is simply not there: no row of it is made up, none becomes cancelled."""
    vanished = 0
    for _, earlier, later in steps(timeline):
        keys = {row.key for row in later.listings}
        vanished += sum(row.key not in keys for row in earlier.listings)
        cancelled = [row for row in later.listings if row.status is Status.CANCELLED]
        sources = {name for name, event in later.events.items() if event.status is Status.CANCELLED}
        assert all(any((source.uid, source.recurrence_id) in sources for source in row.sources) for row in cancelled)
    assert vanished > 100


def test_replaying_the_same_snapshot_changes_nothing(timeline):
    for pulls in timeline.values():
        for pull in pulls:
            assert all(not changes(meaning(row), row) for row in pull.listings)
