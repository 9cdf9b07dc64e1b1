r"""The journal's file format: bytes ↔ documents, pure.

Separate because the format outlives every program that writes it. A file is lines of printable ASCII:

    CRC JSON\n      CRC-32 (IEEE 802.3) of the JSON's bytes as 8 lower-case hex digits, one space, one JSON object

The first line is the header, {"netriage": "journal", "version": 1}. Each further line is one change, applied as a
whole or not at all: {table: {"del": [id, …], "put": {id: document, …}}, …}, where a table that is null is dropped.
`del` comes before `put`. A document put anew keeps its place in the table; a new one goes to the end.

The last line without its line feed was being written when the writer died: nobody was told that it was saved. Any other
line that fails its CRC is damage.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from zlib import crc32

from netriage.errors import NewerFormatError, StoreError

Table: TypeAlias = dict[str, dict[str, Any]]
Tables: TypeAlias = dict[str, Table]
Change: TypeAlias = Mapping[str, Any]
"""One line's JSON object: table → {"del", "put"} or None."""

Migration: TypeAlias = Callable[[Change], Change]
"""Turns a change of one version into a change of the next."""

VERSION = 1
MIGRATIONS: Mapping[int, Migration] = {}
"""How to read older files, by the version that they have."""

_FRAME = re.compile(rb"[0-9a-f]{8} \{")
_DECODER = json.JSONDecoder()


@dataclass(slots=True)
class Content:
    """What a file was found to hold."""

    tables: Tables = field(default_factory=dict)
    removed: set[tuple[str, str]] = field(default_factory=set)
    """Table and id of the documents removed for good, so that no backup brings them back."""
    version: int = 0
    """0 when the header is missing or unreadable."""
    lines: int = 0
    damaged: int = 0
    """Lines that could not be read, the header among them."""
    end: int = 0
    """Bytes that were understood; what follows is the torn write of a program that died."""
    open_end: bool = False
    """Whether the last line is whole but for its line feed."""

    def apply(self, change: Change) -> None:
        """Make one change to the tables."""
        self.lines += 1
        for name, part in change.items():
            if part is None:
                self.removed.update((name, doc_id) for doc_id in self.tables.pop(name, {}))
                continue
            table = self.tables.setdefault(name, {})
            for doc_id in part.get("del", ()):
                table.pop(doc_id, None)
                self.removed.add((name, doc_id))
            for doc_id, document in part.get("put", {}).items():
                table[doc_id] = document
                self.removed.discard((name, doc_id))

    def add_lost(self, spare: Content) -> int:
        """Take from an older copy the documents that damage took from this one; returns how many."""
        added = 0
        for name, older in spare.tables.items():
            table = self.tables.get(name, {})
            kept = {doc_id: doc for doc_id, doc in older.items() if (name, doc_id) not in self.removed}
            added += len(kept.keys() - table.keys())
            self.tables[name] = kept | table
        return added


def write_line(change: Change) -> bytes:
    """Frame a change; raises TypeError or ValueError on what is not JSON."""
    body = json.dumps(change, separators=(",", ":"), allow_nan=False).encode("ascii")
    return b"%08x %s\n" % (crc32(body), body)


def write_header(version: int = VERSION) -> bytes:
    """Frame the first line."""
    return write_line({"netriage": "journal", "version": version})


def write_file(tables: Mapping[str, Table], version: int = VERSION) -> Iterator[bytes]:
    """Write a whole file, a line a document, in the order of the documents."""
    yield write_header(version)
    for name, table in tables.items():
        if not table:
            yield write_line({name: {}})
        for doc_id, document in table.items():
            yield write_line({name: {"put": {doc_id: document}}})


def read_line(line: bytes) -> Change | None:
    """Read a line without its line feed; None when it is damaged."""
    body = line[9:]
    if line[8:9] != b" " or line[:8] != b"%08x" % crc32(body):
        return None
    try:
        change = json.loads(body)
    except ValueError:
        return None
    return change if isinstance(change, dict) else None


def read_file(body: bytes, *, version: int = VERSION, migrations: Mapping[int, Migration] = MIGRATIONS) -> Content:
    """Read a whole file, whatever its state; raises NewerFormatError when a newer program wrote it."""
    content = Content()
    first, _, rest = body.partition(b"\n")
    header = read_line(first) or {}
    if header.get("netriage") == "journal" and isinstance(header.get("version"), int):
        content.version = header["version"]
        content.end = len(body) - len(rest)
    else:
        content.damaged += 1
        rest = body
    read_changes(rest, content, find_upgrade(content.version or version, version, migrations))
    return content


def read_changes(body: bytes, content: Content, upgrade: Migration | None = None) -> None:
    """Apply what follows in a file to `content`, counting and salvaging damaged lines."""
    *lines, tail = body.split(b"\n")
    content.end += len(body) - len(tail)
    content.open_end = bool(tail) and (read_line(tail) is not None or any(salvage(tail)))
    if content.open_end:
        lines.append(tail)
        content.end += len(tail)
    for line in filter(None, lines):
        change = read_line(line)
        is_whole = change is not None and _is_change(change)
        content.damaged += not is_whole
        for whole in [change] if change is not None and is_whole else salvage(line):
            content.apply(upgrade(whole) if upgrade else whole)


def _is_change(change: Change) -> bool:
    """Tell a change from other JSON, such as the header of a second file that somebody appended."""
    return all(
        part is None
        or (isinstance(part, dict) and isinstance(part.get("del", []), list) and isinstance(part.get("put", {}), dict))
        for part in change.values()
    )


def salvage(line: bytes) -> Iterator[Change]:
    """Find whole changes inside a damaged line: where a line feed was lost, two lines became one."""
    text = line.decode("ascii", errors="replace")
    position = 0
    while match := _FRAME.search(line, position):
        begin = match.end() - 1
        position = match.start() + 1
        try:
            change, stop = _DECODER.raw_decode(text, begin)
        except ValueError:
            continue
        if line[match.start() : begin - 1] == b"%08x" % crc32(line[begin:stop]) and _is_change(change):
            yield change
            position = stop


def find_upgrade(found: int, version: int, migrations: Mapping[int, Migration]) -> Migration | None:
    """Chain the migrations from one version to another; None when there is nothing to do."""
    if found > version:
        raise NewerFormatError(
            f"The journal has format {found}; this netriage reads up to {version}.",
            "Update netriage; the file was left as it is.",
        )
    steps = [migrations.get(number) for number in range(found, version)]
    if None in steps:
        raise StoreError(
            f"The journal has format {found}, which this netriage can't read any more.",
            "Update it with an older netriage first.",
        )

    def upgrade(change: Change) -> Change:
        for step in steps:
            change = step(change) if step else change
        return change

    return upgrade if steps else None
