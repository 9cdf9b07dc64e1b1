"""To the other screens, and back from them with what they changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from netriage.tui.keys import Verb
from netriage.tui.screens.page import Page

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


class Going:
    """Opens screens; each is imported when it is first asked for."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {
            "triage.feeds": self.feeds,
            "triage.goal": self.goal,
            "triage.calendar": self.calendar,
            "triage.rules": self.rules,
            "triage.journal": self.journal,
        }

    def _open(self, page: Page) -> None:
        self._screen.app.push_screen(page, lambda _: self._screen.repaint_panes())

    def feeds(self) -> None:
        """The feeds; a feed that was added there is pulled at once."""
        from netriage.tui.screens.feeds import FeedsScreen

        def back(added: bool | None) -> None:
            self._screen.repaint_panes()
            if added:
                self._screen.pulling.start()

        self._screen.app.push_screen(FeedsScreen(self._screen.session), back)

    def goal(self) -> None:
        """The goal."""
        from netriage.tui.screens.goal import GoalScreen

        self._open(GoalScreen(self._screen.session))

    def calendar(self) -> None:
        """What goes into the calendar."""
        from netriage.tui.screens.calendar import CalendarScreen

        self._open(CalendarScreen(self._screen.session))

    def rules(self) -> None:
        """The rules."""
        from netriage.tui.screens.rules import RulesScreen

        self._open(RulesScreen(self._screen.session))

    def journal(self) -> None:
        """What was decided."""
        from netriage.tui.screens.journal import JournalScreen

        self._open(JournalScreen(self._screen.session))
