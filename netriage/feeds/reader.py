"""The reading child: bodies in, events out, in a process that can be killed (`python -m netriage.feeds.reader`).

A process of its own because reading is the heavy part: in a thread it holds the screen's keys back (GIL), and a body
made to cost hours or gigabytes must cost its own feed and nothing else. CPU time and memory are bounded per job by the
kernel; the parent's half is `reading`. Nothing is kept between jobs.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, BinaryIO, Final

from netriage.codec import to_data
from netriage.feeds.frames import OUT_OF_MEMORY, batches, pack, read_frame, read_place, stand_in, stands_for, unpack
from netriage.ical.read import read_feed
from netriage.ical.recur import expand, overlaps
from netriage.model import Event, Window
from netriage.rows import read_events, write_dated, write_events

_MANY: Final = 10_000
"""Values that small jobs may leave behind them before the garbage among these goes."""


def main() -> None:
    """Answer jobs until the input ends."""
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not come between two frames
    gc.disable()  # a job makes many values and no garbage to speak of; what there is goes between two jobs,
    gc.freeze()  # and what was imported is no part of it
    try:
        while (head := read_frame(jobs)) is not None:
            _serve(*unpack(head), jobs, answers)
            del head
            if gc.get_count()[0] > _MANY:
                gc.collect()
    except MemoryError:
        # Too little is left even for a sentence: the exit code says it.
        os._exit(OUT_OF_MEMORY)


def _serve(job: dict[str, Any], texts: list[bytes], jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer one job, or say where it broke."""
    _bound(job["cpu_seconds"], job["memory_bytes"])
    try:
        answers.writelines(_answers(job, texts, jobs))
    except MemoryError:
        answers.write(pack({"failed": "memory"}))
    except Exception as error:  # noqa: BLE001  the boundary: what breaks one reading is told, with nothing of the feed
        answers.write(pack({"failed": _place_of(error)}))
    answers.flush()


def _bound(cpu_seconds: int, memory_bytes: int) -> None:
    """Let the kernel end this process (SIGXCPU) or its allocations beyond what one job may cost."""
    if sys.platform == "win32":
        return  # the parent's deadline is all there is
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    for limit, soft in (
        (resource.RLIMIT_CPU, int(used) + 1 + cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        allowed = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        resource.setrlimit(limit, (allowed, hard))


def _answers(job: dict[str, Any], texts: list[bytes], jobs: BinaryIO) -> Iterator[bytes]:
    match job["do"]:
        case "read":
            return _read(job, read_frame(jobs) or b"")
        case "expand":
            return _expand(job, texts)
        case other:
            raise ValueError(other)


def _read(job: dict[str, Any], body: bytes) -> Iterator[bytes]:
    """Read a body; of events that the parent has, only their places are sent back."""
    window, home = read_place(job)
    known = {
        block: tuple(stand_in(block, number, line, saved, window) for number, (line, saved) in enumerate(held))
        for block, held in job["known"]
    }
    reading = read_feed(
        body, job["feed"], home=home, window=window, known=known, charset=job["charset"], max_events=job["max_events"]
    )
    places = {
        id(event): (block, number) for block, events in reading.blocks.items() for number, event in enumerate(events)
    }
    for batch in batches(reading.events):
        new = [event for event in batch if stands_for(event) is None]
        texts, moments = write_dated(new)
        written = dict(zip(map(id, new), moments, strict=True))
        rows = [[*_place(event, places), _span(event, written.get(id(event)), window, home)] for event in batch]
        yield pack({"events": rows}, texts)
    summary = to_data(replace(reading, events=(), blocks={}))
    yield pack({"done": summary, "empty": [block for block, events in reading.blocks.items() if not events]})


def _place(event: Event, places: dict[int, tuple[str, int]]) -> list[Any]:
    """Block ('' if it will be read anew), number in it, line, SEQUENCE, and the UID unless the parent has the event."""
    if (place := stands_for(event)) is not None:
        return [*place, event.line, event.sequence, None]
    return [*places.get(id(event), ("", 0)), event.line, event.sequence, event.uid]


def _span(event: Event, written: list[str] | None, window: Window, home: tzinfo) -> list[str] | None:
    """Start and end of an event that has no other date, if that is in the window, else []; None for any other event.

    `written` are the two as they are sent; None of an event that the parent has.
    """
    if written is None or event.recurrence is not None or event.recurrence_id:
        return None
    return written if overlaps(event.start, event.end, window, home) else []


def _expand(job: dict[str, Any], texts: list[bytes]) -> Iterator[bytes]:
    """Expand events; each occurrence is sent as the number of its event, and what is its own."""
    window, home = read_place(job)
    events = read_events(texts, job["places"])
    numbers = {id(event): number for number, event in enumerate(events)}
    occurrences, problems = expand(events, window, home)
    for batch in batches(occurrences):
        new: list[Event] = []
        rows = []
        for occurrence in batch:
            if id(occurrence.event) not in numbers:  # made by the expansion: an override of this and all after
                numbers[id(occurrence.event)] = len(numbers)
                new.append(occurrence.event)
            number = numbers[id(occurrence.event)]
            rows.append([number, to_data(occurrence.start), to_data(occurrence.end), occurrence.recurrence_id])
        yield pack({"new": [_place(event, {}) for event in new], "occurrences": rows}, write_events(new))
    yield pack({"done": {"problems": to_data(problems)}})


def _place_of(error: BaseException) -> str:
    """Where our code broke: kind, file and line, and nothing of the error's own text, which may quote the feed."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"


if __name__ == "__main__":
    main()
