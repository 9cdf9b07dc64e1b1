"""The journal's file format."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.errors import NewerFormatError, StoreError
from netriage.store import lines

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
DOCUMENTS = st.dictionaries(st.text(max_size=4), SCALARS | st.lists(SCALARS, max_size=2), max_size=3)
TABLES = st.dictionaries(
    st.text(min_size=1, max_size=3), st.dictionaries(st.text(max_size=3), DOCUMENTS, max_size=4), max_size=3
)


def test_the_format_is_what_the_documentation_says() -> None:
    tables: lines.Tables = {"entries": {"e1": {"words": "kept “ü”"}}}
    assert b"".join(lines.write_file(tables)) == (
        b'1f838f21 {"netriage":"journal","version":1}\n'
        b'0933ba57 {"entries":{"put":{"e1":{"words":"kept \\u201c\\u00fc\\u201d"}}}}\n'
    )


@given(TABLES)
def test_reading_back_what_was_written(tables: dict[str, dict[str, dict[str, Any]]]) -> None:
    content = lines.read_file(b"".join(lines.write_file(tables)))
    assert content.tables == tables
    assert [list(table) for table in content.tables.values()] == [list(table) for table in tables.values()]
    assert content.damaged == 0


@given(TABLES, st.data())
def test_a_file_cut_anywhere_holds_every_line_before_the_cut(
    tables: dict[str, dict[str, dict[str, Any]]], data: st.DataObject
) -> None:
    body = b"".join(lines.write_file(tables))
    header = len(lines.write_header())
    cut = data.draw(st.integers(header, len(body)))
    content = lines.read_file(body[:cut])
    assert content.damaged == 0
    assert content.lines == body[: cut + 1].count(b"\n") - 1  # the line feed alone may be missing
    assert content.end == cut or content.end == body.rfind(b"\n", 0, cut) + 1


@given(st.lists(DOCUMENTS, min_size=1, max_size=6), st.data())
def test_a_changed_byte_costs_at_most_the_line_that_it_is_in(documents: list[Any], data: st.DataObject) -> None:
    table = {f"id{number}": document for number, document in enumerate(documents)}
    body = bytearray(b"".join(lines.write_file({"t": table})))
    position = data.draw(st.integers(0, len(body) - 1))
    body[position] ^= data.draw(st.integers(1, 255))
    content = lines.read_file(bytes(body))
    found = content.tables.get("t", {})
    assert len(found) >= len(table) - 1
    assert all(table[doc_id] == document for doc_id, document in found.items())


@given(st.lists(DOCUMENTS, min_size=2, max_size=6), st.data())
def test_two_lines_that_lost_their_line_feed_are_both_read(documents: list[Any], data: st.DataObject) -> None:
    table = {f"id{number}": document for number, document in enumerate(documents)}
    header, *rest = b"".join(lines.write_file({"t": table})).splitlines(keepends=True)
    joined = data.draw(st.integers(0, len(rest) - 1))
    rest[joined] = rest[joined][:-1]
    assert lines.read_file(b"".join([header, *rest])).tables == {"t": table}


def test_a_frame_inside_a_document_is_text_and_not_a_change() -> None:
    inner = lines.write_line({"t": {"put": {"evil": {}}}}).decode()
    body = b"".join(lines.write_file({"t": {"good": {"text": inner}}}))
    assert lines.read_file(body).tables == {"t": {"good": {"text": inner}}}
    assert lines.read_file(body.replace(b"good", b"bad!")).tables == {}


def test_changes_remove_and_drop_and_say_what_is_gone_for_good() -> None:
    content = lines.Content()
    content.apply({"t": {"put": {"a": {}, "b": {}}}, "u": {"put": {"c": {}}}})
    content.apply({"t": {"del": ["a", "x"], "put": {"x": {"new": 1}}}, "u": None})
    assert content.tables == {"t": {"b": {}, "x": {"new": 1}}}
    assert content.removed == {("t", "a"), ("u", "c")}


def test_what_damage_took_comes_back_from_an_older_copy_and_what_was_removed_does_not() -> None:
    older = lines.Content(tables={"t": {"a": {"v": 1}, "b": {"v": 1}, "gone": {}}})
    today = lines.Content(tables={"t": {"b": {"v": 2}, "c": {"v": 2}}}, removed={("t", "gone")})
    assert today.add_lost(older) == 1
    assert list(today.tables["t"].items()) == [("a", {"v": 1}), ("b", {"v": 2}), ("c", {"v": 2})]


@pytest.mark.parametrize("body", [b"", b"\n", b"\0" * 500, b"{}", b"hello\nworld\n", b'{"_default": {"1": {"a": 1}}}'])
def test_what_is_no_journal_is_damage_and_not_an_empty_journal(body: bytes) -> None:
    content = lines.read_file(body)
    assert content.damaged
    assert content.tables == {}


def test_two_files_that_somebody_joined_are_read_as_one_with_damage() -> None:
    first, second = (b"".join(lines.write_file({"t": {name: {"n": 1}}})) for name in "ab")
    content = lines.read_file(first + second + lines.write_line({"t": {"put": [1]}}))
    assert content.tables == {"t": {"a": {"n": 1}, "b": {"n": 1}}}
    assert content.damaged == 2


def test_a_newer_format_is_refused_with_what_to_do() -> None:
    with pytest.raises(NewerFormatError, match=r"format 2; .* up to 1\. Update netriage"):
        lines.read_file(lines.write_header(2))


def test_older_formats_are_read_through_their_migrations() -> None:
    body = b"".join(lines.write_file({"old": {"a": {"n": 1}}}, version=1))

    def rename(change: lines.Change) -> lines.Change:
        return {"new": change["old"]}

    content = lines.read_file(body, version=3, migrations={1: rename, 2: lambda change: {**change, "more": {}}})
    assert content.tables == {"new": {"a": {"n": 1}}, "more": {}}
    assert content.version == 1


def test_a_format_that_nobody_can_migrate_is_said() -> None:
    with pytest.raises(StoreError, match="format 1, which this netriage can't read"):
        lines.read_file(lines.write_header(1), version=2, migrations={})


def test_what_is_not_json_is_refused_before_anything_is_written() -> None:
    with pytest.raises(TypeError):
        lines.write_line({"t": {"put": {"a": {"x": object()}}}})
    with pytest.raises(ValueError, match="Out of range"):
        lines.write_line({"t": {"put": {"a": {"x": float("nan")}}}})
