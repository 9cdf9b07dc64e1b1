"""The detail below the panes: facts and text on the left, the breakdown of the fit on the right (below, when narrow).

Separate because wrapping labelled lines is its one job. It wraps when it is first drawn, so a cursor that moves fast
never waits for it.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.visual import Visual

from netriage.session.view import Row, View
from netriage.tui import detail
from netriage.tui.cells import fill, fill_left
from netriage.tui.detail import Fact
from netriage.tui.widgets.lines import LineView

TWO_COLUMNS = 70
QUOTES = 40
"""Cells from which the breakdown has room for quotes."""
LABEL = 9
SUMMARY = 3
"""Facts that stand before the fit when all is in one column."""


class DetailPane(LineView):
    """Everything about one listing, wrapped to the width at hand."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LineView.COMPONENT_CLASSES | {"detail--label", "detail--points"}
    whole_text = False

    def on_mount(self) -> None:
        """Begin empty."""
        self._row: Row | None = None
        self._view: View | None = None
        self._strips: list[Strip] | None = []

    def show(self, row: Row | None, view: View | None) -> None:
        """Take another listing; back to the top unless it is the same one."""
        if row is self._row and view is self._view:
            return
        same = row is not None and self._row is not None and row.scored.listing.key == self._row.scored.listing.key
        self._row, self._view, self._strips = row, view, None
        self.top = self.top if same else 0
        self.refresh()

    def on_resize(self) -> None:
        """Wrap again."""
        self._strips = None

    def notify_style_update(self) -> None:
        """Another theme: wrap again, colours are part of the strips."""
        self._strips = None
        super().notify_style_update()

    def line_count(self) -> int:
        """How many lines it takes."""
        return len(self._wrapped())

    def line(self, index: int, width: int) -> list[Segment]:
        """One wrapped line."""
        return list(self._wrapped()[index].crop(0, width))

    def _wrapped(self) -> list[Strip]:
        if self._strips is None:
            row, view = self._row, self._view
            self._strips = [] if row is None or view is None else self._lay_out(row, view, max(1, self.size.width - 2))
        return self._strips

    def _lay_out(self, row: Row, view: View, cells: int) -> list[Strip]:
        facts = [Fact("", detail.title_of(row)), *detail.facts(row, view, self.glyphs)]
        text = detail.text_of(row, 10**6 if self.whole_text else detail.MAX_TEXT)
        points = detail.breakdown(row, view, self.glyphs)
        if cells < TWO_COLUMNS:
            parts = (
                self._block(facts[:SUMMARY], cells),
                self._block(points, cells, points=True),
                self._block(facts[SUMMARY:], cells),
                self._wrap(text, cells),
            )
            return [line for part in parts for line in (*part, *self._gap())]
        left_cells = cells * 58 // 100
        right_cells = cells - left_cells - 3
        left = [*self._block(facts, left_cells), *self._gap(), *self._wrap(text, left_cells)]
        if right_cells < QUOTES:
            points = detail.breakdown(row, view, self.glyphs, quotes=False)
        right = self._block(points, right_cells, points=True)
        return self._beside(left, right, left_cells, right_cells)

    def _beside(self, left: list[Strip], right: list[Strip], left_cells: int, right_cells: int) -> list[Strip]:
        blank, none = self.rich_style, Strip([])
        gap = Strip([Segment("   ", blank)], 3)
        pairs = zip_longest(left, right, fillvalue=none)
        return [
            Strip.join([one.adjust_cell_length(left_cells, blank), gap, other.adjust_cell_length(right_cells, blank)])
            for one, other in pairs
        ]

    def _block(self, facts: list[Fact], cells: int, *, points: bool = False) -> list[Strip]:
        """Labelled values, wrapped with a hanging indent; points are aligned on the right."""
        size, blank = LABEL if cells >= 40 else 7, self.rich_style
        lines: list[Strip] = []
        for fact in facts:
            if not fact.label or cells < 20:
                lines += self._wrap(fact.value, cells)
                continue
            label = fill_left(fact.label, size - 2) + "  " if points else fill(fact.label, size)
            head = Strip([Segment(label, self.style_of("detail--points" if points else "detail--label"))], size)
            indent = Strip([Segment(" " * size, blank)], size)
            for number, strip in enumerate(self._wrap(fact.value, cells - size)):
                lines.append(Strip.join([indent if number else head, strip]))
        return lines

    def _gap(self) -> list[Strip]:
        return [Strip([Segment(" ", self.rich_style)], 1)]

    def _wrap(self, content: Content, cells: int) -> list[Strip]:
        return Visual.to_strips(self, content, max(1, cells), None, self.visual_style)
