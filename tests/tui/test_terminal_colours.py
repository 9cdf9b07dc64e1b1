"""With few colours and with none, in a real terminal: the bytes are judged, and nothing is said by colour alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.terminal import BOLD, REVERSE, TMUX, UNDERLINE, Cell, Terminal, words
from tests.worlds import NOW, WEEK, NetriageHome

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")

SIXTEEN = {*range(30, 38), 39, *range(40, 48), 49, *range(90, 98), *range(100, 108)}
ATTRIBUTES = set(range(30))
KINDS = {
    "16 colours": ({"TERM": "screen"}, "", ATTRIBUTES | SIXTEEN),
    "16 colours by name": ({"TERM": "xterm-16color"}, "", ATTRIBUTES | SIXTEEN),
    "16 colours, a theme of many": ({"TERM": "screen"}, "nord", ATTRIBUTES | SIXTEEN),
    "16 colours, a light theme": ({"TERM": "screen"}, "solarized-light", ATTRIBUTES | SIXTEEN),
    "no colour": ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "", ATTRIBUTES),
    "no colour of 16": ({"TERM": "screen", "NO_COLOR": "1"}, "nord", ATTRIBUTES),
}


@pytest.fixture
def home(tmp_path: Path) -> NetriageHome:
    """A week of which two were kept; since then one was moved and one was cancelled."""
    home = NetriageHome(tmp_path).settled()
    for title in ("Forecasting", "Data engineering"):
        found = home.run("list", title, "--format", "{id}").out.split()
        assert home.run("keep", found[0]).code == 0
    later = WEEK.replace("20260825T18", "20260826T19").replace("20260825T20", "20260826T21")
    home.write("week.ics", later.replace("SUMMARY:Data engineering", "STATUS:CANCELLED\r\nSUMMARY:Data engineering"))
    assert home.run("pull").code == 0
    return home


@pytest.fixture(params=KINDS)
def terminal(request: pytest.FixtureRequest, home: NetriageHome) -> Iterator[Terminal]:
    env, theme, allowed = KINDS[request.param]
    if theme:
        with (home.folder / "config/config.toml").open("a") as file:
            file.write(f'theme = "{theme}"\n')
    place = {"NETRIAGE_HOME": str(home.folder), "NETRIAGE_NOW": NOW}
    made = Terminal("colours", 120, 40, {**env, **place})
    made.start_netriage()
    yield made
    given = codes_in(made.tape.read_text("utf-8", "replace"))
    made.stop()
    assert given
    assert given <= allowed


def codes_in(tape: str) -> set[int]:
    """All that was asked for with SGR."""
    return {int(code or 0) for found in re.findall(r"\x1b\[([0-9;:]*)m", tape) for code in re.split("[;:]", found)}


def one_line(terminal: Terminal, text: str) -> list[Cell]:
    """The one line in which a text stands."""
    found = [line for line in terminal.styled() if text in words(line)]
    assert len(found) == 1, text
    return found[0]


def codes_of(line: list[Cell], text: str) -> set[int]:
    """What is on for all of a text in a line."""
    begin = words(line).index(text)
    return set(frozenset.intersection(*(cell.codes for cell in line[begin : begin + len(text)])))


def test_all_that_a_colour_says_stands_there_without_it(terminal: Terminal) -> None:
    terminal.see("Inbox 2", "Changed 2")

    cursor = one_line(terminal, "▌")
    assert "Late dinner" in words(cursor) or "Pottery" in words(cursor)
    assert REVERSE in codes_of(cursor, words(cursor)[words(cursor).index("▌") :].split("┃")[0].rstrip())
    first = "Late dinner" if "Late dinner" in words(cursor) else "Pottery"

    terminal.press("Left")
    terminal.see("Skip 1", "Inbox 1")
    moved = words(one_line(terminal, f"›{first[:8]}"))
    assert moved.index("›") < moved.index("┃")  # on the left, with the sign of what has just come
    terminal.press("Space")
    terminal.see("1 marked")
    assert "✓" in words(one_line(terminal, "▌"))

    terminal.press("5")
    terminal.see("Forecasting evening", "changed", "cancelled")
    terminal.press("G")
    terminal.see("is now", "on load forecasting")
    text = one_line(terminal, "on load forecasting")
    for match in ("+Ines Okafor", "+Halden Energy"):
        assert {BOLD, UNDERLINE} <= codes_of(text, match)
    assert not {BOLD, UNDERLINE, REVERSE} & codes_of(text, " on load")

    terminal.press("x", "Down")
    terminal.see("not my topic")
    terminal.wait(lambda: REVERSE in codes_of(one_line(terminal, "not my topic"), "not my topic"))
    assert REVERSE not in codes_of(one_line(terminal, "too far"), "too far")
    terminal.press("o")
    terminal.see("enter takes it")
    terminal.type("mine")
    terminal.see("mine")
    terminal.press("Home", "S-Right", "S-Right")
    terminal.wait(lambda: REVERSE in codes_of(one_line(terminal, "mine"), "mi"))
    assert REVERSE not in codes_of(one_line(terminal, "mine"), "e")
    terminal.press("Escape")
    terminal.gone("enter takes it")
    terminal.press("C-p")
    terminal.see("Skip the listing")
    terminal.press("Down")
    terminal.wait(lambda: REVERSE in codes_of(one_line(terminal, "Skip the listing"), "Skip the listing"))
