"""A scrolling view of lines that are made only when they are seen.

Separate because panes, detail and every list of the program build on it. It is a plain `Widget` with `render_line`, not
a `ScrollView`: at 50,000 rows that removes a row in 5 ms instead of 36, and no layout is needed when it changes. So
it keeps its own offset and draws its own thumb, in the last column, only where there is something to scroll.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from netriage.tui.glyphs import UNICODE, Glyphs


class LineView(Widget):
    """Lines by index, from `top` on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--thumb"}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, name: str | None = None) -> None:
        super().__init__(id=name)  # a name is enough to find a pane by
        self.glyphs = glyphs
        self.top = 0
        self._styles: dict[tuple[str, str], Style] = {}
        self._cells = Size(0, 0)
        """The size while lines are drawn: `Widget.size` is worked out anew at each call."""

    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def line(self, index: int, width: int) -> list[Segment]:
        """Make one line, at most `width` cells."""
        raise NotImplementedError

    def style_of(self, name: str, ground: str = "") -> Style:
        """A component class as a style of the terminal, on the background of another one.

        Kept until the theme or the focus changes: it is asked for with every piece of every line.
        """
        found = self._styles.get((name, ground))
        if found is None:
            found = self.get_component_rich_style(name) if name else self.rich_style
            if ground:
                found += Style(bgcolor=self.get_component_rich_style(ground).bgcolor)
            self._styles[name, ground] = found
        return found

    def notify_style_update(self) -> None:
        """The theme or a pseudo class changed: forget the styles."""
        self._styles.clear()
        super().notify_style_update()

    @property
    def page(self) -> int:
        """How many lines are seen."""
        return max(1, self.size.height)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of one size."""
        self._cells = self.size
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw the line at `y`, and the thumb beside it."""
        width = self._cells.width
        if width <= 0:
            return Strip.blank(0)
        count, index, blank = self.line_count(), self.top + y, self.style_of("")
        thumb = count > max(1, self._cells.height) and width > 4
        room = width - 1 if thumb else width
        segments = self.line(index, room) if 0 <= index < count else []
        strip = Strip(segments).adjust_cell_length(room, segments[-1].style if segments else blank)
        if not thumb:
            return strip
        sign = Segment(self.glyphs.thumb, self.style_of("lines--thumb")) if self._on_thumb(y) else Segment(" ", blank)
        return Strip.join([strip, Strip([sign], 1)])

    def _on_thumb(self, y: int) -> bool:
        count, page = self.line_count(), max(1, self._cells.height)
        size = max(1, page * page // count)
        begin = round(self.top / max(1, count - page) * (page - size))
        return begin <= y < begin + size

    def scroll_lines(self, delta: int) -> None:
        """Move the window, as far as there are lines."""
        self.set_top(self.top + delta)

    def set_top(self, top: int) -> None:
        """Show from this line on."""
        top = max(0, min(top, self.line_count() - self.page))
        if top != self.top:
            self.top = top
            self.refresh()

    def reveal(self, index: int) -> None:
        """Scroll just as far as needed to show a line."""
        if index < self.top:
            self.set_top(index)
        elif index >= self.top + self.page:
            self.set_top(index - self.page + 1)

    def refresh_line(self, index: int) -> None:
        """Draw one line again if it is seen."""
        y = index - self.top
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the window and not the cursor."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the window and not the cursor."""
        event.stop()
        self.scroll_lines(-3)
