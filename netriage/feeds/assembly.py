"""A reading put together: what is known is left out of a body, and put back among what the child answers.

Separate from `reading`, which has the processes: this is what is asked and what comes of the answers, without any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import compress
from operator import not_
from typing import Any

from netriage.codec import from_data
from netriage.feeds.frames import write_place
from netriage.feeds.pieces import Piece, cut
from netriage.feeds.reuse import Renewed
from netriage.ical.reading import FORMAT, Reading
from netriage.known import Known, Plain, Whole
from netriage.model import Problem, Window
from netriage.rows import HeldDate, HeldEvent


@dataclass(frozen=True, slots=True)
class Job:
    """One body to be read."""

    feed: str
    """`Feed.id`."""
    body: bytes = field(repr=False)
    home: tzinfo
    """The user's zone, a `ZoneInfo`: where floating times are meant."""
    window: Window
    charset: str = ""
    max_events: int = 20_000
    known: Known | None = field(default=None, repr=False)
    """What the last reading of this feed left."""
    same_window: bool = False
    """Whether it was this one: only what is new is expanded then."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What of the plain events is passed over, since it is still there."""

    plain: Plain
    empty: list[str]
    last: Whole
    """All else that is known: also the plain events whose bytes are not there any more. They may say the same yet."""


class Assembly:
    """A reading that is put together from what was known before and the child's answers.

    With `known`, its plain events are passed over; `last` is all else that is known.
    """

    def __init__(self, job: Job, last: Whole, known: Known | None = None) -> None:
        self.job = job
        self.last = last
        over = {*known.plain.pieces, *known.empty} if known else set()
        salt = f"{FORMAT!r} {job.feed} {job.home} {job.charset}"
        self._cut = cut(job.body, salt, over | last.pieces.keys() if over else last.pieces, last.around)
        held = self._cut.known if self._cut else []
        self.passed = _passed(known, held) if known and self._cut and self._cut.around == last.around else None
        if self.passed:
            self.last = last = self.passed.last
        self._held = [piece for piece in held if piece[0] not in over] if over else held
        self._events: list[HeldEvent] = []
        self._at: dict[int, str] = {}
        self._numbered: dict[str, dict[int, HeldEvent]] = {}
        self._summary: Reading | None = None
        self.renewed: list[Renewed] = []
        self.spans: dict[int, list[str]] = {}
        """Start and end of the events that have no other date, as the child found them; [] out of the window."""
        for digest, line in self._held:
            if block := last.pieces[digest]:
                self._know(block, 0, line, last.blocks[block][0].sequence)
        self._known = {block: events for block, events in last.blocks.items() if block not in self._numbered}

    @property
    def body(self) -> bytes:
        """What is left to be read."""
        return self._cut.body if self._cut else self.job.body

    def head(self) -> dict[str, Any]:
        """What the child is told with it."""
        job = self.job
        known = [(block, [(event.line, event.sequence) for event in events]) for block, events in self._known.items()]
        return {
            "do": "read",
            "feed": job.feed,
            "charset": job.charset,
            "max_events": job.max_events,
            "known": known,
            **write_place(job.window, job.home),
        }

    def take(self, answer: dict[str, Any], texts: list[bytes]) -> None:
        """Take one answer."""
        rows = answer.get("events", ())
        fresh = iter(texts)
        for block, number, left, sequence, uid, span in rows:
            line = self._line_of(left)
            if uid is None:
                self._know(block, number, line, sequence)
                continue
            event = HeldEvent(next(fresh), uid, line, sequence)
            self._put(block, number, line, event)
            if span is not None:
                self.spans[id(event)] = span
        self._numbered.update((block, {}) for block in answer.get("empty", ()))
        if "done" in answer:
            reading = from_data(Reading, answer["done"])
            problems = (replace(problem, line=self._line_of(problem.line)) for problem in reading.problems)
            self._summary = replace(reading, problems=tuple(problems))

    def _line_of(self, left: int) -> int:
        """Which line of the body a line of what is left is; 0 is none."""
        return self._cut.line_of(left) if self._cut and left else left

    def _know(self, block: str, number: int, line: int, sequence: int) -> None:
        known = self.last.blocks[block][number]
        event = known.at(line, sequence)
        self.renewed.append((known, event))
        self._put(block, number, line, event)

    def _put(self, block: str, number: int, line: int, event: HeldEvent) -> None:
        self._events.append(event)
        self._at[line] = block
        if block:
            self._numbered.setdefault(block, {})[number] = event

    @property
    def events(self) -> tuple[HeldEvent, ...]:
        """All events, in the order of the body."""
        return tuple(sorted(self._events, key=lambda event: event.line))

    def summary(self) -> Reading:
        """The reading, less its events and blocks."""
        assert self._summary is not None
        return self._summary

    def whole(self, dates: Sequence[HeldDate], problems: tuple[Problem, ...]) -> Whole:
        """What is known now; `dates` and `problems` are what came of its events."""
        blocks = {block: tuple(events.values()) for block, events in self._numbered.items()}
        around = self._cut.around if self._cut else ""
        return Whole(blocks, self._pieces(), around, self.events, dates, problems)

    def _pieces(self) -> dict[str, str]:
        """The block of each plain piece, '' for what gave no event.

        None of those that have a problem to be told, nor of two that are one block: their SEQUENCEs may differ.
        """
        if self._cut is None or len(self._events) >= self.job.max_events:
            return {}
        odd = {problem.line for problem in self.summary().problems}
        odd |= {at for at, block in self._at.items() if not block}
        known = {digest: self.last.pieces[digest] for digest, _ in self._held}
        pieces = known | {digest: self._at.get(line, "") for digest, line in self._cut.fresh if line not in odd}
        times = Counter(pieces.values())
        return {digest: block for digest, block in pieces.items() if not block or times[block] == 1}


def _passed(known: Known, held: Sequence[Piece]) -> Passed | None:
    """What of the plain events stands in a body; None when one of them stands there twice."""
    plain, lines = known.plain, dict(held)
    here = list(map(lines.__contains__, plain.pieces))
    if len(lines) < len(held) and not _twice(held).isdisjoint(plain.pieces):
        return None
    stay = plain.chosen(here, list(map(lines.__getitem__, compress(plain.pieces, here))))
    missing = list(map(not_, here))
    gone = plain.chosen(missing, list(compress(plain.lines, missing)))
    return Passed(stay, list(filter(lines.__contains__, known.empty)), Known(gone, (), known.rest).whole())


def _twice(held: Sequence[Piece]) -> set[str]:
    times = Counter(digest for digest, _ in held)
    return {digest for digest, count in times.items() if count > 1}
