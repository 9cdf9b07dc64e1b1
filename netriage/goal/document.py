"""`goal.toml` to a `Goal` and back, strictly.

Separate because it is the one place that knows the file's keys. TOML 1.0 (toml.io/en/v1.0.0). A key that is unknown, of
a wrong type or out of range is a `ConfigError` that names the file, the key and the nearest name: a goal that is
silently half read would rank everything wrong.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from netriage.errors import ConfigError
from netriage.goal.objective import Company, Contact, Goal, Person

Reader = Callable[[Any, "_Place"], Any]


class _Place:
    """Where in the file we are, to say it in an error."""

    def __init__(self, file: str, path: str = "") -> None:
        self.file = file
        self.path = path

    def key(self, name: str) -> _Place:
        return _Place(self.file, f"{self.path}.{name}" if self.path else name)

    def item(self, index: int) -> _Place:
        return _Place(self.file, f"{self.path}[{index + 1}]")

    def wrong(self, what: str, remedy: str) -> ConfigError:
        return ConfigError(f"{self.file}: {self.path}: {what}.", remedy)


def _text(value: Any, place: _Place) -> str:
    if not isinstance(value, str):
        raise place.wrong(f"expected text, found {_kind(value)}", 'Write it in quotes, as in "Berlin".')
    return " ".join(value.split())


def _name(value: Any, place: _Place) -> str:
    text = _text(value, place)
    if not text:
        raise place.wrong("it is empty", "Give it a value, or take the line out.")
    return text


def _flag(value: Any, place: _Place) -> bool:
    if not isinstance(value, bool):
        raise place.wrong(f"expected true or false, found {_kind(value)}", "Write true or false, without quotes.")
    return value


def _number(low: float, high: float) -> Reader:
    def read(value: Any, place: _Place) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise place.wrong(f"expected a number, found {_kind(value)}", "Write it without quotes, as in 5.")
        if not low <= value <= high:
            raise place.wrong(f"{value} is out of range", f"It goes from {low:g} to {high:g}.")
        return float(value)

    return read


def _minutes(value: Any, place: _Place) -> int:
    minutes: float = _number(0, 24 * 60)(value, place)
    return round(minutes)


def _day(value: Any, place: _Place) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # told below, with the form to use
    raise place.wrong("expected a date", "Write it as 2027-03-31, without quotes.")


def _many(read: Reader) -> Reader:
    def read_all(value: Any, place: _Place) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise place.wrong(f"expected a list, found {_kind(value)}", 'Write it as ["one", "two"].')
        return tuple(read(item, place.item(index)) for index, item in enumerate(value))

    return read_all


def _record(build: Callable[..., Any], readers: Mapping[str, Reader]) -> Reader:
    """Read a table into a value; a plain text stands for its name."""

    def read(value: Any, place: _Place) -> Any:
        if isinstance(value, str):
            return build(_name(value, place.key("name")))
        if not isinstance(value, dict):
            raise place.wrong(f"expected a table, found {_kind(value)}", 'Write [[…]] and name = "…" below it.')
        if "name" not in value:
            raise place.wrong("it has no name", 'Add name = "…".')
        return build(**_fields(value, readers, place))

    return read


def _event_types(value: Any, place: _Place) -> tuple[tuple[str, float], ...]:
    """A list of names (each useful: 1) or a table of name = usefulness."""
    if isinstance(value, dict):
        read = _number(-1, 1)
        return tuple((_name(name, place), read(points, place.key(name))) for name, points in value.items())
    if isinstance(value, list):
        return tuple((_name(name, place.item(index)), 1.0) for index, name in enumerate(value))
    raise place.wrong(f"expected a list or a table, found {_kind(value)}", 'Write ["roundtable"] or {roundtable = 1}.')


_NAMES = _many(_name)
_COMPANY: dict[str, Reader] = {"name": _name, "aliases": _NAMES, "domains": _NAMES, "weight": _number(0, 2)}
_PERSON: dict[str, Reader] = {
    "name": _name,
    "aliases": _NAMES,
    "company": _text,
    "why": _text,
    "weight": _number(0, 2),
}
_KEYS: dict[str, Reader] = {
    "statement": _text,
    "roles": _NAMES,
    "topics": _NAMES,
    "companies": _many(_record(Company, _COMPANY)),
    "people": _many(_record(Person, _PERSON)),
    "event_types": _event_types,
    "places": _NAMES,
    "online": _flag,
    "home": _text,
    "max_travel_km": _number(0, 20_040),
    "travel_minutes": _minutes,
    "hours_per_week": _number(0, 168),
    "never": _NAMES,
    "avoid": _NAMES,
    "deadline": _day,
    "contacts": _many(_record(Contact, {"name": _name, "employer": _text})),
    "override": _text,
}


def read_goal(text: str, file: str = "goal.toml") -> Goal:
    """Read `goal.toml`; `file` is how errors call it. Raises ConfigError; says nothing about specificity."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not TOML: {error}.", "Texts stand in quotes, lists in [ ].") from error
    return Goal(**_fields(data, _KEYS, _Place(file)))


def _fields(data: Mapping[str, Any], readers: Mapping[str, Reader], place: _Place) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in data.items():
        if key not in readers:
            raise place.key(key).wrong("there is no such key", _nearest(key, readers))
        found[key] = readers[key](value, place.key(key))
    return found


def _nearest(key: str, names: Iterable[str]) -> str:
    known = sorted(names)
    close = get_close_matches(key.lower().replace("-", "_"), known, n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else f"The keys are: {', '.join(known)}."


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")


def write_goal(goal: Goal) -> str:
    """Write a goal as `goal.toml`; `read_goal` gives back an equal goal. Fields that are empty are left out."""
    lines: list[str] = []
    blank = Goal()
    for key in _KEYS:
        value = getattr(goal, key)
        if value != getattr(blank, key) and key not in ("companies", "people", "contacts", "event_types"):
            lines.append(f"{key} = {_literal(value)}")
    if goal.event_types and all(useful == 1 for _, useful in goal.event_types):
        lines.append(f"event_types = {_literal([name for name, _ in goal.event_types])}")
    elif goal.event_types:
        lines += ["", "[event_types]", *(f"{_quote(name)} = {useful!r}" for name, useful in goal.event_types)]
    for key in ("companies", "people", "contacts"):
        for value in getattr(goal, key):
            lines += ["", f"[[{key}]]", *_table(value)]
    return "\n".join(lines).strip("\n") + "\n"


def _table(value: Company | Person | Contact) -> list[str]:
    blank = type(value)(value.name)
    rows = [f"name = {_quote(value.name)}"]
    for key in type(value).__dataclass_fields__:
        item = getattr(value, key)
        if item != getattr(blank, key):
            rows.append(f"{key} = {_literal(item)}")
    return rows


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(_quote(item) for item in value)}]"
    return repr(int(value)) if value == int(value) else repr(value)


def _quote(text: str) -> str:
    """A TOML basic string: JSON's escapes, and DEL, which TOML wants escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
