"""The goal editor: the file as it is, and beside it what each edit does to the inbox before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from netriage.errors import ConfigError, NetriageError
from netriage.model import Scored
from netriage.session.view import GoalEffect, Step
from netriage.tui.cells import fill_left, safe
from netriage.tui.detail import DIM, signed
from netriage.tui.keys import Verbs, bindings
from netriage.tui.screens.asking import Line, confirm
from netriage.tui.screens.page import Page
from netriage.tui.widgets.status import StatusLine
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.contract import Desk

PAUSE_SECONDS = 0.4
"""How long nothing is typed before the effect is worked out."""


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

    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE_SECONDS, self._judge)

    def _judge(self) -> None:
        text = self.text

        def show(effect: GoalEffect) -> None:
            if text == self.text:
                self._show(self._effect_words(effect))

        def refuse(error: NetriageError) -> None:
            if text == self.text:
                words = Content.assemble((safe(error.what), "$text-error"), "\n\n", (safe(error.remedy), DIM))
                self._show(words)

        in_background(self, lambda: self.session.goal_effect(text), show, group="effect", refused=refuse)

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
        if effect.rises:
            parts.append(self._moves("rises", effect.rises))
        if effect.falls:
            parts.append(self._moves("falls", effect.falls))
        if effect.check.usable and not effect.rises and not effect.falls:
            parts.append(Content.styled("No listing rises or falls.", DIM))
        return Content("\n\n").join(parts)

    def _moves(self, title: str, moves: tuple[tuple[Scored, float], ...]) -> Content:
        style = "$text-success" if title == "rises" else "$text-error"
        lines = [Content.styled(f"{title} ({len(moves)})", "bold")]
        for scored, change in moves[:12]:
            fit = fill_left(f"{scored.fit:.0f}", 4) if scored.fit is not None else "    "
            lines.append(
                Content.assemble(
                    (fill_left(signed(change), 7), style), (fit, "bold"), f"  {safe(scored.listing.title, 70)}"
                )
            )
        if len(moves) > 12:
            lines.append(Content.styled(f"        and {len(moves) - 12} more", DIM))
        return Content("\n").join(lines)

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
