"""The two lines at the bottom: what just happened or is going on, and the keys that matter now.

Separate because toasts cover what one reads: here a message waits in its place until the next one. Made of `Content`,
so feed text in a message is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from netriage.tui.cells import cut, roomy, safe, width
from netriage.tui.glyphs import UNICODE, Glyphs
from netriage.tui.keys import Key, shown

DIM = "$quiet"
_HINT = 8
"""Fewest cells for a hint; a long one is cut."""


class Tone(StrEnum):
    """How a message is meant; said in words too, never by colour alone."""

    PLAIN = ""
    DONE = "$text-success"
    WARN = "$text-warning"
    ERROR = "$text-error"


class StatusLine(Widget):
    """The last message; a running pull has the right half."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "StatusLine { height: 1; padding: 0 1; }"

    def __init__(self, *, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.glyphs = glyphs
        self.message: tuple[str, str, Tone] = ("", "", Tone.PLAIN)
        self.progress: tuple[int, int, str] | None = None

    def say(self, words: str, hint: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Show a message; `hint` says what can be done about it."""
        self.message = (safe(words), safe(hint), tone)
        self.refresh()

    def show_progress(self, done: int, total: int, words: str) -> None:
        """Show how far the pull is."""
        self.progress = (done, total, safe(words))
        self.refresh()

    def end_progress(self) -> None:
        """The pull is over."""
        self.progress = None
        self.refresh()

    def render(self) -> Content:
        """One line."""
        cells = self.size.width
        running = self._pulling(cells) if self.progress else Content("")
        room = cells - running.cell_length - (2 if running else 0)
        words, hint, tone = self.message
        words = roomy(cut(words, room, self.glyphs.more))
        rest = room - width(words) - 3
        tail = f" {self.glyphs.bullet} {cut(hint, rest, self.glyphs.more)}" if hint and rest >= _HINT else ""
        left = Content.assemble((words, tone), (tail, DIM))
        return Content.assemble(left, " " * max(0, cells - left.cell_length - running.cell_length), running)

    def _pulling(self, cells: int) -> Content:
        done, total, words = self.progress or (0, 0, "")
        bar = self.glyphs.meter(done / total if total else 0.0, 8, "$text-accent") if cells >= 40 else Content("")
        head = f"{done} of {total} "
        room = cells // 2 - bar.cell_length - width(head) - 2
        return Content.assemble((cut(words, room, self.glyphs.more) + "  " if room > 8 else "", DIM), (head, ""), bar)


class KeyHints(Widget):
    """The keys that matter on this screen; a click does what the key does."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "KeyHints { height: 1; padding: 0 1; }"

    class Pressed(Message):
        """A hint was clicked."""

        def __init__(self, verb: str) -> None:
            super().__init__()
            self.verb = verb

    def __init__(self, hints: list[tuple[Key, str]], *, ascii_only: bool = False) -> None:
        super().__init__()
        self._hints = [(key.id, shown(name, ascii_only=ascii_only), key.words) for key, name in hints]

    def _parts(self) -> list[tuple[str, str, str]]:
        """(id, key, words) of what fits, with the gap behind."""
        parts, left = [], self.size.width
        for verb, key, words in self._hints:
            size = width(key) + 1 + width(words) + 3
            if size - 3 <= left:
                parts.append((verb, key, words))
            left -= size
        return parts

    def render(self) -> Content:
        """One line; what does not fit is left out whole."""
        return Content("   ").join(
            [Content.assemble((key, "bold $text-accent"), " ", (words, DIM)) for _, key, words in self._parts()]
        )

    def on_click(self, event: events.Click) -> None:
        """Find the hint under the pointer."""
        place = event.get_content_offset_capture(self).x
        for verb, key, words in self._parts():
            size = width(key) + 1 + width(words)
            if 0 <= place < size:
                self.post_message(self.Pressed(verb))
                return
            place -= size + 3


class LaneTabs(Widget):
    """The lanes with their counts on one line: what the side panes fold to."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "LaneTabs { height: 1; padding: 0 1; }"

    class Picked(Message):
        """A lane was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Viewed(Message):
        """A saved view was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__()
        self._tabs: list[tuple[str, int, bool]] = []
        self._views: Sequence[tuple[str, str, int]] = ()

    def show(self, tabs: list[tuple[str, int, bool]]) -> None:
        """Take (name, count, whether it is the one shown)."""
        if tabs != self._tabs:
            self._tabs = tabs
            self.refresh()

    def show_views(self, views: Sequence[tuple[str, str, int]]) -> None:
        """Take (key, name, count) of the saved views: behind the lanes, as far as there is room."""
        self._views = views
        self.refresh()

    def _parts(self) -> list[tuple[Message, Content]]:
        """What a click on a part says, and how it looks: the shown lane is bold and bracketed."""
        short = self.size.width < 54
        parts: list[tuple[Message, Content]] = []
        for name, count, on in self._tabs:
            words = f"{name[:1].upper() if short else name.capitalize()} {count}"
            look = Content.styled(f"[{words}]", "bold $text-accent") if on else Content.styled(f" {words} ", DIM)
            parts.append((self.Picked(name), look))
        room = self.size.width - sum(look.cell_length + 1 for _, look in parts)
        for number, (key, name, count) in enumerate(self._views):
            look = Content.assemble(" ", (key, "$text-accent"), (f" {safe(name, 20)} {count} ", DIM))
            room -= look.cell_length + 1
            if room >= 0:
                parts.append((self.Viewed(number), look))
        return parts

    def render(self) -> Content:
        """One line."""
        return Content(" ").join([look for _, look in self._parts()])

    def on_click(self, event: events.Click) -> None:
        """Find the lane or the view under the pointer."""
        place = event.get_content_offset_capture(self).x
        for message, look in self._parts():
            if 0 <= place < look.cell_length:
                self.post_message(message)
                return
            place -= look.cell_length + 1
