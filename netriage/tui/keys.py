"""Every key of the program in one table: id, keys, words, tooltip. Help, footer, palette and README are made from it.

Separate because it is the one place: a screen asks `bindings(scope)` for its own and handles the ids through `Verbs`;
a test shows that no id lacks a handler. Keys are remapped by id (`[keys]` in the config) on top of a preset. Textual's
own clash check misses one action mapped onto another's key and ignores unknown ids (8.2): `resolve` checks both, at
start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.keys import _character_to_key

from netriage.errors import ConfigError, did_you_mean


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that can be done, and the keys that do it."""

    id: str
    """'scope.verb'. A scope is a screen; the scope 'app' works on every screen that is not a question."""
    keys: str
    """Textual key names or single characters, comma-separated."""
    words: str
    """A few words, for the footer and the palette."""
    tooltip: str
    """One sentence, for the help."""
    group: str
    """The help's heading."""
    footer: bool = False
    """One of the six that matter on that screen."""
    palette: bool = True
    """Whether the command palette offers it (moving the cursor makes no command)."""

    @property
    def scope(self) -> str:
        """The screen it belongs to."""
        return self.id.partition(".")[0]


_Row = tuple[str, str, str, str, str]
"""Verb, keys, words, tooltip, and where else it stands: F in the footer, N not in the palette."""


def _group(scope: str, group: str, *rows: _Row) -> tuple[Key, ...]:
    return tuple(
        Key(f"{scope}.{verb}", keys, words, tip, group, footer="F" in where, palette="N" not in where)
        for verb, keys, words, tip, where in rows
    )


_MOVES: tuple[_Row, ...] = (
    ("down", "j,down", "down", "Move to the next row.", "N"),
    ("up", "k,up", "up", "Move to the previous row.", "N"),
    ("page_down", "pagedown,ctrl+f", "page down", "Move one page down.", "N"),
    ("page_up", "pageup,ctrl+b", "page up", "Move one page up.", "N"),
    ("top", "g,home", "top", "Move to the first row.", "N"),
    ("bottom", "G,end", "bottom", "Move to the last row.", "N"),
)

