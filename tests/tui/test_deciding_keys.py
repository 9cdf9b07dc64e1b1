"""The keys of the main screen: a decision moves a row, and every key can be trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from netriage.model import Lane, Scored, Verdict
from tests.tui import fakes
from tests.tui.fakes import FakeRule, Word

FIRST = "Grid congestion roundtable with TenneT"
SECOND = "Dexter Energy: forecasting imbalance prices, an evening talk"
THIRD = "Stedin open house: low-voltage flexibility"


async def test_keep_moves_the_row_right_and_the_next_one_is_under_the_cursor(stage):
    async with stage() as it:
        assert it.current == FIRST
        await it.press("right")
        assert it.current == SECOND
        assert FIRST in it.lane("keep")
        assert FIRST not in it.lane("middle")
        assert "kept" in it.status
        assert "u undoes" in it.status


async def test_skip_moves_the_row_left(stage):
    async with stage() as it:
        await it.press("h")
        assert FIRST in it.lane("skip")
        assert it.current == SECOND


async def test_undo_brings_the_row_back_under_the_cursor_and_redo_takes_it_again(stage):
    async with stage() as it:
        await it.press("right", "right", "u")
        assert it.current == SECOND
        assert "undid" in it.status
        await it.press("ctrl+r")
        assert SECOND in it.lane("keep")


async def test_undo_with_nothing_to_undo_says_so(stage):
    async with stage() as it:
        await it.press("u")
        assert "nothing to undo" in it.status
        await it.press("ctrl+r")
        assert "nothing to do again" in it.status


async def test_a_kept_listing_is_skipped_from_the_keep_pane_and_goes_back_to_the_inbox(stage):
    async with stage() as it:
        await it.press("2")
        title = it.current
        await it.press("h")
        assert title in it.lane("skip")
        await it.press("3", "G", "g")
        first_skipped = it.current
        await it.press("l")
        assert first_skipped in it.lane("keep")
        await it.press("2", "i")
        assert any(call[2] is Verdict.INBOX for call in it.session.calls if call[0] == "decide")


async def test_keeping_what_is_kept_changes_nothing_and_says_so(stage):
    async with stage() as it:
        await it.press("2", "right")
        assert "already" in it.status
        assert not it.session.calls


async def test_keep_in_the_changed_lane_accepts_the_change(stage):
    async with stage() as it:
        await it.press("5")
        key = it.main.current
        await it.press("right")
        assert ("accept", (key,)) in it.session.calls


async def test_a_range_is_one_step_and_one_undo(stage):
    async with stage() as it:
        before = it.lane("middle")
        await it.press("v", "j", "j", "left")
        assert it.lane("middle") == before[3:]
        assert len(it.session.done) == 1
        assert it.main.marks == frozenset()
        await it.press("u")
        assert it.lane("middle") == before


async def test_marks_of_several_rows_are_decided_together(stage):
    async with stage() as it:
        await it.press("space", "j", "space", "right")
        assert {FIRST, THIRD} <= set(it.lane("keep"))
        assert SECOND in it.lane("middle")


async def test_all_shown_are_marked_and_unmarked(stage):
    async with stage() as it:
        await it.press("V")
        assert len(it.main.marks) == len(it.lane("middle"))
        await it.press("V")
        assert not it.main.marks
        await it.press("V", "escape")
        assert not it.main.marks


async def test_later_offers_only_times_before_the_listing_begins(stage):
    async with stage() as it:
        await it.press("s", "1")
        call = it.session.calls[-1]
        assert call[2] is Verdict.LATER
        assert call[4] == fakes.NOW.replace(hour=8) + timedelta(days=1)
        assert it.session.rows[call[1][0]].lane is Lane.LATER


async def test_later_on_something_that_begins_before_tomorrow_says_to_decide_now(stage):
    session = fakes.FakeSession()
    session.add(fakes.Scored(fakes.listing("Tonight", fakes.at(0, 18)), 50.0))
    async with stage(session) as it:
        await it.press("s")
        assert "too soon" in it.status
        assert not session.calls


async def test_escape_leaves_a_question_and_decides_nothing(stage):
    async with stage() as it:
        for key in ("s", "x", "S", "n", "t", "o", "D"):
            await it.press(key)
            assert it.app.screen is not it.main, key
            await it.press("escape")
            assert it.app.screen is it.main, key
        assert not it.session.calls


async def test_a_skip_with_a_reason_keeps_the_reason(stage):
    async with stage() as it:
        await it.press("x", "1")
        assert it.session.calls[-1][3] == "too far"


async def test_a_reason_in_ones_own_words(stage):
    async with stage() as it:
        await it.press("x", "o")
        await it.type("queue outside")
        await it.press("enter")
        assert it.session.calls[-1][3] == "queue outside"


async def test_five_alike_propose_a_rule_with_what_it_would_hide(stage):
    session = fakes.a_week()
    session.rule_proposal = FakeRule("p", Word("never"), "meetup")
    async with stage(session) as it:
        await it.press("x", "1")
        words = it.words("#question-body")
        assert "It would hide" in words
        assert "Data engineering meetup Rotterdam" in words
        await it.press("y")
        assert [status.words for status in session.rule_list] == ["never meetup"]


async def test_a_whole_series_is_decided_as_one_step(stage):
    async with stage() as it:
        await it.press("j", "j", "j")
        await it.press("S", "s")
        decided = it.session.calls[-1]
        assert decided[2] is Verdict.SKIP
        assert len(decided[1]) > 3
        assert len(it.session.done) == 1


async def test_keeping_is_off_without_an_objective_and_says_what_to_do(stage):
    async with stage(fakes.a_week(goal=None)) as it:
        await it.press("right")
        assert "Keeping is off" in it.status
        assert not it.session.calls
        assert "No objective yet" in it.words("Heading")


async def test_a_note_and_tags_are_written(stage):
    async with stage() as it:
        await it.press("n")
        await it.type("ask Maria")
        await it.press("enter")
        assert it.main.row.note == "ask Maria"
        await it.press("t")
        await it.type("panel -dull")
        await it.press("enter")
        assert it.main.row.tags == ("panel",)


async def test_a_merge_is_taken_apart_after_a_question(stage):
    async with stage() as it:
        await it.press("U", "y")
        assert ("unmerge", it.main.current) in it.session.calls
        await it.press("j", "U")
        assert "one source" in it.status


async def test_opening_shows_the_whole_address_first(stage, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda url: bool(opened.append(url)) or True)
    async with stage() as it:
        await it.press("o")
        assert "https://gridtable.example/events/congestion-roundtable?utm_source=newsletter" in it.words(
            "#question-body"
        ).replace("\n", "")
        assert not opened
        await it.press("y")
        assert opened == ["https://gridtable.example/events/congestion-roundtable?utm_source=newsletter"]


async def test_after_many_decisions_the_inbox_is_ranked_anew_when_the_hands_rest(stage):
    async with stage() as it:
        await it.press(*["h"] * 8)
        assert it.main.learning._timer is not None
        it.main.learning.rank()
        await it.settle()
        assert ("rerank",) in it.session.calls
        assert "ranked anew" in it.status


async def test_keys_typed_ahead_of_a_closing_question_answer_nothing_more(stage):
    async with stage() as shown:
        await shown.pilot.press("s")
        await shown.pilot.pause()
        question = shown.app.screen
        question.dismiss(None)
        question.dismiss(None)
        await shown.settle()
        assert shown.app.screen is shown.main


async def test_undo_of_a_row_that_is_in_view_leaves_the_list_where_it_is(stage):
    session = fakes.a_week()
    for number in range(40):
        session.add(Scored(fakes.listing(f"Talk no. {number}", fakes.at(2, 9)), 20.0))
    async with stage(session) as it:
        pane = it.main.pane
        for before in "jj", "j" * 30:
            await it.press(*before)
            top, title = pane.top, it.current
            await it.press("h", "u")
            assert (pane.top, it.current) == (top, title)


async def test_undo_of_a_bulk_decision_goes_back_to_the_first_of_them(stage):
    async with stage() as it:
        first = it.current
        await it.press("space", "space", "space", "left", "G", "u")
        assert it.current == first
        assert "undid: skipped 3 listings" in it.status


async def test_a_show_that_is_open_can_be_put_off_for_a_week(stage):
    month = timedelta(days=30)
    show = replace(fakes.listing("Pots of two centuries", fakes.NOW - month), end=fakes.NOW + month)
    session = fakes.a_week()
    session.news = [Scored(show, 99.0)]
    async with stage(session) as it:
        it.main.poll()
        await it.settle()
        await it.press("g", "s")
        assert "for a week" in it.words("#question-answers")
        assert "until the day before" not in it.words("#question-answers")
