"""Try to lose a decision: the real store, killed, refused and starved thousands of times.

    python -m tests.benchmarks.durability               2,000 kills, every refusal, 8 processes x 200 decisions
    python -m tests.benchmarks.durability --kills 200   fewer

Each cycle is a process of its own with its own workload (see `tests/store/workload.py`); what it left is opened again
and compared with what it had acknowledged. Any line of `wrong` is a bug.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests.store.harness import Driver, check, driver
from tests.store.test_processes import write_together

ACTS = 30


def jobs(running: Driver, kills: int, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every way to die or to be refused, as what to call it and the job."""
    random = Random(2026)
    for number in range(kills // 4):
        yield "killed at a random instant", {"seed": number, "count": 500, "kill_after": random.uniform(0, 0.08)}
    planned = 0
    for seed in count(1):
        calm = running.run(folder=str(folder / f"calm{seed}"), seed=seed, count=ACTS)
        calls = calm["said"][-1]["calls"]
        for at, name in enumerate(calls):
            yield "killed before a call", {"seed": seed, "count": ACTS, "fault": {"at": at, "how": "before"}}
            if name == "write":
                yield "killed in a write", {"seed": seed, "count": ACTS, "fault": {"at": at, "how": "half"}}
        planned += len(calls) + calls.count("write")
        if seed == 1:
            for how in ("ENOSPC", "EIO", "EROFS"):
                for at in range(len(calls)):
                    for lasting in (False, True):
                        fault = {"at": at, "how": how, "lasting": lasting}
                        yield f"refused with {how}", {"seed": seed, "count": ACTS, "fault": fault}
            for limit in (0, 1, 30, 200):
                yield "out of space", {"seed": seed, "count": 200, "limit": limit}
        if planned >= kills - kills // 4:
            return


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Try to lose a decision.")
    parser.add_argument("--kills", type=int, default=2_000, help="cycles that end in a kill, at least")
    chosen = parser.parse_args(arguments)
    cycles: Counter[str] = Counter()
    acknowledged, wrong = 0, []
    with tempfile.TemporaryDirectory() as root, driver() as running:
        for number, (name, job) in enumerate(jobs(running, chosen.kills, Path(root))):
            folder = Path(root) / f"cycle{number}"
            answer = running.run(folder=str(folder), **job)
            cycles[name] += 1
            acknowledged += sum("act" in line and "refused" not in line for line in answer["said"])
            if words := check(folder, job["seed"], job["count"], answer):
                wrong.append(f"{name}: {words}: {job}")
            shutil.rmtree(folder, ignore_errors=True)
        store = write_together(Path(root) / "together", processes=8, count=200)
        together = len(store.journal.entries())
    for name, times in cycles.items():
        print(f"{times:6,}  {name}")
    print(f"{acknowledged:6,}  steps acknowledged; lost, invented or unreadable: {len(wrong)}")
    print(f"{together:6,}  decisions of 8 processes x 200 are there")
    print("\n".join(wrong))
    return 1 if wrong or together != 1600 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