_TRIAGE = (
    *_group(
        "triage", "Decide",
        ("keep", "right,l", "keep", "Keep the listing: it goes right, and into your calendar.", "F"),
        ("skip", "left,h", "skip", "Skip the listing: it goes left.", "F"),
        ("later", "s", "later", "Put it off: it comes back by itself, never after it began.", "F"),
        ("inbox", "i", "back to the inbox", "Take the decision back: the listing is undecided again.", ""),
        ("reason", "x", "skip with a reason", "Skip and say why; five alike propose a rule.", ""),
        ("series", "S", "whole series", "Decide all listings of the series, the organiser or the feed.", ""),
        ("raise", "plus", "raise the like", "Raise its company, people, type, organiser or feed for 90 days.", ""),
        ("lower", "minus", "lower the like", "Lower its company, people, type, organiser or feed for 90 days.", ""),
        ("undo", "u", "undo", "Take the last step back, also one of an earlier session; says which.", "F"),
        ("redo", "ctrl+r", "redo", "Do again what was undone last.", ""),
    ),
    *_group(
        "triage", "Mark",
        ("mark", "space", "mark", "Mark or unmark the row; one decision takes all marked ones, as one step.", ""),
        ("range", "v", "mark a range", "Start a range here and move; decide, or press again to keep the marks.", ""),
        ("all", "V", "mark all shown", "Mark every row that the pane shows, or none again.", ""),
    ),
    *_group(
        "triage", "Write",
        ("note", "n", "note", "Write a note on the listing.", ""),
        ("tag", "t", "tag", "Add tags; a minus before a tag removes it.", ""),
        ("unmerge", "U", "take a merge apart", "Make the sources of a merged listing listings of their own.", ""),
    ),
    *_group(
        "triage", "Look",
        ("filter", "slash", "filter", "Filter as you type, in the filter language; Escape clears.", "F"),
        ("why", "w", "why", "Every contribution to the fit; they add up to it.", ""),
        ("detail", "enter", "read it all", "The whole listing on a screen of its own.", ""),
        ("open", "o", "open the page", "Open the event's page in the browser; shows the whole address first.", ""),
        ("order", "a", "by date or by fit", "Order the inbox by date with day headers, or best first.", ""),
        ("goto", "D", "go to a date", "Go to a day: fri, tomorrow, +7, 24.12., 2026-12-01.", ""),
        ("hidden", "H", "show what is hidden", "Show what rules and gates hide, and hide it again.", ""),
        ("clear", "escape", "clear", "Clear the marks or the filter, else cancel a running refresh.", "N"),
    ),
    *_group(
        "triage", "Lanes",
        ("lane_inbox", "1", "inbox", "Show the inbox: what is undecided.", ""),
        ("lane_keep", "2", "kept", "Go to what is kept.", ""),
        ("lane_skip", "3", "skipped", "Go to what is skipped.", ""),
        ("lane_later", "4", "later", "Show what was put off, with the day it comes back.", ""),
        ("lane_changed", "5", "changed", "Show what was kept and then changed or cancelled; keep accepts it.", ""),
        ("view_1", "6", "first saved view", "Filter by the first view of the config.", "N"),
        ("view_2", "7", "second saved view", "Filter by the second view of the config.", "N"),
        ("view_3", "8", "third saved view", "Filter by the third view of the config.", "N"),
        ("view_4", "9", "fourth saved view", "Filter by the fourth view of the config.", "N"),
        ("next_pane", "tab", "next pane", "Move to the next pane.", "N"),
        ("previous_pane", "shift+tab", "previous pane", "Move to the previous pane.", "N"),
    ),
    *_group(
        "triage", "Move", *_MOVES,
        ("next_day", "right_square_bracket", "next day", "Move to the first row of the next day.", "N"),
        ("previous_day", "left_square_bracket", "previous day", "Move to the first row of the day before.", "N"),
        ("scroll_down", "ctrl+d,shift+down", "scroll the detail", "Scroll the detail down.", "N"),
        ("scroll_up", "ctrl+u,shift+up", "scroll the detail back", "Scroll the detail up.", "N"),
    ),
    *_group(
        "triage", "Screens",
        ("feeds", "f", "feeds", "Your feeds: health, what became of their listings, add and remove.", ""),
        ("refresh", "r", "refresh", "Pull all feeds in the background; Escape cancels.", ""),
        ("calendar", "c", "calendar", "Preview what goes into your calendar, then apply it.", ""),
        ("goal", "e", "edit the goal", "Edit your objective; shows what rises and falls before it is saved.", ""),
        ("rules", "R", "rules", "Never-rules and raise or lower rules, with their hits.", ""),
        ("journal", "J", "journal", "All that was decided, newest first.", ""),
    ),
)  # fmt: skip

