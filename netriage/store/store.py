"""The store as one thing: where everything lies, opened when first used.

Separate so that the session and the command line take one object. Nothing is opened or made by constructing it, so
`--help` pays nothing, and a read-only command leaves no folders behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from netriage.model import Problem
from netriage.store.backups import Backups, export
from netriage.store.cache import Cache
from netriage.store.database import JournalDB
from netriage.store.files import WAIT, check_private
from netriage.store.journal import FeedBook, Journal, Ledger
from netriage.store.storage import JournalStorage, file_stamp


@dataclass(frozen=True, slots=True)
class Folders:
    """Where netriage keeps things on this machine."""

    config: Path
    """What the user writes: goal.toml, config.toml."""
    data: Path
    """What must not be lost: the journal and its backups."""
    cache: Path
    """What the next pull makes again."""


class Store:
    """Everything on disk: the precious tables, their copies, and the cache."""

    def __init__(self, folders: Folders, *, wait: timedelta = WAIT) -> None:
        self.folders = folders
        self.cache = Cache(folders.cache)
        self._wait = wait

    @cached_property
    def journal(self) -> Journal:
        """What the user did."""
        return Journal(self._database, self._storage)

    @cached_property
    def feeds(self) -> FeedBook:
        """Where events come from."""
        return FeedBook(self._database)

    @cached_property
    def ledger(self) -> Ledger:
        """What was written into calendars."""
        return Ledger(self._database)

    @cached_property
    def backups(self) -> Backups:
        """The copies of the journal."""
        return Backups(self._storage, self._backup_folder)

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What had to be mended or left out since the store was opened, for the user to read."""
        return tuple(self._storage.notices)

    def journal_stamp(self, *, as_read: bool) -> str:
        """What changes with each entry: of the journal as it was read, or, without opening it, as it lies there."""
        return self._storage.read_to if as_read else file_stamp(self._journal_file)

    def backup(self, path: Path) -> Path:
        """Copy everything precious to a file, secrets included."""
        return self.backups.write(path)

    def backup_daily(self, now: datetime) -> Path | None:
        """Do the day's housekeeping once: today's backup, and a shorter journal file if most of it is outdated."""
        made = self.backups.write_daily(now)
        if made is not None:
            self._storage.compact()
        return made

    def restore(self, path: Path) -> int:
        """Take a backup back; the present journal is kept beside it. Returns the number of entries."""
        return self.backups.restore(path)

    def export(self, *, secrets: bool = False) -> dict[str, Any]:
        """Everything precious as one plain JSON document, without the feeds' URLs unless asked for."""
        return export(self._storage.read() or {}, secrets=secrets)

    def check(self) -> list[str]:
        """Say what is wrong with the files, each with its remedy; nothing when all is well."""
        places = (self.folders.data, self.folders.cache, self._backup_folder)
        files = [file for place in places if place.is_dir() for file in sorted(place.glob("*.*"))]
        complaints = [check_private(path) for path in (*places, *files)]
        self._storage.refresh()
        complaints += [f"{notice.words} {notice.remedy}".strip() for notice in self.notices]
        return [complaint for complaint in complaints if complaint]

    def close(self) -> None:
        """Let go of the files."""
        self._storage.close()

    @property
    def _journal_file(self) -> Path:
        return self.folders.data / "journal.jsonl"

    @property
    def _backup_folder(self) -> Path:
        return self.folders.data / "backups"

    @cached_property
    def _storage(self) -> JournalStorage:
        storage = self._database.storage
        if not isinstance(storage, JournalStorage):
            raise TypeError("the journal's database has a JournalStorage")
        return storage

    @cached_property
    def _database(self) -> JournalDB:
        return JournalDB(self._journal_file, spares=self._backup_folder, wait=self._wait)
