"""Values that are made quickly are dataclasses like any other, and frozen."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest

from netriage.frozen import quick
from netriage.model import Source


@dataclass(frozen=True, slots=True)
class Slow:
    first: str
    second: tuple[int, ...] = ()
    third: str = "x"


@quick
@dataclass(frozen=True, slots=True)
class Quick:
    first: str
    second: tuple[int, ...] = ()
    third: str = "x"


@pytest.mark.parametrize("given", [{"first": "a"}, {"first": "a", "third": "z"}, {"first": "a", "second": (1, 2)}])
def test_a_quick_value_holds_what_an_ordinary_one_holds(given: dict[str, object]) -> None:
    slow, made = Slow(**given), Quick(**given)  # type: ignore[arg-type]
    assert type(made) is Quick
    assert [getattr(made, item.name) for item in fields(Quick)] == [getattr(slow, item.name) for item in fields(Slow)]
    assert repr(made) == repr(slow).replace("Slow", "Quick")
    assert (hash(made), made) == (hash(slow), Quick(**given))  # type: ignore[arg-type]


def test_a_quick_value_can_be_replaced_copied_and_pickled() -> None:
    source = Source("feed", "uid", url="https://example.org/")
    assert replace(source, uid="other") == Source("feed", "other", "", "https://example.org/")
    assert copy.copy(source) == copy.deepcopy(source) == pickle.loads(pickle.dumps(source)) == source


def test_a_quick_value_cannot_be_changed() -> None:
    made = Quick("a")
    with pytest.raises(FrozenInstanceError):
        made.first = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del made.first
    with pytest.raises((AttributeError, TypeError)):
        made.fourth = "b"  # type: ignore[attr-defined]
    assert made == Quick("a")


def test_a_quick_class_refuses_what_an_ordinary_one_refuses() -> None:
    assert [*inspect.signature(Quick).parameters] == [*inspect.signature(Slow).parameters]
    for wrong in ((), ("a", (), "x", "more")):
        with pytest.raises(TypeError):
            Quick(*wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Quick("a", fourth="b")  # type: ignore[call-arg]


def test_a_class_whose_constructor_does_more_is_not_made_quick() -> None:
    @dataclass(frozen=True, slots=True)
    class Fresh:
        items: list[int] = field(default_factory=list)

    @dataclass(frozen=True, slots=True)
    class Checked:
        first: str

        def __post_init__(self) -> None:
            assert self.first

    for kind in (Fresh, Checked):
        with pytest.raises(TypeError, match="does more"):
            quick(kind)
