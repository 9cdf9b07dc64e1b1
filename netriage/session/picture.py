"""Scored listings and the journal's record to the picture that a screen shows.

Separate from `Session` because it is pure, and hot: a decision must not cost a pass over 50,000 rows, so `Painter`
keeps the listings in order of time and repaints only the rows that a decision touches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, TypeVar, cast

from netriage import dedupe, triage
from netriage.goal import Goal, GoalCheck
from netriage.model import (
    WHOLE_DAY,
    FieldChange,
    Lane,
    Listing,
    Problem,
    Scored,
    Verdict,
    duration,
    hours_taken,
    instant,
)
from netriage.session.view import FeedStatus, Row, View
from netriage.sharing import Grouped, Overlay

HIDING = frozenset({"never", "rule", "cancelled", "closed", "out_of_reach"})
"""Gates that keep an undecided listing out of the inbox; it is one key away, under 'hidden'."""

T = TypeVar("T")

_DAY = 86_400.0
_RANKS = 512
"""How many neighbours of a ranking are kept together: a decision makes one such group anew."""
_PLACES = (*(lane.value for lane in Lane), "hidden")


@dataclass(frozen=True, slots=True)
class Ingredients:
    """Everything that a picture is made of."""

    scored: Sequence[Scored]
    """Best first when ranked, else by start."""
    record: triage.Record
    decisions: Mapping[str, triage.Decision]
    """By listing key, as `triage.resolve` matched them."""
    feeds: tuple[FeedStatus, ...]
    goal: Goal | None
    check: GoalCheck
    now: datetime
    zone: tzinfo
    new: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    targets_total: int = 0
    """Companies and people of the goal, those that only its statement names included."""


@dataclass(frozen=True, slots=True)
class _Span:
    """When a listing takes place, in seconds since the epoch. `busy` is false for what clashes with nothing."""

    begin: float
    stop: float
    """Its end; a listing without a length still takes its first minute."""
    busy: bool
    day: date
    """In the user's zone."""


