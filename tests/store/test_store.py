"""The store's tables by their nouns: journal, feeds, ledger, cache, copies, privacy."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.errors import InputError, StoreBusyError, StoreError
from netriage.model import (
    Event,
    Feed,
    FeedState,
    Geo,
    Health,
    Listing,
    Occurrence,
    Presence,
    Problem,
    Recurrence,
    Source,
    Status,
    Verdict,
)
from netriage.store import FeedCache, Folders, Store, write_private
from netriage.store.columns import read_columns, write_columns
from netriage.store.lines import write_header, write_line
from netriage.triage import Entry, fold, undo_entry
from tests.triage.samples import NOW, decide, journals, make_listing

SECRET = "https://calendar.example/private-3f9a1c/basic.ics"
FEED = Feed("abcd1234", SECRET, "My calendar", NOW, label="calendar.example/…#abcd1234")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "config", tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def store(folders: Folders) -> Iterator[Store]:
    opened = Store(folders)
    yield opened
    opened.close()


# Journal --------------------------------------------------------------------------------------------------------------


def test_a_fresh_store_is_empty_and_leaves_no_folder_behind(store: Store, tmp_path: Path) -> None:
    assert store.journal.entries() == ()
    assert store.feeds.list() == ()
    assert store.ledger.all() == {}
    assert store.cache.load_listings() == ()
    assert store.cache.states() == {}
    assert store.check() == []
    assert list(tmp_path.iterdir()) == []


@given(journals())
def test_entries_come_back_as_they_were_written(entries: list[Entry]) -> None:

    with tempfile.TemporaryDirectory() as folder:
        folders = Folders(Path(folder), Path(folder), Path(folder))
        store = Store(folders)
        for entry in entries:
            store.journal.append(entry)
        assert store.journal.record() == fold(entries)
        again = Store(folders)
        assert again.journal.entries() == tuple(entries)
        assert again.journal.record() == fold(entries)
        again.close()
        store.close()


def test_undo_reaches_over_a_restart(store: Store, folders: Folders) -> None:
    store.journal.append(decide(make_listing("a")))
    again = Store(folders)
    undo = undo_entry(again.journal.record(), NOW, "undo")
    assert undo is not None
    again.journal.append(undo)
    assert store.journal.record().decisions == {}


def test_polling_gives_what_others_wrote_and_never_ones_own(store: Store, folders: Folders) -> None:
    other = Store(folders)
    store.journal.append(decide(make_listing("a")))
    other.journal.entries()
    theirs, mine = decide(make_listing("b")), decide(make_listing("c"))
    store.journal.append(theirs)
    other.journal.append(mine)
    assert other.journal.poll() == (theirs,)
    assert other.journal.poll() == ()
    assert store.journal.poll() == (mine,)


def test_all_processes_come_to_the_same_record_whatever_they_wrote_first(store: Store, folders: Folders) -> None:
    other = Store(folders)
    for number in range(6):
        writer = (store, other)[number % 2]
        verdict = (Verdict.KEEP, Verdict.SKIP)[number % 2]
        writer.journal.append(decide(make_listing("a"), verdict, at=NOW + timedelta(minutes=number)))
    assert store.journal.record() == other.journal.record() == Store(folders).journal.record()


def test_the_record_is_the_same_object_while_nothing_happens(store: Store) -> None:
    store.journal.append(decide(make_listing("a")))
    assert store.journal.record() is store.journal.record()


def test_an_entry_that_makes_no_sense_is_told_and_left_in_the_file(store: Store, folders: Folders) -> None:
    store.journal.append(decide(make_listing("a")))
    path = folders.data / "journal.jsonl"

    with path.open("ab") as file:
        file.write(write_line({"entries": {"put": {"e2": {"id": "e2", "kind": "prophesy"}}}}))
    store.journal.append(decide(make_listing("b")))
    assert len(store.journal.entries()) == 2
    assert "makes no sense" in store.notices[0].words
    assert b"prophesy" in path.read_bytes()


def test_threads_may_decide_at_once(store: Store) -> None:
    def write(key: str) -> None:
        for minute in range(10):
            store.journal.append(decide(make_listing(key), at=NOW + timedelta(minutes=minute)))

    threads = [threading.Thread(target=write, args=(key,)) for key in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.journal.entries()) == 40
    assert store.journal.poll() == ()


# Feeds and ledger -----------------------------------------------------------------------------------------------------


def test_feeds_are_added_renamed_and_removed(store: Store, folders: Folders) -> None:
    store.feeds.add(FEED)
    assert Store(folders).feeds.list() == (FEED,)
    assert store.feeds.rename(FEED.id, "Work") == replace(FEED, name="Work")
    assert store.feeds.get(FEED.id) == replace(FEED, name="Work")
    assert store.feeds.remove(FEED.id).name == "Work"
    assert store.feeds.list() == ()


def test_a_feed_that_is_there_or_is_not_is_said_without_its_url(store: Store) -> None:
    store.feeds.add(FEED)
    with pytest.raises(InputError, match="already there, as “My calendar”") as twice:
        store.feeds.add(FEED)
    with pytest.raises(InputError, match="no feed beef"):
        store.feeds.remove("beef")
    assert SECRET not in str(twice.value)
    assert SECRET not in repr(store.feeds.list())


def test_the_ledger_keeps_plain_documents(store: Store, folders: Folders) -> None:
    store.ledger.put("k", {"etag": "1", "properties": {"a": [1]}})
    store.ledger.put("k", {"etag": "2"})
    store.ledger.put("l", {})
    store.ledger.remove("l")
    store.ledger.remove("never")
    assert Store(folders).ledger.all() == {"k": {"etag": "2"}}
    assert store.ledger.get("l") is None


# Cache ----------------------------------------------------------------------------------------------------------------

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns"), timezone(timedelta(hours=2))])
FIRST, LAST = NOW.replace(year=1990, tzinfo=None), NOW.replace(year=2090, tzinfo=None)
MOMENTS = st.dates(date(1990, 1, 1), date(2090, 1, 1)) | st.datetimes(
    timezones=ZONES, min_value=FIRST, max_value=LAST
).map(lambda moment: moment.astimezone(UTC).astimezone(moment.tzinfo))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SOURCES = st.builds(Source, feed=TEXTS, uid=TEXTS, recurrence_id=TEXTS, url=TEXTS)
LISTINGS = st.builds(
    Listing,
    key=TEXTS,
    title=TEXTS,
    start=MOMENTS,
    end=MOMENTS,
    sources=st.lists(SOURCES, max_size=2).map(tuple),
    description=TEXTS,
    categories=st.lists(TEXTS, max_size=2).map(tuple),
    status=st.sampled_from(Status),
    presence=st.sampled_from(Presence),
    geo=st.none() | st.builds(Geo, st.floats(-90, 90), st.floats(-180, 180)),
    register_by=st.none() | st.dates(),
    dates=st.lists(MOMENTS, max_size=2).map(tuple),
)


@given(st.lists(LISTINGS, max_size=5))
def test_columns_give_back_the_listings_that_were_written(listings: list[Listing]) -> None:
    document = json.loads(json.dumps(write_columns(Listing, listings)))
    assert read_columns(Listing, document) == tuple(listings)


def test_a_column_that_holds_nothing_but_its_default_is_left_out() -> None:
    assert set(write_columns(Listing, [make_listing("a")])["columns"]) == {
        "key", "title", "start", "end", "sources", "location", "url",
    }  # fmt: skip


def test_the_cache_gives_back_what_a_pull_left(store: Store, folders: Folders) -> None:
    start = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    event = Event("abcd1234", "u", "T", start, start, recurrence=Recurrence("FREQ=DAILY", rdates=(date(2026, 1, 1),)))
    other = replace(event, uid="v", recurrence=None)
    cached = FeedCache(
        body_hash="h",
        blocks={"b1": (event, other), "b2": (event,), "b3": ()},
        occurrences=(Occurrence(event, start, start, "2026-10-25"), Occurrence(replace(event, uid="w"), start, start)),
        problems=(Problem("odd", uid="u", line=7),),
        window_end=NOW,
        name="N",
        producer="P",
    )
    assert not store.cache.has_feed("abcd1234")
    store.cache.save_feed("abcd1234", cached)
    assert store.cache.has_feed("abcd1234")
    again = Store(folders).cache.load_feed("abcd1234")
    assert again == cached
    assert again is not None
    assert again.occurrences[0].start.fold == 1  # type: ignore[union-attr]
    states = {"abcd1234": FeedState("abcd1234", Health.OK, etag='"1"', ok_at=NOW)}
    store.cache.save_states(states)
    assert Store(folders).cache.states() == states


def test_what_is_known_of_a_removed_feed_is_forgotten(store: Store) -> None:
    store.cache.save_feed("a", FeedCache("h"))
    store.cache.save_states({"a": FeedState("a"), "b": FeedState("b")})
    store.cache.forget_feed("a")
    assert store.cache.load_feed("a") is None
    assert list(store.cache.states()) == ["b"]


def test_the_stamp_changes_when_listings_are_saved(store: Store, folders: Folders) -> None:
    assert store.cache.listings_stamp() == ""
    store.cache.save_listings([make_listing("a")])
    stamp = Store(folders).cache.listings_stamp()
    assert stamp == store.cache.listings_stamp()
    store.cache.save_listings([make_listing("a")])
    assert store.cache.listings_stamp() != stamp


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 1, "tables": 3}', b'{"version": 9, "tables": {}}', b"\xff",
     b'{"version":1,"tables":{"listings":{"count":1,"columns":{"key":[1]}},"feed":{},"states":{"a":{"health":"?"}}}}',
     b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_cache_counts_as_none_and_is_written_anew(store: Store, folders: Folders, damage: bytes) -> None:
    folders.cache.mkdir()
    for name in ("listings", "feed-a", "states"):
        (folders.cache / f"{name}.json").write_bytes(damage)
    assert store.cache.load_listings() == ()
    assert store.cache.load_feed("a") is None
    assert store.cache.states() == {}
    store.cache.save_listings([make_listing("a")])
    assert store.cache.load_listings() == (make_listing("a"),)


def test_a_lone_surrogate_of_a_feed_does_not_stop_the_cache(store: Store) -> None:
    store.cache.save_listings([make_listing("a", title="a\ud800b")])
    assert store.cache.load_listings()[0].title == "a?b"


def test_only_one_process_pulls(store: Store, folders: Folders) -> None:
    with store.cache.pull_lock():
        with pytest.raises(StoreBusyError, match="is pulling"), Store(folders).cache.pull_lock():
            pass
        assert Store(folders).cache.load_listings() == ()
    with Store(folders).cache.pull_lock():
        pass


# Copies ---------------------------------------------------------------------------------------------------------------


def test_a_backup_is_restored_and_the_present_journal_kept(store: Store, folders: Folders, tmp_path: Path) -> None:
    store.feeds.add(FEED)
    store.journal.append(decide(make_listing("a")))
    watching = Store(folders)
    copy = store.backup(tmp_path / "copy.jsonl")
    store.journal.append(decide(make_listing("b")))
    assert len(watching.journal.record().decisions) == 2
    assert store.restore(copy) == 1
    assert watching.journal.record().decisions.keys() == {make_listing("a").key}
    assert watching.feeds.list() == (FEED,)
    assert (folders.data / "journal.before-restore-1.jsonl").exists()
    assert Store(folders).restore(folders.data / "journal.before-restore-1.jsonl") == 2
    assert len(watching.journal.poll()) == 1


def test_a_backup_can_be_restored_on_a_fresh_machine(store: Store, tmp_path: Path) -> None:
    store.journal.append(decide(make_listing("a")))
    copy = store.backup(tmp_path)
    assert copy == tmp_path / "journal.jsonl"
    elsewhere = Store(Folders(tmp_path / "x", tmp_path / "y", tmp_path / "z"))
    assert elsewhere.restore(copy) == 1
    assert elsewhere.journal.record() == store.journal.record()


@pytest.mark.parametrize("body", [b"", b"hello", write_header()[:-5], write_header() + b"rubbish\n"])
def test_what_is_no_whole_backup_changes_nothing(store: Store, tmp_path: Path, body: bytes) -> None:
    store.journal.append(decide(make_listing("a")))
    (tmp_path / "bad.jsonl").write_bytes(body)
    with pytest.raises(InputError, match="not a whole backup"):
        store.restore(tmp_path / "bad.jsonl")
    with pytest.raises(StoreError, match="Could not read"):
        store.restore(tmp_path / "missing.jsonl")
    assert len(store.journal.entries()) == 1


def test_the_journal_is_no_place_for_its_own_backup(store: Store, folders: Folders) -> None:
    store.journal.append(decide(make_listing("a")))
    with pytest.raises(InputError, match="another place"):
        store.backup(folders.data)


def test_there_is_a_backup_a_day_and_seven_are_kept(store: Store, folders: Folders) -> None:
    assert store.backup_daily(NOW) is None
    store.journal.append(decide(make_listing("a")))
    for day in range(10):
        assert store.backup_daily(NOW + timedelta(days=day)) is not None
        assert store.backup_daily(NOW + timedelta(days=day, hours=3)) is None
    names = [path.name for path in store.backups.list()]
    assert names == [f"journal-2026-08-{day}.jsonl" for day in range(31, 24, -1)]
    assert store.restore(store.backups.list()[0]) == 1


def test_an_export_holds_everything_but_the_secrets(store: Store) -> None:
    store.feeds.add(FEED)
    entry = decide(make_listing("a"))
    store.journal.append(entry)
    store.ledger.put("k", {"uid": "u"})
    document = store.export()
    assert json.loads(json.dumps(document)) == document
    assert "private-3f9a1c" not in json.dumps(document)
    assert document["feeds"][0]["label"] == FEED.label
    assert [one["id"] for one in document["entries"]] == [entry.id]
    assert document["ledger"] == {"k": {"uid": "u"}}
    assert SECRET in json.dumps(store.export(secrets=True))


# Privacy --------------------------------------------------------------------------------------------------------------


def _modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in sorted(folder.rglob("*"))}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_folders_and_files_are_the_users_alone(store: Store, tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        store.journal.append(decide(make_listing("a")))
        store.backup_daily(NOW)
        store.cache.save_listings([make_listing("a")])
        store.cache.save_states({})
        with store.cache.pull_lock():
            pass
        write_private(tmp_path / "config" / "goal.toml", b"x")
    finally:
        os.umask(before)
    modes = _modes(tmp_path)
    assert {name: mode for name, mode in modes.items() if mode not in (0o600, 0o700)} == {}
    assert store.check() == []


def test_what_others_can_read_is_complained_about(store: Store, folders: Folders) -> None:
    store.journal.append(decide(make_listing("a")))
    folders.data.chmod(0o755)
    (folders.data / "journal.jsonl").chmod(0o644)
    folder, file = store.check()
    assert "mode 0755" in folder
    assert "chmod 700" in folder
    assert f"chmod 600 '{folders.data / 'journal.jsonl'}'" in file


def test_a_damaged_journal_is_in_the_check(store: Store, folders: Folders) -> None:
    store.journal.append(decide(make_listing("a")))
    with (folders.data / "journal.jsonl").open("ab") as file:
        file.write(b"rubbish\n")
    assert "was damaged in 1 place" in store.check()[0]


def test_no_error_of_the_disk_shows_a_secret(store: Store, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    store.feeds.add(FEED)

    def refuse(*_: Any) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreError, match=r"read-only file system.*NETRIAGE_HOME") as caught:
        store.feeds.rename(FEED.id, "Work")
    assert "private-3f9a1c" not in f"{caught.value!r} {caught.value} {store!r} {store.notices!r}"
