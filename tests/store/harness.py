"""The other side of `driver`: gives it jobs, reopens what they left, and compares with what was acknowledged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from netriage.model import Verdict
from netriage.store import Store
from tests.store.workload import State, acts, folders_in, look
from tests.triage.samples import decide, make_listing

ROOT = Path(__file__).parents[2]


class Driver:
    """A running driver process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, **job: Any) -> dict[str, Any]:
        """Do one job and return what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def driver(*prefix: str) -> Iterator[Driver]:
    """Start the driver, behind a command such as `unshare` when one is given."""
    command = [*prefix, sys.executable, "-m", "tests.store.driver"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Driver(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0


def check(folder: Path, seed: int, count: int, answer: dict[str, Any]) -> str:
    """Reopen what a job left; returns what is wrong, '' when nothing was lost, invented or made unreadable."""
    state, in_doubt = State(), None
    said = {line["act"]: line for line in answer["said"] if "act" in line}
    for act in acts(seed, count):
        line = said.get(act.number)
        if line is None:
            in_doubt = state.after(act)
            break
        if line.get("broken"):
            return f"act {act}: refused, and something else is there: {line}"
        if "refused" not in line or line.get("applied"):
            state = state.after(act)
        elif "applied" not in line:
            in_doubt = state.after(act)
            break
    store = Store(folders_in(folder))
    found = look(store)
    if found not in (state, in_doubt):
        return f"found {_brief(found)} and not {_brief(state)} nor {_brief(in_doubt)}"
    if store.notices:
        return f"damage: {store.notices}"
    store.journal.append(decide(make_listing("a"), Verdict.KEEP, id="one more"))
    again = look(Store(folders_in(folder)))
    if again.entries != [*found.entries, "one more"]:
        return "the store does not go on"
    return ""


def _brief(state: State | None) -> str:
    return "nothing" if state is None else f"{state.entries} {state.feeds} {list(state.ledger)} {len(state.listings)}"
