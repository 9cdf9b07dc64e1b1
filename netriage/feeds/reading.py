"""The parent's half of reading: jobs for the child (`reader`), and its answers made whole again.

Separate because it holds what the child must not cost us: only hashes of the blocks that were read before travel there,
and only what is new travels back, in small frames between which the screen lives.
`subprocess` and not `multiprocessing`, whose spawn fails inside Textual.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, Self, TypeAlias

import netriage
from netriage.codec import from_data
from netriage.feeds.assembly import Assembly, Job
from netriage.feeds.frames import LENGTH_BYTES, OUT_OF_MEMORY, length_of, pack, pack_bytes, unpack, write_place
from netriage.feeds.outcome import FetchError
from netriage.feeds.reuse import Parted, part
from netriage.ical.reading import Reading
from netriage.known import Change, Known, told_apart
from netriage.model import Event, Problem, Window
from netriage.rows import HeldDate, HeldEvent, hold_date, read_events, read_held

_ROOT = str(Path(netriage.__file__).parent.parent)
_BOOT = (
    # Not `-m`, which puts the folder we are started in before the standard library: a stray json.py there would be run.
    "import gc, sys\n"
    "gc.disable()\n"  # what is imported stays
    "if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])\n"
    "from netriage.feeds.reader import main; main()"
)


_SMALL = 100_000
"""Bytes of a job that is done sooner than another child is started."""
_TURN = 1_000
"""Events that are expanded here before the screen has its turn."""

_BROKEN = (asyncio.IncompleteReadError, OSError, ValueError, TypeError, KeyError, IndexError)
"""What a child raises here that died, could not be started, or answers nonsense."""
_LAST_BREATH = 5.0
"""Seconds that a process gets to end once it has closed its output."""

_Take: TypeAlias = Callable[[dict[str, Any], list[bytes]], None]


@dataclass(frozen=True, slots=True)
class Read:
    """What a body holds, and when it takes place within the window."""

    reading: Reading
    """Less its events and blocks."""
    known: Known
    """What the next reading of this feed goes on from."""
    change: Change | None = None
    """What has changed since the last reading; None when nothing is known of its dates."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one reading may cost."""

    cpu_seconds: int = 10
    memory_bytes: int = 1_000_000_000
    wall_seconds: float = 60.0
    """In case the child neither works nor answers."""


