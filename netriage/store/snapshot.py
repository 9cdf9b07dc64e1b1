"""A TinyDB storage for what can be rebuilt: the whole file is replaced at once, and a damaged one counts as empty.

Separate from the journal because its demands are the opposite: written as a whole by one process after a pull, read
quickly at start, and lost without harm. A file may end in rows of text, one a line, that nobody need read: what did not
change is written again as it lies there. It is one JSON document all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

from tinydb.storages import Storage

from netriage.origin import Lines, Origin
from netriage.store.files import disk_error, replace_file

VERSION = 6
"""Of the cache's form. A file of any other version is not read: the next pull writes it anew."""

_END: Final = b"]}"


_BETWEEN: Final = b",\n"


class Snapshot(NamedTuple):
    """What a file holds."""

    tables: dict[str, dict[str, Any]]
    rows: Lines
    """As they lie there; their `origin.file` names them by their content."""


class SnapshotStorage(Storage):
    """One JSON document {"netriage": "cache", "version": 6, "tables": {…}}, replaced atomically on each write.

    With rows it has three members more: "sizes" of the rows, in bytes, "sum", the CRC-32 of these and of all that
    follows on its first line, and "rows", at its end.
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
            body = self.path.read_bytes()
            begin = body.find(b"\n") + 1 or len(body)
            document = json.loads(body[:begin] + _END if begin < len(body) else body)
            tables, sizes = document["tables"], document.get("sizes", [])
            size = sum(sizes) + len(_BETWEEN) * len(sizes) + len(_END) - 1 if sizes else 0
            told = document["version"], begin + size, document.get("sum", 0)
            if told != (VERSION, len(body), _sum(sizes, (memoryview(body)[begin:],))):
                return None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise disk_error(error, self.path, "read") from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # of an empty file too
            return None
        begins = list(accumulate((size + len(_BETWEEN) for size in sizes), initial=begin))
        held = Origin(_name_of(document), len(sizes), range(len(sizes)))
        rows = Lines(held, [b""] * len(sizes), lambda at: body[begins[at] : begins[at] + sizes[at]])
        return Snapshot(tables, rows) if isinstance(tables, dict) else None

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
        document = {"netriage": "cache", "version": VERSION, "tables": data}
        end = [_BETWEEN.join(rows), b"\n", _END] if rows else []
        if rows:
            sizes = list(map(len, rows))
            document |= {"sizes": sizes, "sum": _sum(sizes, end), "rows": []}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        chunks = [text.removesuffix(_END), b"\n", *end] if rows else [text]
        try:
            replace_file(self.path, chunks)
        except OSError as error:
            raise disk_error(error, self.path, "write") from error


def _sum(sizes: Sequence[int], chunks: Iterable[bytes | memoryview]) -> int:
    total = crc32(str(sizes).encode()) if sizes else 0
    for chunk in chunks:
        total = crc32(chunk, total)
    return total


def _name_of(document: Any) -> str:
    return f"{document['sum']:08x}" if isinstance(document, dict) and isinstance(document.get("sum"), int) else ""
