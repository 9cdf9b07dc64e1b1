"""Columns stand on every terminal, whichever way it counts: a small one that is made here, and tmux."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from netriage.tui.aligned import in_columns
from netriage.tui.cells import cut, fill, room, width
from tests.tui.terminal import TMUX, Terminal
from tests.worlds import NOW, NetriageHome, calendar, vevent

TITLES = {
    "vowel signs": "हिन्दी में डेटा इंजीनियरिंग की शाम",
    "tamil": "தமிழ் தரவு மாலை",
    "bengali": "বাংলা ডেটা সন্ধ্যা",
    "khmer": "ភាសាខ្មែរ",
    "burmese": "မြန်မာ",
    "thai": "ภาษาไทย",
    "skin tone": "👍🏽 Thumbs",
    "presentation": "❤️ Hearts ⚠️",
    "joined": "👩\u200d💻 Coders",
    "joined and toned": "🏃🏽\u200d♀️ Run",
    "flags": "🇩🇪🇫🇷 Flags",
    "keycap": "1️⃣ Keycap",
    "wide": "会議の夜",
    "from the right": "مرحبا بكم في المساء",
    "points": "שָׁלוֹם ערב",
    "marks": "Cafe\u0301 of music 𝅗𝅥",
    "new emoji": "🪿 Goose",
    "long": "हिन्दी " * 30,
    "long and toned": "👍🏽" * 60,
}
SIGNS = "aB é会ñ|देிা\u200d\ufe0f👍🏽❤🇩🇪\u0301ِ🪿…│┃"


def alone(char: str) -> int:
    """A terminal that knows no graphemes (tmux 3.3, xterm)."""
    return 1 if unicodedata.category(char) == "Mc" else cell_len(char)


def old(char: str) -> int:
    """One that draws nothing for emoji, and two cells for each flag's letter."""
    return 2 if "\U0001f1e6" <= char <= "\U0001f1ff" else 0 if char in "🪿❤" else alone(char)


def landed(data: str, counts: Callable[[str], int]) -> int:
    """Where the cursor stands after `data` on a terminal that counts like this."""
    column, kept = 0, 0
    for escape, count, char in re.findall(r"(\x1b7|\x1b8|\x1b\[[0-9;]*m)|\x1b\[([0-9]+)C|(.)", data):
        if escape == "\x1b7":
            kept = column
        elif escape == "\x1b8":
            column = kept
        elif not escape:
            column += int(count) if count else counts(char)
    return column


@pytest.mark.parametrize("counts", [alone, old])
@given(st.lists(st.text(st.sampled_from(SIGNS), max_size=12), max_size=5))
@example(list(TITLES.values()))
def test_what_follows_a_text_stands_in_its_column(counts, texts):
    data = "".join(f"\x1b[1m{text}\x1b[0m   \x1b[32m" for text in texts)
    wanted = sum(cell_len(part) for text in texts for part in re.split("([|│┃])", text)) + 3 * len(texts)
    assert landed(in_columns(data), counts) == wanted


@given(st.text(st.sampled_from(SIGNS), max_size=12))
def test_each_character_is_written_once_and_in_order(text):
    written = in_columns(f"│{text}│")
    shown = re.sub(r"\x1b7 *\x1b8|\x1b8\x1b\[\d+C", "", written)
    assert shown.replace(" ", "") == f"│{text}│".replace(" ", "")


def test_what_is_sure_is_written_as_it_is():
    data = "\x1b[2;3H│ Łódź – “data” … 会議 Ω Ж │\x1b]22;default\x07\x1b[0m"
    assert in_columns(data) == data


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_row_has_room_for_its_text_on_a_terminal_that_knows_no_graphemes(title):
    for cells in (1, 5, 12, 30, 60):
        assert sum(map(alone, cut(title, cells))) <= room(cut(title, cells)) <= cells
        assert width(fill(title, cells)) == cells


@pytest.fixture
def home(tmp_path: Path) -> NetriageHome:
    events = [
        vevent(f"{n}@x", title, f"202608{24 + n % 5}", 9, LOCATION=title[:40], DESCRIPTION=f"{title} and more. " * 6)
        for n, title in enumerate(TITLES.values())
    ]
    return NetriageHome(tmp_path).settled(calendar(*events))


@pytest.fixture(params=[(80, 24), (140, 44)], ids=["80x24", "140x44"])
def terminal(request: pytest.FixtureRequest, home: NetriageHome) -> Iterator[Terminal]:
    width, height = request.param
    made = Terminal(
        f"aligned-{width}", width, height,
        {"NETRIAGE_HOME": str(home.folder), "NETRIAGE_NOW": NOW, "TERM": "xterm-256color"},
    )  # fmt: skip
    yield made
    made.stop()


@pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
def test_frames_and_thumbs_stand_in_one_column_in_tmux(terminal: Terminal) -> None:
    terminal.start_netriage()
    terminal.see(f"Inbox {len(TITLES)}")
    sign = "▐" if terminal.width < 100 else "┃"
    for _ in range(4):
        terminal.press("j", "Right", "j", "j", "Left")
        terminal.see("skipped")
        columns = terminal.columns_of(sign)
        assert len(columns) > 4
        # Either side of the middle pane; or the last column, and where the detail's padding leaves it.
        assert len({column for column, _ in columns}) <= 2
        assert sign == "┃" or {column for column, _ in columns} <= {78, 79}
        terminal.press("u", "u")
        terminal.see("undid", f"Inbox {len(TITLES)}")
