"""The journal: everything that was done, newest first; what was undone is struck out and says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from textual.content import Content

from netriage.tui.cells import safe
from netriage.tui.detail import DIM
from netriage.tui.keys import bindings
from netriage.tui.screens.listed import ListedPage
from netriage.tui.when import clock, count_words, local_day, long_day
from netriage.tui.widgets.records import Record
from netriage.tui.working import in_background

LINES = 500


class JournalScreen(ListedPage):
    """Reads the journal in the background."""

    SCOPES = ("page",)
    BINDINGS = bindings("page")
    _lines: Sequence[tuple[datetime, str, bool]] | None = None
    """None until they are read."""

    def on_mount(self) -> None:
        """Show the frame, then what was read."""
        super().on_mount()
        in_background(self, lambda: self.session.journal_lines(LINES), self._take)

    def _take(self, lines: Sequence[tuple[datetime, str, bool]]) -> None:
        self._lines = lines
        self.reload()

    def heading(self) -> Content:
        """What it is, and how much."""
        words = ""
        if self._lines is not None:
            words = "nothing was decided yet"
            if self._lines:
                words = f"the last {count_words(len(self._lines), 'step')}, newest first; undo reaches all of them"
        return Content.assemble(("Journal", "bold"), (f"   {words}", DIM))

    def records(self) -> list[Record]:
        """Days as headings, steps below them."""
        zone, today = self.session.zone, local_day(self.session.now(), self.session.zone)
        records: list[Record] = []
        last: date | None = None
        for number, (at, words, undone) in enumerate(self._lines or ()):
            day = local_day(at, zone)
            if day != last:
                records.append(Record(Content.styled(long_day(day, today), "bold"), heading=True))
                last = day
            tail = ("  undone", DIM) if undone else ""
            text = (safe(words), f"strike {DIM}" if undone else "")
            records.append(
                Record(Content.assemble((f"  {clock(at, zone)}  ", DIM), text, tail), key=str(number), indent=9)
            )
        return records
