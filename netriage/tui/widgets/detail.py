"""The detail below the panes: facts and text on the left, the breakdown of the fit on the right (below, when narrow).

Separate because wrapping labelled lines is its one job. It wraps when it is first drawn, so a cursor that moves fast
never waits for it.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import ClassVar

from rich.segment import Segment

from netriage.session.view import Row, View
from netriage.tui import detail
from netriage.tui.cells import fill, fill_left, width
from netriage.tui.detail import Fact
from netriage.tui.widgets.lines import LineView

TWO_COLUMNS = 70
ROOMY = 40
"""Cells from which the breakdown has room for bars and quotes."""
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
        self._lines: list[list[Segment]] | None = None

    def show(self, row: Row | None, view: View | None) -> None:
        """Take another listing; back to the top unless it is the same one."""
        if row is self._row and view is self._view:
            return
        same = row is not None and self._row is not None and row.scored.listing.key == self._row.scored.listing.key
        self._row, self._view, self._lines = row, view, None
        self.top = self.top if same else 0
        self.refresh()

    def forget_lines(self) -> None:
        """Another size or theme: wrap again, colours are part of the lines."""
        self._lines = None
        super().forget_lines()

    def line_count(self) -> int:
        """How many lines it takes."""
        return len(self._wrapped())

    def line(self, index: int, width: int) -> list[Segment]:  # noqa: ARG002  # all are wrapped to one width
        """One wrapped line."""
        return self._wrapped()[index]

    def _wrapped(self) -> list[list[Segment]]:
        if self._lines is None:
            row, view, cells = self._row, self._view, max(1, self.size.width - 2)
            self._lines = [] if row is None or view is None else self._lay_out(row, view, cells)
        return self._lines

    def _lay_out(self, row: Row, view: View, cells: int) -> list[list[Segment]]:
        facts = [Fact("", detail.title_of(row)), *detail.facts(row, view, self.glyphs)]
        text = detail.text_of(row, 10**6 if self.whole_text else detail.MAX_TEXT)
        points = detail.breakdown(row, view, self.glyphs)
        gap = [[Segment(" ", self.style_of(""))]]
        if cells < TWO_COLUMNS:
            parts = (
                self._block(facts[:SUMMARY], cells),
                self._block(points, cells, points=True),
                self._block(facts[SUMMARY:], cells),
                self.written(text, cells),
            )
            return [line for part in parts for line in (*part, *gap)]
        left_cells = cells * 58 // 100
        right_cells = cells - left_cells - 3
        left = [*self._block(facts, left_cells), *gap, *self.written(text, left_cells)]
        if right_cells < ROOMY:
            points = detail.breakdown(row, view, self.glyphs, roomy=False)
        return self._beside(left, self._block(points, right_cells, points=True), left_cells)

    def _beside(self, left: list[list[Segment]], right: list[list[Segment]], cells: int) -> list[list[Segment]]:
        blank = self.style_of("")
        lines = []
        nothing: list[Segment] = []
        for one, other in zip_longest(left, right, fillvalue=nothing):
            room = cells + 3 - sum(width(segment.text) for segment in one)
            lines.append([*one, Segment(" " * room, blank), *other])
        return lines

    def _block(self, facts: list[Fact], cells: int, *, points: bool = False) -> list[list[Segment]]:
        """Labelled values, wrapped with a hanging indent; points are aligned on the right."""
        size, style = LABEL if cells >= 40 else 7, self.style_of("detail--points" if points else "detail--label")
        lines: list[list[Segment]] = []
        for fact in facts:
            if not fact.label or cells < 20:
                lines += self.written(fact.value, cells)
                continue
            label = fill_left(fact.label, size - 2) + "  " if points else fill(fact.label, size)
            head = [Segment(label, style), *self.written(fact.lead, cells)[0]] if fact.lead else [Segment(label, style)]
            taken = size + fact.lead.cell_length
            indent = [Segment(" " * taken, self.style_of(""))]
            for number, line in enumerate(self.written(fact.value, max(1, cells - taken))):
                lines.append([*(indent if number else head), *line])
        return lines
