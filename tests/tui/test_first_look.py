"""While everything is still being read: what the last run left is there, moves, and takes decisions in their order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from threading import Event

from netriage.model import Lane, Verdict
from netriage.session.view import View
from netriage.tui.app import NetriageApp
from netriage.tui.screens.asking import Choice
from tests.tui import fakes
from tests.tui.conftest import Stage
from tests.tui.fakes import FakeSession


class SlowSession(FakeSession):
    """Has a front, and reads the rest when the test says so."""

    def __init__(self) -> None:
        week = fakes.a_week()
        super().__init__(**{name: getattr(week, name) for name in ("rows", "ranked_keys", "hidden")})
        whole = super().view
        lanes = {lane: keys[:5] for lane, keys in whole.lanes.items()}
        rows = {key: whole.rows[key] for keys in lanes.values() for key in keys}
        unseen = {lane: len(keys) - len(lanes[lane]) for lane, keys in whole.lanes.items()}
        self.front_view = replace(whole, rows=rows, lanes=lanes, hidden=(), unseen=unseen)
        self.read = Event()
        self.is_read = False

    @property
    def view(self) -> View:
        whole = super().view
        return whole if self.is_read else replace(whole, rows={}, lanes=dict.fromkeys(Lane, ()), hidden=())

    def load(self) -> View:
        assert self.read.wait(30)
        self.is_read = True
        return self.view


@asynccontextmanager
async def opened(session: SlowSession) -> AsyncIterator[Stage]:
    app = NetriageApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        try:
            yield Stage(app, pilot, session)
        finally:
            session.read.set()


async def finish(stage: Stage, session: SlowSession) -> None:
    session.read.set()
    await stage.settle()
    await stage.pilot.pause(0.5)
    await stage.settle()


async def test_the_beginning_is_there_with_its_counts_and_can_be_moved_in():
    session = SlowSession()
    async with opened(session) as shown:
        count = sum(row.lane is Lane.INBOX for key, row in session.rows.items() if key not in session.hidden)
        assert f"Inbox {count}" in shown.main.pane.border_title
        await shown.pilot.press("j", "j")
        key = shown.main.current
        assert shown.main.pane.cursor == 2
        assert "targets" in shown.words("Heading")
        await finish(shown, session)
        assert shown.main.current == key
        assert len(shown.main.pane.keys) > 5
        assert f"Inbox {count}" in shown.main.pane.border_title


async def test_decisions_wait_for_the_whole_picture_and_are_taken_in_their_order():
    session = SlowSession()
    async with opened(session) as shown:
        await shown.pilot.press("j")
        first, second, third = shown.main.pane.keys[1:4]
        await shown.pilot.press("h", "j", "l", "k", "n")
        assert not session.calls
        assert shown.main.current == first
        assert "5 keys will be taken" in shown.status
        await finish(shown, session)
        decided = [call[1:3] for call in session.calls if call[0] == "decide"]
        assert decided == [((first,), Verdict.SKIP), ((third,), Verdict.KEEP)]
        assert second in shown.main.pane.keys
        assert shown.app.screen is not shown.main  # the note's question


async def test_a_question_and_its_answer_wait_together():
    session = SlowSession()
    async with opened(session) as shown:
        key = shown.main.current
        await shown.pilot.press("s", "3")
        assert shown.main.lane is Lane.INBOX
        await finish(shown, session)
        assert not isinstance(shown.app.screen, Choice)
        assert [call[1:3] for call in session.calls] == [((key,), Verdict.LATER)]


async def test_what_was_pressed_on_a_row_that_is_not_there_any_more_is_said_and_not_done():
    session = SlowSession()
    async with opened(session) as shown:
        await shown.pilot.press("h")
        session.hidden.append(str(shown.main.current))
        await finish(shown, session)
        assert not session.calls
        assert "1 key was not taken" in shown.status


async def test_a_click_on_a_hint_does_not_decide_before_the_picture_is_whole():
    session = SlowSession()
    async with opened(session) as shown:
        shown.main.action_verb("triage.keep")
        assert "Not everything is read yet" in shown.status
        await finish(shown, session)
        assert not session.calls


async def test_quitting_does_not_wait_unless_a_decision_does():
    session = SlowSession()
    async with opened(session) as shown:
        await shown.pilot.press("j", "q")
        await shown.pilot.pause()
        assert not shown.app.is_running or shown.app._exit
