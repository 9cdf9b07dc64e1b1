"""A power cut loses at most the decision being written."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from netriage.store import FeedCache, Store
from tests.store.disk import ForgetfulDisk
from tests.store.workload import State, acts, folders_in, look, perform

ACTS = 40


def _record(folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[State, State, dict[Path, bytes]]]:
    """Work, and after every call list what a power cut may leave, with the states before and after the act."""
    disk, cuts, now = ForgetfulDisk(), [], [State(), State()]
    seen: set[Any] = set()

    def note() -> None:
        for files in disk.power_cuts():
            fingerprint = hash((tuple(now[0].entries), tuple(now[1].entries), tuple(sorted(files.items()))))
            if fingerprint not in seen:
                seen.add(fingerprint)
                cuts.append((now[0], now[1], files))

    with monkeypatch.context() as patched:
        disk.install(patched)
        for name in ("write", "fsync", "ftruncate", "rename", "link", "unlink"):
            patched.setattr(os, name, _then(getattr(os, name), note))
        store = Store(folders_in(folder))
        for act in acts(seed, ACTS):
            now[1] = now[0].after(act)
            perform(store, act)
            now[0] = now[1]
            note()
        store.close()
    return cuts


def _then(call: Any, note: Any) -> Any:
    def wrapped(*args: Any, **options: Any) -> Any:
        result = call(*args, **options)
        note()
        return result

    return wrapped


@pytest.mark.parametrize("seed", [3, 4])
def test_after_a_power_cut_at_any_call_everything_acknowledged_is_there(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = _record(tmp_path / "live", seed, monkeypatch)
    assert len(cuts) > 100
    for number, (before, after, files) in enumerate(cuts):
        folder = tmp_path / str(number)
        for path, content in files.items():
            copy = folder / path.relative_to(tmp_path / "live")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        store = Store(folders_in(folder))
        found = look(store)
        assert found in (before, after), f"cut {number}: {found.entries} and not {after.entries}"
        assert store.notices == ()
        store.close()


def test_saved_feeds_are_durable_once_settled_and_before_that_are_old_or_new_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, live = ForgetfulDisk(), folders_in(tmp_path / "live")

    def found(number: int, files: dict[Path, bytes]) -> str | None:
        folder = tmp_path / str(number)
        for path, content in files.items():
            copy = folder / path.relative_to(tmp_path / "live")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        cached = Store(folders_in(folder)).cache.load_feed("a")
        return cached.body_hash if cached else None

    with monkeypatch.context() as patched:
        disk.install(patched)
        cache = Store(live).cache
        cache.save_feed("a", FeedCache("old"))
        cache.settle()
        settled = list(disk.power_cuts())
        cache.save_feed("a", FeedCache("new"))
        unsettled = list(disk.power_cuts())
        cache.settle()
        again = list(disk.power_cuts())
        held = cache.load_feed("a")
        assert held is not None
        cache.save_feed("a", replace(held, body_hash="beside"))
        assert {path.suffix for path in live.cache.iterdir()} == {".columns", ".changes", ".lock"}
        unsettled_beside = list(disk.power_cuts())
        cache.settle()
        beside = list(disk.power_cuts())
    assert {found(number, files) for number, files in enumerate(settled)} == {"old"}
    assert {found(100 + number, files) for number, files in enumerate(unsettled)} == {"old", "new", None}
    assert {found(200 + number, files) for number, files in enumerate(again)} == {"new"}
    assert {found(300 + number, files) for number, files in enumerate(unsettled_beside)} == {"new", "beside", None}
    assert {found(400 + number, files) for number, files in enumerate(beside)} == {"beside"}


def test_the_disk_of_these_tests_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = ForgetfulDisk()
    path = tmp_path / "file"
    with monkeypatch.context() as patched:
        disk.install(patched)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.write(fd, b"safe")
        os.fsync(fd)
        os.write(fd, b"lost")
        os.close(fd)
    left = list(disk.power_cuts())
    assert {path: b"safe"} in left  # the content was not synced
    assert {} in left  # nor the name
