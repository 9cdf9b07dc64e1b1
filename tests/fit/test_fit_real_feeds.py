"""Evidence on real and hostile feeds: it adds up and quotes what stands there, whatever is in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage.dedupe import merge
from netriage.fit import Example, TokenCache, explore, field_text, learn, rank
from netriage.goal import Company, Contact, Goal, Person
from netriage.ical.read import read_feed
from netriage.model import Listing, Occurrence, Window

HOME = ZoneInfo("America/Toronto")
NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
WINDOW = Window(datetime(2020, 1, 1, tzinfo=UTC), NOW + timedelta(days=365))
LARGEST = 200_000
GOAL = Goal(
    "Community manager at the Toronto Public Library or the Asheville Chamber; meet organisers of music and tech",
    roles=("community manager", "organizer"),
    topics=("music", "open source", "data", "Café", "good neighbour", "pizza link", "evil test", "event", "日本"),
    companies=(
        Company("Toronto Public Library", ("TPL",)),
        Company("Meetup", domains=("meetup.com",)),
        Company("Google"),
    ),
    people=(Person("John Smith"),),
    event_types=(("workshop", 1.0), ("webinar", -1.0)),
    places=("Toronto", "Asheville"),
    avoid=("yoga", "kids"),
    contacts=(Contact("Maya Chen"),),
)


def read(folder: Path, step: int) -> tuple[list[Listing], dict[str, str]]:
    """The events of every so-manyth feed as listings, one date each."""
    found: list[Listing] = []
    paths = sorted(path for path in folder.glob("*.ics") if path.stat().st_size < LARGEST)[::step]
    for path in paths:
        events = read_feed(path.read_bytes(), path.stem, home=HOME, window=WINDOW).events
        dates = [Occurrence(event, event.start, event.end) for event in events[:300]]
        # Each feed by itself: merged, the hostile ones would be a few listings.
        found += [replace(one, key=f"{path.stem} {one.key}") for one in merge(dates, home=HOME, now=NOW)]
    return found, {path.stem: path.stem.replace("_", " ") for path in paths}


@pytest.mark.parametrize(("folder", "step", "least"), [("hostile", 1, 80), ("feeds", 5, 1_000)])
def test_evidence_adds_up_and_quotes_exactly_on_every_listing(shared: Path, folder: str, step: int, least: int) -> None:
    listings, feeds = read(shared / folder, step)
    assert len(listings) >= least
    cache = TokenCache()
    plain = rank(listings, GOAL, now=NOW, zone=HOME, cache=cache, feeds=feeds)
    examples = [Example(one.listing.key, place % 3 > 0) for place, one in enumerate(plain[:60])]
    learned = learn(examples, listings, GOAL, cache=cache, feeds=feeds)
    taught = rank(listings, GOAL, now=NOW, zone=HOME, learned=learned, cache=cache, feeds=feeds)
    quoted = 0
    for one in (*plain, *explore(taught)):
        assert one.fit is not None
        assert sum(item.points for item in one.evidence) == pytest.approx(one.fit, abs=1e-9)
        for item in one.evidence:
            if item.field:
                quoted += 1
                assert item.quote
                assert field_text(one.listing, item.field, feeds)[item.begin : item.stop] == item.quote
    assert quoted > 50
