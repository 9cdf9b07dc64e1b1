"""Drawn at any size, resized while running; what folds and what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netriage.config import Settings
from netriage.model import Lane
from tests.tui import fakes

SIZES = [
    (1, 1), (1, 9), (3, 2), (12, 4), (20, 5), (33, 9), (59, 19), (60, 20), (80, 24), (99, 30), (100, 30), (200, 60),
    (400, 150), (1, 1), (80, 24),
]  # fmt: skip
OPENERS = {"main": (), "help": ("question_mark",), "goal": ("e",), "later": ("s",)}


@pytest.mark.parametrize("opener", list(OPENERS))
async def test_it_draws_at_every_size_and_lives_on(stage, opener):
    async with stage() as it:
        await it.press(*OPENERS[opener])
        for width, height in SIZES:
            await it.pilot.resize_terminal(width, height)
            await it.pilot.pause()
        await it.press("escape") if opener != "main" else None
        await it.press("j")
        assert it.current


async def test_the_side_panes_fold_under_100_columns_and_the_detail_under_60(stage):
    async with stage(size=(100, 30)) as it:
        assert it.main.query_one("#keep").display
        assert not it.main.query_one("LaneTabs").display
        await it.pilot.resize_terminal(99, 30)
        await it.settle()
        assert not it.main.query_one("#keep").display
        assert "Keep 4" in it.words("LaneTabs")
        assert it.main.query_one("#detail").display
        await it.pilot.resize_terminal(59, 30)
        await it.settle()
        assert not it.main.query_one("#detail").display
        await it.press("enter")
        assert "+34.0" in it.words("#reading")


async def test_a_folded_lane_is_shown_in_the_middle_and_unfolds_to_its_pane(stage):
    async with stage(size=(80, 24)) as it:
        await it.press("2")
        title = it.current
        assert it.main.pane.id == "middle"
        await it.pilot.resize_terminal(140, 40)
        await it.settle()
        assert it.main.lane is Lane.KEEP
        assert it.main.pane.id == "keep"
        assert it.current == title
        assert it.lane("middle")[0] == "Grid congestion roundtable with TenneT"


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (20, 5)], ids=str)
async def test_every_row_is_as_wide_as_its_pane_whatever_the_script(stage, size):
    async with stage(size=size) as it:
        await it.press("G")
        middle = it.main.query_one("#middle")
        assert {middle.render_line(y).cell_length for y in range(middle.size.height)} == {middle.size.width}


async def test_ascii_draws_no_sign_of_its_own_beyond_ascii(stage):
    session = fakes.a_week(settings=Settings(ascii=True))
    session.rows = {
        key: row
        for key, row in session.rows.items()
        if row.scored.listing.title.isascii() and row.scored.listing.description.isascii()
    }
    session.ranked_keys = [key for key in session.ranked_keys if key in session.rows]
    async with stage(session) as it:
        for keys in ((), ("w",), ("escape", "ctrl+p"), ("escape", "s"), ("escape", "T"), ("escape", "question_mark")):
            await it.press(*keys) if keys else None
            lines = [strip.text for strip in it.app.screen._compositor.render_strips()]
            assert not {char for line in lines for char in line if not char.isascii()}, keys


async def test_without_colour_the_cursor_the_marks_and_the_flags_are_still_seen(stage, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with stage() as it:
        assert it.app.no_color
        await it.press("j", "space", "k")
        words = it.words("#middle")
        assert "▌" in words
        assert "✓" in words
        assert "clash" in words


async def test_an_unknown_theme_falls_back_and_says_so(stage):
    async with stage(fakes.a_week(settings=replace(Settings(), theme="norde"))) as it:
        assert it.app.theme == "textual-dark"
        assert "no theme “norde”" in it.status
        assert "nord" in it.status


async def test_where_the_side_panes_are_narrowest_their_words_are_not_cut(stage):
    session = fakes.a_week()
    session.rows = {key: row for key, row in session.rows.items() if row.lane is not Lane.SKIP}
    session.ranked_keys = [key for key in session.ranked_keys if key in session.rows]
    async with stage(session, size=(100, 40)) as it:
        assert "None skipped." in it.words("#skip")
        assert str(it.main.query_one("#keep").border_subtitle).endswith(" h")
        await it.pilot.resize_terminal(140, 40)
        await it.settle()
        assert str(it.main.query_one("#keep").border_subtitle).endswith(" h this week")


async def test_on_a_lower_terminal_the_cursor_is_still_seen(stage):
    async with stage(size=(100, 50)) as it:
        await it.press("G")
        last = it.current
        for size in (80, 16), (100, 50):
            await it.pilot.resize_terminal(*size)
            await it.settle()
            assert last[:20] in it.words("#middle")
        assert it.main.pane.top == max(0, len(it.main.pane.lines) - it.main.pane.page)
