"""The main screen: skip, inbox and keep side by side, the listing under the cursor below.

It owns what is shown (picture, wish, lane, marks) and draws it; what can be done is in `features`. A picture replaces
the last one as a whole; the panes keep their cursors by key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import var
from textual.widgets import Input

from netriage.errors import NetriageError
from netriage.model import Lane
from netriage.session.view import Row, Step, View
from netriage.tui import arrange
from netriage.tui.arrange import Wish
from netriage.tui.features.deciding import Deciding
from netriage.tui.features.going import Going
from netriage.tui.features.learning import Learning
from netriage.tui.features.looking import Looking
from netriage.tui.features.marking import Marking
from netriage.tui.features.moving import Moving
from netriage.tui.features.pulling import Pulled, Pulling
from netriage.tui.features.viewing import Viewing
from netriage.tui.features.waiting import Waiting
from netriage.tui.features.weighing import Weighing
from netriage.tui.features.writing import Writing
from netriage.tui.keys import Verbs, bindings
from netriage.tui.screens.page import Page
from netriage.tui.when import local_day
from netriage.tui.widgets.detail import DetailPane
from netriage.tui.widgets.filterbar import FilterBar
from netriage.tui.widgets.header import Heading, Week
from netriage.tui.widgets.lane import LanePane
from netriage.tui.widgets.panes import Panes
from netriage.tui.widgets.status import LaneTabs, StatusLine
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.contract import Desk

POLL_SECONDS = 10.0
"""How often another process's work (a cron pull) is looked for."""


