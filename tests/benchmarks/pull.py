"""What a whole pull costs, as ratios to a plain `icalendar.Calendar.from_ical` of the same bytes in the same run.

    python tests/benchmarks/pull.py                          50,000 VEVENTs in 100 feeds
    python tests/benchmarks/pull.py --feeds 20 --events 250  quickly

A pull is all of `Session.pull`: fetch (from disk), read in the child, expand, merge, save; each one in a process of its
own, as cron has it. Only the ranking at its end is measured apart: it depends on the goal. CPU seconds (user + system)
are those of the process and of the children that read for it; the time until the modules are loaded is left out, and
told at the end. Rounds of pulls follow one another in one home:

    first       nothing is known
    unchanged   no file was touched (a server would answer 304)
    the same    each file was written again with the same bytes (a server without validators)
    restamped   each DTSTAMP is another one, no event is
    1 %         each DTSTAMP is another one, and one event of a hundred was moved by an hour, in every feed
    1 % in some the same, but one event of ten in every tenth feed: what changes in a day is mostly of few publishers

The feeds are made up: titles and descriptions (500 characters) of invented words by Zipf's law, times with a TZID and
its VTIMEZONE, a tenth recurs, a fifth is past. khal and calcurse import a share of the feeds, scaled up.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
HOME = "Europe/Berlin"
BERLIN = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE""".splitlines()
RULES = (
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;COUNT=8",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231T000000Z",
)
STAMPS = ("20260822T100000Z", "20260822T110000Z", "20260822T113000Z", "20260822T114500Z")

Moved = Callable[[int, int], bool]
"""Which events were moved, by their feed and their place in it."""


def in_every_feed(feed: int, number: int) -> bool:
    return number % 100 == 7


def in_some_feeds(feed: int, number: int) -> bool:
    """Beside those of `in_every_feed`."""
    return in_every_feed(feed, number) or (feed % 10 == 3 and number % 10 == 5)


class Cost(NamedTuple):
    """CPU seconds of a step, seconds on the clock, and megabytes at the peak of this process and of a child."""

    cpu: float
    wall: float
    peak: float = 0.0
    child_peak: float = 0.0


# ---- the feeds


@cache
def vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """4,000 invented words, and how often each comes, summed up (Zipf: the n-th word 1/n as often as the first)."""
    chance = random.Random("words")
    syllables = [
        first + vowel + last for first in "bcdfgklmnprstvz" for vowel in "aeiou" for last in ("", "n", "r", "s")
    ]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(4_000)]
    return tuple(words), tuple(accumulate(1 / (rank + 5) for rank in range(len(words))))


def sentence(chance: random.Random, count: int) -> str:
    words, weights = vocabulary()
    return " ".join(chance.choices(words, cum_weights=weights, k=count)).capitalize()


def folded(line: str) -> str:
    rest = "".join(f"\r\n {line[at : at + 74]}" for at in range(75, len(line), 74))
    return line[:75] + rest


def vevent(chance: random.Random, number: int, stamp: str, *, moved: bool) -> Iterable[str]:
    past = chance.random() < 0.2
    day = NOW + timedelta(days=-chance.randrange(20, 200) if past else chance.randrange(0, 90))
    start = day.replace(hour=chance.randrange(8, 20), minute=chance.choice((0, 0, 30)))
    title, text = sentence(chance, chance.randint(4, 8)), ".\\n".join(sentence(chance, 12) for _ in range(7))
    house, recurs, rule = chance.randrange(300), chance.random() < 0.1, chance.choice(RULES)
    if moved:
        start += timedelta(hours=1)
    yield "BEGIN:VEVENT"
    yield f"UID:{number:08x}@bench.example.org"
    yield f"DTSTAMP:{stamp}"
    yield f"SUMMARY:{title}"
    yield f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID=Europe/Berlin:{start + timedelta(hours=2):%Y%m%dT%H%M%S}"
    yield f"DESCRIPTION:{text[:500]}"
    yield f"LOCATION:{title.split()[0].capitalize()} Hall\\, {house} {title.split()[-1].capitalize()} Street\\, Berlin"
    yield f"URL:https://bench.example.org/events/{number}"
    yield f"LAST-MODIFIED:{stamp}"
    if recurs:
        yield f"RRULE:{rule}"
    yield "END:VEVENT"


