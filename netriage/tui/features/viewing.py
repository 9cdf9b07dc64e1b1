"""The saved views: filters on the number keys, each with how many of the inbox it shows.

Separate from typing a filter because they are counted: in the background, when the hands rest, so no key waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.timer import Timer

from netriage.tui.keys import Verb
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen

PLACES = 4
"""How many have a key."""
REST_SECONDS = 0.4
"""How long nothing changes before they are counted."""


class Viewing:
    """Shows a view, and keeps the counts up to date."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen
        self._timer: Timer | None = None

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {f"triage.view_{number + 1}": self._show(number) for number in range(PLACES)}

    def _show(self, number: int) -> Verb:
        def show() -> None:
            screen = self._screen
            views = list(screen.session.settings.views.items())
            if number >= len(views):
                screen.say("There is no such saved view.", 'in config.toml: [views], then soon = "in:7d"')
                return
            name, text = views[number]
            screen.looking.show(text)
            screen.say(f"{name}: {len(screen.pane.keys)} shown", f"{text}; esc clears")

        return show

    def noticed(self) -> None:
        """The picture changed: count anew when it stays so for a moment."""
        if self._screen.session.settings.views:
            if self._timer is not None:
                self._timer.stop()
            self._timer = self._screen.set_timer(REST_SECONDS, self.count)

    def count(self) -> None:
        """Count in the background."""
        in_background(self._screen, self._screen.session.view_counts, self._counted, group="views")

    def _counted(self, counts: Mapping[str, int]) -> None:
        views = list(counts.items())[:PLACES]
        keys = [self._screen.key_of(f"triage.view_{number + 1}") for number in range(len(views))]
        self._screen.views = tuple((key, name, count) for key, (name, count) in zip(keys, views, strict=True))
