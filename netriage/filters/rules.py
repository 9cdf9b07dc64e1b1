"""Rules: filters that hide, raise or lower listings, each with its hits, each reversible.

Separate from the language because a rule is a decision about listings that have not come yet: it may only look at what
a listing is, never at what the user did with it. Rules never drop anything: what one hides keeps a gate that names it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from netriage import codec
from netriage.errors import FilterError, InputError, NetriageError
from netriage.filters.matching import Test, compile_node
from netriage.filters.names import FLAGS, NAMES
from netriage.filters.parsing import parse_node
from netriage.filters.row import FilterContext, FilterRow, fold
from netriage.filters.syntax import EVERYTHING, Compare, Every, Node, Not, Op, Some
from netriage.model import Evidence, Gate, Lane, Scored

GROUP = "rule"
"""Group of the evidence and kind of the gate that a rule gives."""

MAX_POINTS = 50.0


class RuleAction(StrEnum):
    """What a rule does to what it matches."""

    NEVER = "never"
    RAISE = "raise"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Rule:
    """A filter that acts on every listing to come."""

    id: str
    action: RuleAction
    filter: str
    """In the canonical form."""
    created_at: datetime
    points: float = 0.0
    """What it adds to the fit, or takes from it: above 0; 0 for a never-rule."""
    expires_at: datetime | None = None
    """From then on it does nothing; None: for good."""
    note: str = ""
    """Why, in the user's words."""

    @property
    def words(self) -> str:
        """The rule in one line: 'never type:webinar', 'raise company:acme by 10'."""
        return f"{self.action} {self.filter}" + (f" by {self.points:g}" if self.points else "")


def make_rule(
    identity: str,
    action: RuleAction,
    text: str,
    *,
    now: datetime,
    points: float = 10.0,
    expires_at: datetime | None = None,
    note: str = "",
) -> Rule:
    """Make a rule of a filter's text. Raises FilterError where it is no filter, or none that a rule can have."""
    node = parse_node(text)
    if node == EVERYTHING:
        raise FilterError("A rule without a filter would act on everything.", 0, "Write what it is about.")
    unfit = sorted(_decided(node))
    if unfit:
        what = f"A rule cannot look at '{unfit[0]}': that is about what you did, not about the listing."
        raise FilterError(what, 0, "Use names of the listing, as in type:webinar or organizer:acme.")
    if action is RuleAction.NEVER:
        points = 0.0
    elif not 0 < points <= MAX_POINTS:
        raise InputError(
            f"{points:g} points are out of range.", f"A rule moves the fit by up to {MAX_POINTS:g} points."
        )
    if expires_at is not None and expires_at <= now:
        raise InputError("The rule would already be over.", "Choose a later date.")
    return Rule(identity, action, str(node), now, points, expires_at, note)


def to_document(rule: Rule) -> dict[str, Any]:
    """Turn a rule into plain JSON data for the journal."""
    document: dict[str, Any] = codec.to_data(rule)
    return document


def from_document(document: Mapping[str, Any]) -> Rule:
    """Read what `to_document` wrote; raises ValueError, TypeError or KeyError on damaged data."""
    return codec.from_data(Rule, dict(document))


def _decided(node: Node) -> Iterator[str]:
    """Names and flags that are about the user's decisions."""
    if isinstance(node, Not):
        yield from _decided(node.item)
    elif isinstance(node, (Every, Some)):
        for item in node.items:
            yield from _decided(item)
    elif isinstance(node, Compare):
        known = FLAGS[str(node.value)] if node.name == "is" else NAMES[node.name]
        if not known.of_listing:
            yield f"is:{known.name}" if node.name == "is" else known.name


@dataclass(frozen=True, slots=True)
class _Bare:
    """A listing that nothing was decided about: all that a rule sees."""

    scored: Scored
    feed_names: Sequence[str] = ()
    lane: Lane = Lane.INBOX
    reason: str = ""
    note: str = ""
    tags: Sequence[str] = ()
    clashes: Sequence[str] = ()
    is_new: bool = False
    hidden_by: str = ""


def apply_rules(
    rules: Iterable[Rule], ranked: Sequence[Scored], context: FilterContext, feed_names: Mapping[str, str] | None = None
) -> tuple[Scored, ...]:
    """Apply the rules that have not expired; each sees the listings as they were ranked, whatever other rules do.

    A never-rule adds a gate, the others add evidence of what they really moved: a fit stays between 0 and 100, and the
    sum of its evidence. `feed_names` tells the names of feeds by their ids. The order stays: a raised one is not moved.
    """
    tests, _ = _compiled(rules, context)
    if not tests:
        return tuple(ranked)
    names = feed_names or {}

    def ruled(item: Scored) -> Scored:
        bare = _Bare(item, tuple(names.get(source.feed, "") for source in item.listing.sources))
        for rule in [rule for rule, test in tests if test(bare)]:
            item = _acted(rule, item)
        return item

    return tuple(ruled(item) for item in ranked)


def broken_rules(rules: Iterable[Rule], context: FilterContext) -> list[tuple[Rule, str]]:
    """Rules that do nothing because their filter does not read any more, each with the reason."""
    return _compiled(rules, context)[1]


def is_over(rule: Rule, now: datetime) -> bool:
    """Whether a rule has expired."""
    return rule.expires_at is not None and rule.expires_at <= now


