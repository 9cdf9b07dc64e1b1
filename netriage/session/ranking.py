"""Ranking as the session needs it: the fit, then the user's rules; what was indexed is kept for the next time.

Separate because two siblings meet here: `fit` scores, `filters` holds the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from netriage import fit, triage
from netriage.goal import Goal
from netriage.model import Listing, Scored


class Ranker:
    """Ranks listings; not shared between threads."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._tokens = fit.TokenCache()

    def rank(
        self,
        listings: Sequence[Listing],
        goal: Goal | None,
        decisions: Mapping[str, triage.Decision],
        record: triage.Record,
        now: datetime,
        feeds: Mapping[str, str],
    ) -> list[Scored]:
        """Score and order listings: open ones first, best first; by date without a goal."""
        return fit.rank(listings, goal, now=now, zone=self._zone, cache=self._tokens, feeds=feeds)

    def try_out(
        self,
        listings: Sequence[Listing],
        goal: Goal | None,
        decisions: Mapping[str, triage.Decision],
        record: triage.Record,
        now: datetime,
        feeds: Mapping[str, str],
    ) -> list[Scored]:
        """Rank by another goal, or other listings, leaving what is kept for the present ones alone."""
        return Ranker(self._zone).rank(listings, goal, decisions, record, now, feeds)
