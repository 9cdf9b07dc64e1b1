"""A file of columns of text: what is read and written whole in a fraction of the time that as many values take.

Separate because it holds no documents: what is known of a feed, and what one merge leaves for the next, are many
thousands of short texts, and cutting them out of one long text at its line ends is all that reading them takes. It can
be rebuilt: a damaged file is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from netriage.origin import Lines, Origin
from netriage.store.files import disk_error, replace_file

VERSION: Final = 4
_ENCODING: Final = ("utf-8", "surrogatepass")
_NAME: Final = 8
"""Digits of the CRC-32 that a file begins with."""
_WRONG_SIZE: Final = "a column is not of the size that is told"


class Columns:
    """What a file holds: a note, and columns that are cut when they are asked for, in the order they were written."""

    def __init__(self, name: str, head: Mapping[str, Any], bodies: Sequence[memoryview]) -> None:
        self.name = name
        """Names the content of the file (`name_of`)."""
        self.note = head["note"]
        """JSON data."""
        self._sizes: Sequence[int] = head["sizes"]
        self._lengths: Sequence[Sequence[int]] = head["lengths"]
        """Of each line of the columns of bytes."""
        self._bodies = bodies

    def __len__(self) -> int:
        """How many columns there are."""
        return len(self._sizes)

    def size(self, at: int) -> int:
        """How many texts a column has; raises IndexError when there is none."""
        return self._sizes[at]

    def lines(self, at: int) -> Lines:
        """A column of bytes, each line cut out when it is asked for; raises as `texts`."""
        lengths, body = self._lengths[at - len(self)], self._bodies[at]
        begins = list(accumulate((length + 1 for length in lengths), initial=0))
        if len(lengths) != self._sizes[at] or max(begins[-1] - 1, 0) != len(body):
            raise ValueError(_WRONG_SIZE)
        held = Origin(self.name, len(lengths), range(len(lengths)))
        return Lines(held, [b""] * len(lengths), lambda row: bytes(body[begins[row] : begins[row] + lengths[row]]))

    def texts(self, at: int) -> list[str]:
        """A column of text; raises ValueError when it is not of its size, IndexError when there is none."""
        found = str(self._bodies[at], *_ENCODING).split("\n")
        if not self._sizes[at]:
            found = found[1:]  # an empty column leaves an empty text
        if len(found) != self._sizes[at]:
            raise ValueError(_WRONG_SIZE)
        return found


def write_columns(
    path: Path,
    note: Any,
    texts: Sequence[Sequence[str]],
    lines: Sequence[Sequence[bytes] | Lines] = (),
    *,
    sync: bool = True,
) -> None:
    """Replace the file: a CRC-32, a line of JSON with note and sizes, then the columns, those of bytes last.

    `sync` as in `replace_file`. Raises OSError; ValueError for a text with a line end in it.
    """
    cut = list(map(list[bytes], lines))
    bodies = [*("\n".join(column).encode(*_ENCODING) for column in texts), *map(b"\n".join, cut)]
    sizes = list(map(len, (*texts, *cut)))
    if any(body.count(b"\n") != max(size - 1, 0) for body, size in zip(bodies, sizes, strict=True)):
        raise ValueError("a text of a column has a line end")
    lengths = [list(map(len, column)) for column in cut]
    head = {"version": VERSION, "sizes": sizes, "bytes": list(map(len, bodies)), "lengths": lengths, "note": note}
    chunks = [json.dumps(head).encode(), b"\n", *bodies]
    replace_file(path, [b"%08x\n" % reduce(_add, chunks, 0), *chunks], sync=sync)


def _add(total: int, chunk: bytes) -> int:
    return crc32(chunk, total)


def read_columns(path: Path) -> Columns | None:
    """Read a file; None when it is missing, damaged or of another version."""
    try:
        whole = memoryview(data := path.read_bytes())
        head = data.index(b"\n") + 1
        body = data.index(b"\n", head) + 1
        said = json.loads(data[head:body])
        if data[:head] != b"%08x\n" % crc32(whole[head:]) or said["version"] != VERSION:
            return None
        cuts = accumulate(said["bytes"], initial=body)
        name, bodies = data[:_NAME].decode(), [whole[begin:stop] for begin, stop in pairwise(cuts)]
        return Columns(name, said, bodies)
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
