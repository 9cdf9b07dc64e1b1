"""What one merge leaves for the next: each sighting as far as it must be known while nothing near it changes.

Separate because it is a form on disk, and its shape is for speed: columns of text and no objects, so that 50,000 of
them are read, looked through and written in a fraction of a second.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Final, NamedTuple, TypeAlias

from netriage.dedupe.likeness import linked_pages
from netriage.dedupe.sighting import Sighting
from netriage.origin import Origin

FORMAT: Final = 2
"""Raised when the same sightings are merged otherwise than before, so that all are merged once."""

Column: TypeAlias = Sequence[str]


class Mark(NamedTuple):
    """A sighting of the last merge."""

    id: str
    """`Sighting.id`."""
    key: str
    """Of the listing that it went to; a date of a run that is over has the run's."""
    feed: str
    uid: str
    words: str
    place: str
    page: str
    stamp: str
    day: str
    """ISO 8601, where the event is."""
    links: str
    """The pages that its text links to, one after the other."""


class Trait(NamedTuple):
    """What the next merge must know of a listing beside its sightings; most have none."""

    key: str
    series: str = ""
    until: str = ""
    """The UTC instant (ISO 8601) at which the first of its dates is over, and falls out; '' for a single date."""
    loose: bool = False
    """Whether it does not show by its title, start and place which sightings it came from: looked at each time."""
    near: tuple[str, ...] = ()
    """Keys of listings that are alike, and were kept apart by what either of them was joined with."""


@dataclass(frozen=True, slots=True)
class Marks:
    """All sightings of a merge and what became of them. The columns are `Mark`s, one position a sighting."""

    origin: Origin = field(default_factory=Origin, compare=False)
    """Where the columns lie on disk."""
    traits: tuple[Trait, ...] = ()
    shared_pages: Column = ()
    """As `likeness.pages_of_many` finds them."""
    ids: Column = ()
    keys: Column = ()
    feeds: Column = ()
    uids: Column = ()
    words: Column = ()
    places: Column = ()
    pages: Column = ()
    stamps: Column = ()
    days: Column = ()
    links: Column = ()

    def __len__(self) -> int:
        """How many sightings there are."""
        return len(self.ids)

    @classmethod
    def of(cls, notes: Sequence[Sequence[str]], columns: Sequence[Sequence[str]], origin: Origin) -> Marks:
        """Make marks of their `notes` and `columns`; raises ValueError on damaged ones."""
        traits, shared_pages = notes
        told = json.loads("".join(traits))
        made = (Trait(key, series, until, loose, tuple(near)) for key, series, until, loose, near in told)
        return cls(origin, tuple(made), tuple(shared_pages), *columns)

    def notes(self) -> list[Sequence[str]]:
        """What they say of no single sighting, as columns of text without line ends."""
        return [[json.dumps(self.traits)], self.shared_pages]

    @property
    def rows(self) -> list[Mark]:
        """The marks, one a sighting."""
        return list(map(Mark, *self.columns()))

    def joined(self, marks: Sequence[Mark]) -> Marks:
        """These and others after them."""
        if not marks:
            return self
        more = zip(*marks, strict=True)
        columns = ([*own, *others] for own, others in zip(self.columns(), more, strict=True))
        return self._filled(columns, self.origin.joined(len(marks)))

    def chosen(self, wanted: Sequence[bool]) -> Marks:
        """Those at the positions where `wanted` is true."""
        return self._filled((list(compress(column, wanted)) for column in self.columns()), self.origin.chosen(wanted))

    def columns(self) -> tuple[Column, ...]:
        """What they say of each sighting, as text without line ends."""
        return (
            self.ids,
            self.keys,
            self.feeds,
            self.uids,
            self.words,
            self.places,
            self.pages,
            self.stamps,
            self.days,
            self.links,
        )

    def _filled(self, columns: Iterable[Column], origin: Origin) -> Marks:
        return Marks(origin, self.traits, self.shared_pages, *columns)


def mark_of(sighting: Sighting, key: str) -> Mark:
    """Write a sighting down."""
    event, links = sighting.event, " ".join(linked_pages(sighting)) if sighting.event.links else ""
    texts = sighting.words, sighting.place, sighting.page, sighting.stamp, sighting.day.isoformat(), links
    return Mark(sighting.id, key, event.feed, event.uid, *texts)
