"""Copies that share: they are what a plain copy would be, and the original stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage import sharing
from netriage.sharing import Draft, Grouped, Overlay

CHANGES = st.dictionaries(st.integers(0, 30), st.none() | st.integers(1, 9), max_size=12)


def plain(mapping: dict[int, int], changes: dict[int, int | None]) -> dict[int, int]:
    left = {key: value for key, value in mapping.items() if changes.get(key, value) is not None}
    return left | {key: value for key, value in changes.items() if value is not None}


@given(st.dictionaries(st.integers(0, 30), st.integers(1, 9)), st.lists(CHANGES, max_size=5), st.integers(0, 8))
def test_a_changed_mapping_is_what_a_changed_dictionary_is(
    base: dict[int, int], steps: list[dict[int, int | None]], few: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "_FEW", few)
        expected, made = dict(base), Overlay.of(base)
        for changes in steps:
            before, kept = made, dict(expected)
            expected, made = plain(expected, changes), made.changed(changes)
            assert len(made) == len(expected)
            assert all((key in made) is (key in expected) for key in range(32))
            assert [made.get(key) for key in range(32)] == [expected.get(key) for key in range(32)]
            assert [made.get(key, 99) for key in range(32)] == [expected.get(key, 99) for key in range(32)]
            assert made == expected
            assert before == kept


def test_what_a_mapping_does_not_have_is_a_key_error() -> None:
    made = Overlay({1: 1}).changed({1: None})
    with pytest.raises(KeyError):
        made[1]


@given(CHANGES, CHANGES)
def test_a_draft_freezes_to_what_was_set(first: dict[int, int | None], second: dict[int, int | None]) -> None:
    before = Overlay(dict.fromkeys(range(15), 1))
    draft = Draft(before)
    for key, value in [*first.items(), *second.items()]:
        draft.set(key, value)
        assert draft.get(key) == value
    assert draft.freeze() == plain(plain(dict(before), first), second)
    assert before == dict.fromkeys(range(15), 1)


NUMBERS = st.sets(st.integers(0, 60))


@given(NUMBERS, NUMBERS, st.integers(1, 20))
def test_a_changed_sequence_is_what_a_sorted_list_is(there: set[int], other: set[int], size: int) -> None:
    def name(number: int) -> int:
        return number // size

    before = Grouped.by(sorted(there), name)
    gone, come = there & other, other - there
    after = before.changed(gone, come, name=name, order=int)
    expected = sorted((there - gone) | come)
    assert list(after) == expected
    assert list(before) == sorted(there)
    assert after == Grouped.by(expected, name)


@given(NUMBERS, st.integers(1, 20), st.integers(-70, 70), st.integers(-70, 70), st.sampled_from([None, 1, 2, -1]))
def test_a_sequence_in_groups_is_read_like_a_list(
    numbers: set[int], size: int, first: int, last: int, step: int | None
) -> None:
    expected = sorted(numbers)
    made = Grouped.by(expected, lambda number: number // size)
    assert len(made) == len(expected)
    assert [made[place] for place in range(-len(expected), len(expected))] == expected + expected
    assert list(made[first:last:step]) == expected[first:last:step]
    for number in range(62):
        assert (number in made) is (number in expected)
        assert made.place(number // size, number) == (expected.index(number) if number in numbers else -1)
    assert [made.index(number) for number in expected] == list(range(len(expected)))
    assert list(made.only({number for number in numbers if number % 2})) == [one for one in expected if one % 2]
    with pytest.raises(IndexError):
        made[len(expected)]
    with pytest.raises(ValueError, match="99"):
        made.index(99)
