"""A list of made lines with a cursor: what the rare screens are made of (feeds, rules, journal, why, help).

Separate from `LanePane` because its lines are content of any kind and of any height; it is the same list to the hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual

from netriage.tui.glyphs import UNICODE, Glyphs
from netriage.tui.widgets.lines import LineView

_NARROWEST = 16
"""Cells that a text needs to stand in a column of its own."""


@dataclass(frozen=True, slots=True)
class Record:
    """One entry; it wraps to as many lines as it needs."""

    content: Content
    key: str = ""
    heading: bool = False
    """A heading takes no cursor."""
    indent: int = 0
    """How many of its characters stand before the text: what is wrapped begins below the text, not below them."""


class Records(LineView, can_focus=True):
    """Entries with a cursor."""

    COMPONENT_CLASSES = LineView.COMPONENT_CLASSES | {"records--cursor"}

    @dataclass
    class Chosen(Message):
        """An entry was clicked twice."""

        record: Record

    @dataclass
    class Moved(Message):
        """The cursor stands on another entry."""

        record: Record | None

    def __init__(self, *, glyphs: Glyphs = UNICODE, name: str | None = None) -> None:
        super().__init__(glyphs=glyphs, name=name)
        self.records: Sequence[Record] = ()
        self.cursor = 0
        self._strips: list[tuple[int, Strip]] | None = []
        self._cells_wrapped = 0

    @property
    def current(self) -> Record | None:
        """The entry under the cursor."""
        return self.records[self.cursor] if self.cursor < len(self.records) else None

    def show(self, records: Sequence[Record]) -> None:
        """Take other entries; the cursor stays on its key where it is still there."""
        old = self.current
        self.records, self._strips = records, None
        keys = [record.key for record in records]
        self.cursor = keys.index(old.key) if old and old.key in keys else min(self.cursor, max(0, len(records) - 1))
        self.cursor = self._free(self.cursor, 1)
        self.refresh()

    def _free(self, index: int, step: int) -> int:
        """The nearest entry that takes the cursor."""
        for way in (step, -step):
            place = index
            while 0 <= place < len(self.records):
                if not self.records[place].heading:
                    return place
                place += way
        return 0

    def move_to(self, index: int, step: int = 1) -> None:
        """Put the cursor on an entry."""
        if not self.records:
            return
        place = self._free(max(0, min(index, len(self.records) - 1)), step)
        self.cursor, moved = place, place != self.cursor
        owned = [line for line, (owner, _) in enumerate(self._wrapped()) if owner == place]
        if owned:
            self.reveal(owned[-1])
            self.reveal(0 if place == self._free(0, 1) else owned[0])
        self.refresh()
        if moved:
            self.post_message(self.Moved(self.current))

    def move(self, delta: int) -> None:
        """Move by entries."""
        self.move_to(self.cursor + delta, 1 if delta > 0 else -1)

    def notify_style_update(self) -> None:
        """Another theme: the strips hold colours."""
        self._strips = None
        super().notify_style_update()

    def _wrapped(self) -> list[tuple[int, Strip]]:
        cells = max(1, self.size.width - 4)
        if self._strips is None or self._cells_wrapped != cells:
            self._cells_wrapped = cells
            self._strips = [
                (index, strip) for index, record in enumerate(self.records) for strip in self._strips_of(record, cells)
            ]
        return self._strips

    def _strips_of(self, record: Record, cells: int) -> list[Strip]:
        """The lines of one entry."""
        lead, text = record.content[: record.indent], record.content[record.indent :]
        room = cells - lead.cell_length
        if not lead or room < _NARROWEST:
            return Visual.to_strips(self, record.content, cells, None, self.visual_style)
        (first,) = Visual.to_strips(self, lead, lead.cell_length, None, self.visual_style)
        blank = Strip.blank(lead.cell_length, self.visual_style.rich_style)
        lines = Visual.to_strips(self, text, room, None, self.visual_style)
        return [Strip.join([blank if number else first, line]) for number, line in enumerate(lines)]

    def line_count(self) -> int:
        """All lines of all entries."""
        return len(self._wrapped())

    def line(self, index: int, width: int) -> list[Segment]:
        """One line; those of the entry under the cursor stand out."""
        owner, strip = self._wrapped()[index]
        on = owner == self.cursor and not self.records[owner].heading
        ground = self.ground_of("records--cursor") if on else Style()
        blank = self.style_of("") + ground
        gutter = Segment(f"{self.glyphs.cursor if on else ' '} ", self.style_of("") + ground)
        body = [Segment(text, (style or Style()) + ground) for text, style, _ in strip.crop(0, width - 2)]
        return list(Strip([gutter, *body]).adjust_cell_length(width, blank))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one chooses."""
        line = self.top + event.get_content_offset_capture(self).y
        wrapped = self._wrapped()
        if not 0 <= line < len(wrapped):
            return
        owner = wrapped[line][0]
        if event.chain == 2 and owner == self.cursor and self.current is not None:
            self.post_message(self.Chosen(self.current))
        self.move_to(owner)
