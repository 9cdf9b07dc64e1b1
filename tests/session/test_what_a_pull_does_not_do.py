"""A pull does only what changed: what was restamped is not merged, what was taken apart is, what is lost is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage.config import Settings
from netriage.dedupe import merging
from netriage.model import Feed
from netriage.session.merging import Merger
from netriage.session.pull import Puller, window_of
from netriage.session.session import Session
from netriage.store import Folders, Store
from tests.worlds import calendar, vevent

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session with two feeds that both know of one talk, pulled."""
    store = Store(Folders(tmp_path / "config", tmp_path / "data", tmp_path / "cache"))
    made = Session(store, Settings(), goal_file=tmp_path / "goal.toml", now=lambda: NOW, zone=AMSTERDAM)
    for name, other in (("one", "Evening of fog"), ("two", "Evening of rain")):
        write(tmp_path / f"{name}.ics", vevent(f"{name}-1@x", "Forecasting the wind", "20260825", LOCATION="Pakhuis"),
              vevent(f"{name}-2@x", other, "20260826", LOCATION="Pakhuis"))  # fmt: skip
        made.add_source(str(tmp_path / f"{name}.ics"))
    made.pull()
    made.load()
    return made


def write(path: Path, *events: str) -> None:
    path.write_text(calendar(*events), "utf-8", newline="")


def restamp(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"DTSTAMP:2026010", b"DTSTAMP:2026020"))


def titles(session: Session) -> list[str]:
    return sorted(listing.title for listing in session.store.cache.load_listings())


