"""A decision is never lost: the real store in processes that are killed, starved of space, and refused by the disk."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.store.harness import Driver, check, driver
from tests.store.workload import ACTS, acts

SEED, COUNT = 99, 13


@pytest.fixture(scope="module")
def running() -> Iterator[Driver]:
    with driver() as started:
        yield started


@pytest.fixture(scope="module")
def calls(running: Driver, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The calls that the workload makes when nothing goes wrong."""
    assert {act.name for act in acts(SEED, COUNT)} == set(ACTS)
    folder = tmp_path_factory.mktemp("calm")
    answer = running.run(folder=str(folder), seed=SEED, count=COUNT)
    assert check(folder, SEED, COUNT, answer) == ""
    return list(answer["said"][-1]["calls"])


@pytest.mark.parametrize("how", ["before", "half"])
def test_killed_at_every_call_in_turn_nothing_acknowledged_is_lost(
    running: Driver, calls: list[str], how: str, tmp_path: Path
) -> None:
    points = [at for at, name in enumerate(calls) if how == "before" or name == "write"]
    wrong = {}
    for at in points:
        folder = tmp_path / str(at)
        answer = running.run(folder=str(folder), seed=SEED, count=COUNT, fault={"at": at, "how": how})
        assert answer["status"] == -9
        wrong[at] = check(folder, SEED, COUNT, answer)
        shutil.rmtree(folder)
    assert {at: words for at, words in wrong.items() if words} == {}
    assert how == "half" or len(wrong) >= 100


@pytest.mark.parametrize(
    ("how", "lasting"), [("ENOSPC", False), ("EIO", False), ("ENOSPC", True), ("EIO", True), ("EROFS", True)]
)
def test_refused_at_calls_in_turn_nothing_is_lost_or_invented(
    running: Driver, calls: list[str], how: str, lasting: bool, tmp_path: Path
) -> None:
    wrong = {}
    for at in range(0, len(calls), 5 if lasting else 2):
        folder = tmp_path / str(at)
        fault = {"at": at, "how": how, "lasting": lasting}
        answer = running.run(folder=str(folder), seed=SEED, count=COUNT, fault=fault)
        assert answer["status"] == 0, fault
        wrong[at] = check(folder, SEED, COUNT, answer)
        # A cache that is in its place, but perhaps not for good, is refused too; a decision never is when it is there.
        wrong[at] += "".join(
            f"refused, and there: {line}"
            for line in answer["said"]
            if line.get("applied") and line["name"] != "listings"
        )
        shutil.rmtree(folder)
    assert {at: words for at, words in wrong.items() if words} == {}


def test_killed_at_random_instants_nothing_acknowledged_is_lost(running: Driver, tmp_path: Path) -> None:
    random = Random(1)
    for cycle in range(30):
        folder = tmp_path / str(cycle)
        answer = running.run(folder=str(folder), seed=cycle, count=500, kill_after=random.uniform(0, 0.06))
        assert answer["status"] == -9
        assert check(folder, cycle, 500, answer) == ""


@pytest.mark.parametrize("limit", [0, 1, 30, 200])
def test_a_file_that_may_not_grow_refuses_in_words_and_goes_on_afterwards(
    running: Driver, tmp_path: Path, limit: int
) -> None:
    answer = running.run(folder=str(tmp_path), seed=SEED, count=60, limit=limit)
    refusals = [line["refused"] for line in answer["said"] if "refused" in line]
    assert refusals
    assert all("file too large" in words and "Free some space" in words for words in refusals)
    assert not any(line.get("applied") for line in answer["said"])
    assert check(tmp_path, SEED, 60, answer) == ""


def test_a_disk_that_is_full_refuses_in_words_and_keeps_what_it_has(tmp_path: Path) -> None:
    inside = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=48k none "$0" && exec "$@"', str(tmp_path)]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*inside, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this machine lets no user mount a tmpfs in a name space of their own")
    with driver(*inside) as starved:
        answer = starved.run(folder=str(tmp_path), seed=SEED, count=120, reopen=True)
    assert any("no space left" in line.get("refused", "") for line in answer["said"])
    assert not any(line.get("broken") or line.get("applied") for line in answer["said"])
    assert answer["said"][-1]["reopened"]
