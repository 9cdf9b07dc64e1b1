"""The lines above the panes: the objective, targets reached, hours kept of the budget; below them the coming week.

Separate because it answers the question that is always there: is this worth my week? Events attended are never counted.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from netriage.model import Lane
from netriage.session.view import View
from netriage.tui.cells import cut, safe, width
from netriage.tui.glyphs import UNICODE, Glyphs
from netriage.tui.when import DAYS, hours_words, local_day

DIM = "$quiet"
MAX_DOTS = 12


class Heading(Widget):
    """Objective and budget."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Heading { height: 1; padding: 0 1; }"

    def __init__(self, *, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.glyphs = glyphs
        self.picture: View | None = None

    def show(self, view: View) -> None:
        """Take another picture; drawn again only when it says something else."""
        before, self.picture = self.picture, view
        if before is None or _said(before) != _said(view):
            self.refresh()

    def render(self) -> Content:
        """One line, whatever the width."""
        cells, view = self.size.width, self.picture
        if view is None:
            return Content.styled(cut("netriage", cells, ""), DIM)
        right = self._right(view, cells)
        room = cells - right.cell_length - 2
        left = self._left(view, room)
        return Content.assemble(left, " " * max(1, cells - left.cell_length - right.cell_length), right)

    def _left(self, view: View, room: int) -> Content:
        mark = self.glyphs.more
        if view.goal is None:
            return Content.styled(
                cut("No objective yet: press e to write one. Nothing is ranked.", room, mark), "$text-warning"
            )
        if not view.ranked:
            return Content.styled(cut(f"{safe(view.check.words)} Press e.", room, mark), "$text-warning")
        override = " (vague, used all the same)" if not view.check.specific else ""
        return Content.styled(cut(safe(view.goal.statement) + override, room, mark), "bold")

    def _right(self, view: View, cells: int) -> Content:
        """Targets and hours, shorter when it is narrow; never more than a half below 60 columns."""
        hours = hours_words(view.kept_time)
        budget = view.goal.hours_per_week if view.goal else 0.0
        of = f" of {budget:g}" if budget else ""
        over = bool(budget) and view.kept_time > timedelta(hours=budget)
        tone = "$text-error" if over else ""
        if cells < 60:
            return Content.styled(f"{hours}{of.replace(' of ', '/')} h", tone or DIM) if cells >= 24 else Content("")
        reached, total = len(view.targets_reached), view.targets_total
        targets = self._targets(reached, total, cells) if total else Content("")
        words = f"{hours}{of} h" + (" over" if over else "")
        meter = Content("")
        if budget and cells >= 100:
            share = view.kept_time / timedelta(hours=budget)
            meter = Content.assemble(" ", self.glyphs.meter(share, 8, tone or "$text-accent"))
        return Content.assemble(targets, ("kept ", DIM), (words, f"bold {tone}".strip()), meter)

    def _targets(self, reached: int, total: int, cells: int) -> Content:
        dots = Content("")
        if total <= MAX_DOTS and cells >= 100:
            dots = Content.assemble(
                (self.glyphs.dot * reached, "$text-accent"), (self.glyphs.hollow * (total - reached), DIM), " "
            )
        return Content.assemble(("targets ", DIM), dots, (f"{reached} of {total}", "bold"), "   ")


def _said(view: View) -> tuple[object, ...]:
    """What the heading says of a picture."""
    return view.goal, view.check, view.ranked, view.kept_time, len(view.targets_reached), view.targets_total


class Week(Widget):
    """The coming seven days with what is kept on each."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Week { height: 1; padding: 0 1; }"

    class Picked(Message):
        """A day was clicked."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self, *, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.glyphs = glyphs
        self._days: list[tuple[date, int, bool]] = []
        self._chosen: date | None = None

    def show(self, view: View) -> None:
        """Take another picture."""
        today = local_day(view.now, view.zone)
        week = {today + timedelta(days=number) for number in range(7)}
        kept: Counter[date] = Counter()
        clash: set[date] = set()
        for lane in (Lane.KEEP, Lane.CHANGED):
            for key in view.lanes.get(lane, ()):
                row = view.rows[key]
                day = local_day(row.scored.listing.start, view.zone)
                if day in week:
                    kept[day] += 1
                    clash |= {day} if row.clashes else set()
        days = [(day, kept[day], day in clash) for day in sorted(week)]
        if days != self._days:
            self._days = days
            self.refresh()

    def choose(self, day: date | None) -> None:
        """Point at the day of the listing under the cursor."""
        if day != self._chosen:
            self._chosen = day
            self.refresh()

    def render(self) -> Content:
        """One line; each day has the same share of it."""
        cells = self.size.width
        if not self._days or cells < 42:
            return Content("")
        share = cells // 7
        parts: list[tuple[str, str]] = []
        for number, (day, kept, clash) in enumerate(self._days):
            name = f"{DAYS[day.weekday()]} {day.day:>2}"
            style = "bold underline $text-accent" if day == self._chosen else "bold" if number == 0 else DIM
            marks = self._marks(kept, share - width(name) - 2, clash)
            parts += [(name, style), (" ", ""), (marks, "$text-error" if clash else "$text-accent")]
            parts.append((" " * max(0, share - width(name) - 1 - width(marks)), ""))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """A click goes to the day."""
        share = max(1, self.size.width // 7)
        number = event.get_content_offset_capture(self).x // share
        if 0 <= number < len(self._days):
            self.post_message(self.Picked(self._days[number][0]))

    def _marks(self, kept: int, room: int, clash: bool) -> str:
        tail = "!" if clash else ""
        squares = self.glyphs.square * kept + tail
        return squares if width(squares) <= room else cut(f"{kept}{tail}", max(0, room), "")
