"""Text in terminal cells: cleaned at the sink, cut on grapheme borders, padded to a width.

Separate because every widget that draws feed text needs the same three steps. Feed text was cleaned at ingest already;
`safe` is the second wall, and it is a small one of its own on purpose: nothing in Textual keeps an escape sequence from
the terminal (no widget, no `markup=False`), so whatever a cache, a journal or a note may hold passes through here.
Widths are Rich's, the same that Textual's compositor counts with: what is aligned here stays aligned on the screen.
Terminals count some characters otherwise, and wider: `cut` leaves them room, `aligned` puts right what follows them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

from rich.cells import cell_len, split_graphemes

_REPLACEMENT = "\ufffd"
_SPACES = re.compile(r"[\s\u2028\u2029]+")
_MARKS = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS_FLOOD = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
_JOINER = "\u200d"
_SURE = (
    r"\x00-\u02ff\u0370-\u0482\u048a-\u058f\u10a0-\u10ff\u1e00-\u200a\u2010-\u20cf\u2100-\u22ff\u2500-\u25ff"
    r"\u2e80-\u3029\u3030-\u303c\u3041-\u3096\u309b-\u3247\u3300-\ua4cf\uac00-\ud7a3\uff01-\uffdf\ufffd"
)
"""Letters, ideographs and signs that are as wide everywhere; marks, joiners, emoji and all newer characters are not."""
DOUBT = re.compile(f"[^{_SURE}]")


@lru_cache(maxsize=1024)
def _shown(char: str) -> str:
    """What stands for one character that is not printable."""
    kind = category(char)
    if kind == "Zs":
        return " "
    if kind in {"Cf", "Zl", "Zp"}:  # bidi overrides, zero-width characters, tags: they draw nothing and reorder much
        return _JOINER if char == _JOINER else ""
    return char if _is_newer_picture(char) else _REPLACEMENT


def _is_newer_picture(char: str) -> bool:
    """Whether it lies among the emoji and is newer than this Python's tables: the terminal's may have it."""
    return "\U0001f000" <= char <= "\U0001faff" and category(char) == "Cn"


def safe(text: str, limit: int = 2_000) -> str:
    """Make `text` one line that a terminal shows and never obeys: no control, escape, bidi or invisible character."""
    if len(text) > limit:
        text = text[:limit]
    if not text.isprintable():
        text = _SPACES.sub(" ", text)
        text = "".join(char if char.isprintable() else _shown(char) for char in text)
        text = _joined(text)
    return text if text.isascii() else _MARKS_FLOOD.sub(r"\1", text)


def safe_block(text: str, limit: int = 20_000) -> str:
    """Like `safe`, line by line: line breaks stay."""
    return "\n".join(safe(line) for line in text[:limit].splitlines())


def _joined(text: str) -> str:
    """Keep a zero-width joiner between two letters or emoji, drop it anywhere else."""
    if _JOINER not in text:
        return text
    return re.sub("(?:(?<=[ \ufffd])|^)\u200d+|\u200d+(?=[ \ufffd\u200d]|$)", "", text)


def width(text: str) -> int:
    """How many cells `text` takes."""
    return len(text) if text.isascii() else cell_len(text)


def room(text: str) -> int:
    """How many cells `text` may take: there are terminals that know no graphemes, or give each vowel sign a cell."""
    if text.isascii() or not DOUBT.search(text):
        return width(text)
    return sum(_widest(text[start:end], size) for start, end, size in split_graphemes(text)[0])


def _widest(grapheme: str, size: int) -> int:
    return max(size, sum(map(_most, grapheme)))


def _most(char: str) -> int:
    if category(char) == "Mc":
        return 1
    return 2 if _is_newer_picture(char) else cell_len(char)


def roomy(text: str) -> str:
    """The text and blanks for the cells that it may take more."""
    return text + " " * (room(text) - width(text))


def cut(text: str, cells: int, mark: str = "…") -> str:
    """Cut `text` to at most `cells` on any terminal, between graphemes; `mark` stands for what was cut."""
    if cells <= 0:
        return ""
    if room(text) <= cells:
        return text
    left = cells - width(mark)
    if left < 0:
        return mark[:cells]
    if text.isascii():
        return text[:left] + mark
    stop = 0
    for start, end, size in split_graphemes(text)[0]:
        left -= _widest(text[start:end], size)
        if left < 0:
            break
        stop = end
    return text[:stop] + mark


def fill(text: str, cells: int, mark: str = "…") -> str:
    """Cut or pad `text` to exactly `cells`."""
    text = cut(text, cells, mark)
    return text + " " * (cells - width(text))


def fill_left(text: str, cells: int) -> str:
    """Like `fill`, padded on the left: for numbers."""
    text = cut(text, cells, "")
    return " " * (cells - width(text)) + text
