"""How the screen looks, as far as it is remembered: the theme that was chosen last.

Separate because it is no decision: it stands in the cache, not in the journal, so undo never meets it and a backup
does not carry it. A theme that the config names wins.
"""

from __future__ import annotations

from dataclasses import dataclass

from netriage.session.state import State

_TABLE, _VERSION = "look", "1"


@dataclass(frozen=True, slots=True)
class _Look:
    theme: str


class Looks(State):
    """The drawer of what is remembered about the screen."""

    def theme(self) -> str:
        """The theme to begin with: the config's, else the one chosen last; '' for the default."""
        if self.settings.theme:
            return self.settings.theme
        kept = self.store.cache.load_table(_TABLE, _VERSION, _Look)
        return kept[0].theme if kept else ""

    def remember_theme(self, name: str) -> bool:
        """Begin with it from now on; False where the config names another, which stays."""
        if self.settings.theme not in ("", name):
            return False
        self.store.cache.save_table(_TABLE, _VERSION, _Look, [_Look(name)])
        return True
