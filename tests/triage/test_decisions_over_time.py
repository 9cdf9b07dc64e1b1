"""Decisions on real feeds, as these were pulled again weeks later (`timeline/` of the shared data)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from netriage import dedupe
from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.model import Listing, Verdict, Window
from netriage.triage import Decision, Snapshot, decide_entry, fold, resolve

HOME = ZoneInfo("America/Toronto")


def _pull(body: bytes, at: datetime) -> list[Listing]:
    """The listings of one pull, with nothing remembered from the one before."""
    window = Window(at - timedelta(days=14), at + timedelta(days=90))
    occurrences, _ = expand(read_feed(body, "feed0001", home=HOME, window=window).events, window, HOME)
    return dedupe.merge(occurrences, home=HOME, now=at)


def _skip_all(pair: Pair, today: list[Listing]) -> dict[str, Decision]:
    """What of the later pull is decided when all of the earlier one was skipped."""
    snapshots = [Snapshot.of(listing, dedupe.meaning(listing)) for listing in pair.before]
    return resolve(today, fold([decide_entry(snapshots, Verdict.SKIP, id="all", at=pair.at)]), pair.now)


@dataclass(frozen=True)
class Pair:
    """Two pulls of a feed, weeks apart, and the later one again with everything churned that publishers churn."""

    name: str
    before: list[Listing]
    today: list[Listing]
    churned: list[Listing]
    at: datetime
    now: datetime


@pytest.fixture(scope="module")
def pairs(shared: Path) -> list[Pair]:
    feeds = [sorted(folder.glob("*.ics")) for folder in sorted((shared / "timeline").iterdir()) if folder.is_dir()]
    made = []
    for feed in feeds:
        days = [datetime.fromisoformat(path.stem.partition("_")[2]).replace(hour=12, tzinfo=UTC) for path in feed]
        pulled = [_pull(path.read_bytes(), day) for path, day in zip(feed, days, strict=True)]
        churned = [_pull(_churn(path.read_bytes()), day) for path, day in zip(feed[1:], days[1:], strict=True)]
        names = [f"{path.parent.name}/{path.name}" for path in feed[1:]]
        made += list(map(Pair, names, pulled, pulled[1:], churned, days, days[1:]))
    return made


def _churn(body: bytes) -> bytes:
    body = re.sub(rb"(?m)^UID:", rb"UID:new-", body)
    body = re.sub(rb"(?m)^(DTSTAMP|LAST-MODIFIED):\d{8}", rb"\1:20270101", body)
    return re.sub(rb"(?m)^SEQUENCE:", b"SEQUENCE:7", body)


def _names(listings: list[Listing]) -> set[tuple[str, str]]:
    return {(listing.title.casefold(), str(listing.start)) for listing in listings}


def test_what_is_in_both_pulls_stays_decided(pairs: list[Pair]) -> None:
    for pair in pairs:
        found, known = _skip_all(pair, pair.today), _names(pair.before)
        open_again = [listing for listing in pair.today if listing.key not in found and _names([listing]) & known]
        assert open_again == [], pair.name


def test_a_skip_never_hides_what_is_neither_the_same_title_nor_the_same_time(pairs: list[Pair]) -> None:
    for pair in pairs:
        today = {listing.key: listing for listing in pair.today}
        for key, decision in _skip_all(pair, pair.today).items():
            same_title = decision.snapshot.title.casefold() == today[key].title.casefold()
            same_start = decision.snapshot.start == today[key].start
            assert same_title or same_start or decision.snapshot.key == key, pair.name


def test_decisions_outlive_every_uid_stamp_and_sequence_number(pairs: list[Pair]) -> None:
    for pair in pairs:
        found, still = _skip_all(pair, pair.today), _skip_all(pair, pair.churned)
        certain = [one for one in pair.today if one.key in found and found[one.key].snapshot.start == one.start]
        assert _names(certain) <= _names([one for one in pair.churned if one.key in still]), pair.name
