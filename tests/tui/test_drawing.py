"""What is kept of a drawn line is what drawing it anew would give, and stays right through everything that changes."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.strip import Strip

from netriage.tui.widgets.lines import LineView


def drawn(view: LineView) -> list[Strip]:
    return view.render_lines(Region(0, 0, *view.outer_size))


SCRIPT = "j j space h j l k s escape G k g tab j tab 1 a j D escape u slash g r i d escape ] V escape o escape"
KEYS = SCRIPT.split()


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (58, 20), (20, 6)])
async def test_lines_that_are_kept_are_the_lines_that_would_be_drawn_anew(stage, size):
    async with stage(size=size) as shown:
        for key in [*KEYS, "theme", *KEYS[:6], "resize", *KEYS[:6]]:
            if key == "theme":
                shown.app.theme = "textual-light"
            elif key == "resize":
                await shown.pilot.resize_terminal(112, 33)
            else:
                await shown.pilot.press(key)
            await shown.settle()
            for view in shown.app.screen.query(LineView):
                if view.outer_size.area:
                    kept = drawn(view)
                    view.forget_lines()
                    view.refresh()
                    assert [[*strip] for strip in kept] == [[*strip] for strip in drawn(view)], (key, view)


async def test_an_emptied_pane_says_so_and_takes_rows_again(stage):
    async with stage() as shown:
        await shown.press("V", "h")
        middle = shown.main.query_one("#middle", LineView)
        assert "inbox is empty" in drawn(middle)[1].text
        await shown.press("u")
        assert "inbox is empty" not in drawn(middle)[1].text
