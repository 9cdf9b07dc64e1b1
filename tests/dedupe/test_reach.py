"""Merging what a change reaches gives what merging everything gives, in every step of many made-up and real weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netriage import dedupe
from netriage.dedupe.likeness import may_be_alike, same_thing
from netriage.dedupe.sighting import sight
from netriage.dedupe.wording import informative
from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.model import Event, Listing, Occurrence, Recurrence, Status, Window
from netriage.rows import hold_date
from tests.dedupe.samples import HOME, NOW, START, hold, seen

WORDS = [
    "zebra",
    "quokka",
    "lantern",
    "harbour",
    "basalt",
    "copper",
    "violet",
    "saffron",
    "meeting",
    "art",
    "jazz",
    "club",
    "night",
    "online",
    "open",
    "talk",
]
PLACES = ["", "", "Old Hall, Berlin", "Old Hall, Hauptstr. 5, Berlin", "Kino Nord", "Library", "Room 5, Library",
          "https://zoom.example/j/1"]  # fmt: skip
ZONES = [HOME, UTC, ZoneInfo("America/Toronto")]
APART = frozenset[tuple[str, str]]


class World:
    """Events of five feeds that copy each other badly, and change."""

    def __init__(self, seed: int, size: int) -> None:
        self.chance = Random(seed)
        self.events = [self._event() for _ in range(size)]
        for event in self.chance.choices(self.events, k=size // 3):
            again = {"uid": self._uid(), "location": self._one([event.location, ""]), "feed": self._feed()}
            self.events.append(replace(event, **again))

    def change(self) -> None:
        """Remove an event, add one, or change one in a field."""
        at = self.chance.randrange(len(self.events))
        match self.chance.randrange(3):
            case 0 if len(self.events) > 1:
                del self.events[at]
            case 1:
                self.events.append(self._event())
            case _:
                other, held = self._event(), self.events[at]
                names = self._one([("start", "end"), ("title",), ("location",), ("url",), ("description",), ("feed",)])
                self.events[at] = replace(held, **{name: getattr(other, name) for name in names})

    def dates(self) -> dict[str, Occurrence]:
        return {hold_date(one, hold(one.event)).id: one for event in self.events for one in _dates(event)}

    def _one(self, items: Any) -> Any:
        return self.chance.choice(items)

    def _feed(self) -> str:
        return f"feed-{self.chance.randrange(5)}"

    def _uid(self) -> str:
        few, many = self.chance.randrange(8), self.chance.randrange(300)
        return str(self._one(["", f"u{many}", f"uid-{few}@example.org", f"uid-{many}@example.org"]))

    def _event(self) -> Event:
        title = " ".join(self.chance.choices(WORDS, k=self._one([2, 2, 3, 4]))).title()
        day, pages = self.chance.randrange(4), [f"https://a.example/e/{self.chance.randrange(12)}"]
        start: Any = datetime(2026, 9, 1 + day, self._one([18, 18, 19, 0]), tzinfo=self._one(ZONES))
        if self.chance.random() < 0.1:
            start = date(2026, 9, 1 + day)
        rule = self._one(["", "", "", "", "", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=6", "FREQ=MONTHLY"])
        made = seen(
            title + self._one(["", "", "", " (online)"]),
            start,
            feed=self._feed(),
            description=self._one(["", "Short", f"A long text about {' '.join(self.chance.choices(WORDS, k=12))}"]),
            location=self._one(PLACES),
            url=self._one(["", *pages, f"https://b.example/{self._one(WORDS)}", "https://a.example/calendar"]),
            organizer=self._one(["", "Zebra Group"]),
            links=self._one([(), (), tuple(pages)]),
            status=self._one([Status.CONFIRMED] * 5 + [Status.CANCELLED]),
            recurrence=Recurrence(rule) if rule else None,
        )
        return replace(made.event, uid=self._uid())


def _dates(event: Event) -> list[Occurrence]:
    """Some dates of an event, as its rule would give them."""
    if event.recurrence is None:
        return [Occurrence(event, event.start, event.end)]
    step = timedelta(days=1 if "DAILY" in event.recurrence.rrule else 7)
    starts = [(event.start + step * turn, event.end + step * turn) for turn in range(6 if step.days == 1 else 4)]
    return [Occurrence(event, start, end, start.isoformat()) for start, end in starts]


class Merges:
    """A merge of all, kept up by merges of what changed; each is held against another merge of all."""

    def __init__(
        self, dates: dict[str, Occurrence], home: ZoneInfo, now: datetime, unmerged: APART = frozenset()
    ) -> None:
        self.home = home
        self.unmerged = unmerged
        self.dates = dates
        self.state = self._all(dates, [], now)
        for _ in range(3):  # strangers that nothing tells apart may change keys once
            self.state = self._all(dates, self.state.listings, now)

    def _all(self, dates: dict[str, Occurrence], before: list[Listing], now: datetime) -> dedupe.Merged:
        named = ((occurrence, name) for name, occurrence in dates.items())
        return dedupe.merge_all(named, home=self.home, previous=before, unmerged=self.unmerged, now=now)

    def _order(self, listing: Listing) -> str:
        return dedupe.order_of(listing, self.home)

    def step(self, dates: dict[str, Occurrence], now: datetime) -> int:
        """Go on; returns how many listings were left as they were."""
        rows = {listing.key: listing for listing in self.state.listings}
        whole = self._all(dates, self.state.listings, now)
        part = dedupe.merge_changes(
            self.state.marks,
            come=[(occurrence, name) for name, occurrence in dates.items() if name not in self.dates],
            gone=self.dates.keys() - dates.keys(),
            load=lambda _, name: dates[name],
            previous=lambda keys: [rows[key] for key in keys],
            keys=rows.keys(),
            home=self.home,
            unmerged=self.unmerged,
            now=now,
        )
        left = 0
        if part is not None:
            stay = [listing for key, listing in rows.items() if key not in part.replaced]
            assert sorted([*stay, *part.listings], key=self._order) == whole.listings
            assert set(part.marks.rows) == set(whole.marks.rows)
            assert set(part.marks.traits) == set(whole.marks.traits)
            assert part.marks.shared_pages == whole.marks.shared_pages
            left = len(stay)
        self.dates, self.state = dates, whole
        return left


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1_000_000), st.sampled_from([6, 20, 60]), st.sampled_from([1, 2, 5]), st.booleans())
def test_any_changes_are_merged_as_if_all_were(seed: int, size: int, changes: int, taken_apart: bool) -> None:
    world, now = World(seed, size), NOW
    merges = Merges(world.dates(), HOME, now)
    if taken_apart:
        merges = Merges(world.dates(), HOME, now, _some_pair(merges.state.listings))
    for hours in (8, 24, 24 * 12):
        for _ in range(changes):
            world.change()
        now += timedelta(hours=hours)
        merges.step(world.dates(), now)


def _some_pair(listings: Iterable[Listing]) -> APART:
    """The first two sources of one listing that are not the same VEVENT."""
    for listing in listings:
        names = sorted({dedupe.source_name(source) for source in listing.sources})
        if len(names) > 1:
            return frozenset({(names[0], names[1])})
    return frozenset()


@pytest.mark.parametrize("seed", range(4))
def test_in_a_crowd_where_words_become_common_and_rare_again_too(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netriage.dedupe.reach._MOST", 1.0)
    world = World(seed, 250)
    merges = Merges(world.dates(), HOME, NOW)
    for _ in range(6):
        world.change()
        merges.step(world.dates(), NOW)


def test_of_many_strangers_one_change_reaches_few() -> None:
    dates = {str(at): seen(f"{first} {second} {at}", feed=f"feed-{at % 7}", location=f"{second} Hall")
             for at, (first, second) in enumerate((one, other) for one in WORDS for other in WORDS)}  # fmt: skip
    merges = Merges(dates, HOME, NOW)
    changed = dict(dates)
    changed["new"] = seen("Something else altogether", feed="feed-1")
    del changed["7"]
    assert merges.step(changed, NOW) >= len(dates) - 10


def test_a_run_moves_on_when_its_first_date_is_over_though_no_feed_changed() -> None:
    first = datetime(2026, 9, 1, 18, tzinfo=HOME)
    dates = {str(week): seen("Pottery class", first + timedelta(weeks=week), location="Old Hall") for week in range(6)}
    merges = Merges(dates, HOME, NOW)
    assert [listing.start for listing in merges.state.listings] == [first]
    merges.step(dates, first + timedelta(hours=3))
    assert [listing.start for listing in merges.state.listings] == [first + timedelta(weeks=1)]


def test_real_feeds_over_weeks_are_merged_as_if_all_were_each_time(shared: Path) -> None:
    left = 0
    home = ZoneInfo("America/Toronto")
    for folder in sorted(path for path in (shared / "timeline").iterdir() if path.is_dir()):
        merges: Merges | None = None
        for path in sorted(folder.glob("*.ics")):
            now = datetime.fromisoformat(path.stem.partition("_")[2]).replace(hour=12, tzinfo=UTC)
            window = Window(now - timedelta(days=14), now + timedelta(days=90))
            reading = read_feed(path.read_bytes(), "feed", home=home, window=window)
            found, _ = expand(reading.events, window, home)
            dates = {hold_date(one, hold(one.event)).id: one for one in found}
            if merges is None:
                merges = Merges(dates, home, now)
            else:
                left += merges.step(dates, now)
    assert left > 100


TITLE_WORDS = st.sampled_from(
    ["Rust", "Jazz", "Night", "Online", "(online)", "ft.", "with", "and", "The", "the", "2", "Trio:", "-",
     "|", "[Room 2]", "Meetup", "Quintet", "Featuring", "Tour", "Live!", "w/", "Ana", "presents", "é", "&"]
)  # fmt: skip
TITLES = st.builds(
    "{}{} {}".format,
    st.sampled_from(["", "Cancelled: ", "SOLD OUT - "]),
    st.sampled_from(["Rust", "Jazz Night"]),
    st.lists(TITLE_WORDS, max_size=5).map(" ".join),
)


@settings(max_examples=400, deadline=None)
@given(TITLES, TITLES, st.sampled_from([0, 10]))
def test_titles_that_are_passed_over_unseen_are_never_one_happening(title: str, other: str, minutes: int) -> None:
    one = sight(seen(title, feed="a", location="12 Main Street, Berlin"), HOME)
    start = START + timedelta(minutes=minutes)
    two = sight(seen(other, start, feed="b", location="12 Main Street, Berlin"), HOME)
    # What has the same words, or none in common, is not asked about.
    asked = set(one.words.split()) != set(two.words.split()) and informative(one.words) & informative(two.words)
    if asked and same_thing(one, two):
        assert may_be_alike(one.words, two.words)
