"""A table comes back as it was written, however often its rows change, and only what changed is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netriage.origin import NEW, Edit, Origin
from netriage.store.layers import forget_table, read_table, write_table

ROWS = 40


def _write(path: Path, rows: list[str], origin: Origin, note: str = "note") -> Path:
    return write_table(
        path, note, [["a", "b"]], [rows, [row * 2 for row in rows]], [list(map(str.encode, rows))], origin
    )


def _read(path: Path) -> tuple[list[str], Origin]:
    found = read_table(path)
    assert found is not None
    assert (found.apart_width, found.width, found.apart(0)) == (1, 3, ["a", "b"])
    rows = found.texts(0)
    assert found.texts(1) == [row * 2 for row in rows]
    assert list(found.lines(2)) == list(map(str.encode, rows))
    return rows, found.origin


EDITS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 60), max_size=8, unique=True), st.lists(st.integers(0, 60), max_size=8, unique=True)
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, ROWS), EDITS)
def test_rows_come_back_after_any_chain_of_changes(
    tmp_path_factory: pytest.TempPathFactory, count: int, edits: list[tuple[list[int], list[int]]]
) -> None:
    path = tmp_path_factory.mktemp("table") / "a.columns"
    rows = [f"r{number}" for number in range(count)]
    _write(path, rows, Origin.none(count))
    for turn, (gone, places) in enumerate(edits):
        held, origin = _read(path)
        assert held == rows
        stay = len(rows) - sum(at < len(rows) for at in gone)
        fitting = [place for at, place in enumerate(sorted(places)) if place <= stay + at]
        edit = Edit(sorted(at for at in gone if at < len(rows)), fitting)
        rows = [row for at, row in enumerate(rows) if at not in gone]
        for at in edit.places:
            rows.insert(at, f"n{turn}-{at}")
        assert edit.applied(held, [rows[at] for at in edit.places]) == rows
        _write(path, rows, origin.edited(edit))
    assert _read(path)[0] == rows


def test_few_changes_are_written_beside_the_table_and_many_into_it(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    rows = [f"r{number}" for number in range(ROWS)]
    assert _write(path, rows, Origin.none(ROWS)) == path
    before = path.read_bytes()
    _, origin = _read(path)
    few = origin.edited(Edit([3, 7], [0, 5]))
    assert _write(path, ["new", *rows[:3], *rows[4:5], "more", *rows[5:7], *rows[8:]], few) == tmp_path / "a.changes"
    assert path.read_bytes() == before
    held, origin = _read(path)
    assert (held[0], held[5], len(held)) == ("new", "more", ROWS)
    assert [at for at, row in enumerate(origin.rows) if row == NEW] == [0, 5]
    many = origin.edited(Edit(list(range(ROWS // 2)), []))
    assert _write(path, held[ROWS // 2 :], many) == path
    assert not (tmp_path / "a.changes").exists()
    assert _read(path)[0] == held[ROWS // 2 :]


def test_rows_that_came_from_another_file_are_all_written(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    _write(path, ["a", "b", "c", "d"], Origin.none(4))
    _, origin = _read(path)
    _write(path, ["e", "f", "g", "h"], Origin.none(4))
    _write(path, ["a", "b", "c", "d"], origin)
    assert _read(path)[0] == ["a", "b", "c", "d"]


def test_rows_in_another_order_are_all_written(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    _write(path, ["a", "b", "c", "d"], Origin.none(4))
    _, origin = _read(path)
    _write(path, ["b", "a", "c", "d"], Origin(origin.file, origin.size, [1, 0, 2, 3]))
    assert _read(path)[0] == ["b", "a", "c", "d"]


def test_changes_of_a_table_that_was_written_anew_since_then_count_as_nothing(tmp_path: Path) -> None:
    path, beside = tmp_path / "a.columns", tmp_path / "a.changes"
    _write(path, list("abcdefgh"), Origin.none(8))
    _write(path, list("abcdefg"), _read(path)[1].edited(Edit([7], [])))
    stale = beside.read_bytes()
    _write(path, list("xyz"), Origin.none(3))
    beside.write_bytes(stale)  # as a crash between the two files leaves it
    assert _read(path)[0] == list("xyz")


def test_a_layer_damaged_in_any_byte_makes_the_table_none(tmp_path: Path) -> None:
    path, beside = tmp_path / "a.columns", tmp_path / "a.changes"
    _write(path, list("abcdefgh"), Origin.none(8))
    _write(path, list("abcdefgi"), _read(path)[1].edited(Edit([7], [7])))
    for layer in (path, beside):
        whole = layer.read_bytes()
        for at in range(len(whole)):
            layer.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert read_table(path) is None
            layer.write_bytes(whole[:at])
            assert read_table(path) is None
        layer.write_bytes(whole)
    assert _read(path)[0] == list("abcdefgi")


def test_a_forgotten_table_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    _write(path, list("abcd"), Origin.none(4))
    _write(path, list("abc"), _read(path)[1].edited(Edit([3], [])))
    forget_table(path)
    assert list(tmp_path.iterdir()) == []
    assert read_table(path) is None
