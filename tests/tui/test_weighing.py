"""Raise and lower from the listing at hand."""

from __future__ import annotations

from tests.tui import fakes


async def test_a_listing_lowers_its_like_for_ninety_days_after_showing_what_moves(stage):
    async with stage() as it:
        await it.press("j", "minus")
        assert "type talk" in it.words("#question-answers")
        await it.press("1")
        shown = it.words("#question-body")
        assert "It would lower 2 listings of the inbox by 10 points." in shown
        assert "Dexter Energy: forecasting" in shown
        await it.press("y")
        assert it.session.calls[-1] == ("add_rule", "lower", "talk", -10.0, 90)
        assert "u undoes" in it.status


async def test_raising_for_good_is_another_key_and_escape_leaves_all_as_it_was(stage):
    async with stage() as it:
        await it.press("j", "plus", "1", "g")
        assert it.session.calls[-1] == ("add_rule", "raise", "talk", 10.0, None)
        before = len(it.session.calls)
        await it.press("plus", "1", "escape")
        await it.press("minus", "escape")
        assert len(it.session.calls) == before


async def test_without_an_objective_nothing_is_raised(stage):
    async with stage(fakes.a_week(goal=None)) as it:
        await it.press("plus")
        assert "no fit to raise" in it.status
