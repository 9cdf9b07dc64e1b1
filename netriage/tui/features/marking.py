"""Marks, ranges, all shown: what the next decision takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from netriage.tui.keys import Verb

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


class Marking:
    """Keeps the set of marked keys and the anchor of a range; both are gone after a decision."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen
        self._anchor: str | None = None
        self._before: frozenset[str] = frozenset()

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {"triage.mark": self.mark, "triage.range": self.range, "triage.all": self.all}

    @property
    def in_range(self) -> bool:
        """Whether a range is being drawn."""
        return self._anchor is not None

    def targets(self) -> Sequence[str]:
        """What a decision takes: the marked rows in shown order, else the one under the cursor."""
        screen = self._screen
        if screen.marks:
            shown = [key for lane in screen.shown_lanes() for key in screen.panes.of(lane).keys if key in screen.marks]
            return list(dict.fromkeys(shown)) or [key for key in screen.marks if key in screen.view.rows]
        return [screen.current] if screen.current else []

    def mark(self) -> None:
        """Mark the row, or unmark it, and go on to the next."""
        key = self._screen.current
        if key is not None:
            self._anchor = None
            self._set(self._screen.marks ^ {key})
            self._screen.pane.move(1)

    def range(self) -> None:
        """Begin a range at the cursor, or end it and keep its marks."""
        key = self._screen.current
        if self._anchor is not None:
            self._anchor = None
            self._set(self._screen.marks)
        elif key is not None:
            self._anchor, self._before = key, self._screen.marks
            self.follow()

    def follow(self) -> None:
        """The cursor moved: the range reaches up to it."""
        pane = self._screen.pane
        if self._anchor is None or pane.current is None:
            return
        keys = pane.keys
        if self._anchor not in keys:
            self.clear()
            return
        first, last = sorted((keys.index(self._anchor), keys.index(pane.current)))
        self._set(self._before | frozenset(keys[first : last + 1]))

    def all(self) -> None:
        """Mark every row of the pane, or none when all are."""
        keys = frozenset(self._screen.pane.keys)
        self._anchor = None
        self._set(self._screen.marks - keys if keys <= self._screen.marks else self._screen.marks | keys)

    def clear(self) -> bool:
        """Forget marks and range; False when there were none."""
        had = bool(self._screen.marks) or self.in_range
        self._anchor = None
        self._before = frozenset()
        if had:
            self._set(frozenset())
        return had

    def _set(self, marks: frozenset[str]) -> None:
        self._screen.marks = marks
        count = len(marks)
        if self.in_range:
            self._screen.say(f"range: {count} marked", "decide them, or v keeps the marks")
        elif count:
            self._screen.say(f"{count} marked", "one decision takes them all, as one undo step; esc unmarks")
        else:
            self._screen.say("")
