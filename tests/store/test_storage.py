"""The appending storage behaves as TinyDB's own, and survives what TinyDB's own does not."""

from __future__ import annotations

import json
import operator
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.storages import JSONStorage
from tinydb.table import Document, Table

from netriage.errors import NewerFormatError, StoreBusyError, StoreError
from netriage.store import lines
from netriage.store.database import JournalDB
from netriage.store.draft import Draft
from netriage.store.files import hold_lock
from netriage.store.storage import JournalStorage


class StockTable(Table):
    """TinyDB's table with string ids, as ours has."""

    document_id_class = str  # type: ignore[assignment]


class StockDB(TinyDB):
    table_class = StockTable
    default_storage_class = JSONStorage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
def db(path: Path) -> Iterator[JournalDB]:
    with JournalDB(path) as opened:
        yield opened


# The contract: whatever is done to TinyDB's JSONStorage, done to ours, gives the same answers ------------------------

IDS = st.sampled_from("abcde")
VALUES = st.integers(0, 3) | st.text(max_size=3) | st.lists(st.integers(0, 3), max_size=2) | st.none()
FIELDS = st.dictionaries(st.sampled_from("xyz"), VALUES, max_size=3)
OPERATIONS = st.one_of(
    st.tuples(st.just("insert"), IDS, FIELDS),
    st.tuples(st.just("insert_multiple"), st.lists(st.tuples(IDS, FIELDS), max_size=3)),
    st.tuples(st.just("upsert"), IDS, FIELDS),
    st.tuples(st.just("update"), st.lists(IDS, max_size=2), FIELDS),
    st.tuples(st.just("update_where"), st.integers(0, 3), FIELDS),
    st.tuples(st.just("update_multiple"), st.integers(0, 3), FIELDS),
    st.tuples(st.just("transform"), IDS),
    st.tuples(st.just("remove"), st.lists(IDS, max_size=2)),
    st.tuples(st.just("remove_where"), st.integers(0, 3)),
    st.tuples(st.just("truncate")),
    st.tuples(st.just("drop_table")),
    st.tuples(st.just("drop_tables")),
)


def _grow(document: Any) -> None:
    document.setdefault("log", []).append(len(document))
    document.pop("x", None)


ACTIONS: dict[str, Callable[..., Any]] = {
    "insert": lambda t, doc_id, fields: t.insert(Document(fields, doc_id)),
    "insert_multiple": lambda t, docs: t.insert_multiple([Document(fields, doc_id) for doc_id, fields in docs]),
    "upsert": lambda t, doc_id, fields: t.upsert(Document(fields, doc_id)),
    "update": lambda t, ids, fields: t.update(fields, doc_ids=ids),
    "update_where": lambda t, value, fields: t.update(fields, where("x") == value),
    "update_multiple": lambda t, value, fields: t.update_multiple(
        [(fields, where("x") == value), (_grow, where("y") == 1)]
    ),
    "transform": lambda t, doc_id: t.update(_grow, doc_ids=[doc_id]),
    "remove": lambda t, ids: t.remove(doc_ids=ids),
    "remove_where": lambda t, value: t.remove(where("x") == value),
    "truncate": operator.methodcaller("truncate"),
}


def _run(db: TinyDB, name: str, operation: tuple[Any, ...]) -> Any:
    action, *arguments = operation
    try:
        if action == "drop_table":
            return db.drop_table(name)
        if action == "drop_tables":
            return db.drop_tables()
        return ACTIONS[action](db.table(name), *arguments)
    except (ValueError, KeyError) as error:  # KeyError: TinyDB removes one id twice
        return str(error)


