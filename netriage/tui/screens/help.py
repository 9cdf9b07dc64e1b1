"""Help: every key of the screen it is asked from, made from the key table and the user's keymap; typing searches it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from netriage.tui.cells import fill
from netriage.tui.detail import DIM
from netriage.tui.glyphs import Glyphs
from netriage.tui.keys import KEYS, bindings, shown_all
from netriage.tui.screens.listed import ListedPage
from netriage.tui.widgets.records import Record

if TYPE_CHECKING:
    from netriage.tui.contract import Desk

_FILTERS = (
    ("words", "listings whose text has all of them"),
    ("fit>=60 and in:7d", "comparisons, and, or, not, brackets"),
    ("type:roundtable company:stripe", "fields; Tab completes their names"),
)


SIGN, FILTER = 14, 32
"""Cells before the words: of a key or a sign, and of a filter."""


class HelpScreen(ListedPage):
    """Keys by group, then signs, then the filter language."""

    SCOPES = ("page",)
    UNHINTED = ("app.help", "page.follow")
    BINDINGS = bindings("page")
    AUTO_FOCUS = "#help-search"

    def __init__(self, session: Desk, scopes: Sequence[str]) -> None:
        super().__init__(session)
        self._scopes = {*scopes, "app"}
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """A search line above the list."""
        yield Input(placeholder="type to search the keys, esc goes back", id="help-search", compact=True)
        yield from super().compose()

    def heading(self) -> Content:
        """What it is."""
        return Content.assemble(("Keys", "bold"), ("   each can be changed by its name: [keys] in config.toml", DIM))

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self._wanted = event.value.strip().lower()
        self.reload()

    def records(self) -> list[Record]:
        """Everything that matches what is typed."""
        records: list[Record] = []
        groups = dict.fromkeys(key.group for key in KEYS if key.scope in self._scopes)
        for group in groups:
            records += self._group(group, self._keys(group))
        records += self._group("Signs on a row", [self._line(sign, words) for sign, words in signs(self.host.glyphs)])
        filters = [self._line(text, words, FILTER) for text, words in _FILTERS]
        return records + self._group("The filter language", filters, FILTER)

    def _keys(self, group: str) -> list[tuple[str, Content]]:
        plain, keymap = self.host.ascii_only, self.host.keymap
        return [
            self._line(shown_all(keymap[key.id], ascii_only=plain), key.tooltip, name=key.id)
            for key in KEYS
            if key.group == group and key.scope in self._scopes
        ]

    def _line(self, sign: str, words: str, cells: int = SIGN, name: str = "") -> tuple[str, Content]:
        content = Content.assemble((fill(f"  {sign}", cells), "bold $text-accent"), f" {words}", (f"  {name}", DIM))
        return f"{sign} {words} {name}".lower(), content

    def _group(self, title: str, lines: list[tuple[str, Content]], cells: int = SIGN) -> list[Record]:
        found = [content for text, content in lines if self._wanted in text]
        if not found:
            return []
        heading = Record(Content.styled(title, "bold"), heading=True)
        entries = (Record(content, f"{title} {number}", indent=cells + 1) for number, content in enumerate(found))
        return [heading, *entries]


def signs(glyphs: Glyphs) -> list[tuple[str, str]]:
    """What the signs of a row mean."""
    return [
        (glyphs.cursor, "the row under the cursor"),
        (glyphs.mark, "marked: the next decision takes it"),
        (glyphs.fresh, "moved here by the last step"),
        (f"{glyphs.full * 3}{glyphs.half}{glyphs.empty}", "the fit, 0 to 100; ? when there is too little text to tell"),
        (glyphs.square, "a kept listing on that day of the week; ! when two of them clash"),
        ("clash !", "overlaps a kept listing"),
        ("changed ~", "kept, then moved or edited by its publisher"),
        ("cancelled C", "cancelled by its publisher"),
        ("a name *", "a target that its text names"),
        ("new n", "came with the last refresh"),
        ('note "', "you wrote a note on it"),
        ("+word −word", "words in the text that earned or cost points"),
    ]