class Reader:
    """Reads bodies in child processes; several at once if there are several. Use it as an async context manager.

    A child is started at its first job, serves many, and is replaced when it dies: that reading is a FeedError, and the
    next one does not notice.
    """

    def __init__(self, *, children: int = 2, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._children = [_Child() for _ in range(children)]
        self._idle: asyncio.LifoQueue[_Child] = asyncio.LifoQueue()
        self._small = asyncio.Lock()
        """Held by a small job, so that small jobs alone never start a second child."""
        for child in self._children:
            self._idle.put_nowait(child)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for child in self._children:
            await child.stop()

    async def read(self, job: Job) -> Read:
        """Read a body and expand it; raises FeedError, in words, when that costs too much or the child dies."""
        known = job.known or Known()
        if job.same_window:
            read = await self._read_on(Assembly(job, known.rest, known))
            if read is not None:
                return read
        return await self._read_part(Assembly(job, known.whole()))

    async def _read_on(self, assembly: Assembly) -> Read | None:
        """Read a body less the plain events that are still in it; None when they do not stand alone any more."""
        passed, last = assembly.passed, assembly.job.known
        if passed is None or last is None:
            return None
        read = await self._read_part(assembly, passed.plain.uids)
        size = len(passed.plain.uids) + read.known.size
        alone = {event.uid for event in assembly.events}.isdisjoint(passed.plain.uids)
        if size >= assembly.job.max_events or not alone:
            return None
        known = read.known
        plain = passed.plain.joined(known.plain)
        return replace(read, known=Known(plain, [*passed.empty, *known.empty], known.rest))

    async def _read_part(self, assembly: Assembly, taken: Sequence[str] = ()) -> Read:
        """Read what is left of a body. `taken` are UIDs of events that are not."""
        job = assembly.job
        await self._ask(assembly.head(), assembly.take, body=assembly.body)
        reading = assembly.summary()
        last = assembly.last if job.same_window else None
        parted = part(assembly.events, last, assembly.renewed) if last else Parted((), assembly.events, ())
        single, left = _single(parted.left, assembly.spans)
        found, problems = await self.expand(left, job.window, job.home)
        found = (*single, *found)
        whole = assembly.whole((*parted.kept, *found), (*reading.problems, *problems))
        return Read(reading, told_apart(whole, taken), parted.change(found) if last else None)

    async def expand_again(self, known: Known, window: Window, home: tzinfo) -> Known:
        """Find the dates of what is known in another window; raises FeedError like `read`."""
        whole = known.whole()
        dates, _ = await self.expand(whole.events, window, home)
        return told_apart(replace(whole, dates=dates))

    async def expand(
        self, events: Iterable[HeldEvent], window: Window, home: tzinfo
    ) -> tuple[tuple[HeldDate, ...], tuple[Problem, ...]]:
        """Find the occurrences of one feed's events in the window; raises FeedError like `read`.

        Only what recurs goes to the child: the rest has one date each, and there is nothing to be bounded.
        """
        singles, series = _parted(events)
        occurrences, problems = await _expand_here(singles, window, home)

        def take(answer: dict[str, Any], texts: list[bytes]) -> None:
            series.extend(_new_events(answer.get("new", ()), texts))
            rows = answer.get("occurrences", ())
            occurrences.extend(HeldDate(series[number], *rest) for number, *rest in rows)
            problems.extend(from_data(Problem, data) for data in answer.get("done", {}).get("problems", ()))

        if series:
            places = [(each.sequence, each.line) for each in series]
            head = {"do": "expand", "places": places, **write_place(window, home)}
            await self._ask(head, take, texts=[each.text for each in series])
        return tuple(occurrences), tuple(problems)

    async def _ask(
        self, head: dict[str, Any], take: _Take, *, texts: Sequence[bytes] = (), body: bytes | None = None
    ) -> None:
        """Send one job to an idle child and hand on its answers; whatever goes wrong ends that child."""
        bounds = {"cpu_seconds": self._bounds.cpu_seconds, "memory_bytes": self._bounds.memory_bytes}
        job = pack({**head, **bounds}, texts) + (b"" if body is None else pack_bytes(body))
        async with self._small if len(job) < _SMALL else contextlib.nullcontext():
            child = await self._idle.get()
            done = False
            try:
                async with asyncio.timeout(self._bounds.wall_seconds):
                    await child.send(job)
                    while not done:
                        answer, lines = await child.answer()
                        if "failed" in answer:
                            raise self._failure(answer["failed"])
                        take(answer, lines)
                        done = "done" in answer
            except TimeoutError:
                raise self._failure("time") from None
            except _BROKEN:
                raise self._failure(await child.ended()) from None
            finally:
                if not done:
                    await child.stop()
                self._idle.put_nowait(child)

    def _failure(self, cause: str) -> FetchError:
        """The error for a reading that did not end well."""
        odd = "It is not an ordinary calendar."
        remedy = f"{odd} Its old listings stay; remove the feed if it stays so."
        match cause:
            case "time":
                return FetchError("Reading it took too long and was stopped.", remedy, at_first=odd)
            case "memory":
                gigabytes = self._bounds.memory_bytes / 1_000_000_000
                return FetchError(f"Reading it took more than {gigabytes:g} GB of memory.", remedy, at_first=odd)
            case _:
                return FetchError(
                    f"Reading it failed ({cause}).", "Report it; its old listings stay.", at_first="Report it."
                )


class _Child:
    """One reading process, started when it is needed."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def send(self, job: bytes) -> None:
        """Send a job to the process, to a new one if there is none that runs."""
        if self._process is None or self._process.returncode is not None:
            await self.stop()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-c",
                _BOOT,
                _ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        assert self._process.stdin is not None
        self._process.stdin.write(job)
        await self._process.stdin.drain()

    async def answer(self) -> tuple[dict[str, Any], list[bytes]]:
        """The next answer and its lines; raises IncompleteReadError when the process has ended."""
        assert self._process is not None
        assert self._process.stdout is not None
        length = length_of(await self._process.stdout.readexactly(LENGTH_BYTES))
        return unpack(await self._process.stdout.readexactly(length))

    async def ended(self) -> str:
        """Why the process ended, as `Reader._failure` takes it."""
        if self._process is None:
            return "it could not be started"
        try:
            # Not killed at once: that looks whether it has ended, and so takes its exit code from the one who waits.
            async with asyncio.timeout(_LAST_BREATH):
                code = await self._process.wait()
        except TimeoutError:
            self.kill()
            code = await self._process.wait()
        if code == -getattr(signal, "SIGXCPU", 0):
            return "time"
        return "memory" if code == OUT_OF_MEMORY else f"exit {code}"

    def kill(self) -> None:
        """End the process now, in whatever it is doing."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def stop(self) -> None:
        """End the process and free what it held."""
        if self._process is not None:
            self.kill()
            await self._process.communicate()
            self._process = None


def _single(events: Sequence[HeldEvent], spans: Mapping[int, list[str]]) -> tuple[list[HeldDate], list[HeldEvent]]:
    """The dates of the events that have one each, and the events that are to be expanded.

    One whose UID others have is: it may repeat them, or take the place of one of theirs.
    """
    times = Counter(event.uid for event in events if event.uid)
    single: list[HeldDate] = []
    left: list[HeldEvent] = []
    for event in events:
        span = spans.get(id(event))
        if span is None or times[event.uid] > 1:
            left.append(event)
        elif span:
            start, end = span
            single.append(HeldDate(event, start, end, ""))
    return single, left


def _new_events(rows: Sequence[list[Any]], texts: Sequence[bytes]) -> list[HeldEvent]:
    """What the child read, with the places that it tells; raises what damaged answers raise."""
    events = read_events(texts, [(sequence, line) for _, _, line, sequence, _ in rows])
    return [
        HeldEvent(text, uid, line, sequence, event)
        for (_, _, line, sequence, uid), text, event in zip(rows, texts, events, strict=True)
    ]


def _parted(events: Iterable[HeldEvent]) -> tuple[list[HeldEvent], list[HeldEvent]]:
    """Part events into those that stand alone, and those that recur or share the UID of one that does."""
    held = list(events)
    read_held(held)
    recurring = {each.uid for each in held if each.event.recurrence is not None or each.event.recurrence_id}
    return [each for each in held if each.uid not in recurring], [each for each in held if each.uid in recurring]


async def _expand_here(
    singles: Sequence[HeldEvent], window: Window, home: tzinfo
) -> tuple[list[HeldDate], list[Problem]]:
    """Expand events that do not recur, in turns between which the screen lives."""
    occurrences: list[HeldDate] = []
    problems: list[Problem] = []
    if singles:
        from netriage.ical.recur import expand

        held = {id(each.event): each for each in singles}
        for turn in _turns([each.event for each in singles]):
            found, told = expand(turn, window, home)
            occurrences += [hold_date(one, held[id(one.event)]) for one in found]
            problems += told
            await asyncio.sleep(0)
    return occurrences, problems


def _turns(singles: list[Event]) -> Iterator[list[Event]]:
    """Cut events into lists that take about 10 ms each; those of one UID stay together: they may repeat each other."""
    turn: list[Event] = []
    for event in sorted(singles, key=lambda single: single.uid):
        if len(turn) >= _TURN and event.uid != turn[-1].uid:
            yield turn
            turn = []
        turn.append(event)
    yield turn
