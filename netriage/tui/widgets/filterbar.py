"""The line in which a filter is typed; completion by Tab, the list moves with the arrows while one types.

Separate because its keys are its own: Enter goes to the rows, Escape clears.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from netriage.filters.completion import replace_token, token_at

Complete = Callable[[str, int], list[str]]
_STEP = 64
"""Cells."""


class FilterBar(Input):
    """One line over the status line; hidden until it is asked for."""

    BINDINGS: ClassVar[list[Any]] = [
        Binding("escape", "leave(True)", "clear", show=False),
        Binding("tab", "complete", "complete", show=False),
        Binding("up", "screen.verb('triage.up')", "up", show=False),
        Binding("down", "screen.verb('triage.down')", "down", show=False),
    ]

    @dataclass
    class Left(Message):
        """The user leaves the line, with or without clearing it."""

        clear: bool

    @dataclass
    class Offered(Message):
        """Several words could stand at the end of a text."""

        text: str
        words: list[str]

    def __init__(self, complete: Complete) -> None:
        super().__init__(
            placeholder="words, fit>=60, type:roundtable, in:7d, not company:acme",
            id="filter",
            compact=True,
            suggester=_Likely(complete),
        )
        self._complete = complete
        self.display = False

    @property
    def content_width(self) -> int:
        """In steps: at each other width Textual (8.2) lays the whole screen out anew, which a letter need not cost."""
        return -(-super().content_width // _STEP) * _STEP

    def open(self, text: str) -> None:
        """Show it with a text, and type there."""
        self.display = True
        if self.value != text:
            self.value = text
        self.screen.set_focus(self)  # at once, for what is typed on; `focus` takes its turn later

    def close(self) -> bool:
        """Empty and hide it; False when it was hidden."""
        shown = self.display
        self.display = False
        with self.prevent(Input.Changed):
            self.value = ""
        return shown

    def action_leave(self, clear: bool) -> None:
        """Back to the rows."""
        self.post_message(self.Left(clear))

    async def action_submit(self) -> None:
        """Enter goes to the rows; an empty line is closed."""
        self.post_message(self.Left(clear=not self.value.strip()))

    def action_complete(self) -> None:
        """Take the one completion, or what all of them share and say the rest."""
        offers = self._complete(self.value, self.cursor_position)
        if not offers:
            return
        begin, _ = token_at(self.value, self.cursor_position)
        typed = self.value[begin : self.cursor_position]
        shared = _shared(offers) if len(offers) > 1 else offers[0]
        if len(shared) > len(typed):
            self.value, self.cursor_position = replace_token(self.value, self.cursor_position, shared)
        if len(offers) > 1:
            self.post_message(self.Offered(self.value, offers))

    def on_blur(self) -> None:
        """An empty line hides when it is left."""
        if not self.value.strip():
            self.display = False


class _Likely(Suggester):
    """Shows the likeliest end of the word that is being typed; the right arrow takes it, as Tab does."""

    def __init__(self, complete: Complete) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """The whole text with the word at its end completed; None while no word has begun."""
        begin, end = token_at(value, len(value))
        offers = self._complete(value, len(value)) if begin < end else []
        whole = value[:begin] + offers[0] if offers else ""
        return whole if whole.startswith(value) else None


def _shared(words: list[str]) -> str:
    """The beginning that all words share."""
    first, last = min(words), max(words)
    size = next((place for place, char in enumerate(first) if place >= len(last) or char != last[place]), len(first))
    return first[:size]
