"""What the settings are and where they come from, in words.

Separate because only `netriage config show` and the README need it: it reads the source of the settings classes.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from netriage.config.document import KeyPath, as_toml, lines_of
from netriage.config.settings import Settings


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A line of `netriage config show`."""

    key: str
    """`pull.timeout`, `calendars.1.path`."""
    value: str
    """As TOML writes it."""
    origin: str
    """'default', or file and line: 'config.toml:12'."""
    words: str
    """What it does."""


def describe(settings: Settings, text: str, file: str = "config.toml") -> tuple[SettingRow, ...]:
    """List each setting with its value, where that comes from, and what it does. `text` is the file's."""
    # By the dotted key: `triage.keep` may stand as one quoted key or as a table.
    lines = {".".join(path): line for path, line in lines_of(text).items()}
    rows = []
    for path, value, words in _leaves(settings, (), ""):
        line = lines.get(".".join(path), 0)
        rows.append(SettingRow(".".join(path), as_toml(value), f"{file}:{line}" if line else "default", words))
    return tuple(rows)


def _leaves(value: Any, path: KeyPath, words: str) -> Iterator[tuple[KeyPath, Any, str]]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        told = manual(type(value))
        for item in dataclasses.fields(value):
            # The keys of a `rest` field stand in its table itself.
            inner = path if item.metadata.get("rest") else (*path, item.name)
            yield from _leaves(getattr(value, item.name), inner, told[item.name])
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, (*path, key), words)
    elif isinstance(value, tuple) and all(dataclasses.is_dataclass(item) for item in value):
        for number, item in enumerate(value, 1):
            yield from _leaves(item, (*path, str(number)), words)
    else:
        yield path, value, words


@cache
def manual(kind: Any = Settings) -> Mapping[str, str]:
    """Read what each attribute of a settings class does from the docstring below it."""
    import ast  # 5 ms that nothing else needs
    import inspect

    (definition,) = ast.parse(inspect.getsource(kind)).body
    words = {item.name: "" for item in dataclasses.fields(kind)}
    name = ""
    for statement in typing.cast("ast.ClassDef", definition).body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and name:
            words[name] = inspect.cleandoc(str(statement.value.value))
            name = ""
    return words
