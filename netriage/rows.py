"""Values of one dataclass as rows of plain JSON and back, by position: what makes 50,000 listings load quickly.

Separate because it is a form of its own, several times faster than `codec`'s one object per value: no names, rows are
read column by column, each distinct moment once. And because a row is one line of text, what did not change goes from
one file to the next as it lies there, and is never read: `HeldEvent` is an event in that state.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import repeat
from operator import attrgetter, is_not
from typing import Any, Final, TypeAlias, TypeVar

from netriage import codec
from netriage.codec import write_moment
from netriage.model import Event, Occurrence

T = TypeVar("T")
Convert: TypeAlias = Callable[[Any], Any]

read_moment = lru_cache(maxsize=65_536)(codec.read_moment)
"""`codec.read_moment`, each text once: many events are at one time."""


def write_rows(kind: type[T], values: Iterable[T]) -> list[list[Any]]:
    """Turn values into lists of JSON data, in the order of the fields."""
    rows, erased = list(values), typing.cast("Any", kind)
    columns = []
    for name, _, write in _fields(erased):
        column = [getattr(row, name) for row in rows]
        columns.append(column if write is None else _write_column(write, column))
    return [list(row) for row in zip(*columns, strict=True)]


def read_rows(kind: type[T], rows: Iterable[Sequence[Any]]) -> tuple[T, ...]:
    """Build the values again; raises ValueError, TypeError or KeyError on damaged data."""
    erased = typing.cast("Any", kind)
    fields = _fields(erased)
    columns = list(zip(*rows, strict=True))
    if not columns:
        return ()
    if len(columns) != len(fields):
        raise ValueError(f"a row of {erased.__name__} has {len(columns)} fields")
    filled = [
        column if read is None else _read_column(read, column)
        for column, (_, read, _) in zip(columns, fields, strict=True)
    ]
    return tuple(map(kind, *filled))


def _write_column(write: Convert, column: Sequence[Any]) -> list[Any]:
    """Write the items of a column; once, where they are one value: most fields of most listings are empty."""
    if column and not any(map(is_not, column, repeat(column[0]))):
        return [write(column[0])] * len(column)
    return [write(item) for item in column]


def _read_column(read: Convert, column: Sequence[Any]) -> Sequence[Any]:
    """Read the items of a column; once, where they are all the same: most fields of most listings are empty."""
    first = column[0]
    if column.count(first) == len(column):
        return [read(first)] * len(column)
    return [read(item) for item in column]


_encode: Final = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def write_line(row: Any) -> bytes:
    """Write a row as one line of text, without its end."""
    return _encode(row).encode("utf-8", "replace")


def read_lines(lines: Sequence[bytes]) -> list[Any]:
    """Read rows again; raises ValueError on damaged data."""
    rows: list[Any] = json.loads(b"[%b]" % b",".join(lines))
    return rows


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, Convert | None, Convert | None], ...]:
    """Name, reader and writer of each field, in the order of the constructor; None leaves a value as it is."""
    hints = typing.get_type_hints(kind)
    names = vars(kind).get("_fields") or [item.name for item in dataclasses.fields(kind)]
    return tuple((name, *_converters(hints[name])) for name in names)


def _converters(hint: Any) -> tuple[Convert | None, Convert | None]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        rest = [arg for arg in args if arg is not type(None)]
        read, write = _converters(rest[0])
        if len(rest) == len(args):
            return read, write
        return read and _optional(read), write and _optional(write)
    if origin is tuple:
        read, write = _converters(args[0])
        return (tuple, list) if read is None or write is None else (_each(read, tuple), _each(write, list))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint._value2member_map_.__getitem__, attrgetter("_value_")
    if isinstance(hint, type) and issubclass(hint, date):
        return read_moment, write_moment
    if dataclasses.is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, tuple)):
        return _row_reader(hint), _row_writer(hint)
    return None, None


def _optional(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _each(convert: Convert, collect: Convert) -> Convert:
    return lambda values: collect(map(convert, values))


def _row_reader(kind: Any) -> Convert:
    readers = [read for _, read, _ in _fields(kind)]
    if not any(readers):
        return vars(kind)["_make"].__get__(None, kind) if issubclass(kind, tuple) else lambda row: kind(*row)
    return lambda row: kind(*(item if read is None else read(item) for read, item in zip(readers, row, strict=True)))


def _row_writer(kind: Any) -> Convert:
    pairs = [(name, write) for name, _, write in _fields(kind)]
    if issubclass(kind, tuple) and not any(write for _, write in pairs):
        return list
    if len(pairs) > 1 and not any(write for _, write in pairs):
        return attrgetter(*(name for name, _ in pairs))
    return lambda value: [
        getattr(value, name) if write is None else write(getattr(value, name)) for name, write in pairs
    ]


# ---- events that are not read until someone asks

_DIGEST: Final = 10
"""Bytes: among a million events two have one name once in 10^12."""
_PLACE: Final = 2
"""The last fields of an `Event`, SEQUENCE and line: they change when nothing else does, and stand beside the row."""

_SPAN: Final = slice(3, 5)
"""The start and the end of an `Event`."""

_TURN: Final = 500
"""Events that are read at once."""


class HeldEvent:
    """An event as a row of text, with what can be asked of it unread: its UID, and its place in the body of today."""

    __slots__ = ("_digest", "_event", "line", "sequence", "text", "uid")

    def __init__(
        self, text: bytes, uid: str, line: int, sequence: int, event: Event | None = None, *, digest: str = ""
    ) -> None:
        self.text = text
        """The row less its last two fields."""
        self.uid = uid
        self.line = line
        self.sequence = sequence
        self._event = event
        self._digest = digest

    @property
    def digest(self) -> str:
        """Names all that the event says."""
        if not self._digest:
            self._digest = blake2b(self.text, digest_size=_DIGEST).hexdigest()
        return self._digest

    @property
    def event(self) -> Event:
        """The event, read when it is first asked for."""
        if self._event is None:
            (self._event,) = read_events([self.text], [(self.sequence, self.line)])
        return self._event

    @property
    def is_read(self) -> bool:
        """Whether the event was asked for."""
        return self._event is not None

    def take(self, event: Event) -> None:
        """Take what reading the text gave."""
        self._event = event

    def at(self, line: int, sequence: int) -> HeldEvent:
        """The same event at another place."""
        if (line, sequence) == (self.line, self.sequence):
            return self
        return HeldEvent(self.text, self.uid, line, sequence)


def read_held(held: Iterable[HeldEvent]) -> None:
    """Read many events at once: a fraction of what they take one by one."""
    left = list({id(each): each for each in held if not each.is_read}.values())
    for at in range(0, len(left), _TURN):
        some = left[at : at + _TURN]
        events = read_events([each.text for each in some], [(each.sequence, each.line) for each in some])
        for each, event in zip(some, events, strict=True):
            each.take(event)


class HeldDate:
    """An occurrence of a held event, its moments unread (`codec.write_moment`)."""

    __slots__ = ("end", "event", "recurrence_id", "start")

    def __init__(self, event: HeldEvent, start: str, end: str, recurrence_id: str) -> None:
        self.event = event
        self.start = start
        self.end = end
        self.recurrence_id = recurrence_id

    @property
    def occurrence(self) -> Occurrence:
        """The occurrence, read."""
        return Occurrence(self.event.event, read_moment(self.start), read_moment(self.end), self.recurrence_id)

    @property
    def id(self) -> str:
        """Names all that the date says, wherever it stands in the body: the same for equal dates."""
        return date_id(self.event.digest, self.start, self.end, self.recurrence_id)


def date_id(digest: str, start: str, end: str, recurrence_id: str) -> str:
    """`HeldDate.id` of a date of the event with a digest."""
    if not recurrence_id:
        return digest  # its start and end are those of the event
    return f"{digest} {recurrence_id} {start} {end}"


def hold_date(occurrence: Occurrence, event: HeldEvent) -> HeldDate:
    """Hold an occurrence of an event that is held."""
    return HeldDate(event, write_moment(occurrence.start), write_moment(occurrence.end), occurrence.recurrence_id)


def write_events(events: Iterable[Event]) -> list[bytes]:
    """Write events as `HeldEvent.text`."""
    return write_dated(events)[0]


def write_dated(events: Iterable[Event]) -> tuple[list[bytes], list[list[str]]]:
    """`write_events`, and the start and the end of each as they stand there (`codec.write_moment`)."""
    rows = write_rows(Event, events)
    return [write_line(row[:-_PLACE]) for row in rows], [row[_SPAN] for row in rows]


def read_events(texts: Sequence[bytes], places: Sequence[tuple[int, int]]) -> tuple[Event, ...]:
    """Read `HeldEvent.text`s, each with its SEQUENCE and line; raises ValueError or TypeError on damaged data."""
    return read_rows(Event, [(*row, *place) for row, place in zip(read_lines(texts), places, strict=True)])
