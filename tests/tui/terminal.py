"""A real terminal for tests: tmux types into it, and tells what stands there and how it is drawn."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

TMUX = shutil.which("tmux")
PATIENCE = 30.0
BOLD, UNDERLINE, REVERSE = 1, 4, 7
UNSET = "-u COLUMNS -u LINES -u NO_COLOR -u COLORTERM -u TEXTUAL_COLOR_SYSTEM"
"""What a terminal inherits from where the tests run; pytest imports readline, which sets the first two."""
_SGR = re.compile(r"\x1b\[([0-9;:]*)m")


class Cell(NamedTuple):
    """A character and the codes that are on for it (ECMA-48, SGR)."""

    char: str
    codes: frozenset[int]


def read_styles(text: str) -> list[list[Cell]]:
    """Read what tmux captured with its escapes; a style goes on until the next, over the ends of lines too."""
    lines: list[list[Cell]] = [[]]
    codes: frozenset[int] = frozenset()
    for index, piece in enumerate(_SGR.split(text)):
        if index % 2:
            given = frozenset(int(code or 0) for code in re.split("[;:]", piece))
            codes = given - {0} if 0 in given else codes | given
            continue
        for char in piece:
            if char == "\n":
                lines.append([])
            else:
                lines[-1].append(Cell(char, codes))
    return lines


def words(cells: list[Cell]) -> str:
    """The text of some cells."""
    return "".join(cell.char for cell in cells)


class Terminal:
    """A tmux session of one's own."""

    def __init__(self, name: str, width: int, height: int, env: dict[str, str]) -> None:
        self._socket = f"netriage-{os.getpid()}-{name}"
        self.width = width
        self._size = (str(width), str(height))
        self._env = env
        self.tape = Path(tempfile.gettempdir()) / self._socket
        """What the program wrote, byte for byte."""

    def tmux(self, *words: str) -> str:
        command = [str(TMUX), "-L", self._socket, "-f", "/dev/null", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def start(self, *command: str) -> None:
        settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in self._env.items())
        shell = f"env {UNSET} {settings} {shlex.join(command)}; echo ended; cat"
        self.tmux("new-session", "-d", "-s", "one", "-x", self._size[0], "-y", self._size[1], "cat")
        self.tmux("pipe-pane", "-t", "one", f"exec cat > {shlex.quote(str(self.tape))}")
        self.tmux("respawn-pane", "-k", "-t", "one", shell)

    def start_netriage(self) -> None:
        self.start(sys.executable, "-m", "netriage")

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "one")

    def styled(self) -> list[list[Cell]]:
        """The screen with how it is drawn."""
        return read_styles(self.tmux("capture-pane", "-e", "-p", "-t", "one"))

    def columns_of(self, sign: str) -> list[tuple[int, int]]:
        """Where a sign stands, (column, line), as the terminal counts its cells."""
        places: list[tuple[int, int]] = []
        self.tmux("set-option", "-g", "mode-keys", "vi")  # as emacs it stops behind what it finds
        self.tmux("copy-mode", "-t", "one")
        for word in ("top-line", "start-of-line"):
            self.tmux("send-keys", "-t", "one", "-X", word)
        while True:
            self.tmux("send-keys", "-t", "one", "-X", "search-forward-text", sign)
            column, line = self.tmux("display", "-p", "-t", "one", "#{copy_cursor_x} #{copy_cursor_y}").split()
            if (place := (int(column), int(line))) in places:
                break
            places.append(place)
        self.tmux("send-keys", "-t", "one", "-X", "cancel")
        return places

    def see(self, *words: str) -> str:
        """Wait until all of these words are on the screen."""
        self.wait(lambda: all(word in self.screen() for word in words), f"never seen: {words}")
        return self.screen()

    def gone(self, word: str) -> None:
        """Wait until a word is on the screen no more."""
        self.wait(lambda: word not in self.screen(), f"never gone: {word}")

    def wait(self, until: Callable[[], bool], failing: str = "never came true") -> None:
        """Wait for something that the screen comes to."""
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, f"{failing}\n{self.screen()}"
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tmux("send-keys", "-t", "one", key)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "one", "-l", text)

    def stop(self) -> None:
        self.tmux("kill-server")
        self.tape.unlink(missing_ok=True)