_OTHERS = (
    *_group(
        "feeds", "Feeds",
        ("add", "a", "add", "Paste an address or a path, see what is in it, then add it.", "F"),
        ("remove", "d", "remove", "Remove the feed; decisions stay. Undo does not bring it back.", "F"),
    ),
    *_group(
        "calendar", "Calendar",
        ("apply", "a", "apply", "Write the previewed changes into the calendar.", "F"),
        ("add", "n", "add a calendar", "Add an .ics file or a vdir folder that kept listings go to.", "F"),
    ),
    *_group(
        "rules", "Rules",
        ("add", "a", "add", "Write a rule and see what it would hide or move before it is saved.", "F"),
        ("remove", "d", "remove", "Remove the rule; undo brings it back.", "F"),
    ),
    *_group(
        "goal", "Goal",
        ("save", "ctrl+s", "save", "Save the goal and rank by it.", "F"),
        ("close", "escape", "back", "Leave the goal as it was.", "F"),
    ),
    *_group(
        "page", "Screens",
        ("close", "escape,q", "back", "Back to where you were.", "FN"),
        ("follow", "enter", "go there", "Open what the row comes from, or the listings that it is about.", "FN"),
    ),
    *_group(
        "page", "Jump",
        ("feeds", "f", "feeds", "To your feeds.", ""),
        ("calendar", "c", "calendar", "To what goes into your calendar.", ""),
        ("goal", "e", "edit the goal", "To your objective.", ""),
        ("rules", "R", "rules", "To the rules.", ""),
        ("journal", "J", "journal", "To all that was decided.", ""),
    ),
    *_group("page", "Move", *_MOVES),
    *_group(
        "app", "Screens",
        ("help", "question_mark,f1", "help", "All keys and signs; type to search.", "F"),
        ("palette", "ctrl+p", "commands", "Find any command by name.", "N"),
        ("theme", "T", "theme", "Choose a theme; the next start has it too, unless the config names one.", ""),
        ("quit", "q,ctrl+q", "quit", "Quit. Every decision is on disk already.", ""),
    ),
)  # fmt: skip

KEYS: tuple[Key, ...] = _TRIAGE + _OTHERS
"""All keys with the default preset, in the order in which the help shows them."""

PRESETS: Mapping[str, Mapping[str, str]] = {
    "default": {},
    # As in vim: ctrl+e and ctrl+y scroll beside ctrl+d and ctrl+u, braces move by paragraph, q does not quit.
    "vim": {
        "triage.page_down": "ctrl+f,pagedown",
        "triage.page_up": "ctrl+b,pageup",
        "triage.scroll_down": "ctrl+d,ctrl+e",
        "triage.scroll_up": "ctrl+u,ctrl+y",
        "triage.next_day": "right_curly_bracket",
        "triage.previous_day": "left_curly_bracket",
        "app.quit": "Z,ctrl+q",
    },
    # On AZERTY the digits need Shift and the square brackets need AltGr: the unshifted top row and < > serve instead.
    "azerty": {
        "triage.lane_inbox": "ampersand,1",
        "triage.lane_keep": "é,2",
        "triage.lane_skip": "quotation_mark,3",
        "triage.lane_later": "apostrophe,4",
        "triage.lane_changed": "left_parenthesis,5",
        "triage.view_1": "minus,6",
        "triage.view_2": "è,7",
        "triage.view_3": "underscore,8",
        "triage.view_4": "ç,9",
        "triage.raise": "plus,equals_sign",
        "triage.lower": "right_parenthesis",
        "triage.filter": "slash,colon",
        "triage.next_day": "greater_than_sign",
        "triage.previous_day": "less_than_sign",
    },
}


def bindings(*scopes: str) -> list[BindingType]:
    """The Textual bindings of some scopes; each runs the screen's handler for its id."""
    return [
        Binding(key.keys, _action(key), key.words, show=False, tooltip=key.tooltip, id=key.id)
        for key in KEYS
        if key.scope in scopes
    ]


def _action(key: Key) -> str:
    return "app.command_palette" if key.id == "app.palette" else f"verb('{key.id}')"


TOGETHER: tuple[tuple[str, ...], ...] = (
    ("app", "triage"),
    ("app", "page"),
    ("app", "page", "feeds"),
    ("app", "page", "calendar"),
    ("app", "page", "rules"),
    ("app", "goal"),
)
"""Scopes that are live at the same time: within one of these rows a key may do one thing only."""

_SHADOWS = ({"page.close", "app.quit"},)
"""The one wanted overlap: `q` on a page goes back, and quits only on the main screen."""