def write_feeds(folder: Path, feeds: int, events: int, stamp: str, moved: Moved | None = None) -> list[bytes]:
    """Write the feeds, the same events each time, some an hour later."""
    bodies = []
    for at in range(feeds):
        chance = random.Random(at)
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", f"X-WR-CALNAME:Feed {at}", *BERLIN]
        for number in range(events):
            lines += vevent(chance, at * 100_000 + number, stamp, moved=moved is not None and moved(at, number))
        bodies.append("\r\n".join([*map(folded, lines), "END:VCALENDAR", ""]).encode())
        (folder / f"feed-{at:03}.ics").write_bytes(bodies[-1])
    return bodies


# ---- our side, in a process of its own


def pull_once(home: Path, feeds: Path) -> None:
    """Pull, and print what it cost; the feeds are added when there are none."""
    from netriage.config import Settings
    from netriage.session import pull as _loaded  # noqa: F401
    from netriage.session.session import Session
    from netriage.store import Folders, Store

    ranking = [0.0, 0.0]

    class Apart(Session):
        """A session that measures its ranking apart."""

        def load(self):  # type: ignore[no-untyped-def]
            (cpu, wall), _ = (time.process_time(), time.perf_counter()), None
            view = super().load()
            ranking[:] = time.process_time() - cpu, time.perf_counter() - wall
            return view

    store = Store(Folders(home / "config", home / "data", home / "cache"))
    session = Apart(store, Settings(zone=HOME), goal_file=home / "goal.toml", now=lambda: NOW, zone=ZoneInfo(HOME))
    loading = time.process_time()
    if not store.feeds.list():
        for path in sorted(feeds.glob("*.ics")):
            session.add_source(str(path))
    before, wall = os.times(), time.perf_counter()
    report = session.pull()
    after, wall = os.times(), time.perf_counter() - wall
    cpu = sum(after[:4]) - sum(before[:4])
    print(
        json.dumps(
            {
                "cpu": cpu - ranking[0],
                "wall": wall - ranking[1],
                "rank": ranking[0],
                "loading": loading,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "child_peak": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
                "words": f"{report.listings:,} listings, {report.new:,} new, {report.changed:,} changed, "
                f"{report.unchanged} feeds unchanged, {report.failed} failed",
            }
        )
    )


def pulled(home: Path, feeds: Path) -> dict[str, float]:
    """One pull in a process of its own, its modules compiled as they are once installed."""
    words = [sys.executable, __file__, "--once", str(home), str(feeds)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env["PYTHONPYCACHEPREFIX"] = str(home.parent / "compiled")
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=env)
    result: dict[str, float] = json.loads(done.stdout)
    return result


# ---- the others


def timed(work: Callable[[], object]) -> Cost:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Cost(time.process_time() - cpu, time.perf_counter() - wall)


def plain(bodies: Sequence[bytes]) -> None:
    import icalendar

    for body in bodies:
        icalendar.Calendar.from_ical(body)


def read_alone(bodies: Sequence[bytes], known: dict[int, dict[str, object]]) -> None:
    """The reading stage by itself: no expansion, no merge, no files, one process."""
    from netriage.ical.read import read_feed
    from netriage.model import Window

    window = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))
    for at, body in enumerate(bodies):
        reading = read_feed(body, f"{at:08x}", home=ZoneInfo(HOME), window=window, known=known.get(at))  # type: ignore[arg-type]
        known[at] = dict(reading.blocks)


def imported(command: Sequence[str], paths: Sequence[Path]) -> Cost:
    before, wall = os.times(), time.perf_counter()
    for path in paths:
        words = [word.replace("FILE", str(path)) for word in command]
        subprocess.run(words, check=False, capture_output=True, timeout=1_200, stdin=subprocess.DEVNULL)
    after = os.times()
    return Cost(sum(after[2:4]) - sum(before[2:4]), time.perf_counter() - wall)


