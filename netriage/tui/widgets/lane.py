"""One pane: the rows of a lane with a cursor, marks and day headers.

Separate because it is what must be fast: nothing here is made before it is seen, and a cursor move redraws two lines.
It is refilled by key, so the cursor stays on its listing when rows come and go, and it never posts a message for that.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from netriage.session.view import Row
from netriage.sharing import Grouped
from netriage.tui.cells import fill
from netriage.tui.glyphs import UNICODE, Glyphs
from netriage.tui.rows import Look, RowPainter
from netriage.tui.widgets.lines import LineView

NOTHING = Content("")
_NEAR = 100
"""How many lines around the cursor are looked at before all are."""
Line = str | date
"""A listing's key, or the day that a header names."""


class LanePane(LineView, can_focus=True):
    """Rows of one lane. The screen fills it with `show`; it answers with `Moved` and `Chosen`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = LineView.COMPONENT_CLASSES | {
        "lane--text", "lane--dim", "lane--faint", "lane--high", "lane--middle", "lane--low", "lane--target",
        "lane--alert", "lane--flag", "lane--mark", "lane--day", "lane--cursor", "lane--rest",
    }  # fmt: skip

    @dataclass
    class Moved(Message):
        """The cursor of the pane stands on another listing."""

        pane: LanePane
        key: str | None

        @property
        def control(self) -> LanePane:
            """The pane, for `@on` with a selector."""
            return self.pane

    @dataclass
    class Chosen(Message):
        """The listing under the cursor was clicked twice."""

        key: str

    def __init__(self, *, empty: str = "", glyphs: Glyphs = UNICODE, name: str | None = None) -> None:
        super().__init__(glyphs=glyphs, name=name)
        self.lines: Sequence[Line] = ()
        self.rows: Mapping[str, Row] = {}
        self.marks: frozenset[str] = frozenset()
        self.fresh: frozenset[str] = frozenset()
        self.painter: RowPainter | None = None
        self.empty = empty
        self.cursor = 0
        self._words = ("", "")

    @property
    def current(self) -> str | None:
        """The key of the listing under the cursor."""
        line = self.lines[self.cursor] if self.cursor < len(self.lines) else None
        return line if isinstance(line, str) else None

    @property
    def keys(self) -> list[str]:
        """The keys shown, in order, without the headers."""
        return [line for line in self.lines if isinstance(line, str)]

    def show(self, lines: Sequence[Line], rows: Mapping[str, Row], painter: RowPainter) -> None:
        """Take new rows. The cursor stays on its listing, else on the next one that is left; the window stays too."""
        before, old_cursor, above = self.lines, self.cursor, self.cursor - self.top
        same = (
            before is lines
            and painter == self.painter
            and all(self.rows.get(key) is rows.get(key) for key in self.seen)
        )
        if painter != self.painter:
            self.forget_lines()
        self.lines, self.rows, self.painter = lines, rows, painter
        if before is not lines:
            self.cursor = self._settle(before, old_cursor)
            self.top = max(0, min(self.cursor - above, len(lines) - self.page))
        self._uncover()
        if not same:
            self.refresh()

    def entitle(self, title: Content, subtitle: Content = NOTHING) -> None:
        """Set the words in the frame; setting them draws the whole pane, so only when they are others."""
        words = (title.plain, subtitle.plain)
        if words != self._words:
            self._words = words
            self.border_title, self.border_subtitle = title, subtitle

    def say_when_empty(self, words: str) -> None:
        """What an empty pane says."""
        if words != self.empty:
            self.empty = words
            self.refresh_line(0)

    @property
    def seen(self) -> list[str]:
        """The keys of the rows that are on the screen."""
        return [line for line in self.lines[self.top : self.top + self.page] if isinstance(line, str)]

    def _settle(self, before: Sequence[Line], cursor: int) -> int:
        """Where the cursor belongs now: its key, else the next survivor below, else the last row."""
        wanted = before[cursor] if cursor < len(before) else None
        first = max(0, cursor - _NEAR)
        near = {line: first + index for index, line in enumerate(self.lines[first : cursor + _NEAR])}
        if isinstance(wanted, str) and (wanted in near or wanted in self.lines):
            return near[wanted] if wanted in near else self.lines.index(wanted)
        below = before[cursor + 1 : cursor + _NEAR]
        if not any(line in near for line in below if isinstance(line, str)):
            near = dict(zip(self.lines, range(len(self.lines)), strict=True))
            below = before[cursor + 1 :]
        for line in below:
            if isinstance(line, str) and line in near:
                return near[line]
        return self._row_at(min(cursor, len(self.lines) - 1), -1)

    def _row_at(self, index: int, step: int) -> int:
        """The nearest line with a listing, first in the direction of `step`."""
        for way in (step, -step):
            place = index
            while 0 <= place < len(self.lines):
                if isinstance(self.lines[place], str):
                    return place
                place += way
        return 0

    def _uncover(self) -> None:
        """Keep the cursor seen; at the first row of a day its header too."""
        self.reveal(self.cursor)
        if 0 < self.cursor == self.top and not isinstance(self.lines[self.cursor - 1], str):
            self.set_top(self.cursor - 1)

    def move_to(self, index: int, step: int = 1) -> None:
        """Put the cursor on a line, or the nearest listing in the direction of `step`, and say so."""
        if not self.lines:
            return
        place = self._row_at(max(0, min(index, len(self.lines) - 1)), step)
        if place == self.cursor:
            return
        old, self.cursor = self.cursor, place
        self._uncover()
        self.refresh_line(old)
        self.refresh_line(place)
        self.post_message(self.Moved(self, self.current))

    def move(self, delta: int) -> None:
        """Move by rows."""
        self.move_to(self.cursor + delta, 1 if delta > 0 else -1)

    def move_page(self, pages: int) -> None:
        """Move by pages."""
        self.move(pages * max(1, self.page - 1))

    def move_to_key(self, key: str) -> bool:
        """Put the cursor on a listing; False when the pane does not show it."""
        place = self._place(key)
        if place >= 0:
            self.move_to(place)
        return place >= 0

    def move_day(self, step: int) -> None:
        """Put the cursor on the first row of the next day, or of this one and then the day before."""
        headers = [index for index, line in enumerate(self.lines) if not isinstance(line, str)]
        if step > 0:
            index = next((head for head in headers if head > self.cursor), None)
        else:
            index = next((head for head in reversed(headers) if head < self.cursor - 1), None)
        if index is not None:
            self.move_to(index + 1)

    def decorate(self, marks: frozenset[str], fresh: frozenset[str]) -> None:
        """Take other marks; draw only the rows again that they change."""
        if (marks, fresh) != (self.marks, self.fresh):
            came = fresh - self.fresh
            other = (marks ^ self.marks) | (fresh ^ self.fresh)
            self.marks, self.fresh = marks, fresh
            if came and not self.has_focus:
                self._show_fresh(came)
            for index in range(self.top, min(len(self.lines), self.top + self.page)):
                if self.lines[index] in other:
                    self.refresh_line(index)

    def _show_fresh(self, came: frozenset[str]) -> None:
        """Scroll to what has just come, so that a decision is seen where it went."""
        if len(came) == 1:
            index = self._place(*came)
        else:
            index = next((place for place, line in enumerate(self.lines) if line in came), -1)
        if index >= 0:
            self.reveal(max(0, index - 1))
            self.reveal(index)

    def _place(self, key: str) -> int:
        """Where a listing stands, -1 for nowhere. Under day headers only its day is looked through."""
        row, painter, lines = self.rows.get(key), self.painter, self.lines
        if row is not None and painter is not None and painter.dated and isinstance(lines, Grouped):
            return lines.place(painter.heading(row.scored.listing), key)
        return lines.index(key) if key in lines else -1

    def line_count(self) -> int:
        """Rows and headers; an empty pane has its sentence."""
        return len(self.lines)

    def render_line(self, y: int) -> Strip:
        """An empty pane says why it is empty."""
        if self.lines or y > 0 or not self._cells.width:
            return super().render_line(y)
        words = fill(f" {self.empty}", self._cells.width, self.glyphs.more)
        return Strip([Segment(words, self.style_of("lane--dim"))])

    def line(self, index: int, width: int) -> list[Segment]:
        """Draw a row or a header."""
        painter, line = self.painter, self.lines[index]
        if painter is None:
            return []
        if not isinstance(line, str):
            return painter.day(line, width, self.style_of)
        row = self.rows.get(line)
        if row is None:
            return []
        return painter.row(row, width, self._look(index), self.style_of)

    def _look(self, index: int) -> Look:
        line = self.lines[index]
        cursor = index == self.cursor
        return Look(cursor, cursor and self.has_focus, marked=line in self.marks, fresh=line in self.fresh)

    def sign(self, index: int) -> tuple[Hashable, object] | None:
        """A day, or a row and how it looks."""
        line = self.lines[index]
        if not isinstance(line, str):
            return line, None
        return (line, self._look(index)), self.rows.get(line)

    def on_resize(self) -> None:
        """Fewer lines hide no cursor, more of them leave no hole at the end."""
        self.set_top(self.top)
        self._uncover()

    def on_focus(self) -> None:
        """The cursor is drawn stronger where the keys go."""
        self.refresh_line(self.cursor)

    def on_blur(self) -> None:
        """The cursor steps back."""
        self.refresh_line(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one opens the listing."""
        index = self.top + event.get_content_offset_capture(self).y
        if not 0 <= index < len(self.lines) or not isinstance(self.lines[index], str):
            return
        if event.chain == 2 and index == self.cursor:
            self.post_message(self.Chosen(str(self.lines[index])))
        self.move_to(index)
