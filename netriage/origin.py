"""Where the rows of a table lie in a file already, so that only the others need be written.

Separate because those who hold tables in memory (`known`, `dedupe`) know no files, and those who write them (`store`)
must not look through 50,000 rows for the few that are new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from typing import Final, NamedTuple, TypeVar

NEW: Final = -1
"""The position of a row that lies nowhere."""

T = TypeVar("T")


class Edit(NamedTuple):
    """How the rows of a table became others."""

    gone: list[int]
    """Positions before, ascending."""
    places: list[int]
    """Positions that the rows that came have in the end, ascending."""

    def applied(self, rows: Sequence[T], come: Sequence[T]) -> list[T]:
        """The rows as they are now. By slices: most rows stay."""
        kept: list[T] = []
        at = 0
        for position in self.gone:
            kept += rows[at:position]
            at = position + 1
        kept += rows[at:]
        made: list[T] = []
        at = 0
        for position, row in zip(self.places, come, strict=True):
            until = at + position - len(made)
            made += kept[at:until]
            made.append(row)
            at = until
        made += kept[at:]
        return made


@dataclass(frozen=True, slots=True)
class Origin:
    """The positions of a table's rows in a file."""

    file: str = ""
    """Names the content of the file, '' for none."""
    size: int = 0
    """How many rows it has."""
    rows: Sequence[int] = ()
    """The position of each row there, or `NEW`."""

    @classmethod
    def none(cls, count: int) -> Origin:
        """Of rows that lie nowhere."""
        return cls(rows=[NEW] * count)

    def chosen(self, wanted: Sequence[bool]) -> Origin:
        """Of the rows where `wanted` is true."""
        return Origin(self.file, self.size, list(compress(self.rows, wanted)))

    def joined(self, count: int) -> Origin:
        """With so many new rows after them."""
        return Origin(self.file, self.size, [*self.rows, *repeat(NEW, count)])

    def edited(self, edit: Edit) -> Origin:
        """Of the rows that an edit made."""
        return Origin(self.file, self.size, edit.applied(self.rows, [NEW] * len(edit.places)))


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a table, of which most lie in a file, and are cut out of it when they are asked for."""

    origin: Origin
    fresh: Sequence[bytes]
    """The line of each row that lies nowhere, and b"" for any other."""
    held: Callable[[int], bytes]
    """Cuts out the line of a position in the file."""

    @classmethod
    def new(cls, lines: Sequence[bytes]) -> Lines:
        """Of a table that lies nowhere."""
        return cls(Origin.none(len(lines)), lines, lines.__getitem__)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.fresh)

    def __iter__(self) -> Iterator[bytes]:
        """All of them."""
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, at: int) -> bytes:
        """The line of a row."""
        return self.fresh[at] or self.held(self.origin.rows[at])

    def chosen(self, wanted: Sequence[bool]) -> Lines:
        """Of the rows where `wanted` is true."""
        return Lines(self.origin.chosen(wanted), list(compress(self.fresh, wanted)), self.held)

    def joined(self, lines: Sequence[bytes]) -> Lines:
        """With new rows after them."""
        return Lines(self.origin.joined(len(lines)), [*self.fresh, *lines], self.held)

    def edited(self, edit: Edit, come: Sequence[bytes]) -> Lines:
        """Of the rows that an edit made."""
        return Lines(self.origin.edited(edit), edit.applied(self.fresh, come), self.held)
