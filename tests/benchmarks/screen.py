"""From a key press to the last byte of its repaint, on a real pty, as ratios to an empty Textual app in the same run.

    python -m tests.benchmarks.screen [--rows 50000] [--inbox 2000] [--presses 150] [--starts 5] [--home FOLDER]

The app is the real one over the real session: listings in the cache, all but the inbox skipped in the journal, every
decision on disk before it is drawn. The empty app holds one `Static` that changes with each key. A repaint is over when
the terminal has been silent for `QUIET` seconds; the time of the last byte counts.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

from netriage.cli.world import open_session, read_world
from netriage.model import Listing, Source, Verdict
from netriage.store import write_private

COLUMNS, LINES = 140, 40
QUIET = 0.025
FIRST = "Grid forecasting with Halden Energy"
GOAL = """\
statement = "Senior data engineer on the forecasting team of Halden Energy in Amsterdam: talk with Ines Okafor by March"
roles = ["data engineer"]
topics = ["load forecasting", "smart meter"]

[[companies]]
name = "Halden Energy"
"""
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    count = 0

    def compose(self):
        yield Static("ready")

    def on_key(self, event):
        self.count += 1
        self.query_one(Static).update(f"{event.key} {self.count}")

Empty().run()
"""
KINDS = ("talk", "meetup", "workshop", "breakfast", "reception", "roundtable", "panel")
TOPICS = ("load forecasting", "smart meters", "Rust", "pottery", "batteries", "data engineering", "sales", "yoga")


def make_listings(count: int, now: datetime) -> list[Listing]:
    """Listings of the coming eighty days, no two alike; the first has the best fit."""
    listings = []
    for number in range(count):
        topic = TOPICS[number % len(TOPICS)]
        title = FIRST if number == 0 else f"{topic.capitalize()} {KINDS[number % len(KINDS)]} no. {number}"
        start = now + timedelta(hours=2 + number * 80 * 24 / count)
        text = f"A {KINDS[number % len(KINDS)]} about {topic} for engineers. " * 4
        key = sha256(title.encode()).hexdigest()[:32]
        source = (Source("feed0000", f"uid-{number}"),)
        listings.append(Listing(key, title, start, start + timedelta(hours=2), source, text, "Amsterdam"))
    return listings


def prepare(home: Path, rows: int, inbox: int) -> None:
    """Fill the cache, write the goal, skip all but the inbox as one step."""
    world = read_world(home)
    session = open_session(world)
    write_private(world.goal_file, GOAL.encode())
    listings = make_listings(rows, datetime.now(UTC))
    session.store.cache.save_listings(listings)
    session.load()
    spare = [item.key for item in listings if item.title != FIRST][: rows - inbox]
    if spare:
        session.decide(spare, Verdict.SKIP)
    session.save_front()


class Terminal:
    """The other end of a pty."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.seen = b""

    def read_until_quiet(self, quiet: float = QUIET, patience: float = 5.0) -> float:
        """Read until nothing has come for `quiet` seconds; the time of the last byte."""
        last, wait = 0.0, patience
        while select.select([self._fd], [], [], wait)[0]:
            self.seen = self.seen[-65_536:] + os.read(self._fd, 1 << 16)
            last, wait = perf_counter(), quiet
        return last

    def read_until(self, words: str, patience: float = 120.0) -> float:
        """Read until some words come; the time when they came."""
        seen = b""
        while select.select([self._fd], [], [], patience)[0]:
            seen = seen[-4096:] + os.read(self._fd, 1 << 16)
            if words.encode() in seen:
                return perf_counter()
        raise TimeoutError(f"“{words}” was never drawn")

    def press(self, keys: str) -> float:
        """Seconds from writing the keys to the last byte of what they changed."""
        begin = perf_counter()
        os.write(self._fd, keys.encode())
        return max(0.0, self.read_until_quiet() - begin)


@contextmanager
def running(kind: str, home: Path) -> Iterator[tuple[Terminal, float]]:
    """An app on a pty; the second is its start to the first listing (or to 'ready')."""
    begin = perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "NETRIAGE_HOME": str(home)}
        os.execv(sys.executable, [sys.executable, *(["-m", "netriage"] if kind == "app" else ["-c", EMPTY])])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    terminal = Terminal(fd)
    try:
        started = terminal.read_until(FIRST[:20] if kind == "app" else "ready") - begin
        yield terminal, started
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)


def centile(times: Sequence[float], share: float) -> float:
    """Nearest rank, in milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def report(name: str, keys: str, terminal: Terminal, empty: Terminal) -> None:
    """Press each key in both apps by turns, on whatever the machine does meanwhile; one line of the table."""
    times, unit = [], []
    for number, key in enumerate(keys):
        unit.append(empty.press("jk"[number % 2]))
        times.append(terminal.press(key))
    p50, p99, bare = centile(times, 0.5), centile(times, 0.99), (centile(unit, 0.5), centile(unit, 0.99))
    print(f"{name:<34}{p50:>9.1f}{p99:>9.1f}{bare[0]:>9.1f}{bare[1]:>9.1f}{p50 / bare[0]:>9.2f}x{p99 / bare[1]:>8.2f}x")


