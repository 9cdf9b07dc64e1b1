"""The hostile corpus, pulled by the real session and shown: what reaches the terminal, byte by byte.

The tests beside this one put hostile text into the values that a screen gets; here it comes the way it comes to a user,
and so the two layers (cleaned once at ingest, text at each widget) are seen together.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from textual.pilot import Pilot

from netriage.cli.world import open_session, read_world
from netriage.session.session import Session
from netriage.tui.app import NetriageApp
from netriage.tui.screens.triage import TriageScreen
from tests.tui.test_cells import speaks
from tests.tui.test_hostile_screen import ALLOWED, TapeDriver, tape  # noqa: F401  # a fixture
from tests.worlds import GOAL, NetriageHome

COMING = "2026-08-01T12:00Z"
"""Before the corpus's events: later they have ended, would never be shown, and the tests would pass for nothing."""
SIGNS = ("]52;c;", "]8;;", "]0;", "[bold]", "@click=app.quit", "{user.password}", "Caf")
"""What must be seen as text, so that it is known that the attacks were on the screen."""


@pytest.fixture(scope="module")
def corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> NetriageHome:
    """A home that has every hostile feed, pulled."""
    home = NetriageHome(tmp_path_factory.mktemp("hostile"), now=COMING)
    home.write("config/config.toml", 'zone = "Europe/Amsterdam"\n')
    home.write("config/goal.toml", GOAL)
    session = real_session(home)
    for feed in sorted((shared / "hostile").glob("*.ics")):
        session.add_source(str(feed))
    report = session.pull()
    assert report.feeds > 80
    assert report.failed < 10
    return home


def real_session(home: NetriageHome) -> Session:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NETRIAGE_HOME", str(home.folder))
        patched.setenv("NETRIAGE_NOW", COMING)
        return open_session(read_world())


def complaints(text: str) -> list[str]:
    """What of a text a terminal would obey, or that hides, reorders or piles up; line ends are ours."""
    flood = re.findall("[\u0300-\u036f]{5,}|\u200d{2,}", text)
    return sorted(set(speaks(text.replace("\n", " "))) | set(flood))


def strange(written: bytes) -> list[str]:
    """The same of a terminal's bytes, without what Textual itself says to it."""
    return complaints(ALLOWED.sub(b"", written).replace(b"\r\n", b" ").decode("utf-8"))


class Walk:
    """Goes through everything that shows a feed's words."""

    def __init__(self, app: NetriageApp) -> None:
        self.app = app
        self.seen: Counter[str] = Counter()

    async def __call__(self, pilot: Pilot[int]) -> None:
        await self._settle(pilot)
        main = self.app.screen_stack[1]
        assert isinstance(main, TriageScreen)
        await pilot.press("H")
        for number, key in enumerate(list(main.pane.keys)):
            main.pane.move_to_key(key)
            for look in (main.looking.detail, main.looking.why)[: 1 + (number % 4 == 0)]:
                look()
                await pilot.pause()
                self.app.pop_screen()
            self.app.clear_notifications()
            self.app.notify(main.view.rows[key].scored.listing.title, markup=False)
            self.seen[key] += 1
        for keys in ("right left", *(f"{key} escape" for key in "sxSont")):
            await pilot.press(*keys.split())
        for keys in ("J", "f", "R", "c", "e", "question_mark", "ctrl+p", "slash x 1"):
            await pilot.press(*keys.split())
            await self._settle(pilot)
            await pilot.press("end")
            await self._leave(pilot)
        self.app.exit()

    async def _settle(self, pilot: Pilot[int]) -> None:
        await pilot.pause()
        await self.app.workers.wait_for_complete()
        await pilot.pause()

    async def _leave(self, pilot: Pilot[int]) -> None:
        """Back to the main screen."""
        await pilot.press("escape")
        for _ in range(3):
            if len(self.app.screen_stack) > 2:
                await pilot.press("escape")


async def test_the_screen_shows_the_whole_corpus_as_text(corpus: NetriageHome, tape: list[str]) -> None:  # noqa: F811
    app = NetriageApp(real_session(corpus))
    app.driver_class = TapeDriver
    walk = Walk(app)
    await app.run_async(headless=False, size=(120, 40), auto_pilot=walk, mouse=False)
    written = "".join(tape)
    assert len(walk.seen) > 30
    assert [sign for sign in SIGNS if sign not in written] == []
    assert strange(written.encode("utf-8", "surrogatepass")) == []


def printed(home: NetriageHome, *arguments: str, stdin: str = "") -> bytes:
    """What the real command writes, unchanged: a text pipe would swallow carriage returns."""
    done = subprocess.run(
        [sys.executable, "-m", "netriage", *arguments],
        env={**os.environ, "NETRIAGE_HOME": str(home.folder), "NETRIAGE_NOW": COMING, "PYTHONUTF8": "1"},
        input=stdin.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr  # 1: doctor has found feeds that failed
    return done.stdout + done.stderr


def test_triage_line_by_line_says_the_whole_corpus_as_text(corpus: NetriageHome) -> None:
    said = printed(corpus, "triage", "--plain", stdin="why\nread\nseries\nopen\nnext\n" * 45 + "quit\n").decode("utf-8")
    assert [sign for sign in SIGNS if sign not in said] == []
    assert complaints(said) == []


@pytest.mark.parametrize(
    "arguments", [("list", "lane:any"), ("list", "lane:any", "--json"), ("feed", "list"), ("doctor",)]
)
def test_what_the_commands_print_of_the_corpus_is_text(corpus: NetriageHome, arguments: tuple[str, ...]) -> None:
    said = printed(corpus, *arguments).decode("utf-8")
    assert len(said) > 200
    assert complaints(said) == []


def test_every_listing_that_is_listed_can_be_shown_as_text(corpus: NetriageHome) -> None:
    ids = printed(corpus, "list", "lane:any", "--format", "{id}").decode().split()
    assert len(ids) > 30
    said = printed(corpus, "list", "lane:any", "--format", "{title} {location} {url} {sources}").decode("utf-8")
    assert complaints(said) == []
