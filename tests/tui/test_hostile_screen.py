"""Hostile text on every screen, judged by the bytes that reach the terminal. (`run_test` alone writes none.)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from netriage.model import Evidence, Gate, Lane, Listing, Scored
from netriage.session.view import FeedPreview
from netriage.tui.app import NetriageApp
from netriage.tui.cells import safe
from tests.tui import fakes
from tests.tui.test_cells import HOSTILE

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff"
LOUD = " ".join(HOSTILE.values()).replace("\ud800", "")
ALLOWED = re.compile(
    rb"\x1b\]22;[a-z]*\x07|"  # the shape of the pointer
    rb"\x1b\[[0-9;:]*m"  # colours, bold
    rb"|\x1b\[[0-9;]*H"  # cursor moves
    rb"|\x1b\[\?[0-9;]*[hl$p]+|\x1b\[[<>=?][0-9;]*[a-z]|\x1b\[[0-9;]*[tnc]"  # modes that Textual sets itself
)


class TapeDriver(HeadlessDriver):
    """A terminal that keeps what is written to it."""

    tape: list[str]

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.__class__.tape.append(data)


@pytest.fixture
def tape() -> Iterator[list[str]]:
    TapeDriver.tape = []
    yield TapeDriver.tape
    TapeDriver.tape = []


def hostile_session() -> fakes.FakeSession:
    """Every text that a feed gives is hostile."""
    session = fakes.a_week()
    for key, row in session.rows.items():
        session.rows[key] = replace(row, scored=_loud(row.scored), note=LOUD, tags=(LOUD,), feed_names=(LOUD,))
    session.feed_list = tuple(
        replace(
            status,
            feed=replace(status.feed, name=LOUD, label=LOUD),
            state=replace(status.state, error=LOUD, remedy=LOUD),
            problems=tuple(replace(problem, words=LOUD, remedy=LOUD) for problem in status.problems),
        )
        for status in session.feed_list
    )
    session.text = 'statement = "x"\n'
    return session


def _loud(scored: Scored) -> Scored:
    listing: Listing = replace(
        scored.listing,
        title=LOUD, description=f"{LOUD}\n{LOUD}", location=LOUD, url="https://x.example/" + LOUD, organizer=LOUD,
        hosts=(LOUD,), speakers=(LOUD,), price=LOUD, merged=LOUD, zone_note=LOUD,
    )  # fmt: skip
    evidence = (
        Evidence(5.0, "words", LOUD, "title", 2, 20, LOUD),
        Evidence(-2.0, "avoid", LOUD, "title", 30, 40, LOUD),
    )
    return scored._replace(listing=listing, evidence=evidence, gates=(Gate("never", LOUD, LOUD),), event_type=LOUD)


WALK = (
    "right left u 4 5 2 3 1 H a w escape enter G escape s escape x escape S escape n escape t escape o escape U escape "
    "J escape f d escape escape R escape c escape e escape question_mark escape slash x escape ctrl+p escape "
    "plus escape minus 1 escape T escape f J c escape"
)


async def test_no_byte_of_a_feed_reaches_the_terminal_but_as_text(tape):
    app = NetriageApp(hostile_session())
    app.driver_class = TapeDriver

    async def walk(pilot: Pilot[int]) -> None:
        await pilot.pause()
        await pilot.press(*WALK.split())
        app.exit()

    await app.run_async(headless=False, size=(120, 40), auto_pilot=walk, mouse=False)
    written = "".join(tape)
    assert len(written) > 10_000, "the driver wrote nothing: the test would pass for nothing"
    rest = ALLOWED.sub(b"", written.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    assert not set(rest) & set(BIDI)
    assert not [char for char in rest if (ord(char) < 0x20 and char not in "\r\n") or 0x7F <= ord(char) < 0xA0]
    assert "52;c;" not in rest.replace("\ufffd]52;c;", "").replace("\ufffd52;c;", "")


async def test_markup_in_a_title_is_neither_run_nor_swallowed(stage):
    session = fakes.FakeSession()
    title = "[@click=app.quit]free[/] [/] [bold]x"
    session.add(Scored(fakes.listing(title, fakes.at(1, 18)), 50.0))
    async with stage(session) as it:
        assert title[:30] in it.words("#middle")
        assert title in it.words("#detail")
        await it.press("right")
        assert title in it.status
        await it.pilot.click("#detail", offset=(4, 1))
        await it.settle()
        assert it.app.is_running


async def test_a_hostile_feed_preview_is_text(stage):
    session = fakes.a_week()
    feed = fakes.FEEDS[0].feed
    loud = _loud(fakes.best())
    preview = FeedPreview(feed, LOUD, LOUD, 1, fakes.NOW, fakes.NOW, LOUD, 0.5, (loud,))
    session.preview_feed = lambda source: (preview,)  # type: ignore[method-assign]
    async with stage(session) as it:
        await it.press("f", "a")
        await it.type("https")
        await it.press("enter")
        assert safe(LOUD)[:20] in it.words("#question-body")


async def test_a_long_title_in_every_lane_keeps_the_columns(stage):
    session = fakes.FakeSession()
    for lane in Lane:
        session.add(Scored(fakes.listing("長" * 50_000 + lane.value, fakes.at(2, 18)), 50.0), lane)
    async with stage(session) as it:
        for pane in ("skip", "middle", "keep"):
            widget = it.main.query_one(f"#{pane}")
            assert {widget.render_line(y).cell_length for y in range(widget.size.height)} == {widget.size.width}
