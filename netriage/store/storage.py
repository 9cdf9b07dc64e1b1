"""A TinyDB storage that appends: each change is one line, durable on return, at a price that does not grow.

Separate because it is TinyDB's own extension point (`tinydb.Storage`), and the part that must survive crashes, full
disks and other processes. Stock TinyDB hands its storage the whole database on each update; `JournalTable` hands over
the one change instead. For that it overrides private methods of TinyDB's `Table`, hence the pin to TinyDB < 5.

A change runs: lock, read what others appended, let the updater work on a draft, append one line, fsync, unlock. When
the disk refuses, the file is cut back to where it was. What can't be cut back is written anew before the next change.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from netriage.errors import StoreError
from netriage.model import Problem
from netriage.store import lines
from netriage.store.collector import paused_collector
from netriage.store.files import (
    WAIT,
    disk_error,
    hold_lock,
    keep_aside,
    let_go,
    make_private,
    replace_file,
    write_all,
)


class Draft(MutableMapping[str, dict[str, Any]]):
    """A table as an updater sees it: reads come from the table, changes stay here until they are on disk."""

    def __init__(self, table: Mapping[str, dict[str, Any]]) -> None:
        self._table = table
        self._taken: dict[str, dict[str, Any]] = {}
        self._gone: dict[str, None] = {}

    def __getitem__(self, doc_id: str) -> dict[str, Any]:
        if doc_id in self._taken:
            return self._taken[doc_id]
        if doc_id in self._gone:
            raise KeyError(doc_id)
        # Updaters change documents in place, so each one that is looked at is a copy, compared afterwards.
        taken: dict[str, Any] = _copy(self._table[doc_id])
        self._taken[doc_id] = taken
        return taken

    def __setitem__(self, doc_id: str, document: dict[str, Any]) -> None:
        self._taken[doc_id] = document

    def __delitem__(self, doc_id: str) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._taken.pop(doc_id, None)
        if doc_id in self._table:
            self._gone[doc_id] = None

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._taken or (doc_id in self._table and doc_id not in self._gone)

    def __iter__(self) -> Iterator[str]:
        yield from (doc_id for doc_id in self._table if doc_id not in self._gone)
        yield from (doc_id for doc_id in self._taken if doc_id not in self._table or doc_id in self._gone)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changes(self) -> dict[str, Any]:
        """What is different from the table: {"del": [ids], "put": {id: document}}, each only where there is any."""
        put = {
            doc_id: document
            for doc_id, document in self._taken.items()
            if doc_id in self._gone or doc_id not in self._table or self._table[doc_id] != document
        }
        return {name: part for name, part in (("del", list(self._gone)), ("put", put)) if part}


class JournalStorage(Storage):
    """The documents of a journal file, in memory, and the way to change them.

    `spares` is a folder of older copies: documents that damage took are taken from there. `notices` tells what had to
    be mended, for the user to read.
    """

    def __init__(
        self,
        path: Path,
        *,
        spares: Path | None = None,
        wait: timedelta = WAIT,
        version: int = lines.VERSION,
        migrations: Mapping[int, lines.Migration] = lines.MIGRATIONS,
    ) -> None:
        self.path = path
        self.notices: list[Problem] = []
        self.loads = 0
        """How often the whole file was read: when it grows, the past may have changed (a restore)."""
        self._spares = spares
        self._wait = wait
        self._version = version
        self._migrations = migrations
        self._guard = threading.RLock()
        self._fd = -1
        self._writable = False
        self._inode = 0
        self._content = lines.Content()
        self._upgrade: lines.Migration | None = None
        self._stale: str | None = None
        """Why the file must be written anew before anything is appended: the label of the copy to keep, '' for none."""

    # What TinyDB calls ------------------------------------------------------------------------------------------------

    def read(self) -> lines.Tables | None:
        """All tables by name. They are the storage's own: change them through a table, never in place."""
        self.refresh()
        return dict(self._content.tables) or None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the database equal to `data`, by writing down what is different."""
        with self._writing():
            tables = self._content.tables
            change: dict[str, Any] = {name: None for name in tables if name not in data}
            for name, wanted in data.items():
                draft = Draft(tables.get(name, {}))
                for doc_id in [doc_id for doc_id in draft if doc_id not in wanted]:
                    del draft[doc_id]
                draft.update({str(doc_id): dict(document) for doc_id, document in wanted.items()})
                if (part := draft.changes()) or name not in tables:
                    change[name] = part
            if change:
                self._append(change)

    def change(self, name: str, updater: Callable[[Draft], None]) -> None:
        """Let `updater` change one table; what it did is on disk on return, or nothing is changed and it raises."""
        with self._writing():
            table = self._content.tables.get(name)
            draft = Draft(table or {})
            updater(draft)
            part = draft.changes()
            if part or table is None:
                self._append({name: part})

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._guard:
            if self._fd >= 0:
                let_go(self._fd)
            self._fd = -1
            self._inode = 0

    # Beyond TinyDB ----------------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what other processes wrote; returns whether there was anything. One stat when there was nothing."""
        with self._guard:
            if self._is_current():
                return False
            try:
                with hold_lock(self._lock, shared=True, wait=self._wait, busy=self._busy):
                    self._load()
            except OSError as error:
                raise disk_error(error, self.path, "read") from error
            if self._stale:
                self._mend_now()
            return True

    def compact(self, tolerated: int = 1000) -> None:
        """Write the file anew without what was overwritten and removed, when that is most of it.

        So many outdated lines are always `tolerated`: they cost less than writing the file anew.
        """
        with self._writing():
            documents = sum(map(len, self._content.tables.values()))
            if self._content.lines - documents > documents + tolerated:
                self._rewrite(self._content.tables)

    def replace(self, tables: lines.Tables, keep: str) -> None:
        """Put other content in the place of everything; the present file stays beside it under the label `keep`."""
        with self._writing():
            if self._fd >= 0:
                keep_aside(self.path, keep)
            self._rewrite(tables)

    def dump(self) -> bytes:
        """The whole content as a file of its own."""
        self.refresh()
        with self._guard:
            return b"".join(lines.write_file(self._content.tables, self._version))

    def parse(self, body: bytes) -> lines.Content:
        """Read another file of the journal's format, an older one through the migrations."""
        with paused_collector():
            return lines.read_file(body, version=self._version, migrations=self._migrations)

    # Reading ----------------------------------------------------------------------------------------------------------

    @property
    def _lock(self) -> Path:
        return self.path.with_suffix(".lock")

    @property
    def _busy(self) -> str:
        return "Another netriage has been writing to the journal for too long."

    def _is_current(self) -> bool:
        try:
            found = self.path.stat()
        except OSError:
            return self._fd < 0
        return self._fd >= 0 and found.st_ino == self._inode and found.st_size == self._content.end

    def _load(self) -> None:
        """Read on, or everything when the file is another one now. Needs the lock."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            if self._fd >= 0:  # somebody removed it: what is in memory is written again with the next change
                self.close()
                self._stale = ""
            return
        if found.st_ino == self._inode and found.st_size >= self._content.end and self._fd >= 0:
            body = _read_from(self._fd, self._content.end)
            damaged = self._content.damaged
            lines.read_changes(body, self._content, self._upgrade)
            if self._content.damaged == damaged:
                return
        self._load_whole()

    def _load_whole(self) -> None:
        self.loads += 1
        try:
            self._open(os.O_RDWR | os.O_APPEND)
        except OSError:
            self._open(os.O_RDONLY)
        self._content = self.parse(_read_from(self._fd, 0))
        self._upgrade = None
        self._stale = None
        if self._content.damaged:
            self._stale = "damaged"
        elif self._content.version < self._version:
            self._stale = f"format-{self._content.version}"
            self._upgrade = lines.find_upgrade(self._content.version, self._version, self._migrations)

    def _open(self, flags: int) -> None:
        self.close()
        self._fd = os.open(self.path, flags)
        self._writable = flags != os.O_RDONLY
        self._inode = os.fstat(self._fd).st_ino

    # Writing ----------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the writer's lock over an up-to-date, healthy state."""
        with self._guard:
            try:
                make_private(self.path.parent)
                with hold_lock(self._lock, wait=self._wait, busy=self._busy):
                    if not self._is_current():
                        self._load()
                    self._mend()
                    yield
            except OSError as error:
                raise disk_error(error, self.path, "write") from error

    def _append(self, change: lines.Change) -> None:
        """Write one line durably, then apply exactly what a reader of the file would."""
        line = lines.write_line(change)
        if self._fd < 0:
            self._rewrite(self._content.tables)
        elif not self._writable:
            self._open(os.O_RDWR | os.O_APPEND)  # for the reason why not, or because it may be by now
        start = self._content.end
        data = b"\n" + line if self._content.open_end else line
        try:
            os.ftruncate(self._fd, start)  # the torn line of a writer that died
            write_all(self._fd, data)
            os.fsync(self._fd)
        except OSError:
            self._cut_back(start)
            raise
        lines.read_changes(data, self._content)

    def _cut_back(self, start: int) -> None:
        try:
            os.ftruncate(self._fd, start)
            os.fsync(self._fd)
        except OSError:
            self._stale = ""

    def _mend_now(self) -> None:
        try:
            with self._writing():
                pass
        except StoreError as error:
            self._notice(f"{self.path.name} needs mending, and can't be written: {error.what}", error.remedy)

    def _mend(self) -> None:
        """Write anew what can't be appended to, keeping the original beside it. Needs the writer's lock."""
        if self._stale is None:
            return
        if self._stale and self._fd >= 0:
            aside = keep_aside(self.path, self._stale)
            if self._content.damaged:
                self._recover(aside)
        self._rewrite(self._content.tables)

    def _recover(self, aside: Path) -> None:
        restored, spare = 0, ""
        for path in sorted(self._spares.glob("*.jsonl"), reverse=True) if self._spares else ():
            older = self.parse(path.read_bytes())
            if not older.damaged:
                restored, spare = self._content.add_lost(older), path.name
                break
        damaged = self._content.damaged
        places = "1 place" if damaged == 1 else f"{damaged} places"
        words = f"{self.path.name} was damaged in {places}; every readable entry was recovered"
        more = f", and {restored} that were lost came back from the backup {spare}" if restored else ""
        self._notice(f"{words}{more}.", f"The damaged file is kept as {aside}.")

    def _rewrite(self, tables: lines.Tables) -> None:
        replace_file(self.path, lines.write_file(tables, self._version))
        self._load_whole()

    def _notice(self, words: str, remedy: str) -> None:
        problem = Problem(words, remedy=remedy)
        if problem not in self.notices:
            self.notices.append(problem)


