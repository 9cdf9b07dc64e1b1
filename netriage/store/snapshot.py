"""A TinyDB storage for what can be rebuilt: the whole file is replaced at once, and a damaged one counts as empty.

Separate from the journal because its demands are the opposite: written as a whole by one process after a pull, read
quickly at start, and lost without harm. A file may end in rows of text, one a line, that nobody need read: what did not
change is written again as it lies there. It is one JSON document all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

from tinydb.storages import Storage

from netriage.store.files import disk_error, replace_file

VERSION = 5
"""Of the cache's form. A file of any other version is not read: the next pull writes it anew."""

_END: Final = b"]}"


_BETWEEN: Final = b",\n"
_TURN: Final = 1 << 16
"""Bytes that are cut into lines at once: cutting up 50 MB in one go would hold the screen's keys back."""


class Snapshot(NamedTuple):
    """What a file holds."""

    tables: dict[str, dict[str, Any]]
    rows: list[bytes]
    """As they lie there."""
    name: str
    """Names the rows by their content, '' when there are none."""


class SnapshotStorage(Storage):
    """One JSON document {"netriage": "cache", "version": 5, "tables": {…}}, replaced atomically on each write.

    With rows it has two members more: "sum", the CRC-32 of all that follows on its first line, and "rows", at its end.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables, or None when the file is missing, damaged or of another version."""
        found = self.read_with_rows()
        return found.tables if found else None

    def read_with_rows(self) -> Snapshot | None:
        """All tables, and the rows; None as for `read`."""
        try:
            with self.path.open("rb") as file:
                head, rows, total, left = file.readline(), list[bytes](), 0, b""
                while chunk := file.read(_TURN):
                    total = crc32(chunk, total)
                    *whole, left = (left + chunk).split(_BETWEEN)
                    rows += whole
            last, _, end = left.rpartition(b"\n")
            if left:
                rows.append(last)
            document = json.loads(head + end)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_error(error, self.path, "read") from error
        except (ValueError, RecursionError):  # of an empty file too
            return None
        if not isinstance(document, dict) or document.get("version") != VERSION:
            return None
        tables = document.get("tables")
        if not isinstance(tables, dict) or document.get("sum", 0) != total:
            return None
        return Snapshot(tables, rows, _name_of(document))

    def name(self) -> str:
        """The name of the rows, without reading them."""
        try:
            with self.path.open("rb") as file:
                return _name_of(json.loads(file.readline() + _END))
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise disk_error(error, self.path, "read") from error
        except (ValueError, RecursionError):
            return ""

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the file."""
        self.write_with_rows(data, ())

    def write_with_rows(self, data: Mapping[str, Mapping[str, Any]], rows: Sequence[bytes]) -> None:
        """Replace the file; each row is one line of JSON, an array, without its end."""
        body = _BETWEEN.join(rows)
        document = {"netriage": "cache", "version": VERSION, "tables": data}
        if rows:
            document |= {"sum": crc32(b"\n" + _END, crc32(body)), "rows": []}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        chunks = [text.removesuffix(_END), b"\n", body, b"\n", _END] if rows else [text]
        try:
            replace_file(self.path, chunks)
        except OSError as error:
            raise disk_error(error, self.path, "write") from error


def _name_of(document: Any) -> str:
    return f"{document['sum']:08x}" if isinstance(document, dict) and isinstance(document.get("sum"), int) else ""
