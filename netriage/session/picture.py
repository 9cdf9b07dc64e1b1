"""Scored listings and the journal's record to the picture that a screen shows.

Separate from `Session` because it is pure, and hot: a decision must not cost a pass over 50,000 rows, so `Painter`
keeps the listings in order of time and repaints only the rows that a decision touches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TypeVar

from netriage import dedupe, triage
from netriage.goal import Goal, GoalCheck
from netriage.model import FieldChange, Lane, Listing, Problem, Scored, Verdict, duration, instant
from netriage.session.view import FeedStatus, Row, View

HIDING = frozenset({"never", "rule", "cancelled", "out_of_reach"})
"""Gates that keep an undecided listing out of the inbox; it is one key away, under 'hidden'."""

T = TypeVar("T")

_DAY = 86_400.0
_WHOLE_DAY = timedelta(days=1)


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
    end: float
    busy: bool


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
        kept = self._kept(key for key, one in made.decisions.items() if _is_kept(one))
        rows = {item.listing.key: self._row(item, made, names, kept) for item in self._scored}
        lanes: dict[Lane, list[str]] = {lane: [] for lane in Lane}
        hidden: list[str] = []
        for key, row in rows.items():
            place = _place(row)
            if place is not None:
                (hidden if place == "hidden" else lanes[Lane(place)]).append(key)
        for lane in lanes:
            if lane is not Lane.INBOX:
                lanes[lane].sort(key=self._order)
        return _view(made, rows, {lane: tuple(keys) for lane, keys in lanes.items()}, tuple(hidden))

    def repaint(self, view: View, keys: Iterable[str], made: Ingredients) -> View:
        """Repaint after a decision on `keys`: their rows, their lanes, and the rows whose clashes it changes."""
        names = {status.feed.id: status.feed.name for status in made.feeds}
        decided = list(dict.fromkeys(key for key in keys if key in self._spans))
        stood = (key for lane in (Lane.KEEP, Lane.CHANGED) for key in view.lanes[lane])
        again = (key for key in decided if _is_kept(made.decisions.get(key)))
        kept = self._kept([*(key for key in stood if key not in decided), *again])
        rows = dict(view.rows)
        touched = {*decided, *(other for key in decided for other in self._near(key))}
        for key in touched:
            rows[key] = self._row(rows[key].scored, made, names, kept)
        places: dict[str, list[str]] = {lane.value: list(view.lanes[lane]) for lane in Lane}
        places["hidden"] = list(view.hidden)
        for key in decided:
            before, after = _place(view.rows[key]), _place(rows[key])
            if before is not None:
                places[before].remove(key)
            if after is not None:
                ranked = after in ("hidden", Lane.INBOX)
                order = self._rank.__getitem__ if ranked else self._order
                places[after].insert(bisect_left(places[after], order(key), key=order), key)
        lanes = {lane: tuple(places[lane.value]) for lane in Lane}
        return _view(made, rows, lanes, tuple(places["hidden"]))

    def _order(self, key: str) -> tuple[float, str]:
        return self._spans[key].begin, key

    def _kept(self, keys: Iterable[str]) -> list[tuple[_Span, str]]:
        """Kept listings that take a definite time, by its beginning."""
        found = ((self._spans[key], key) for key in keys if key in self._spans)
        return sorted((one for one in found if one[0].busy), key=lambda one: (one[0].begin, one[1]))

    def _near(self, key: str) -> list[str]:
        """Keys of the listings that overlap this one in time."""
        span = self._spans[key]
        if not span.busy:
            return []
        first = bisect_left(self._by_begin, (span.begin - _DAY, ""))
        last = bisect_right(self._by_begin, (span.end, ""))
        return [near for _, near in self._by_begin[first:last] if near != key and _overlap(self._spans[near], span)]

    def _row(
        self, scored: Scored, made: Ingredients, names: Mapping[str, str], kept: Sequence[tuple[_Span, str]]
    ) -> Row:
        listing = scored.listing
        decision = made.decisions.get(listing.key)
        changes = _changes(decision, listing)
        span = self._spans[listing.key]
        first = bisect_left(kept, span.begin - _DAY, key=lambda item: item[0].begin)
        last = bisect_right(kept, span.end, key=lambda item: item[0].begin)
        clashes = tuple(key for other, key in kept[first:last] if key != listing.key and _overlap(other, span))
        begin = datetime.fromtimestamp(span.begin, made.zone)
        undecided = decision is None or decision.verdict is Verdict.INBOX
        hiding = [gate for gate in scored.gates if gate.kind in HIDING] if undecided else []
        return Row(
            scored=scored,
            lane=triage.lane_of(decision, changes, made.now, begin),
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
    busy = not listing.all_day and length <= _WHOLE_DAY and not listing.dates
    return _Span(begin, begin + length.total_seconds(), busy)


def _overlap(one: _Span, other: _Span) -> bool:
    if not (one.busy and other.busy):
        return False
    # A listing without a length still takes its first minute.
    return one.begin < max(other.end, other.begin + 60) and other.begin < max(one.end, one.begin + 60)


def _view(
    made: Ingredients, rows: Mapping[str, Row], lanes: Mapping[Lane, tuple[str, ...]], hidden: tuple[str, ...]
) -> View:
    kept = [rows[key] for key in (*lanes[Lane.KEEP], *lanes[Lane.CHANGED])]
    week = made.now + timedelta(days=7)
    soon = [row.scored.listing for row in kept if instant(row.scored.listing.start, made.zone) < week]
    reached = {item.target: None for row in kept for item in row.scored.evidence if item.target and item.points > 0}
    return View(
        rows=rows,
        lanes=lanes,
        hidden=hidden,
        goal=made.goal,
        check=made.check,
        now=made.now,
        zone=made.zone,
        feeds=made.feeds,
        targets_reached=tuple(reached),
        targets_total=made.targets_total,
        kept_time=sum((duration(listing.start, listing.end) for listing in soon if not listing.all_day), timedelta()),
        problems=made.problems,
    )
