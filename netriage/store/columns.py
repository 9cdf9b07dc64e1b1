"""A file of columns of text: what is read and written whole in a fraction of the time that as many values take.

Separate because it holds no documents: what is known of a feed, and what one merge leaves for the next, are many
thousands of short texts, and cutting them out of one long text at its line ends is all that reading them takes. It can
be rebuilt: a damaged file is none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import reduce
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from netriage.store.files import disk_error, replace_file

VERSION: Final = 2
_ENCODING: Final = ("utf-8", "surrogatepass")
_NAME: Final = 8
"""Digits of the CRC-32 that a file begins with."""


class Columns:
    """What a file holds: a note, and columns that are cut when they are asked for, in the order they were written."""

    def __init__(self, name: str, note: Any, sizes: Sequence[int], bodies: Sequence[memoryview]) -> None:
        self.name = name
        """Names the content of the file (`name_of`)."""
        self.note = note
        """JSON data."""
        self._sizes = sizes
        self._bodies = bodies

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self._sizes)

    def size(self, at: int) -> int:
        """How many texts a column has; raises IndexError when there is none."""
        return self._sizes[at]

    def lines(self, at: int) -> list[bytes]:
        """A column as bytes; raises ValueError when it is not of its size, IndexError when there is none."""
        return self._of_size(at, bytes(self._bodies[at]).split(b"\n"))

    def texts(self, at: int) -> list[str]:
        """A column as text; raises as `lines`."""
        return self._of_size(at, str(self._bodies[at], *_ENCODING).split("\n"))

    def _of_size(self, at: int, found: list[Any]) -> list[Any]:
        if not self._sizes[at]:
            found = found[1:]  # an empty column leaves an empty text
        if len(found) != self._sizes[at]:
            raise ValueError("a column is not of the size that is told")
        return found


def write_columns(
    path: Path,
    note: Any,
    texts: Sequence[Sequence[str]],
    lines: Sequence[Sequence[bytes]] = (),
    *,
    sync: bool = True,
) -> None:
    """Replace the file: a CRC-32, a line of JSON with note and sizes, then the columns, those of bytes last.

    `sync` as in `replace_file`. Raises OSError; ValueError for a text with a line end in it.
    """
    bodies = [*("\n".join(column).encode(*_ENCODING) for column in texts), *map(b"\n".join, lines)]
    sizes = list(map(len, (*texts, *lines)))
    if any(body.count(b"\n") != max(size - 1, 0) for body, size in zip(bodies, sizes, strict=True)):
        raise ValueError("a text of a column has a line end")
    head = {"version": VERSION, "sizes": sizes, "bytes": list(map(len, bodies)), "note": note}
    chunks = [json.dumps(head).encode(), b"\n", *bodies]
    replace_file(path, [b"%08x\n" % reduce(_add, chunks, 0), *chunks], sync=sync)


def _add(total: int, chunk: bytes) -> int:
    return crc32(chunk, total)


def read_columns(path: Path) -> Columns | None:
    """Read a file; None when it is missing, damaged or of another version."""
    try:
        with path.open("rb") as file:
            total, head, body = file.readline(), file.readline(), file.read()
        if total != b"%08x\n" % reduce(_add, (head, body), 0) or (said := json.loads(head))["version"] != VERSION:
            return None
        cuts = [0, *accumulate(said["bytes"])]
        name, whole = total[:_NAME].decode(), memoryview(body)
        return Columns(name, said["note"], said["sizes"], [whole[begin:stop] for begin, stop in pairwise(cuts)])
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_error(error, path, "read") from error
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def name_of(path: Path) -> str:
    """The name of what a file holds, without reading it; '' when there is none. Raises OSError."""
    try:
        with path.open("rb") as file:
            return file.read(_NAME).decode("ascii", "replace")
    except FileNotFoundError:
        return ""
