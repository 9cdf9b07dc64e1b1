"""Scores kept on disk: ranking 10,000 listings takes a second, reading what it gave takes a twentieth of that.

Separate because it is only a shortcut: the stamp covers everything that a ranking depends on, save the hour, and the
one gate that depends on the hour is put on anew. A missing or outdated file costs one ranking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256

from netriage import __version__
from netriage.codec import to_data
from netriage.filters.rules import is_over
from netriage.fit.gates import PAST, is_past
from netriage.model import Evidence, Gate, Listing, Scored
from netriage.session.ranking import Basis, decided_of, examples_of, is_exploring, rules_of
from netriage.store import Store

_FORMAT = f"{__version__}/8"
"""Raised when the same listings and goal are scored differently than before."""


@dataclass(frozen=True, slots=True)
class Score:
    """A `Scored` without its listing."""

    key: str
    fit: float | None = None
    evidence: tuple[Evidence, ...] = ()
    gates: tuple[Gate, ...] = ()
    thin: bool = False
    band: tuple[float, ...] = (0.0, 100.0)
    event_type: str = ""


def stamp_of(listings_stamp: str, basis: Basis) -> str:
    """Name everything that the scores depend on: listings, goal, lessons, rules, names of feeds, what is lifted.

    Of the hour only what rules make of it: their filters may speak of days to come, and they end.
    """
    lessons = sorted((one.key, one.kept, one.reason) for one in examples_of(basis))
    # Which one is lifted depends on what is decided; the order of the others does not.
    lifting = sorted(decided_of(basis)) if is_exploring(basis) else None
    rules = to_data(dict(basis.record.rules))
    ended = [rule.id for rule in rules_of(basis.record)[0] if is_over(rule, basis.now)]
    hour = f"{basis.now:%Y-%m-%dT%H%z}" if rules else ""
    told = [_FORMAT, listings_stamp, repr(basis.goal), lessons, rules, ended, hour, dict(basis.feeds), lifting]
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def save_scores(store: Store, stamp: str, scored: Iterable[Scored]) -> None:
    """Keep a ranking, in its order."""
    rows = [
        Score(
            one.listing.key,
            one.fit,
            one.evidence,
            tuple(gate for gate in one.gates if gate != PAST),
            one.thin,
            one.band,
            one.event_type,
        )
        for one in scored
    ]
    store.cache.save_table("scores", stamp, Score, rows)


def load_scores(
    store: Store, stamp: str, listings: Sequence[Listing], now: datetime, zone: tzinfo
) -> list[Scored] | None:
    """The ranking that was kept under this stamp, in its order; None when it is another one or of other listings."""
    rows = store.cache.load_table("scores", stamp, Score)
    known = {listing.key: listing for listing in listings}
    if rows is None or len(rows) != len(known) or any(row.key not in known for row in rows):
        return None
    found = [_scored(row, known[row.key]) for row in rows]
    timed = [one._replace(gates=(*one.gates, PAST)) if is_past(one.listing, now, zone) else one for one in found]
    # Stable: what is over goes to the end, as the ranking puts it.
    return sorted(timed, key=lambda one: bool(one.gates))


def _scored(row: Score, listing: Listing) -> Scored:
    low, high = row.band
    return Scored(listing, row.fit, row.evidence, row.gates, row.thin, (low, high), row.event_type)
