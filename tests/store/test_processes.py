"""Several processes at one store: nobody's decision is lost, and the dead hold nobody up."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from netriage.store import Store
from tests.store.harness import ROOT
from tests.store.workload import folders_in
from tests.triage.samples import decide, make_listing

WRITER = """
import sys
from pathlib import Path
from netriage.store import Store
from tests.store.workload import folders_in
from tests.triage.samples import decide, make_listing

store, name, count = Store(folders_in(Path(sys.argv[1]))), sys.argv[2], int(sys.argv[3])
for number in range(count):
    store.journal.append(decide(make_listing(name), id=f"{name}-{number}"))
    store.ledger.put(name, {"number": number})
    print(number, flush=True)
"""

HOLDER = """
import sys
from pathlib import Path
from netriage.store.files import hold_lock

with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def write_together(folder: Path, processes: int, count: int) -> Store:
    """Let processes write at the same time, all to the end; returns a store that looks at what they wrote."""
    writers = [start(WRITER, folder, name, count) for name in "abcdefgh"[:processes]]
    for writer in writers:
        writer.communicate(timeout=110)
        assert writer.returncode == 0
    return Store(folders_in(folder))


def test_eight_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    store = write_together(tmp_path, processes=8, count=15)
    ids = [entry.id for entry in store.journal.entries()]
    assert sorted(ids) == sorted(f"{name}-{number}" for name in "abcdefgh" for number in range(15))
    for name in "abcdefgh":
        assert [one for one in ids if one.startswith(name)] == [f"{name}-{number}" for number in range(15)]
    assert store.ledger.all() == {name: {"number": 14} for name in "abcdefgh"}


def test_a_writer_killed_among_others_costs_them_nothing(tmp_path: Path) -> None:
    victim, survivor = start(WRITER, tmp_path, "a", 10_000), start(WRITER, tmp_path, "b", 40)
    assert victim.stdout is not None
    acknowledged = [victim.stdout.readline() for _ in range(20)]
    victim.send_signal(signal.SIGKILL)
    # Not `communicate`, which passes over the lines that are read ahead already.
    acknowledged += victim.stdout.read().splitlines()
    victim.communicate()
    survivor.communicate(timeout=60)
    assert survivor.returncode == 0
    store = Store(folders_in(tmp_path))
    ids = [entry.id for entry in store.journal.entries()]
    theirs = [one for one in ids if one.startswith("a")]
    assert len(acknowledged) <= len(theirs) <= len(acknowledged) + 1
    assert [one for one in ids if one.startswith("b")] == [f"b-{number}" for number in range(40)]
    assert store.notices == ()


def test_the_lock_of_a_dead_process_is_free(tmp_path: Path) -> None:
    store = Store(folders_in(tmp_path))
    store.journal.append(decide(make_listing("a")))
    with store.cache.pull_lock():
        pass
    for lock in (tmp_path / "data" / "journal.lock", tmp_path / "cache" / "pull.lock"):
        holder = start(HOLDER, lock)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
        holder.communicate()
    store.journal.append(decide(make_listing("b")))
    with store.cache.pull_lock():
        pass
