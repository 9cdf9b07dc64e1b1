"""What the screen tests share: a week of listings on a running app."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from netriage.tui.app import NetriageApp
from netriage.tui.screens.triage import TriageScreen
from tests.tui import fakes

if TYPE_CHECKING:
    from tests.tui.fakes import FakeSession


LONG = {"pull", "first run"}
"""Workers that wait for something outside."""


class Stage:
    """A running app with a session of values, and short words for what tests do with it."""

    def __init__(self, app: NetriageApp, pilot: Pilot[int], session: FakeSession) -> None:
        self.app, self.pilot, self.session = app, pilot, session

    @property
    def main(self) -> TriageScreen:
        screen = self.app.screen_stack[1]
        assert isinstance(screen, TriageScreen)
        return screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type into the line that has the focus, as a paste does; elsewhere key by key."""
        line = self.app.focused
        if isinstance(line, Input):
            line.insert_text_at_cursor(text)
            await self.settle()
        else:
            await self.press(*(char if char.isalnum() else fakes.key_name(char) for char in text))

    async def burst(self, *keys: str) -> None:
        """Keys that come all at once, before the first of them has done anything."""
        for key in keys:
            event = Key(key, key if len(key) == 1 else {"slash": "/"}.get(key))
            event.set_sender(self.app)
            self.app.post_message(event)
        await self.settle()

    async def settle(self) -> None:
        """Until no worker runs and all messages are dealt with."""
        await self.pilot.pause()
        while workers := [worker for worker in self.app.workers if worker.group not in LONG and not worker.is_finished]:
            await self.app.workers.wait_for_complete(workers)
            await self.pilot.pause()

    def title(self, key: str | None) -> str:
        return self.session.rows[key].scored.listing.title if key else ""

    @property
    def current(self) -> str:
        return self.title(self.main.current)

    @property
    def status(self) -> str:
        return self.words("StatusLine")

    def words(self, selector: str) -> str:
        """What a widget of the current screen shows, as text."""
        widget = self.app.screen.query_one(selector)
        return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))

    def lane(self, pane: str) -> list[str]:
        return [self.title(key) for key in self.main.query_one(f"#{pane}").keys]  # type: ignore[attr-defined]


Open = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def stage() -> Open:
    """Opens the app on a session (a week of listings when none is given)."""

    @asynccontextmanager
    async def open_stage(session: FakeSession | None = None, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Stage]:
        session = session or fakes.a_week()
        app = NetriageApp(session)
        async with app.run_test(size=size) as pilot:
            it = Stage(app, pilot, session)
            await it.settle()
            yield it

    return open_stage
