"""Filter, why, the whole listing, its page, the order, what is hidden, saved views."""

from __future__ import annotations

import webbrowser
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from netriage.errors import FilterError
from netriage.model import Lane
from netriage.session.view import Row, View
from netriage.tui.arrange import Order
from netriage.tui.cells import safe
from netriage.tui.keys import Verb
from netriage.tui.screens.asking import confirm
from netriage.tui.when import count_words
from netriage.tui.widgets.filterbar import FilterBar
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


class Looking:
    """Changes what is shown, never what is decided."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen
        self._typed = ""
        self._offered = ("", "")
        """A text that was completed, and what else could stand at its end."""

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {
            "triage.filter": self.open,
            "triage.why": self.why,
            "triage.detail": self.detail,
            "triage.open": self.open_page,
            "triage.order": self.order,
            "triage.hidden": self.hidden,
        }

    def open(self) -> None:
        """Type a filter."""
        self._screen.query_one(FilterBar).open(self._screen.wish.query)

    def close(self) -> bool:
        """Clear and hide the filter; False when there is none."""
        shown = self._screen.query_one(FilterBar).close()
        cleared = self.clear()
        self._screen.set_focus(self._screen.pane)
        return shown or cleared

    def filter(self, text: str) -> None:
        """Show what matches; while the text does not parse the old rows stay and the error says where."""
        self._typed = text
        if not text.strip():
            self._screen.wish_for(query="", matched=None)
            self._screen.say("")
            return

        def match() -> tuple[str, frozenset[str]]:
            # Letters that came faster than they were looked for: only the last ones are.
            return text, self._screen.session.matching(text) if text == self._typed else frozenset()

        in_background(self._screen, match, self._matched, group="filter", refused=self._unread)

    def again(self) -> None:
        """Other listings may match now: look once more, and only say so by showing them."""
        text, session = self._screen.wish.query, self._screen.session
        if self._screen.wish.matched is not None and text == self._typed:
            in_background(self._screen, lambda: session.matching(text), self._matched_again(text), group="filter")

    def _matched_again(self, text: str) -> Callable[[frozenset[str]], None]:
        def show(keys: frozenset[str]) -> None:
            if text == self._typed and self._screen.wish.matched is not None:
                self._screen.wish_for(matched=keys)

        return show

    def _matched(self, found: tuple[str, frozenset[str]]) -> None:
        text, keys = found
        if text != self._typed:
            return  # a later key press asks something else
        self._screen.wish_for(query=text, matched=keys)
        if text == self._offered[0]:
            return  # what may stand here is said already
        shown = len(self._screen.pane.keys)
        hint = "enter goes to them, esc clears" if shown else self._elsewhere(keys)
        self._screen.say(f"{shown} shown of {len(keys)} that match", hint)

    def _elsewhere(self, keys: Collection[str]) -> str:
        """Where the matches are while none of them is shown: '3 hidden (H), 1 kept (2)'."""
        there = self._screen.view.places(keys)
        told = ((there[name], words, self._screen.key_of(verb)) for name, (words, verb) in _ELSEWHERE.items())
        return ", ".join([f"{count:,} {words} ({key})" for count, words, key in told if count])

    def _unread(self, error: Exception) -> None:
        if isinstance(error, FilterError):
            if self._typed == self._offered[0]:
                return  # nothing is wrong yet with a word that was begun
            self._screen.say(f"{caret(self._typed, error.column)}  {error.what}", error.remedy, Tone.WARN)
        else:
            self._screen.say(str(error), tone=Tone.ERROR)

    def offer(self, text: str, words: Sequence[str]) -> None:
        """Say what may stand at the end of a text, until another one is typed."""
        shown = "  ".join(safe(word, 40) for word in words[:MOST_OFFERS])
        more = f"  and {len(words) - MOST_OFFERS} more" if len(words) > MOST_OFFERS else ""
        self._offered = (text, f"{shown}{more}")
        self._screen.say(self._offered[1])

    def clear(self) -> bool:
        """Clear the filter; False when there was none."""
        self._typed = ""
        had = self._screen.wish.matched is not None
        if had:
            self._screen.wish_for(query="", matched=None)
            self._screen.say("")
        return had

    def show(self, text: str) -> None:
        """Filter by a text that is known to read: a saved view."""
        self._typed = text
        self._screen.wish_for(query=text, matched=self._screen.session.matching(text))

    def order(self) -> None:
        """Best first, or by date."""
        screen = self._screen
        if not screen.view.ranked:
            screen.say("Without an objective the inbox stands by date.")
            return
        order = Order.DATE if screen.wish.order is Order.FIT else Order.FIT
        screen.wish_for(order=order)
        screen.say("the inbox by date" if order is Order.DATE else "the inbox best first")

    def hidden(self) -> None:
        """Show what rules and gates hide, or hide it again."""
        screen = self._screen
        count = len(screen.view.hidden)
        if not count and not screen.wish.hidden:
            screen.say("Nothing is hidden.")
            return
        screen.go_to_lane(Lane.INBOX)
        screen.wish_for(hidden=not screen.wish.hidden)
        if not screen.wish.hidden:
            screen.say(f"{count:,} hidden again")
            return
        screen.say(f"{count_words(count, 'hidden listing')} shown after the others", causes(screen.view))

    def why(self) -> None:
        """Every contribution."""
        row = self._screen.row
        if row is not None:
            from netriage.tui.screens.why import WhyScreen

            self._screen.app.push_screen(WhyScreen(self._screen.session, row, self._screen.view))

    def detail(self) -> None:
        """The whole listing."""
        row = self._screen.row
        if row is not None:
            from netriage.tui.screens.reading import ReadingScreen

            self._screen.app.push_screen(ReadingScreen(self._screen.session, row, self._screen.view))

    def open_page(self) -> None:
        """Show the whole address; open it when the answer is yes."""
        key = self._screen.current
        url = self._screen.session.page_url(key) if key else ""
        if not url:
            self._screen.say("It has no page.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                in_background(self._screen, lambda: webbrowser.open(url), self._opened, group="browser")

        self._screen.app.push_screen(confirm("Open this page?", Content(safe(url)), "open it in the browser"), answered)

    def _opened(self, done: bool) -> None:
        self._screen.say("The page is open in the browser." if done else "No browser could be started.")


def causes(view: View) -> str:
    """What hides listings, the most frequent first: '40 out of reach, 12 by your rule: never type:webinar'."""
    counts = Counter(_cause(view.rows[key]) for key in view.hidden)
    said = [f"{count:,} {words}" for words, count in counts.most_common(MOST_CAUSES)]
    rest = counts.total() - sum(count for _, count in counts.most_common(MOST_CAUSES))
    return ", ".join([*said, *([f"{rest:,} by others"] if rest else [])])


def _cause(row: Row) -> str:
    """A rule by its words, which are its own; a gate by its kind, for its words differ from listing to listing."""
    kind = next((gate.kind for gate in row.scored.gates if gate.why == row.hidden_by), "")
    return _KINDS.get(kind) or f"by {row.hidden_by}"


_KINDS = {
    "out_of_reach": "out of reach",
    "cancelled": "cancelled",
    "closed": "closed that day",
    "never": "by your goal's never-list",
}
_ELSEWHERE = {
    "hidden": ("hidden", "triage.hidden"),
    Lane.INBOX.value: ("in the inbox", "triage.lane_inbox"),
    Lane.KEEP.value: ("kept", "triage.lane_keep"),
    Lane.SKIP.value: ("skipped", "triage.lane_skip"),
    Lane.LATER.value: ("put off", "triage.lane_later"),
    Lane.CHANGED.value: ("changed", "triage.lane_changed"),
}
"""What is said of matches that stand elsewhere, and the action that shows them."""
MOST_CAUSES = 3
MOST_OFFERS = 8
SHOWN = 40
"""Characters of a filter that are shown around an error."""


def caret(text: str, column: int) -> str:
    """The place of an error in one line: a mark in front of it, and as much on both sides as there is room for."""
    before, after = safe(text[:column]), safe(text[column:])
    return f"{before[-max(SHOWN - len(after), SHOWN // 2) :]}▸{after}"[: SHOWN + 1]
