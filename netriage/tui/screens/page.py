"""What every screen of netriage shares: keys that run verbs, a status line, results of slow work.

Separate so that a screen is its features and nothing else. A page is a `Screen`; dialogs are in `asking`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.worker import Worker, WorkerState

from netriage.errors import NetriageError
from netriage.tui.keys import KEYS, Verb, Verbs
from netriage.tui.screens.once import Once
from netriage.tui.widgets.status import KeyHints, StatusLine, Tone
from netriage.tui.working import Finished, Refused

if TYPE_CHECKING:
    from netriage.tui.app import NetriageApp
    from netriage.tui.contract import Desk

JUMPS = ("feeds", "calendar", "goal", "rules", "journal")
"""The rare screens, one key away from each other."""

FLAT, TALL = 10, 20
"""Below so many rows a screen is flat: its text and nothing else; from so many on it has all of its parts."""


class Page(Once):
    """A screen whose keys run verbs."""

    SCOPES: Sequence[str] = ()
    TYPES = False
    """Whether the user types text here."""
    UNHINTED: Sequence[str] = ()
    """Actions of the footer that make no sense here."""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  # Textual declares both without ClassVar
        (0, "-tiny"),
        (60, "-narrow"),
        (100, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (FLAT, "-low"), (TALL, "-tall")]  # noqa: RUF012

    def __init__(self, session: Desk) -> None:
        super().__init__()
        self.session = session
        self.verbs = Verbs({})

    def leave(self) -> None:
        """Back to where the user was."""
        self.dismiss(None)

    def jumps(self) -> dict[str, Verb]:
        """Straight from one of the rare screens to another: this one closes as it does by Escape."""
        return {f"page.{name}": partial(self._jump, name) for name in JUMPS}

    def _jump(self, name: str) -> None:
        self.leave()
        main = self.app.screen_stack[1]
        self.app.call_later(main.run_action, f"verb('triage.{name}')")

    @property
    def host(self) -> NetriageApp:
        """The app, with its type."""
        return cast("NetriageApp", self.app)

    def hints(self) -> KeyHints:
        """The footer of this screen, from the key table."""
        keymap = self.host.keymap
        picked = [
            key for key in KEYS if key.footer and key.scope in {*self.SCOPES, "app"} and key.id not in self.UNHINTED
        ]
        # Where one types, a printable key is a letter: the last key of an action is the one that always works.
        shown = -1 if self.TYPES else 0
        hints = [(key, keymap[key.id].split(",")[shown if key.scope == "app" else 0]) for key in picked]
        return KeyHints(hints, ascii_only=self.host.ascii_only)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is done any more while the app closes."""
        return not self.host.leaving and super().check_action(action, parameters)

    def action_verb(self, verb: str) -> None:
        """Run what a key, a click or the palette asks for; an expected error is said in words."""
        try:
            self.verbs.run(verb)
        except NetriageError as error:
            self.refuse(error)

    def say(self, words: str, hint: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Show a message on the status line."""
        self.query_one(StatusLine).say(words, hint, tone)

    def refuse(self, error: NetriageError) -> None:
        """Show what happened and what to do."""
        self.say(error.what, error.remedy, Tone.ERROR)

    @on(Finished)
    def _deliver(self, event: Finished[Any]) -> None:
        event.stop()
        try:
            event.deliver()
        except NetriageError as error:
            self.refuse(error)

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        event.stop()
        (event.then or self.refuse)(event.error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that raised is a bug: said in words, never silent (the event does not bubble to the app)."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.log.error("worker failed", event.worker, error)
            self.say(f"Something went wrong: {type(error).__name__}: {error}", "nothing was lost", Tone.ERROR)

    @on(KeyHints.Pressed)
    def _hint_pressed(self, event: KeyHints.Pressed) -> None:
        event.stop()
        self.app.call_later(self.run_action, f"verb('{event.verb}')")

    def key_of(self, verb: str) -> str:
        """The first key of an action, as people write it: for hints."""
        return self.host.key_of(verb)
