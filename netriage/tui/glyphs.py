"""The signs the screen draws with, once in Unicode and once in ASCII (`--ascii`).

Separate so that no other module holds a glyph: a terminal that can't draw one is served by this table alone. Each sign
that carries meaning also stands in words in the detail pane and in the help.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs; each is one cell wide."""

    cursor: str
    """The row under the cursor in the pane that has the focus."""
    rest: str
    """The row under the cursor in the other panes."""
    mark: str
    fresh: str
    """Moved here by the last decision."""
    full: str
    half: str
    empty: str
    dot: str
    hollow: str
    square: str
    bullet: str
    arrow: str
    more: str
    thumb: str
    rule: str
    dash: str

    def bar(self, share: float, cells: int) -> tuple[str, str]:
        """Draw a bar of `cells`: the filled part and the rest, apart so that each gets its style."""
        halves = round(max(0.0, min(1.0, share)) * cells * 2)
        filled = self.full * (halves // 2) + self.half * (halves % 2)
        return filled, self.empty * (cells - len(filled))

    def meter(self, share: float, cells: int, style: str) -> Content:
        """Draw the same bar as content."""
        filled, rest = self.bar(share, cells)
        return Content.assemble((filled, style), (rest, "$foreground 25%"))


UNICODE = Glyphs(
    cursor="▌",
    rest="▏",
    mark="✓",
    fresh="›",
    full="━",
    half="╾",
    empty="─",
    dot="●",
    hollow="○",
    square="▪",
    bullet="·",
    arrow="→",
    more="…",
    thumb="▐",
    rule="─",
    dash="–",
)
ASCII = Glyphs(
    cursor=">",
    rest=":",
    mark="*",
    fresh="+",
    full="#",
    half="=",
    empty=".",
    dot="*",
    hollow="o",
    square="#",
    bullet="-",
    arrow=">",
    more="~",
    thumb="|",
    rule="-",
    dash="-",
)

_TYPOGRAPHY: dict[int, int | str] = dict(str.maketrans("“”‘’–—−…→←↑↓·•×▔▁▂▃▄▅▆▇█▊▋▎", "\"\"''---~><^v--x-___________"))
_TYPOGRAPHY[ord("🔎")] = "/ "  # Textual's palette; two cells, as it was


class PlainPunctuation(LineFilter):
    """Writes quotes, dashes, arrows and the palette's frame in ASCII, cell for cell: the last step of all."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        """Translate one line."""
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(_TYPOGRAPHY), segment.style)
            for segment in segments
        ]