@pytest.fixture
def merges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many occurrences each merge looked at."""
    seen: list[int] = []
    really = merging.cluster

    def counted(sightings, *more):  # type: ignore[no-untyped-def]
        seen.append(len(sightings))
        return really(sightings, *more)

    monkeypatch.setattr(merging, "cluster", counted)
    return seen


def test_a_pull_of_untouched_files_neither_merges_nor_writes(session: Session, merges: list[int]) -> None:
    stamp = session.store.cache.listings_stamp()
    report = session.pull()
    assert merges == []
    assert session.store.cache.listings_stamp() == stamp
    assert (report.listings, report.new, report.changed, report.unchanged) == (3, 0, 0, 2)


def test_a_restamped_feed_is_not_even_read(
    session: Session, tmp_path: Path, merges: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("netriage.feeds.reading.Reader.read", read)
    restamp(tmp_path / "one.ics")
    report = session.pull()
    assert merges == []
    assert (report.listings, report.unchanged, report.failed) == (3, 2, 0)


def test_a_feed_whose_properties_nobody_reads_changed_is_read_and_nothing_is_merged_or_saved(
    session: Session, tmp_path: Path, merges: list[int]
) -> None:
    saved = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").glob("feed-*")}
    path = tmp_path / "one.ics"
    path.write_bytes(path.read_bytes().replace(b"DTSTAMP:", b"X-SEEN:"))
    report = session.pull()
    assert merges == []
    assert len(saved) == 2
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "cache").glob("feed-*")} == saved
    assert (report.listings, report.unchanged, report.failed) == (3, 1, 0)


def test_one_changed_event_is_merged_with_its_like_and_nothing_else(
    session: Session, tmp_path: Path, merges: list[int]
) -> None:
    write(tmp_path / "two.ics", vevent("two-1@x", "Forecasting the wind", "20260825", LOCATION="Pakhuis, upstairs"),
          vevent("two-2@x", "Evening of rain", "20260826", LOCATION="Pakhuis"))  # fmt: skip
    report = session.pull()
    assert merges == [2]
    assert titles(session) == ["Evening of fog", "Evening of rain", "Forecasting the wind"]
    assert (report.listings, report.new) == (3, 0)
    write(tmp_path / "two.ics", vevent("two-1@x", "Forecasting the wind", "20260825", LOCATION="Pakhuis, upstairs"))
    assert session.pull().listings == 2
    assert titles(session) == ["Evening of fog", "Forecasting the wind"]


def test_when_the_clock_was_put_back_all_is_merged(session: Session, tmp_path: Path, merges: list[int]) -> None:
    write(tmp_path / "two.ics", vevent("two-1@x", "Forecasting the snow", "20260825", LOCATION="Pakhuis"))
    session.now = lambda: NOW - timedelta(hours=1)
    session.pull()
    assert merges == [3]


def test_what_a_killed_pull_had_read_is_merged_by_the_next(
    session: Session, tmp_path: Path, merges: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "two.ics", vevent("two-1@x", "Forecasting the snow", "20260825", LOCATION="Pakhuis"))
    with monkeypatch.context() as patch:
        patch.setattr(Merger, "merge", lambda *_, **__: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            session.pull()
    write(tmp_path / "one.ics", vevent("one-1@x", "Forecasting the wind", "20260825", LOCATION="Pakhuis"))
    session.pull()
    assert titles(session) == ["Forecasting the snow", "Forecasting the wind"]
    assert len(merges) == 1


def test_what_was_taken_apart_stands_apart_after_the_next_pull_though_no_feed_changed(session: Session) -> None:
    assert titles(session).count("Forecasting the wind") == 1
    key = next(key for key, row in session.view.rows.items() if len(row.scored.listing.sources) == 2)
    session.unmerge(key)
    assert session.pull().listings == 4
    assert titles(session).count("Forecasting the wind") == 2
    session.undo()
    assert session.pull().listings == 3


def test_the_listings_of_a_removed_feed_are_gone_after_the_next_pull(session: Session, merges: list[int]) -> None:
    feed = session.store.feeds.list()[0]
    session.remove_feed(feed.id)
    session.pull()
    assert merges == [2]
    assert len(titles(session)) == 2


def test_the_cache_of_a_feed_that_is_damaged_is_asked_for_again(session: Session, tmp_path: Path) -> None:
    feed = next(feed for feed in session.store.feeds.list() if feed.url.endswith("one.ics"))
    (tmp_path / "cache" / f"feed-{feed.id}.columns").write_text("{", "utf-8")
    write(tmp_path / "two.ics", vevent("two-2@x", "Evening of rain", "20260826", LOCATION="Pakhuis"))
    session.pull()
    assert session.pull().failed == 0
    assert titles(session) == ["Evening of fog", "Evening of rain", "Forecasting the wind"]


@pytest.mark.parametrize("stage", ["merge", "_merge_and_save"])
def test_a_pull_that_was_killed_before_its_merge_is_made_good_by_the_next(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    late = vevent("late@x", "Late arrival", "20260829", LOCATION="Pakhuis")
    write(tmp_path / "one.ics", vevent("one-1@x", "Forecasting the wind", "20260825", LOCATION="Pakhuis"), late)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"netriage.session.merging.Merger.{stage}", killed)
        with pytest.raises(KeyboardInterrupt):
            session.pull()
    session.pull()
    assert "Late arrival" in titles(session)


def test_a_feed_that_goes_back_after_a_killed_pull_is_what_it_was(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    then, before = (tmp_path / "one.ics").read_bytes(), titles(session)
    write(tmp_path / "one.ics", vevent("late@x", "Late arrival", "20260829", LOCATION="Pakhuis"))
    really = Puller._fetch

    async def fetched_and_killed(puller: Puller, feeds: Sequence[Feed]) -> None:
        await really(puller, feeds)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Puller, "_fetch", fetched_and_killed)
        with pytest.raises(KeyboardInterrupt):
            session.pull()
    (tmp_path / "one.ics").write_bytes(then)
    session.pull()
    assert titles(session) == before


def test_the_window_moves_with_the_week_both_ends_on_one_day_and_always_holds_what_was_asked_for() -> None:
    settings = Settings()
    days = [NOW + timedelta(days=at) for at in range(400)]
    windows = [window_of(day, AMSTERDAM, settings) for day in days]
    assert len({window.end for window in windows}) == len({(window.start, window.end) for window in windows}) <= 59
    for day, window in zip(days, windows, strict=True):
        midnight = day.astimezone(AMSTERDAM).replace(hour=0)
        assert window.start <= midnight - timedelta(days=settings.window.days_back)
        assert window.end >= midnight + timedelta(days=settings.window.days_ahead)
