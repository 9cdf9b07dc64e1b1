"""Publishers' characters to characters that are safe on a terminal, in a search and in a key.

Separate because it is the one gate between hostile text and every screen, file and command: nothing in Textual stops
terminal escapes, so what leaves here holds no control, bidi, zero-width, tag or unencodable character. Implements NFC
(UAX #15) and drops what Unicode calls default ignorable (UAX #44) where it only serves to hide or to mislead.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from netriage.late import late

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

_MAX_MARKS: Final = 4
"""Combining marks kept on one base character; the most that a living orthography uses."""
_MAX_JOINERS: Final = 3
"""Zero-width joiners kept in one emoji sequence: a family of four is the longest recommended one (UTS #51)."""

_ZWNJ, _ZWJ, _EMOJI_STYLE = "\u200c", "\u200d", "\ufe0f"

_SUSPECT: Final = late(
    # Everything but these ranges, which hold no control, mark, odd space or ignorable character. Whole scripts that
    # do (Arabic, Hebrew, the Indic ones) pay for a look at each character.
    r"[^\n -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u20cf"
    r"\u2100-\u27ff\u2801-\u2fef\u3001-\u3029\u3030-\u3098\u309b-\u3163\u3165-\ua4cf\uac00-\ud7a3\uff01-\uff9f"
    r"\uffe0-\uffee\ufffd\U0001f000-\U0001faff]+"
)
_BREAKS: Final = re.compile("\r\n?|[\u2028\u2029]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_JOINED: Final = re.compile(f"(?:[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]{{1,3}}{_ZWJ}){{{_MAX_JOINERS + 1},}}")

_HIDDEN: Final = frozenset(
    # Not of category Cf, yet drawn as nothing: grapheme joiner, Hangul fillers, Khmer inherent vowels, Mongolian and
    # standard variation selectors, the ignorable symbols of musical notation.
    "\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065"
)
_VISIBLE_FORMAT: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd")
"""Category Cf, yet drawn: the Arabic signs that enclose digits (Prepended_Concatenation_Mark)."""


def is_newer_picture(char: str) -> bool:
    """Whether it lies where Unicode puts nothing but pictures, and this Python's tables are too old to know it.

    It draws a picture or the terminal's sign for what it has none of; what Unicode may make invisible one day lies
    elsewhere (UAX #44, Default_Ignorable_Code_Point).
    """
    return "\U0001f000" <= char <= "\U0001faff" and unicodedata.category(char) == "Cn"


def clean_characters(text: str) -> str:
    """Make text safe, its newlines kept as LF: controls, private use, noncharacters and lone surrogates become U+FFFD.

    Bidi controls, zero-width characters, tags and fillers go; a joiner stays between emoji or in a script that needs
    it; a base keeps four combining marks; odd spaces become spaces; the result is in NFC.
    """
    if text.isascii() and (text.isprintable() or text.replace("\n", "").isprintable()):
        return text
    if "\r" in text or not text.isascii():
        text = _BREAKS.sub("\n", text)
    if _SURROGATE.search(text):
        # Pairs (CESU-8) become the character they mean, a lone half becomes U+FFFD.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _SUSPECT.sub(_mend, text)
    if text.isascii():
        return text
    if _ZWJ in text:
        text = _JOINED.sub(_shorten, text)
    # After the marks are counted: normalising a long run of them takes quadratic time.
    return unicodedata.normalize("NFC", text)


def _mend(match: re.Match[str]) -> str:
    """Mend a run of suspect characters, looking one character to each side."""
    run, text = match.group(), match.string
    if run == "\t" or run == "\xa0":
        return " "
    kept: list[str] = []
    before = text[match.start() - 1] if match.start() else ""
    marks = 0
    for offset, char in enumerate(run, match.start() + 1):
        category = unicodedata.category(char)
        if category.startswith("M") and not _is_hidden(char, category):
            marks += 1
            if marks > _MAX_MARKS or (char == _EMOJI_STYLE and not _is_symbol(before)):
                continue
            mended = char
        else:
            mended = _replace(char, category, before, text[offset : offset + 1])
            marks = 0 if mended else marks
        if mended:
            kept.append(mended)
            before = mended
    return "".join(kept)


def _replace(char: str, category: str, before: str, after: str) -> str:
    """Say what a character that is no mark becomes: itself, a space, U+FFFD or nothing."""
    if char in (_ZWJ, _ZWNJ):
        return char if _joins(char, before, after) else ""
    if _is_hidden(char, category):
        return ""
    if char == "\t" or category == "Zs" or char == "\N{BRAILLE PATTERN BLANK}":
        return " "
    code = ord(char)
    if category in ("Cc", "Co", "Cs") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return REPLACEMENT
    return char


def _is_hidden(char: str, category: str) -> bool:
    """Whether it is drawn as nothing, or only turns what is around it (UAX #44, Default_Ignorable_Code_Point)."""
    if category == "Cf":
        return char not in _VISIBLE_FORMAT
    return (
        char in _HIDDEN
        or "\ufe00" <= char <= "\ufe0e"
        or "\ufff0" <= char <= "\ufff8"
        or "\U000e0000" <= char <= "\U000e0fff"
    )


def _is_symbol(char: str) -> bool:
    """Whether it can carry U+FE0F or be joined as an emoji."""
    return bool(char) and (
        char in "#*0123456789" or unicodedata.category(char) in ("So", "Sk", "Sm", "Po") or is_newer_picture(char)
    )


def _joins(char: str, before: str, after: str) -> bool:
    """Whether a joiner does what it is for: between emoji, or between letters of a script that joins its letters."""
    if not before or not after:
        return False
    if char == _ZWJ and (before == _EMOJI_STYLE or _is_symbol(before)):
        return unicodedata.category(after) == "So" or is_newer_picture(after)
    return _needs_joiner(before) and _needs_joiner(after)


def _needs_joiner(char: str) -> bool:
    """Whether it is a letter or a vowel sign of an Arabic or Indic script, where the joiner changes the reading."""
    return "\u0600" <= char <= "\u109f" and unicodedata.category(char)[0] in "LM"


def _shorten(match: re.Match[str]) -> str:
    """Drop the joiners of an emoji chain that are too many; the emoji stay."""
    parts = match.group().split(_ZWJ)
    head = _ZWJ.join(parts[: _MAX_JOINERS + 1])
    return head + "".join(parts[_MAX_JOINERS + 1 :])
