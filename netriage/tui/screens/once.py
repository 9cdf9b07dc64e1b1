"""A screen that closes once, however many keys are on their way to it.

Separate because pages and questions both need it: keys typed ahead of a closing screen still reach it, and a second
`dismiss` would take another screen off the stack (Textual 8.2: ScreenStackError).
"""

from __future__ import annotations

from typing import Any

from textual.await_complete import AwaitComplete
from textual.screen import Screen


class Once(Screen[Any]):
    """The first `dismiss` counts; make a new screen each time it is shown."""

    _answered_already = False

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close the screen with a result, unless it is closing already."""
        if self._answered_already:
            return AwaitComplete()
        self._answered_already = True
        return super().dismiss(result)
