"""Deciding: keep, skip, later, undo, redo, notes, tags, series. Each step is durable before it returns.

Separate because it is what a key press waits for: it appends one entry and repaints the rows it touches, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations

from netriage import dedupe, triage
from netriage.errors import InputError
from netriage.model import Lane, Verdict
from netriage.session.state import RANKED_BY, State, goal_id
from netriage.session.view import Row, Step
from netriage.triage import Entry, Kind, Snapshot


class Deciding(State):
    """The drawer of decisions."""

    def decide(self, keys: Sequence[str], verdict: Verdict, *, reason: str = "", until: datetime | None = None) -> Step:
        """Decide listings as one step of undo.

        Raises InputError when there is no objective to keep them for, or one has begun that is to be put off.
        """
        if not keys:
            raise InputError("Nothing is chosen.")
        if verdict is Verdict.KEEP and not self.view.ranked:
            raise InputError(
                "Keeping is off: there is no specific objective yet.",
                "Say what you want to reach: press e, or run netriage goal new and netriage goal check.",
            )
        rows = [self.view.rows[key] for key in keys]
        if verdict is Verdict.LATER:
            self._check_later(rows)
        fits = {row.scored.listing.key: row.scored.fit for row in rows if row.scored.fit is not None}
        entry = triage.decide_entry(
            [Snapshot.of(row.scored.listing, dedupe.meaning(row.scored.listing)) for row in rows],
            verdict,
            id=self.new_id(),
            at=self.now(),
            reason=reason,
            until=until,
            goal=goal_id(self.goal),
            fit=fits,
            before=self._made.decisions,
        )
        return self._take(entry)

    def _check_later(self, rows: Sequence[Row]) -> None:
        now = self.now()
        for listing in (row.scored.listing for row in rows):
            if triage.latest_wake(listing.start, listing.end, now, self.zone) <= now:
                raise InputError(f"“{listing.title}” has begun: it can't be put off.", "Keep or skip it.")

    def accept(self, keys: Sequence[str]) -> Step:
        """Accept what changed upstream: keep again, as the listings are today."""
        return self.decide(keys, Verdict.KEEP, reason="accepted the change")

    def undo(self) -> Step | None:
        """Undo the last step, of whichever run or process; None when there is none. See `Step.outdated`."""
        with self._moment:
            return self._turn(triage.undo_entry(self.record, self.now(), self.new_id()))

    def redo(self) -> Step | None:
        """Redo the last undone step; None when there is none."""
        with self._moment:
            return self._turn(triage.redo_entry(self.record, self.now(), self.new_id()))

    def note(self, key: str, text: str) -> Step:
        """Write a note; '' removes it."""
        title = self.view.rows[key].scored.listing.title
        words = f"{'noted on' if text else 'removed the note of'} “{title}”"
        return self._take(self._entry(Kind.NOTE, words, keys=(key,), text=text))

    def tag(self, keys: Sequence[str], add: Sequence[str], remove: Sequence[str] = ()) -> Step:
        """Add and remove tags."""
        titles = [self.view.rows[key].scored.listing.title for key in keys]
        marks = " ".join([*(f"+{tag}" for tag in add), *(f"-{tag}" for tag in remove)])
        words = f"tagged {triage.name_listings(titles)} {marks}"
        return self._take(self._entry(Kind.TAG, words, keys=tuple(keys), data={"add": [*add], "remove": [*remove]}))

    def unmerge(self, key: str) -> Step:
        """Take a merged listing apart; the next pull, and every later one, keeps its sources apart."""
        listing = self.view.rows[key].scored.listing
        names = sorted({dedupe.source_name(source) for source in listing.sources})
        if len(names) < 2:
            raise InputError(f"“{listing.title}” was not merged: it has one source.")
        pairs = [[*pair] for pair in combinations(names, 2)]
        words = f"took “{listing.title}” apart into {len(names)} listings (from the next pull on)"
        return self._take(self._entry(Kind.UNMERGE, words, keys=(key,), data={"pairs": pairs}))

    def series_keys(self, key: str, by: str) -> tuple[str, ...]:
        """Keys of the coming listings of the same 'series', 'organizer' or 'feed', this one included."""
        listing = self.view.rows[key].scored.listing
        feeds = {source.feed for source in listing.sources}
        found = []
        for other, row in self.view.rows.items():
            near = row.scored.listing
            same = {
                "series": bool(listing.series) and near.series == listing.series,
                "organizer": bool(listing.organizer) and near.organizer == listing.organizer,
                "feed": not feeds.isdisjoint(source.feed for source in near.sources),
            }
            if other == key or (same[by] and not row.past and row.lane in (Lane.INBOX, Lane.LATER)):
                found.append(other)
        return tuple(found)

    def journal_lines(self, limit: int = 500) -> tuple[tuple[datetime, str, bool], ...]:
        """What was done, newest first: when, in words, and whether it was undone."""
        entries = self.store.journal.entries()[::-1][:limit]
        return tuple((entry.at, entry.words, entry.id in self.record.undone) for entry in entries)

    def _entry(
        self,
        kind: Kind,
        words: str,
        *,
        keys: tuple[str, ...] = (),
        text: str = "",
        data: Mapping[str, object] | None = None,
    ) -> Entry:
        return Entry(
            id=self.new_id(),
            at=self.now(),
            kind=kind,
            words=words,
            keys=keys,
            goal=goal_id(self.goal),
            text=text,
            data=data or {},
        )

    def _take(self, entry: Entry) -> Step:
        self.append(entry)
        return Step(entry.words, entry.keys)

    def _turn(self, entry: Entry | None) -> Step | None:
        if entry is None:
            return None
        target = {**self.record.done, **self.record.undone}[entry.target]
        self.append(entry)
        return Step(entry.words, entry.keys, outdated=target.kind in RANKED_BY)