class Painter:
    """Paints views of one set of scored listings. Not shared between threads."""

    def __init__(self, scored: Sequence[Scored], zone: tzinfo) -> None:
        self._scored = scored
        self._rank = {item.listing.key: index for index, item in enumerate(scored)}
        self._spans = {item.listing.key: _span(item.listing, zone) for item in scored}
        self._by_begin = sorted((span.begin, key) for key, span in self._spans.items())

    def paint(self, made: Ingredients) -> View:
        """Paint the whole picture."""
        names = {status.feed.id: status.feed.name for status in made.feeds}
        kept = self._kept(made.decisions)
        rows = {}
        places: dict[str, list[str]] = {place: [] for place in _PLACES}
        for item in self._scored:
            row = self._row(item, made, names, self._clashes(item.listing.key, kept))
            rows[item.listing.key] = row
            place = _place(row)
            if place is not None:
                places[place].append(item.listing.key)
        grouped = {}
        for place, keys in places.items():
            name, order = self._orders(place, made)
            grouped[place] = Grouped.by(sorted(keys, key=order), name)
        return self._view(made, Overlay(rows), grouped)

    def repaint(self, view: View, keys: Iterable[str], made: Ingredients) -> View:
        """Repaint after a decision on `keys`: their rows, their lanes, and the rows whose clashes it changes."""
        names = {status.feed.id: status.feed.name for status in made.feeds}
        old = {key: view.rows[key] for key in keys if key in self._spans}
        fresh = {key: self._row(row.scored, made, names, row.clashes) for key, row in old.items()}
        turned = [key for key in old if _is_kept(old[key].decision) is not _is_kept(fresh[key].decision)]
        for key, changed in self._clashed_anew(turned).items():
            row = fresh.get(key) or view.rows[key]
            kept = changed.symmetric_difference(row.clashes)
            fresh[key] = replace(row, clashes=tuple(sorted(kept, key=self._order)))
        gone: dict[str, list[str]] = {}
        come: dict[str, list[str]] = {}
        for key, row in old.items():
            for found, by_place in ((_place(row), gone), (_place(fresh[key]), come)):
                if found is not None:
                    by_place.setdefault(found, []).append(key)
        grouped = _by_place(view)
        for place in gone.keys() | come.keys():
            name, order = self._orders(place, made)
            grouped[place] = grouped[place].changed(gone.get(place, ()), come.get(place, ()), name=name, order=order)
        return self._view(made, Overlay.of(view.rows).changed(fresh), grouped)

    def _clashed_anew(self, turned: Iterable[str]) -> dict[str, set[str]]:
        """Which rows overlap what was kept, or is not kept any more, and what that is."""
        changed: dict[str, set[str]] = {}
        for key in turned:
            for other in self._near(key):
                changed.setdefault(other, set()).add(key)
        return changed

    def _orders(self, place: str, made: Ingredients) -> tuple[Callable[[str], object], Callable[[str], Any]]:
        """By what a lane is divided, and how it is ordered: best first where that is asked, else by the day."""
        if place == "hidden" or (place == Lane.INBOX and made.check.usable):
            return self._ranks, self._rank.__getitem__
        return self._day, self._order

    def _ranks(self, key: str) -> int:
        return self._rank[key] // _RANKS

    def _day(self, key: str) -> date:
        return self._spans[key].day

    def _order(self, key: str) -> tuple[float, str]:
        return self._spans[key].begin, key

    def _kept(self, decisions: Mapping[str, triage.Decision]) -> list[tuple[float, str]]:
        """Kept listings that take a definite time, by its beginning."""
        kept = (key for key, one in decisions.items() if _is_kept(one) and key in self._spans)
        return sorted((self._spans[key].begin, key) for key in kept if self._spans[key].busy)

    def _clashes(self, key: str, kept: Sequence[tuple[float, str]]) -> tuple[str, ...]:
        """Those of the kept listings that overlap one."""
        return tuple(self._overlapping(key, kept)) if kept else ()

    def _near(self, key: str) -> list[str]:
        """Keys of the listings that overlap this one in time."""
        return self._overlapping(key, self._by_begin)

    def _overlapping(self, key: str, by_begin: Sequence[tuple[float, str]]) -> list[str]:
        spans, span = self._spans, self._spans[key]
        if not span.busy:
            return []
        begin, stop = span.begin, span.stop
        first, last = bisect_left(by_begin, (begin - _DAY, "")), bisect_left(by_begin, (stop, ""))
        return [
            near for _, near in by_begin[first:last] if spans[near].busy and spans[near].stop > begin and near != key
        ]

    def _row(self, scored: Scored, made: Ingredients, names: Mapping[str, str], clashes: tuple[str, ...]) -> Row:
        listing = scored.listing
        decision = made.decisions.get(listing.key)
        changes = _changes(decision, listing)
        begin = datetime.fromtimestamp(self._spans[listing.key].begin, made.zone)
        undecided = decision is None or decision.verdict is Verdict.INBOX
        hiding = [gate for gate in scored.gates if gate.kind in HIDING] if undecided else []
        return Row(
            scored=scored,
            lane=triage.lane_of(decision, changes, made.now, begin, listing.end),
            decision=decision,
            changes=changes,
            clashes=clashes,
            note=_written(made.record.notes, listing.key, decision) or "",
            tags=tuple(sorted(_written(made.record.tags, listing.key, decision) or ())),
            feed_names=tuple(sorted({names.get(source.feed, "a removed feed") for source in listing.sources})),
            hidden_by=hiding[0].why if hiding else "",
            is_new=listing.key in made.new,
            past=any(gate.kind == "past" for gate in scored.gates),
        )

    def _view(self, made: Ingredients, rows: Mapping[str, Row], places: Mapping[str, Sequence[str]]) -> View:
        kept = [rows[key] for lane in (Lane.KEEP, Lane.CHANGED) for key in places[lane]]
        week = (made.now + timedelta(days=7)).timestamp()
        listings = [row.scored.listing for row in kept]
        soon = [one for one in listings if self._spans[one.key].begin < week]
        reached = {item.target: None for row in kept for item in row.scored.evidence if item.target and item.points > 0}
        return View(
            rows=rows,
            lanes={lane: places[lane] for lane in Lane},
            hidden=places["hidden"],
            goal=made.goal,
            check=made.check,
            now=made.now,
            zone=made.zone,
            feeds=made.feeds,
            targets_reached=tuple(reached),
            targets_total=made.targets_total,
            kept_time=sum(map(hours_taken, soon), timedelta()),
            problems=made.problems,
        )


def _by_place(view: View) -> dict[str, Grouped[str]]:
    """The lists of a view that `paint` made."""
    places = {**{lane.value: keys for lane, keys in view.lanes.items()}, "hidden": view.hidden}
    return cast("dict[str, Grouped[str]]", places)


def _is_kept(decision: triage.Decision | None) -> bool:
    return decision is not None and decision.verdict is Verdict.KEEP


def _place(row: Row) -> str | None:
    """The list that a row stands in: a lane, 'hidden', or None for what is over."""
    if row.past:
        return None
    if row.lane is Lane.INBOX and row.hidden_by:
        return "hidden"
    return row.lane.value


def _written(by_key: Mapping[str, T], key: str, decision: triage.Decision | None) -> T | None:
    """What was written beside a listing, also under the key that it had when it was decided."""
    return by_key.get(key) or (by_key.get(decision.snapshot.key) if decision else None)


def _changes(decision: triage.Decision | None, listing: Listing) -> tuple[FieldChange, ...]:
    if decision is None or not _is_kept(decision):
        return ()
    return dedupe.changes(dict(decision.snapshot.meaning), listing)


def _span(listing: Listing, zone: tzinfo) -> _Span:
    """Where a listing stands in time; days and what lasts longer than a day leave room for other things."""
    begin = instant(listing.start, zone).timestamp()
    length = duration(listing.start, listing.end)
    busy = not listing.all_day and length <= WHOLE_DAY and not listing.dates
    day = datetime.fromtimestamp(begin, zone).date()
    return _Span(begin, begin + max(60.0, length.total_seconds()), busy, day)
