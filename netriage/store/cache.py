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

from netriage.codec import from_data, to_data
from netriage.collector import paused_collector
from netriage.known import Known, Plain, Whole
from netriage.model import FeedState, Listing, Problem, Window
from netriage.origin import Edit, Lines, Origin
from netriage.rows import HeldDate, HeldEvent, read_lines, read_rows, write_line, write_rows
from netriage.store.files import disk_error, hold_lock, make_private, sync_file, sync_folder
from netriage.store.layers import Table, edit_of, forget_table, read_table, write_table
from netriage.store.snapshot import SnapshotStorage

_DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What reading damaged data raises. A cache that raises it is dropped: the next pull writes it anew."""


_LISTINGS, _CHANGES = "listings", "listings-changes"
"""Two layers, as in `layers`, that are TinyDB snapshots."""

_TURN = 200
"""Rows that are read at once: between two turns of about 2 ms the screen lives."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FeedCache:
    """One feed as it was last read."""

    body_hash: str
    known: Known = field(default_factory=Known)
    """What the next reading goes on from."""
    window: Window | None = None
    """In which its dates were found."""
    name: str = ""
    producer: str = ""


class Cache:
    """The rebuildable files, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unsettled: list[Path] = []
        """Files of feeds that a power cut may take."""

    def load_listings(self) -> tuple[Listing, ...]:
        """The listings of the last pull; none when the cache is missing or damaged."""
        with paused_collector():
            try:
                return _read_all(Listing, self.load_listing_lines())
            except _DAMAGE:
                return ()

    def save_listings(self, listings: Iterable[Listing]) -> None:
        """Replace all listings at once."""
        with paused_collector():
            self.save_listing_lines(Lines.new(list(write_listings(listings).values())))

    def load_listing_lines(self) -> Lines:
        """The listings of the last pull as lines that are not read (see `read_listings`, `key_of`)."""
        first = SnapshotStorage(self._path(_LISTINGS)).read_with_rows()
        beside = self._path(_CHANGES)
        second = SnapshotStorage(beside).read_with_rows() if beside.exists() else None
        if first is None or (second is None and beside.exists()):
            return Lines.new(())
        said = second.tables[_CHANGES] if second else {}
        if second is None or said["first"] != first.rows.origin.file:
            return first.rows
        return first.rows.edited(Edit(said["gone"], said["places"]), list(second.rows))

    def save_listing_lines(self, lines: Lines) -> None:
        """Replace all listings at once by lines, as `write_listings` writes them."""
        origin = lines.origin
        edit = edit_of(origin) if origin.file == SnapshotStorage(self._path(_LISTINGS)).name() else None
        if edit:
            said = {"first": origin.file, **edit._asdict()}
            self._write(_CHANGES, {_CHANGES: said}, [lines[at] for at in edit.places])
        else:
            self._write(_LISTINGS, {_LISTINGS: {"count": len(lines)}}, list(lines))
            self._path(_CHANGES).unlink(missing_ok=True)

    def listings_stamp(self) -> str:
        """Something that changes when any process saves listings; '' when there are none."""
        return "-".join(filter(None, (_stamp(self._path(name)) for name in (_LISTINGS, _CHANGES))))

    def has_feed(self, feed_id: str) -> bool:
        """Whether there is something to load for a feed, without loading it."""
        return self._columns(f"feed-{feed_id}").is_file()

    def load_feed(self, feed_id: str) -> FeedCache | None:
        """One feed as it was last read; None when that is unknown or damaged."""
        with paused_collector():
            try:
                found = read_table(self._columns(f"feed-{feed_id}"))
                return _read_feed(found) if found else None
            except _DAMAGE:
                return None

    def save_feed(self, feed_id: str, cached: FeedCache) -> None:
        """Replace what is known of one feed; durable after `settle`."""
        plain, path = cached.known.plain, self._columns(f"feed-{feed_id}")
        with paused_collector(), self._locked():
            note, apart = _write_feed(cached)
            rows = plain.pieces, plain.blocks, plain.uids, plain.names, plain.dates, plain.sequences
            written = write_table(path, note, apart, rows, [plain.texts], plain.texts.origin, sync=False)
        self._unsettled.append(written)

    def settle(self) -> None:
        """Make the feeds that were saved durable, all at once: a hundred times each for itself takes long on a disk."""
        saved, self._unsettled = self._unsettled, []
        if saved:
            with self._locked():
                for path in saved:
                    sync_file(path)
                sync_folder(self._folder)

    def forget_feed(self, feed_id: str) -> None:
        """Drop what is known of a feed that was removed, and its state."""
        forget_table(self._columns(f"feed-{feed_id}"))
        self.save_states({name: state for name, state in self.states().items() if name != feed_id})

    def save_table(self, name: str, stamp: str, kind: type[Any], values: Iterable[Any]) -> None:
        """Keep values of one dataclass under a name, good as long as the stamp is the same."""
        with paused_collector():
            self._write(name, {name: {"stamp": stamp}}, [write_line(row) for row in write_rows(kind, values)])

    def load_table(self, name: str, stamp: str, kind: type[T]) -> tuple[T, ...] | None:
        """What was kept under a name; None when it is missing, damaged or of another stamp."""
        with paused_collector():
            try:
                found = SnapshotStorage(self._path(name)).read_with_rows()
                return _read_all(kind, found.rows) if found and found.tables[name]["stamp"] == stamp else None
            except _DAMAGE:
                return None

    def save_rows(
        self, name: str, stamp: str, apart: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], origin: Origin
    ) -> None:
        """Keep columns of text under a name, good as long as the stamp is the same; not those that have line ends.

        Those of `apart` have their own lengths; `rows` come from what was loaded as `origin` says.
        """
        with self._locked():
            try:
                write_table(self._columns(name), stamp, apart, rows, (), origin)
            except ValueError:
                forget_table(self._columns(name))

    def load_rows(self, name: str, stamp: str) -> Table | None:
        """What was kept under a name; None when it is missing, damaged or of another stamp."""
        found = read_table(self._columns(name))
        return found if found and found.note == stamp else None

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

    def _columns(self, name: str) -> Path:
        return self._folder / f"{name}.columns"

    def _read(self, name: str) -> dict[str, Any]:
        return SnapshotStorage(self._path(name)).read() or {}

    def _write(self, name: str, tables: Mapping[str, Mapping[str, Any]], rows: Sequence[bytes] = ()) -> None:
        with self._locked():
            SnapshotStorage(self._path(name)).write_with_rows(tables, rows)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Be the only process that writes here; raises StoreError in words."""
        path = self._folder / "cache.lock"
        try:
            make_private(self._folder)
            with hold_lock(path):
                yield
        except OSError as error:
            raise disk_error(error, path, "write") from error


