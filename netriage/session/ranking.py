"""Ranking as the session needs it: the fit, what decisions teach it, then the user's rules.

Separate because two siblings meet here: `fit` scores and learns, `filters` holds the rules. What was indexed is kept
for the next time, and lessons are drawn anew from the decisions that stand, so undo is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from netriage import fit, triage
from netriage.errors import NetriageError
from netriage.filters import FilterContext, Texts
from netriage.filters.rules import Rule, apply_rules, broken_rules, from_document
from netriage.fit.thin import tier_of, worth_a_look
from netriage.goal import Goal
from netriage.model import Listing, Problem, Scored, Verdict
from netriage.session.index import load_index, save_index
from netriage.store import Store

LEARNING = "learning"
"""Setting of the journal: whether decisions teach the ranking; on unless it is false."""
EXPLORING = "exploring"
"""Setting of the journal: whether a listing with too little text may be lifted into view; on unless it is false."""
LEARNING_SINCE = "learning_since"
"""Setting of the journal: ISO instant before which decisions teach nothing any more (a reset)."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What is ranked by, besides the listings."""

    goal: Goal | None
    goal_id: str
    decisions: Mapping[str, triage.Decision]
    record: triage.Record
    now: datetime
    feeds: Mapping[str, str]
    """Names of feeds by id."""


def rules_of(record: triage.Record) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The rules of the journal, and those that can't be read any more."""
    rules, problems = [], []
    for name, document in record.rules.items():
        try:
            rules.append(from_document(document))
        except (ValueError, TypeError, KeyError, NetriageError) as error:
            problems.append(Problem(f"The rule {name} can't be read ({error}).", remedy="Remove it and write it anew."))
    return tuple(rules), tuple(problems)


class Ranker:
    """Ranks listings; not shared between threads. With a `store` the index of their words is kept from run to run."""

    def __init__(self, zone: tzinfo, store: Store | None = None) -> None:
        self._zone = zone
        self._store = store
        self._kept_tokens: fit.TokenCache | None = None
        self._texts = Texts()

    @property
    def _tokens(self) -> fit.TokenCache:
        if self._kept_tokens is None:
            self._kept_tokens = load_index(self._store) if self._store else fit.TokenCache()
        return self._kept_tokens

    def rank(self, listings: Sequence[Listing], basis: Basis) -> list[Scored]:
        """Score and order listings: open ones first, best first; by date without a goal."""
        learned = self.learn(listings, basis)
        scored = fit.rank(
            listings,
            basis.goal,
            now=basis.now,
            zone=self._zone,
            learned=learned if learned.enough else None,
            cache=self._tokens,
            feeds=basis.feeds,
        )
        if self._store:
            save_index(self._store, self._tokens)
        if rules := rules_of(basis.record)[0]:
            scored = self._ruled(rules, scored, basis)
        return fit.explore(scored, decided_of(basis)) if is_exploring(basis) else scored

    def _ruled(self, rules: Sequence[Rule], scored: Sequence[Scored], basis: Basis) -> list[Scored]:
        ruled = apply_rules(rules, scored, self.context(basis), basis.feeds)
        # Stable: listings whose fit the rules left equal stay in the order of the ranking.
        worth = worth_a_look(ruled)
        return sorted(ruled, key=lambda one: _order(one, worth))

    def problems(self, basis: Basis) -> tuple[Problem, ...]:
        """Rules that do nothing, and why."""
        rules, unread = rules_of(basis.record)
        broken = broken_rules(rules, self.context(basis)) if rules else ()
        return unread + tuple(Problem(f"The rule “{rule.words}” does nothing: {why}") for rule, why in broken)

    def try_out(self, listings: Sequence[Listing], basis: Basis) -> list[Scored]:
        """Rank other listings, leaving what is kept for the present ones alone."""
        return Ranker(self._zone).rank(listings, basis)

    def context(self, basis: Basis) -> FilterContext:
        """From when and where filters look."""
        home = fit.home_of(basis.goal) if basis.goal else None
        return FilterContext(basis.now, self._zone, home, self._texts)

    def learn(self, listings: Sequence[Listing], basis: Basis) -> fit.Learned:
        """What the decisions that stand teach."""
        examples = examples_of(basis)
        if basis.goal is None or not examples:
            return fit.Learned()
        return fit.learn(examples, listings, basis.goal, cache=self._tokens, feeds=basis.feeds)


def examples_of(basis: Basis) -> list[fit.Example]:
    """The decisions that teach: for this goal, since the last reset, none when learning is off."""
    settings = basis.record.settings
    if basis.goal is None or settings.get(LEARNING) is False:
        return []
    since = str(settings.get(LEARNING_SINCE, ""))
    return [
        fit.Example(key, decision.verdict is Verdict.KEEP, decision.reason)
        for key, decision in basis.decisions.items()
        if decision.verdict in (Verdict.KEEP, Verdict.SKIP)
        and decision.goal in ("", basis.goal_id)
        and decision.at.isoformat() >= since
    ]


def is_exploring(basis: Basis) -> bool:
    """Whether a listing with too little text may be lifted into view."""
    return basis.goal is not None and basis.record.settings.get(EXPLORING) is not False


def decided_of(basis: Basis) -> frozenset[str]:
    """Keys of the listings that are decided, whatever the decision."""
    return frozenset(key for key, one in basis.decisions.items() if one.verdict is not Verdict.INBOX)


def _order(scored: Scored, worth: float) -> tuple[bool, int, float]:
    return bool(scored.gates), tier_of(scored, worth), -(scored.fit or 0.0)
