"""Listings, entries and hypothesis strategies that the tests of triage and store share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from netriage.model import Listing, Source, Verdict
from netriage.triage import Entry, Kind, Record, Snapshot, decide_entry, extend, redo_entry, undo_entry

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 9, 1, 18, tzinfo=BERLIN)


def make_listing(key: str = "a", **fields: Any) -> Listing:
    """A listing with sensible fields; `key` is repeated to 32 digits."""
    defaults: dict[str, Any] = {
        "title": f"Meetup {key}",
        "start": START,
        "end": START + timedelta(hours=2),
        "sources": (Source("feed0001", f"{key}@example.org"),),
        "location": "Old Hall, Berlin",
        "url": f"https://example.org/events/{key}",
    }
    return Listing(key=(key * 32)[:32], **(defaults | fields))


def snap(listing: Listing) -> Snapshot:
    return Snapshot.of(listing, {"title": listing.title.lower(), "start": str(listing.start)})


def decide(listing: Listing, verdict: Verdict = Verdict.KEEP, **fields: Any) -> Entry:
    """A decision on one listing, with an id made of what it says."""
    named = {"id": f"{verdict}-{listing.key}-{fields.get('at', NOW):%d%H%M%S}", "at": NOW}
    return decide_entry([snap(listing)], verdict, **(named | fields))


@st.composite
def steps(draw: st.DrawFn, number: int, keys: str = "abcd") -> Entry:
    """Any entry that a user's step may write, but undo and redo."""
    chosen = tuple((key * 32)[:32] for key in draw(st.lists(st.sampled_from(keys), min_size=1, unique=True)))
    kind = draw(st.sampled_from([kind for kind in Kind if kind not in (Kind.UNDO, Kind.REDO)]))
    at = NOW + timedelta(minutes=number)
    name = f"entry-{number}"
    if kind is Kind.DECIDE:
        snapshots = [snap(make_listing(key[0])) for key in chosen]
        return decide_entry(snapshots, draw(st.sampled_from(Verdict)), id=name, at=at, reason=draw(st.text(max_size=3)))
    text = draw(st.sampled_from(["", "x", "naïve 🎉"]))
    data: dict[str, Any] = {
        Kind.TAG: {"add": draw(st.lists(st.sampled_from("xyz"))), "remove": draw(st.lists(st.sampled_from("xyz")))},
        Kind.RULE: {"id": draw(st.sampled_from("rs")), "removed": draw(st.booleans())},
        Kind.UNMERGE: {"pairs": [["a", draw(st.sampled_from("bc"))]], "joined": draw(st.booleans())},
        Kind.SETTING: {draw(st.sampled_from("mn")): draw(st.none() | st.integers())},
    }.get(kind, {})
    return Entry(
        name, at, kind, f"{kind} {number}", keys=chosen, text=text, goal=draw(st.sampled_from("gh")), data=data
    )


@st.composite
def journals(draw: st.DrawFn, max_size: int = 12) -> list[Entry]:
    """Entries as a session writes them: steps, and undo and redo of what there is to undo and redo."""
    entries: list[Entry] = []
    record = Record()
    for number in range(draw(st.integers(0, max_size))):
        act = draw(st.sampled_from(["step", "step", "undo", "redo"]))
        entry: Entry | None
        if act == "step":
            entry = draw(steps(number))
        else:
            make = undo_entry if act == "undo" else redo_entry
            entry = make(record, NOW + timedelta(minutes=number), f"entry-{number}")
        if entry is not None:
            entries.append(entry)
            record = extend(record, entry)
    return entries


def standing(record: Record) -> tuple[Any, ...]:
    """Everything that a user can see of a record but the stacks of undo and redo."""
    return (
        dict(record.decisions),
        dict(record.notes),
        dict(record.tags),
        {name: dict(rule) for name, rule in record.rules.items()},
        record.unmerged,
        dict(record.overrides),
        dict(record.settings),
    )
