"""Values of `model` to plain JSON data and back, one field converter per type.

Separate because the store, the reading child process and `--json` all need the same form, and because it is hot: 50,000
listings pass through it at start-up. Fields that hold their default are left out; unknown keys are ignored, so an older
program reads what a newer one of the same format wrote. Moments are ISO 8601 with the zone in brackets
(`2026-11-23T18:00:00+01:00[Europe/Berlin]`, RFC 9557), dates are `2026-11-23`.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
Convert = Callable[[Any], Any]


def write_moment(moment: date) -> str:
    """Write a date or an aware datetime; a zone with a name is kept (RFC 9557 4.1)."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    name = getattr(moment.tzinfo, "key", "")
    return f"{moment.isoformat()}[{name}]" if name and name != "UTC" else moment.isoformat()


def read_moment(text: str) -> date:
    """Read what `write_moment` wrote; raises ValueError on anything else."""
    if len(text) == 10:
        return date.fromisoformat(text)
    stamp, _, name = text.partition("[")
    moment = datetime.fromisoformat(stamp)
    if name:
        # The offset tells which side of a DST fold is meant, so go through UTC.
        return moment.astimezone(_zone(name[:-1]))
    return moment.replace(tzinfo=_fixed(moment.utcoffset() or timedelta()))


@cache
def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)


@cache
def _fixed(offset: timedelta) -> tzinfo:
    return timezone(offset) if offset else UTC


def to_data(value: Any) -> Any:
    """Turn a value (dataclass, enum, moment, tuple, scalar) into JSON data."""
    if value is None or (isinstance(value, (str, int, float, bool)) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return write_moment(value)
    if isinstance(value, (tuple, list)):
        return [to_data(item) for item in value]
    if isinstance(value, dict):
        return {key: to_data(item) for key, item in value.items()}
    data: dict[str, Any] = {}
    kind: Any = type(value)
    for name, default in _defaults(kind):
        item = getattr(value, name)
        if item != default:
            data[name] = to_data(item)
    return data


def from_data(kind: type[T], data: Any) -> T:
    """Build a dataclass of `kind` from JSON data; raises ValueError, TypeError or KeyError on damaged data."""
    erased: Any = kind
    converters = _converters(erased)
    return kind(**{name: converters[name](item) for name, item in data.items() if name in converters})


_MISSING = object()


@cache
def _defaults(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (field.name, _MISSING if field.default is dataclasses.MISSING else field.default)
        for field in dataclasses.fields(kind)
    )


@cache
def _converters(kind: type[Any]) -> dict[str, Convert]:
    hints = typing.get_type_hints(kind)
    return {field.name: _converter(hints[field.name]) for field in dataclasses.fields(kind)}


def _same(value: Any) -> Any:
    return value


def _optional(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _converter(hint: Any) -> Convert:
    """Choose how to read one field from its type hint."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        rest = [arg for arg in args if arg is not type(None)]
        inner = read_moment if set(rest) <= {date, datetime} else _converter(rest[0])
        return _optional(inner) if len(rest) < len(args) else inner
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            item = _converter(args[0])
            return tuple if item is _same else lambda values: tuple(item(value) for value in values)
        return tuple
    if isinstance(hint, type):
        if issubclass(hint, Enum):
            return hint
        if issubclass(hint, date):
            return read_moment
        if dataclasses.is_dataclass(hint):
            return lambda data: from_data(hint, data)
    return _same
