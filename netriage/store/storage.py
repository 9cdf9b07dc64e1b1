"""A TinyDB storage that appends: each change is one line, durable on return, at a price that does not grow.

Separate because it is TinyDB's own extension point (`tinydb.Storage`), and the part that must survive crashes, full
disks and other processes. Stock TinyDB hands its storage the whole database on each update; `JournalTable` hands over
the one change instead.

A change runs: lock, read what others appended, let the updater work on a draft, append one line, fsync, unlock. When
the disk refuses, the file is cut back to where it was. What can't be cut back is written anew before the next change.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from netriage.collector import paused_collector
from netriage.errors import StoreError
from netriage.model import Problem
from netriage.store import lines
from netriage.store.draft import Draft
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
from netriage.store.mending import recover


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
        self.path = path.resolve()
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
                documents = {str(doc_id): dict(document) for doc_id, document in wanted.items()}
                for doc_id in [doc_id for doc_id in draft if doc_id not in documents]:
                    del draft[doc_id]
                draft.update(documents)
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

    @property
    def read_to(self) -> str:
        """Which file was read and how far; equal to `file_stamp` of the path until somebody else writes to it."""
        return f"{self._inode}-{self._content.end}" if self._fd >= 0 else ""

    # Beyond TinyDB ----------------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Read what other processes wrote; returns whether there was anything. One stat when there was nothing."""
        with self._guard:
            try:
                if self._is_current():
                    return False
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
        except FileNotFoundError:
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
            words = f"{self.path.name} needs mending, and can't be written: {error.what}"
            self._notice(Problem(words, remedy=error.remedy))

    def _mend(self) -> None:
        """Write anew what can't be appended to, keeping the original beside it. Needs the writer's lock."""
        if self._stale is None:
            return
        if self._stale and self._fd >= 0:
            aside = keep_aside(self.path, self._stale)
            if self._content.damaged:
                self._notice(recover(self._content, aside, self.path.name, self._spares, self.parse))
        self._rewrite(self._content.tables)

    def _rewrite(self, tables: lines.Tables) -> None:
        replace_file(self.path, lines.write_file(tables, self._version))
        self._load_whole()

    def _notice(self, problem: Problem) -> None:
        if problem not in self.notices:
            self.notices.append(problem)


def file_stamp(path: Path) -> str:
    """Which file lies there and how long it is; '' for none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_ino}-{found.st_size}"


def _read_from(fd: int, offset: int) -> bytes:
    chunks = []
    while chunk := os.pread(fd, 1 << 20, offset):
        chunks.append(chunk)
        offset += len(chunk)
    return b"".join(chunks)
