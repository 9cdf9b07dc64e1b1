"""The whole listing on a screen of its own: under 60 columns the only detail there is, else for long texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from netriage.session.view import Row, View
from netriage.tui.keys import Verbs, bindings
from netriage.tui.screens.page import Page
from netriage.tui.widgets.detail import DetailPane
from netriage.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from netriage.tui.contract import Desk


class ReadingScreen(Page):
    """The detail with the whole text."""

    SCOPES = ("page",)
    UNHINTED = ("page.follow",)
    BINDINGS = bindings("page")

    def __init__(self, session: Desk, row: Row, view: View) -> None:
        super().__init__(session)
        self._row, self._view = row, view
        pages = {"page.down": 1, "page.up": -1, "page.top": -(10**6), "page.bottom": 10**6}
        self.verbs = Verbs(
            {
                "page.close": self.dismiss,
                **self.jumps(),
                "page.follow": self.dismiss,
                "page.page_down": lambda: self._scroll(self.size.height - 4),
                "page.page_up": lambda: self._scroll(4 - self.size.height),
                **{verb: self._by(lines) for verb, lines in pages.items()},
            }
        )

    def compose(self) -> ComposeResult:
        """The text, and the keys."""
        pane = DetailPane(glyphs=self.host.glyphs, name="reading")
        pane.whole_text = True
        yield pane
        yield StatusLine(glyphs=self.host.glyphs)
        yield self.hints()

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(DetailPane).show(self._row, self._view)

    def _scroll(self, lines: int) -> None:
        self.query_one(DetailPane).scroll_lines(lines)

    def _by(self, lines: int):  # type: ignore[no-untyped-def]
        return lambda: self._scroll(lines)
