"""What a command costs before it says anything, as ratios to a bare `python -c pass`. Run: tests/benchmarks/start.py

Each command is a process of its own, by turns with the bare interpreter, with compiled modules (as they are once
installed). Figures are medians of CPU time (user + system) and of the clock. The 9,000 listings are made up and saved
as a pull saves them, ranked once for the goal of the tests.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from netriage.model import Listing, Source  # noqa: E402
from netriage.store import Folders, Store  # noqa: E402
from tests.worlds import GOAL  # noqa: E402

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
WORDS = """
    forecasting evening data engineers amsterdam pottery jazz library energy meetup roundtable workshop grid meter
    python talk breakfast founders research smart load walking choir market kids poetry drinks community open
"""


def listings(count: int) -> Iterator[Listing]:
    chance, words = Random(1), WORDS.split()
    for number in range(count):
        start = NOW + timedelta(hours=chance.randrange(1, 24 * 80))
        yield Listing(
            key=f"{number:032x}",
            title=" ".join(chance.choices(words, k=5)).capitalize(),
            start=start,
            end=start + timedelta(hours=2),
            sources=(Source("f00df00d", f"{number}@x", "", f"https://example.org/{number}"),),
            description=" ".join(chance.choices(words, k=70)),
            location=f"Keizersgracht {number % 400}, Amsterdam",
            url=f"https://example.org/{number}",
            first_seen_at=NOW,
        )


def settle(home: Path, count: int) -> Path:
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text('zone = "Europe/Amsterdam"\n', "utf-8")
    if count:
        (home / "config" / "goal.toml").write_text(GOAL, "utf-8")
        Store(Folders(home / "config", home / "data", home / "cache")).cache.save_listings(listings(count))
    return home


def run(words: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds of CPU and on the clock of one process."""
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *words], env=env, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - clock
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=9_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="netriage-bench-") as name:
        work = Path(name)
        env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "NETRIAGE"))}
        env |= {"PYTHONPYCACHEPREFIX": str(work / "compiled"), "NETRIAGE_NOW": NOW.isoformat()}
        empty = {**env, "NETRIAGE_HOME": str(settle(work / "empty", 0))}
        full = {**env, "NETRIAGE_HOME": str(settle(work / "full", options.listings))}
        commands = {
            "python -c pass": (["-c", "pass"], env),
            "netriage --help": (["-m", "netriage", "--help"], empty),
            "netriage list, nothing there": (["-m", "netriage", "list"], empty),
            f"netriage list, {options.listings:,} listings": (["-m", "netriage", "list"], full),
        }
        for words, place in commands.values():
            run(words, place)  # compiles the modules, ranks once
        costs: dict[str, list[tuple[float, float]]] = {command: [] for command in commands}
        for _ in range(options.rounds):
            for command, (words, place) in commands.items():
                costs[command].append(run(words, place))
        bare = [statistics.median(column) for column in zip(*costs["python -c pass"], strict=True)]
        print(f"{'':<34}{'CPU':>9}{'ratio':>9}{'clock':>10}{'ratio':>9}")
        for command, rounds in costs.items():
            cpu, wall = (statistics.median(column) for column in zip(*rounds, strict=True))
            print(f"{command:<34}{cpu * 1000:6.0f} ms{cpu / bare[0]:8.1f}x{wall * 1000:7.0f} ms{wall / bare[1]:8.1f}x")


if __name__ == "__main__":
    main()
