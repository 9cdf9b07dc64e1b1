"""What is known of a feed's body from its last reading, so that the next one reads only what is new.

Separate because the reading, the cache and the merge all hold it, and because of its shape: most events of most feeds
are *plain*, a piece of the body with a UID of its own, which nothing else in the body has a part in. Of those there are
columns and no objects: a feed of which one event changed is taken up, changed and written again without looking at the
others. What recurs with exceptions, has no UID or gave a problem is the rest, and is held whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, compress
from typing import Final, TypeVar

from netriage.model import Problem
from netriage.origin import Lines
from netriage.rows import HeldDate, HeldEvent, date_id

T = TypeVar("T")

_BETWEEN: Final = "\t"
_MOMENTS: Final = 3
"""Texts of a date: start, end and RECURRENCE-ID, as in `HeldDate`."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Events that stand alone, as columns: one position an event."""

    pieces: Sequence[str] = ()
    """Digest of its bytes in the body (`feeds.pieces`), each there once."""
    blocks: Sequence[str] = ()
    """Hash of its raw block."""
    uids: Sequence[str] = ()
    """Without line ends."""
    lines: Sequence[int] = ()
    sequences: Sequence[str] = ()
    """SEQUENCE, in digits."""
    names: Sequence[str] = ()
    """`HeldEvent.digest`."""
    dates: Sequence[str] = ()
    """In the window: the moments of each date of an event, one after the other."""
    texts: Lines = field(default_factory=lambda: Lines.new(()), repr=False, compare=False)
    """`HeldEvent.text`. Where they lie on disk, there lies all this but the lines; `names` says whether two are one."""

    def chosen(self, wanted: Sequence[bool], lines: Sequence[int]) -> Plain:
        """Those at the positions where `wanted` is true, which stand on other lines now."""

        def of(column: Sequence[T]) -> list[T]:
            return list(compress(column, wanted))

        return Plain(
            of(self.pieces),
            of(self.blocks),
            of(self.uids),
            lines,
            of(self.sequences),
            of(self.names),
            of(self.dates),
            self.texts.chosen(wanted),
        )

    def joined(self, other: Plain) -> Plain:
        """These and others after them, which are new."""
        return Plain(
            [*self.pieces, *other.pieces],
            [*self.blocks, *other.blocks],
            [*self.uids, *other.uids],
            [*self.lines, *other.lines],
            [*self.sequences, *other.sequences],
            [*self.names, *other.names],
            [*self.dates, *other.dates],
            self.texts.joined(list(other.texts)),
        )

    def event(self, at: int) -> HeldEvent:
        """The event at a position."""
        sequence = int(self.sequences[at])
        return HeldEvent(self.texts[at], self.uids[at], self.lines[at], sequence, digest=self.names[at])

    def date_names(self, at: int) -> Iterator[str]:
        """The ids of the dates of the event at a position."""
        for start, end, recurrence_id in _dates(self.dates[at]):
            yield date_id(self.names[at], start, end, recurrence_id)

    def found(self, at: int, event: HeldEvent) -> list[HeldDate]:
        """The dates of the event at a position."""
        return [HeldDate(event, *moments) for moments in _dates(self.dates[at])]


def _dates(text: str) -> Iterator[tuple[str, str, str]]:
    """The dates of one event, from a text of `Plain.dates`."""
    moments = text.split(_BETWEEN) if text else []
    return zip(moments[::_MOMENTS], moments[1::_MOMENTS], moments[2::_MOMENTS], strict=True)


