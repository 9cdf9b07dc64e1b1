"""What the last pull left: listings, parsed feeds, states of feeds. All of it can be fetched again.

Separate from the journal because losing it costs one pull, so it is written whole, read fast, and dropped when damaged.
Each file is a TinyDB snapshot. The pull lock lies here too: one process fetches at a time, the others read on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from netriage.codec import from_data, read_moment, to_data, write_moment
from netriage.collector import paused_collector
from netriage.model import Event, FeedState, Listing, Occurrence, Problem, Window
from netriage.store.columns import read_columns, write_columns
from netriage.store.files import disk_error, hold_lock, make_private
from netriage.store.snapshot import SnapshotStorage

_DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What reading damaged data raises. A cache that raises it is dropped: the next pull writes it anew."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FeedCache:
    """One feed as it was last read."""

    body_hash: str
    blocks: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    """Hash of a raw VEVENT block → its events, so that the next reading parses only what is new."""
    occurrences: tuple[Occurrence, ...] = ()
    problems: tuple[Problem, ...] = ()
    window: Window | None = None
    """In which the occurrences were found."""
    name: str = ""
    producer: str = ""


class Cache:
    """The rebuildable files, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_listings(self) -> tuple[Listing, ...]:
        """The listings of the last pull; none when the cache is missing or damaged."""
        with paused_collector():
            try:
                return read_columns(Listing, self._read("listings")["listings"])
            except _DAMAGE:
                return ()

    def save_listings(self, listings: Iterable[Listing]) -> None:
        """Replace all listings at once."""
        with paused_collector():
            self._write("listings", {"listings": write_columns(Listing, listings)})

    def listings_stamp(self) -> str:
        """Something that changes when any process saves listings; '' when there are none."""
        try:
            found = self._path("listings").stat()
        except OSError:
            return ""
        return f"{found.st_ino}-{found.st_size}-{found.st_mtime_ns}"

    def has_feed(self, feed_id: str) -> bool:
        """Whether there is something to load for a feed, without loading it."""
        return self._path(f"feed-{feed_id}").is_file()

    def load_feed(self, feed_id: str) -> FeedCache | None:
        """One feed as it was last read; None when that is unknown or damaged."""
        with paused_collector():
            try:
                return _read_feed(self._read(f"feed-{feed_id}")["feed"])
            except _DAMAGE:
                return None

    def save_feed(self, feed_id: str, cached: FeedCache) -> None:
        """Replace what is known of one feed."""
        with paused_collector():
            self._write(f"feed-{feed_id}", {"feed": _write_feed(cached)})

    def forget_feed(self, feed_id: str) -> None:
        """Drop what is known of a feed that was removed, and its state."""
        self._path(f"feed-{feed_id}").unlink(missing_ok=True)
        self.save_states({name: state for name, state in self.states().items() if name != feed_id})

    def save_table(self, name: str, stamp: str, kind: type[Any], values: Iterable[Any]) -> None:
        """Keep values of one dataclass under a name, good as long as the stamp is the same."""
        with paused_collector():
            self._write(name, {name: {"stamp": stamp, **write_columns(kind, values)}})

    def load_table(self, name: str, stamp: str, kind: type[T]) -> tuple[T, ...] | None:
        """What was kept under a name; None when it is missing, damaged or of another stamp."""
        with paused_collector():
            try:
                document = self._read(name)[name]
                return read_columns(kind, document) if document["stamp"] == stamp else None
            except _DAMAGE:
                return None

    def states(self) -> dict[str, FeedState]:
        """What is known about each feed's fetches, by feed id."""
        try:
            return {name: from_data(FeedState, data) for name, data in self._read("states")["states"].items()}
        except _DAMAGE:
            return {}

    def save_states(self, states: Mapping[str, FeedState]) -> None:
        """Replace all states at once."""
        self._write("states", {"states": {name: to_data(state) for name, state in states.items()}})

    @contextlib.contextmanager
    def pull_lock(self, wait: timedelta = timedelta()) -> Iterator[None]:
        """Be the only process that pulls; raises StoreBusyError when another one does. Freed when the process dies."""
        path = self._folder / "pull.lock"
        try:
            make_private(self._folder)
            with hold_lock(path, wait=wait, busy="Another netriage is pulling the feeds right now."):
                yield
        except OSError as error:
            raise disk_error(error, path, "write") from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _read(self, name: str) -> dict[str, Any]:
        return SnapshotStorage(self._path(name)).read() or {}

    def _write(self, name: str, tables: Mapping[str, Mapping[str, Any]]) -> None:
        path = self._folder / "cache.lock"
        try:
            make_private(self._folder)
            with hold_lock(path):
                SnapshotStorage(self._path(name)).write(tables)
        except OSError as error:
            raise disk_error(error, path, "write") from error


class _Numbers:
    """Numbers for events, so that each is written once, whatever refers to it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._numbers: dict[int, int] = {}

    def of(self, event: Event) -> int:
        """The number of an event. By its identity: comparing 25 fields would take most of the time."""
        number = self._numbers.setdefault(id(event), len(self.events))
        if number == len(self.events):
            self.events.append(event)
        return number


def _write_feed(cached: FeedCache) -> dict[str, Any]:
    """Write each event once: a weekly event has one text and a hundred occurrences, and most have one and the same."""
    numbers = _Numbers()
    return {
        "body_hash": cached.body_hash,
        "blocks": {name: [numbers.of(event) for event in events] for name, events in cached.blocks.items()},
        "occurrences": [_write_occurrence(found, numbers.of(found.event)) for found in cached.occurrences],
        "events": write_columns(Event, numbers.events),
        "problems": to_data(cached.problems),
        "window": to_data(cached.window),
        "name": cached.name,
        "producer": cached.producer,
    }


def _write_occurrence(found: Occurrence, number: int) -> int | list[Any]:
    """The number of its event alone where it says nothing else: the one date of an event that does not recur."""
    event = found.event
    if found.start is event.start and found.end is event.end and not found.recurrence_id:
        return number
    return [number, write_moment(found.start), write_moment(found.end), found.recurrence_id]


def _read_feed(data: Mapping[str, Any]) -> FeedCache:
    events = read_columns(Event, data["events"])
    window = data["window"]
    return FeedCache(
        body_hash=data["body_hash"],
        blocks={name: tuple(events[number] for number in numbers) for name, numbers in data["blocks"].items()},
        occurrences=tuple(_read_occurrence(row, events) for row in data["occurrences"]),
        problems=tuple(from_data(Problem, item) for item in data["problems"]),
        window=None if window is None else from_data(Window, window),
        name=data["name"],
        producer=data["producer"],
    )


def _read_occurrence(row: int | list[Any], events: Sequence[Event]) -> Occurrence:
    if isinstance(row, int):
        event = events[row]
        return Occurrence(event, event.start, event.end)
    number, start, stop, recurrence_id = row
    return Occurrence(events[number], read_moment(start), read_moment(stop), recurrence_id)
