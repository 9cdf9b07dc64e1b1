"""`config.toml` to `Settings`, by the type hints of the settings themselves.

Separate because it is the one place that knows TOML 1.0 (toml.io/en/v1.0.0): a new setting is a new attribute in
`settings` and nothing here.
"""

from __future__ import annotations

import dataclasses
import json
import tomllib
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from netriage.config.settings import CalendarKind, CalendarSettings, Settings
from netriage.errors import ConfigError, FilterError, did_you_mean
from netriage.filters import parse

KeyPath: TypeAlias = tuple[str, ...]
"""Where a value stands: ('pull', 'timeout'), ('calendars', '1', 'path')."""


def read_settings(text: str, file: str = "config.toml") -> Settings:
    """Read `config.toml`; `file` is how errors call it. Raises ConfigError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not TOML: {error}.", "Texts stand in quotes, lists in [ ].") from error
    reader = _Reader(file, text)
    settings: Settings = reader.table(Settings, data, ())
    reader.check(settings)
    return settings


class _Reader:
    """Reads TOML data into the dataclasses above, by their type hints."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text

    def wrong(self, path: KeyPath, what: str, remedy: str) -> ConfigError:
        line = lines_of(self._text).get(path, 0)
        where = f"{self._file}:{line}" if line else self._file
        return ConfigError(f"{where}: {'.'.join(path)}: {what}.", remedy)

    def table(self, kind: type[Any], data: Any, path: KeyPath) -> Any:
        """Read a table into `kind`. A field marked `rest` takes the keys that no other field takes."""
        self._expect(data, dict, path)
        fields = {item.name: item for item in dataclasses.fields(kind)}
        rest = next((name for name, item in fields.items() if item.metadata.get("rest")), "")
        known = fields.keys() - {rest}
        hints = _hints(kind)
        found: dict[str, Any] = {}
        for key in data.keys() & known:
            found[key] = self.value(hints[key], data[key], (*path, key), fields[key].metadata)
        others = {key: value for key, value in data.items() if key not in known}
        if others and not rest:
            key = next(iter(others))
            raise self.wrong((*path, key), "there is no such key", did_you_mean(key, known))
        if others:
            found[rest] = {action: self._keys(keys, at) for action, keys, at in _flat(others, path)}
        missing = [name for name in known - found.keys() if _required(fields[name])]
        if missing:
            raise self.wrong(path, f"it has no {min(missing)}", f'Add {min(missing)} = "…".')
        return kind(**found)

    def value(self, hint: Any, value: Any, path: KeyPath, limits: Mapping[str, Any]) -> Any:
        """Read one value as its type hint says."""
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is tuple:
            self._expect(value, list, path)
            return tuple(self.value(args[0], item, (*path, str(n)), limits) for n, item in enumerate(value, 1))
        if origin is not None:
            self._expect(value, dict, path)
            return {key: self.value(args[1], item, (*path, key), limits) for key, item in value.items()}
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return self.table(hint, _with_kind(value) if hint is CalendarSettings else value, path)
        if issubclass(hint, Enum):
            return self._choice(hint, value, path)
        self._expect(value, hint, path)
        if limits and not limits["low"] <= value <= limits["high"]:
            raise self.wrong(path, f"{value} is out of range", f"It goes from {limits['low']:g} to {limits['high']:g}.")
        return hint(value)

    def _choice(self, kind: type[Enum], value: Any, path: KeyPath) -> Enum:
        self._expect(value, str, path)
        names = [item.value for item in kind]
        if value not in names:
            raise self.wrong(path, f"'{value}' is unknown", did_you_mean(value, names))
        return kind(value)

    def _keys(self, value: Any, path: KeyPath) -> tuple[str, ...]:
        """One key, or several: "y" is ["y"]; the screen checks the names."""
        return tuple(self.value(tuple[str, ...], [value] if isinstance(value, str) else value, path, {}))

    def _expect(self, value: Any, kind: type[Any], path: KeyPath) -> None:
        if type(value) is kind or (kind is float and type(value) is int):
            return
        raise self.wrong(
            path, f"expected {_WORDS[kind]}, found {_WORDS.get(type(value), 'a date or time')}", _HOW[kind]
        )

    def check(self, settings: Settings) -> None:
        """Refuse what has the right type and still means nothing."""
        if settings.zone:
            try:
                ZoneInfo(settings.zone)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                what = f"'{settings.zone}' is not a time zone"
                raise self.wrong(("zone",), what, 'Write an IANA name, as in "Europe/Berlin".') from error
        for name, text in settings.views.items():
            try:
                parse(text)
            except FilterError as error:
                what = f"{error.what.rstrip('.')}, at character {error.column + 1} of the filter"
                raise self.wrong(("views", name), what, error.remedy) from error
        names = [calendar.name for calendar in settings.calendars]
        for number, name in enumerate(names, 1):
            if name in names[: number - 1]:
                raise self.wrong(("calendars", str(number), "name"), f"'{name}' is taken", "Give each its own name.")


_WORDS: dict[type[Any], str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a table",
}
_HOW: dict[type[Any], str] = {
    bool: "Write true or false, without quotes.",
    int: "Write it without quotes and without a point, as in 5.",
    float: "Write it without quotes, as in 2.5.",
    str: 'Write it in quotes, as in "Berlin".',
    list: 'Write it as ["one", "two"].',
    dict: "Write [name] on a line of its own and the keys below it.",
}


def _hints(kind: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _required(item: dataclasses.Field[Any]) -> bool:
    return item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING


def _with_kind(table: Any) -> Any:
    """Tell the kind of a calendar by its path where the file does not say."""
    if isinstance(table, dict) and "kind" not in table:
        ics = str(table.get("path", "")).lower().endswith(".ics")
        return {**table, "kind": (CalendarKind.ICS if ics else CalendarKind.VDIR).value}
    return table


def _flat(table: Mapping[str, Any], path: KeyPath, name: str = "") -> Iterator[tuple[str, Any, KeyPath]]:
    """Action ids with their keys and where they stand: `a.b = "x"` and `"a.b" = "x"` are the same id."""
    for key, value in table.items():
        action = f"{name}.{key}" if name else key
        if isinstance(value, dict):
            yield from _flat(value, (*path, key), action)
        else:
            yield action, value, (*path, key)


@cache
def lines_of(text: str) -> dict[KeyPath, int]:
    """Find the line of each key: that of the shortest beginning of the file that parses and has the key."""
    found: dict[KeyPath, int] = {}
    lines = text.splitlines(keepends=True)
    for number in range(1, len(lines) + 1):
        try:
            data = tomllib.loads("".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            continue  # in the middle of a value of several lines
        for path in _paths(data, ()):
            found.setdefault(path, number)
    return found


def _paths(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _paths(item, (*path, str(number)))


def add_calendar(text: str, calendar: CalendarSettings) -> str:
    """Add a calendar to the text of `config.toml`, leaving all that stands there as it is.

    Raises ConfigError when the name is taken or the file could not be read in the first place.
    """
    rows = [f"{item.name} = {as_toml(getattr(calendar, item.name))}" for item in dataclasses.fields(calendar)]
    before = f"{text.rstrip()}\n\n" if text.strip() else ""
    added = f"{before}[[calendars]]\n" + "\n".join(rows) + "\n"
    read_settings(added)
    return added


def as_toml(value: Any) -> str:
    """Write a setting as TOML does."""
    if isinstance(value, tuple):
        return f"[{', '.join(as_toml(item) for item in value)}]"
    # TOML's basic strings, numbers and booleans are written as JSON writes them; of the controls JSON lets one pass.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
