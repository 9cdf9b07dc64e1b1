"""What every part of the session works on: the store, the goal, the scored listings and the picture of them.

Separate because `Session` is one desk with several drawers (deciding, goals, feeds, rules, calendars), each in a
file of its own, and this is what lies on the desk. The order of `load` is the story of a start: journal, listings,
goal, rank, match the decisions, paint.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from netriage import dedupe, triage
from netriage.config import Settings
from netriage.errors import InputError, StoreError
from netriage.filters import FilterContext
from netriage.fit.complete import complete
from netriage.goal import Goal, GoalCheck, check_goal, read_goal
from netriage.model import FeedState, Listing, Scored, Verdict, instant
from netriage.session import ranking
from netriage.session.picture import Ingredients, Painter
from netriage.session.scores import load_scores, save_scores, stamp_of
from netriage.session.view import FeedStatus, View
from netriage.store import Store

MIN_ID = 3
"""Fewest characters of an id that a person may type."""


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
        self.goal: Goal | None = None
        self.record = triage.Record()
        self._listings: tuple[Listing, ...] = ()
        self._decisions: Mapping[str, triage.Decision] = {}
        self._scored: Sequence[Scored] = ()
        self._feeds: tuple[FeedStatus, ...] = ()
        self._new: frozenset[str] = frozenset()
        self._targets_total = 0
        self._seen = ("", "")
        self._ranker = ranking.Ranker(zone)
        self._painter = Painter((), zone)
        self._view = View({}, {}, (), None, check_goal(Goal()), now(), zone)

    @property
    def view(self) -> View:
        """The last picture."""
        return self._view

    def load(self) -> View:
        """Read everything from disk, rank it and paint it. Slow: for a worker where someone watches."""
        self.record = self.store.journal.record()
        self.goal = self._load_goal()
        self._seen = self._stamps()
        self._listings = self.store.cache.load_listings()
        self._feeds = self._load_feeds()
        view = self.rerank()
        # Tens of thousands of values that live as long as the session: the cycle collector need not walk them again.
        gc.freeze()
        return view

    def refresh(self) -> View | None:
        """Take in what other processes did since; None when they did nothing."""
        fresh = self.store.journal.poll()
        self.record = self.store.journal.record()
        stamps = self._stamps()
        if stamps != self._seen:
            return self.load()
        return self.rerank() if fresh else None

    def rerank(self) -> View:
        """Rank anew (the goal, the rules or what is learned have changed) and paint the whole picture."""
        listings = self._present()
        self._decisions = triage.resolve(listings, self.record, self.now())
        self._scored = self._rank(listings, self._basis(self._ranking_goal()))
        self._painter = Painter(self._scored, self.zone)
        self._new = _latest(listings)
        whole = complete(self.goal) if self.goal else Goal()
        self._targets_total = len(whole.companies) + len(whole.people)
        self._view = self._painter.paint(self._made())
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

    def append(self, entry: triage.Entry) -> None:
        """Make an entry durable, then let it count, after what other processes wrote meanwhile."""
        self.store.journal.append(entry)
        self.record = self.store.journal.record()

    def new_id(self) -> str:
        """An id for the next entry."""
        return uuid4().hex

    def repaint(self, keys: Sequence[str]) -> View:
        """Paint again the rows that a step touched."""
        if all(key in self._view.rows for key in keys):
            standing = {key: self.record.decisions[key] for key in keys if key in self.record.decisions}
            rest = {key: value for key, value in self._decisions.items() if key not in keys}
            self._decisions = {**rest, **standing}
        else:
            # The step is about a listing whose key has changed since: match all of them again.
            self._decisions = triage.resolve([item.listing for item in self._scored], self.record, self.now())
        self._view = self._painter.repaint(self._view, keys, self._made())
        return self._view

    def _made(self) -> Ingredients:
        return Ingredients(
            scored=self._scored,
            record=self.record,
            decisions=self._decisions,
            feeds=self._feeds,
            goal=self.goal,
            check=self._check(),
            now=self.now().astimezone(self.zone),
            zone=self.zone,
            new=self._new,
            problems=(*self.store.notices, *self._ranker.problems),
            targets_total=self._targets_total,
        )

    def _present(self) -> list[Listing]:
        """The listings of the feeds, and the kept or postponed ones that are in no feed any more."""
        now = self.now()
        standing = (
            dedupe.next_date(listing, now, self.zone) if listing.dates else listing for listing in self._listings
        )
        lost = [
            _from_snapshot(decision)
            for decision in triage.gone(self._listings, self.record, now)
            if decision.verdict in (Verdict.KEEP, Verdict.LATER) and instant(decision.snapshot.end, self.zone) > now
        ]
        return [*standing, *lost]

    def _rank(self, listings: Sequence[Listing], basis: ranking.Basis) -> list[Scored]:
        """Rank, or take the ranking that the last run kept."""
        if basis.goal is None:
            return self._ranker.rank(listings, basis)
        stamp = stamp_of(self._seen[0], basis)
        kept = load_scores(self.store, stamp, listings, self.now(), self.zone)
        if kept is not None:
            return kept
        scored = self._ranker.rank(listings, basis)
        with suppress(StoreError):
            # Only a shortcut: on a full or read-only disk the next start ranks again.
            save_scores(self.store, stamp, scored)
        return scored

    def filter_context(self) -> FilterContext:
        """From when and where filters look; the folded texts are kept from one to the next."""
        return self._ranker.context(self._basis(self.goal))

    def _basis(self, goal: Goal | None) -> ranking.Basis:
        names = {status.feed.id: status.feed.name for status in self._feeds}
        return ranking.Basis(goal, goal_id(goal), self._decisions, self.record, self.now(), names)

    def _load_goal(self) -> Goal | None:
        if not self.goal_file.exists():
            return None
        goal = read_goal(self.goal_file.read_text("utf-8"), str(self.goal_file))
        return replace(goal, override=goal.override or self.record.overrides.get(goal_id(goal), ""))

    def _ranking_goal(self) -> Goal | None:
        return self.goal if self.goal is not None and self._check().usable else None

    def _check(self) -> GoalCheck:
        return check_goal(self.goal or Goal())

    def _stamps(self) -> tuple[str, str]:
        goal = str(self.goal_file.stat().st_mtime_ns) if self.goal_file.exists() else ""
        return self.store.cache.listings_stamp(), goal

    def _load_feeds(self) -> tuple[FeedStatus, ...]:
        states = self.store.cache.states()
        return tuple(FeedStatus(feed, states.get(feed.id) or FeedState(feed.id)) for feed in self.store.feeds.list())


def goal_id(goal: Goal | None) -> str:
    """The goal as the journal names it: eight hex digits of SHA-256 of its statement; '' without one."""
    if goal is None:
        return ""
    return sha256(" ".join(goal.statement.casefold().split()).encode()).hexdigest()[:8]


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
