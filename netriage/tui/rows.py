"""How one listing looks as one line: fit, day, time, title, and what must be known at a glance.

Separate from the pane because it is pure, and the only place that decides which column gives way when it is narrow. The
order of giving way: words of flags become letters, the bar goes, the weekday goes, the time goes, the number goes. A
year that is not this one never goes: the weekday or the time makes room for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo

from rich.segment import Segment
from rich.style import Style

from netriage.model import Lane, Listing, Status
from netriage.session.view import Row
from netriage.tui.cells import cut, fill, fill_left, safe, width
from netriage.tui.cells import room as most
from netriage.tui.glyphs import Glyphs
from netriage.tui.when import EARLIER, clock, count_words, day_words, local_day, long_day, short_day

StyleOf = Callable[[str, str], Style]
"""The style of a component class on the background of another."""
Part = tuple[str, str]
"""Text and the component class of its style."""

BAR = 5
TITLE_SEEN = 24
"""Characters of a title that are seen on most screens: a target named there needs no flag."""
LEAST_PLACE, MOST_PLACE = 9, 36
"""Cells of a place behind the title: with fewer it says nothing, with more it is an address."""
NARROW_SIDE = 22
"""Cells from which a side pane has room for the time of day."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is true of the row on the screen and not of the listing."""

    cursor: bool = False
    focused: bool = False
    marked: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class RowPainter:
    """Draws rows and day headers for one picture."""

    glyphs: Glyphs
    zone: tzinfo
    today: date
    ranked: bool
    dated: bool = False
    """Whether day headers say the day already."""
    earlier: bool = False
    """Whether what began before today stands under a header of its own."""
    side: bool = False
    """A side pane: no fit, few flags."""

    def row(self, row: Row, cells: int, look: Look, style_of: StyleOf) -> list[Segment]:
        """One line of exactly `cells`."""
        gutter = [self._gutter(look), self._mark(look)] if cells > 3 else [self._gutter(look)][:cells]
        left = self._left(row, cells)
        taken = sum(width(text) for text, _ in gutter + left)
        right = self._right(row, cells - taken)
        room = cells - taken - sum(width(text) for text, _ in right)
        title = self._title(row, room)
        ground = ("lane--cursor" if look.focused else "lane--rest") if look.cursor else "lane--text"
        return [Segment(text, style_of(name, ground)) for text, name in [*gutter, *left, *title, *right] if text]

    def day(self, day: date, cells: int, style_of: StyleOf) -> list[Segment]:
        """A day header: the day and a rule to the end."""
        early = day == EARLIER
        whole = f" {'began earlier, still on' if early else long_day(day, self.today)} "
        short = f" {'earlier' if early else day_words(day, self.today)} "
        words = cut(whole if width(whole) <= cells else short, cells, "")
        rule = self.glyphs.rule * (cells - width(words))
        return [Segment(words, style_of("lane--day", "")), Segment(rule, style_of("lane--faint", ""))]

    def heading(self, listing: Listing) -> date:
        """The day under whose header a listing stands."""
        day = local_day(listing.start, self.zone)
        return EARLIER if self.earlier and day < self.today else day

    def _gutter(self, look: Look) -> Part:
        if not look.cursor:
            return " ", "lane--text"
        return (self.glyphs.cursor, "lane--mark") if look.focused else (self.glyphs.rest, "lane--dim")

    def _mark(self, look: Look) -> Part:
        if look.marked:
            return self.glyphs.mark, "lane--mark"
        return (self.glyphs.fresh, "lane--mark") if look.fresh else (" ", "lane--text")

    def _title(self, row: Row, room: int) -> list[Part]:
        """The title and, where it leaves room, where it takes place: the dates of a series differ in nothing else."""
        title = safe(row.scored.listing.title)
        taken = most(title) + 2
        place = "" if self.side or room - taken < LEAST_PLACE else safe(row.scored.listing.location, 80)
        if not place:
            return [(fill(title, room, self.glyphs.more), self._tone(row))]
        place = cut(place, min(room - taken, MOST_PLACE), self.glyphs.more)
        return [(fill(title, taken), self._tone(row)), (fill(place, room - taken), "lane--dim")]

    def _tone(self, row: Row) -> str:
        return "lane--dim" if row.past or row.lane is Lane.SKIP or row.hidden_by else "lane--text"

    def _left(self, row: Row, cells: int) -> list[Part]:
        """The columns before the title."""
        parts: list[Part] = []
        if self.ranked and not self.side and cells >= 18:
            parts += self._fit(row, bar=cells >= 52)
        when = self._when(row, cells)
        if when:
            parts.append((f"{when}  " if cells >= 40 else f"{when} ", "lane--dim"))
        return parts

    def _fit(self, row: Row, *, bar: bool) -> list[Part]:
        fit = row.scored.fit
        if fit is None or row.scored.thin:
            return [(fill_left("?", 3) + " " * (BAR + 3 if bar else 1), "lane--dim")]
        name = "lane--high" if fit >= 60 else "lane--middle" if fit >= 30 else "lane--low"
        number = fill_left(f"{fit:.0f}", 3) + " "
        if not bar:
            return [(number, name)]
        filled, rest = self.glyphs.bar(fit / 100, BAR)
        return [(number, name), (filled, name), (rest + "  ", "lane--faint")]

    def _when(self, row: Row, cells: int) -> str:
        listing = row.scored.listing
        time = clock(listing.start, self.zone) or " " * 5
        if self.dated and self.heading(listing) != EARLIER:
            return time if cells >= (NARROW_SIDE if self.side else 16) else ""
        if cells < 24:
            return ""
        begins = local_day(listing.start, self.zone)
        day = day_words(begins, self.today)
        if cells >= 64:
            return f"{day} {time}"
        if begins.year != self.today.year:
            return fill(day, 12) if cells >= 40 else day[3:].replace(" ", "")
        return f"{day[4:]} {time}" if cells >= 40 else day[4:]

    def _right(self, row: Row, room: int) -> list[Part]:
        """What must be known at a glance, at most a half of the room."""
        shown: list[Part] = []
        left = room // 2 if not self.side else min(room // 3, 10)
        for word, letter, name in self._flags(row):
            text = word if room >= 26 and width(word) < left else letter
            size = width(text) + 1
            if text and size <= left:
                shown.append((f" {text}", name))
                left -= size
        return [*shown, (" ", "lane--text")] if shown else []

    def _flags(self, row: Row) -> list[tuple[str, str, str]]:
        """(word, letter, style), the most important first."""
        listing = row.scored.listing
        flags: list[tuple[str, str, str]] = []
        if listing.status is Status.CANCELLED:
            flags.append(("cancelled", "C", "lane--alert"))
        if row.changes:
            flags.append(("changed", "~", "lane--alert"))
        if row.clashes:
            flags.append(("clash", "!", "lane--alert"))
        if row.lane is Lane.LATER and row.decision and row.decision.until:
            back = short_day(local_day(row.decision.until, self.zone), self.today)
            flags.append((f"back {back}", "", "lane--flag"))
        if row.hidden_by:
            flags.append(("hidden", "h", "lane--flag"))
        target = strongest_target(row)
        if target and not self.side and target not in listing.title[:TITLE_SEEN]:
            flags.append((cut(target, 16, self.glyphs.more), "*", "lane--target"))
        if listing.dates:
            flags.append((f"+{count_words(len(listing.dates), 'date')}", f"+{len(listing.dates)}", "lane--flag"))
        if row.is_new and not self.side:
            flags.append(("new", "n", "lane--flag"))
        if row.note:
            flags.append(("note", '"', "lane--flag"))
        return flags


def strongest_target(row: Row) -> str:
    """The words that name the target company or person that earned most, '' without one.

    A feed that is the target's own names it on each of its rows, which tells none from another.
    """
    named = [
        item
        for item in row.scored.evidence
        if item.group in {"people", "companies"} and item.field != "feed" and item.quote and item.points > 0
    ]
    return safe(max(named, key=lambda item: item.points).quote) if named else ""
