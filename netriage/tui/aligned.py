"""Text stays in its columns on every terminal: where widths are in doubt, the cursor is put where it belongs.

Separate because it is the last thing before the terminal. Rich counts a Devanagari vowel sign as no cell and tmux as
one, an emoji with a skin tone as two and tmux as four, a newer emoji as two and tmux as none: no table is right
everywhere, and each cell of difference shifts the rest of the line. So such a piece of text is written over blanks,
between saving and restoring the cursor (DECSC, DECRC, ECMA-48 CUF), and what follows stands where Textual reckons it,
whatever the terminal made of it. Rows are cut and text is wrapped so that a piece has room for either (`cells.room`);
at the end of the screen Textual has switched wrapping off.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from textual.driver import Driver

from netriage.tui.cells import DOUBT

_FRAME = r"\x1b\r\n|\u2500-\u259f"
"""Where a piece of text ends: at a control sequence, at the end of the line, at the line of a frame."""
_PIECE = re.compile(
    rf"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*"
    rf"|(?P<text>[^{_FRAME}]+)(?:(?P<style>(?:\x1b\[[0-9;:]*m)+)(?P<blanks> +)(?![^{_FRAME}]))?"
)
"""A control sequence, or text with the blanks that pad it in another style."""


def in_columns(data: str) -> str:
    """Make sure of the widths in what is written to a terminal."""
    return _PIECE.sub(_pinned, data) if DOUBT.search(data) else data


def _pinned(found: re.Match[str]) -> str:
    text, style, blanks = found["text"], found["style"] or "", found["blanks"] or ""
    if not text or not DOUBT.search(text):
        return found.group()
    cells = cell_len(text)
    ground = f"{' ' * cells}{style}{blanks}"
    return f"\x1b7{ground}\x1b8{text.rstrip(' ')}\x1b8{style}\x1b[{cells + len(blanks)}C"


def aligned(driver: type[Driver]) -> type[Driver]:
    """The driver of this system, with sure widths."""

    class Aligned(driver):  # type: ignore[misc, valid-type]  # which driver it is depends on the system
        def write(self, data: str) -> None:
            super().write(in_columns(data))

    return Aligned