def write_listings(listings: Iterable[Listing]) -> dict[str, bytes]:
    """Write listings as lines, by key."""
    held = list(listings)
    rows = write_rows(Listing, held)
    return {listing.key: write_line(row) for listing, row in zip(held, rows, strict=True)}


def _read_all(kind: type[T], lines: Lines) -> tuple[T, ...]:
    """Read many lines, some at a time; raises what damaged ones raise."""
    values: list[T] = []
    for at in range(0, len(lines), _TURN):
        turn = range(at, min(at + _TURN, len(lines)))
        values += read_rows(kind, read_lines([lines[one] for one in turn]))
    return tuple(values)


def read_listings(lines: Iterable[bytes]) -> tuple[Listing, ...]:
    """Read lines of listings; raises ValueError, TypeError or KeyError on damaged ones."""
    return read_rows(Listing, read_lines(list(lines)))


def key_of(line: bytes) -> str:
    """The key of a line of `write_listings`: hex digits, so nothing in it is escaped."""
    return line[2 : line.index(b'"', 2)].decode()


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_ino}-{found.st_size}-{found.st_mtime_ns}"


class _Numbers:
    """Numbers for events, so that each is written once, whatever refers to it."""

    def __init__(self) -> None:
        self.events: list[HeldEvent] = []
        self._numbers: dict[int, int] = {}

    def of(self, event: HeldEvent) -> int:
        """The number of an event."""
        number = self._numbers.setdefault(id(event), len(self.events))
        if number == len(self.events):
            self.events.append(event)
        return number


def _write_feed(cached: FeedCache) -> tuple[dict[str, Any], list[Sequence[str]]]:
    """Write what is no row of a plain event: a note, and columns; each other event once, whatever refers to it."""
    plain, rest = cached.known.plain, cached.known.rest
    numbers = _Numbers()
    note = {
        "body_hash": cached.body_hash,
        "window": to_data(cached.window),
        "name": cached.name,
        "producer": cached.producer,
        "lines": list(plain.lines),
        "around": rest.around,
        "blocks": {name: [numbers.of(event) for event in events] for name, events in rest.blocks.items()},
        "pieces": rest.pieces,
        "events": [numbers.of(event) for event in rest.events],
        "dates": [[numbers.of(found.event), found.start, found.end, found.recurrence_id] for found in rest.dates],
        "places": [[event.uid, event.line, event.sequence] for event in numbers.events],
        "problems": to_data(rest.problems),
    }
    return note, [cached.known.empty, [event.text.decode() for event in numbers.events]]


def _read_feed(found: Table) -> FeedCache:
    note = found.note
    places = zip(found.apart(1), note["places"], strict=True)
    events = [HeldEvent(text.encode(), *place) for text, place in places]
    rest = Whole(
        blocks={name: tuple(events[number] for number in numbers) for name, numbers in note["blocks"].items()},
        pieces=note["pieces"],
        around=note["around"],
        events=[events[number] for number in note["events"]],
        dates=[HeldDate(events[number], *moments) for number, *moments in note["dates"]],
        problems=tuple(from_data(Problem, item) for item in note["problems"]),
    )
    pieces, blocks, uids, names, dates, sequences = map(found.texts, range(6))
    plain = Plain(pieces, blocks, uids, note["lines"], sequences, names, dates, found.lines(6))
    window = note["window"]
    return FeedCache(
        body_hash=note["body_hash"],
        known=Known(plain, found.apart(0), rest),
        window=None if window is None else from_data(Window, window),
        name=note["name"],
        producer=note["producer"],
    )
