"""What may come next in a filter that is being typed.

Separate because it looks at text that does not parse yet. The shell's completion and the screen's share it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from netriage.filters.names import NAMES, SHORTHANDS, SPOKEN_AS, Kind
from netriage.filters.parsing import IS
from netriage.filters.syntax import write_value

_TOKEN = re.compile(r'(?:[^\s()"“”„]|"(?:[^"\\]|\\.)*"?|[“”„](?:[^“”„\\]|\\.)*[“”]?)+')
_HEAD = re.compile(r"(-?)([A-Za-z_]*)(?:(<=|>=|!=|[:=<>≤≥≠])(.*))?", re.DOTALL)
_SPANS = ("1d", "3d", "7d", "14d", "30d")
_WORDS = ("and", "or", "not")


def token_at(text: str, column: int) -> tuple[int, int]:
    """Find the token that ends at or reaches over the column, as a half-open span; empty between tokens."""
    for found in _TOKEN.finditer(text):
        if found.start() <= column <= found.end():
            return found.span()
    return column, column


def complete(text: str, column: int, vocabulary: Mapping[str, Iterable[str]] | None = None) -> list[str]:
    """List what the token at the column may become, best first; `vocabulary` gives known values by name.

    Before an operator names and keywords are offered, after it the values of that name.
    """
    begin, _ = token_at(text, column)
    head = _HEAD.fullmatch(text[begin:column])
    if head is None:
        return []
    minus, name, sign, value = head.groups()
    if sign is None:
        return [minus + word for word in _names(name.lower()) if word != name]
    typed = value.lstrip('"“”„').lower()
    values = _values(name.lower(), vocabulary or {})
    return [f"{minus}{name}{sign}{write_value(item)}" for item in values if item.lower().startswith(typed)]


def replace_token(text: str, column: int, token: str) -> tuple[str, int]:
    """Put a completion in the place of the token at the column; gives the new text and column."""
    begin, end = token_at(text, column)
    return text[:begin] + token + text[end:], begin + len(token)


def _names(typed: str) -> list[str]:
    """Names with the operator that they are used with most, then words that stand alone."""
    heads = {name.name: ">=" if name.kind in (Kind.NUMBER, Kind.DAY) else ":" for name in NAMES.values()}
    heads |= dict.fromkeys([*SHORTHANDS, "is"], ":")
    found = [f"{name}{sign}" for name, sign in heads.items() if name.startswith(typed)]
    return found + [word for word in (*SPOKEN_AS, *_WORDS) if word.startswith(typed)]


def _values(name: str, vocabulary: Mapping[str, Iterable[str]]) -> Sequence[str]:
    real = SHORTHANDS[name][0] if name in SHORTHANDS else name
    known = IS if real == "is" else NAMES.get(real)
    if known is None:
        return ()
    if known.kind is Kind.SPAN:
        return _SPANS
    return known.choices or tuple(vocabulary.get(real, ()))
