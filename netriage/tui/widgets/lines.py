"""A scrolling view of lines that are made only when they are seen.

Separate because panes, detail and every list of the program build on it. It is a plain `Widget` with `render_line`, not
a `ScrollView`: at 50,000 rows that removes a row in 5 ms instead of 36, and no layout is needed when it changes. So
it keeps its own offset and draws its own thumb, in the last column, only where there is something to scroll.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.widget import Widget

from netriage.tui.cells import room
from netriage.tui.glyphs import UNICODE, Glyphs

_MANY = 1_000
"""Drawn lines that are kept."""


def _wrapped(content: Content, cells: int) -> list[Content]:
    """Lines that fit on any terminal."""
    if "\n" not in content.plain and room(content.plain) <= cells:
        return [content]
    lines = content.wrap(cells)
    over = max(room(line.plain) for line in lines) - cells
    return lines if over <= 0 else content.wrap(max(1, cells - over))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around the lines, as long as size and styles are the same."""

    size: Size
    left: Strip
    """Frame and padding before each line."""
    right: Strip
    ground: Color
    edges: dict[tuple[int, object, object], Strip]
    """The lines above and below, by place and titles."""


class LineView(Widget):
    """Lines by index, from `top` on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--thumb"}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; }
    """

    def __init__(self, *, glyphs: Glyphs = UNICODE, name: str | None = None) -> None:
        self._ready: dict[int, Strip] = {}
        """The lines as they are on the screen: the compositor asks for all of them when one has changed."""
        super().__init__(id=name)  # a name is enough to find a pane by
        self.glyphs = glyphs
        self.top = 0
        self._styles: dict[tuple[str, str], Style] = {}
        self._inks: dict[VisualStyle, Style] = {}
        self._drawn: dict[tuple[Hashable, bool | None], tuple[object, Strip]] = {}
        self._frame: _Frame | None = None
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
                found += self.ground_of(ground)
            self._styles[name, ground] = found
        return found

    def ground_of(self, name: str) -> Style:
        """The background of a component class; where the terminal's own colours rule, it is said by reversing."""
        style = self.get_component_rich_style(name)
        return Style(reverse=True) if style.reverse else Style(bgcolor=style.bgcolor)

    def notify_style_update(self) -> None:
        """The theme or a pseudo class changed: forget the styles."""
        self._styles.clear()
        self._inks.clear()
        self.forget_lines()
        super().notify_style_update()

    def forget_lines(self) -> None:
        """Draw all lines anew next time."""
        self._drawn.clear()
        self._ready.clear()
        self._frame = None

    def sign(self, index: int) -> tuple[Hashable, object] | None:  # noqa: ARG002  # for those that know
        """What a line shows, as a name and a thing: with both the same it is not drawn again. None: always anew."""
        return None

    def written(self, content: Content, cells: int) -> list[list[Segment]]:
        """Wrap a text. `Visual.to_strips` gives each piece a style of its own, for selecting: four times as slow."""
        lines = _wrapped(content, cells)
        base, inks = self.visual_style, self._inks
        written = []
        for line in lines:
            segments = []
            for text, style in line.render(base, end="", parse_style=self._get_style):
                ink = inks.get(style)
                if ink is None:
                    ink = inks[style] = style.rich_style
                segments.append(Segment(text, ink))
            written.append(segments)
        return written

    @property
    def page(self) -> int:
        """How many lines are seen."""
        return max(1, self.size.height)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines of one size.

        Not through Textual's cache of styles (8.2): it frames each line anew when one is inserted above it, which is
        most of the price of a decision. The frame's own lines it draws as ever.
        """
        self._cells = self.size
        size, gutter = self.outer_size, self.gutter
        if self._cells.width <= 0 or self._cells.height <= 0:
            return super().render_lines(crop)
        if self._frame is None or self._frame.size != size:
            self.forget_lines()
            self._frame = self._draw_frame(size)
        frame, ready, filters = self._frame, self._ready, self.get_line_filters()
        for y in crop.line_range:
            if y not in ready:
                inside = gutter.top <= y < size.height - gutter.bottom
                strip = self._framed(y - gutter.top, frame) if inside else self._edge(y, frame)
                for each in filters:
                    strip = strip.apply_filter(each, frame.ground)
                ready[y] = strip
        strips = [ready[y] for y in crop.line_range]
        first, last = crop.column_span
        return strips if (first, last) == (0, size.width) else [strip.crop(first, last) for strip in strips]

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> LineView:
        """Have lines drawn again, all of them unless some are named."""
        if regions:
            lines = {y + self.gutter.top for region in regions for y in region.line_range}
            self._ready = {y: strip for y, strip in self._ready.items() if y not in lines}
        else:
            self._ready.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _draw_frame(self, size: Size) -> _Frame:
        (whole,) = super().render_lines(Region(0, self.gutter.top, size.width, 1))
        left, right = whole.crop(0, self.gutter.left), whole.crop(size.width - self.gutter.right, size.width)
        return _Frame(size, left, right, self.background_colors[1], {})

    def _edge(self, y: int, frame: _Frame) -> Strip:
        """A line of the frame itself."""
        name = y, self.border_title, self.border_subtitle
        if name not in frame.edges:
            (frame.edges[name],) = super().render_lines(Region(0, y, frame.size.width, 1))
        return frame.edges[name]

    def _framed(self, y: int, frame: _Frame) -> Strip:
        """The line at `y` between the frame's sides, drawn when it shows something else than before."""
        index = self.top + y
        sign = self.sign(index) if 0 <= index < self.line_count() else None
        name = sign and (sign[0], self._thumb(y))
        kept = self._drawn.get(name) if name else None
        if sign and kept and kept[0] is sign[1]:
            return kept[1]
        strip = Strip([*frame.left, *self.render_line(y), *frame.right], frame.size.width)
        if sign and name:
            if len(self._drawn) > _MANY:
                self._drawn.clear()
            self._drawn[name] = sign[1], strip
        return strip

    def render_line(self, y: int) -> Strip:
        """Draw the line at `y`, and the thumb beside it."""
        width = self._cells.width
        if width <= 0:
            return Strip.blank(0)
        count, index, blank = self.line_count(), self.top + y, self.style_of("")
        thumb = self._thumb(y)
        room = width if thumb is None else width - 1
        segments = self.line(index, room) if 0 <= index < count else []
        strip = Strip(segments).adjust_cell_length(room, segments[-1].style if segments else blank)
        if thumb is None:
            return strip
        sign = Segment(self.glyphs.thumb, self.style_of("lines--thumb")) if thumb else Segment(" ", blank)
        return Strip([*strip, sign], width)

    def _thumb(self, y: int) -> bool | None:
        """Whether the thumb is beside the line at `y`; None when there is nothing to scroll."""
        count, page = self.line_count(), max(1, self._cells.height)
        if count <= page or self._cells.width <= 4:
            return None
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
