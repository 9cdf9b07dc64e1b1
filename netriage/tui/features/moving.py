"""The cursor, the panes, the lanes, the days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from netriage.model import Lane
from netriage.tui.arrange import Order
from netriage.tui.keys import Verb
from netriage.tui.screens.asking import Line
from netriage.tui.when import DAYS, MONTHS, local_day, long_day
from netriage.tui.widgets.detail import DetailPane

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


class Moving:
    """Moves the cursor of the active pane, and which pane that is."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        screen = self._screen
        lanes: dict[str, Verb] = {f"triage.lane_{lane.value}": self._lane(lane) for lane in Lane}
        return lanes | {
            "triage.down": lambda: screen.pane.move(1),
            "triage.up": lambda: screen.pane.move(-1),
            "triage.page_down": lambda: screen.pane.move_page(1),
            "triage.page_up": lambda: screen.pane.move_page(-1),
            "triage.top": lambda: screen.pane.move_to(0),
            "triage.bottom": lambda: screen.pane.move_to(len(screen.pane.lines) - 1, -1),
            "triage.next_day": lambda: self._day(1),
            "triage.previous_day": lambda: self._day(-1),
            "triage.goto": self.ask_day,
            "triage.next_pane": lambda: self._pane(1),
            "triage.previous_pane": lambda: self._pane(-1),
            "triage.scroll_down": lambda: screen.query_one(DetailPane).scroll_lines(3),
            "triage.scroll_up": lambda: screen.query_one(DetailPane).scroll_lines(-3),
        }

    def _lane(self, lane: Lane) -> Verb:
        return lambda: self._screen.go_to_lane(lane)

    def _pane(self, step: int) -> None:
        """Go round the panes; where they are folded, round the lanes."""
        lanes = list(self._screen.shown_lanes())
        place = lanes.index(self._screen.lane) if self._screen.lane in lanes else 0
        self._screen.go_to_lane(lanes[(place + step) % len(lanes)])

    def _day(self, step: int) -> None:
        screen = self._screen
        if not screen.is_dated:
            screen.wish_for(order=Order.DATE)
            screen.say("the inbox by date", f"{screen.key_of('triage.order')} shows it best first again")
        screen.pane.move_day(step)

    def ask_day(self) -> None:
        """Ask for a day, then go there."""
        screen = self._screen
        today = local_day(screen.session.now(), screen.view.zone)

        def judge(text: str) -> tuple[bool, str]:
            day = read_day(text, today)
            return (
                (True, long_day(day, today))
                if day
                else (False, "No day that I know: try fri, tomorrow, +7, 2026-12-01.")
            )

        def taken(text: str | None) -> None:
            day = read_day(text or "", today)
            if day is not None:
                self.go_to(day)

        screen.app.push_screen(
            Line("Go to a date", placeholder="fri, tomorrow, +7, 24.12., 2026-12-01", judge=judge), taken
        )

    def go_to(self, day: date) -> None:
        """Put the cursor on the first row on that day or after it."""
        screen = self._screen
        if not screen.is_dated:
            screen.wish_for(order=Order.DATE)
        rows, zone = screen.view.rows, screen.view.zone
        keys = screen.pane.keys
        key = next((key for key in keys if local_day(rows[key].scored.listing.start, zone) >= day), None)
        today = local_day(screen.session.now(), zone)
        if key is None:
            screen.say(f"Nothing here on {long_day(day, today)} or after it.")
            return
        screen.pane.move_to_key(key)
        found = local_day(rows[key].scored.listing.start, zone)
        if found != day:
            screen.say(f"Nothing on {long_day(day, today)}; the next is {long_day(found, today)}.")


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[./ ]\s*(\d{1,2}|[a-z]{3})[a-z]*\.?")


def read_day(text: str, today: date) -> date | None:
    """Read a day as people type it: fri, tomorrow, +7, 24.12., 24 dec, 2026-12-01; None when it is none."""
    words = text.strip().lower()
    named = {"today": 0, "tomorrow": 1, "yesterday": -1}
    if words in named:
        return today + timedelta(days=named[words])
    if re.fullmatch(r"[+-]\d{1,3}", words):
        return today + timedelta(days=int(words))
    for number, name in enumerate(DAYS):
        if (len(words) >= 2 and f"{name.lower()}" == words[:3]) or words == name[:2].lower():
            return today + timedelta(days=(number - today.weekday()) % 7 or 7)
    return _written(words, today)


def _written(words: str, today: date) -> date | None:
    """A day with a number in it. Without a year it is the next one."""
    try:
        if found := _ISO.fullmatch(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_MONTH.fullmatch(words):
            months = [name.lower() for name in MONTHS]
            month = int(found[2]) if found[2].isdigit() else months.index(found[2]) + 1
            day = date(today.year, month, int(found[1]))
            return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None
    return None
