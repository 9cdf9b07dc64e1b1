"""The line between the app and its reading child: frames of bytes, and what they hold.

Separate because both ends speak it and neither may load the other's half. A frame is four bytes of length and that many
bytes; all but the body of a feed are JSON (`codec`, `rows`), never pickle: the child has read a stranger's bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any, BinaryIO, TypeVar

from netriage.codec import read_moment, write_moment
from netriage.model import Event, Window
from netriage.rows import write_line

T = TypeVar("T")

LENGTH_BYTES = 4
OUT_OF_MEMORY = 86
"""Exit code of a reading child that ran out of its memory."""
MAX_FRAME = 256_000_000
BATCH = 200
"""Events in a frame: decoding one takes about 4 ms, so the screen stays alive between two."""


def pack(data: Any, lines: Iterable[bytes] = ()) -> bytes:
    """A frame that holds JSON, and lines of text after it that are passed on unread."""
    return pack_bytes(b"\n".join((write_line(data), *lines)))


def unpack(frame: bytes) -> tuple[Any, list[bytes]]:
    """Read what `pack` wrote; raises ValueError on anything else."""
    head, *lines = frame.split(b"\n")
    return json.loads(head), lines


def pack_bytes(body: bytes) -> bytes:
    """A frame that holds bytes as they are."""
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def length_of(prefix: bytes) -> int:
    """The length that a frame begins with; raises ValueError for one that can't be meant."""
    length = int.from_bytes(prefix, "big")
    if length > MAX_FRAME:
        raise ValueError("a frame is too long")
    return length


def read_frame(stream: BinaryIO) -> bytes | None:
    """Read the next frame; None at the end of the stream."""
    prefix = stream.read(LENGTH_BYTES)
    if len(prefix) < LENGTH_BYTES:
        return None
    return stream.read(length_of(prefix))


def batches(items: Iterable[T]) -> Iterator[Sequence[T]]:
    """Cut items into lists of at most `BATCH`."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def write_place(window: Window, home: tzinfo) -> dict[str, str]:
    """The window and the home zone; the zone travels as that of the window's start (RFC 9557)."""
    return {"start": write_moment(window.start.astimezone(home)), "end": write_moment(window.end.astimezone(home))}


def read_place(data: dict[str, str]) -> tuple[Window, tzinfo]:
    """Read what `write_place` wrote; raises ValueError on anything else."""
    start, end = read_moment(data["start"]), read_moment(data["end"])
    if not (isinstance(start, datetime) and isinstance(end, datetime) and start.tzinfo):
        raise ValueError("a window needs aware times")
    return Window(start, end), start.tzinfo


_MARK = "\0"
"""No UID of an `Event` begins with it: control characters are cleaned away."""


def stand_in(block: str, number: int, line: int, sequence: int, window: Window) -> Event:
    """An event that takes the place of one that the app has, while the body around it is read."""
    uid = f"{_MARK}{block} {number}"
    return Event(feed="", uid=uid, title="", start=window.start, end=window.end, line=line, sequence=sequence)


def stands_for(event: Event) -> tuple[str, int] | None:
    """Which event of which block a stand-in stands for; None for a real event."""
    if not event.uid.startswith(_MARK):
        return None
    block, _, number = event.uid[1:].partition(" ")
    return block, int(number)
