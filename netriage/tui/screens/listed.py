"""A screen that is a heading and a list: feeds, rules, journal, why, calendar, help look and move alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from netriage.tui.keys import Verb, Verbs
from netriage.tui.screens.page import Page
from netriage.tui.widgets.records import Record, Records
from netriage.tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from netriage.tui.contract import Desk


class ListedPage(Page):
    """Subclasses give `heading` and `records`, and verbs of their own."""

    AUTO_FOCUS = "Records"
    UNHINTED: Sequence[str] = ("page.follow",)
    """Enter goes nowhere from most lists."""

    def __init__(self, session: Desk) -> None:
        super().__init__(session)
        self.verbs = Verbs({**self._common(), **self.own_verbs()})

    def heading(self) -> Content:
        """What stands above the list."""
        raise NotImplementedError

    def records(self) -> Sequence[Record]:
        """The list."""
        raise NotImplementedError

    def own_verbs(self) -> Mapping[str, Verb]:
        """What this screen can do beside moving."""
        return {}

    def follow(self, record: Record) -> None:
        """Enter on a row."""

    def compose(self) -> ComposeResult:
        """Heading, list, status, keys."""
        yield Static(id="page-heading")
        yield Records(glyphs=self.host.glyphs, name="page-list")
        yield StatusLine(glyphs=self.host.glyphs)
        yield self.hints()

    def on_mount(self) -> None:
        """Show what there is."""
        self.reload()

    def reload(self) -> None:
        """Make heading and list again."""
        self.query_one("#page-heading", Static).update(self.heading())
        self.query_one(Records).show(self.records())

    @property
    def list(self) -> Records:
        """The list."""
        return self.query_one(Records)

    def _common(self) -> Mapping[str, Verb]:
        return {
            "page.close": self.leave,
            **self.jumps(),
            "page.follow": self._follow,
            "page.down": lambda: self.list.move(1),
            "page.up": lambda: self.list.move(-1),
            "page.page_down": lambda: self.list.move(self.list.page - 1),
            "page.page_up": lambda: self.list.move(1 - self.list.page),
            "page.top": lambda: self.list.move_to(0),
            "page.bottom": lambda: self.list.move_to(len(self.list.records) - 1, -1),
        }

    def _follow(self) -> None:
        if self.list.current is not None:
            self.follow(self.list.current)

    @on(Records.Chosen)
    def _chosen(self, event: Records.Chosen) -> None:
        event.stop()
        self.follow(event.record)
