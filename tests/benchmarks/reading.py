"""How fast feeds are read, as ratios to what others need for the same bytes. Run: `python tests/benchmarks/reading.py`.

50,000 VEVENTs in 100 feeds are made up, alike in shape to what platforms serve (shared/DATA.md: Meetup, Google,
Localist and The Events Calendar by turns; a third is past, 2 % recur, all are restamped at each request). Measured on
this machine, in this run, in CPU time of one process where it is ours: a plain `icalendar.Calendar.from_ical` of the
same bytes (time zones reset before each, or it leaks them), the first reading, a pull with nothing changed (hash of
the body; hashes of the blocks when the server restamps) and with 1 % changed. khal and calcurse import a share of the
feeds, whole process, scaled up.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from netriage.ical.read import Reading, read_feed
from netriage.model import Window

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))
HOME = ZoneInfo("Europe/Berlin")
WORDS = [
    "meetup", "founders", "evening", "systems", "rust", "python", "design", "hiring", "platform", "community", "talk",
    "workshop", "payments", "open", "source", "breakfast", "roundtable", "product", "research", "data", "engineers",
    "berlin", "library", "panel", "with", "demo", "and", "the", "of", "for", "new",
]  # fmt: skip


class Platform(NamedTuple):
    """How one kind of publisher fills a VEVENT."""

    name: str
    start: Callable[[datetime], str]
    describe: Callable[[random.Random], str]
    more: tuple[str, ...]


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def text(chance: random.Random, sentences: int) -> str:
    return "\\n\\n".join(sentence(chance, 14).replace(",", "\\,") for _ in range(sentences))


def zoned(moment: datetime) -> str:
    return f";TZID=America/New_York:{moment:%Y%m%dT%H%M%S}"


def in_utc(moment: datetime) -> str:
    return f":{moment:%Y%m%dT%H%M%SZ}"


def markdown(chance: random.Random) -> str:
    return f"Group {chance.randrange(50)}\\n**{sentence(chance, 5)}**\\n{text(chance, 9)}"


def html(chance: random.Random) -> str:
    return f'<p>{sentence(chance, 20)}</p><a href="https://example.org/">more</a>'


def prose(chance: random.Random) -> str:
    return text(chance, 5)


PLATFORMS = (
    Platform("Meetup", zoned, markdown, ("CLASS:PUBLIC",)),
    Platform("Google", in_utc, html, ("TRANSP:OPAQUE",)),
    Platform("Localist", in_utc, prose, ("CATEGORIES:Lecture,Research", "GEO:52.52;13.40")),
    Platform("Events Calendar", zoned, prose, ("CATEGORIES:Tech", 'ORGANIZER;CN="Library":MAILTO:a@example.org')),
)


def folded(line: str) -> str:
    return (
        line
        if len(line) <= 75
        else line[:75] + "".join(f"\r\n {line[at : at + 74]}" for at in range(75, len(line), 74))
    )


def event_lines(chance: random.Random, platform: Platform, number: int, stamp: str, edit: str) -> list[str]:
    start = (NOW + timedelta(days=chance.randrange(-60, 120))).replace(hour=chance.randrange(8, 20))
    lines = [
        "BEGIN:VEVENT", f"UID:event_{number}@example.org", f"DTSTAMP:{stamp}", f"SUMMARY:{sentence(chance, 6)}{edit}",
        f"DTSTART{platform.start(start)}", f"DTEND{platform.start(start + timedelta(hours=2))}",
        f"DESCRIPTION:{platform.describe(chance)}", f"LOCATION:{chance.randrange(99)} Main Street\\, Berlin",
        f"URL:https://example.org/events/{number}/", *platform.more, f"LAST-MODIFIED:{stamp}", f"SEQUENCE:{number % 3}",
    ]  # fmt: skip
    if chance.random() < 0.02:
        lines.append("RRULE:FREQ=WEEKLY;COUNT=10")
    return [*map(folded, lines), "END:VEVENT"]


def feed_bytes(at: int, events: int, stamp: str, changed: range = range(0)) -> bytes:
    """One feed; the same `at` gives the same events, restamped, with those numbered in `changed` edited."""
    chance = random.Random(at)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//bench//{PLATFORMS[at % 4].name}//EN", "X-WR-CALNAME:Feed"]
    for number in range(events):
        lines += event_lines(
            chance, PLATFORMS[at % 4], at * 100_000 + number, stamp, " (moved)" if number in changed else ""
        )
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one run."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def plain(bodies: Sequence[bytes]) -> None:
    import icalendar

    for body in bodies:
        icalendar.use_zoneinfo()
        icalendar.Calendar.from_ical(body)


def read_all(bodies: Sequence[bytes], known: Sequence[Reading] | None = None) -> list[Reading]:
    return [
        read_feed(body, f"{at:08x}", home=HOME, window=WINDOW, known=known[at].blocks if known else None)
        for at, body in enumerate(bodies)
    ]


def read_unless_same(bodies: Sequence[bytes], hashes: Sequence[str]) -> None:
    """What a pull does when the server sends the same body again: nothing, once its hash is known."""
    for body, held in zip(bodies, hashes, strict=True):
        if sha256(body).hexdigest() != held:
            read_all([body])


def imported(command: Sequence[str], bodies: Sequence[bytes], folder: Path) -> float:
    """CPU seconds of the child processes that import each body."""
    paths = []
    for at, body in enumerate(bodies):
        path = folder / f"{at}.ics"
        path.write_bytes(body)
        paths.append(str(path))
    before = os.times()
    for path in paths:
        words = [word.replace("FILE", path) for word in command]
        subprocess.run(words, check=False, capture_output=True, timeout=1_200, stdin=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def others(folder: Path) -> dict[str, list[str]]:
    """The import commands of the peers that are installed; FILE stands for the calendar."""
    found = {}
    khal = shutil.which("khal") or shutil.which("khal", path=str(Path(sys.executable).parent))
    if khal:
        (folder / "vdir").mkdir()
        (folder / "khal.conf").write_text(
            f"[calendars]\n[[mine]]\npath = {folder / 'vdir'}\n[sqlite]\npath = {folder / 'khal.db'}\n"
            "[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n",
            encoding="utf-8",
        )
        found["khal import"] = [khal, "-c", str(folder / "khal.conf"), "import", "--batch", "-a", "mine", "FILE"]
    calcurse = shutil.which("calcurse")
    if calcurse:
        found["calcurse import"] = [calcurse, "-D", str(folder / "calcurse"), "-q", "-i", "FILE"]
        (folder / "calcurse").mkdir()
    return found


def report(name: str, seconds: float, plain_seconds: float, events: int, goal: str = "") -> None:
    print(f"{name:<44}{seconds:>9.3f} s{events / seconds:>12,.0f}/s{plain_seconds / seconds:>9.1f}x  {goal}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--events", type=int, default=500, help="VEVENTs in each feed")
    parser.add_argument("--share", type=float, default=0.04, help="share of the feeds that khal and calcurse import")
    options = parser.parse_args()
    total = options.feeds * options.events
    edited = range(max(options.events // 100, 1))
    first = [feed_bytes(at, options.events, "20260822T120000Z") for at in range(options.feeds)]
    restamped = [feed_bytes(at, options.events, "20260823T130000Z") for at in range(options.feeds)]
    changed = [feed_bytes(at, options.events, "20260823T130000Z", edited) for at in range(options.feeds)]
    hashes = [sha256(body).hexdigest() for body in first]
    size = sum(map(len, first)) / 1e6
    print(f"{total:,} VEVENTs in {options.feeds} feeds, {size:.1f} MB; CPU seconds, ratio to plain icalendar")

    read_all(first[:1])  # imports and time zones, which a process loads once
    plain(first[:1])
    readings: list[Reading] = []
    plain_seconds = timed(lambda: plain(first))
    report("icalendar.Calendar.from_ical", plain_seconds, plain_seconds, total)
    report("first reading", timed(lambda: readings.extend(read_all(first))), plain_seconds, total, "goal 2x")
    everything = Window(NOW - timedelta(days=3650), WINDOW.end)
    whole = timed(lambda: [read_feed(body, "f", home=HOME, window=everything) for body in first])
    report("first reading, past events too", whole, plain_seconds, total)
    report(
        "unchanged, by the body's hash",
        timed(lambda: read_unless_same(first, hashes)),
        plain_seconds,
        total,
        "goal 100x",
    )
    report(
        "unchanged but restamped, by block hashes", timed(lambda: read_all(restamped, readings)), plain_seconds, total
    )
    again: list[Reading] = []
    report(
        "1 % changed, restamped",
        timed(lambda: again.extend(read_all(changed, readings))),
        plain_seconds,
        total,
        "goal 20x",
    )
    print(f"blocks parsed: first {sum(r.parsed for r in readings):,}, past {sum(r.skipped_past for r in readings):,}, "
          f"with 1 % changed {sum(r.parsed for r in again):,}")  # fmt: skip

    share = first[: max(int(len(first) * options.share), 1)]
    events = len(share) * options.events
    scale = plain_seconds * events / total
    with tempfile.TemporaryDirectory() as name:
        for tool, command in others(Path(name)).items():
            report(f"{tool} ({events:,} events)", imported(command, share, Path(name)), scale, events)


if __name__ == "__main__":
    main()
