"""Frozen dataclasses that are made as quickly as others.

Separate because `model` needs it for what is made by the hundred thousand: the constructor that `dataclasses` (3.11)
writes for a frozen class calls `object.__setattr__` for each field, which takes eight times as long as setting them.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar

T = TypeVar("T")


def quick(kind: type[T]) -> type[T]:
    """Give a frozen dataclass with slots a constructor that takes the same and sets the fields before it is frozen.

    Meanwhile the value is of a class that has the same slots and lets them be set. Raises TypeError for a class whose
    constructor does more than to take its fields or their plain defaults.
    """
    erased: Any = kind
    own = fields(erased)
    plain = all(item.init and not item.kw_only and item.default_factory is MISSING for item in own)
    if not plain or hasattr(kind, "__post_init__") or kind.__bases__ != (object,):
        raise TypeError(f"{kind.__name__} does more than to take its fields")
    names = [item.name for item in own]
    given = {f"_{item.name}": item.default for item in own if item.default is not MISSING}
    taken = ", ".join(f"{name}=_{name}" if f"_{name}" in given else name for name in names)
    steps = "".join(f"    self.{name} = {name}\n" for name in names)
    source = f"def __init__(self, {taken}):\n    _set(self, '__class__', _Open)\n{steps}    self.__class__ = _Kind\n"
    known = {"_set": object.__setattr__, "_Open": type(kind.__name__, (), {"__slots__": names}), "_Kind": kind, **given}
    exec(source, known)  # noqa: S102  names of our own fields, as `dataclasses` does it
    made: Any = known["__init__"]
    made.__qualname__, made.__annotations__ = f"{kind.__qualname__}.__init__", erased.__init__.__annotations__
    erased.__init__ = made
    return kind
