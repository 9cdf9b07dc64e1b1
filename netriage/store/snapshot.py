"""A TinyDB storage for what can be rebuilt: the whole file is replaced at once, and a damaged one counts as empty.

Separate from the journal because its demands are the opposite: written as a whole by one process after a pull, read
quickly at start, and lost without harm.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from netriage.store.files import disk_error, replace_file

VERSION = 2
"""Of the cache's form. A file of any other version is not read: the next pull writes it anew."""


class SnapshotStorage(Storage):
    """One JSON document {"netriage": "cache", "version": 1, "tables": {…}}, replaced atomically on each write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables, or None when the file is missing, damaged or of another version."""
        try:
            document = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_error(error, self.path, "read") from error
        except (ValueError, RecursionError):
            return None
        if not isinstance(document, dict) or document.get("version") != VERSION:
            return None
        tables = document.get("tables")
        return tables if isinstance(tables, dict) else None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file."""
        document = {"netriage": "cache", "version": VERSION, "tables": data}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        try:
            replace_file(self.path, [text.encode("utf-8", errors="replace")])
        except OSError as error:
            raise disk_error(error, self.path, "write") from error
