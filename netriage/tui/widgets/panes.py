"""The three panes as one thing: which lane stands in which, what their borders say, what folds when it is narrow.

Separate from the screen because it is all about drawing; it holds no state but the lane of the middle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from netriage.model import Lane
from netriage.session.view import View
from netriage.tui import arrange
from netriage.tui.arrange import Line, Moments, Order, Wish
from netriage.tui.cells import cut, safe, width
from netriage.tui.glyphs import Glyphs
from netriage.tui.rows import RowPainter
from netriage.tui.when import hours_words, local_day
from netriage.tui.widgets.lane import LanePane
from netriage.tui.widgets.status import LaneTabs

if TYPE_CHECKING:
    from textual.screen import Screen

FOLD = 100
"""Below so many columns the side panes fold to counts."""
FRAME = 6
"""Cells of a frame that its words can't have."""
KEEP_SHARE = 9 / 40
"""Of the screen's width, as in netriage.tcss."""

NAMES = {Lane.INBOX: "Inbox", Lane.KEEP: "Keep", Lane.SKIP: "Skip", Lane.LATER: "Later", Lane.CHANGED: "Changed"}
EMPTY = {
    Lane.INBOX: "The inbox is empty. {refresh} refreshes the feeds.",
    Lane.KEEP: "Nothing kept yet.",
    Lane.SKIP: "None skipped.",
    Lane.LATER: "Nothing is put off.",
    Lane.CHANGED: "No kept listing has changed.",
}


