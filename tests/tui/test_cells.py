"""Text in cells: nothing a feed says can speak to the terminal, and what is cut still stands in its column."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from netriage.tui.cells import cut, fill, fill_left, room, safe, safe_block, width

HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "clipboard (OSC 52)": "\x1b]52;c;aGVsbG8=\x07",
    "link (OSC 8)": "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "C1": "\x9b31mred\x9d52;c;x\x9c",
    "bidi override": "safe\u202etxt.exe\u202c",
    "isolates": "\u2066\u2067\u2068x\u2069",
    "zero width": "a\u200bb\u200cc\ufeffd\u2060e",
    "tags": "flag\U000e0067\U000e0062\U000e007f",
    "bell and backspace": "ab\x07\x08\x08\x08cd",
    "newlines": "one\r\ntwo\u2028three\x85four",
    "markup": "[bold red]loud[/] [@click=app.quit]x[/] [/]",
    "lone surrogate": "a\ud800b",
    "combining flood": "e" + "\u0301" * 500,
    "null": "a\x00b",
}


def speaks(text: str) -> list[str]:
    """The characters that a terminal would obey, or that hide or reorder others."""
    return [char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or _hides(char)]


def _hides(char: str) -> bool:
    return unicodedata.category(char) == "Cf" and char != "\u200d"


@pytest.mark.parametrize("name", list(HOSTILE))
def test_nothing_hostile_is_left(name):
    assert speaks(safe(HOSTILE[name])) == []


def test_markup_stays_as_it_is_written():
    assert safe(HOSTILE["markup"]) == HOSTILE["markup"]


def test_a_joined_emoji_stays_joined_and_a_stray_joiner_goes():
    assert safe("👩\u200d💻") == "👩\u200d💻"
    assert safe("\u200dx y\u200d z") == "x y z"


def test_an_emoji_newer_than_the_tables_is_shown_and_has_room_for_two_cells():
    newer = "\U0001faff"  # unassigned up to Unicode 17
    assert safe(f"{newer} Moose") == f"{newer} Moose"
    assert room(newer) == 2
    assert safe("\U0001ffff\U000323b0\u0378") == "\ufffd" * 3


def test_four_marks_on_a_letter_are_enough():
    assert len(safe("e" + "\u0301" * 500)) == 5


def test_a_very_long_title_is_bounded():
    assert len(safe("x" * 100_000)) == 2_000


def test_line_breaks_stay_in_a_block():
    assert safe_block("a\x1b\nb\r\nc") == "a\ufffd\nb\nc"


@given(st.text(max_size=200))
def test_whatever_the_text_nothing_in_it_speaks(text):
    assert speaks(safe(text)) == []


@given(st.text(max_size=80).map(safe), st.integers(0, 60))
def test_a_filled_text_has_exactly_its_width(text, cells):
    assert cell_len(fill(text, cells)) == cells
    assert cell_len(fill_left(text, cells)) == cells


@example("0000000\u093e", 7)  # a vowel sign that some terminals give a cell of its own
@given(st.text(max_size=80).map(safe), st.integers(0, 60))
def test_a_cut_text_is_never_too_wide_and_what_fits_is_not_cut(text, cells):
    assert width(cut(text, cells)) <= cells
    if room(text) <= cells:
        assert cut(text, cells) == (text if cells else "")


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("payments", 8, "payments"),
        ("payments", 5, "paym…"),
        ("エネルギー", 5, "エネ…"),
        ("エネルギー", 4, "エ…"),
        ("cafe\u0301 bar", 5, "cafe\u0301…"),
        ("👩\u200d💻 code", 5, "👩\u200d💻…"),  # two emoji where a terminal does not join them
        ("👩\u200d💻 code", 4, "…"),
        ("x", 0, ""),
    ],
)
def test_text_is_cut_between_graphemes(text, cells, expected):
    assert cut(text, cells) == expected
