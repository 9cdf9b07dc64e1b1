"""The mouse does what the keys do: rows, wheel, lanes, views, days, hints, answers."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset

from netriage.model import Lane, Verdict
from netriage.tui.app import NetriageApp
from tests.tui import fakes
from tests.tui.fakes import Settings


async def wheel(it, selector: str, way: type[events.MouseScrollDown | events.MouseScrollUp]) -> None:
    """One notch of the wheel over a widget."""
    widget = it.app.screen.query_one(selector)
    x, y = widget.region.offset + Offset(2, 2)
    widget.post_message(way(widget, 2, 2, 0, 1, 0, False, False, False, screen_x=x, screen_y=y))
    await it.settle()


def screen_words(it) -> str:
    return "\n".join(strip.text for strip in it.app.screen._compositor.render_strips())


async def test_the_wheel_moves_the_window_and_not_the_cursor(stage):
    async with stage(size=(120, 24)) as it:
        title, pane = it.current, it.main.query_one("#middle")
        await wheel(it, "#middle", events.MouseScrollDown)
        assert (pane.top, it.current) == (3, title)
        await wheel(it, "#middle", events.MouseScrollUp)
        assert pane.top == 0
        await wheel(it, "#detail", events.MouseScrollDown)
        assert it.main.query_one("#detail").top == 3
        await it.press("question_mark")
        await wheel(it, "#page-list", events.MouseScrollDown)
        assert it.app.screen.query_one("#page-list").top == 3


async def test_a_click_on_a_folded_lane_shows_it_and_one_on_a_view_filters_by_it(stage):
    session = fakes.a_week(settings=Settings(views={"meets": "meetup"}))
    async with stage(session, size=(99, 24)) as it:
        it.main.viewing.count()
        await it.settle()
        words = it.words("LaneTabs")
        assert "6 meets 1" in words
        await it.pilot.click("LaneTabs", offset=(words.index("Keep") + 1, 0))
        await it.settle()
        assert it.main.lane is Lane.KEEP
        await it.press("1")
        await it.pilot.click("LaneTabs", offset=(it.words("LaneTabs").index("meets") + 1, 0))
        await it.settle()
        assert all("meetup" in title.lower() for title in it.lane("middle"))


async def test_a_click_on_a_day_of_the_week_goes_to_it(stage):
    async with stage() as it:
        await it.pilot.click("Week", offset=(it.words("Week").index("Wed 25") + 2, 0))
        await it.settle()
        row = it.main.row
        assert row is not None
        assert row.scored.listing.start.day == 25


async def test_the_wide_screen_shows_the_views_with_their_keys_and_counts_and_keeps_them_up_to_date(stage):
    session = fakes.a_week(settings=Settings(views={"meets": "meetup"}))
    async with stage(session) as it:
        it.main.viewing.count()
        await it.settle()
        assert "6 meets 1" in screen_words(it)
        await it.press("6", "left")
        it.main.viewing.count()
        await it.settle()
        assert "6 meets 0" in screen_words(it)


async def test_a_click_answers_a_question_and_one_beside_it_does_nothing(stage):
    async with stage() as it:
        key = it.main.current
        await it.press("x")
        await it.pilot.click(offset=(1, 1))
        await it.settle()
        assert it.app.screen is not it.main
        await it.pilot.click("#question-answers", offset=(6, 2))
        await it.settle()
        assert it.app.screen is it.main
        assert it.session.calls[-1] == ("decide", (key,), Verdict.SKIP, "too general", None)


async def test_rare_screens_take_clicks_on_rows_and_hints(stage):
    async with stage() as it:
        await it.press("f")
        await it.pilot.click("#page-list", offset=(10, 3))
        await it.settle()
        assert it.app.screen.query_one("#page-list").current.key == "f2"  # type: ignore[attr-defined]
        await it.pilot.click("KeyHints", offset=(it.words("KeyHints").index("back"), 0))
        await it.settle()
        assert it.app.screen is it.main


async def test_a_double_click_on_a_reason_opens_what_it_comes_from(stage):
    async with stage() as it:
        await it.press("w")
        await it.pilot.click("#page-list", offset=(20, 0), times=2)
        await it.settle()
        assert type(it.app.screen).__name__ == "GoalScreen"


async def test_a_wheel_over_nothing_is_no_error():
    app = NetriageApp(fakes.FakeSession())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click("#middle", offset=(3, 3))
        await pilot.click("#middle", offset=(3, 3), times=2)
        assert app.is_running
