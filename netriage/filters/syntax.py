"""A filter as a value: five kinds of node, and how each is written.

Separate from parsing and matching because both need the nodes and neither needs the other. Equal filters are equal
values: the nodes are built through `all_of`, `any_of` and `negate`, which keep one form of each meaning, so that
parsing what is printed gives the same filter back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

KEYWORDS = frozenset({"and", "or", "not"})
SPOKEN = frozenset({"clash", "evening", "weekend"})
"""Words that are comparisons by themselves (`names.SPOKEN_AS`); in quotes they are looked for in the text."""

NAME_AND_OP = re.compile(r"([A-Za-z_]+)(<=|>=|!=|[:=<>≤≥≠])")
BARE_WORD = re.compile(r'[^\s()"“”„]+')
"""A word or a value that needs no quotes; those that programs make of quotes as one types are quotes too."""
NO_WORD = re.compile(r"[<>=≤≥≠]|!=|&&|\|\|")
"""How no word begins that is not in quotes: the operator of 'fit >= 60', and 'and' and 'or' of other languages."""


class Op(StrEnum):
    """How a name is compared. HAS is 'contains' for text and 'is' for a choice."""

    HAS = ":"
    EQ = "="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, judged harmless by `patterns.check_pattern`."""

    text: str

    def __str__(self) -> str:
        return f"/{self.text.replace('/', chr(92) + '/')}/"


Value: TypeAlias = str | Pattern | float | date | timedelta
"""What a name is compared with: words or a choice, a pattern, a number, a day, a span of time."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words or a pattern, anywhere in the listing's text, the note or the tags."""

    value: str | Pattern

    def __str__(self) -> str:
        if isinstance(self.value, Pattern):
            return str(self.value)
        special = self.value.lower() in KEYWORDS | SPOKEN or self.value.startswith(("-", "/"))
        plain = (
            BARE_WORD.fullmatch(self.value)
            and not special
            and not (NAME_AND_OP.match(self.value) or NO_WORD.match(self.value))
        )
        return self.value if plain else quoted(self.value)


@dataclass(frozen=True, slots=True)
class Compare:
    """A name, an operator and a value: `fit>=60`."""

    name: str
    op: Op
    value: Value

    def __str__(self) -> str:
        return f"{self.name}{self.op}{write_value(self.value)}"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    item: Node

    def __str__(self) -> str:
        return f"not {_inside(self.item)}"


@dataclass(frozen=True, slots=True)
class Every:
    """All of them; without items it lets everything through."""

    items: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return " and ".join(_inside(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of them."""

    items: tuple[Node, ...]

    def __str__(self) -> str:
        return " or ".join(str(item) for item in self.items)


Node: TypeAlias = Text | Compare | Not | Every | Some

EVERYTHING = Every()
"""The empty filter."""


def all_of(items: Iterable[Node]) -> Node:
    """Join with `and`: nested ones are drawn in, a single one stands for itself."""
    flat = tuple(part for item in items for part in (item.items if isinstance(item, Every) else (item,)))
    return flat[0] if len(flat) == 1 else Every(flat)


def any_of(items: Iterable[Node]) -> Node:
    """Join with `or`, in the same way; one that lets everything through makes the whole do so."""
    flat = tuple(part for item in items for part in (item.items if isinstance(item, Some) else (item,)))
    if EVERYTHING in flat:
        return EVERYTHING
    return flat[0] if len(flat) == 1 else Some(flat)


def negate(item: Node) -> Node:
    """Turn round; twice is not at all."""
    return item.item if isinstance(item, Not) else Not(item)


def names_in(node: Node) -> Iterator[str]:
    """The names that a filter compares, in order, with repetitions."""
    if isinstance(node, Compare):
        yield node.name
    elif isinstance(node, Not):
        yield from names_in(node.item)
    elif isinstance(node, (Every, Some)):
        for item in node.items:
            yield from names_in(item)


def words_in(node: Node) -> list[str]:
    """The plain words that whatever matches must have."""
    if isinstance(node, Text) and isinstance(node.value, str):
        return [node.value]
    return [word for item in node.items for word in words_in(item)] if isinstance(node, Every) else []


def all_words(node: Node) -> bool:
    """Whether a filter asks for plain words and for nothing else."""
    if isinstance(node, Every):
        return all(all_words(item) for item in node.items)
    return isinstance(node, Text) and isinstance(node.value, str)


def write_value(value: Value) -> str:
    """Write a value as it is read."""
    if isinstance(value, str):
        return value if BARE_WORD.fullmatch(value) and not value.startswith("/") else quoted(value)
    if isinstance(value, timedelta):
        hours = round(value / timedelta(hours=1))
        return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


def quoted(text: str) -> str:
    """Put a text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _inside(node: Node) -> str:
    """Write a node as an operand of `and` or `not`."""
    return f"({node})" if isinstance(node, (Every, Some)) else str(node)
