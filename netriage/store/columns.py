"""A file of columns of text: what is read and written whole in a fraction of the time that as many values take.

Separate because it holds no documents: what one merge leaves for the next is half a million short texts, and cutting
them out of one long text at its line ends is all that reading them takes. It can be rebuilt: a damaged file is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

from netriage.store.files import disk_error, replace_file

VERSION: Final = 1
_ENCODING: Final = ("utf-8", "surrogatepass")


def write_columns(path: Path, stamp: str, columns: Sequence[Sequence[str]]) -> None:
    """Replace the file: a line of JSON with the stamp, the number of texts in each column and a CRC-32, then the texts.

    Raises OSError; ValueError for a text with a line end in it.
    """
    texts = ["\n".join(column) for column in columns]
    for column, text in zip(columns, texts, strict=True):
        if text.count("\n") != max(len(column) - 1, 0):
            raise ValueError("a text of a column has a line end")
    body = "\n".join(texts).encode(*_ENCODING)
    head = {"version": VERSION, "stamp": stamp, "sizes": list(map(len, columns)), "sum": crc32(body)}
    replace_file(path, [json.dumps(head).encode(), b"\n", body])


def read_columns(path: Path, stamp: str) -> list[list[str]] | None:
    """The columns; None when they are missing, damaged or of another stamp."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        said = json.loads(head)
        if said != {"version": VERSION, "stamp": stamp, "sizes": said["sizes"], "sum": crc32(body)}:
            return None
        return _cut(body.decode(*_ENCODING).split("\n"), said["sizes"])
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_error(error, path, "read") from error
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _cut(texts: list[str], sizes: Iterable[int]) -> list[list[str]]:
    """Cut all texts into their columns; an empty one has left an empty text."""
    columns = []
    at = 0
    for size in sizes:
        columns.append(texts[at : at + size])
        at += max(size, 1)
    if at != len(texts):
        raise ValueError("the columns are not of the sizes that are told")
    return columns
