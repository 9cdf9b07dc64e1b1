"""What netriage remembers of each event that it wrote: the ground on which the next sync may touch it.

Separate because the store keeps these documents and must not know what they mean. An entry is written as an intent
before each write and again after it, so that a crash between the two is told apart from an edit of the user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from netriage import codec


class Phase(StrEnum):
    """How far it got. The first three are intents: the write may or may not have happened."""

    CREATING = "creating"
    UPDATING = "updating"
    DELETING = "deleting"
    WRITTEN = "written"
    GONE = "gone"
    """The user deleted it there. That is final while the listing is kept."""
    RELEASED = "released"
    """No longer kept, but the user had edited it there: it is the user's now."""
    DELETED = "deleted"
    """Nothing of it is left; the entry may be forgotten."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One event in one calendar."""

    key: str
    """`Kept.key`."""
    calendar: str
    """`Calendar.name`."""
    uid: str
    href: str
    phase: Phase
    at: datetime
    title: str
    ends_at: datetime
    """When the event is over: from then on it is left as it is."""
    base: tuple[tuple[str, str], ...] = ()
    """What our properties meant when we last wrote them: what differs there now was edited by the user."""
    intended: tuple[tuple[str, str], ...] = ()
    """What they mean once the write of the intent has happened."""
    etag: str = ""
    sent: str = ""
    """Hash of the meaning that the intent sends; '' when the entry holds edits of the user's."""
    held: str = ""
    """Hash of the meaning that the calendar held after the last write; '' when that holds edits of the user's."""
    tries: int = 0


def to_document(entry: LedgerEntry) -> dict[str, Any]:
    """Turn an entry into plain JSON data for the store."""
    document: dict[str, Any] = codec.to_data(entry)
    return document


def from_document(document: Mapping[str, Any]) -> LedgerEntry:
    """Read what `to_document` wrote; raises ValueError, TypeError or KeyError on damaged data."""
    entry = codec.from_data(LedgerEntry, dict(document))
    # JSON has no tuples: pairs come back as lists.
    return replace(entry, base=_pairs(entry.base), intended=_pairs(entry.intended))


def _pairs(items: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in items)
