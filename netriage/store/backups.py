"""Copies of the journal: one a day, seven kept; on demand; and back again.

Separate because a backup is a journal file of its own, readable without the store. It holds the feeds' URLs, so it is
as private as the original; `export` is what can be shown to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from netriage.errors import InputError
from netriage.store import lines
from netriage.store.files import disk_error, hold_lock, make_private, replace_file
from netriage.store.journal import ENTRIES, FEEDS, LEDGER
from netriage.store.storage import JournalStorage

KEPT = 7
"""Automatic backups that are kept, the newest."""

EXPORT_VERSION = 1


class Backups:
    """The copies in a folder of their own, named by day."""

    def __init__(self, storage: JournalStorage, folder: Path) -> None:
        self._storage = storage
        self._folder = folder

    def list(self) -> tuple[Path, ...]:
        """The automatic backups, newest first."""
        return tuple(sorted(self._folder.glob("journal-*.jsonl"), reverse=True))

    def write(self, path: Path) -> Path:
        """Write a copy to `path`, or into it when it is a folder; returns the file. Replaces an older one."""
        target = path / self._storage.path.name if path.is_dir() else path
        if target.resolve() == self._storage.path.resolve():
            raise InputError("A backup needs another place than the journal itself.", "Name another file or folder.")
        try:
            replace_file(target, [self._storage.dump()])
        except OSError as error:
            raise disk_error(error, target, "write") from error
        return target

    def write_daily(self, now: datetime) -> Path | None:
        """Write today's copy (by `now`'s own date) unless it is there or the journal is empty; drop the oldest."""
        path = self._folder / f"journal-{now:%Y-%m-%d}.jsonl"
        if path.exists() or not self._storage.read():
            return None
        try:
            make_private(self._folder)
            with hold_lock(self._folder / "backups.lock"):
                self.write(path)
                for old in self.list()[KEPT:]:
                    old.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error, path, "write") from error
        return path

    def restore(self, path: Path) -> int:
        """Put a backup in the place of the journal, which is kept beside it; returns the number of entries.

        Raises InputError when `path` is no whole backup: nothing is changed then.
        """
        try:
            content = self._storage.parse(path.read_bytes())
        except OSError as error:
            raise disk_error(error, path, "read") from error
        if content.damaged or not content.version:
            raise InputError(
                f"{path} is not a whole backup of netriage.", "Take another: `netriage backup` lists them."
            )
        self._storage.replace(content.tables, keep="before-restore")
        return len(content.tables.get(ENTRIES, {}))


def export(tables: Mapping[str, lines.Table], *, secrets: bool = False) -> dict[str, Any]:
    """Make one plain document of everything, for people and other programs.

    Without `secrets`, feeds are told by name and label: the URL of a feed may be a password.
    """
    feeds = [
        {name: value for name, value in feed.items() if secrets or name != "url"}
        for feed in tables.get(FEEDS, {}).values()
    ]
    return {
        "netriage": "export",
        "version": EXPORT_VERSION,
        "entries": list(tables.get(ENTRIES, {}).values()),
        "feeds": feeds,
        "ledger": dict(tables.get(LEDGER, {})),
    }