@dataclass(frozen=True, slots=True)
class Change:
    """How the dates of a feed changed between two readings."""

    gone: frozenset[str]
    """`HeldDate.id`s that are no more."""
    come: tuple[HeldDate, ...]
    """Those that were not there."""

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.gone or self.come)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that is known of a body, with nothing told apart: what any reading can go on from."""

    blocks: Mapping[str, tuple[HeldEvent, ...]] = field(default_factory=dict)
    """Hash of a raw VEVENT block → its events."""
    pieces: Mapping[str, str] = field(default_factory=dict)
    """Digest of a plain piece of the body → its block, '' for one that gave no event."""
    around: str = ""
    """Digest of what stands around the pieces."""
    events: Sequence[HeldEvent] = ()
    """All of them, also those whose blocks are read each time, because of a problem."""
    dates: Sequence[HeldDate] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a body: the plain events apart."""

    plain: Plain = field(default_factory=Plain)
    empty: Sequence[str] = ()
    """Digests of the pieces that gave no event: what is over for good."""
    rest: Whole = field(default_factory=Whole)
    """All else, with all that is told of problems."""

    @property
    def size(self) -> int:
        """How many events there are."""
        return len(self.plain.uids) + len(self.rest.events)

    @property
    def count(self) -> int:
        """How many dates there are."""
        moments = _BETWEEN.join(filter(None, self.plain.dates))
        return (moments.count(_BETWEEN) + bool(moments)) // _MOMENTS + len(self.rest.dates)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read or expanded."""
        return self.rest.problems

    def without_pieces(self) -> Known:
        """The same, for a body of which every piece is to be looked at."""
        return Known(rest=replace(self.whole(), pieces={}, around=""))

    def says_as(self, other: Known) -> bool:
        """Whether another reading says the same of the same places: only the bytes around it may be others."""
        return _said(self) == _said(other)

    def ends(self) -> list[str]:
        """The end of each date (`HeldDate.end`)."""
        moments = _BETWEEN.join(filter(None, self.plain.dates)).split(_BETWEEN)
        return [*moments[1::_MOMENTS], *(found.end for found in self.rest.dates)]

    def find(self, name: str) -> HeldDate | None:
        """A date by its id."""
        digest = name.partition(" ")[0]
        if digest in self.plain.names:
            at = self.plain.names.index(digest)
            found: Iterable[HeldDate] = self.plain.found(at, self.plain.event(at))
        else:
            found = self.rest.dates
        return next((date for date in found if date.id == name), None)

    def whole(self) -> Whole:
        """All of it, told apart no more."""
        plain, rest = self.plain, self.rest
        events = [plain.event(at) for at in range(len(plain.uids))]
        return Whole(
            {**rest.blocks, **{block: (event,) for block, event in zip(plain.blocks, events, strict=True)}},
            {**rest.pieces, **dict.fromkeys(self.empty, ""), **dict(zip(plain.pieces, plain.blocks, strict=True))},
            rest.around,
            sorted((*events, *rest.events), key=lambda event: event.line),
            [*(date for at, event in enumerate(events) for date in plain.found(at, event)), *rest.dates],
            rest.problems,
        )


def _said(known: Known) -> tuple[object, ...]:
    plain, rest = known.plain, known.rest
    events = [(event.digest, event.line, event.sequence) for event in rest.events]
    own = plain.blocks, plain.lines, plain.sequences, plain.names, plain.dates
    return *map(list, own), rest.blocks.keys(), events, [found.id for found in rest.dates], rest.problems


def told_apart(whole: Whole, taken: Iterable[str] = ()) -> Known:
    """Tell the plain events apart. `taken` are UIDs that events beside these have."""
    dates: dict[int, list[HeldDate]] = {}
    for found in whole.dates:
        dates.setdefault(id(found.event), []).append(found)
    alone = _alone(whole, set(taken))
    pieces = [(digest, block) for digest, block in whole.pieces.items() if block in alone]
    events = [whole.blocks[block][0] for _, block in pieces]
    plain = Plain(
        [digest for digest, _ in pieces],
        [block for _, block in pieces],
        [event.uid for event in events],
        [event.line for event in events],
        [str(event.sequence) for event in events],
        [event.digest for event in events],
        [_BETWEEN.join(chain.from_iterable(map(_moments, dates.get(id(event), ())))) for event in events],
        Lines.new([event.text for event in events]),
    )
    apart = set(map(id, events))
    rest = Whole(
        {block: held for block, held in whole.blocks.items() if block not in alone},
        {digest: block for digest, block in whole.pieces.items() if block and block not in alone},
        whole.around,
        [event for event in whole.events if id(event) not in apart],
        [found for found in whole.dates if id(found.event) not in apart],
        whole.problems,
    )
    return Known(plain, [digest for digest, block in whole.pieces.items() if not block], rest)


def _moments(found: HeldDate) -> tuple[str, str, str]:
    return found.start, found.end, found.recurrence_id


def _alone(whole: Whole, taken: set[str]) -> set[str]:
    """Blocks of one piece and one event each, with a UID that no other event, problem or date has to do with."""
    times = Counter(event.uid for event in whole.events)
    here = set(map(id, whole.events))
    taken |= {problem.uid for problem in whole.problems} | {""}
    # An event that the expansion made, of an override of this and all after: a date of it is a date of its series.
    taken |= {found.event.uid for found in whole.dates if id(found.event) not in here}
    said = Counter(whole.pieces.values())
    return {
        block
        for block, held in whole.blocks.items()
        if len(held) == said[block] == times[held[0].uid] == 1 and held[0].uid not in taken and "\n" not in held[0].uid
    }
