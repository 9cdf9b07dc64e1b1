"""What every part of the session works on: the store, the scored listings and the picture of them.

Separate because `Session` is one desk with several drawers (deciding, goals, feeds, rules, calendars), each in a file
of its own, and this is what lies on the desk. Ranking is slow and runs in a worker while keys are pressed: it works on
a record of its own, and takes in what was decided meanwhile before it shows anything. Two locks see to that: one slow
thing at a time, and every change of the journal or the picture alone, for a moment.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from hashlib import sha256
from pathlib import Path
from threading import RLock
from uuid import uuid4

from netriage import dedupe, fit, triage
from netriage.collector import paused_collector
from netriage.config import Settings
from netriage.errors import ConfigError, InputError, StoreError
from netriage.filters import FilterContext
from netriage.fit.complete import complete
from netriage.goal import Goal, check_goal, read_goal
from netriage.model import FeedState, Listing, Problem, Scored, Verdict, instant
from netriage.session import ranking
from netriage.session.front import front_stamp, load_front, save_front
from netriage.session.picture import Ingredients, Painter
from netriage.session.scores import load_scores, save_scores, stamp_of
from netriage.session.view import FeedStatus, View
from netriage.sharing import Overlay
from netriage.store import Store

RANKED_BY = (triage.Kind.RULE, triage.Kind.OVERRIDE, triage.Kind.SETTING)
"""Entries that a ranking depends on."""

MIN_ID = 3
"""Fewest characters of an id that a person may type."""


@dataclass(frozen=True, slots=True)
class _Pulled:
    """What the caches hold."""

    stamps: tuple[str, str] = ("", "")
    """Of the listings and of goal.toml, to see whether another process changed them."""
    listings: tuple[Listing, ...] = ()
    feeds: tuple[FeedStatus, ...] = ()


class State:
    """The desk. `view` is the last picture; a new one replaces it after each step."""

    def __init__(
        self, store: Store, settings: Settings, *, goal_file: Path, now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self.store = store
        self.settings = settings
        self.goal_file = goal_file
        self.now = now
        self.zone = zone
        self._slow = RLock()
        self._moment = RLock()
        self._ranker = ranking.Ranker(zone, store)
        self._pulled = _Pulled()
        self._outdated = False
        """Whether an entry has come since that changes what is ranked by."""
        self._plain: set[str] = set()
        """Ids of the steps since the listings were loaded that decided nothing but the listings they name."""
        self._painter = Painter((), zone)
        self._made = Ingredients((), triage.Record(), {}, (), None, check_goal(Goal()), now(), zone)
        self._view = self._painter.paint(self._made)

    @property
    def view(self) -> View:
        """The last picture."""
        return self._view

    @property
    def goal(self) -> Goal | None:
        """The goal of the last picture."""
        return self._made.goal

    @property
    def record(self) -> triage.Record:
        """What the journal says, as the last picture shows it."""
        return self._made.record

    def load(self) -> View:
        """Read everything from disk, rank it and paint it. Slow: for a worker where someone watches."""
        with self._slow, paused_collector():
            stamps = self._stamps()
            self._pulled = _Pulled(stamps, self.store.cache.load_listings(), self._load_feeds())
            view = self.rerank()
            self._plain.clear()
            return view

    def front(self) -> View | None:
        """The beginnings of the lanes as the last run left them, when nothing has changed since. Quick."""
        listings, goal = self._stamps()
        journal = self.store.journal_stamp(as_read=False)
        if not listings or self._pulled.stamps != ("", ""):
            return None
        try:
            aim = self._load_goal(triage.Record())
        except ConfigError:
            return None  # `load` says what is wrong with it
        if aim is None or not (check := check_goal(aim)).usable:
            return None
        return load_front(
            self.store, front_stamp(listings, goal, journal, self.zone), self.now(), self.zone, aim, check
        )

    def save_front(self) -> None:
        """Keep the beginnings of the lanes for the next run; nothing when there is nothing to keep."""
        with self._moment:
            (listings, goal), journal = self._pulled.stamps, self.store.journal_stamp(as_read=True)
            if listings and not self._outdated and self.record.count == len(self.store.journal.entries()):
                stamp = front_stamp(listings, goal, journal, self.zone)
                with suppress(StoreError):
                    # Only a shortcut: on a full or read-only disk the next start reads everything first.
                    save_front(self.store, stamp, self._view)

    def refresh(self) -> View | None:
        """Take in what other processes did since; None when they did nothing. Slow when they did."""
        with self._moment:
            fresh = self.store.journal.poll()
        if self._stamps() != self._pulled.stamps:
            return self.load()
        return self.rerank() if fresh else None

    def rerank(self) -> View:
        """Rank anew (goal, rules or lessons have changed) and paint the whole picture. Slow, like `load`."""
        with self._slow, paused_collector():
            with self._moment:
                record = self.store.journal.record()
            made = self._rank_all(record)
            painter = Painter(made.scored, self.zone)
            view = painter.paint(made)
            with self._moment:
                self._painter, self._made, self._view = painter, made, view
                self._outdated = False
                self._take_in(record.count)
            # Tens of thousands of values that live as long as the picture: were they left to the collector, it would
            # walk all of them as soon as it is on again, and no key would be heard for a quarter of a second.
            gc.freeze()
            return self._view

    def find(self, given: str) -> str:
        """Find the key of the listing that an id, or its beginning, names; raises InputError."""
        wanted = given.strip().lower()
        if len(wanted) < MIN_ID:
            raise InputError(f"“{given}” is too short for an id.", f"Give at least {MIN_ID} characters of it.")
        found = [key for key in self._view.rows if key.startswith(wanted)]
        if not found:
            raise InputError(f"There is no listing “{given}”.", "The ids stand first on each line of netriage list.")
        if len(found) > 1:
            titles = "; ".join(f"{key[:12]} {self._view.rows[key].scored.listing.title}" for key in found[:5])
            raise InputError(f"“{given}” fits {len(found)} listings.", f"Give more of it: {titles}.")
        return found[0]

    def append(self, entry: triage.Entry) -> View:
        """Make an entry durable, then paint again the rows that it touches."""
        with self._moment:
            count = self.record.count
            self.store.journal.append(entry)
            self._take_in(count)
            return self._view

    def new_id(self) -> str:
        """An id for the next entry."""
        return uuid4().hex

    def filter_context(self) -> FilterContext:
        """From when and where filters look; the folded texts are kept from one to the next."""
        return self._ranker.context(self._basis(self.goal, self._made))

    def _take_in(self, count: int) -> None:
        """Let the journal's entries after the first `count` count in the picture."""
        record = self.store.journal.record()
        fresh = self.store.journal.entries()[count:]
        if not fresh:
            return
        keys = list(dict.fromkeys(key for entry in fresh for key in entry.keys))
        decided = [self._decided(entry, record) for entry in fresh]
        if None in decided:
            # A step of an earlier run undone, or a listing whose key has changed since: match all of them again.
            decisions = Overlay.of(triage.resolve([item.listing for item in self._made.scored], record, self.now()))
        else:
            standing = {key: record.decisions.get(key) for some in decided if some for key in some}
            decisions = Overlay.of(self._made.decisions).changed(standing)
        self._made = replace(self._made, record=record, decisions=decisions, now=self.now().astimezone(self.zone))
        self._view = self._painter.repaint(self._view, keys, self._made)

    def _decided(self, entry: triage.Entry, record: triage.Record) -> tuple[str, ...] | None:
        """The listings that an entry decides, none for a note; None when only matching all of them can tell."""
        step = (record.done.get(entry.target) or record.undone.get(entry.target)) if entry.target else entry
        self._outdated |= step is not None and step.kind in RANKED_BY
        if step is not None and step.kind is not triage.Kind.DECIDE:
            return ()
        if step is None or step.replaces or not all(key in self._view.rows for key in step.keys):
            return None
        if entry.kind is triage.Kind.UNDO:
            # What was undecided before a step on these very listings is so again.
            return step.keys if step.id in self._plain else None
        self._plain.add(step.id)
        return step.keys

    def _rank_all(self, record: triage.Record) -> Ingredients:
        """Rank all that the caches hold, by the goal and the record as they are now."""
        goal = self._load_goal(record)
        check = check_goal(goal or Goal())
        listings = self._present(record)
        whole = complete(goal) if goal else Goal()
        made = Ingredients(
            scored=(),
            record=record,
            decisions=triage.resolve(listings, record, self.now()),
            feeds=self._pulled.feeds,
            goal=goal,
            check=check,
            now=self.now().astimezone(self.zone),
            zone=self.zone,
            new=_latest(listings),
            targets_total=len(whole.companies) + len(whole.people),
        )
        basis = self._basis(goal if check.usable else None, made)
        told = (*self.store.notices, *(problems_of(goal) if goal else ()), *self._ranker.problems(basis))
        return replace(made, scored=self._rank(listings, basis), problems=told)

    def _rank(self, listings: Sequence[Listing], basis: ranking.Basis) -> list[Scored]:
        """Rank, or take the ranking that the last run kept."""
        if basis.goal is None:
            return self._ranker.rank(listings, basis)
        stamp = stamp_of(self._pulled.stamps[0], basis)
        kept = load_scores(self.store, stamp, listings, self.now(), self.zone)
        if kept is not None:
            return kept
        scored = self._ranker.rank(listings, basis)
        with suppress(StoreError):
            # Only a shortcut: on a full or read-only disk the next start ranks again.
            save_scores(self.store, stamp, scored)
        return scored

    def _present(self, record: triage.Record) -> list[Listing]:
        """The listings of the feeds, and the kept or postponed ones that are in no feed any more."""
        now, pulled = self.now(), self._pulled.listings
        standing = (dedupe.next_date(listing, now, self.zone) if listing.dates else listing for listing in pulled)
        lost = [
            _from_snapshot(decision)
            for decision in triage.gone(pulled, record, now)
            if decision.verdict in (Verdict.KEEP, Verdict.LATER) and instant(decision.snapshot.end, self.zone) > now
        ]
        return [*standing, *lost]

    def _basis(self, goal: Goal | None, made: Ingredients) -> ranking.Basis:
        names = {status.feed.id: status.feed.name for status in made.feeds}
        return ranking.Basis(goal, goal_id(goal), made.decisions, made.record, self.now(), names)

    def _trial_basis(self, goal: Goal | None) -> ranking.Basis:
        """To rank by another goal, or other listings, beside what is shown."""
        return self._basis(goal, self._made)

    def _ranking_goal(self) -> Goal | None:
        return self.goal if self._made.check.usable else None

    def _load_goal(self, record: triage.Record) -> Goal | None:
        if not self.goal_file.exists():
            return None
        goal = read_goal(self.goal_file.read_text("utf-8"), str(self.goal_file))
        return replace(goal, override=goal.override or record.overrides.get(goal_id(goal), ""))

    def _stamps(self) -> tuple[str, str]:
        goal = str(self.goal_file.stat().st_mtime_ns) if self.goal_file.exists() else ""
        return self.store.cache.listings_stamp(), goal

    def _load_feeds(self) -> tuple[FeedStatus, ...]:
        states = self.store.cache.states()
        return tuple(FeedStatus(feed, states.get(feed.id) or FeedState(feed.id)) for feed in self.store.feeds.list())

    def _show_feeds(self) -> None:
        """Show the feeds that were just added or renamed."""
        with self._moment:
            self._pulled = replace(self._pulled, feeds=self._load_feeds())
            self._made = replace(self._made, feeds=self._pulled.feeds)
            self._view = replace(self._view, feeds=self._pulled.feeds)