def _compiled(rules: Iterable[Rule], context: FilterContext) -> tuple[list[tuple[Rule, Test]], list[tuple[Rule, str]]]:
    tests, broken = [], []
    for rule in rules:
        if is_over(rule, context.now):
            continue
        try:
            tests.append((rule, compile_node(parse_node(rule.filter), context)))
        except NetriageError as error:
            broken.append((rule, str(error)))
    return tests, broken


def _acted(rule: Rule, item: Scored) -> Scored:
    if rule.action is RuleAction.NEVER:
        return item._replace(gates=(*item.gates, Gate(GROUP, f"your rule: {rule.words}")))
    if item.fit is None:
        return item
    points = rule.points if rule.action is RuleAction.RAISE else -rule.points
    moved = min(100.0, max(0.0, item.fit + points)) - item.fit
    low, high = (min(100.0, max(0.0, edge + moved)) for edge in item.band)
    why = Evidence(moved, GROUP, f"your rule: {rule.words}")
    return item._replace(fit=item.fit + moved, band=(low, high), evidence=(*item.evidence, why))


def without_rules(item: Scored) -> Scored:
    """Take back what rules did to a score."""
    moved = sum(piece.points for piece in item.evidence if piece.group == GROUP)
    evidence = tuple(piece for piece in item.evidence if piece.group != GROUP)
    gates = tuple(gate for gate in item.gates if gate.kind != GROUP)
    if len(evidence) == len(item.evidence) and len(gates) == len(item.gates):
        return item
    fit = None if item.fit is None else item.fit - moved
    return item._replace(fit=fit, evidence=evidence, gates=gates)


@dataclass(frozen=True, slots=True)
class Hits:
    """What a rule matches among the listings at hand."""

    inbox: tuple[str, ...] = ()
    """Keys of the undecided ones: those that a never-rule hides."""
    kept: tuple[str, ...] = ()
    """Keys of those that were kept all the same: a rule with many of them is wrong."""
    other: tuple[str, ...] = ()
    """Keys of skipped and postponed ones."""

    @property
    def count(self) -> int:
        """How many it matches."""
        return len(self.inbox) + len(self.kept) + len(self.other)


def count_hits(rules: Iterable[Rule], rows: Iterable[FilterRow], context: FilterContext) -> dict[str, Hits]:
    """Count what each rule matches, by rule id; expired ones match nothing. One rule alone is its preview."""
    rules = tuple(rules)
    found: dict[str, dict[str, list[str]]] = {rule.id: {"inbox": [], "kept": [], "other": []} for rule in rules}
    tests, _ = _compiled(rules, context)
    for row in rows if tests else ():
        bare = _Bare(without_rules(row.scored), row.feed_names)
        for rule, test in tests:
            if test(bare):
                found[rule.id][_SIDES.get(row.lane, "other")].append(row.scored.listing.key)
    return {identity: Hits(**{side: tuple(keys) for side, keys in sides.items()}) for identity, sides in found.items()}


_SIDES = {Lane.INBOX: "inbox", Lane.KEEP: "kept", Lane.CHANGED: "kept"}


# Proposing a rule.

ALIKE = 5
"""So many skips that are alike propose a rule."""

_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A never-rule that a habit suggests."""

    filter: str
    words: str
    """Why: '6 skipped as “too far” have organizer=…'."""
    keys: tuple[str, ...] = field(default=())
    """The skips that suggest it."""


def propose_rule(
    skipped: Sequence[FilterRow], kept: Sequence[FilterRow], context: FilterContext, rules: Iterable[Rule] = ()
) -> Proposal | None:
    """Propose to hide what was skipped for the same reason five times, if nothing that was kept is like it.

    Looks for what most of one reason's skips share: title, host, organiser, event type, a word of the title. Of two
    that cover as many the more particular wins. What a rule already says is not proposed again.
    """
    known = {rule.filter for rule in rules}
    by_reason: dict[str, list[FilterRow]] = {}
    for row in skipped:
        if row.reason.strip():
            by_reason.setdefault(fold(row.reason.strip()), []).append(row)
    best: tuple[int, int, Compare, list[FilterRow]] | None = None
    for rows in by_reason.values():
        for count, rank, node in _shared(rows):
            better = best is None or (count, -rank) > (best[0], -best[1])
            if better and str(node) not in known and not _matches_any(node, kept, context):
                best = count, rank, node, rows
    if best is None:
        return None
    count, _, node, rows = best
    test = compile_node(node, context)
    keys = tuple(row.scored.listing.key for row in rows if test(row))
    return Proposal(str(node), f"{count} skipped as “{rows[0].reason.strip()}” have {node}", keys)


def _shared(rows: Sequence[FilterRow]) -> Iterator[tuple[int, int, Compare]]:
    """What at least five rows have in common: how many have it, how general it is, the comparison."""
    counts: Counter[tuple[int, Compare]] = Counter()
    for row in rows:
        counts.update(set(_traits(row)))
    for (rank, node), count in counts.items():
        if count >= ALIKE:
            yield count, rank, node


def _traits(row: FilterRow) -> Iterator[tuple[int, Compare]]:
    listing = row.scored.listing
    texts = [("title", listing.title), *(("hosts", host) for host in listing.hosts)]
    texts += [("organizer", listing.organizer), ("type", row.scored.event_type)]
    for rank, (name, text) in enumerate(texts):
        if text.strip():
            yield min(rank, 3), Compare(name, Op.EQ, fold(text))
    for word in _WORD.findall(fold(listing.title)):
        yield 4, Compare("title", Op.HAS, word)


def _matches_any(node: Node, rows: Iterable[FilterRow], context: FilterContext) -> bool:
    test = compile_node(node, context)
    return any(test(row) for row in rows)
