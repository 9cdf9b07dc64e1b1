"""Which rows stand in which pane, without a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.style import Style

from netriage.model import FieldChange, Lane, Listing, Scored, Status, instant
from netriage.session.view import Row
from netriage.tui.arrange import Moments, Order, Wish, keys_of, lines_of
from netriage.tui.cells import width
from netriage.tui.detail import facts
from netriage.tui.glyphs import UNICODE
from netriage.tui.rows import Look, RowPainter, strongest_target
from netriage.tui.when import EARLIER, away_words, foreign_clock
from tests.tui import fakes


def test_the_clock_where_an_event_is_tells_its_day_and_is_silent_about_utc():
    toronto, berlin = ZoneInfo("America/Toronto"), ZoneInfo("Europe/Berlin")

    def there(start: datetime) -> str:
        return foreign_clock(Listing("k", "x", start, start, ()), berlin)

    assert there(datetime(2026, 8, 28, 9, tzinfo=toronto)) == "09:00 America/Toronto"
    assert there(datetime(2026, 8, 28, 20, tzinfo=toronto)) == "Fri 20:00 America/Toronto"
    assert there(datetime(2026, 8, 28, 20, tzinfo=UTC)) == ""
    assert there(datetime(2026, 8, 28, 20, tzinfo=berlin)) == ""


def test_what_is_on_says_until_when_unless_it_ends_today():
    now, zone = fakes.NOW, fakes.ZONE

    def away(start: date | datetime, end: date | datetime) -> str:
        return away_words(Listing("k", "x", start, end, ()), now, zone)

    assert away(now - timedelta(days=9), now + timedelta(days=3)) == "on until Thu 26 Nov"
    assert away(now.date() - timedelta(days=9), date(2027, 1, 10)) == "on until Sat 9 Jan 2027"
    assert away(now - timedelta(hours=1), now + timedelta(hours=1)) == "now"
    assert away(now.date(), now.date() + timedelta(days=1)) == "now"


def test_the_inbox_stands_best_first_and_without_headers():
    view = fakes.a_week().view
    assert lines_of(view, Wish(), Lane.INBOX) == view.lanes[Lane.INBOX]


def test_other_lanes_stand_under_their_days_in_order():
    view = fakes.a_week().view
    lines = lines_of(view, Wish(), Lane.KEEP)
    days = [line for line in lines if isinstance(line, date)]
    assert days == sorted(set(days))
    assert [line for line in lines if isinstance(line, str)] == list(view.lanes[Lane.KEEP])
    assert isinstance(lines[0], date)


def test_without_an_objective_the_inbox_stands_by_date():
    view = fakes.a_week(goal=None).view
    starts = [instant(view.rows[key].scored.listing.start, view.zone) for key in keys_of(view, Wish(), Lane.INBOX)]
    assert starts == sorted(starts)
    assert isinstance(lines_of(view, Wish(), Lane.INBOX)[0], date)


def test_a_filter_and_the_order_by_date_go_together():
    view = fakes.a_week().view
    some = frozenset(view.lanes[Lane.INBOX][::2])
    keys = keys_of(view, Wish(order=Order.DATE, matched=some), Lane.INBOX)
    assert set(keys) == some
    starts = [instant(view.rows[key].scored.listing.start, view.zone) for key in keys]
    assert starts == sorted(starts)


def open_since(days: int, title: str) -> Scored:
    month = timedelta(days=30)
    return Scored(replace(fakes.listing(title, fakes.NOW - timedelta(days=days)), end=fakes.NOW + month), 50.0)


@pytest.mark.parametrize("goal", [fakes.GOAL, None])
def test_by_date_what_began_before_today_stands_last_under_a_header_of_its_own(goal):
    session = fakes.a_week(goal=goal)
    old, new = (session.add(open_since(days, f"Pots of {days} days")) for days in (200, 1))
    lines = lines_of(session.view, Wish(order=Order.DATE), Lane.INBOX)
    assert lines[0] >= fakes.NOW.date()
    assert list(lines[-3:]) == [EARLIER, new, old]
    assert sum(isinstance(line, str) for line in lines) == session.view.counts[Lane.INBOX]


def test_best_first_and_kept_what_began_earlier_stands_where_it_did():
    session = fakes.a_week()
    session.add(open_since(200, "Pots"))
    kept = session.add(open_since(3, "Fair"), Lane.KEEP)
    assert lines_of(session.view, Wish(), Lane.INBOX) == session.view.lanes[Lane.INBOX]
    assert lines_of(session.view, Wish(), Lane.KEEP)[1] == kept


def test_a_row_that_began_earlier_says_the_day_that_its_header_does_not():
    row = Row(open_since(20, "Pots"), Lane.INBOX)
    painter = RowPainter(UNICODE, fakes.ZONE, fakes.NOW.date(), ranked=True, dated=True, earlier=True)
    assert "Tue  3 Nov" in "".join(part.text for part in painter.row(row, 80, Look(), lambda *_: Style()))
    for cells, words in ((40, " began earlier, still on ──"), (12, " earlier ───")):
        assert "".join(part.text for part in painter.day(EARLIER, cells, lambda *_: Style())).startswith(words)


def test_the_days_are_worked_out_anew_after_a_ranking():
    session, moments = fakes.a_week(), Moments()
    before = lines_of(session.view, Wish(), Lane.KEEP, moments)
    for key, row in session.rows.items():
        moved = replace(row.scored.listing, start=fakes.at(50, 9), end=fakes.at(50, 10))
        session.rows[key] = replace(row, scored=row.scored._replace(listing=moved))
    after = lines_of(session.view, Wish(), Lane.KEEP, moments)
    assert after[0] == fakes.at(50, 9).date()
    assert after[0] not in before


def test_counts_are_of_all_rows():
    assert fakes.a_week().view.counts[Lane.KEEP] == 4


def test_a_day_header_is_never_cut_within_a_name():
    painter = RowPainter(UNICODE, fakes.ZONE, fakes.NOW.date(), ranked=True)
    for cells, words in ((30, " tomorrow, Tue 24 Nov ─"), (18, " Tue 24 Nov ──────"), (6, " Tue 2")):
        line = "".join(part.text for part in painter.day(fakes.at(1, 9).date(), cells, lambda *_: Style()))
        assert line.startswith(words)
        assert len(line) == cells


def test_a_day_of_another_year_shows_the_year_at_every_width_that_has_the_day_in_the_same_columns():
    row = next(iter(fakes.a_week().rows.values()))
    painter = RowPainter(UNICODE, fakes.ZONE, fakes.NOW.date(), ranked=False)
    listing = replace(row.scored.listing, title="Title", start=fakes.NOW + timedelta(days=60))
    later = replace(row, scored=row.scored._replace(listing=listing))
    listing = replace(listing, start=fakes.NOW + timedelta(days=2))
    soon = replace(row, scored=row.scored._replace(listing=listing))

    def drawn(row: Row, cells: int) -> str:
        return "".join(part.text for part in painter.row(row, cells, Look(), lambda *_: Style()))

    for cells, words in ((100, "22 Jan '27 0"), (64, "22 Jan '27 0"), (50, "22 Jan '27  "), (30, "Jan'27 ")):
        assert words in drawn(later, cells)
        assert drawn(later, cells).index("Title") == drawn(soon, cells).index("Title")
    header = "".join(part.text for part in painter.day(listing.start.date().replace(year=2027), 14, lambda *_: Style()))
    assert "'27" in header


def test_a_title_leaves_its_room_to_the_place_and_a_row_of_several_dates_says_how_many_more():
    row = next(row for row in fakes.a_week().rows.values() if not strongest_target(row))
    dates = tuple(fakes.NOW + timedelta(days=day) for day in (7, 14))
    place = "Guildwood Branch, Kingston Road 123, Toronto, Ontario, Canada"
    listing = replace(row.scored.listing, title="Book Club", location=place, dates=dates)
    row = replace(row, scored=row.scored._replace(listing=listing), is_new=False)

    def drawn(cells: int, side: bool = False) -> str:
        painter = RowPainter(UNICODE, fakes.ZONE, fakes.NOW.date(), ranked=True, side=side)
        line = "".join(part.text for part in painter.row(row, cells, Look(), lambda *_: Style()))
        assert width(line) == cells
        return line

    assert "Book Club  Guildwood Branch, Kingston Road 123…  " in drawn(120)
    assert drawn(120).endswith(" +2 dates ")
    assert "Book Club  Guildwood B… +2 dates" in drawn(64)
    assert "Guildwood" not in drawn(40) + drawn(40, side=True)
    assert drawn(40).endswith(" +2 ")


def test_other_days_that_are_named_say_their_year_too():
    row = next(row for row in fakes.a_week().rows.values() if row.lane is Lane.KEEP)
    dates = (fakes.NOW + timedelta(days=7), fakes.NOW + timedelta(days=60))
    listing = replace(row.scored.listing, dates=dates)
    view = fakes.a_week().view
    row = replace(row, scored=row.scored._replace(listing=listing))
    shown = " ".join(fact.value.plain for fact in facts(row, view, UNICODE))
    assert "Mon 30 Nov, Fri 22 Jan 2027" in shown


def test_a_target_that_only_names_the_feed_takes_no_room_from_the_titles():
    row = next(row for row in fakes.a_week().rows.values() if strongest_target(row))
    assert strongest_target(row) == "TenneT"
    named = row.scored.evidence[0]._replace(field="feed", points=99.0, quote="TenneT's calendar")
    scored = row.scored._replace(evidence=(named, *row.scored.evidence))
    assert strongest_target(replace(row, scored=scored)) == "TenneT"
    assert strongest_target(replace(row, scored=row.scored._replace(evidence=(named,)))) == ""


def test_a_flag_that_has_no_room_for_its_word_shows_its_letter():
    row = next(row for row in fakes.a_week().rows.values() if row.lane is Lane.KEEP)
    listing = replace(row.scored.listing, title="A very long title of an evening", status=Status.CANCELLED)
    changes = (FieldChange("start", "18:00", "19:00"),)
    row = replace(row, scored=row.scored._replace(listing=listing, evidence=()), changes=changes, clashes=("k",))
    painter = RowPainter(UNICODE, fakes.ZONE, fakes.NOW.date(), ranked=True)

    def drawn(cells: int) -> str:
        return "".join(part.text for part in painter.row(row, cells, Look(), lambda *_: Style()))

    assert drawn(100).rstrip().endswith("cancelled changed clash")
    assert " cancelled ~ " in drawn(60)