def write_feed(file: Path, count: int, words: str) -> None:
    """A feed of so many events, the first of which has the best fit."""
    now = datetime.now(UTC)
    blocks = []
    for item in make_listings(count, now):
        start = f"{item.start:%Y%m%dT%H%M%SZ}"
        text = f"{item.description} {words}"
        lines = ("BEGIN:VEVENT", f"UID:{item.key}", f"DTSTART:{start}", "DURATION:PT2H", f"SUMMARY:{item.title}")
        blocks.append("\r\n".join((*lines, f"DESCRIPTION:{text}", "END:VEVENT")))
    file.write_text("\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *blocks, "END:VCALENDAR", "")), "utf-8", newline="")


def measure_pull(home: Path, empty: Terminal, events: int, presses: int) -> None:
    """Move the cursor while a feed of which every event has changed is pulled, merged and ranked."""
    home.mkdir()
    file = home / "feed.ics"
    write_feed(file, events, "First version.")
    world = read_world(home)
    session = open_session(world)
    write_private(world.goal_file, GOAL.encode())
    session.add_source(str(file))
    session.pull()
    session.load()
    session.save_front()
    write_feed(file, events, "Second version.")
    with running("app", home) as (terminal, _):
        terminal.read_until_quiet(2.0)
        terminal.press("r")
        report(f"the cursor while {events:,} are pulled", "j" * presses, terminal, empty)


def measure(home: Path, empty: Terminal, presses: int) -> None:
    """Press keys in both apps and print the table."""
    head = f"{'p50 ms':>9}{'p99 ms':>9}{'empty':>9}{'empty':>9}{'p50':>10}{'p99':>9}"
    print(f"{'key to repaint':<34}{head}")
    with running("app", home) as (terminal, _):
        terminal.read_until_quiet()
        report("the cursor while all is read", "j" * 30, terminal, empty)
        terminal.read_until_quiet(3.0, patience=25.0)  # until the whole picture is there
        report("move the cursor (j)", "j" * presses, terminal, empty)
        terminal.press("g")
        report("skip, on disk (h)", "h" * presses, terminal, empty)
        report("undo (u)", "u" * presses, terminal, empty)
        report("keep, on disk (l)", "l" * presses, terminal, empty)
        report("mark and go on (space)", " " * presses, terminal, empty)
        terminal.press("\x1b")
        terminal.press("/")
        report("a letter of a filter", "forecasting " * 3, terminal, empty)


def measure_start(home: Path, rounds: int) -> None:
    """Start both apps by turns: with what the last run left, and without it."""
    front = home / "cache" / "front.json"
    left = front.read_bytes()
    times: dict[str, list[float]] = {"empty": [], "first look": [], "nothing left": []}
    for _ in range(rounds):
        for name, found in times.items():
            if name == "nothing left":
                front.unlink(missing_ok=True)
            else:
                write_private(front, left)
            with running("empty" if name == "empty" else "app", home) as (_, started):
                found.append(started)
    bare, *others = (median(found) for found in times.values())
    print(f"\nstart: a bare Textual app {bare:.2f} s")
    for name, started in zip(("to the first listing", "and when no last run left it"), others, strict=True):
        print(f"{name:<34}{started:.2f} s, {started / bare:.2f}x")
    write_private(front, left)


def main() -> None:
    """Prepare once, then measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--inbox", type=int, default=2_000)
    parser.add_argument("--presses", type=int, default=150)
    parser.add_argument("--pulled", type=int, default=5_000, help="events of the feed that is pulled meanwhile")
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--home", type=Path, help="a prepared folder, or one to prepare and to keep")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="netriage-screen-") as folder:
        home = chosen.home or Path(folder)
        if not (home / "cache").exists():
            prepare(home, chosen.rows, chosen.inbox)
        measure_start(home, chosen.starts)
        with running("empty", home) as (empty, _):
            empty.read_until_quiet(1.0)
            measure(home, empty, chosen.presses)
            measure_pull(Path(folder) / "pulled", empty, chosen.pulled, min(100, chosen.presses))


if __name__ == "__main__":
    main()
