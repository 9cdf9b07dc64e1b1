"""The app: theme, keys, start, and what every screen can do (help, palette, theme, quit).

It holds no state of its own: the session does, and the main screen. Everything comes through the constructor.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.theme import BUILTIN_THEMES

from netriage.errors import NetriageError, did_you_mean
from netriage.session.view import View
from netriage.tui import keys
from netriage.tui.aligned import aligned
from netriage.tui.commands import Commands, Themes
from netriage.tui.glyphs import ASCII, UNICODE, PlainPunctuation
from netriage.tui.keys import Verbs, bindings
from netriage.tui.screens.page import Page
from netriage.tui.screens.triage import TriageScreen
from netriage.tui.shades import NoColours, NoGrounds, quiet, shown_as
from netriage.tui.widgets.filterbar import FilterBar
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from rich.console import RenderableType

    from netriage.config import Settings
    from netriage.tui.contract import Desk

_PLAIN = PlainPunctuation()
_REVERSE, _BLEACH = NoGrounds(), NoColours()
_SWITCH_SECONDS = 0.001
"""After which a thread that reads or ranks gives way to the screen; Python's 5 ms are felt with each key."""
FALLBACK_THEME = "textual-dark"


class NetriageApp(App[int]):
    """netriage on a terminal. Raises ConfigError when the keys of the settings clash."""

    TITLE = "netriage"
    CSS_PATH = "netriage.tcss"
    BINDINGS: ClassVar[list[Any]] = bindings("app")
    COMMANDS: ClassVar[set[Any]] = {Commands}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, session: Desk, settings: Settings | None = None) -> None:
        super().__init__()
        self.session = session
        self.settings = settings or session.settings
        self.ascii_only = self.settings.ascii
        self.glyphs = ASCII if self.ascii_only else UNICODE
        self.keymap = keys.resolve(self.settings.keys.preset, self.settings.keys.remaps)
        self.set_keymap(keys.changed(self.keymap))
        self._begun_theme = FALLBACK_THEME
        self.leaving = False
        self.verbs = Verbs({"app.help": self.show_help, "app.theme": self.search_themes, "app.quit": self.exit})

    def on_mount(self) -> None:
        """Show what is on disk first; pulling comes after, when it is asked for."""
        self.set_class(self.ascii_only, "-ascii")
        self._begun_theme = self.session.theme() or FALLBACK_THEME
        self.show_theme(self._begun_theme if self._begun_theme in self.available_themes else FALLBACK_THEME)
        main = TriageScreen(self.session, self.session.front())
        self.push_screen(main)
        # What the last run left is drawn before the rest is read: reading in a thread slows the drawing down.
        main.call_after_refresh(in_background, main, self.session.load, self._loaded)

    async def on_event(self, event: events.Event) -> None:
        """Keys that decide wait for the whole picture."""
        if isinstance(event, events.Key) and len(self.screen_stack) > 1:
            main = self.screen_stack[1]
            if isinstance(main, TriageScreen) and main is self.screen and main.waiting.takes(event):
                return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A letter that was typed before its line had opened comes here by way of what had the focus: it is the line's.

        Textual (8.2) acts on a key only after it has handed on those that came in one burst with it.
        """
        line = self.focused
        if isinstance(line, FilterBar) and line.check_consume_key(event.key, event.character):
            event.prevent_default()
            line.insert_text_at_cursor(event.character or "")

    def _loaded(self, view: View) -> None:
        main = self.screen_stack[1]
        if not isinstance(main, TriageScreen):
            return
        main.begin()
        in_background(main, self.session.fold_texts, lambda _: None, group="filter")
        if self._begun_theme not in self.available_themes:
            remedy = did_you_mean(self._begun_theme, BUILTIN_THEMES)
            main.say(f"There is no theme “{self._begun_theme}”: using {FALLBACK_THEME}.", remedy, Tone.WARN)
        if view.problems:
            first, *more = view.problems
            words = f"{first.words} And {len(more)} more: netriage list." if more else first.words
            main.say(words, first.remedy, Tone.WARN)
        if view.goal is None and not view.feeds:
            self._welcome(main)

    def _welcome(self, main: TriageScreen) -> None:
        from netriage.tui.screens.first_run import FirstRun

        main.run_worker(FirstRun(main).run(), group="first run", exit_on_error=False)

    def show_theme(self, name: str) -> None:
        """Show a theme, or what this terminal can show of it; without a terminal there is nothing to fit it to."""
        colours = None if self.no_color else self.console.color_system
        self.theme = name if self.is_headless else shown_as(self.available_themes[name], colours)

    def choose_theme(self, name: str) -> None:
        """Show a theme and begin with it from now on; a theme that the config names stays the one to begin with."""
        self.show_theme(name)
        page = next(screen for screen in reversed(self.screen_stack) if isinstance(screen, Page))
        try:
            kept = self.session.remember_theme(name)
        except NetriageError as error:
            page.refuse(error)
            return
        hint = "" if kept else f"for now: config.toml says {self.settings.theme}"
        page.say(f"theme {name}", hint if self.theme == name else f"as {self.theme}: this terminal has few colours")

    def search_themes(self) -> None:
        """Offer all themes."""
        self.push_screen(CommandPalette(providers=[Themes], placeholder="Search for a theme …"))

    def get_driver_class(self) -> type[Driver]:
        """What writes to the terminal."""
        return aligned(super().get_driver_class())

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables, and `$quiet`."""
        variables = super().get_css_variables()
        variables["quiet"] = quiet(variables["foreground"], variables["background"])
        return variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The last steps before the terminal: no colours with `NO_COLOR`, punctuation in ASCII with `--ascii`."""
        filters = [each for each in super().get_line_filters() if not isinstance(each, (Monochrome, NoColor))]
        ours = ((_REVERSE, self.native_ansi_color), (_BLEACH, self.no_color), (_PLAIN, self.ascii_only))
        return [*filters, *(each for each, wanted in ours if wanted)]

    def key_of(self, verb: str) -> str:
        """The first key of an action, as people write it."""
        return keys.shown(self.keymap[verb].split(",")[0], ascii_only=self.ascii_only)

    def exit(self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Quit; keys that were typed after the one that quits do nothing any more."""
        self.leaving = True
        super().exit(result, return_code, message)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A screen that is opened while the app closes would never be filled (Textual 8.2: NoMatches)."""
        return not self.leaving and super().check_action(action, parameters)

    def action_verb(self, verb: str) -> None:
        """Run a verb of the app."""
        self.verbs.run(verb)

    def show_help(self) -> None:
        """All keys of the screen at hand."""
        from netriage.tui.screens.help import HelpScreen

        if isinstance(self.screen, Page) and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.session, self.screen.SCOPES))


def run(session: Desk) -> int:
    """Show the app until it is quit; the exit code."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    code = NetriageApp(session).run() or 0
    session.save_front()
    return code
