"""Ranks anew by what the last decisions teach, when the hands rest.

Not after each decision: rows that move under the cursor are not calm. The cursor stays on its listing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from netriage.session.view import View
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen

ENOUGH = 8
"""Steps that are worth ranking anew."""
REST_SECONDS = 3.0
"""How long no decision is made before it happens."""


class Learning:
    """Counts steps, and waits."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen
        self._steps = 0
        self._timer: Timer | None = None

    def noticed(self) -> None:
        """A step was done."""
        self._steps += 1
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._steps >= ENOUGH and self._screen.view.ranked:
            self._timer = self._screen.set_timer(REST_SECONDS, self.rank)

    def rank(self) -> None:
        """Rank in the background."""
        self._steps, self._timer = 0, None
        in_background(self._screen, self._screen.session.rerank, self._ranked)

    def _ranked(self, _: View) -> None:
        self._screen.take_in()
        self._screen.say(
            "ranked anew by your last decisions", f"{self._screen.key_of('triage.why')} shows what they taught"
        )
