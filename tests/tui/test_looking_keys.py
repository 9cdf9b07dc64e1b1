"""Lanes, filter, order, days, and where the cursor stays."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest

from netriage.model import FeedState, Gate, Lane, Scored
from netriage.tui.app import NetriageApp
from netriage.tui.features.looking import caret
from netriage.tui.features.moving import read_day
from netriage.tui.glyphs import UNICODE
from netriage.tui.widgets.filterbar import FilterBar
from netriage.tui.widgets.lane import LanePane
from tests.tui import fakes
from tests.tui.fakes import Settings


async def test_the_cursor_stays_on_its_listing_when_rows_arrive(stage):
    async with stage() as it:
        await it.press("j", "j", "j")
        title = it.current
        it.session.news = [
            Scored(fakes.listing(f"New {number}", fakes.at(3, 10 + number)), 90.0 + number) for number in range(5)
        ]
        it.main.poll()
        await it.settle()
        assert it.current == title
        assert it.lane("middle")[:5] == [f"New {number}" for number in (4, 3, 2, 1, 0)]


def arriving(it, count=5):
    it.session.news = [
        Scored(fakes.listing(f"New energy talk {number}", fakes.at(3, 10 + number)), 90.0 + number)
        for number in range(count)
    ]
    it.main.poll()


async def test_rows_that_arrive_above_do_not_move_the_row_under_the_cursor_on_the_screen(stage):
    async with stage(size=(120, 30)) as it:
        await it.press(*"jjjjjjjjjjjjjjjjjj")
        pane, title = it.main.pane, it.current
        height, top = pane.cursor - pane.top, pane.top
        arriving(it)
        await it.settle()
        assert it.current == title
        assert pane.cursor - pane.top == height
        assert pane.top == top + 5


async def test_when_the_row_under_the_cursor_vanishes_the_next_one_is_under_it(stage):
    async with stage() as it:
        await it.press("j", "j")
        after = it.lane("middle")[3]
        it.session.hidden.append(it.main.current)
        arriving(it)
        await it.settle()
        assert it.current == after


async def test_with_a_filter_rows_that_arrive_are_shown_when_they_match_and_the_cursor_stays(stage):
    async with stage() as it:
        await it.press("slash")
        await it.type("energy")
        await it.press("enter", "j")
        title, before = it.current, it.lane("middle")
        arriving(it)
        await it.settle()
        assert it.current == title
        assert set(it.lane("middle")) == {*before, *(f"New energy talk {number}" for number in range(5))}


async def test_marks_stay_on_their_listings_when_rows_arrive(stage):
    async with stage() as it:
        await it.press("space", "j", "space")
        marked = {it.title(key) for key in it.main.marks}
        arriving(it)
        await it.settle()
        assert {it.title(key) for key in it.main.marks} == marked
        await it.press("h")
        assert {it.title(key) for call in it.session.calls if call[0] == "decide" for key in call[1]} == marked


async def test_each_lane_has_its_number(stage):
    async with stage() as it:
        for number, lane in enumerate((Lane.INBOX, Lane.KEEP, Lane.SKIP, Lane.LATER, Lane.CHANGED), 1):
            await it.press(str(number))
            assert it.main.lane is lane
            assert it.session.rows[it.main.current].lane is lane


async def test_tab_goes_round_the_panes(stage):
    async with stage() as it:
        seen = []
        for _ in range(3):
            await it.press("tab")
            seen.append(it.main.lane)
        assert set(seen) == {Lane.SKIP, Lane.INBOX, Lane.KEEP}
        await it.press("shift+tab")
        assert it.main.lane is seen[1]


async def test_the_filter_narrows_as_one_types_and_escape_clears(stage):
    async with stage() as it:
        everything = it.lane("middle")
        await it.press("slash")
        await it.type("energy")
        assert 0 < len(it.lane("middle")) < len(everything)
        assert all("energy" in title.lower() for title in it.lane("middle"))
        await it.press("enter")
        assert isinstance(it.app.focused, LanePane)
        await it.press("escape")
        assert it.lane("middle") == everything


async def test_a_filter_typed_in_one_burst_with_its_key_is_a_filter(stage):
    async with stage() as it:
        await it.burst("slash", *"feet", "enter")
        assert it.main.query_one("#filter").value == "feet"
        assert isinstance(it.app.focused, LanePane)
        assert it.app.screen is it.main
        assert not it.session.calls


async def test_what_can_be_done_is_said_in_short_where_there_is_no_room(stage):
    async with stage(size=(60, 24)) as it:
        it.main.say("There is no name 'fti'.", "Did you mean 'fit'? To look for the text itself, put it in quotes.")
        await it.settle()
        assert "Did you mean 'fit'? To" in it.status
        assert it.status.endswith(UNICODE.more)


async def test_a_filter_that_does_not_parse_keeps_the_old_rows_and_says_where(stage):
    async with stage() as it:
        everything = it.lane("middle")
        await it.press("slash")
        await it.type("(")
        assert it.lane("middle") == everything
        assert "A bracket is open" in it.status
        assert "Close it" in it.status


async def test_the_cursor_moves_while_one_types(stage):
    async with stage() as it:
        await it.press("slash", "down", "down")
        assert it.current == it.lane("middle")[2]
        assert it.app.focused.id == "filter"


async def test_tab_completes_a_name(stage):
    async with stage() as it:
        await it.press("slash", "f", "i", "tab")
        assert it.app.focused.value == "fit>="


async def test_a_saved_view_stands_on_its_number_key(stage):
    session = fakes.a_week(settings=Settings(views={"best": "fit>=60"}))
    async with stage(session) as it:
        await it.press("6")
        assert 0 < len(it.lane("middle")) < 10
        await it.press("7")
        assert "no such saved view" in it.status


async def test_what_is_hidden_is_one_key_away(stage):
    async with stage() as it:
        assert "Grid tech fair" not in it.lane("middle")
        assert "1 hidden" in str(it.main.query_one("#middle").border_subtitle)
        await it.press("H")
        assert "Grid tech fair" in it.lane("middle")
        await it.press("G")
        await it.press("H")
        assert "Grid tech fair" not in it.lane("middle")


async def test_the_inbox_by_date_has_day_headers_and_next_day_goes_there(stage):
    async with stage() as it:
        await it.press("a", "g")
        pane = it.main.query_one("#middle", LanePane)
        headers = [line for line in pane.lines if isinstance(line, date)]
        assert headers == sorted(set(headers))
        await it.press("right_square_bracket")
        assert pane.lines[pane.cursor - 1] == headers[1]
        await it.press("left_square_bracket")
        assert pane.lines[pane.cursor - 1] == headers[0]
        await it.press("a")
        assert not [line for line in pane.lines if isinstance(line, date)]


async def test_go_to_a_date(stage):
    async with stage() as it:
        await it.press("D")
        await it.type("2026-12-03")
        await it.press("enter")
        assert it.current == "Python Utrecht: time series at scale"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 23)),
        ("Tomorrow", date(2026, 11, 24)),
        ("+7", date(2026, 11, 30)),
        ("fri", date(2026, 11, 27)),
        ("friday", date(2026, 11, 27)),
        ("mo", date(2026, 11, 30)),
        ("24.12.", date(2026, 12, 24)),
        ("24 dec", date(2026, 12, 24)),
        ("3.1.", date(2027, 1, 3)),
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-13-01", None),
        ("31.2.", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_type_it(text, day):
    assert read_day(text, date(2026, 11, 23)) == day


async def test_moving_keys_reach_both_ends(stage):
    async with stage() as it:
        await it.press("G")
        assert it.current == it.lane("middle")[-1]
        await it.press("k", "g")
        assert it.current == it.lane("middle")[0]
        await it.press("pagedown")
        assert it.current != it.lane("middle")[0]
        await it.press("pageup")
        assert it.current == it.lane("middle")[0]


async def test_the_detail_is_there_with_the_cursor_and_not_a_message_later(stage):
    async with stage() as it:
        it.main.action_verb("triage.down")
        assert "Dexter" in it.words("#detail")


async def test_the_detail_follows_the_cursor_and_scrolls(stage):
    async with stage() as it:
        assert "roundtable" in it.words("#detail")
        assert "+34.0" in it.words("#detail")
        await it.press("ctrl+d")
        assert it.main.query_one("#detail").top == 3
        await it.press("j")
        assert "Dexter" in it.words("#detail")
        assert "clash" in it.words("#detail")


async def test_a_changed_listing_says_what_changed_field_by_field(stage):
    async with stage() as it:
        await it.press("5")
        assert "start: Thu 26 Nov 19:00 is now Sun 29 Nov 19:00" in it.words("#detail")


async def test_marks_of_evidence_survive_without_colour(stage):
    async with stage() as it:
        words = it.words("#detail")
        assert "+roundtable" in words
        assert "+TenneT" in words


async def test_a_click_moves_the_cursor_and_a_double_click_reads(stage):
    async with stage() as it:
        await it.pilot.click("#middle", offset=(20, 4))
        await it.settle()
        assert it.current == it.lane("middle")[3]
        await it.pilot.click("#keep", offset=(10, 2))
        await it.settle()
        assert it.main.lane is Lane.KEEP
        await it.pilot.click("#middle", offset=(20, 4), times=2)
        await it.settle()
        assert it.app.screen is not it.main


async def test_a_filter_that_is_typed_right_after_a_lanes_key_decides_nothing(stage):
    async with stage() as it:
        await it.burst("1", "slash", "l", "h")
        assert isinstance(it.app.focused, FilterBar)
        assert it.app.focused.value == "lh"
        assert not it.session.done


async def test_an_inbox_whose_feeds_were_never_read_says_so_and_how_to_fetch_them(stage):
    session = fakes.FakeSession()
    session.feed_list = tuple(replace(status, state=FeedState(status.feed.id)) for status in fakes.FEEDS)
    async with stage(session) as it:
        assert "Nothing of your feeds is here yet. r fetches them." in it.words("#middle")


async def test_while_the_first_picture_is_made_the_inbox_is_not_called_empty():
    session = fakes.a_week()
    gate = threading.Event()
    whole, session.rows = session.rows, {}
    keys, session.ranked_keys = session.ranked_keys, []

    def load():
        gate.wait(30)
        session.rows, session.ranked_keys = whole, keys
        return session.view

    session.load = load
    app = NetriageApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        middle = app.screen.query_one("#middle")
        assert "Reading and ranking" in middle.render_line(0).text
        await pilot.press("j", "right", "u")
        gate.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Grid congestion" in middle.render_line(0).text


async def test_the_likeliest_end_of_a_word_stands_behind_it_and_tab_says_what_else_there_is(stage):
    async with stage() as it:
        await it.press("slash", "f")
        assert "fit>=" in it.words("#filter")
        await it.press("tab")
        assert it.status.strip().startswith("fit>=  feed:")
        await it.press("e", "tab")
        assert it.main.query_one("#filter").value == "feed:"  # type: ignore[attr-defined]


async def test_a_filtered_pane_says_how_many_of_how_many(stage):
    async with stage() as it:
        total = len(it.session.view.lanes[Lane.INBOX])
        await it.press("slash")
        await it.type("meetup")
        assert f"Inbox {len(it.lane('middle'))} of {total}" in str(it.main.query_one("#middle").border_title)
        await it.press("escape")
        assert f"Inbox {total}" in str(it.main.query_one("#middle").border_title)


async def test_what_is_hidden_is_told_by_cause(stage):
    session = fakes.a_week()
    for number in range(2):
        scored = fakes.best()._replace(listing=fakes.listing(f"Far {number}", fakes.at(3 + number, 9)))
        gate = Gate("out_of_reach", f"Brest, {number} km")
        session.hidden.append(session.add(scored._replace(gates=(gate,)), hidden_by=gate.why))
    async with stage(session) as it:
        await it.press("H")
        assert "3 hidden listings shown after the others · 2 out of reach, 1 cancelled" in it.status


def test_the_place_of_an_error_is_shown_however_long_the_filter_is() -> None:
    assert caret("fti>60", 0) == "▸fti>60"
    assert "▸fti>60 and" in caret(f"fti>60 and {'go ' * 40}", 0)
    assert "rust ▸fti>60" in caret(f"{'go ' * 40}rust fti>60", 125)


async def test_a_filter_whose_matches_stand_elsewhere_says_where(stage):
    session = fakes.a_week()
    session.hidden.append(hidden := session.ranked_keys[1])
    async with stage(session, size=(80, 24)) as it:
        kept = it.main.current
        await it.press("right")
        session.matching = lambda _: frozenset({hidden, kept})
        await it.press("slash", "x")
        await it.settle()
        assert "0 shown of 2 that match" in it.status
        assert "1 hidden (H), 1 kept (2)" in it.status