def resolve(preset: str, remaps: Mapping[str, Sequence[str]], file: str = "config.toml") -> dict[str, str]:
    """Find which keys do what: id → keys.

    Raises ConfigError for an unknown preset or id (with the nearest), for an id without a key, and for two ids on one
    key where both are live.
    """
    if preset not in PRESETS:
        raise ConfigError(f"{file}: keys.preset: there is no preset '{preset}'.", did_you_mean(preset, PRESETS))
    known = {key.id: key.keys for key in KEYS}
    for verb, keys in remaps.items():
        if verb not in known:
            raise ConfigError(f"{file}: keys: there is no action '{verb}'.", did_you_mean(verb, known))
        if not any(key.strip() for key in keys):
            raise ConfigError(f"{file}: keys: '{verb}' has no key.", "Give it one, or leave the line out.")
    given = {verb: ",".join("comma" if key == "," else key for key in keys) for verb, keys in remaps.items()}
    keymap = {verb: _names(keys) for verb, keys in {**known, **PRESETS[preset], **given}.items()}
    for scopes in TOGETHER:
        _check(scopes, keymap, file)
    return keymap


def changed(keymap: Mapping[str, str]) -> dict[str, str]:
    """Only what differs from the table: Textual copies every binding at each key press when a keymap is set."""
    return {key.id: keymap[key.id] for key in KEYS if keymap[key.id] != _names(key.keys)}


def _names(keys: str) -> str:
    """Textual's names of comma-separated keys: '/' becomes 'slash'."""
    parts = [part.strip() for part in keys.split(",")]
    return ",".join(_character_to_key(part) if len(part) == 1 else part for part in parts if part)


def _check(scopes: tuple[str, ...], keymap: Mapping[str, str], file: str) -> None:
    taken: dict[str, str] = {}
    for key in KEYS:
        if key.scope not in scopes:
            continue
        for name in keymap[key.id].split(","):
            other = taken.setdefault(name, key.id)
            if other != key.id and {key.id, other} not in _SHADOWS:
                raise ConfigError(
                    f"{file}: keys: '{shown(name)}' is given to both '{other}' and '{key.id}'.",
                    "Map one of them to another key.",
                )


_SHOWN = {
    "right": "→", "left": "←", "up": "↑", "down": "↓", "shift+down": "shift+↓", "shift+up": "shift+↑", "escape": "esc",
    "pagedown": "pgdn", "pageup": "pgup", "slash": "/", "question_mark": "?", "ampersand": "&", "quotation_mark": '"',
    "right_square_bracket": "]", "left_square_bracket": "[", "right_curly_bracket": "}", "left_curly_bracket": "{",
    "left_parenthesis": "(", "right_parenthesis": ")", "greater_than_sign": ">", "less_than_sign": "<",
    "apostrophe": "'", "minus": "-", "underscore": "_", "colon": ":", "plus": "+", "comma": ",", "full_stop": ".",
    "semicolon": ";", "equals_sign": "=",
}  # fmt: skip
_PLAIN_ARROWS = str.maketrans({"→": "right", "←": "left", "↑": "up", "↓": "down"})


def shown(name: str, *, ascii_only: bool = False) -> str:
    """A key as people write it: '→', 'l', 'ctrl+r', '/'."""
    words = _SHOWN.get(name, name)
    return words.translate(_PLAIN_ARROWS) if ascii_only else words


def shown_all(keys: str, *, ascii_only: bool = False) -> str:
    """All keys of an action as people write them: '→ l'."""
    return " ".join(shown(name, ascii_only=ascii_only) for name in keys.split(","))


Verb = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Verbs:
    """What a screen can do: id → what does it. Made from several features, each of which brings its own."""

    handlers: Mapping[str, Verb]

    @classmethod
    def of(cls, *parts: Mapping[str, Verb]) -> Verbs:
        """Join the verbs of some features; two features may not claim one id."""
        joined: dict[str, Verb] = {}
        for part in parts:
            double = joined.keys() & part.keys()
            if double:
                raise ValueError(f"two features handle {', '.join(sorted(double))}")
            joined.update(part)
        return cls(joined)

    def run(self, verb: str) -> object:
        """Do it."""
        return self.handlers[verb]()
