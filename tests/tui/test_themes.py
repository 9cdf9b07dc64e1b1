"""Every theme: what is written can be read, and what is meant does not hang on a colour."""

from __future__ import annotations

import pytest
from rich.color import ColorType
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from netriage.tui.glyphs import UNICODE
from netriage.tui.shades import contrast, quiet, shown_as
from tests.tui import fakes
from tests.tui.fakes import Settings

LOWEST = 2.5
"""The palest green that a theme brings has 2.6 on its own ground; what it says stands in words beside it."""
DRAWN = set("━─╾▐│╭╮╰╯┃┏┓┗┛▏▌▔▁▂▊▎○· ")
"""Lines and bars: they say nothing that is not written too."""
PAGES = {"main": (), "feeds": ("f",), "help": ("question_mark",)}


def pieces(app):
    """(text, style) of all that is written on the screen."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if set(segment.text) - DRAWN and segment.style is not None:
                yield segment.text.strip(), segment.style


@pytest.mark.parametrize("page", list(PAGES))
async def test_all_that_is_written_stands_out_from_its_ground_in_every_theme(stage, page):
    async with stage() as it:
        await it.press(*PAGES[page]) if PAGES[page] else None
        for theme in sorted(BUILTIN_THEMES):
            it.app.theme = theme
            await it.pilot.pause()
            written = list(pieces(it.app))
            assert len(written) > 20
            for text, style in written:
                front, back = style.color, style.bgcolor
                assert front is not None, f"{theme}: {text!r}"
                assert back is not None, f"{theme}: {text!r}"
                if front.type is ColorType.TRUECOLOR and back.type is ColorType.TRUECOLOR:
                    ratio = contrast(Color.from_rich_color(front), Color.from_rich_color(back))
                    assert ratio >= LOWEST, f"{theme}: {text!r}"
                else:  # the terminal's own colours: two that are never the same
                    assert front != back or front.is_default, f"{theme}: {text!r}"


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_with_the_terminals_own_colours_the_cursor_is_reversed(stage, theme):
    async with stage() as it:
        it.app.theme = theme
        await it.settle()
        pane = it.main.query_one("#middle")
        reversed_lines = [
            y
            for y in range(pane.size.height)
            if all(part.style and part.style.reverse for part in list(pane.render_line(y))[:4])
        ]
        assert len(reversed_lines) == 1


async def test_cursor_marks_flags_and_lanes_are_told_without_any_colour(stage):
    async with stage() as it:
        await it.press("space", "v", "j")
        words = it.words("#middle")
        assert UNICODE.cursor in words
        assert words.count(UNICODE.mark) >= 2
        assert "clash" in words
        assert "Skip 6" in str(it.main.query_one("#skip").border_title)
        assert it.main.query_one("#middle").styles.border_top[0] != it.main.query_one("#keep").styles.border_top[0]


def test_the_quiet_shade_lies_between_text_and_ground_and_keeps_its_contrast():
    for theme in BUILTIN_THEMES.values():
        colours = theme.to_color_system().generate()
        front, back = colours["foreground"], colours["background"]
        if Color.parse(front).ansi is None:
            full = contrast(Color.parse(front), Color.parse(back))
            assert min(3.3, full) - 0.01 <= contrast(Color.parse(quiet(front, back)), Color.parse(back)) <= full


async def test_a_chosen_theme_is_there_at_the_next_start(stage):
    session = fakes.a_week()
    async with stage(session) as it:
        await it.press("T")
        await it.type("nord")
        await it.press("enter")
        assert it.app.theme == "nord"
        assert it.status.strip() == "theme nord"
    async with stage(session) as it:
        assert it.app.theme == "nord"


async def test_a_theme_that_the_config_names_wins_at_the_next_start(stage):
    session = fakes.a_week(settings=Settings(theme="dracula"))
    async with stage(session) as it:
        it.app.choose_theme("nord")
        assert it.app.theme == "nord"
        assert "for now: config.toml says dracula" in it.words("StatusLine")
    async with stage(session) as it:
        assert it.app.theme == "dracula"


def test_a_terminal_of_few_colours_shows_its_own_and_one_of_many_what_is_wanted():
    for name, theme in BUILTIN_THEMES.items():
        assert shown_as(theme, "truecolor") == shown_as(theme, "256") == name
        own = shown_as(theme, "standard")
        assert BUILTIN_THEMES[own].ansi
        assert BUILTIN_THEMES[own].dark is theme.dark
        assert shown_as(theme, None) == own


async def test_with_the_terminals_own_colours_no_text_stands_on_a_ground_of_its_own(stage):
    async with stage() as it:
        it.app.theme = "ansi-dark"
        for keys in ((), ("x",), ("escape", "ctrl+p"), ("escape", "slash", "f"), ("escape", "escape", "e")):
            await it.press(*keys) if keys else await it.settle()
            grounds = {style.bgcolor: text for text, style in pieces(it.app)}
            assert [text for ground, text in grounds.items() if ground and not ground.is_default] == []
