"""Runs the real store in processes that die: `python -m tests.store.driver`, jobs on stdin, answers on stdout.

Each job is a child forked from this process (so that a thousand of them cost seconds), which works through a workload
and says after each step what it was told. A fault strikes at the n-th system call that touches a file: the process is
killed before it, after it or in the middle of a write, or the call fails with an errno, once or from then on.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from netriage.errors import StoreError
from netriage.store import Store
from tests.store.workload import Act, State, acts, folders_in, look, perform

CALLS = ("open", "write", "fsync", "ftruncate", "rename", "link", "unlink", "close")
"""Every call of the store that changes a file, a folder or the kernel's mind about them."""


class Fault:
    """Lists the calls of `os` and strikes at one of them."""

    def __init__(self, at: int = -1, how: str = "", *, lasting: bool = False) -> None:
        self.calls: list[str] = []
        self._at, self._how, self._lasting = at, how, lasting

    def install(self) -> None:
        for name in CALLS:
            setattr(os, name, self._wrap(name, getattr(os, name)))

    def _wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            number = len(self.calls)
            self.calls.append(name)
            if number != self._at and not (self._lasting and number > self._at >= 0):
                return call(*args, **options)
            if self._how in errno.errorcode.values():
                return self._refuse(name, call, args)
            if self._how == "half" and name == "write":
                call(args[0], args[1][: len(args[1]) // 2])
            elif self._how == "after":
                call(*args, **options)
            os.kill(os.getpid(), signal.SIGKILL)
            return None

        return wrapped

    def _refuse(self, name: str, call: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if name == "write":  # a disk that fills up takes what it can
            call(args[0], args[1][: len(args[1]) // 2])
        if name == "close":  # the kernel lets go of the file also when it complains
            call(*args)
        number = getattr(errno, self._how)
        raise OSError(number, os.strerror(number))


def work(job: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
    """Work through a workload, saying after each act whether it was done, and if not, whether it was applied."""
    fault = Fault(**job.get("fault") or {})
    fault.install()
    store = Store(folders_in(Path(job["folder"])))
    state = State()
    for act in acts(job["seed"], job["count"]):
        after = state.after(act)
        with _limit(job, act):
            try:
                perform(store, act)
            except StoreError as error:
                if (job.get("fault") or {}).get("lasting"):
                    say({"act": act.number, "refused": str(error)})
                    return
                refusal = str(error)
            else:
                say({"act": act.number})
                state = after
                continue
        seen = look(store)
        applied = seen == after != state
        broken = not applied and seen != state
        say({"act": act.number, "name": act.name, "refused": refusal, "applied": applied, "broken": broken})
        state = seen
    say({"calls": fault.calls})
    if "reopen" in job:
        say({"reopened": look(Store(store.folders)) == state})


@contextlib.contextmanager
def _limit(job: dict[str, Any], act: Act) -> Any:
    """Let no file grow beyond a few bytes for every third act: the kernel's own refusal in the middle of a write."""
    if "limit" not in job or act.number % 3:
        yield
        return
    journal = folders_in(Path(job["folder"])).data / "journal.jsonl"
    size = journal.stat().st_size if journal.exists() else 0
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(1, size + job["limit"]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Fork, let the child work, kill it when the job says so, and collect what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        tell = os.write  # before it is wrapped: the report is not part of the store
        status = 1
        try:
            work(job, lambda line: tell(writing, json.dumps(line).encode() + b"\n") and None)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    if job.get("kill_after") is not None:
        time.sleep(job["kill_after"])
        os.kill(child, signal.SIGKILL)
    with open(reading, "rb") as pipe:  # noqa: PTH123  # a file descriptor
        said = [json.loads(line) for line in pipe if line.endswith(b"\n")]
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"said": said, "status": status}


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
