"""What leaves the gate holds nothing that hides, overrides or escapes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netriage.ical.characters import REPLACEMENT, clean_characters
from netriage.ical.text import clean_line, clean_text

FORBIDDEN = frozenset("\u200b\u2060\ufeff\u00ad\u061c\u200e\u200f\u180e\u034f\u115f\u1160\u3164\uffa0") | frozenset(
    map(chr, [*range(0x202A, 0x202F), *range(0x2061, 0x2070), *range(0xE0000, 0xE0080), *range(0xFDD0, 0xFDF0)])
)


def is_clean(text: str, newlines: bool = True) -> bool:
    """Whether a text holds no control (but LF), bidi, zero-width, tag, private or unencodable character."""
    text.encode("utf-8")
    allowed = {"\n"} if newlines else set()
    return not any(
        (unicodedata.category(char) in ("Cc", "Co", "Cs") and char not in allowed)
        or char in FORBIDDEN
        or ord(char) & 0xFFFE == 0xFFFE
        for char in text
    )


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Plain ASCII, as most is.", "Plain ASCII, as most is."),
        ("Zürich – “Café”, 東京, Привет 🎉", "Zürich – “Café”, 東京, Привет 🎉"),
        ("x\x1b]52;c;cm0gLXJm\x07y", "x�]52;c;cm0gLXJm�y"),
        ("C1 \x9d and DEL \x7f and NUL \x00", "C1 � and DEL � and NUL �"),
        ("Invoice \u202efdp.exe", "Invoice fdp.exe"),
        ("Zo\u200bom ca\u2060ll\ufeff", "Zoom call"),
        ("f\u200doo b\u200car", "foo bar"),
        ("Hello\U000e0049\U000e0047\U000e004e", "Hello"),
        ("A\ufffe\uffff\U0010ffff\ufdd0B", "A����B"),
        ("A\ue000\U000f0000B", "A��B"),
        ("A\ud800B \udfff", "A�B �"),
        ("\ud83c\udf89", "🎉"),
        ("\u3164\u115f\uffa0", ""),
        ("e" + "\u0301" * 40, "é" + "\u0301" * 3),
        ("A\u030a", "Å"),
        ("soft\u00adhyphen", "softhyphen"),
        ("no\xa0break\u2003em\u3000wide\u2800blank", "no break em wide blank"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("ab\ufe0f 1\ufe0f\u20e3 ❤\ufe0f", "ab 1\ufe0f\u20e3 ❤\ufe0f"),
    ],
)
def test_each_kind_of_character_becomes_what_it_should(raw, clean):
    assert clean_characters(raw) == clean


def test_an_emoji_newer_than_the_tables_is_text_and_is_joined_like_one():
    newer = "\U0001faff"  # unassigned up to Unicode 17
    assert clean_line(f"{newer} Moose evening") == f"{newer} Moose evening"
    assert clean_characters(f"👩\u200d{newer}\u200d👦 x\u200d{newer}") == f"👩\u200d{newer}\u200d👦 x{newer}"


def test_joiners_stay_where_they_mean_something():
    family, persian, sinhala = "👨\u200d👩\u200d👧\u200d👦", "می\u200cخواهم", "ක්\u200dෂ"
    for text in (family, persian, sinhala, "🏳️\u200d🌈"):
        assert clean_characters(text) == text


def test_a_chain_of_joined_emoji_is_cut_to_what_is_recommended():
    assert clean_characters("👨\u200d" * 50 + "👨").count("\u200d") == 3


def test_marks_are_counted_across_hidden_characters():
    text = clean_characters("a" + "\u0316\u200b" * 30)
    assert sum(unicodedata.combining(char) > 0 for char in text) == 4


@given(st.text(st.characters(codec=None), max_size=60))
@example("\u1100\u1161\u11a8\u0338")
def test_any_text_comes_out_clean_and_in_nfc(text):
    for cleaned in (clean_characters(text), clean_text(text)):
        assert is_clean(cleaned)
        assert unicodedata.is_normalized("NFC", cleaned)
    line = clean_line(text)
    assert is_clean(line, newlines=False)
    assert len(line.splitlines()) <= 1


@given(st.text(max_size=60))
def test_cleaning_characters_twice_is_cleaning_once(text):
    once = clean_characters(text)
    assert clean_characters(once) == once


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_printable_ascii_is_left_alone(text):
    assert clean_characters(text) == text


def test_the_replacement_is_visible():
    assert REPLACEMENT == "�"
