"""Columns of text come back as they were written, and a file that was damaged in any byte counts as none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netriage.store.columns import read_columns, write_columns

TEXTS = st.lists(st.text(st.characters(exclude_characters="\n"), max_size=8), max_size=5)
LINES = st.lists(st.binary(max_size=8).map(lambda line: line.replace(b"\n", b"")), max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, max_size=4), st.lists(LINES, max_size=3))
def test_columns_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], lines: list[list[bytes]]
) -> None:
    path = tmp_path_factory.mktemp("columns") / "a.columns"
    write_columns(path, {"note": 1}, texts, lines)
    found = read_columns(path)
    assert found is not None
    assert found.note == {"note": 1}
    assert [found.texts(at) for at in range(len(texts))] == texts
    assert [list(found.lines(len(texts) + at)) for at in range(len(lines))] == lines


def test_a_text_with_a_line_end_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    write_columns(path, "", [["one"]])
    with pytest.raises(ValueError, match="line end"):
        write_columns(path, "", [["two", "th\nree"]])
    found = read_columns(path)
    assert found is not None
    assert found.texts(0) == ["one"]


def test_a_file_damaged_in_any_byte_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.columns"
    write_columns(path, "stamp", [["one", "two"], []], [[b"three"]])
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read_columns(path) is None
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        assert read_columns(path) is None


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert read_columns(tmp_path / "a.columns") is None
