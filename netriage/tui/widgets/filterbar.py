"""The line in which a filter is typed; completion by Tab, the list moves with the arrows while one types.

Separate because its keys are its own: Enter goes to the rows, Escape clears.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

Complete = Callable[[str, int], list[str]]


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

    def __init__(self, complete: Complete) -> None:
        super().__init__(
            placeholder="words, fit>=60, type:roundtable, in:7d, not company:acme", id="filter", compact=True
        )
        self._complete = complete
        self._offers: list[str] = []
        self.display = False

    def open(self, text: str) -> None:
        """Show it with a text, and type there."""
        self.display = True
        if self.value != text:
            self.value = text
        self.focus()

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
        """Take the one completion, or what all of them share and show the rest."""
        offers = self._complete(self.value, self.cursor_position)
        word = self.value[: self.cursor_position].rpartition(" ")[2].rpartition("(")[2]
        if offers:
            shared = _shared(offers) if len(offers) > 1 else offers[0]
            if len(shared) > len(word):
                begin = self.cursor_position - len(word)
                self.value = self.value[:begin] + shared + self.value[self.cursor_position :]
                self.cursor_position = begin + len(shared)

    def on_blur(self) -> None:
        """An empty line hides when it is left."""
        if not self.value.strip():
            self.display = False


def _shared(words: list[str]) -> str:
    """The beginning that all words share."""
    first, last = min(words), max(words)
    size = next((place for place, char in enumerate(first) if place >= len(last) or char != last[place]), len(first))
    return first[:size]
