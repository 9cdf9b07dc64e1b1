"""The precious tables: journal, feeds, ledger."""

from __future__ import annotations

import tempfile
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given

from netriage.errors import InputError
from netriage.model import (
    Feed,
    Verdict,
)
from netriage.store import Folders, Store
from netriage.store.lines import write_line
from netriage.triage import Entry, fold, undo_entry
from tests.triage.samples import NOW, decide, journals, make_listing

SECRET = "https://calendar.example/private-3f9a1c/basic.ics"
FEED = Feed("abcd1234", SECRET, "My calendar", NOW, label="calendar.example/…#abcd1234")


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