def goal_id(goal: Goal | None) -> str:
    """The goal as the journal names it: eight hex digits of SHA-256 of its statement; '' without one."""
    if goal is None:
        return ""
    return sha256(" ".join(goal.statement.casefold().split()).encode()).hexdigest()[:8]


def problems_of(goal: Goal) -> tuple[Problem, ...]:
    """What a goal names in vain: its places that are not on the map."""
    remedy = (
        "Write a town with its state or country, as in 'Durham, NC', or latitude and longitude, as in '35.99, -78.9'."
    )
    return tuple(
        Problem(f"“{place}” is not on the map, so no listing counts as near it.", remedy=remedy)
        for place in fit.unmapped(goal)
    )


def _latest(listings: Sequence[Listing]) -> frozenset[str]:
    """Keys that the last pull found which found anything new; none when all came at once."""
    firsts = {listing.first_seen_at for listing in listings if listing.first_seen_at}
    if len(firsts) < 2:
        return frozenset()
    last = max(firsts)
    return frozenset(listing.key for listing in listings if listing.first_seen_at == last)


def _from_snapshot(decision: triage.Decision) -> Listing:
    """A kept listing that is in no feed any more, from what was kept of it."""
    snapshot = decision.snapshot
    return Listing(
        key=snapshot.key,
        title=snapshot.title,
        start=snapshot.start,
        end=snapshot.end,
        sources=snapshot.sources,
        location=snapshot.location,
        status=snapshot.status,
        url=snapshot.url,
        vanished_at=decision.at,
    )
