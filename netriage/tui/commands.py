"""The command palette: the commands of the key table, with their keys, and the saved views."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from netriage.tui.keys import KEYS, Key, shown_all
from netriage.tui.screens.page import Page

if TYPE_CHECKING:
    from netriage.tui.app import NetriageApp


class Commands(Provider):
    """What the screen under the palette can do. Nothing that is not in the key table is offered."""

    def _offered(self) -> list[tuple[Key, str]]:
        page = self.screen
        if not isinstance(page, Page):
            return []
        live = {*page.SCOPES, "app"}
        return [(key, page.host.keymap[key.id]) for key in KEYS if key.palette and key.scope in live]

    def _run(self, key: Key) -> None:
        target: App[object] | Page = self.app if key.scope == "app" else self.screen  # type: ignore[assignment]
        target.call_later(target.run_action, f"verb('{key.id}')")

    async def discover(self) -> Hits:
        """Everything, in the order of the help."""
        for key, keys in self._offered():
            yield DiscoveryHit(_words(key, keys), partial(self._run, key), text=key.words, help=key.tooltip)

    async def search(self, query: str) -> Hits:
        """What matches by words or by tooltip."""
        matcher = self.matcher(query)
        for key, keys in self._offered():
            score = max(matcher.match(key.words), 0.6 * matcher.match(key.tooltip))
            if score > 0:
                yield Hit(score, _words(key, keys), partial(self._run, key), text=key.words, help=key.tooltip)


class Themes(Provider):
    """All themes by name."""

    def _offered(self) -> list[tuple[str, partial[None]]]:
        app = cast("NetriageApp", self.app)
        return [(name, partial(app.choose_theme, name)) for name in sorted(app.available_themes)]

    async def discover(self) -> Hits:
        """Every theme."""
        for name, choose in self._offered():
            yield DiscoveryHit(name, choose)

    async def search(self, query: str) -> Hits:
        """What matches by name."""
        matcher = self.matcher(query)
        for name, choose in self._offered():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), choose, text=name)


def _words(key: Key, keys: str) -> Content:
    return Content.assemble(key.words, (f"   {shown_all(keys)}", "$quiet"))