class TriageScreen(Page):
    """State of the main screen, and how a new state is drawn."""

    SCOPES = ("triage",)
    BINDINGS: ClassVar[list[Any]] = bindings("triage")
    AUTO_FOCUS = "#middle"

    wish: var[Wish] = var(Wish)
    lane: var[Lane] = var(Lane.INBOX)
    """The lane that the keys act on."""
    marks: var[frozenset[str]] = var(frozenset)
    fresh: var[frozenset[str]] = var(frozenset)
    """What the last step moved: shown where it went."""
    views: var[tuple[tuple[str, str, int], ...]] = var(())
    """The saved views that have a key: key, name, how many of the inbox they show."""

    def __init__(self, session: Desk, front: View | None = None) -> None:
        super().__init__(session)
        self.ready = False
        """Whether the first whole picture has come; until then `front` is shown, or that it is being made."""
        self.view: View = front or session.view
        self.waiting = Waiting(self, front is not None)
        self.marking = Marking(self)
        self.looking = Looking(self)
        self.pulling = Pulling(self)
        self.deciding = Deciding(self)
        self.learning = Learning(self)
        self.moving = Moving(self)
        self.viewing = Viewing(self)
        self.verbs = Verbs.of(
            self.deciding.verbs(),
            self.marking.verbs(),
            self.looking.verbs(),
            self.pulling.verbs(),
            self.moving.verbs(),
            Writing(self).verbs(),
            Weighing(self).verbs(),
            self.viewing.verbs(),
            Going(self).verbs(),
            {"triage.clear": self.clear},
        )

    def compose(self) -> ComposeResult:
        """Heading, week, panes, detail, filter, status, keys."""
        glyphs = self.host.glyphs
        yield Heading(glyphs=glyphs)
        yield Week(glyphs=glyphs)
        yield LaneTabs()
        with Horizontal(id="panes"):
            yield LanePane(glyphs=glyphs, name="skip")
            yield LanePane(glyphs=glyphs, name="middle")
            yield LanePane(glyphs=glyphs, name="keep")
        yield DetailPane(glyphs=glyphs, name="detail")
        yield FilterBar(self.session.complete)
        yield StatusLine(glyphs=glyphs)
        yield self.hints()

    def on_mount(self) -> None:
        """Find the panes once, draw what there is, look for other processes' work now and then."""
        self.panes = Panes(self, self.host.glyphs, self.key_of)
        self.draw()
        self.set_interval(POLL_SECONDS, self.poll)

    # What features ask

    @property
    def pane(self) -> LanePane:
        """The pane that the keys act on."""
        return self.panes.of(self.lane)

    @property
    def current(self) -> str | None:
        """The key of the listing under the cursor."""
        return self.pane.current

    @property
    def row(self) -> Row | None:
        """The listing under the cursor."""
        return self.view.rows.get(self.current or "")

    @property
    def is_dated(self) -> bool:
        """Whether the pane stands in order of date."""
        return arrange.dated(self.view, self.wish, self.lane)

    def shown_lanes(self) -> Sequence[Lane]:
        """The lanes that Tab goes round."""
        if self.panes.folded:
            return list(Lane)
        centre = self.lane if self.lane in (Lane.LATER, Lane.CHANGED) else self.panes.centre
        return (Lane.SKIP, centre, Lane.KEEP)

    def action_verb(self, verb: str) -> None:
        """Run a verb, unless it has to wait for the whole picture."""
        if self.waiting.allows(verb):
            super().action_verb(verb)
            self._show_row()  # with the cursor, in one repaint: its message comes when the first would be under way

    def guarded(self, act: Callable[[], object]) -> None:
        """Do it; say an expected error. For what comes back from a question."""
        try:
            act()
        except NetriageError as error:
            self.refuse(error)

    # State

    def go_to_lane(self, lane: Lane) -> None:
        """Act on another lane: its own pane where there is one, else the middle shows it."""
        self.lane = lane
        self.wish = replace(self.wish, lane=lane)
        self.draw()
        self.set_focus(self.pane)  # at once: `focus` takes its turn later, and takes it from a filter opened meanwhile

    def wish_for(self, **wishes: Any) -> None:
        """Show something else of the same picture."""
        self.wish = replace(self.wish, **wishes)
        self.draw()

    def stepped(self, step: Step, *, follow: bool = False) -> None:
        """A step was done: take the new picture; `follow` puts the cursor on what came back."""
        self.marking.clear()
        self.fresh = frozenset(step.keys)
        top = self.pane.top
        self.repaint_panes()
        self.learning.noticed()
        back = [key for key in self.pane.keys if key in self.fresh] if follow else []
        if back and self.pane.current not in self.fresh:
            self.pane.set_top(top)  # what came back has pushed the cursor down: the list stays, the cursor goes
            self.pane.move_to_key(back[0])

    def begin(self) -> None:
        """The first whole picture has come."""
        self.ready = True
        self.repaint_panes()
        self.waiting.over()

    def repaint_panes(self) -> None:
        """Take the session's picture."""
        self.view = self.session.view
        self.draw()
        self.viewing.noticed()

    def take_in(self) -> None:
        """Take a picture with other listings, or in another order."""
        self.repaint_panes()
        self.looking.again()

    def draw(self) -> None:
        """Draw the state; nothing is made that is not seen."""
        seen = self.ready or self.waiting.front
        self.panes.fill(self.view, self.wish, self.lane, ready=seen)
        self.panes.decorate(self.marks, self.fresh)
        if seen:
            self.query_one(Heading).show(self.view)
        self.query_one(Week).show(self.view)
        self._show_row()

    def watch_marks(self) -> None:
        """Draw the marks alone."""
        if self.is_mounted:
            self.panes.decorate(self.marks, self.fresh)

    def watch_views(self) -> None:
        """Show the counts of the saved views."""
        if self.is_mounted:
            self.panes.show_views(self.views)

    def _show_row(self) -> None:
        row = self.row
        self.query_one(Week).choose(local_day(row.scored.listing.start, self.view.zone) if row else None)
        self.query_one(DetailPane).show(row, self.view)

    def clear(self) -> None:
        """Escape: the first of these that is there to be cleared."""
        if not (self.marking.clear() or self.looking.close() or self.pulling.cancel()):
            self.say("")

    def poll(self) -> None:
        """Look for what other processes did, unless slow work of our own is under way."""
        busy = any(worker.group == "session" and not worker.is_finished for worker in self.workers)
        if self.ready and not busy and not self.pulling.running:
            in_background(self, self.session.refresh, self._refreshed)

    def _refreshed(self, view: View | None) -> None:
        if view is not None:
            self.take_in()

    # Messages

    @on(Input.Changed)
    def _filter_typed(self, event: Input.Changed) -> None:
        self.looking.filter(event.value)

    @on(FilterBar.Left)
    def _filter_left(self, event: FilterBar.Left) -> None:
        if event.clear:
            self.looking.close()
        else:
            self.set_focus(self.pane)

    @on(FilterBar.Offered)
    def _filter_offered(self, event: FilterBar.Offered) -> None:
        self.looking.offer(event.text, event.words)

    @on(LanePane.Moved)
    def _moved(self, event: LanePane.Moved) -> None:
        if event.pane is self.pane:
            self.marking.follow()
            self._show_row()

    @on(LanePane.Chosen)
    def _chosen(self) -> None:
        self.looking.detail()

    @on(LaneTabs.Picked)
    def _picked(self, event: LaneTabs.Picked) -> None:
        self.go_to_lane(Lane(event.name))

    @on(LaneTabs.Viewed)
    def _viewed(self, event: LaneTabs.Viewed) -> None:
        self.action_verb(f"triage.view_{event.number + 1}")

    @on(Week.Picked)
    def _day_picked(self, event: Week.Picked) -> None:
        self.moving.go_to(event.day)

    @on(Pulled)
    def _pulled(self, event: Pulled) -> None:
        self.pulling.took(event)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click on another pane acts on its lane."""
        if isinstance(event.widget, LanePane):
            lane = self.panes.lane_of(event.widget, self.lane)
            if lane is not self.lane:
                self.lane = lane
                self.draw()

    def on_resize(self) -> None:
        """The panes fold or unfold."""
        if self.is_mounted and self.panes.refold():
            self.draw()
            self.pane.focus()