def others(folder: Path) -> dict[str, list[str]]:
    """The import commands of the peers that are installed; FILE stands for the calendar."""
    found = {}
    khal = shutil.which("khal") or shutil.which("khal", path=str(Path(sys.executable).parent))
    if khal:
        (folder / "vdir").mkdir()
        (folder / "khal.conf").write_text(
            f"[calendars]\n[[mine]]\npath = {folder / 'vdir'}\n[sqlite]\npath = {folder / 'khal.db'}\n"
            f"[locale]\nlocal_timezone = {HOME}\ndefault_timezone = {HOME}\n",
            encoding="utf-8",
        )
        found["khal import"] = [khal, "-c", str(folder / "khal.conf"), "import", "--batch", "-a", "mine", "FILE"]
    calcurse = shutil.which("calcurse")
    if calcurse:
        (folder / "calcurse").mkdir()
        found["calcurse -i"] = [calcurse, "-D", str(folder / "calcurse"), "-q", "-i", "FILE"]
    return found


# ---- the table


def row(name: str, cost: Cost, plain_cost: Cost, note: str = "") -> None:
    peaks = f"{cost.peak:6.0f} MB{cost.child_peak:6.0f} MB" if cost.peak else " " * 18
    ratios = f"{plain_cost.cpu / cost.cpu:8.1f}x{plain_cost.wall / cost.wall:8.1f}x"
    print(f"{name:<34}{cost.cpu:8.2f} s{cost.wall:8.2f} s{ratios}{peaks}  {note}", flush=True)


def measure(options: argparse.Namespace, work: Path) -> None:
    feeds, home = work / "feeds", work / "home"
    feeds.mkdir()
    sizes = (options.feeds, options.events)
    bodies = write_feeds(feeds, *sizes, STAMPS[0])
    total = options.feeds * options.events
    print(f"{total:,} VEVENTs in {options.feeds} feeds, {sum(map(len, bodies)) / 1e6:.1f} MB")
    print(f"{'':<34}{'CPU':>10}{'clock':>10}{'ratio':>9}{'(clock)':>9}{'peak':>9}{'child':>9}")
    plain(bodies[:1])  # loads modules and zones
    base = timed(lambda: plain(bodies))
    row("icalendar.Calendar.from_ical", base, base)
    last: dict[str, float] = {}

    def step(name: str, goal: str = "") -> None:
        nonlocal last
        last = pulled(home, feeds)
        cost = Cost(last["cpu"], last["wall"], last["peak"], last["child_peak"])
        row(f"pull: {name}", cost, base, f"{goal:<10}{last['words']}; ranking {last['rank']:.2f} s")

    (work / "none").mkdir()
    pulled(work / "warm", work / "none")  # compiles the modules
    step("first", "goal 2x")
    step("unchanged", "goal 100x")
    for path in feeds.iterdir():
        path.touch()
    step("the same bytes again", "goal 100x")
    restamped = write_feeds(feeds, *sizes, STAMPS[1])
    step("restamped", "goal 20x")
    changed = write_feeds(feeds, *sizes, STAMPS[2], in_every_feed)
    step("1 % in every feed, restamped", "goal 20x")
    write_feeds(feeds, *sizes, STAMPS[3], in_some_feeds)
    step("1 % in some feeds, restamped", "goal 20x")
    known: dict[int, dict[str, object]] = {}
    row("reading alone: first", timed(lambda: read_alone(bodies, known)), base)
    row("reading alone: restamped", timed(lambda: read_alone(restamped, known)), base)
    row("reading alone: 1 % changed", timed(lambda: read_alone(changed, known)), base)
    print(f"loading the modules, before each pull: {last['loading']:.2f} s CPU")

    share = sorted(feeds.iterdir())[: max(round(options.feeds * options.share), 1)]
    events = len(share) * options.events
    for tool, command in others(work).items():
        part = imported(command, share)
        scale = total / events
        row(tool, Cost(part.cpu * scale, part.wall * scale), base, f"measured on {events:,} events, scaled up")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--events", type=int, default=500, help="VEVENTs in each feed")
    parser.add_argument("--share", type=float, default=0.04, help="share of the feeds that khal and calcurse import")
    parser.add_argument("--once", nargs=2, type=Path, metavar=("HOME", "FEEDS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        pull_once(*options.once)
        return
    with tempfile.TemporaryDirectory(prefix="netriage-bench-") as name, suppress(KeyboardInterrupt):
        measure(options, Path(name))


if __name__ == "__main__":
    main()
