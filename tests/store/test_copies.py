"""Backup, restore, export; and nobody else reads any of it."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from netriage.errors import InputError, StoreError
from netriage.model import (
    Feed,
)
from netriage.store import Folders, Store, write_private
from netriage.store.lines import write_header
from tests.triage.samples import NOW, decide, make_listing

SECRET = "https://calendar.example/private-3f9a1c/basic.ics"
FEED = Feed("abcd1234", SECRET, "My calendar", NOW, label="calendar.example/…#abcd1234")


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
