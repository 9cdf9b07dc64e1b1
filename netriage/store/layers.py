"""Tables in two layers: a file of all rows, and beside it what has become of them since it was written.

Separate because it is what lets a pull in which 1 % changed write 1 %: the second layer says which rows of the first
are gone and brings those that came, all of them at each write, until they are so many that the first is written anew.
The second names the first by its content: after a crash between two files it belongs to none, and counts as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from netriage.origin import NEW, Edit, Lines, Origin
from netriage.store.columns import Columns, name_of, read_columns, write_columns

_MOST: Final = 4
"""The first layer is written anew when every fourth row of it is another one."""


def edit_of(origin: Origin) -> Edit | None:
    """How a table differs from the file it came from; None when the whole is better written anew."""
    rows = origin.rows
    new = rows.count(NEW)
    if not origin.file or (len(rows) - new) * _MOST < origin.size * (_MOST - 1) or new * _MOST > origin.size:
        return None
    places: list[int] = []
    kept: list[int] = []
    at = 0
    for _ in range(new):
        place = rows.index(NEW, at)
        places.append(place)
        kept += rows[at:place]
        at = place + 1
    kept += rows[at:]
    gone = set(range(origin.size)).difference(kept)
    # They are so many as there are and in their order, or the rows were moved.
    if kept != sorted(kept) or len(gone) != origin.size - len(kept):
        return None
    return Edit(sorted(gone), places)


class Table:
    """What the two layers hold: a note, columns of their own sizes, and columns of rows."""

    def __init__(self, first: Columns, second: Columns | None) -> None:
        self._first = first
        self._second = second
        top = second or first
        self._top = top
        self.note = top.note["note"]
        """JSON data."""
        self.apart_width: int = top.note["apart"]
        """How many columns of their own sizes there are."""
        self.width = len(first) - self.apart_width
        """How many columns of rows."""
        size = first.size(self.apart_width) if self.width else 0
        self._edit = Edit(second.note["gone"], second.note["places"]) if second else Edit([], [])
        self.origin = Origin(first.name, size, range(size)).edited(self._edit)

    def apart(self, at: int) -> list[str]:
        """A column of its own size; raises ValueError, IndexError like `Columns`."""
        return self._top.texts(at)

    def texts(self, at: int) -> list[str]:
        """A column of the rows as text; raises like `apart`."""
        come = self._second.texts(self.apart_width + at) if self._second else []
        return self._edit.applied(self._first.texts(self.apart_width + at), come)

    def lines(self, at: int) -> Lines:
        """A column of the rows as bytes; raises like `apart`."""
        come = list(self._second.lines(self.apart_width + at)) if self._second else []
        return self._first.lines(self.apart_width + at).edited(self._edit, come)


def read_table(path: Path) -> Table | None:
    """Read both layers; None when one is damaged or of another version, or there is none."""
    first = read_columns(path)
    if first is None:
        return None
    beside = _beside(path)
    if not beside.exists():
        return Table(first, None)
    second = read_columns(beside)
    if second is None:
        return None
    return Table(first, second if second.note["first"] == first.name else None)


def write_table(
    path: Path,
    note: Any,
    apart: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]],
    lines: Sequence[Sequence[bytes] | Lines],
    origin: Origin,
    *,
    sync: bool = True,
) -> Path:
    """Write what is new, or all of it; returns the file that was written. `sync` and errors as in `write_columns`."""
    edit = edit_of(origin) if origin.file == name_of(path) else None
    said = {"note": note, "apart": len(apart)}
    if edit is None:
        write_columns(path, said, [*apart, *texts], lines, sync=sync)
        _beside(path).unlink(missing_ok=True)
        return path
    said |= {"first": origin.file, **edit._asdict()}
    come = ([column[at] for at in edit.places] for column in texts)
    write_columns(
        _beside(path), said, [*apart, *come], [[column[at] for at in edit.places] for column in lines], sync=sync
    )
    return _beside(path)


def forget_table(path: Path) -> None:
    """Remove both layers."""
    path.unlink(missing_ok=True)
    _beside(path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_suffix(".changes")