class JournalTable(Table):
    """A TinyDB table whose documents have ids of their own (strings), and whose updates cost what they change.

    Automatic numbers are refused: two processes would count to the same one.
    """

    document_id_class = str  # type: ignore[assignment]  # TinyDB's extension point, typed for int only

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        # A query cache would not notice what other processes write.
        super().__init__(storage, name, cache_size=cache_size, persist_empty=persist_empty)

    def find(self, doc_id: str) -> dict[str, Any] | None:
        """The document with this id."""
        document = self._read_table().get(doc_id)
        return None if document is None else dict(document)

    def put(self, doc_id: str, document: Mapping[str, Any]) -> None:
        """Insert a document, or put it in the place of the one that has this id."""
        self._update_table(lambda table: table.__setitem__(doc_id, dict(document)))

    def discard(self, doc_id: str) -> None:
        """Remove the document with this id, if there is one."""
        self._update_table(lambda table: table.pop(doc_id, None))

    def _get_next_id(self) -> int:
        raise ValueError("a document of the journal needs an id: insert a tinydb.table.Document")

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        storage = self._storage
        if not isinstance(storage, JournalStorage):
            raise TypeError("a JournalTable needs a JournalStorage")
        storage.change(self._name, updater)
        self.clear_cache()


class JournalDB(TinyDB):
    """TinyDB over a `JournalStorage`."""

    table_class = JournalTable
    default_storage_class = JournalStorage  # type: ignore[assignment]  # typed for JSONStorage only


def _read_from(fd: int, offset: int) -> bytes:
    chunks = []
    while chunk := os.pread(fd, 1 << 20, offset):
        chunks.append(chunk)
        offset += len(chunk)
    return b"".join(chunks)


def _copy(value: Any) -> Any:
    """Copy JSON data; several times faster than `copy.deepcopy`."""
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value
