"""What a program does to its store, step by step, and what the store must hold after each step.

The steps shift, grow and shrink what lies in the files: an append-only workload finds nothing. Everything follows from
the seed, so the process that checks knows what the process that was killed was about to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from netriage.model import Feed, Verdict
from netriage.store import Folders, Store
from tests.triage.samples import NOW, decide, make_listing

ACTS = (
    "decide",
    "decide",
    "decide",
    "bulky",
    "ledger",
    "ledger",
    "unledger",
    "rename",
    "listings",
    "daily",
    "compact",
    "copy",
)
FEED = Feed("abcd1234", "https://calendar.example/private-3f9a1c/basic.ics", "first", NOW)


@dataclass(frozen=True, slots=True)
class Act:
    """One step: what is done, its number, and a size that makes documents grow and shrink."""

    name: str
    number: int
    size: int


def acts(seed: int, count: int) -> Iterator[Act]:
    random = Random(seed)
    for number in range(count):
        yield Act(random.choice(ACTS), number, random.choice([0, 3, 50, 700, 5000]))


@dataclass
class State:
    """What a user finds in the store."""

    entries: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    ledger: dict[str, Any] = field(default_factory=dict)
    listings: list[str] = field(default_factory=list)

    def after(self, act: Act) -> State:
        """The state that an act leads to."""
        state = deepcopy(self)
        key = f"k{act.number % 5}"
        match act.name:
            case "decide" | "bulky":
                state.entries.append(f"entry-{act.number}")
            case "ledger":
                state.ledger[key] = {"text": "x" * act.size}
            case "unledger":
                state.ledger.pop(key, None)
            case "rename":
                state.feeds = [f"name-{act.number}"]
            case "listings":
                state.listings = [f"listing {act.number} {number}" for number in range(act.size % 40)]
        return state


def perform(store: Store, act: Act) -> None:
    """Do an act to a real store."""
    match act.name:
        case "decide" | "bulky":
            listing = make_listing("a", title="T" * act.size if act.name == "bulky" else "T")
            store.journal.append(decide(listing, Verdict.SKIP, id=f"entry-{act.number}"))
        case "ledger":
            store.ledger.put(f"k{act.number % 5}", {"text": "x" * act.size})
        case "unledger":
            store.ledger.remove(f"k{act.number % 5}")
        case "rename" if store.feeds.get(FEED.id):
            store.feeds.rename(FEED.id, f"name-{act.number}")
        case "rename":
            store.feeds.add(Feed(FEED.id, FEED.url, f"name-{act.number}", NOW))
        case "listings":
            titles = [f"listing {act.number} {number}" for number in range(act.size % 40)]
            store.cache.save_listings(make_listing(f"{at:02}", title=title) for at, title in enumerate(titles))
        case "daily":
            store.backup_daily(NOW + timedelta(days=act.number))
        case "compact":
            store._storage.compact(tolerated=0)
        case "copy":
            store.restore(store.backup(store.folders.config / "copy.jsonl"))


def look(store: Store) -> State:
    """What is in a store."""
    return State(
        entries=[entry.id for entry in store.journal.entries()],
        feeds=[feed.name for feed in store.feeds.list()],
        ledger=store.ledger.all(),
        listings=[listing.title for listing in store.cache.load_listings()],
    )


def folders_in(folder: Path) -> Folders:
    return Folders(folder / "config", folder / "data", folder / "cache")
