"""Rows to filter, built from what a test is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from netriage.filters import FilterContext
from netriage.model import Lane, Listing, Scored, Source

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)
"""A Monday morning."""
CONTEXT = FilterContext(NOW, BERLIN)


@dataclass(frozen=True)
class Row:
    scored: Scored
    lane: Lane = Lane.INBOX
    reason: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    feed_names: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    is_new: bool = False
    hidden_by: str = ""


_OF_SCORED = ("fit", "evidence", "gates", "thin", "band", "event_type")
_OF_ROW = ("lane", "reason", "note", "tags", "feed_names", "clashes", "is_new", "hidden_by")


def row(title: str = "An event", **given: Any) -> Row:
    """Build a row; each name goes where it belongs: the row, the score or the listing."""
    of_row = {name: given.pop(name) for name in _OF_ROW if name in given}
    of_scored = {name: given.pop(name) for name in _OF_SCORED if name in given}
    start = given.pop("start", NOW + timedelta(days=1, hours=9))
    given.setdefault("end", start + (timedelta(hours=2) if isinstance(start, datetime) else timedelta(days=1)))
    given.setdefault("key", sha256(f"{title}{start}".encode()).hexdigest()[:32])
    listing = Listing(title=title, start=start, sources=(Source("f" * 8, "uid"),), **given)
    return Row(Scored(listing, **of_scored), **of_row)
