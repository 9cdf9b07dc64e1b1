"""Keys pressed while only the beginnings of the lanes are there: moving and reading work, the others wait their turn.

A decision needs the journal, which is still being read: the keys are kept, from the first that has to wait, and are
taken in their order when the whole picture has come. Nothing of them is lost without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from netriage.tui.keys import KEYS
from netriage.tui.when import count_words
from netriage.tui.widgets.lane import LanePane
from netriage.tui.widgets.status import Tone

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen

_READING = frozenset(
    {key.id for key in KEYS if key.scope == "triage" and key.group in ("Move", "Lanes")}
    | {"triage.why", "triage.detail", "triage.clear", "app.help", "app.theme", "app.quit"}
) - {f"triage.view_{number}" for number in range(1, 5)}  # fmt: skip
"""What needs no more than the rows at hand."""
_PAUSE = 0.05
"""Seconds."""


class Waiting:
    """Keeps keys until the whole picture has come."""

    def __init__(self, screen: TriageScreen, front: bool) -> None:
        self._screen = screen
        self.front = front
        """Whether there is something to look at meanwhile."""
        self._kept: list[events.Key] = []
        self._row: str | None = None
        """The listing under the cursor when the first key was kept."""

    @property
    def _is_on(self) -> bool:
        return self.front and not self._screen.ready

    def takes(self, event: events.Key) -> bool:
        """Whether a key has to wait; it is kept then."""
        if not self._is_on or (not self._kept and self._verb(event.key) in _READING | {""}):
            return False
        if not self._kept:
            self._row = self._screen.current
        self._kept.append(event)
        self._screen.say(f"reading on: {count_words(len(self._kept), 'key')} will be taken as soon as all is read")
        return True

    def allows(self, verb: str) -> bool:
        """Whether something may be done now; for clicks, which are not kept."""
        if not self._is_on or verb in _READING:
            return True
        self._screen.say("Not everything is read yet.", "again in a moment", Tone.WARN)
        return False

    def over(self) -> None:
        """Take the keys that waited, where the cursor is still on the listing that they were pressed on."""
        kept, self._kept = self._kept, []
        if kept and self._screen.current != self._row:
            words = f"{count_words(len(kept), 'key')} {'was' if len(kept) == 1 else 'were'} not taken."
            self._screen.say(f"The list is another one now: {words}", tone=Tone.WARN)
            return
        if kept:
            self._screen.say("")
            self._take(kept)

    def _take(self, kept: list[events.Key]) -> None:
        """Take the next key, and then the others."""
        screen, app = self._screen, self._screen.app
        while kept and app.screen is screen and isinstance(screen.focused, LanePane):
            verb = self._verb(kept[0].key)
            if verb.startswith("app."):
                break
            del kept[0]
            if verb:
                screen.action_verb(verb)
        if kept:
            # For a question or a line of text, which open and close in their own time.
            key = events.Key(kept[0].key, kept[0].character)
            key.set_sender(app)  # a key that a screen sends stops at that screen (Textual 8.2)
            app.set_timer(_PAUSE, lambda: app.post_message(key))
            app.set_timer(2 * _PAUSE, lambda: self._take(kept[1:]))

    def _verb(self, key: str) -> str:
        """What a key does on the main screen; '' for nothing."""
        keymap = self._screen.host.keymap.items()
        found = (verb for verb, keys in keymap if verb.startswith(("triage.", "app.")) and key in keys.split(","))
        return next(found, "")