class Panes:
    """Fills the panes of a screen."""

    def __init__(self, screen: Screen[object], glyphs: Glyphs, key_of: Callable[[str], str]) -> None:
        self._screen, self._key_of = screen, key_of
        self._glyphs = glyphs
        self._skip = screen.query_one("#skip", LanePane)
        self._middle = screen.query_one("#middle", LanePane)
        self._keep = screen.query_one("#keep", LanePane)
        self._tabs = screen.query_one(LaneTabs)
        self._made: dict[LanePane, tuple[Sequence[str], Sequence[str], Wish, date, Sequence[Line]]] = {}
        self._moments = Moments()
        self._views: Sequence[tuple[str, str, int]] = ()
        self._said: tuple[View, Wish] | None = None
        """What the titles were made of last."""
        self.centre = Lane.INBOX
        self.folded = self._narrow()

    def _narrow(self) -> bool:
        return self._screen.size.width < FOLD

    def refold(self) -> bool:
        """Whether the panes fold or unfold at the size of now; their frames have the words that fit there."""
        before, self.folded = self.folded, self._narrow()
        if self._said is not None:
            self._title(*self._said)
        return before != self.folded

    def of(self, lane: Lane) -> LanePane:
        """The pane in which a lane stands."""
        if self.folded:
            return self._middle
        return {Lane.SKIP: self._skip, Lane.KEEP: self._keep}.get(lane, self._middle)

    def lane_of(self, pane: LanePane, lane: Lane) -> Lane:
        """The lane that a pane shows, while the keys act on `lane`."""
        if self.folded:
            return lane
        return {self._skip: Lane.SKIP, self._keep: Lane.KEEP}.get(pane, self.centre)

    def fill(self, view: View, wish: Wish, lane: Lane, *, ready: bool = True) -> None:
        """Put the lanes of a picture into their panes."""
        if self.folded or lane not in (Lane.SKIP, Lane.KEEP):
            self.centre = lane
        elif self.centre in (Lane.SKIP, Lane.KEEP):
            self.centre = Lane.INBOX
        shown = [(self._middle, self.centre)]
        if not self.folded:
            shown += [(self._skip, Lane.SKIP), (self._keep, Lane.KEEP)]
        for pane, where in shown:
            self._fill(pane, where, view, wish)
            if not ready:
                pane.say_when_empty("Reading and ranking …" if pane is self._middle else "")
        self._said = (view, wish)
        self._title(view, wish)
        totals = view.counts
        self._tabs.show([(which.value, totals[which], which is self.centre) for which in Lane])

    def show_views(self, views: Sequence[tuple[str, str, int]]) -> None:
        """Say the saved views with their keys and counts: behind the lanes, wherever these stand."""
        self._views = views
        self._tabs.show_views(views)
        if self._said is not None:
            self._title(*self._said)

    def _fill(self, pane: LanePane, lane: Lane, view: View, wish: Wish) -> None:
        painter = RowPainter(
            self._glyphs,
            view.zone,
            local_day(view.now, view.zone),
            view.ranked,
            dated=arrange.dated(view, wish, lane),
            earlier=lane is Lane.INBOX,
            side=pane is not self._middle,
        )
        pane.say_when_empty("No match." if wish.matched is not None else self._empty(lane, view))
        pane.show(self._lines(pane, lane, view, wish), view.rows, painter)

    def _empty(self, lane: Lane, view: View) -> str:
        """Why nothing is there, and what to do."""
        if lane is Lane.INBOX and not view.feeds:
            return f"There is no feed yet. {self._key_of('triage.feeds')} is where one is added."
        if view.unread:
            return f"Nothing of your feeds is here yet. {self._key_of('triage.refresh')} fetches them."
        return EMPTY[lane].format(refresh=self._key_of("triage.refresh"))

    def _lines(self, pane: LanePane, lane: Lane, view: View, wish: Wish) -> Sequence[Line]:
        """The lines of a pane; the old ones where nothing of theirs has changed, so that nothing is made twice."""
        keys, hidden = view.lanes.get(lane, ()), view.hidden if wish.hidden else ()
        asked, today = replace(wish, lane=lane), local_day(view.now, view.zone)
        made = self._made.get(pane)
        if made and made[0] is keys and made[1] is hidden and made[2:4] == (asked, today):
            return made[4]
        lines = arrange.lines_of(view, wish, lane, self._moments)
        self._made[pane] = (keys, hidden, asked, today, lines)
        return lines

    def decorate(self, marks: frozenset[str], fresh: frozenset[str]) -> None:
        """Show marks, and what the last step moved."""
        for pane in (self._skip, self._middle, self._keep):
            pane.decorate(marks, fresh)

    def _title(self, view: View, wish: Wish) -> None:
        totals = view.counts
        self._skip.entitle(Content(f"Skip {totals[Lane.SKIP]}"))
        hours = f"{_hours(view)} this week"
        fits = width(hours) + FRAME <= self._screen.size.width * KEEP_SHARE
        self._keep.entitle(Content(f"Keep {totals[Lane.KEEP]}"), Content(hours if fits else _hours(view)))
        others = [which for which in (Lane.INBOX, Lane.LATER, Lane.CHANGED) if totals[which] or which is self.centre]
        parts = [
            Content.styled(
                f"{NAMES[which]} {self._count(totals[which], which, wish)}",
                "bold" if which is self.centre else "$quiet",
            )
            for which in others
        ]
        bullet = Content.styled(f" {self._glyphs.bullet} ", "$quiet")
        title = Content("") if self.folded else Content.assemble(bullet.join(parts), *self._viewed())
        self._middle.entitle(title, Content(self._below(view, wish)))

    def _viewed(self) -> list[Content]:
        """The saved views: '   6 soon 4'."""
        return [
            Content.assemble("   ", (key, "$text-accent"), (f" {safe(name, 20)} {count}", "$quiet"))
            for key, name, count in self._views
        ]

    def _count(self, total: int, lane: Lane, wish: Wish) -> str:
        """How many rows: '165', or '4 of 165' while a filter leaves some of them out."""
        filtered = wish.matched is not None and lane is self.centre
        return f"{len(self._middle.keys)} of {total}" if filtered else str(total)

    def _below(self, view: View, wish: Wish) -> str:
        """What the middle pane's lower border says: order, filter, what is hidden."""
        if wish.matched is not None:
            return f"filter: {cut(safe(wish.query), 40, self._glyphs.more)}"
        if self.centre is not Lane.INBOX:
            return ""
        order = "by date" if wish.order is Order.DATE or not view.ranked else "best first"
        shown = " shown too" if wish.hidden else ""
        hidden = f" {self._glyphs.bullet} {len(view.hidden)} hidden{shown}" if view.hidden else ""
        return f"{order if view.ranked else 'unranked, by date'}{hidden}"


def _hours(view: View) -> str:
    budget = view.goal.hours_per_week if view.goal else 0.0
    words = hours_words(view.kept_time)
    return f"{words} of {budget:g} h" if budget else f"{words} h"