def _seen(db: TinyDB) -> Any:
    documents = {name: [(doc.doc_id, dict(doc)) for doc in db.table(name)] for name in sorted(db.tables())}
    found = {name: [doc.doc_id for doc in db.table(name).search(where("y") == 1)] for name in documents}
    return documents, found, {name: len(db.table(name)) for name in documents}


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(["t", "u"]), OPERATIONS), max_size=15))
@example([("t", ("insert", "a", {})), ("t", ("remove", ["a", "a"]))])
def test_it_answers_as_tinydbs_own_storage_does(operations: list[tuple[str, tuple[Any, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stock, ours = StockDB(Path(folder) / "stock.json"), JournalDB(Path(folder) / "ours.jsonl")
        for name, operation in operations:
            assert _run(ours, name, operation) == _run(stock, name, operation)
            assert _seen(ours) == _seen(stock)
        with JournalDB(Path(folder) / "ours.jsonl") as reopened:
            assert _seen(reopened) == _seen(stock)
        stock.close()
        ours.close()


def test_writing_the_whole_database_writes_down_the_difference(db: JournalDB, path: Path) -> None:
    db.storage.write({"t": {"a": {"n": 1}, "b": {"n": 2}}, "u": {}})
    before = path.read_bytes()
    db.storage.write({"t": {"b": {"n": 3}, "c": {"n": 4}}})
    change = json.loads(path.read_bytes()[len(before) :].partition(b" ")[2])
    assert change == {"u": None, "t": {"del": ["a"], "put": {"b": {"n": 3}, "c": {"n": 4}}}}


def test_a_document_needs_an_id_of_its_own(db: JournalDB) -> None:
    with pytest.raises(ValueError, match="needs an id"):
        db.table("t").insert({"n": 1})


def test_an_updater_that_fails_changes_nothing(db: JournalDB, path: Path) -> None:
    db.table("t").insert(Document({"n": 1}, "a"))
    before = path.read_bytes()

    def fail(document: Any) -> None:
        document["n"] = 2
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        db.table("t").update(fail, doc_ids=["a"])
    assert path.read_bytes() == before
    assert [dict(doc) for doc in db.table("t")] == [{"n": 1}]


def test_a_draft_is_a_whole_dictionary() -> None:
    draft = Draft({"a": {"n": 1}, "b": {"n": 2}})
    del draft["a"]
    draft["a"] = {"n": 3}
    draft["c"] = {}
    assert (list(draft), len(draft), draft["b"]) == (["b", "a", "c"], 3, {"n": 2})
    assert draft.changes() == {"del": ["a"], "put": {"a": {"n": 3}, "c": {}}}
    for missing in ("x", "gone"):
        with pytest.raises(KeyError):
            del draft[missing]


# Several at once ------------------------------------------------------------------------------------------------------


def test_what_one_writes_the_other_reads(path: Path) -> None:
    first, second = JournalDB(path), JournalDB(path)
    first.table("t").insert(Document({"n": 1}, "a"))
    second.table("t").insert(Document({"n": 2}, "b"))
    assert [doc.doc_id for doc in first.table("t")] == [doc.doc_id for doc in second.table("t")] == ["a", "b"]


def test_a_query_is_not_answered_from_before_the_other_wrote(path: Path) -> None:
    first, second = JournalDB(path), JournalDB(path)
    assert first.table("t").search(where("n") == 1) == []
    second.table("t").insert(Document({"n": 1}, "a"))
    assert len(first.table("t").search(where("n") == 1)) == 1


def test_a_reader_follows_when_the_file_is_written_anew(path: Path) -> None:
    writer, reader = JournalStorage(path), JournalStorage(path)
    for number in range(1100):
        writer.change("t", lambda table, number=number: table.update({"a": {"n": number}}))  # type: ignore[misc]
    assert reader.read() == {"t": {"a": {"n": 1099}}}
    writer.compact()
    assert len(path.read_bytes().splitlines()) == 2
    writer.change("t", lambda table: table.update({"b": {}}))
    assert reader.read() == {"t": {"a": {"n": 1099}, "b": {}}}


def test_a_file_that_is_mostly_alive_is_not_written_anew(path: Path) -> None:
    storage = JournalStorage(path)
    storage.write({"t": {"a": {}}})
    inode = path.stat().st_ino
    storage.compact()
    assert path.stat().st_ino == inode


def test_threads_share_a_storage(path: Path) -> None:
    storage = JournalStorage(path)

    def write(name: str) -> None:
        for number in range(20):
            storage.change("t", lambda table: table.update({f"{name}{number}": {}}))  # noqa: B023  # runs at once

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(JournalStorage(path).read()["t"]) == 80  # type: ignore[index]


def test_a_writer_that_is_stuck_is_told_and_not_waited_for_for_ever(path: Path) -> None:

    storage = JournalStorage(path, wait=timedelta(milliseconds=5))
    storage.write({"t": {}})
    with hold_lock(path.with_suffix(".lock")), pytest.raises(StoreBusyError, match="Another netriage"):
        storage.write({"t": {"a": {}}})
    storage.write({"t": {"a": {}}})


# Damage and mending ---------------------------------------------------------------------------------------------------


def _filled(path: Path, count: int = 5) -> bytes:
    storage = JournalStorage(path)
    for number in range(count):
        storage.change("t", lambda table, number=number: table.update({f"id{number}": {"n": number}}))  # type: ignore[misc]
    storage.close()
    return path.read_bytes()


def test_the_torn_line_of_a_dead_writer_is_ignored_and_then_cut_off(path: Path) -> None:
    body = _filled(path)
    path.write_bytes(body + body.splitlines()[-1][:20])
    storage = JournalStorage(path)
    assert len((storage.read() or {})["t"]) == 5
    assert storage.notices == []
    storage.change("t", lambda table: table.update({"new": {}}))
    assert path.read_bytes().startswith(body)
    assert lines.read_file(path.read_bytes()).damaged == 0


def test_a_last_line_without_its_line_feed_is_kept(path: Path) -> None:
    path.write_bytes(_filled(path)[:-1])
    storage = JournalStorage(path)
    storage.change("t", lambda table: table.update({"new": {}}))
    assert list(JournalStorage(path).read()["t"]) == ["id0", "id1", "id2", "id3", "id4", "new"]  # type: ignore[index]


def test_a_damaged_file_is_said_recovered_and_kept_beside(path: Path) -> None:
    body = bytearray(_filled(path))
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    storage = JournalStorage(path)
    assert len((storage.read() or {})["t"]) == 4
    assert storage.notices[0].words == "journal.jsonl was damaged in 1 place; every readable entry was recovered."
    aside = path.with_name("journal.damaged-1.jsonl")
    assert str(aside) in storage.notices[0].remedy
    assert aside.read_bytes() == bytes(body)
    assert lines.read_file(path.read_bytes()).damaged == 0
    again = JournalStorage(path)
    assert len((again.read() or {})["t"]) == 4
    assert again.notices == []


def test_what_damage_took_comes_back_from_the_newest_whole_backup(path: Path) -> None:
    body = _filled(path)
    spares = path.parent / "backups"
    spares.mkdir()
    (spares / "journal-2026-08-20.jsonl").write_bytes(body[: body.index(b"\n") + 1])
    (spares / "journal-2026-08-21.jsonl").write_bytes(body)
    (spares / "journal-2026-08-22.jsonl").write_bytes(body.replace(b"id1", b"bad"))
    path.write_bytes(b"")
    storage = JournalStorage(path, spares=spares)
    assert list((storage.read() or {})["t"]) == ["id0", "id1", "id2", "id3", "id4"]
    assert "5 that were lost came back from the backup journal-2026-08-21.jsonl" in storage.notices[0].words


def test_damage_done_while_the_file_is_open_is_mended_too(path: Path) -> None:
    _filled(path)
    storage = JournalStorage(path)
    storage.read()
    with path.open("ab") as file:
        file.write(b"rubbish\n")
    assert len((storage.read() or {})["t"]) == 5
    assert storage.notices
    assert lines.read_file(path.read_bytes()).damaged == 0


def test_a_file_removed_under_a_running_program_is_written_again(path: Path) -> None:
    _filled(path)
    storage = JournalStorage(path)
    storage.read()
    path.unlink()
    storage.change("t", lambda table: table.update({"new": {}}))
    assert len(JournalStorage(path).read()["t"]) == 6  # type: ignore[index]


def test_a_newer_file_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_bytes(lines.write_header(2) + lines.write_line({"t": {}}))
    before = path.read_bytes()
    with pytest.raises(NewerFormatError, match="Update netriage"):
        JournalStorage(path).read()
    with pytest.raises(NewerFormatError):
        JournalStorage(path).change("t", lambda table: table.clear())
    assert path.read_bytes() == before


def test_an_older_file_is_migrated_after_a_copy(path: Path) -> None:
    body = _filled(path)
    storage = JournalStorage(path, version=2, migrations={1: lambda change: {"entries": change["t"]}})
    assert list(storage.read() or {}) == ["entries"]
    assert path.with_name("journal.format-1-1.jsonl").read_bytes() == body
    storage.change("entries", lambda table: table.update({"new": {}}))
    assert path.read_bytes().startswith(lines.write_header(2))
    assert len(JournalStorage(path, version=2).read()["entries"]) == 6  # type: ignore[index]


# The disk says no -----------------------------------------------------------------------------------------------------


def test_reading_needs_no_folder_and_makes_none(tmp_path: Path) -> None:
    assert JournalStorage(tmp_path / "not" / "there.jsonl").read() is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_looked_into_is_an_error_and_not_an_empty_journal(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(path)
    storage = JournalStorage(path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "stat", refuse)
        with pytest.raises(StoreError, match=r"permission denied.*NETRIAGE_HOME"):
            storage.read()
    assert storage.read() is not None


def test_a_disk_that_cannot_be_written_is_read_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = bytearray(_filled(path))
    body[-10] ^= 1
    path.write_bytes(body)
    really = os.open

    def refuse(name: object, flags: int, *rest: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(30, "Read-only file system")
        return really(name, flags, *rest)  # type: ignore[call-overload,no-any-return]

    storage = JournalStorage(path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        assert len((storage.read() or {})["t"]) == 4
        assert "can't be written" in storage.notices[0].words
        with pytest.raises(StoreError, match="read-only file system"):
            storage.change("t", lambda table: table.update({"new": {}}))
    storage.change("t", lambda table: table.update({"new": {}}))
    assert len(JournalStorage(path).read()["t"]) == 5  # type: ignore[index]


def test_a_journal_behind_a_symbolic_link_stays_there(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path.symlink_to(tmp_path / "elsewhere" / "real.jsonl")
    JournalStorage(path).write({"t": {"a": {}}})
    storage = JournalStorage(path)
    storage.write({"t": {"b": {}}})
    storage.compact(tolerated=-10)
    assert path.is_symlink()
    assert JournalStorage(path).read() == {"t": {"b": {}}}


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_refused_write_is_nowhere_and_the_next_one_works(
    path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = _filled(path)
    storage = JournalStorage(path)
    storage.read()

    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse)
        with pytest.raises(StoreError, match=r"no space left .* Free some space") as caught:
            storage.change("t", lambda table: table.update({"new": {}}))
    assert "journal.jsonl" in caught.value.what
    assert path.read_bytes() == body
    assert len((storage.read() or {})["t"]) == 5
    storage.change("t", lambda table: table.update({"new": {}}))
    assert len(JournalStorage(path).read()["t"]) == 6  # type: ignore[index]


def test_when_the_failed_write_cannot_be_cut_back_the_file_is_written_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(path)
    storage = JournalStorage(path)
    storage.read()
    inode = path.stat().st_ino
    write = os.write

    def half(fd: int, data: memoryview) -> int:
        patched.setattr(os, "ftruncate", refuse)
        write(fd, data[:10])
        raise OSError(5, "Input/output error")

    def refuse(*_: object) -> int:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", half)
        with pytest.raises(StoreError, match="Check the disk"):
            storage.change("t", lambda table: table.update({"new": {}}))
    storage.change("t", lambda table: table.update({"new": {}}))
    assert path.stat().st_ino != inode
    assert len(JournalStorage(path).read()["t"]) == 6  # type: ignore[index]
