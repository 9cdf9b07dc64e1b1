"""Why: every contribution to the fit with its quote; they add up to the number on the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from netriage.model import Evidence
from netriage.session.view import Row, View
from netriage.tui import detail
from netriage.tui.cells import fill_left, safe
from netriage.tui.detail import DIM, signed
from netriage.tui.keys import bindings
from netriage.tui.screens.listed import ListedPage
from netriage.tui.widgets.records import Record
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.contract import Desk

_GOAL_GROUPS = {"people", "companies", "words", "place", "type", "known", "avoid"}


class WhyScreen(ListedPage):
    """One row a contribution; Enter opens what it comes from: the goal, or what was learned."""

    SCOPES = ("page",)
    UNHINTED = ()
    BINDINGS = bindings("page")

    def __init__(self, session: Desk, row: Row, view: View) -> None:
        super().__init__(session)
        self._row, self._view = row, view
        self._learned: Sequence[str] = ()
        self._evidence: list[Evidence] = sorted(row.scored.evidence, key=lambda item: -abs(item.points))

    def on_mount(self) -> None:
        """What decisions taught is worked out in the background."""
        super().on_mount()
        in_background(self, self.session.learned_words, self._take)

    def _take(self, learned: Sequence[str]) -> None:
        self._learned = learned
        self.reload()

    def heading(self) -> Content:
        """The title and the sum."""
        return Content.assemble(
            detail.title_of(self._row),
            "\n",
            (detail.fit_words(self._row, self._view), "bold"),
            ("   the points below add up to it", DIM),
        )

    def records(self) -> list[Record]:
        """The contributions, the gates, then what decisions have taught."""
        glyphs = self.host.glyphs
        top = max((abs(item.points) for item in self._evidence), default=1.0)
        rows = [Record(self._line(item, top), key=item.group, indent=24) for item in self._evidence]
        total = sum(item.points for item in self._evidence)
        rows.append(
            Record(
                Content.assemble((fill_left(f"= {total:.1f}", 8), "bold"), ("  all of them together", DIM)), key="sum"
            )
        )
        for gate in self._row.scored.gates:
            quote = f" “{safe(gate.quote)}”" if gate.quote else ""
            rows.append(Record(Content.styled(f"  barred  {safe(gate.why)}{quote}", "$text-error"), key="gate"))
        learned = [safe(words) for words in self._learned]
        if learned:
            rows.append(Record(Content.styled(f"{glyphs.rule * 3} learned from your decisions", DIM), key="record"))
            rows += [Record(Content(f"          {words}"), key="record") for words in learned]
        return rows

    def _line(self, item: Evidence, top: float) -> Content:
        style = "$text-success" if item.points > 0 else "$text-error"
        bar = self.host.glyphs.meter(abs(item.points) / top, 12, style)
        quote = f"  “{safe(item.quote, 160)}”" if item.quote else ""
        where = f" ({item.field})" if item.field else ""
        return Content.assemble(
            (fill_left(signed(item.points), 8), "bold"), "  ", bar, f"  {safe(item.why)}", (quote + where, DIM)
        )

    def follow(self, record: Record) -> None:
        """Open the goal for what comes from it, the listing for what only stands there."""
        if record.key in _GOAL_GROUPS:
            from netriage.tui.screens.goal import GoalScreen

            self.app.push_screen(GoalScreen(self.session))
        elif record.key == "gate":
            from netriage.tui.screens.rules import RulesScreen

            self.app.push_screen(RulesScreen(self.session))
        else:
            self.say("It comes from your own decisions.", "u on the main screen undoes one")
