"""The goal editor: the file as it is, and beside it what each edit does to the inbox before it is saved."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from netriage.errors import ConfigError, NetriageError
from netriage.model import Scored
from netriage.session.view import GoalEffect, Step
from netriage.tui.cells import cut, fill_left, safe
from netriage.tui.detail import DIM, signed
from netriage.tui.keys import Verbs, bindings
from netriage.tui.screens.asking import Line, confirm
from netriage.tui.screens.page import FLAT, TALL, Page
from netriage.tui.widgets.panes import FOLD
from netriage.tui.widgets.status import StatusLine
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.contract import Desk

PAUSE_SECONDS = 0.4
"""How long nothing is typed before the effect is worked out."""
LEAST_MOVE = 34
"""Cells that a listing needs to be told with what it gains or loses."""
MOST_MOVES = 12


class GoalScreen(Page):
    """Nothing is saved before ctrl+s; a vague goal needs a reason to be saved."""

    SCOPES = ("goal",)
    TYPES = True
    BINDINGS = bindings("goal")
    AUTO_FOCUS = "#goal-text"

    def __init__(self, session: Desk) -> None:
        super().__init__(session)
        self._saved = session.goal_text()
        self._timer: Timer | None = None
        self._effect: GoalEffect | None = None
        """What is shown on the right."""
        self.verbs = Verbs({"goal.save": self.save, "goal.close": self.close})

    def compose(self) -> ComposeResult:
        """The file on the left, its effect on the right (below when narrow)."""
        with Horizontal(id="goal"):
            yield TextArea(self._saved, id="goal-text", show_line_numbers=True)
            with VerticalScroll(id="goal-effect", can_focus=False):
                yield Static(id="goal-words")
        yield StatusLine(glyphs=self.host.glyphs)
        yield self.hints()

    def on_mount(self) -> None:
        """Judge what is there."""
        self.query_one("#goal-text").border_title = "goal.toml"
        self.query_one("#goal-effect").border_title = "what this does to the inbox"
        self._judge()

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.query_one(TextArea).text

    @on(events.Resize)
    def _lay_out(self) -> None:
        if self._effect is not None:
            self._tell(self._effect)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE_SECONDS, self._judge)

    def _judge(self) -> None:
        text = self.text

        def show(effect: GoalEffect) -> None:
            if text == self.text:
                self._effect = effect
                self._tell(effect)

        def refuse(error: NetriageError) -> None:
            if text == self.text:
                self._effect = None
                words = Content.assemble((safe(error.what), "$text-error"), "\n\n", (safe(error.remedy), DIM))
                self._show(words)

        in_background(self, lambda: self.session.goal_effect(text), show, group="effect", refused=refuse)

    def _tell(self, effect: GoalEffect) -> None:
        """Show an effect; where not even a line of it has room, the status line counts what moves."""
        self._show(self._effect_words(effect))
        if self.size.height < FLAT:
            self.say(f"{len(effect.rises)} would rise, {len(effect.falls)} would fall", effect.check.words)

    def _show(self, words: Content) -> None:
        self.query_one("#goal-words", Static).update(words)

    def _effect_words(self, effect: GoalEffect) -> Content:
        parts = [
            Content.styled(safe(effect.check.words), "$text-success" if effect.check.specific else "$text-warning")
        ]
        parts += [
            Content.assemble(f"missing: {safe(item.words)}\n", (safe(item.example), DIM))
            for item in effect.check.missing
        ]
        parts += [
            Content.assemble((f"{safe(item.words)}\n", "$text-warning"), (safe(item.remedy), DIM))
            for item in effect.problems
        ]
        moves = self._all_moves(effect)
        if effect.check.usable and not moves:
            moves = [Content.styled("No listing rises or falls.", DIM)]
        if self.size.height >= TALL:
            wishes = [
                Content.assemble(f"would rank better with {safe(item.words)}\n", (safe(item.example), DIM))
                for item in effect.check.wishes
            ]
            return Content("\n\n").join([*parts, *moves, *wishes])
        # A few lines are all there is: what moves is seen nowhere else, that all is well goes without saying.
        return Content("\n").join([*moves, *parts] if effect.check.specific else [*parts, *moves])

    def _all_moves(self, effect: GoalEffect) -> list[Content]:
        """What rises above what falls; side by side where that has room, which is low then."""
        moves = [("rises", effect.rises), ("falls", effect.falls)]
        there = [(title, found) for title, found in moves if found]
        below = self.app.size.width < FOLD
        cells = (self.app.size.width if below else self.app.size.width * 2 // 5) - 6  # frame, padding, scrollbar
        if len(there) == 2 and below and cells >= 2 * LEAST_MOVE:
            half = cells // 2 - 1
            pairs = zip_longest(*(_moves(title, found, half) for title, found in there), fillvalue=Content(""))
            lines = [Content.assemble(one, " " * (half + 2 - one.cell_length), other) for one, other in pairs]
            return [Content("\n").join(lines)]
        return [Content("\n").join(_moves(title, found, max(LEAST_MOVE, cells))) for title, found in there]

    def save(self, override: str = "") -> None:
        """Save and rank by it, in the background; a vague goal asks for a reason."""
        text = self.text
        self.say("saving …")
        in_background(
            self, lambda: self.session.save_goal(text, override=override), self._done, refused=self._not_saved
        )

    def _done(self, step: Step) -> None:
        self._saved = self.text
        self.dismiss(step)

    def _not_saved(self, error: NetriageError) -> None:
        self.refuse(error)
        if isinstance(error, ConfigError):
            return

        def taken(reason: str | None) -> None:
            if reason and reason.strip():
                self.save(reason.strip())

        body = Content.assemble(safe(error.what), "\n", (safe(error.remedy), DIM))
        self.app.push_screen(
            Line("Use it all the same? Then say why", body, placeholder="the reason; esc goes back"), taken
        )

    def close(self) -> None:
        """Leave; an edit that was not saved asks first."""
        if self.text == self._saved:
            self.dismiss(None)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        self.app.push_screen(
            confirm("Leave without saving?", "", "leave, the goal stays as it was", "go on editing"), answered
        )


def _moves(title: str, moves: tuple[tuple[Scored, float], ...], cells: int) -> list[Content]:
    """A heading and the listings that move most, each with its change and its new fit; a line each."""
    style = "$text-success" if title == "rises" else "$text-error"
    lines = [Content.styled(f"{title} ({len(moves)})", "bold")]
    for scored, change in moves[:MOST_MOVES]:
        fit = "" if scored.fit is None else f"{scored.fit:.0f}"
        name = cut(safe(scored.listing.title), cells - 13)
        lines.append(Content.assemble((fill_left(signed(change), 7), style), (fill_left(fit, 4), "bold"), f"  {name}"))
    if len(moves) > MOST_MOVES:
        lines.append(Content.styled(f"        and {len(moves) - MOST_MOVES} more", DIM))
    return lines
