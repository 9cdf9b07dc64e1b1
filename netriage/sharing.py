"""A mapping and a sequence that never change, and of which a changed copy shares what stayed as it was.

Separate because a decision must not cost a copy of 50,000 rows: the record, the picture and the panes are all frozen,
and all of them are replaced with each key that decides something.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, ValuesView
from collections.abc import Set as AbstractSet
from itertools import accumulate, groupby
from typing import Any, Generic, TypeVar, cast, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_FEW = 512
"""Changes that lie above a mapping before they are worked into it."""


class Overlay(Mapping[K, V]):
    """A mapping, and what has changed since above it. The values are never None.

    Looking up costs what it costs in a dictionary; going through all makes one dictionary, once.
    """

    __slots__ = ("_base", "_flat", "_over")

    def __init__(self, base: Mapping[K, V], over: Mapping[K, V | None] | None = None) -> None:
        self._base = base
        self._over = over or {}
        self._flat: Mapping[K, V] | None = None if self._over else base

    @classmethod
    def of(cls, mapping: Mapping[K, V]) -> Overlay[K, V]:
        """Any mapping that nobody changes any more as one of these."""
        return mapping if isinstance(mapping, Overlay) else cls(mapping)

    def changed(self, changes: Mapping[K, V | None]) -> Overlay[K, V]:
        """A copy with other values; None removes a key."""
        if not changes:
            return self
        over = {**self._over, **changes}
        if len(over) <= _FEW:
            return Overlay(self._base, over)
        return Overlay(_flatten(self._base, over))

    def __getitem__(self, key: K) -> V:
        if key in self._over:
            value = self._over[key]
            if value is None:
                raise KeyError(key)
            return value
        return self._base[key]

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, default: V | D, /) -> V | D: ...
    def get(self, key: K, default: Any = None, /) -> Any:
        """The value, or the default."""
        if key in self._over:
            value = self._over[key]
            return default if value is None else value
        return self._base.get(key, default)

    def __contains__(self, key: object) -> bool:
        found = self._over.get(cast("K", key), _NOWHERE)
        return key in self._base if found is _NOWHERE else found is not None

    def __len__(self) -> int:
        if self._flat is not None:
            return len(self._flat)
        return len(self._base) + sum((value is not None) - (key in self._base) for key, value in self._over.items())

    def __iter__(self) -> Iterator[K]:
        return iter(self._all())

    def keys(self) -> KeysView[K]:
        """All keys, in the order in which they came."""
        return self._all().keys()

    def values(self) -> ValuesView[V]:
        """All values, in the order of the keys."""
        return self._all().values()

    def items(self) -> ItemsView[K, V]:
        """All of both."""
        return self._all().items()

    def __repr__(self) -> str:
        return f"Overlay({dict(self._all())!r})"

    def _all(self) -> Mapping[K, V]:
        if self._flat is None:
            self._flat = _flatten(self._base, self._over)
        return self._flat


_NOWHERE: Any = object()


def _flatten(base: Mapping[K, V], over: Mapping[K, V | None]) -> dict[K, V]:
    flat = {**base, **{key: value for key, value in over.items() if value is not None}}
    for key, value in over.items():
        if value is None:
            flat.pop(key, None)
    return flat


class Draft(Generic[K, V]):
    """An `Overlay` being changed. The values are never None."""

    __slots__ = ("_before", "_changes")

    def __init__(self, before: Mapping[K, V]) -> None:
        self._before = Overlay.of(before)
        self._changes: dict[K, V | None] = {}

    def get(self, key: K) -> V | None:
        """The value as it is now."""
        return self._changes[key] if key in self._changes else self._before.get(key)

    def set(self, key: K, value: V | None) -> None:
        """Put a value in its place; None removes it."""
        self._changes[key] = value

    def freeze(self) -> Overlay[K, V]:
        """The changed copy."""
        return self._before.changed(self._changes)


class Grouped(Sequence[K]):
    """A sequence in named groups (the keys of a lane by day), in order of the names. A change makes one group anew."""

    __slots__ = ("_ends", "groups")

    def __init__(self, groups: Iterable[tuple[Any, tuple[K, ...]]] = ()) -> None:
        self.groups = tuple(groups)
        self._ends = tuple(accumulate(len(group) for _, group in self.groups))

    @classmethod
    def by(cls, items: Iterable[K], name: Callable[[K], Any]) -> Grouped[K]:
        """Put what stands in order of the names into groups."""
        return cls((which, tuple(group)) for which, group in groupby(items, name))

    def changed(
        self, gone: Iterable[K], come: Iterable[K], *, name: Callable[[K], Any], order: Callable[[K], Any]
    ) -> Grouped[K]:
        """A copy without some items and with others; `order` sorts within a group."""
        left: dict[Any, set[K]] = {}
        for item in gone:
            left.setdefault(name(item), set()).add(item)
        groups = dict(self.groups)
        for which, items in left.items():
            groups[which] = tuple(item for item in groups.get(which, ()) if item not in items)
        for item in come:
            group = list(groups.get(name(item), ()))
            insort(group, item, key=order)
            groups[name(item)] = tuple(group)
        return Grouped((which, groups[which]) for which in sorted(groups) if groups[which])

    def only(self, wanted: AbstractSet[K]) -> Grouped[K]:
        """A copy of some of the items."""
        some = ((name, tuple(item for item in group if item in wanted)) for name, group in self.groups)
        return Grouped(group for group in some if group[1])

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[K]:
        for _, group in self.groups:
            yield from group

    @overload
    def __getitem__(self, index: int) -> K: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[K]: ...
    def __getitem__(self, index: int | slice) -> K | Sequence[K]:
        if isinstance(index, slice):
            return self._cut(*index.indices(len(self)))
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        which = bisect_right(self._ends, place)
        group = self.groups[which][1]
        return group[place - self._ends[which] + len(group)]

    def _cut(self, first: int, last: int, step: int) -> list[K]:
        if step != 1:
            return [self[place] for place in range(first, last, step)]
        found: list[K] = []
        which = bisect_right(self._ends, first)
        while len(found) < last - first:
            group = self.groups[which][1]
            begin = first + len(found) - (self._ends[which] - len(group))
            found += group[begin : begin + last - first - len(found)]
            which += 1
        return found

    def __contains__(self, item: object) -> bool:
        return any(item in group for _, group in self.groups)

    def __eq__(self, other: object) -> bool:
        """Groups are only how it is kept: what counts is the items and their order."""
        if isinstance(other, Grouped):
            return self.groups == other.groups or tuple(self) == tuple(other)
        return isinstance(other, tuple) and tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Grouped({list(self)!r})"

    def place(self, name: Any, item: K) -> int:
        """Where an item of that group stands; -1 when it does not."""
        which = bisect_left(self.groups, name, key=lambda group: group[0])
        if which == len(self.groups) or self.groups[which][0] != name or item not in self.groups[which][1]:
            return -1
        group = self.groups[which][1]
        return self._ends[which] - len(group) + group.index(item)

    def index(self, item: object, start: int = 0, stop: int | None = None) -> int:
        """Where an item stands first; raises ValueError."""
        before = 0
        for _, group in self.groups:
            if item in group:
                place = before + group.index(item)
                if start <= place and (stop is None or place < stop):
                    return place
            before += len(group)
        raise ValueError(item)
