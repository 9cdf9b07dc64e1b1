"""The whole loop in a real terminal, by keyboard alone: tmux types, and reads the screen as a person does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.terminal import TMUX, Terminal
from tests.worlds import NOW, WEEK, NetriageHome, calendar, vevent

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")

STATEMENT = "Senior data engineer at Halden Energy in Amsterdam: talk with Ines Okafor by March"


def week(name: str, first: int) -> str:
    """Six evenings with the target company in them, each title its own."""
    events = [
        vevent(
            f"{name}{n}@x", f"{name} evening {n}", f"202608{first + n}", LOCATION="Amsterdam",
            DESCRIPTION=f"Halden Energy opens its data engineering team to guests, part {n}, with time for questions.",
        )
        for n in range(6)
    ]  # fmt: skip
    return calendar(*events, name=f"{name} feed")


@pytest.fixture
def home(tmp_path: Path) -> NetriageHome:
    home = NetriageHome(tmp_path)
    home.write("config/config.toml", 'zone = "Europe/Amsterdam"\n')
    home.write("one.ics", week("First", 22))
    home.write("two.ics", week("Second", 23))
    return home


@pytest.fixture(params=[(80, 24), (140, 40)], ids=["80x24", "140x40"])
def terminal(request: pytest.FixtureRequest, home: NetriageHome) -> Iterator[Terminal]:
    width, height = request.param
    env = {"NETRIAGE_HOME": str(home.folder), "NETRIAGE_NOW": NOW, "TERM": "xterm-256color"}
    made = Terminal(f"{width}", width, height, env)
    yield made
    made.stop()


def test_the_whole_loop_by_keyboard_alone(terminal: Terminal, home: NetriageHome) -> None:
    terminal.start_netriage()
    terminal.see("1 of 7")
    for answer, following in (
        (STATEMENT, "2 of 7"),
        ("Halden Energy", "3 of 7"),
        ("Ines Okafor", "4 of 7"),
        ("load forecasting", "5 of 7"),
        ("", "6 of 7"),
        ("Amsterdam", "7 of 7"),
        ("6", "Where do events come from?"),
    ):
        terminal.type(answer)
        terminal.press("Enter")
        terminal.see(following)
    terminal.press("p")
    terminal.see("enter takes it")
    terminal.type(str(home.folder / "one.ics"))
    terminal.press("Enter")
    terminal.see("Add “First feed”?")
    terminal.press("y")
    terminal.see("First evening 0")

    terminal.press("f")
    terminal.see("Feeds", "First feed")
    terminal.press("a")
    terminal.see("enter takes it")
    terminal.type(str(home.folder / "two.ics"))
    terminal.press("Enter")
    terminal.see("Add “Second feed”?")
    terminal.press("y")
    terminal.see("added “Second feed”")
    terminal.press("Escape")
    terminal.see("Inbox 12")

    for count in (1, 2, 3):
        terminal.press("Right")
        terminal.see(f"Keep {count}")
    for count in (1, 2, 3, 4, 5):
        terminal.press("Left")
        terminal.see(f"Skip {count}")
    terminal.press("u")
    terminal.see("undid: skipped", "Skip 4", "Inbox 5")
    terminal.press("q")
    terminal.see("ended")
    terminal.stop()

    assert home.run("calendar", "add", str(home.folder / "vdir")).code == 0
    terminal.start_netriage()
    terminal.see("Inbox 5", "Keep 3", "Skip 4")
    terminal.press("c")
    terminal.see("3 to add")
    terminal.press("a")
    terminal.see("write it")
    terminal.press("y")
    terminal.see("3 added")
    terminal.press("Escape")
    terminal.see("Inbox 5")
    terminal.press("q")
    terminal.see("ended")

    kept = {item["title"] for item in home.run("list", "lane:keep", "--json").data["listings"]}
    assert len(kept) == 3
    assert kept == khal_titles(home)


def khal_titles(home: NetriageHome) -> set[str]:
    """What a real khal lists of the vdir."""
    khal = Path(sys.executable).parent / "khal"
    if not khal.exists():
        pytest.skip("the loop is done, but khal is not installed beside this Python")
    config = home.write(
        "khal.conf",
        f"[calendars]\n[[kept]]\npath = {home.folder / 'vdir'}\n[locale]\nlocal_timezone = Europe/Amsterdam\n"
        "default_timezone = Europe/Amsterdam\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {home.folder}/khal.db\n",
    )
    command = [str(khal), "-c", str(config), "list", "2026-08-20", "20d", "--format", "{title}", "--day-format", ""]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line for line in listed.stdout.splitlines() if line.strip()}


def test_a_terminal_of_twenty_by_five_stays_alive(home: NetriageHome) -> None:
    home.settled()
    terminal = Terminal("tiny", 20, 5, {"NETRIAGE_HOME": str(home.folder), "NETRIAGE_NOW": NOW})
    try:
        terminal.start_netriage()
        terminal.see("Forecasti")
        terminal.press("Right")
        terminal.press("q")
        terminal.see("ended")
    finally:
        terminal.stop()
    assert home.run("list", "lane:keep", "--format", "{title}").out.strip() == "Forecasting evening"


def test_an_open_screen_shows_what_other_processes_decide_and_pull(home: NetriageHome) -> None:
    home.settled()
    terminal = Terminal("beside", 100, 30, {"NETRIAGE_HOME": str(home.folder), "NETRIAGE_NOW": NOW})
    try:
        terminal.start_netriage()
        terminal.see("Inbox 4", "Keep 0")
        best = home.run("list", "--format", "{id}").out.split()[0]
        assert home.run("keep", best).code == 0
        terminal.see("Inbox 3", "Keep 1")
        more = vevent("a6@x", "Grid evening", "20260828", LOCATION="Amsterdam", DESCRIPTION="Halden Energy hosts." * 5)
        home.write("week.ics", WEEK.replace("END:VCALENDAR", f"{more}\r\nEND:VCALENDAR"))
        assert home.run("pull", "--quiet").code == 0
        terminal.see("Inbox 4", "Keep 1")
        terminal.press("u")
        terminal.see("undid: kept", "Inbox 5", "Keep 0")
        terminal.press("q")
        terminal.see("ended")
    finally:
        terminal.stop()
